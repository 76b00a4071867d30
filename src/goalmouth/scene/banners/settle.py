"""One picture out of several of a banner: its print stands, and play behind it goes grey."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from goalmouth.scene.banners.cells import GREY, Cell
from goalmouth.types import Image

ENOUGH = 3
"""Still pictures of a region from which it is read."""

JITTER = 60
"""Steps of colour by which a pixel of print may tremble; what varies more belongs to the play behind."""

EDGE = 48
"""Steps of brightness between neighbours at a letter's side."""

GOING = 0.05
"""Part of a banner that changes from one picture to the next when it goes, beyond what changed before."""

LOST = 0.1
"""Part of its edges that it loses then."""

CLOSE = 24
"""Steps of colour within which a fill is grey, as such pixels become."""


def settled(crops: Sequence[Image]) -> Image:
    """Return the median of pictures of one place, grey where they differ: print stays, play goes."""
    if len(crops) < 2:
        return crops[0]
    stack = np.stack(crops)
    middle: Image = np.median(stack, axis=0).astype(np.uint8)
    spread = (stack.max(0).astype(np.int16) - stack.min(0)).max(2)
    if len(crops) >= ENOUGH:
        loose = cv2.morphologyEx(
            (spread > JITTER).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)
        )
        middle[loose > 0] = GREY
    return middle


def steady(crops: Sequence[Image], inner: tuple[slice, slice]) -> Sequence[Image]:
    """Return pictures of one place without a last one in which it is being covered or taken away.

    inner : the place itself, rows and columns.
    """
    if len(crops) < ENOUGH:
        return crops
    own = [crop[inner] for crop in crops[-ENOUGH:]]
    before, changed = (_changed(one, other) for one, other in pairwise(own))
    return crops[:-1] if changed > before + GOING or _lost(*map(_edges, own)) > LOST else crops


def _changed(one: Image, other: Image) -> float:
    """Return the part of a picture that is not as in another."""
    apart = np.abs(one.astype(np.int16) - other).max(2)
    return float((apart > JITTER).mean()) if apart.size else 0.0


def _lost(one: NDArray[np.uint8], other: NDArray[np.uint8], last: NDArray[np.uint8]) -> float:
    """Return the part of two pictures' edges that a third one lacks: what is behind may be as dark."""
    stood = one & other
    gone = stood & (cv2.dilate(last, np.ones((3, 3), np.uint8)) == 0)
    return float(gone.sum() / max(1, int(stood.sum())))


def _edges(crop: Image) -> NDArray[np.uint8]:
    """Return where a letter's side may be: (height, width) of 0 and 1."""
    gray = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    steep = cv2.morphologyEx(gray, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)) > EDGE
    return np.asarray(steep, np.uint8)


def cut_off(cell: Cell, crop: Image) -> bool:
    """Say whether a word ends where a settled picture goes grey: it may have been longer."""
    if max(abs(value - GREY) for value in cell.fill) < CLOSE:
        return False
    inside, box = 0.12 * cell.box.height, cell.box
    sides = replace(box, x1=box.x0 + inside), replace(box, x0=box.x1 - inside)
    ends = zip(cell.text[:1] + cell.text[-1:], sides, strict=True)
    parts = [side.of(crop).astype(np.int16) for letter, side in ends if letter.isalpha()]
    return any(part.size and float((np.abs(part - GREY) <= 2).all(2).mean()) > 0.5 for part in parts)
