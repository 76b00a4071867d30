"""Stretches of time against stretches of time: precision, recall and F1 at an overlap.

Two stretches are one where what they share is at least so much of what they cover together (intersection
over union). The surest prediction chooses first, the label that it overlaps most among those left.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from goalmouth.evaluation.counts import Counts


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of a class. place : what it lies in; nothing overlaps across places; times in one unit."""

    place: str
    start: float
    end: float
    label: str
    score: float = 1.0


def overlap(one: Interval, other: Interval) -> float:
    """Return the intersection over union, 0…1; of two moments 1 where they are one."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    covered = max(one.end, other.end) - min(one.start, other.start)
    return max(0.0, shared) / covered if covered > 0 else float(one.start == other.start)


def matched(labels: Sequence[Interval], predictions: Sequence[Interval], least: float) -> dict[str, Counts]:
    """Return class → how many predictions are right, how many wrong, and how many labels are missed."""
    left: dict[tuple[str, str], list[Interval]] = defaultdict(list)
    for label in labels:
        left[label.place, label.label].append(label)
    right, wrong, missed = (
        dict.fromkeys(sorted({x.label for x in (*labels, *predictions)}), 0) for _ in range(3)
    )
    for spot in sorted(predictions, key=lambda each: -each.score):
        own = left[spot.place, spot.label]
        best = max(own, key=lambda each: overlap(each, spot), default=None)
        if best is not None and overlap(best, spot) >= least > 0:
            own.remove(best)
            right[spot.label] += 1
        else:
            wrong[spot.label] += 1
    for (_, name), rest in left.items():
        if name in missed:
            missed[name] += len(rest)
    return {name: (right[name], wrong[name], missed[name]) for name in right}
