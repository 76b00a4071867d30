"""How well candidates are scored anew: official figures, what each part brings, thresholds, calibration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from goalmouth.evaluation.moments import Moment, judged
from goalmouth.evaluation.spotting import Scores, average_map, counts_at
from goalmouth.labels import SOCCERNET_V2
from goalmouth.spotting.moments import Belief, moments
from goalmouth.training.told import figures
from goalmouth.types import EventTable, Floats, Spot

CLASSES = len(SOCCERNET_V2)

SURE = 0.02
"""Below it scores are hardly ever right, and there are so many that they alone would decide."""

METRICS = "loose", "tight"

SELECTED = 30
"""δ in seconds, the full width, within which the moments that are selected should be right."""

GRID = [round(0.02 * step, 2) for step in range(1, 50)]
"""Thresholds there are to choose from."""

OFTEN = 100
"""Labels from which a class's own figure is told apart from chance."""

LATEST = 12.0
"""Seconds by which a system is thought to be early or late at most."""


@dataclass(frozen=True)
class Half:
    """One half of a match to learn from.

    match : its number; spots : what a spotter thought of, and labels : what happened, times from the half's
    beginning; said : (seconds, classes) what a transcript tells, where there is one.
    """

    match: int
    half: int
    spots: Sequence[Spot]
    labels: Sequence[Spot]
    said: NDArray[np.floating] | None = None

    @property
    def last(self) -> float:
        """The latest time that the spotter thought of."""
        return max(spot.time for spot in self.spots)

    @property
    def seconds(self) -> int:
        """How many there are to tell of."""
        return int(self.last) + 2


@dataclass(frozen=True)
class Told:
    """What was said of a half by a network that had not seen its match: see ``moments``."""

    values: Floats
    beliefs: Sequence[Belief]
    fold: int

    def moments(self, half: Half) -> list[Spot]:
        """Return the moments of that half."""
        found = moments(self.values, half.last, half.spots, SOCCERNET_V2, self.beliefs)
        return [Spot(each.time, SOCCERNET_V2[each.kind], each.score, "") for each in found]


def trusted(halves: Sequence[Half], doubt: float) -> list[Belief]:
    """Return how much the spotter's own say counts in each class: the more, the fewer labels there are.

    doubt : labels at which it counts as much as what was learnt.
    """
    counts = _counts(halves)
    return [Belief(doubt / (doubt + count) if doubt else 0.0) for count in counts.tolist()]


def calibrated(
    halves: Sequence[Half], told: Sequence[Told], doubt: float, apart: int | None = None
) -> list[Belief]:
    """Return by how much each class's scores are to be moved, so that they are the share that is right.

    Platt, "Probabilistic outputs for support vector machines" (1999): of each class, held to that of all the
    more, the fewer labels there are. apart : a fold that is not looked at.
    """
    pairs = [(half, own) for half, own in zip(halves, told, strict=True) if own.fold != apart]
    labels = [
        Moment(str(place), s.time, s.label) for place, (half, _) in enumerate(pairs) for s in half.labels
    ]
    found = [
        Moment(str(place), spot.time, spot.label, spot.score)
        for place, (half, own) in enumerate(pairs)
        for spot in own.moments(half)
        if spot.score >= SURE
    ]
    right = judged(labels, found, SELECTED / 2)
    logits = np.log([own.score / (1 - own.score) for own, _ in right])
    kinds = np.array([SOCCERNET_V2.index(own.label) for own, _ in right])
    well = np.array([each for _, each in right], float)
    usual = _platt(logits, well, (1.0, 0.0), 1.0)
    counts = _counts([half for half, _ in pairs])
    own = [_platt(logits[kinds == kind], well[kinds == kind], usual, 1 + doubt) for kind in range(CLASSES)]
    own = [each if count else usual for each, count in zip(own, counts, strict=True)]
    trust = trusted([half for half, _ in pairs], doubt)
    return [replace(each, scale=scale, shift=shift) for each, (scale, shift) in zip(trust, own, strict=True)]


def _platt(
    logits: NDArray[np.floating], right: NDArray[np.floating], usual: tuple[float, float], held: float
) -> tuple[float, float]:
    """Return scale and shift of logits that tell best what is right; held : how much to what is usual."""

    def loss(weights: NDArray[np.floating]) -> tuple[float, NDArray[np.floating]]:
        told, away = weights @ columns, weights - begin
        slope = columns @ (1 / (1 + np.exp(-told)) - right) + held * away
        return float((np.logaddexp(0, told) - right * told).sum() + held * away @ away / 2), slope

    columns, begin = np.stack([logits, np.ones_like(logits)]), np.array(usual)
    scale, shift = minimize(loss, begin, jac=True).x
    return max(float(scale), 0.05), float(shift)


def scored(halves: Sequence[Half], spots: Sequence[Sequence[Spot]]) -> list[Scores]:
    """Return the official scores, loose and tight. spots : of each half."""
    truth = _table(halves, [half.labels for half in halves])
    return [average_map(truth, _table(halves, spots), CLASSES, metric) for metric in METRICS]


def shifted(halves: Sequence[Half], folds: Sequence[int]) -> list[list[Spot]]:
    """Return a spotter's own candidates, of each class earlier or later by as much as it errs elsewhere."""
    late: dict[int, Mapping[str, float]] = {}
    for fold in set(folds):
        others = [half for half, own in zip(halves, folds, strict=True) if own != fold]
        late[fold] = {name: _late(others, name) for name in SOCCERNET_V2}
    return [
        [replace(s, time=max(0.0, s.time - late[fold].get(s.label, 0.0))) for s in half.spots]
        for half, fold in zip(halves, folds, strict=True)
    ]


def _late(halves: Sequence[Half], name: str) -> float:
    """Return by how many seconds the surest candidate near a label is late, as the median."""
    apart = []
    for half in halves:
        own = [(s.time, s.score) for s in half.spots if s.label == name]
        times, scores = np.array(own).reshape(-1, 2).T
        for label in half.labels:
            near = np.flatnonzero(np.abs(times - label.time) < LATEST)
            if label.label == name and len(near):
                apart.append(times[near[scores[near].argmax()]] - label.time)
    return float(np.median(apart)) if apart else 0.0


def ablation(
    halves: Sequence[Half], ways: Mapping[str, Sequence[Told]], title: str, doubt: float
) -> list[list[Spot]]:
    """Print what each way brings over a spotter's own figures, and more of the last way, the whole.

    Returns the moments of the last way. doubt : see ``calibrated``.
    """
    folds = [told.fold for told in next(iter(ways.values()))]
    base = scored(halves, [half.spots for half in halves])
    rows = {"time bias": scored(halves, shifted(halves, folds))}
    last: list[list[Spot]] = []
    for way, told in ways.items():
        beliefs = {fold: calibrated(halves, told, doubt, fold) for fold in set(folds)}
        sure = [replace(each, beliefs=beliefs[each.fold]) for each in told]
        last = [each.moments(half) for each, half in zip(sure, halves, strict=True)]
        rows[way] = scored(halves, last)
    print(f"{title}: average mAP in points, loose and tight\n{'its own':20} {_points(base)}")
    for way, own in rows.items():
        gains = (100 * (new.every.mean - old.every.mean) for new, old in zip(own, base, strict=True))
        print(f"{way:20} {_points(own)}  " + " ".join(f"{gain:+6.2f}" for gain in gains))
    by_class(halves, base, rows[list(rows)[-1]])
    figures("calibration", {"points_off": 100 * calibration(halves, last)})
    figures("selected", {"f1": selected_f1(halves, last, folds), "within_s": SELECTED / 2})
    return last


def by_class(halves: Sequence[Half], before: Sequence[Scores], after: Sequence[Scores]) -> None:
    """Print each class's own figures before and after, and by how much the worst of the common ones fell."""
    counts, worst = _counts(halves), np.inf
    for kind, name in enumerate(SOCCERNET_V2):
        pairs = [
            (100 * float(old.every.classes[kind]), 100 * float(new.every.classes[kind]))
            for old, new in zip(before, after, strict=True)
        ]
        print(
            f"{name:20} "
            + "   ".join(f"{a:6.2f} → {b:6.2f}" for a, b in pairs)
            + f"  {counts[kind]:5} labels"
        )
        if counts[kind] >= OFTEN:
            worst = min(worst, *(b - a for a, b in pairs))
    print(f"classes of {OFTEN} labels or more: {worst:+.2f} points at the worst", flush=True)


def _points(scores: Sequence[Scores]) -> str:
    return " ".join(f"{100 * each.every.mean:6.2f}" for each in scores)


def best_thresholds(halves: Sequence[Half], spots: Sequence[Sequence[Spot]]) -> dict[str, float]:
    """Return for each class the confidence from which its moments make the best F1."""
    truth, found = _table(halves, [half.labels for half in halves]), _table(halves, spots)
    counts = np.stack([counts_at(truth, found, CLASSES, [SELECTED], 2, least)[0] for least in GRID])
    right, wrong, missed = counts.transpose(2, 0, 1)
    f1 = 2 * right / np.maximum(2 * right + wrong + missed, 1)
    # Of a class that hardly ever happens one label would decide: half is what half means.
    often = _counts(halves) >= OFTEN / 2
    return {
        name: GRID[int(f1[:, kind].argmax())] if often[kind] else 0.5
        for kind, name in enumerate(SOCCERNET_V2)
    }


def selected_f1(halves: Sequence[Half], spots: Sequence[Sequence[Spot]], folds: Sequence[int]) -> float:
    """Return the F1 over all classes of moments above thresholds that were chosen on other folds."""
    right = wrong = missed = 0
    for fold in set(folds):
        inside = np.flatnonzero([own == fold for own in folds]).tolist()
        others = np.flatnonzero([own != fold for own in folds]).tolist()
        least = best_thresholds([halves[at] for at in others], [spots[at] for at in others])
        mine = [halves[at] for at in inside]
        chosen = [[spot for spot in spots[at] if spot.score >= least[spot.label]] for at in inside]
        truth = _table(mine, [half.labels for half in mine])
        own = counts_at(truth, _table(mine, chosen), CLASSES, [SELECTED], 2, 0.0)[0].sum(0)
        right, wrong, missed = right + own[0], wrong + own[1], missed + own[2]
    return float(2 * right / max(2 * right + wrong + missed, 1))


def calibration(halves: Sequence[Half], spots: Sequence[Sequence[Spot]]) -> float:
    """Return by how much confidence and the share that is right differ, over tenths of confidence (ECE)."""
    edges = [step / 10 for step in range(10)]
    truth, found = _table(halves, [half.labels for half in halves]), _table(halves, spots)
    counts = np.stack([counts_at(truth, found, CLASSES, [SELECTED], 2, edge)[0].sum(0) for edge in edges])
    right, told = counts[:, 0], counts[:, 0] + counts[:, 1]
    sums = np.array([found.value[found.value >= edge].sum() for edge in edges])
    own = -np.diff(np.stack([right, sums]), append=0)
    return float(np.abs(own[0] - own[1])[1:].sum() / max(1, told[1]))


def _counts(halves: Sequence[Half]) -> NDArray[np.int64]:
    kinds = [SOCCERNET_V2.index(label.label) for half in halves for label in half.labels]
    return np.bincount(kinds, minlength=CLASSES)


def _table(halves: Sequence[Half], spots: Sequence[Sequence[Spot]]) -> EventTable:
    """Return spots of halves as the metrics take them; those of other classes are passed over."""
    place = {name: number for number, name in enumerate(SOCCERNET_V2)}
    rows = [
        (half.match, half.half, round(1000 * spot.time), place[spot.label], spot.score)
        for half, own in zip(halves, spots, strict=True)
        for spot in own
        if spot.label in place
    ]
    columns = np.array(rows, np.float64).reshape(-1, 5).T
    match, number, milliseconds, kinds = columns[:4].astype(np.int64)
    return EventTable(match, number, milliseconds, kinds, columns[4])
