"""From how many events are to be expected in each second to single moments."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST = 0.004
"""Events to be expected around a moment, below which nothing is told of."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Expected:
    """A moment, in seconds, of a class by its number; score : how likely there is one around it, 0…1."""

    time: float
    kind: int
    score: float


def moments(density: NDArray[np.floating], reach: int) -> list[Expected]:
    """Return moments, each where most is still to be expected when those before it have had their part.

    density : (classes, seconds), events of each class to be expected in each second; reach : seconds from a
    moment over which what is expected counts for it, ever less.
    """
    weights = 1 - np.abs(np.arange(-reach, reach + 1)) / (reach + 1)
    found = []
    for kind, own in enumerate(density):
        found += [Expected(at + 0.5, kind, 1 - float(np.exp(-much))) for at, much in _tops(own, weights)]
    return sorted(found, key=lambda own: (-own.score, own.time, own.kind))


def _tops(density: NDArray[np.floating], weights: Values) -> list[tuple[int, float]]:
    """Return seconds, and how much was to be expected around each when it was its turn."""
    reach = len(weights) // 2
    left = np.pad(density.astype(np.float64), 2 * reach)
    # Of the second at ``place``, counted with the margin that there is before the first.
    around = np.convolve(left, weights, "same")
    found: list[tuple[int, float]] = []
    while len(found) < len(density):
        place = 2 * reach + int(np.argmax(around[2 * reach : len(around) - 2 * reach]))
        much = float(around[place])
        if much < LEAST:
            break
        found.append((place - 2 * reach, much))
        own = slice(place - reach, place + reach + 1)
        # One event is taken away, or as much as there is of one.
        left[own] *= 1 - weights * min(1.0, 1.0 / much)
        far = slice(place - 2 * reach, place + 2 * reach + 1)
        wide = np.pad(left, reach)[place - 2 * reach : place + 4 * reach + 1]
        around[far] = np.convolve(wide, weights, "valid")
    return found
