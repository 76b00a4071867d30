"""Average AP of replay grounding, as the package ``SoccerNet`` 0.2.0 computes it (Deliège et al. 2021).

Each predicted replay that the labels know is a sample of its own, with one true moment. Its candidates are
thinned within each δ before they are matched, as in ``evaluation.spotting``: the surest stays, and what is
less than δ/2 before it or at most δ/2 behind goes. Cells are half seconds, 3500 s a half.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from goalmouth.evaluation.deltas import METRICS
from goalmouth.evaluation.spotting import Numbers, Values, average_map_over, over
from goalmouth.types import EventTable

FPS = 2
CELLS = 3500 * FPS


@dataclass(frozen=True)
class Sample:
    """One replay. moment : the cell of what it shows; cells, scores : (n,) of the candidates, rising."""

    moment: int
    cells: Numbers
    scores: Values


def average_ap(samples: Sequence[Sample], metric: str = "loose") -> float:
    """Return the average AP over the δ of a metric; raise ``ValueError`` where there is no sample."""
    if not samples:
        raise ValueError("no predicted replay ends where a labelled one does")
    count = len(samples)
    moments = np.array([sample.moment for sample in samples])
    truth = of_one_class(np.arange(count), moments, np.ones(count), FPS)
    aps = []
    for delta in METRICS[metric]:
        kept = [thinned(sample.cells, sample.scores, delta * FPS) for sample in samples]
        games = np.repeat(np.arange(count), [len(own) for own in kept])
        cells = np.concatenate([sample.cells[own] for sample, own in zip(samples, kept, strict=True)])
        scores = np.concatenate([sample.scores[own] for sample, own in zip(samples, kept, strict=True)])
        aps.append(
            average_map_over(truth, of_one_class(games, cells, scores, FPS), 1, (delta,), FPS).every.mean
        )
    return over(np.array(aps)[:, None]).mean


def thinned(cells: Numbers, scores: Values, width: int) -> Numbers:
    """Return which candidates stay, rising: none less sure within ``width``/2 of one that stays.

    The window is half open: what stands ``width``/2 behind stays. cells : rising, each once.
    """
    left = scores.copy()
    kept = []
    while len(left) and (best := int(left.argmax())) >= 0 and left[best] >= 0:
        kept.append(best)
        low, high = np.searchsorted(cells, [cells[best] - width / 2, cells[best] + width // 2])
        left[low:high] = -1
        left[best] = -1
    return np.array(sorted(kept), np.int64)


def of_one_class(games: Numbers, cells: Numbers, values: Values, rate: int) -> EventTable:
    """Return events of one class as a table. rate : cells a second."""
    alike = np.ones(len(games), np.int64)
    return EventTable(games, alike, cells * (1000 // rate), 0 * alike, values)
