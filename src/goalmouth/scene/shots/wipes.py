"""The broadcaster's wipe, known by its coming back: the same pictures each time, over others."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from goalmouth.scene.shots.gradual import STRANGE, Cover
from goalmouth.scene.shots.marks import TINY
from goalmouth.types import Floats

ALIKE = 0.75
"""Share of what covers one picture that must be in another too."""

NEAR = 36.0
"""Levels, summed over brightness and colour, within which two pixels are alike."""

MOST = 200
"""Covers that are compared, the largest: each is compared with all."""


def recurring(covers: Sequence[Cover]) -> list[bool]:
    """Return for each cover whether another one shows the same."""
    chosen = sorted(range(len(covers)), key=lambda k: -covers[k].share)[:MOST]
    found = [False] * len(covers)
    for k in chosen:
        for other in chosen:
            if k != other and not (found[k] and found[other]) and alike(covers[k], covers[other]):
                found[k] = found[other] = True
    return found


def alike(one: Cover, other: Cover) -> bool:
    """Say whether what ``one`` shows at its peak is in some picture of ``other``, and covers that too."""
    shown = one.pictures[one.at].astype(np.float32)
    near = _near(other.pictures.astype(np.float32), shown)
    inside = (other.times >= other.start - 0.05) & (other.times <= other.end + 0.05)
    share = near[:, one.strange].mean(1) * inside
    best = int(share.argmax())
    if share[best] < ALIKE:
        return False
    # What is alike because grass is everywhere is no wipe: the same must be strange there as well.
    common = near[best] & one.strange & _strange(other, best)
    return bool(common.sum() > 0.6 * one.strange.sum())


def _near(pictures: Floats, shown: Floats) -> NDArray[np.bool_]:
    """Return (pictures, pixels): which pixels of ``shown`` are there, or a step beside where they were.

    What moves fast is not caught in the same place each time.
    """
    grid = pictures.reshape(len(pictures), TINY[1], TINY[0], 3)
    wide = np.pad(grid, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="edge")
    target = shown.reshape(TINY[1], TINY[0], 3)
    least = np.full(grid.shape[:3], np.inf, np.float32)
    for down, across in ((1, 1), (0, 1), (2, 1), (1, 0), (1, 2)):
        moved = wide[:, down : down + TINY[1], across : across + TINY[0]]
        least = np.minimum(least, np.abs(moved - target).sum(3))
    return np.asarray((least < NEAR).reshape(len(pictures), -1))


def _strange(cover: Cover, at: int) -> NDArray[np.bool_]:
    """Return which pixels of a picture are like neither the first nor the last one kept."""
    pictures: Floats = cover.pictures.astype(np.float32)
    return np.asarray(
        (np.abs(pictures[at] - pictures[0]).sum(1) > STRANGE / 2)
        & (np.abs(pictures[at] - pictures[-1]).sum(1) > STRANGE / 2)
    )
