"""The grammar of a score bar: which printed characters are names, scores and clock.

Bars differ in order, language, corner and ornament, but all of them print two names and two
scores, and the scores stand between the names, behind each name, or in rows one over the other.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from goalmouth.scene.scoreboard.clock import ClockText, find_clock, without_clock
from goalmouth.scene.scoreboard.rows import Row, read_row, rows_of
from goalmouth.scene.scoreboard.scripts import CYRILLIC, ZE
from goalmouth.scene.text import Box, TextReader
from goalmouth.types import Image

SEPARATOR = r"[-–—~:|/.·•‐ー\s]"
SCORE = r"(?:(?<!\d)\d{1,2}|(?<![^\W_])[OoQ](?![^\W\d_]))"
CORE = re.compile(rf"{SCORE}{SEPARATOR}*(?:\d{{1,2}}|[OoQ](?![^\W_]))(?!\d)")
NAME = re.compile(r"[^\W\d_][\w.&'’·ー-]*")
LOOKALIKE = str.maketrans({"O": "0", "o": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "i": "1"})

MOST_GOALS = 20
"""No side of a match scores more; a larger number is a price or a year."""

STEP = 0.18
"""How finely the reader tells where a character stands, in heights of the row."""

WORD_GAP = 0.75
"""Blank between two words of one name, in heights of the row; wider means another box."""


@dataclass(frozen=True, slots=True)
class Name:
    """A team's printed name, where it stands, and how surely it was read."""

    text: str
    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A score bar as found: names, zones in which the scores stand, and the clock's box."""

    home: Name
    away: Name
    zones: tuple[Box, ...]
    """One zone that holds both scores, or one for each."""
    scores: tuple[int, int]
    clock: ClockText | None
    strips: tuple[Box, ...]
    """The rows to read again for the scores, one for each zone."""

    @property
    def box(self) -> Box:
        """All of it."""
        parts = [self.home.box, self.away.box, *self.zones]
        return Box.around(parts + ([self.clock.box] if self.clock else []))

    @property
    def timed(self) -> bool:
        """Whether it has a clock that tells a time."""
        return self.clock is not None and self.clock.timed

    def moved(self, dx: float, dy: float) -> "Layout":
        """Return the layout shifted by so many pixels."""

        def shift(box: Box) -> Box:
            return Box(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)

        clock = self.clock
        if clock:
            clock = replace(clock, box=shift(clock.box), chip=clock.chip and shift(clock.chip))
        return Layout(
            replace(self.home, box=shift(self.home.box)),
            replace(self.away, box=shift(self.away.box)),
            tuple(map(shift, self.zones)),
            self.scores,
            clock,
            tuple(map(shift, self.strips)),
        )


def names_in(row: Row, start: int, end: int) -> list[Name]:
    """Return the names printed between two positions of a row; near words make one name."""
    text = without_clock(row)[start:end]
    groups: list[tuple[int, int]] = []
    for match in NAME.finditer(text):
        a, b = match.start() + start, match.end() + start
        while b > a + 1 and row.text[b - 1] in ".-’'·":
            b -= 1
        if groups:
            gap = row.characters[a].x - row.characters[groups[-1][1] - 1].x - row.pitch
            between = text[groups[-1][1] - start : a - start]
            loose = 2.0 if row.text[a] > "\u2fff" else 1.0
            if gap < loose * WORD_GAP * row.box.height and not re.search(r"[^\s.&'’-]", between):
                groups[-1] = (groups[-1][0], b)
                continue
        groups.append((a, b))
    names = []
    for a, b in groups:
        letters = [c for c in row.characters[a:b] if c.text.isalpha()]
        text = re.sub(r"(?<=[^\x00-\u2fff]) (?=[^\x00-\u2fff])", "", row.text[a:b]).strip()
        if _three(row, start, a, text):
            a, text = a - 1, ZE + text
        if len(letters) >= 2:
            names.append(Name(text, row.span(a, b), sum(c.score for c in letters) / len(letters)))
    return names


def _three(row: Row, start: int, place: int, name: str) -> bool:
    """Say whether a 3 stands right before a name in letters that Cyrillic has too: then it is a letter."""
    before = row.text[max(start, place - 2) : place]
    if not before.endswith("3") or (len(before) > 1 and before[0].isalnum()) or not CYRILLIC.may_be(name):
        return False
    return row.characters[place].x - row.characters[place - 1].x < 1.5 * row.pitch


def split_numbers(row: Row, start: int, end: int, wanted: int = 2) -> list[str]:
    """Split a run of digits and separators into numbers, by separators or else by the widest gap.

    A rule between the two scores (``0 | 0``) reads like a one in the middle of them.
    """
    text = row.text[start:end].translate(LOOKALIKE)
    numbers = re.findall(r"\d+", text)
    digits = "".join(numbers)
    if wanted == 2 and len(numbers) < 3 and 1 < len(digits) <= 4:
        places = [i for i in range(start, end) if text[i - start].isdigit()]
        gaps = [row.characters[b].x - row.characters[a].x for a, b in pairwise(places)]
        even = max(gaps) - min(gaps) < max(0.4 * min(gaps), STEP * row.box.height)
        if len(gaps) == 2 and digits[1] == "1" and even:
            return [digits[0], digits[2]]
        if len(numbers) == 2 or (len(gaps) > 1 and max(gaps) < 1.4 * min(gaps)):
            return numbers
        cut = gaps.index(max(gaps)) + 1
        numbers = [digits[:cut], digits[cut:]]
    if wanted == 2 and len(numbers) == 3 and numbers[1] == "1":
        del numbers[1]
    return numbers


def _one_number(row: Row, start: int, end: int) -> bool:
    """Say whether two digits among letters stand as close as these do: a scorer's number, no score."""
    if end - start != 2 or not row.text[start:end].isdigit():
        return False
    return row.characters[start + 1].x - row.characters[start].x < row.pitch


def _zone(row: Row, start: int, end: int, left: float, right: float = math.inf) -> Box:
    """Return the place of a score, with room for a second digit, up to its neighbours."""
    core = row.span(start, end)
    room = 0.7 * row.pitch
    return Box(max(left, core.x0 - room), core.y0, min(right, core.x1 + room), core.y1)


def inline(row: Row) -> Layout | None:
    """Parse ``AAA 0 2 BBB`` in one row."""
    text = without_clock(row)
    for core in CORE.finditer(text):
        start, end = core.span()
        numbers = split_numbers(row, start, end)
        if len(numbers) != 2 or max(map(len, numbers)) > 2 or _one_number(row, start, end):
            continue
        left, right = names_in(row, 0, start), names_in(row, end, len(text))
        if not left or not right:
            continue
        home, away = left[-1], right[0]
        near = 7 * row.box.height
        if row.characters[start].x - home.box.x1 > near or away.box.x0 - row.characters[end - 1].x > near:
            continue
        home, away = _codes(home, away)
        zone = _zone(row, start, end, home.box.x1, away.box.x0)
        scores = int(numbers[0]), int(numbers[1])
        strip = Box(home.box.x0, row.box.y0, away.box.x1, row.box.y1).padded(4, 0)
        return Layout(home, away, (zone,), scores, None, (strip,))
    return None


def _codes(home: Name, away: Name, away_last: bool = False) -> tuple[Name, Name]:
    """Where one name is a short code, take the other's word next to its score for its code.

    A broadcaster's letters or a logo often stand right before the bar (``B B C LIV 0 0 AST``).
    ``away_last``: the away score stands behind its name, as the home score does.
    """

    def code(name: Name) -> bool:
        return re.fullmatch(r"[A-Z]{2,4}", name.text) is not None

    def part(name: Name, last: bool) -> Name:
        words = [m.span() for m in re.finditer(r"\S+", name.text)]
        a, b = words[-1 if last else 0]
        step = name.box.width / max(len(name.text), 1)
        box = replace(name.box, x0=name.box.x0 + a * step, x1=name.box.x0 + b * step)
        return Name(name.text[a:b], box, name.score)

    if code(away) and " " in home.text and code(part(home, True)):
        home = part(home, True)
    if code(home) and " " in away.text and code(part(away, away_last)):
        away = part(away, away_last)
    return home, away


def named(row: Row) -> Layout | None:
    """Parse ``AAA 1 BBB 0`` in one row: a score behind each name."""
    text = without_clock(row)
    found: list[tuple[Name, int, int]] = []
    start = 0
    for match in re.finditer(SCORE + r"(?!\d)", text):
        before = names_in(row, start, match.start())
        if before and row.characters[match.start()].x - before[-1].box.x1 < 4 * row.box.height:
            found.append((before[-1], match.start(), match.end()))
        start = match.end()
    if len(found) != 2:
        return None
    (home, a0, a1), (away, b0, b1) = found
    home, away = _codes(home, away, away_last=True)
    first = _zone(row, a0, a1, home.box.x1, away.box.x0)
    second = _zone(row, b0, b1, away.box.x1)
    strip = Box(home.box.x0, row.box.y0, second.x1, row.box.y1).padded(4, 0)
    scores = int(row.text[a0:a1].translate(LOOKALIKE)), int(row.text[b0:b1].translate(LOOKALIKE))
    return Layout(home, away, (first, second), scores, None, (strip, strip))


def stacked(upper: Row, lower: Row) -> Layout | None:
    """Parse two rows, a name and its score in each."""
    height = (upper.box.height + lower.box.height) / 2
    middle = [(row.box.y0 + row.box.y1) / 2 for row in (upper, lower)]
    if not 0.5 * height < middle[1] - middle[0] < 2.5 * height:
        return None
    halves: list[list[tuple[Name, int, Box]]] = []
    for row in (upper, lower):
        text = without_clock(row)
        half = []
        for match in re.finditer(SCORE + r"(?!\d)", text):
            before = names_in(row, 0, match.start())
            if before and row.characters[match.start()].x - before[-1].box.x1 < 7 * height:
                zone = _zone(row, *match.span(), before[-1].box.x1)
                half.append((before[-1], int(match[0].translate(LOOKALIKE)), zone))
        halves.append(half)
    for above, first, zone in halves[0]:
        for below, second, other in halves[1]:
            aligned = abs(above.box.x0 - below.box.x0) < height or abs(zone.x1 - other.x1) < 0.6 * height
            home, away = _codes(above, below, away_last=True)
            if aligned and abs(zone.x1 - other.x1) < 1.5 * height:
                strips = tuple(
                    Box(name.box.x0, z.y0, z.x1, z.y1).padded(4, 0)
                    for name, z in ((home, zone), (away, other))
                )
                return Layout(home, away, (zone, other), (first, second), None, strips)
    return None


def unnamed(row: Row) -> Layout | None:
    """Parse ``··· 0 2 ··· 12:34``: a bar whose names are in a script that is not read.

    Only where a clock stands in the row, and print-sized blanks where names would be. Letters on one
    side only (``3AP 0 2 ··· 12:34``) look like those of the script that was meant, and name nobody.
    """
    clock = find_clock(row)
    if clock is None or not clock.timed:
        return None
    text = without_clock(row)
    # A letter that looks like a digit may stand before the scores: every pair is tried.
    cores = (core for at in range(len(text)) if (core := CORE.match(text, at)))
    return next((found for core in cores if (found := _between_blanks(row, *core.span(), clock))), None)


def _between_blanks(row: Row, start: int, end: int, clock: ClockText) -> Layout | None:
    numbers = split_numbers(row, start, end)
    if len(numbers) != 2 or max(map(len, numbers)) > 1:
        return None
    zone = _zone(row, start, end, row.box.x0)
    edges = [row.box.x0, row.box.x1, clock.box.x0, clock.box.x1]
    left = max(x for x in edges if x < zone.x0) if min(edges) < zone.x0 else zone.x0
    right = min(x for x in edges if x > zone.x1) if max(edges) > zone.x1 else zone.x1
    least = 1.2 * row.box.height
    if zone.x0 - left < least or right - zone.x1 < least:
        return None
    print_ = [c.x for c in row.characters if c.text.strip()]
    if any(left < x < zone.x0 for x in print_) and any(zone.x1 < x < right for x in print_):
        return None
    home = Name("", Box(left, row.box.y0, zone.x0, row.box.y1), 0.0)
    away = Name("", Box(zone.x1, row.box.y0, right, row.box.y1), 0.0)
    strip = zone.padded(0.3 * row.box.height, 0)
    return Layout(home, away, (zone,), (int(numbers[0]), int(numbers[1])), clock, (strip,))


def layouts_in(rows: Sequence[Row]) -> list[Layout]:
    """Return every score bar that the rows of one picture can be read as, the best first."""
    found = [layout for row in rows if (layout := inline(row) or named(row) or unnamed(row))]
    for upper in rows:
        found += [layout for lower in rows if (layout := stacked(upper, lower))]
    found = [replace(each, clock=_clock_near(each, rows)) for each in found if max(each.scores) <= MOST_GOALS]
    return sorted(found, key=lambda each: (each.clock is None, not each.home.text, each.box.y0))


def _clock_near(layout: Layout, rows: Sequence[Row]) -> ClockText | None:
    """Return the clock in the bar's own rows, or else in the row next to them.

    What stands in its own row comes first, be it a half alone: boards by the pitch print times too.
    """
    bar = layout.box
    near: list[tuple[bool, float, ClockText]] = []
    for row in rows:
        if not (clock := find_clock(row)):
            continue
        height = row.box.height
        dx = max(clock.box.x0 - bar.x1, bar.x0 - clock.box.x1, 0.0)
        dy = max(clock.box.y0 - bar.y1, bar.y0 - clock.box.y1, 0.0)
        if dx < 5 * height and dy < 1.5 * height:
            beside = not bar.y0 < (row.box.y0 + row.box.y1) / 2 < bar.y1
            near.append((beside, dx + 3 * dy + (0 if clock.timed else height), clock))
    return min(near, key=lambda each: each[:2])[2] if near else None


def find_layouts(image: Image, reader: TextReader, boxes: Sequence[Box] | None = None) -> list[Layout]:
    """Return every score bar in a picture, the best first. boxes : where text is, if that is known."""
    rows = rows_of(image, reader, boxes)
    if found := layouts_in(rows):
        return found
    # A lone digit at the end of a short row is often not detected, but it is read.
    short = [row for row in rows if row.box.width < 12 * row.box.height]
    return layouts_in([read_row(image, row.box.padded(2.2 * row.box.height, 0), reader) for row in short])


def read_layout(image: Image, reader: TextReader) -> Layout | None:
    """Find and read a score bar in a picture (or in a bar's own crop); ``None`` where there is none."""
    return next(iter(find_layouts(image, reader)), None)
