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

import numpy as np
from numpy.typing import NDArray

from goalmouth.evaluation.deltas import METRICS
from goalmouth.types import EventTable

MINUTES = 120
"""Of a half, as far as the official vectors reach."""

THRESHOLDS = np.linspace(0, 1, 200)
BINS = len(THRESHOLDS) + 1
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
    cells = _cells(labels, predictions, classes, fps, max(deltas))
    aps = _aps(cells, [delta * fps for delta in deltas])
    every, visible, unshown = (over(aps[:, part]) for part in range(3))
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
    cells = _cells(labels, predictions, classes, fps, max(deltas))
    sure, kinds = cells.scores >= threshold, cells.bins // BINS
    reaching = np.bincount(kinds[sure], minlength=classes)
    right = [_matched(cells, delta * fps) for delta in deltas]
    hits = np.stack([np.bincount(kinds[own[sure[own]]], minlength=classes) for own in right])
    return np.stack([hits, reaching - hits, cells.counts[0] - hits], axis=-1)


def by_sides(scores: Scores, labels: EventTable, classes: int, fps: int) -> Scores:
    """Return scores over classes, of scores over classes by team: two neighbours are one class's teams.

    A class's figure is the mean of its teams', weighted by how many labels they have, as the code of
    SoccerNet's team ball action spotting has it (2025). classes : of teams, an even number. A class without
    labels scores nothing, where that code has no figure at all.
    """
    pairs = _cells(labels, labels, classes, fps, 0).counts[0].reshape(-1, 2)
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


@dataclass(frozen=True)
class _Cells:
    """What is where, in the order of time: all classes behind one another, and the halves of each."""

    labels: Numbers
    spots: Numbers
    scores: Values
    near: Numbers
    """Predictions that a label may take."""
    surest: Numbers
    """Of those, by confidence, the surest first, and of equals the earlier."""
    ranks: Numbers
    """Of those, in that order, and one more beyond all."""
    bins: Numbers
    """Of each prediction, as one number, its class and how many thresholds it reaches."""
    parts: NDArray[np.bool_]
    """Which predictions count among all, the shown and the unshown, (parts, predictions)."""
    counts: Numbers
    """How many labels these have, (parts, classes)."""


def _cells(labels: EventTable, predictions: EventTable, classes: int, fps: int, widest: int) -> _Cells:
    """Put events into cells. widest : the largest δ in seconds."""
    half = 2 * MINUTES * 60 * fps
    # Halves stand so far apart that nothing matches across, and so do classes.
    beyond = 2 * half * (1 + max(int(table.game.max(initial=0)) for table in (labels, predictions)))
    known, shown = _written(labels, half, beyond, fps)
    spots, scores = _written(predictions, half, beyond, fps)
    spots, scores = spots[scores >= 0], scores[scores >= 0]
    nearest = _nearest(known, shown, spots, half)
    bins = spots // beyond * BINS + np.searchsorted(THRESHOLDS, scores, side="right")
    parts = np.stack([np.ones(len(spots), np.bool_), nearest > 0.5, nearest < -0.5])
    kinds = known // beyond
    own = (kinds, kinds[shown > 0], kinds[shown < 0])
    counts = np.stack([np.bincount(each, minlength=classes) for each in own])
    lows, highs = _windows(spots, known, widest * fps)
    opened, closed = (np.bincount(each, minlength=len(spots) + 1) for each in (lows, highs))
    near = np.flatnonzero((opened - closed).cumsum()[:-1])
    surest = np.argsort(-scores[near], kind="stable")
    ranks = np.full(len(near) + 1, len(near))
    ranks[surest] = np.arange(len(near))
    return _Cells(known, spots, scores, near, surest, ranks, bins, parts, counts)


def _written(table: EventTable, half: int, beyond: int, fps: int) -> tuple[Numbers, Values]:
    """Return the cells of events, rising, each once, and the value that was written there last.

    half, beyond : cells from the beginning of one half to the next, and of one class.
    """
    frame = np.minimum((fps * (table.milliseconds / 1000)).astype(np.int64), half // 2 - 1)
    at = table.label * beyond + (2 * table.game + table.half - 1) * half + frame
    order = np.argsort(at, kind="stable")
    rising = at[order]
    last = np.append(rising[1:] != rising[:-1], True)[: len(rising)]
    return rising[last], table.value[order[last]]


def _nearest(labels: Numbers, shown: Values, spots: Numbers, half: int) -> Values:
    """Return the value of the label that is nearest to each prediction; −1 in halves without one."""
    if not len(labels):
        return np.full(len(spots), -1.0)
    own, inside = np.divmod(labels, half)
    # Half-way between two labels of one half; between halves, where the later one begins.
    middle = np.where(own[1:] == own[:-1], (inside[1:] + inside[:-1]) // 2, 0)
    closest = np.searchsorted(half * own[1:] + middle, spots, side="right")
    return np.where(own[closest] == spots // half, shown[closest], -1.0)


def _aps(cells: _Cells, widths: Sequence[float]) -> Values:
    """Return the 11-point average precisions (Salton and McGill 1983), (widths, parts, classes)."""
    classes = cells.counts.shape[1]
    rights = [_matched(cells, width) for width in widths]
    found = np.stack([_reaching(cells.bins[part], classes) for part in cells.parts])
    hits = np.stack(
        [[_reaching(cells.bins[right[part[right]]], classes) for part in cells.parts] for right in rights]
    )
    counts = cells.counts[..., None]
    precision = np.divide(hits, found, out=np.zeros(hits.shape), where=found > 0)
    recall = np.divide(hits, counts, out=np.zeros(hits.shape), where=counts > 0)
    best = [np.where(recall >= least, precision, 0.0).max(axis=-1) for least in RECALLS]
    return np.asarray(np.stack(best).sum(axis=0) / len(RECALLS))


def _reaching(bins: Numbers, classes: int) -> Numbers:
    """Return how many predictions reach each threshold, (classes, thresholds)."""
    counts = np.bincount(bins, minlength=classes * BINS).reshape(classes, BINS)
    return np.asarray(counts[:, ::-1].cumsum(axis=1)[:, -2::-1], np.int64)


def _windows(spots: Numbers, labels: Numbers, width: float) -> tuple[Numbers, Numbers]:
    """Return of each label the first prediction near it, and the first after those."""
    low, high = labels - width / 2, labels + width / 2
    return np.searchsorted(spots, low, side="left"), np.searchsorted(spots, high, side="right")


def _matched(cells: _Cells, width: float) -> Numbers:
    """Return which predictions are right: each label, in time, takes the surest that is left near it."""
    lows, highs = _windows(cells.spots[cells.near], cells.labels, width)
    some = lows < highs
    lows, highs = lows[some], highs[some]
    if not len(lows):
        return np.zeros(0, np.int64)
    edges = np.stack([lows, highs], axis=1).ravel()
    bests = cells.surest[np.minimum.reduceat(cells.ranks, edges)[::2]]
    # Those who want the same are neighbours, since what is near moves on from label to label.
    first = np.append(True, bests[1:] != bests[:-1])
    nobody = len(bests)
    holders = np.full(len(cells.near), nobody)
    holders[bests[first]] = np.flatnonzero(first)
    # An earlier label may take a prediction from a later one, which then looks for another: the same end as
    # by taking turns (Gale and Shapley 1962), with a look only at the few that want the same.
    for seeker in np.flatnonzero(~first):
        while seeker != nobody:
            within = range(lows[seeker], highs[seeker])
            free = [at for at in within if holders[at] > seeker]
            if not free:
                break
            best = min(free, key=cells.ranks.__getitem__)
            seeker, holders[best] = holders[best], seeker
    return np.asarray(cells.near[holders < nobody], np.int64)
