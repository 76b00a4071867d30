"""One picture out of several of a banner: its print stands, and play behind it goes grey."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np

from goalmouth.scene.banners.cells import GREY, Cell
from goalmouth.types import Image

ENOUGH = 3
"""Still pictures of a region from which it is read."""

JITTER = 60
"""Steps of colour by which a pixel of print may tremble; what varies more belongs to the play behind."""

GOING = 0.05
"""Part of a banner that changes from one picture to the next when it goes, beyond what changed before."""

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
    before, changed = (_changed(one[inner], other[inner]) for one, other in pairwise(crops[-ENOUGH:]))
    return crops[:-1] if changed > before + GOING else crops


def _changed(one: Image, other: Image) -> float:
    """Return the part of a picture that is not as in another."""
    apart = np.abs(one.astype(np.int16) - other).max(2)
    return float((apart > JITTER).mean()) if apart.size else 0.0


def cut_off(cell: Cell, crop: Image) -> bool:
    """Say whether a word ends where a settled picture goes grey: it may have been longer."""
    if max(abs(value - GREY) for value in cell.fill) < CLOSE:
        return False
    inside, box = 0.12 * cell.box.height, cell.box
    sides = replace(box, x1=box.x0 + inside), replace(box, x0=box.x1 - inside)
    ends = zip(cell.text[:1] + cell.text[-1:], sides, strict=True)
    parts = [side.of(crop).astype(np.int16) for letter, side in ends if letter.isalpha()]
    return any(part.size and float((np.abs(part - GREY) <= 2).all(2).mean()) > 0.5 for part in parts)
