"""Moments against moments: which predictions are right at a tolerance, each label taken once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from goalmouth.evaluation.counts import Counts, means
from goalmouth.evaluation.spotting import average_map
from goalmouth.labels import SOCCERNET_V2
from goalmouth.types import EventTable

TOLERANCES = (5, 15, 30)
"""Seconds by which a moment may be off."""

FEW = ("Red card", "Yellow->red card")
"""Classes with a handful of events, which move the mean of all by more than a point."""


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


def scores(truth: Sequence[Moment], said: Sequence[Moment], chosen: Iterable[Moment]) -> dict[str, float]:
    """Return F1 of those moments that were chosen, at each tolerance, and average mAP of all that were said.

    Over SoccerNet-v2's classes; every half is a place of its own.
    """
    sure, found = list(chosen), {}
    for tolerance in TOLERANCES:
        own = counts(truth, sure, tolerance)
        many = {name: each for name, each in own.items() if name not in FEW}
        found[f"micro {tolerance} s"] = means(own)["f1_micro"]
        found[f"macro {tolerance} s"] = means(own)["f1_macro"]
        found[f"of {len(many)} {tolerance} s"] = means(many)["f1_macro"]
    places = {place: number for number, place in enumerate(dict.fromkeys(own.place for own in truth))}
    tables = _table(truth, places), _table([own for own in said if own.place in places], places)
    for metric in ("loose", "tight"):
        found[metric] = average_map(*tables, len(SOCCERNET_V2), metric, 2).every.mean
    return found


def _table(own: Sequence[Moment], places: dict[str, int]) -> EventTable:
    where = np.array([places[each.place] for each in own], np.int64)
    times = np.array([round(1000 * each.time) for each in own], np.int64)
    kinds = np.array([SOCCERNET_V2.index(each.label) for each in own], np.int64)
    scores = np.array([each.score for each in own], np.float64)
    return EventTable(where, np.ones_like(where), times, kinds, scores)
