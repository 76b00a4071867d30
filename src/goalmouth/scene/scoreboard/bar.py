"""One score bar at its place in the picture: is it there, did a field change, what does it say."""

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from goalmouth.scene.scoreboard.clock import ADDED, find_clock
from goalmouth.scene.scoreboard.colours import sample
from goalmouth.scene.scoreboard.layout import Layout, Name, find_layouts, inline, names_in, split_numbers
from goalmouth.scene.scoreboard.rows import Row, read_row
from goalmouth.scene.text import Box, TextReader
from goalmouth.types import Floats, Image

SAME_NAMES = 0.5
"""Correlation of the names' print with its mean picture from which the bar counts as shown."""

SAME_SCORE = 0.9
LIKE_SCORE = 0.6
SAME_CLOCK = 0.98
SAME_FRONT = 0.85
"""Correlation from which a field counts as unchanged, in its least alike part."""

SURE_LETTERS = 0.93
"""Mean probability of a name's letters from which its reading counts."""

STEADY, TRUSTED = 6, 4.2
"""A clock that kept time over so many readings is read again only after so many seconds."""

AWAY = 1.5
"""Seconds out of sight after which the clock's pace is learnt anew."""

DIGITS = "0123456789-|"
"""What a score is read in when it is read by itself."""

CONFIRM = 2
"""How often another score is read again."""

COLOURS_AGAIN, ENOUGH = 3.0, 60
"""Seconds between two looks at the teams' colours; after so many it looks no more."""

REFRESH = 6.0
"""Seconds after which an unchanged score is read again all the same."""


@dataclass(slots=True)
class Sighting:
    """What one bar showed at one time. ``None`` where a field could not be read."""

    time: float
    bar: "Bar"
    scores: tuple[int, int] | None
    clock: float | None
    text: str
    period: int | None
    fresh_scores: bool
    """Read from this very picture, rather than carried over from an equal one."""
    fresh_clock: bool
    runs_on: bool = False
    """Not read, because the clock has kept time and only its seconds changed."""


def print_of(image: Image | NDArray[np.uint8]) -> Floats:
    """Return a picture's fine structure (height, width): letters stay, washes of colour go."""
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
    gray = gray.astype(np.float32)
    return np.asarray(gray - cv2.blur(gray, (9, 9)), np.float32)


def likeness(a: Floats, b: Floats) -> float:
    """Return the correlation of two prints of one shape, −1…1."""
    power = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / power if power > 1 else 0.0


def least_likeness(a: Floats, b: Floats, parts: int) -> float:
    """Return the correlation in the least alike of so many columns; empty columns count as alike."""
    quiet = 0.05 * float((a * a).sum() + (b * b).sum()) / max(parts, 1)
    worst = 1.0
    for x, y in zip(np.array_split(a, parts, axis=1), np.array_split(b, parts, axis=1), strict=True):
        power = float((x * x).sum() + (y * y).sum())
        if power > quiet:
            worst = min(worst, 2 * float((x * y).sum()) / power)
    return worst


@dataclass(slots=True, eq=False)
class Bar:
    """A located bar, in pixels of its own crop of the picture."""

    layout: Layout
    names: Floats
    """Mean print of the two names, side by side."""
    homes: Counter[str] = field(default_factory=Counter)
    aways: Counter[str] = field(default_factory=Counter)
    colours: list[Floats] = field(default_factory=list)
    """What ``sample`` saw, now and then."""
    _colours_due: float = 0.0
    _last: Sighting | None = None
    _score_print: Floats | None = None
    _clock_print: Floats | None = None
    _score_due: float = 0.0
    _unsure: int = 0
    _ticks: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=STEADY))

    @classmethod
    def locate(cls, layout: Layout, crops: Sequence[Image], reader: TextReader) -> "Bar":
        """Make a bar from its layout and some pictures of it, all cut to the same place."""
        # What stays while the picture moves: in the mean picture the print is clean.
        clean = np.mean(crops, axis=0).astype(np.uint8)
        for found in find_layouts(clean, reader):
            if found.home.box.overlaps(layout.home.box) and found.away.box.overlaps(layout.away.box):
                clock = layout.clock if layout.timed else found.clock or layout.clock
                layout = replace(found, clock=clock)
                break
        read = [
            [read_row(picture, strip, reader) for strip in dict.fromkeys(layout.strips)]
            for picture in [clean, *crops[:: max(1, len(crops) // 4)]]
        ]
        layout = _with_all_digits(layout, [row for rows in read for row in rows])
        bar = cls(layout, np.zeros((1, 1), np.float32))
        bar.names = np.mean([bar._names_of(print_of(crop)) for crop in crops], axis=0)
        for rows in read:
            bar._vote(rows)
        return bar

    def _vote(self, rows: Sequence[Row]) -> None:
        """Count what the names in one picture's rows say."""
        for votes, name in ((self.homes, self.layout.home), (self.aways, self.layout.away)):
            if (read := self._name_at(rows, name)) and read.score > SURE_LETTERS:
                votes[read.text] += round(100 * read.score**4)

    def _name_at(self, rows: Sequence[Row], name: Name) -> Name | None:
        """Return what is read where a name stands; what stands in a score's zone is no part of it."""
        best: tuple[float, Name] | None = None
        for row in rows:
            inside = [any(z.x0 < c.x < z.x1 for z in self._zones_beside(row)) for c in row.characters]
            edges = [0, *(i for i in range(1, len(inside)) if inside[i] != inside[i - 1]), len(inside)]
            for start, end in pairwise(edges):
                for read in [] if inside[start : start + 1] == [True] else names_in(row, start, end):
                    across = min(read.box.x1, name.box.x1) - max(read.box.x0, name.box.x0)
                    if read.box.overlaps(name.box) and (best is None or across > best[0]):
                        best = (across, read)
        return best[1] if best else None

    def _zones_beside(self, row: Row) -> list[Box]:
        return [z for z, s in zip(self.layout.zones, self.layout.strips, strict=True) if s.y0 == row.box.y0]

    def _names_of(self, print_: Floats) -> Floats:
        parts = []
        high = min(round(self.layout.home.box.height), round(self.layout.away.box.height))
        for box in (self.layout.home.box, self.layout.away.box):
            x0, y0 = max(0, round(box.x0)), max(0, round(box.y0))
            part = print_[y0 : y0 + high, x0 : max(x0 + 1, round(box.x1))]
            parts.append(np.pad(part, ((0, high - part.shape[0]), (0, 0))))
        return np.concatenate(parts, axis=1)

    def shows(self, crop: Image) -> bool:
        """Say whether the bar is in the picture of which this is the crop."""
        names = self._names_of(print_of(crop))
        cut = round(self.layout.home.box.width)
        return names.shape == self.names.shape and all(
            likeness(a, b) > SAME_NAMES
            for a, b in ((names[:, :cut], self.names[:, :cut]), (names[:, cut:], self.names[:, cut:]))
        )

    def read(self, time: float, crop: Image, reader: TextReader) -> Sighting:
        """Read the bar's crop of a picture, anew only where a field changed."""
        print_ = print_of(crop)
        if time >= self._colours_due and len(self.colours) < ENOUGH:
            self.colours.append(sample(crop, self.layout))
            self._colours_due = time + COLOURS_AGAIN
        if self._last and time - self._last.time > AWAY:
            self._ticks.clear()
        scores, fresh_scores = self._scores(time, crop, print_, reader)
        if self._runs_on(time, print_):
            self._last = Sighting(time, self, scores, None, "", None, fresh_scores, False, runs_on=True)
            return self._last
        clock, text, period, fresh_clock = self._clock(crop, print_, reader)
        if fresh_clock and clock is not None:
            self._ticks.append((time, clock))
        self._last = Sighting(time, self, scores, clock, text, period, fresh_scores, fresh_clock)
        return self._last

    def _scores(
        self, time: float, crop: Image, print_: Floats, reader: TextReader
    ) -> tuple[tuple[int, int] | None, bool]:
        zones = np.concatenate([_cut(print_, zone, self.layout) for zone in self.layout.zones], axis=1)
        before = self._score_print
        alike = -1.0 if before is None else least_likeness(zones, before, 4)
        same = alike > SAME_SCORE
        if same and self._last and not self._unsure and time < self._score_due:
            return self._last.scores, False
        self._score_print, self._score_due = zones, time + REFRESH
        scores = self._read_scores(crop, reader, quick=alike > LIKE_SCORE)
        if scores is None and same and self._last:
            return self._last.scores, False
        # Another score than before is looked at again, and again.
        changed = self._last is None or scores != self._last.scores
        self._unsure = CONFIRM if changed or scores is None else max(0, self._unsure - 1)
        return scores, scores is not None

    def _read_scores(self, crop: Image, reader: TextReader, quick: bool) -> tuple[int, int] | None:
        """Read the scores among the names; ``quick``: only where by themselves they are not as before."""
        wanted = 3 - len(self.layout.zones)
        alone: list[list[str]] = []
        for zone in self.layout.zones:
            row = read_row(crop, zone.padded(0.1 * zone.height, 0), reader, DIGITS)
            alone.append(split_numbers(row, 0, len(row.characters), wanted))
        if quick and self._last and self._last.scores and _pair(alone) == self._last.scores:
            return self._last.scores
        rows = {strip: read_row(crop, strip, reader) for strip in self.layout.strips}
        numbers: list[list[str]] = []
        for strip, zone, lone in zip(self.layout.strips, self.layout.zones, alone, strict=True):
            row = rows[strip]
            slack = 0.15 * row.box.height
            inside = [i for i, c in enumerate(row.characters) if zone.x0 - slack < c.x < zone.x1 + slack]
            found = split_numbers(row, inside[0], inside[-1] + 1, wanted) if inside else []
            numbers.append(found if len(found) == wanted else lone)
        return _pair(numbers)

    def _runs_on(self, time: float, print_: Floats) -> bool:
        """Say whether the clock has kept time through its last readings and only its seconds changed."""
        clock, before = self.layout.clock, self._clock_print
        if clock is None or before is None or len(self._ticks) < STEADY:
            return False
        ahead = [shown - then for then, shown in self._ticks]
        if time - self._ticks[-1][0] > TRUSTED or max(ahead) - min(ahead) > 1.0:
            return False
        field_ = _cut(print_, clock.box, self.layout)
        # All but the last digit; a colon is about half as wide as a digit.
        front = round((1 - 1.15 / max(len(clock.text) - 0.55, 2.0)) * field_.shape[1])
        return field_.shape == before.shape and (
            least_likeness(field_[:, :front], before[:, :front], 6) > SAME_FRONT
        )

    def _clock(
        self, crop: Image, print_: Floats, reader: TextReader
    ) -> tuple[float | None, str, int | None, bool]:
        clock = self.layout.clock
        if clock is None:
            return None, "", None, False
        field_, before, last = _cut(print_, clock.box, self.layout), self._clock_print, self._last
        if last and before is not None and least_likeness(field_, before, 10) > SAME_CLOCK and last.text:
            return last.clock, last.text, last.period, False
        self._clock_print = field_
        # 9:59 becomes 10:00: room to grow. Where the room holds something that reads like part of the
        # clock, or the half is all that is read, the clock is read by itself.
        whole = Box.around([clock.box, clock.chip]) if clock.chip else clock.box
        for box, room in ((whole, 0.7), (clock.box, 0.2)):
            row = read_row(crop, box.padded(room * box.height, 0), reader)
            found = find_clock(row)
            if found and (found.timed or not clock.timed):
                break
        else:
            return None, "", None, False
        text = found.text
        if added := ADDED.search(row.text):
            text = f"{text} {added[0].replace(' ', '')}"
        return found.seconds, text, found.period, True


def _with_all_digits(layout: Layout, rows: Sequence[Row]) -> Layout:
    """Return a layout whose scores stand between its names with their zone as most rows have it.

    A rule between them (``0 | 0``) is read as a digit, and where then one of the three is missed the
    zone ends before it.
    """
    zones = [found.zones[0] for row in rows if (found := inline(row))]
    if len(layout.zones) != 1 or len(zones) <= len(rows) / 2:
        return layout
    x0, x1 = (float(np.median([getattr(zone, side) for zone in zones])) for side in ("x0", "x1"))
    return replace(layout, zones=(replace(layout.zones[0], x0=x0, x1=x1),))


def _pair(numbers: Sequence[Sequence[str]]) -> tuple[int, int] | None:
    """Return two scores of at most two digits, or ``None`` where something else was read."""
    flat = [number for part in numbers for number in part]
    if len(flat) != 2 or max(map(len, flat)) > 2:
        return None
    return int(flat[0]), int(flat[1])


def _cut(print_: Floats, box: Box, layout: Layout) -> Floats:
    """Cut a field at one size for all fields of a bar, so that they can be laid side by side."""
    high = max(4, round(layout.home.box.height))
    x0, y0 = max(0, round(box.x0)), max(0, round(box.y0))
    part = print_[y0 : y0 + high, x0 : max(x0 + 4, round(box.x1))]
    return np.pad(part, ((0, max(0, high - part.shape[0])), (0, 0)))
