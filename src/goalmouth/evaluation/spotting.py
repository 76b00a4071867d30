"""Average mAP of action spotting, as the package ``SoccerNet`` 0.2.0 computes it (Giancola et al. 2018).

Its quirks are kept, because published figures rest on them: time in cells of ``1 / fps`` s over 120
minutes a half, later events in the last cell; of several predictions of a class in a cell the last one
alone; a prediction matches within δ·fps/2 cells; labels choose in order of time, each the surest
prediction left; 200 thresholds and 11 points of recall; a class without labels scores nothing and
stays in the mean. What is shown and what is not are told apart by the label that is nearest in time;
without any in its half, a prediction counts against what is not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from goalmouth.evaluation.deltas import METRICS
from goalmouth.types import EventTable

MINUTES = 120
"""Of a half, as far as the official vectors reach."""

THRESHOLDS = np.linspace(0, 1, 200)
RECALLS = np.arange(11) / 10
UNSHOWN = 17 / 13
"""What the mean of the unshown is multiplied with: four of the seventeen classes have none."""

Numbers = NDArray[np.int64]
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """A mean over classes, and each class's own, (classes,)."""

    mean: float
    classes: Values

    def named(self, classes: Sequence[str]) -> dict[str, float]:
        """Return the figures by the names of the classes."""
        return dict(zip(classes, self.classes.tolist(), strict=True))


@dataclass(frozen=True)
class Scores:
    """Average mAP, 0…1, of all labels, of those that are shown, and of those that are not."""

    every: Part
    visible: Part
    unshown: Part


@dataclass(frozen=True)
class _Class:
    """What of one class is where, in the order of time: all halves behind one another."""

    labels: Numbers
    spots: Numbers
    scores: Values
    ranks: Numbers
    """Of each prediction among all of them: the surer the higher, and of equals the earlier."""
    reaches: Numbers
    """How many thresholds each prediction reaches."""
    parts: tuple[tuple[NDArray[np.bool_], int], ...]
    """Which predictions count among all, the shown and the unshown, and how many labels these have."""


def average_map(
    labels: EventTable,
    predictions: EventTable,
    classes: int,
    metric: str = "loose",
    fps: int = 2,
) -> Scores:
    """Return the average mAP of predictions. classes : how many there are; metric : of ``METRICS``."""
    return average_map_over(labels, predictions, classes, METRICS[metric], fps)


def average_map_over(
    labels: EventTable, predictions: EventTable, classes: int, deltas: Sequence[int], fps: int
) -> Scores:
    """Return the average mAP over some δ, in seconds."""
    own = _classes(labels, predictions, classes, fps)
    aps = np.stack([_aps(each, [delta * fps for delta in deltas]) for each in own])
    every, visible, unshown = (over(aps[..., part].T) for part in range(3))
    if len(deltas) > 1:
        unshown = Part(unshown.mean * UNSHOWN, unshown.classes)
    return Scores(every, visible, unshown)


def counts_at(
    labels: EventTable,
    predictions: EventTable,
    classes: int,
    deltas: Sequence[int],
    fps: int,
    threshold: float,
) -> Numbers:
    """Return how many predictions of so much confidence are right and wrong, and how many labels are missed.

    Returns (deltas, classes, 3).

    Labels choose among all predictions, as for the average precision, whatever the threshold.
    """
    counts = np.zeros((len(deltas), classes, 3), np.int64)
    for kind, own in enumerate(_classes(labels, predictions, classes, fps)):
        reaching = int((own.scores >= threshold).sum())
        for place, delta in enumerate(deltas):
            right = int((own.scores[_matched(own, delta * fps)] >= threshold).sum())
            counts[place, kind] = right, reaching - right, len(own.labels) - right
    return counts


def _classes(labels: EventTable, predictions: EventTable, classes: int, fps: int) -> list[_Class]:
    known, said = (_by_class(table, classes, fps) for table in (labels, predictions))
    return [_class(*known[kind], *said[kind], 2 * MINUTES * 60 * fps) for kind in range(classes)]


def by_sides(scores: Scores, labels: EventTable, classes: int, fps: int) -> Scores:
    """Return scores over classes, of scores over classes by team: two neighbours are one class's teams.

    A class's figure is the mean of its teams', weighted by how many labels they have, as the code of
    SoccerNet's team ball action spotting has it (2025). classes : of teams, an even number. A class without
    labels scores nothing, where that code has no figure at all.
    """
    counts = np.array([values.sum() for _, values in _by_class(labels, classes, fps)])
    pairs = counts.reshape(-1, 2)
    total = pairs.sum(axis=1, keepdims=True)
    weights = np.divide(pairs, total, out=np.zeros(pairs.shape), where=total != 0)
    parts = (scores.every, scores.visible, scores.unshown)
    own = [(weights * part.classes.reshape(-1, 2)).sum(1) for part in parts]
    return Scores(*(Part(float(each.mean()), each) for each in own))


def over(aps: Values) -> Part:
    """Return the means (deltas, classes) taken over δ by the trapezoid rule."""
    weights = np.ones(len(aps))
    if len(aps) > 1:
        weights[[0, -1]] = 0.5
    weights /= weights.sum()
    return Part(float(weights @ aps.mean(axis=1)), weights @ aps)


def _by_class(table: EventTable, classes: int, fps: int) -> list[tuple[Numbers, Values]]:
    """Return for each class its cells, rising, each once, and the value that was written there last."""
    size = MINUTES * 60 * fps
    frame = np.minimum((fps * (table.milliseconds / 1000)).astype(np.int64), size - 1)
    # Halves stand so far apart that nothing matches across, and so do classes.
    beyond = 4 * size * (int(table.game.max(initial=0)) + 1)
    at = table.label * beyond + (2 * table.game + table.half - 1) * 2 * size + frame
    order = np.argsort(at, kind="stable")
    rising = at[order]
    last = np.append(rising[1:] != rising[:-1], True)[: len(rising)]
    cells, values = rising[last], table.value[order][last]
    edges = np.searchsorted(cells, np.arange(classes + 1) * beyond)
    return [(cells[a:b] - kind * beyond, values[a:b]) for kind, (a, b) in enumerate(pairwise(edges.tolist()))]


def _class(labels: Numbers, shown: Values, spots: Numbers, scores: Values, apart: int) -> _Class:
    """Put one class's cells together. apart : cells from the beginning of one half to the next."""
    kept = scores >= 0
    spots, scores = spots[kept], scores[kept]
    nearest = np.full(len(spots), -1.0)
    if len(labels):
        half, inside = np.divmod(labels, apart)
        # Half-way between two labels of one half; between halves, where the later one begins.
        middle = np.where(half[1:] == half[:-1], (inside[1:] + inside[:-1]) // 2, 0)
        closest = shown[np.searchsorted(apart * half[1:] + middle, spots, side="right")]
        nearest = np.where(np.isin(spots // apart, half), closest, nearest)
    ranks = np.empty(len(spots), np.int64)
    ranks[np.lexsort((-np.arange(len(spots)), scores))] = np.arange(len(spots))
    parts = (
        (np.ones(len(spots), np.bool_), len(labels)),
        (nearest > 0.5, int((shown > 0).sum())),
        (nearest < -0.5, int((shown < 0).sum())),
    )
    return _Class(labels, spots, scores, ranks, np.searchsorted(THRESHOLDS, scores, side="right"), parts)


def _aps(own: _Class, widths: Sequence[float]) -> Values:
    """Return the 11-point average precisions (Salton and McGill 1983), (widths, parts)."""
    bins = len(THRESHOLDS) + 1
    found = np.stack([_reaching(own.reaches[part], bins) for part, _ in own.parts])
    hits = np.zeros((len(widths), *found.shape), np.int64)
    for one, width in enumerate(widths):
        right = _matched(own, width)
        for two, (part, _) in enumerate(own.parts):
            hits[one, two] = _reaching(own.reaches[right[part[right]]], bins)
    counts = np.array([count for _, count in own.parts])[:, None]
    precision = np.divide(hits, found, out=np.zeros(hits.shape), where=found > 0)
    recall = np.divide(hits, counts, out=np.zeros(hits.shape), where=counts > 0)
    reached = recall[..., None, :] >= RECALLS[:, None]
    return np.asarray(np.where(reached, precision[..., None, :], 0.0).max(axis=-1).sum(-1) / len(RECALLS))


def _reaching(reaches: Numbers, bins: int) -> Numbers:
    """Return how many predictions reach each threshold, (thresholds,)."""
    return np.asarray(np.bincount(reaches, minlength=bins)[::-1].cumsum()[::-1][1:], np.int64)


def _matched(own: _Class, width: float) -> Numbers:
    """Return which predictions are right: each label, in time, takes the surest that is left near it."""
    lows = np.searchsorted(own.spots, own.labels - width / 2, side="left")
    highs = np.searchsorted(own.spots, own.labels + width / 2, side="right")
    near = lows < highs
    lows, highs = lows[near], highs[near]
    if not len(lows):
        return np.zeros(0, np.int64)
    edges = np.stack([lows, highs], axis=1).ravel()
    padded = np.append(own.ranks, -1)
    place = np.empty(len(own.ranks), np.int64)
    place[own.ranks] = np.arange(len(own.ranks))
    bests = place[np.maximum.reduceat(padded, edges)[::2]].tolist()
    taken: set[int] = set()
    for best, low, high in zip(bests, lows.tolist(), highs.tolist(), strict=True):
        if best not in taken:
            taken.add(best)
        elif rest := [at for at in range(low, high) if at not in taken]:
            taken.add(max(rest, key=own.ranks.__getitem__))
    return np.array(sorted(taken), np.int64)
