"""What is kept of a picture: how its colours lie, and a very small copy of it."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from goalmouth.media.video import Frame, plane_rows
from goalmouth.types import Floats

BINS = 16
GRID = (3, 4)
"""Rows and columns of the picture that keep brightness histograms of their own."""

SMALL = (48, 27)
"""Width and height at which structure is compared."""

TINY = (24, 14)
"""Width and height of the small picture in colour."""

PAN = 2
"""Pixels, at the size of ``SMALL``, that a pan may move the picture by."""

SPREAD = 0.018
"""Share of two sides' difference that lies in the half of the picture that changes least.

A banner that appears changes only a part of the picture.
"""

EXTENT = 0.22
"""Share of the picture over which it changes from which so much need not lie there.

People seen close may stand before a crowd as blurred and dark as what comes next.
"""

_THREE_PLANES = frozenset({"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p"})

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Mark:
    """One picture. colours : histograms (bins,); small : brightness (27, 48), its mean taken off.

    tiny : Y'CbCr (14, 24, 3), uint8; detail : mean square of the steps from pixel to pixel.
    """

    time: float
    colours: Floats
    small: Floats
    tiny: Pixels
    detail: float


def mark(frame: Frame) -> Mark:
    """Return what is kept of a picture."""
    step = max(1, frame.height // 180)
    luma = np.ascontiguousarray(frame.luma[::step, ::step])
    small = cv2.resize(luma, SMALL, interpolation=cv2.INTER_AREA)
    chroma = _chroma(frame)
    tiny = [cv2.resize(plane, TINY, interpolation=cv2.INTER_AREA) for plane in (small, *chroma)]
    coarse = np.ascontiguousarray(luma[::2, ::2])
    parts = [_histograms(coarse, GRID), *(_histograms(plane, (1, 2)) for plane in chroma)]
    brightness = np.asarray(small, np.float32)
    return Mark(
        frame.time,
        np.concatenate(parts),
        np.asarray(brightness - cv2.mean(small)[0], np.float32),
        np.asarray(cv2.merge(tiny), np.uint8),
        cv2.norm(coarse[:, 1:], coarse[:, :-1], cv2.NORM_L2SQR) / coarse.size,
    )


def _chroma(frame: Frame) -> tuple[Pixels, Pixels]:
    """Return Cb and Cr, about 45 lines high."""
    picture = frame.picture
    if picture.format.name not in _THREE_PLANES:
        if picture.format.name == "gray":
            blank = np.full((14, 24), 128, np.uint8)
            return blank, blank
        picture = picture.reformat(width=80, height=45, format="yuv444p")
    _, first, second = picture.planes
    step = max(1, first.height // 45)
    one, other = (
        np.ascontiguousarray(plane_rows(plane)[::step, : plane.width : step]) for plane in (first, second)
    )
    return one, other


def _histograms(plane: Pixels, grid: tuple[int, int]) -> Floats:
    """Return a histogram for each cell, each summing to 1, one after another."""
    rows, columns = grid
    high, wide = plane.shape
    parts = []
    for row in range(rows):
        for column in range(columns):
            cell = plane[
                row * high // rows : (row + 1) * high // rows,
                column * wide // columns : (column + 1) * wide // columns,
            ]
            counts = cv2.calcHist([cell], [0], None, [BINS], [0, 256])
            parts.append(counts.ravel() / np.float32(max(1, cell.size)))
    return np.concatenate(parts)


def colour_distance(a: Floats, b: Floats) -> float:
    """Return the distance of two sets of histograms, 0…1."""
    return float(np.abs(a - b).sum()) / (2 * len(a) / BINS)


def level_distance(a: Pixels, b: Pixels) -> float:
    """Return the mean distance of two small pictures in colour, in levels."""
    return float(cv2.norm(a, b, cv2.NORM_L1)) / a.size


def structure_distance(a: Floats, b: Floats) -> float:
    """Return 1 − correlation of two small pictures, at the pan that fits them best."""
    width = SMALL[0] - 2 * PAN
    middle = a[:, PAN : PAN + width]
    power = float((middle * middle).sum())
    best = 0.0
    for x in range(2 * PAN + 1):
        moved = b[:, x : x + width]
        both = power * float((moved * moved).sum())
        if both > 1.0:
            best = max(best, float((middle * moved).sum()) / math.sqrt(both))
    return 1.0 - best


def whole(difference: Floats) -> bool:
    """Say whether small pictures with this difference, (14 · 24 · 3,), differ beyond a banner's place."""
    power = _power(difference)
    return _spread(power) > SPREAD or _extent(power) > EXTENT


def spread(difference: Floats) -> float:
    """Return the share of a difference of small pictures that lies in the half of it with the least.

    difference : (14 · 24 · 3,)
    """
    return _spread(_power(difference))


def _power(difference: Floats) -> Floats:
    return np.asarray((difference.reshape(-1, 3) ** 2).sum(1), np.float32)


def _spread(power: Floats) -> float:
    half = power.size // 2
    return float(np.partition(power, half)[:half].sum() / max(float(power.sum()), 1e-6))


def _extent(power: Floats) -> float:
    return float(power.sum()) ** 2 / max(power.size * float((power * power).sum()), 1e-6)
