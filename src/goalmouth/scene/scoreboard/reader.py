"""The score bar's reader in the one pass: looks for a bar while none is shown, else reads it."""

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np

from goalmouth.media.video import Frame
from goalmouth.scene.scoreboard.bar import Bar, Sighting, likeness, print_of
from goalmouth.scene.scoreboard.layout import Layout, find_layouts
from goalmouth.scene.text import Box, shared_reader
from goalmouth.types import Floats, Image

BANDS = ((0.0, 0.3), (0.72, 1.0))
"""Where bars are looked for, as parts of the picture's height."""

WINDOW = 12
"""Pictures after which a search is made; those of the search before are kept as well."""

LINES = 1080
"""Taller pictures are read at this many lines."""

SMALL, ENLARGED = 300, 3
"""Pictures of fewer lines are enlarged so many times: the models know no print as small as theirs."""

CLOCK_AGAIN = 15.0
"""Seconds between two looks for the clock of a bar that came without one."""

PRINT = 0.4
"""Correlation over time from which a piece of print may belong to a bar (its clock may run)."""

STILL = 0.6
"""Correlation over time from which a name is laid over the picture, not filmed."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A picture kept until the next search, cut to the bands."""

    time: float
    bands: tuple[Image, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A bar and where it stands in pictures of one size."""

    bar: Bar
    box: Box
    size: tuple[int, int]


class ScoreboardReader:
    """A ``FrameReader``; after the pass and ``finish``, ``sightings`` holds what every bar showed."""

    def __init__(self, rate: float = 2.0) -> None:
        self.rate = rate
        self.sightings: list[Sighting] = []
        self._placed: list[_Placed] = []
        self._size = (0, 0)
        self._held: deque[_Held] = deque(maxlen=2 * WINDOW)
        self._unsearched = 0
        self._clock_due = 0.0

    def see(self, frame: Frame) -> None:
        """Take one picture."""
        if (frame.width, frame.height) != self._size:
            self.finish()
            self._size = (frame.width, frame.height)
        for placed in reversed(self._placed):
            if placed.size == self._size:
                crop = _cut(frame, placed.box)
                if placed.bar.shows(crop):
                    self.finish()
                    self.sightings.append(placed.bar.read(frame.time, crop, shared_reader()))
                    if not placed.bar.layout.timed:
                        self._look_for_clock(frame, placed)
                    return
        self._held.append(_Held(frame.time, tuple(_cut(frame, box) for box in _bands(frame))))
        self._unsearched += 1
        if self._unsearched >= WINDOW:
            self._search()

    def finish(self) -> None:
        """Search what is still held, at the end of the pass or where a known bar comes back."""
        if self._unsearched >= 4:
            self._search()
        self._held.clear()
        self._unsearched = 0

    def _search(self) -> None:
        """Look for a bar in the pictures held; where one is found, read it in all of them."""
        self._unsearched = 0
        held = list(self._held)
        newest = len(held) - 1
        for which, (top, _) in enumerate(BANDS):
            pictures = [each.bands[which] for each in held]
            # An older picture too, for a bar that has just gone.
            for at in {newest, max(0, newest - WINDOW // 2)}:
                if not (layout := self._still_layout(pictures, at)):
                    continue
                box = _region(layout, pictures[at])
                inside = layout.moved(-box.x0, -box.y0)
                own = print_of(pictures[at])
                crops = [box.of(p) for p in pictures if _names_alike(layout, own, print_of(p))]
                bar = Bar.locate(inside, crops, shared_reader())
                shown = [each for each in held if bar.shows(box.of(each.bands[which]))]
                self.sightings += [
                    bar.read(each.time, box.of(each.bands[which]), shared_reader()) for each in shown
                ]
                down = float(round(top * _lines(self._size[1])))
                placed = Box(box.x0, box.y0 + down, box.x1, box.y1 + down)
                self._placed.append(_Placed(bar, placed, self._size))
                self._held.clear()
                return

    def _look_for_clock(self, frame: Frame, placed: _Placed) -> None:
        """Look once in a while whether a bar that came without a clock has one now."""
        if frame.time < self._clock_due:
            return
        self._clock_due = frame.time + CLOCK_AGAIN
        for box in _bands(frame):
            if not box.overlaps(placed.box):
                continue
            band = _cut(frame, box)
            for layout in find_layouts(band, shared_reader()):
                whole = _region(layout, band)
                there = Box(whole.x0, whole.y0 + box.y0, whole.x1, whole.y1 + box.y0)
                if layout.timed and there.overlaps(placed.box):
                    bar = Bar.locate(layout.moved(-whole.x0, -whole.y0), [whole.of(band)], shared_reader())
                    self._placed.append(_Placed(bar, there, self._size))
                    return

    def _still_layout(self, pictures: list[Image], at: int) -> Layout | None:
        """Return a bar in picture ``at`` whose print stays while the pictures around it pass."""
        own = print_of(pictures[at])
        others = [print_of(pictures[i]) for i in range(max(0, at - 6), min(len(pictures), at + 7)) if i != at]
        need = max(1, min(3, len(others)))
        found = shared_reader().find(pictures[at])
        still = [box for box in found if sum(_alike(box, own, other) > PRINT for other in others) >= need]
        # A clock changes its print every second: what stands beside still print is read as well.
        boxes = [box for box in found if any(box.near(other) for other in still)]
        if not boxes:
            return None
        best, most = None, need - 1
        for layout in find_layouts(pictures[at], shared_reader(), boxes):
            stays = sum(_names_alike(layout, own, other) for other in others)
            if stays > most:
                best, most = layout, stays
        return best


def _alike(box: Box, a: Floats, b: Floats) -> float:
    y, x = slice(max(0, round(box.y0)), round(box.y1)), slice(max(0, round(box.x0)), round(box.x1))
    return likeness(a[y, x], b[y, x])


def _names_alike(layout: Layout, a: Floats, b: Floats) -> bool:
    return all(_alike(box, a, b) > STILL for box in (layout.home.box, layout.away.box))


def _lines(height: int) -> int:
    """Return at how many lines a picture is read."""
    return ENLARGED * height if height < SMALL else min(height, LINES)


def _bands(frame: Frame) -> list[Box]:
    """Return the bands in pixels of the picture at ``_lines`` lines."""
    lines = _lines(frame.height)
    width = round(frame.width * lines / frame.height)
    return [Box(0, round(a * lines), width, round(b * lines)) for a, b in BANDS]


def _cut(frame: Frame, box: Box) -> Image:
    """Cut a box, given at ``_lines`` lines, out of a picture of any size."""
    scale = frame.height / _lines(frame.height)
    x0, y0 = max(0, round(box.x0 * scale)), max(0, round(box.y0 * scale))
    x1, y1 = min(frame.width, round(box.x1 * scale)), min(frame.height, round(box.y1 * scale))
    image = frame.crop(x0, y0, x1, y1)
    if scale == 1:
        return image
    size = (round(box.width), round(box.height))
    how = cv2.INTER_AREA if scale > 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=how), np.uint8)


def _region(layout: Layout, picture: Image) -> Box:
    """Return the bar's box with room for a clock that grows, within the picture."""
    height = layout.home.box.height
    box = layout.box.padded(1.2 * height, 0.35 * height)
    high, wide = picture.shape[:2]
    return Box(
        float(max(0, round(box.x0))),
        float(max(0, round(box.y0))),
        float(min(wide, round(box.x1))),
        float(min(high, round(box.y1))),
    )
