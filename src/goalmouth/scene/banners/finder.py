"""Where something printed has newly been laid over the picture: it stands still while the picture moves.

Works on brightness alone, at about 180 lines, so that it costs next to nothing while nothing happens.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from goalmouth.scene.text import Box

LINES = 180
"""Height, about, at which pictures are compared."""

SAME = 20
"""Steps of brightness by which a pixel may differ and yet have stood still: compression trembles."""

EDGE = 36
"""Steps of brightness between neighbours from which they are an edge, as the sides of letters are."""

NEW, OLD = 2, 6
"""Pictures for which something has stood still when it is new enough to be looked at, least and most."""

DENSE = 0.16
"""Share of edges in a neighbourhood of print."""

FLAT = 0.8
"""Share of a banner's pixels that stand still."""

LARGE, LOOSE = 0.01, 0.65
"""Part of the picture from which a banner's rows need not be equally long, and that share then."""

STAYS = 0.6
"""Share that must go on standing still."""

MOVING = 0.25
"""Share of the other edges that must move."""

BESIDE, BELOW = 0.12, 0.03
"""Gaps between the parts of one banner, in parts of the picture's width and height."""

WIDEST, HIGHEST = 0.97, 0.4
"""Parts of the picture that a banner takes at most."""


@dataclass(frozen=True, slots=True)
class Region:
    """Where print stands, in parts of the picture's width and height; pictures : how long it has."""

    box: Box
    pictures: int


class Finder:
    """Remembers for each pixel how long it has stood still."""

    def __init__(self) -> None:
        self._first: NDArray[np.uint8] | None = None
        self._still: NDArray[np.uint8] | None = None

    def look(self, luma: NDArray[np.uint8]) -> list[Region]:
        """Take the next picture's brightness (height, width), about half a second after the last one."""
        step = max(1, luma.shape[0] // LINES)
        small = np.ascontiguousarray(luma[::step, ::step])
        if self._first is None or self._still is None or self._first.shape != small.shape:
            self._first, self._still = small, np.zeros(small.shape, np.uint8)
            return []
        moved = cv2.absdiff(small, self._first) > SAME
        self._first = np.where(moved, small, self._first)
        self._still = np.where(moved, 0, np.minimum(self._still, 250) + 1).astype(np.uint8)
        return self._regions(small, self._still)

    def stands(self, box: Box, seconds: float, rate: float) -> bool:
        """Say whether a region has stood still since it was found. seconds : how long that is."""
        if self._still is None:
            return False
        high, wide = self._still.shape
        part = self._still[
            round(box.y0 * high) : round(box.y1 * high), round(box.x0 * wide) : round(box.x1 * wide)
        ]
        return bool(part.size) and float((part >= min(250, round(seconds * rate) - 1)).mean()) > STAYS

    @staticmethod
    def _regions(small: NDArray[np.uint8], still: NDArray[np.uint8]) -> list[Region]:
        edges = np.zeros(small.shape, bool)
        edges[:, 1:] = cv2.absdiff(small[:, 1:], small[:, :-1]) > EDGE
        print_ = edges & (still >= NEW) & (still <= OLD)
        if np.count_nonzero(print_) < 30:
            return []
        share = cv2.boxFilter(print_.astype(np.float32), -1, (13, 5))
        joined = cv2.morphologyEx(
            (share > DENSE).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 17), np.uint8)
        )
        count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
        high, wide = small.shape
        found: list[Region] = []
        for x, y, w, h, _area in stats[1:count]:
            if w < max(16, h) or h < 4 or w > WIDEST * wide or h > HIGHEST * high:
                continue
            ages = still[y : y + h, x : x + w]
            if float((ages >= NEW).mean()) < (LOOSE if w * h >= LARGE * small.size else FLAT):
                continue
            others = edges.copy()
            others[y : y + h, x : x + w] = False
            loose = others & (still <= OLD)
            if np.count_nonzero(loose & (still == 0)) < MOVING * np.count_nonzero(loose):
                continue
            own = ages[print_[y : y + h, x : x + w]]
            box = Box(x / wide, y / high, (x + w) / wide, (y + h) / high)
            found.append(Region(box, int(np.median(own))))
        return _joined(found)


def _joined(regions: list[Region]) -> list[Region]:
    """Put regions together that came at once and stand beside or right above each other."""
    out: list[Region] = []
    for region in sorted(regions, key=lambda r: (r.box.y0, r.box.x0)):
        while near := next((each for each in out if _of_one(each, region)), None):
            out.remove(near)
            region = Region(Box.around([near.box, region.box]), max(near.pictures, region.pictures))
        out.append(region)
    return out


def _of_one(one: Region, other: Region) -> bool:
    a, b = one.box, other.box
    across = max(a.x0, b.x0) - min(a.x1, b.x1)
    down = max(a.y0, b.y0) - min(a.y1, b.y1)
    beside = across < BESIDE and down < -0.5 * min(a.height, b.height)
    return abs(one.pictures - other.pictures) <= 1 and (beside or (across < 0 and down < BELOW))
