"""Where one camera's picture ends and the next begins.

A cut changes the picture at once and for good: its colours, or, between two cameras on one pitch,
only its structure. A step from one picture to the next is a cut when it is far greater than the
steps around it and the pictures on either side of it stay apart, which flashes and pans do not.
"""

import math
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from goalmouth.media.video import Frame, plane_rows
from goalmouth.types import Floats, Shot

BINS = 16
GRID = (3, 4)
"""Rows and columns of the picture that keep brightness histograms of their own."""

SMALL = (48, 27)
"""Width and height at which structure is compared."""

PAN = 2
"""Pixels, at that size, that a pan may move the picture by."""

COLOUR, STRUCTURE = 0.20, 0.30
"""Least distances, 0…1, of the two sides of a cut."""

CONTRAST = 3.0
"""How many times greater than the steps around it a cut's step is."""

CALM = 0.02
"""Steps below this count as this: a still picture has no noise to compare with."""

SHORTEST = 0.4
"""Seconds; what is shorter is a flash."""

RESTLESS = 1.2
"""Seconds; structure that jumps more often than this is a crowd, seen close."""

BEYOND = 5
"""Pictures on either side that a step is compared with."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """What is kept of a picture: histograms (bins,), a small picture, and the step to it."""

    time: float
    colours: Floats
    small: Floats
    colour_step: float
    structure_step: float


class ShotReader:
    """A ``FrameReader`` that looks at every picture and keeps but the last few."""

    def __init__(self, rate: float = math.inf) -> None:
        self.rate = rate
        self._cuts: list[tuple[float, bool]] = []
        """When, and whether the colours changed as well as the structure."""
        self._marks: deque[_Mark] = deque(maxlen=2 * BEYOND)

    def see(self, frame: Frame) -> None:
        """Take one picture."""
        colours, small = _colours(frame), _small(frame)
        last = self._marks[-1] if self._marks else None
        steps = (
            (0.0, 0.0) if last is None else (_colour(last.colours, colours), _structure(last.small, small))
        )
        self._marks.append(_Mark(frame.time, colours, small, *steps))
        if len(self._marks) == 2 * BEYOND:
            self._judge(BEYOND)

    def shots(self, end: float) -> list[Shot]:
        """Return the shots in order; they cover the video from 0 to ``end`` seconds."""
        for at in range(BEYOND + 1, len(self._marks)):
            self._judge(at)
        self._marks.clear()
        times = [t for t, _ in self._cuts]
        cuts = [
            t
            for i, (t, coloured) in enumerate(self._cuts)
            if coloured
            or all(abs(t - other) > RESTLESS for other in (*times[max(0, i - 1) : i], *times[i + 1 : i + 2]))
        ]
        edges = [0.0, *(t for t in cuts if SHORTEST < t < end), end]
        last = len(edges) - 2
        return [
            Shot(a, b, change="end" if i == last else "abrupt") for i, (a, b) in enumerate(pairwise(edges))
        ]

    def _judge(self, at: int) -> None:
        """Note mark ``at`` if it is the first picture after a cut."""
        marks, mark = list(self._marks), self._marks[at]
        if self._cuts and mark.time - self._cuts[-1][0] < SHORTEST:
            return
        around = marks[1:at] + marks[at + 1 :]
        before, after = marks[max(0, at - 3)], marks[min(len(marks) - 1, at + 2)]
        coloured = (
            _sudden(mark.colour_step, [m.colour_step for m in around], COLOUR / 2)
            and _colour(before.colours, after.colours) > COLOUR
        )
        structured = (
            _sudden(mark.structure_step, [m.structure_step for m in around], STRUCTURE)
            and _structure(before.small, after.small) > STRUCTURE
        )
        if coloured or structured:
            self._cuts.append((mark.time, coloured))


def _sudden(step: float, around: list[float], least: float) -> bool:
    usual = max(float(np.median(around)), CALM)
    return step > least and step > CONTRAST * usual and step >= 1.5 * max(around)


def _colours(frame: Frame) -> Floats:
    """Return histograms by grid cell (brightness) and by half (colour), each cell summing to 1."""
    step = max(1, frame.height // 90)
    planes: list[NDArray[np.uint8]] = [frame.luma[::step, ::step]]
    if len(frame.picture.planes) == 3:
        half = max(1, step // 2)
        planes += [plane_rows(p)[::half, : p.width : half] for p in frame.picture.planes[1:]]
    parts = []
    for i, plane in enumerate(planes):
        cells = _cells(plane.shape, GRID if i == 0 else (1, 2))
        counts = np.bincount((cells + (plane >> 4)).ravel(), minlength=int(cells[-1, -1]) + BINS)
        parts.append(counts * (len(counts) / BINS / plane.size))
    return np.concatenate(parts).astype(np.float32)


@lru_cache(maxsize=8)
def _cells(shape: tuple[int, int], grid: tuple[int, int]) -> NDArray[np.int64]:
    """Return for each pixel where its cell's histogram begins."""
    down = np.arange(shape[0]) * grid[0] // shape[0]
    across = np.arange(shape[1]) * grid[1] // shape[1]
    return np.asarray((down[:, None] * grid[1] + across) * BINS, np.int64)


def _small(frame: Frame) -> Floats:
    """Return the picture's brightness, small and of zero mean."""
    step = max(1, frame.height // 180)
    luma = np.ascontiguousarray(frame.luma[::step, ::step])
    small = np.asarray(cv2.resize(luma, SMALL, interpolation=cv2.INTER_AREA), np.float32)
    return np.asarray(small - small.mean(), np.float32)


def _colour(a: Floats, b: Floats) -> float:
    """Return the distance of two sets of histograms, 0…1."""
    return float(np.abs(a - b).sum()) / (2 * len(a) / BINS)


def _structure(a: Floats, b: Floats) -> float:
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
