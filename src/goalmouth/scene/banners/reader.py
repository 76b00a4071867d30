"""The banners' reader in the one pass: idle until something printed appears, then reads it once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from goalmouth.labels import ENDS
from goalmouth.media.video import Frame
from goalmouth.scene.banners.agree import agreed, named
from goalmouth.scene.banners.cells import Cell, read_cells
from goalmouth.scene.banners.finder import Finder, Region
from goalmouth.scene.banners.parse import SCORE, parse
from goalmouth.scene.banners.settle import ENOUGH, cut_off, settled, steady
from goalmouth.scene.banners.words import split_off
from goalmouth.scene.text import Box, shared_reader
from goalmouth.types import Banner, Floats, Image, ScoreReading

LINES = 720
"""Crops are read as if the picture had so many lines: print is then 20 to 35 pixels high."""

ASIDE, OVER = 0.06, 0.03
"""What is added to a region to its sides and above and below, in parts of the picture."""

HEAD = 0.09
"""The same above and below a score that nothing explains: the word at its head may be small print."""

KNOWN = 0.6
"""Correlation from which a region shows what was read there before."""

SMALL = 0.006
"""Part of the picture up to which what told nothing once is a channel's mark, seen through or not."""

SOFT = 2.0
"""How many times a picture is enlarged when its colours are washed out."""

SIZES = (1080, 1440)
"""Lines as which such pictures are read too: no one size suits every print that is five pixels high."""

CHECKED = (828, 900)
"""The same for all others where somebody is named: a bar through an O is seen at two sizes of three."""

AGAIN = 8.0
"""Seconds after which what looks like a banner told before may be another."""

LONGEST = 30.0
"""Seconds for which a banner is there, at most; only what sums up a half may stay."""

WITHIN = 0.6
"""Part of what is found that must lie within what has stood there for long to be part of it."""

GROWS = 1.25
"""How many times as large a region becomes when it was found too early."""

ALLOWANCE, SAVED = 0.25, 6.0
"""Readings that may be made a second, and how many of them can be saved up: a text on every shot of a
video must not make watching it slow."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was read of something that appeared, and for how long it was there."""

    start: float
    end: float
    cells: tuple[Cell, ...]


@dataclass(slots=True, eq=False)
class _Shown:
    """A region on the screen. since, seen : the first and the last picture that it stood still in.

    before : what was read of it when it seemed smaller, if that told something.
    """

    box: Box
    since: float
    seen: float
    crops: list[Image] = field(default_factory=list)
    cells: tuple[Cell, ...] | None = None
    print_: Floats | None = None
    before: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """A place that was read, what it looked like, whether it told anything, and until when it was seen."""

    box: Box
    print_: Floats
    told: bool
    seen: float


class BannerReader:
    """A ``FrameReader``; after the pass and ``finish``, ``sights`` holds what appeared and was read."""

    def __init__(self, rate: float = 2.0) -> None:
        self.rate = rate
        self.sights: list[Sight] = []
        self._finder = Finder()
        self._size = (0, 0)
        self._shown: list[_Shown] = []
        self._known: list[_Known] = []
        self._left, self._last = SAVED, 0.0

    def see(self, frame: Frame) -> None:
        """Take one picture."""
        if (frame.width, frame.height) != self._size:
            self.finish()
            self._size, self._known = (frame.width, frame.height), []
        self._left = min(SAVED, self._left + ALLOWANCE * max(0.0, frame.time - self._last))
        self._last = frame.time
        regions = self._finder.look(frame.luma)
        for shown in list(self._shown):
            if self._finder.stands(shown.box, frame.time - shown.since, self.rate):
                shown.seen = frame.time
                if shown.cells is None:
                    shown.crops.append(_cut(frame, shown.box, HEAD))
                    if len(shown.crops) >= ENOUGH:
                        self._read(shown)
            else:
                self._end(shown)
        for region in regions:
            self._take(frame, region)

    def finish(self) -> None:
        """Read what is still there, at the end of the pass."""
        for shown in list(self._shown):
            self._end(shown)

    def banners(self, readings: Sequence[ScoreReading]) -> list[Banner]:
        """Return what the banners told, in order. readings : of the score bar, for the teams' names."""
        found: list[Banner] = []
        for sight in sorted(self.sights, key=lambda s: s.start):
            near = min(readings, key=lambda r: abs(r.time - sight.start), default=None)
            teams = (near.home, near.away) if near else ("", "")
            banner = parse(sight.cells, sight.start, sight.end, teams)
            if banner is not None and banner.kind not in ENDS and sight.end - sight.start > LONGEST:
                # It is the bar that came up.
                continue
            if banner is not None and not any(_again(banner, other) for other in found):
                found = [*(other for other in found if not _part(other, banner)), banner]
        return found

    def _take(self, frame: Frame, region: Region) -> None:
        """Begin to follow a region, unless it is followed already or shows what was read there before."""
        since, box = frame.time - region.pictures / self.rate, region.box
        outgrown = [each for each in self._shown if _of_one(box, each.box, since - each.since)]
        for shown in outgrown:
            whole = Box.around([box, shown.box])
            if _area(whole) < GROWS * _area(shown.box) or since - shown.since > 2.0:
                return
            since, box = min(since, shown.since), whole
        print_ = _print(_cut(frame, box, OVER))
        for known in self._known:
            small = max(_area(box), _area(known.box)) < SMALL and _share(box, known.box) > 0.8
            # Two boards of added time differ in one figure.
            again = known.told and since - known.seen > AGAIN
            if (small and not known.told) or (
                not again and _share(box, known.box) > 0.5 and _alike(print_, known.print_) > KNOWN
            ):
                return
        # They were found while they were still being uncovered, or are being covered up.
        self._shown = [each for each in self._shown if each not in outgrown]
        read = (each.cells or each.before for each in outgrown)
        before = max((cells for cells in read if parse(cells, 0.0, 0.0)), key=_letters, default=())
        self._shown.append(_Shown(box, since, frame.time, [_cut(frame, box, HEAD)], None, print_, before))

    def _end(self, shown: _Shown) -> None:
        self._shown.remove(shown)
        if shown.cells is None and len(shown.crops) >= 1:
            self._read(shown)
        if shown.cells:
            # It came and went about half a step before and after it was seen.
            half = 0.5 / self.rate
            start, end = max(0.0, shown.since - half), shown.seen + half
            self.sights.append(Sight(round(start, 3), round(end, 3), shown.cells))

    def _read(self, shown: _Shown) -> None:
        if self._left < 1.0:
            return
        self._left -= 1.0
        inner = _inner(shown.box, HEAD, self._size, 1.0)
        crop = settled(steady(shown.crops, inner.slices))
        shown.crops = []
        top, bottom = (_rows(shown.box, over, self._size[1]) for over in (HEAD, OVER))
        shown.cells = self._cells(crop[bottom[0] - top[0] : bottom[1] - top[0]], shown.box, OVER)
        told = parse(shown.cells, 0.0, 0.0) is not None
        if not told and any(SCORE.search(cell.text) for cell in shown.cells):
            headed = self._cells(crop, shown.box, HEAD)
            if told := parse(headed, 0.0, 0.0) is not None:
                shown.cells = headed
        if shown.before and (not told or _letters(shown.before) > _letters(shown.cells)):
            shown.cells, told = shown.before, True
        if shown.print_ is not None:
            self._known = [*self._known[-40:], _Known(shown.box, shown.print_, told, shown.seen)]

    def _cells(self, crop: Image, box: Box, over: float) -> tuple[Cell, ...]:
        """Return the cells of a region that was cut out with so much above and below it."""
        first = self._enlarged(crop, box, over, LINES)
        faint = LINES / self._size[1] > SOFT
        others = SIZES if faint else CHECKED if named(first) else ()
        again = [self._enlarged(crop, box, over, lines) for lines in others]
        return agreed([first, *again]) if again else first

    def _enlarged(self, crop: Image, box: Box, over: float, lines: int) -> tuple[Cell, ...]:
        """Return the cells that are read when the whole picture would have so many lines."""
        scale = lines / self._size[1]
        wide, high = round(crop.shape[1] * scale), round(crop.shape[0] * scale)
        how = cv2.INTER_CUBIC if scale >= 1 else cv2.INTER_AREA
        large = np.asarray(cv2.resize(crop, (max(8, wide), max(8, high)), interpolation=how), np.uint8)
        inner = _inner(box, over, self._size, scale)
        cells = read_cells(large, shared_reader(), faint=scale > SOFT)
        # What stands beyond the region is another's, save for the word that heads it.
        return tuple(
            replace(cell, least=0.0) if cut_off(cell, large) else cell
            for cell in cells
            if inner.y0 < (cell.box.y0 + cell.box.y1) / 2 < inner.y1 or (over > OVER and split_off(cell.text))
        )


def _letters(cells: Sequence[Cell]) -> int:
    return sum(len(cell.text) for cell in cells)


def _padded(box: Box, over: float) -> Box:
    return Box(
        max(0.0, box.x0 - ASIDE), max(0.0, box.y0 - over), min(1.0, box.x1 + ASIDE), min(1.0, box.y1 + over)
    )


def _rows(box: Box, over: float, high: int) -> tuple[int, int]:
    """Return the first and the last line, half-open, of a region with so much above and below it."""
    room = _padded(box, over)
    return round(room.y0 * high), round(room.y1 * high)


def _cut(frame: Frame, box: Box, over: float) -> Image:
    """Cut a region, with room around it, out of a picture."""
    room, (top, bottom) = _padded(box, over), _rows(box, over, frame.height)
    return np.array(frame.crop(round(room.x0 * frame.width), top, round(room.x1 * frame.width), bottom))


def _inner(box: Box, over: float, size: tuple[int, int], scale: float) -> Box:
    """Return the region within its crop, in pixels of the crop enlarged."""
    room, (wide, high) = _padded(box, over), size
    slack = 0.01 * high * scale
    return Box(
        (box.x0 - room.x0) * wide * scale,
        (box.y0 - room.y0) * high * scale - slack,
        (box.x1 - room.x0) * wide * scale,
        (box.y1 - room.y0) * high * scale + slack,
    )


def _of_one(box: Box, there: Box, later: float) -> bool:
    """Say whether what is found is part of what was found there, so many seconds before."""
    if later > LONGEST:
        # That is the bar, and a banner may hang over its edge.
        return _common(box, there) > WITHIN * _area(box)
    return _share(box, there) > 0.3


def _share(one: Box, other: Box) -> float:
    """Return how much of the smaller box two boxes share."""
    return _common(one, other) / max(min(_area(one), _area(other)), 1e-9)


def _common(one: Box, other: Box) -> float:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(0.0, across) * max(0.0, down)


def _area(box: Box) -> float:
    return box.width * box.height


def _print(crop: Image) -> Floats:
    gray: NDArray[np.float32] = cv2.resize(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), (96, 32)).astype(
        np.float32
    )
    return np.asarray(gray - cv2.blur(gray, (7, 7)), np.float32)


def _alike(a: Floats, b: Floats) -> float:
    power = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / power if power > 1 else 0.0


def _again(banner: Banner, other: Banner) -> bool:
    """Say whether a banner was told before: lost from sight for a moment, shown once more, or read twice."""
    one, two = ((each.kind, each.minutes, *_names(each)) for each in (banner, other))
    late = banner.start - other.end >= AGAIN and not any(_names(banner))
    return _part(banner, other) or (one == two and not late)


def _part(one: Banner, other: Banner) -> bool:
    """Say whether a banner tells but a part of what another one of the same time tells."""
    meet = one.start < other.end and other.start < one.end
    return one.kind == other.kind and meet and {*_names(one), ""} <= {*_names(other), ""}


def _names(banner: Banner) -> tuple[str, str, str]:
    return banner.player, banner.player_in, banner.player_out
