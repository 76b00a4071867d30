"""Average mAP without the official code's mistakes: for choosing between models, not for tables of papers.

What is otherwise than in ``evaluation.spotting``: times are compared to the millisecond and not in cells;
every prediction counts, not only the last of a cell; the surest prediction takes the label nearest to
it, as in every other field of detection, where the official labels choose in the order of time; the
curve has a point for each confidence, whatever its range, and not for 200 thresholds; classes without
labels are left out of the mean; and among what is shown a prediction that found something that is not
shown counts neither for nor against (Everingham et al. 2010 on "difficult" objects), and the other way
round. δ stays the full width and the 11 points of recall stay, so that figures can be set side by side.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from goalmouth.evaluation.deltas import METRICS
from goalmouth.evaluation.spotting import RECALLS, Part, Scores, Values, over
from goalmouth.types import EventTable

APART = 10**9
"""Milliseconds from the beginning of one half to the next, so that nothing matches across."""


def average_map(labels: EventTable, predictions: EventTable, classes: int, metric: str = "loose") -> Scores:
    """Return the average mAP of predictions; ``nan`` for a class, or a part of it, without labels."""
    aps = np.stack([_aps(labels, predictions, kind, METRICS[metric]) for kind in range(classes)])
    every, visible, unshown = (_known(aps[..., part].T) for part in range(3))
    return Scores(every, visible, unshown)


def _known(aps: Values) -> Part:
    """Return the mean over the classes that have labels. aps : (deltas, classes)."""
    own = over(aps).classes
    known = own[~np.isnan(own)]
    return Part(float(known.mean()) if len(known) else float("nan"), own)


def _aps(labels: EventTable, predictions: EventTable, kind: int, deltas: Sequence[int]) -> Values:
    """Return one class's average precisions, (deltas, parts)."""
    times, values = _of(labels, kind)
    order = np.argsort(times, kind="stable")
    times, shown = times[order], values[order] > 0
    spots, scores = _of(predictions, kind)
    surest = np.argsort(-scores, kind="stable")
    spots, scores = spots[surest], scores[surest]
    rows = []
    for delta in deltas:
        found = _found(times, spots, 500 * delta)
        right = found >= 0
        seen = np.zeros(len(found), np.bool_)
        seen[right] = shown[found[right]]
        parts = (
            (right | ~right, len(times)),
            (seen | ~right, int(shown.sum())),
            (~seen, int((~shown).sum())),
        )
        rows.append([_ap(scores[part], right[part], count) for part, count in parts])
    return np.array(rows)


def _of(table: EventTable, kind: int) -> tuple[NDArray[np.int64], Values]:
    own = table.label == kind
    at = (2 * table.game[own] + table.half[own]) * APART + table.milliseconds[own]
    return at, table.value[own]


def _found(times: NDArray[np.int64], spots: NDArray[np.int64], reach: int) -> NDArray[np.int64]:
    """Return which label each prediction found, the surest prediction first; −1 for none."""
    lows = np.searchsorted(times, spots - reach, side="left").tolist()
    highs = np.searchsorted(times, spots + reach, side="right").tolist()
    taken: set[int] = set()
    found = np.full(len(spots), -1)
    for number, (low, high) in enumerate(zip(lows, highs, strict=True)):
        free = [at for at in range(low, high) if at not in taken]
        if free:
            found[number] = best = min(free, key=lambda at: abs(int(times[at] - spots[number])))
            taken.add(best)
    return found


def _ap(scores: Values, right: NDArray[np.bool_], count: int) -> float:
    """Return the 11-point average precision of predictions, the surest first."""
    if not count:
        return float("nan")
    hits = right.cumsum()
    # Equal confidences are one point of the curve.
    ends = np.flatnonzero(np.append(scores[1:] != scores[:-1], True)[: len(scores)])
    precision, recall = hits[ends] / (ends + 1), hits[ends] / count
    reached = recall >= RECALLS[:, None]
    return float(np.where(reached, precision, 0.0).max(axis=1, initial=0.0).sum() / len(RECALLS))
