"""From scores over time to single moments."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d

NEAR = (0.25, 0.5, 1.0, 0.5, 0.25)
"""How votes for neighbouring rows count together."""

APART = 6
"""Rows within which one class has one moment."""

LEAST = 0.03
"""Score below which nothing is told of: as much as did not change a figure of the match kept aside."""

Values = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Peak:
    """A moment of a class, by the numbers of its row and of its class."""

    row: int
    kind: int
    score: float


def moved(scores: Values, displaced: Values, stride: int = 1) -> Values:
    """Return scores where they say that something happens, (classes, stride × told); what meets adds up.

    scores : (classes, told), 0…1, of one row in ``stride``; displaced : by how many rows, the same shape.
    What would be beyond either end is left out.
    """
    classes, told = scores.shape
    rows = np.rint(stride * np.arange(told) + displaced).astype(int)
    inside = (rows >= 0) & (rows < stride * told)
    votes = np.zeros((classes, stride * told))
    np.add.at(votes, (np.nonzero(inside)[0], rows[inside]), scores[inside])
    return votes


def peaks(scores: Values, displaced: Values, stride: int = 1) -> list[Peak]:
    """Return the moments of each class, the surest first; see ``moved``."""
    rows = stride * scores.shape[1]
    found = []
    for kind, votes in enumerate(moved(scores, displaced, stride)):
        votes = np.convolve(votes, NEAR, "same")
        votes = votes / (1 + votes)
        tops = np.flatnonzero((votes >= LEAST) & (votes == maximum_filter1d(votes, 3)))
        free = np.ones(rows, np.bool_)
        for row in tops[np.argsort(-votes[tops], kind="stable")]:
            if free[row]:
                found.append(Peak(int(row), kind, float(votes[row])))
                free[max(0, row - APART) : row + APART + 1] = False
    return sorted(found, key=lambda peak: -peak.score)
