"""Moments against moments: which predictions are right at a tolerance, each label taken once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from goalmouth.evaluation.counts import Counts


@dataclass(frozen=True, slots=True)
class Moment:
    """Something at a time, in seconds. place : what it lies in; nothing matches across places."""

    place: str
    time: float
    label: str
    score: float = 1.0


def judged(
    labels: Iterable[Moment], predictions: Iterable[Moment], tolerance: float
) -> list[tuple[Moment, bool]]:
    """Return predictions, the surest first, and whether each is right.

    That is where a label of its class is at most ``tolerance`` seconds away; it takes the nearest one left.
    """
    left: dict[tuple[str, str], list[float]] = defaultdict(list)
    for label in labels:
        left[label.place, label.label].append(label.time)
    found = []
    for spot in sorted(predictions, key=lambda own: (-own.score, own.place, own.time, own.label)):
        times = left[spot.place, spot.label]
        nearest = min(times, key=lambda time: (abs(time - spot.time), time), default=None)
        # What is just as far away as is tolerated is not lost to rounding.
        right = nearest is not None and abs(nearest - spot.time) <= tolerance + 1e-9
        if nearest is not None and right:
            times.remove(nearest)
        found.append((spot, right))
    return found


def counts(labels: Iterable[Moment], predictions: Iterable[Moment], tolerance: float) -> dict[str, Counts]:
    """Return class → how many predictions are right, how many wrong, and how many labels are missed."""
    truth = list(labels)
    right, wrong, missed = (defaultdict[str, int](int) for _ in range(3))
    for label in truth:
        missed[label.label] += 1
    for spot, well in judged(truth, predictions, tolerance):
        (right if well else wrong)[spot.label] += 1
        missed[spot.label] -= well
    return {name: (right[name], wrong[name], missed[name]) for name in sorted({*missed, *wrong})}
