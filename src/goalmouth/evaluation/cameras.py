"""Camera shots, as SoccerNet-v2's development kit scores them (Deliège et al. 2021, section 5).

Cells are half seconds. A shot fills the cells up to its end; cells behind the last one are of the first
kind. Boundaries are scored like actions of one class, at δ = 1 s, thinned within δ before they are matched.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from goalmouth.evaluation.grounding import of_one_class, thinned
from goalmouth.evaluation.spotting import Numbers, Scores, Values, average_map_over
from goalmouth.types import EventTable

FPS = 2
DELTA = 1
"""Seconds, the full width of what matches."""


@dataclass(frozen=True)
class Shots:
    """The shots of one half. ends, kinds : (shots,) the last cell of each, and what it shows.

    cuts, values : (boundaries,) their cells, and of labels 1 for the transition asked for, −1 for
    others, of predictions how sure they are; length : cells up to the last shot of any kind.
    """

    ends: Numbers
    kinds: Numbers
    cuts: Numbers
    values: Values
    length: int


@dataclass(frozen=True)
class Half:
    """Labels and predictions of one half. number : 1 or 2."""

    number: int
    truth: Shots
    found: Shots


def filled(shots: Shots, length: int) -> Numbers:
    """Return the kind that each cell shows, (length,); of two shots that end in a cell the first kind."""
    order = np.lexsort((shots.kinds, shots.ends))
    ends, first = np.unique(shots.ends[order], return_index=True)
    kinds = np.append(shots.kinds[order][first], 0)
    return np.asarray(kinds[np.searchsorted(ends, np.arange(length))], np.int64)


def overlaps(halves: Sequence[Half], kinds: int, mode: str = "official") -> Values:
    """Return the intersection over union of each kind, (kinds,), over the cells of all halves.

    The official code adds one cell to both for every kind in each second half, so that a kind which nobody
    has seen scores 1. ``corrected`` does not, and gives such a kind NaN.
    """
    both, either = np.zeros(kinds), np.zeros(kinds)
    for half in halves:
        length = max(half.truth.length, half.found.length)
        truth, found = filled(half.truth, length), filled(half.found, length)
        common = np.bincount(truth[truth == found], minlength=kinds)
        extra = half.number == 2 and mode == "official"
        both += common + extra
        either += np.bincount(truth, minlength=kinds) + np.bincount(found, minlength=kinds) - common + extra
    return np.asarray(np.divide(both, either, out=np.full(kinds, np.nan), where=either > 0))


def boundaries(halves: Sequence[Half]) -> Scores:
    """Return the average precision of boundaries: of all, of the transition asked for, of the others."""
    truth = [(half.truth.cuts, half.truth.values) for half in halves]
    found = []
    for half in halves:
        cells, values = _last(half.found.cuts, half.found.values)
        kept = thinned(cells, values, DELTA * FPS)
        found.append((cells[kept], values[kept]))
    return average_map_over(_table(truth), _table(found), 1, (DELTA,), FPS)


def _last(cells: Numbers, values: Values) -> tuple[Numbers, Values]:
    """Return cells rising, each once, with the value that was given last."""
    once, place = np.unique(cells[::-1], return_index=True)
    return once, values[::-1][place]


def _table(halves: Sequence[tuple[Numbers, Values]]) -> EventTable:
    cells = np.concatenate([cells for cells, _ in halves])
    # Halves are matched apart, each as a game of its own.
    games = np.repeat(np.arange(len(halves)), [len(own) for own, _ in halves])
    values = np.concatenate([values for _, values in halves])
    return of_one_class(games, cells, values, FPS)
