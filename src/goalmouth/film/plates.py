"""How the plates look: drawn for any size and shape of film, inside what every screen shows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import ImageDraw

from goalmouth.film.captions import Caption
from goalmouth.film.lettering import Weight, drawable, ellipsis, font

SAFE = 0.05
"""Of width and height, kept free on all sides (as EBU R 95 does)."""
APPS = (0.14, 0.18)
"""Of an upright film: what the buttons of telephones cover at the right, and their texts below."""
TALL = 1.2
"""A film so many times as high as wide is upright."""
LARGE = 1.45
"""How much larger the letters of the first and the last plate are."""
LEAST = 0.7
"""Letters shrink to this before names are cut short."""
READABLE = 4.5
"""Least contrast of letters with what they stand on (WCAG 2.2, 1.4.3)."""

Colour = tuple[int, int, int]
INK: Colour = (255, 255, 255)
PAPER: Colour = (13, 20, 33)
BLACK: Colour = (0, 0, 0)
ACCENT: Colour = (240, 196, 25)
COLOURS: dict[str, Colour] = {
    "Yellow card": (244, 208, 32),
    "Red card": (214, 40, 48),
    "Yellow->red card": (214, 40, 48),
}


@dataclass(frozen=True, slots=True)
class Area:
    """The part of a film that stays visible everywhere, in pixels, half-open."""

    left: float
    top: float
    right: float
    bottom: float


def safe_area(width: int, height: int) -> Area:
    """Return where letters may stand in a film of that size."""
    right, bottom = APPS if height >= TALL * width else (SAFE, SAFE)
    return Area(width * SAFE, height * SAFE, width * (1 - right), height * (1 - bottom))


def luminance(colour: Colour) -> float:
    """Return a colour's relative luminance, 0…1 (WCAG 2.2)."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, 1…21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def ink_on(fill: Colour) -> Colour:
    """Return letters that can be read on a fill: our own dark or white, black where neither will do."""
    best = max((PAPER, INK), key=lambda ink: contrast(ink, fill))
    return best if contrast(best, fill) >= READABLE else BLACK


def parsed(colour: str) -> Colour:
    """Return ``#rrggbb`` as a colour."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@dataclass(frozen=True, slots=True)
class _Word:
    """Part of a row: letters, or a chip of colour where there are none. ``name`` : may be cut short."""

    text: str = ""
    ink: Colour = INK
    weight: Weight = "bold"
    name: bool = False


Words = Sequence[_Word]


def draw(caption: Caption, width: int, height: int) -> tuple[NDArray[np.uint8], int, int]:
    """Draw a plate for a film of that size: RGBA (h, w, 4) with even sides, and its left and top.

    What no font here can set is left out; names too long for the film are set smaller, then cut short.
    """
    caption = _settable(caption)
    area = safe_area(width, height)
    unit = max(8.0, min(height / 20, width / 17))
    """Height of the score's letters, about."""
    if caption.place != "plate":
        # In the middle of the film: as far from its left as from its right.
        inset = max(area.left, width - area.right)
        area = replace(area, left=inset, right=width - inset)
    room = area.right - area.left - 4
    # Drawn twice as large and scaled down: smooth edges at every size.
    sketch = _plate if caption.place == "plate" else _board
    plate = sketch(caption, unit * 2, room * 2, width / height)
    w, h = (max(2, round(side / 4) * 2) for side in plate.size)
    small = plate.resize((w, h), Pictures.Resampling.LANCZOS)
    left = area.left if caption.place == "plate" else (width - w) / 2
    top = area.bottom - h
    return np.asarray(small, np.uint8), max(0, math.ceil(left / 2) * 2), max(0, int(top // 2) * 2)


def _settable(caption: Caption) -> Caption:
    """Return the caption without what no font here has; with one name the other goes as well."""

    def known(text: str) -> str:
        return text if drawable(text) else ""

    both = drawable(caption.home) and drawable(caption.away)
    return replace(
        caption,
        title=known(caption.title),
        who=known(caption.who),
        home=caption.home if both else "",
        away=caption.away if both else "",
        score=known(caption.score),
        minute=known(caption.minute),
        competition=known(caption.competition),
    )


def _names(caption: Caption, between: str) -> list[_Word]:
    """Return the teams around their score, each with its colour outside of its name."""
    if not caption.home:
        return [_Word(between)]
    words = [_Word(caption.home, name=True), _Word(between), _Word(caption.away, name=True)]
    if caption.colours:
        first, second = map(parsed, caption.colours)
        words = [_Word(ink=first), *words, _Word(ink=second)]
    return words


def _plate(caption: Caption, unit: float, room: float, shape: float) -> Pictures.Image:
    """Draw the plate at the lower left: what happened over minute and score."""
    pad, bar = unit * 0.5, unit * 0.16
    accent = COLOURS.get(caption.kind, ACCENT)
    if caption.colours and caption.side in ("home", "away") and caption.kind not in COLOURS:
        accent = parsed(caption.colours[caption.side == "away"])
    ink = ink_on(accent)
    upper = [_Word(caption.title, ink)] if caption.title else []
    if caption.title and caption.who:
        upper += [_Word(caption.who, ink, "medium", name=True)]
    lower = [_Word(caption.minute, ACCENT, "medium")] if caption.minute else []
    lower += _names(caption, caption.score) if caption.score else []
    inner = room - bar - 2 * pad
    rows = [(_set(row, size * unit, inner), size * 1.56 * unit, fill, alpha)
            for row, size, fill, alpha in ((upper, 0.88, accent, 255), (lower, 1.0, PAPER, 226))
            if row]  # fmt: skip
    plate = Pictures.new(
        "RGBA",
        (round(bar + 2 * pad + max((row.width for row, *_ in rows), default=0)),
         max(1, round(sum(high for _, high, *_ in rows)))),
    )  # fmt: skip
    pen, y = ImageDraw.Draw(plate), 0.0
    for row, high, fill, alpha in rows:
        right = round(bar + 2 * pad + row.width) - 1
        pen.rectangle((0, round(y), right, round(y + high) - 1), fill=(*fill, alpha))
        pen.rectangle((0, round(y), round(bar) - 1, round(y + high) - 1), fill=(*accent, 255))
        row.draw(pen, bar + pad, y + high / 2, fill)
        y += high
    return plate


def _board(caption: Caption, unit: float, room: float, shape: float) -> Pictures.Image:
    """Draw the plate in the middle: who plays, or how it stands, over a line in the teams' colours."""
    pad, rule = unit * 0.7, unit * 0.17
    inner = room - 2 * pad
    rows = [_set(_names(caption, caption.score or "–"), LARGE * unit, inner)]
    if shape < 1 / TALL and caption.place == "opening" and rows[0].scale < 1:
        chips = [[_Word(ink=parsed(c))] for c in caption.colours or ()] or [[], []]
        names = (caption.home, caption.away)
        sides = [[*chip, _Word(name, name=True)] for chip, name in zip(chips, names, strict=True)]
        rows = [_set(side, LARGE * unit, inner) for side in sides]
    highs = [LARGE * 1.42 * unit] * len(rows)
    small = caption.minute if caption.place == "closing" else caption.competition
    if small:
        rows.insert(0, _set([_Word(small.upper(), ACCENT, "medium", name=True)], 0.72 * unit, inner))
        highs.insert(0, 0.72 * 1.42 * unit)
    above = 0.18 * unit
    width = round(2 * pad + max(row.width for row in rows))
    plate = Pictures.new("RGBA", (width, round(2 * above + sum(highs) + rule)))
    pen = ImageDraw.Draw(plate)
    pen.rectangle((0, 0, width, plate.height), fill=(*PAPER, 226))
    halves = [parsed(c) for c in caption.colours] if caption.colours else [ACCENT, ACCENT]
    top = plate.height - round(rule)
    pen.rectangle((0, top, width // 2 - 1, plate.height), fill=(*halves[0], 255))
    pen.rectangle((width // 2, top, width, plate.height), fill=(*halves[1], 255))
    y = above
    for row, high in zip(rows, highs, strict=True):
        row.draw(pen, (width - row.width) / 2, y + high / 2, PAPER)
        y += high
    return plate


@dataclass(frozen=True, slots=True)
class _Row:
    """Words set at one size. ``scale`` : of the size that was wanted."""

    words: Words
    size: float
    scale: float

    def advance(self, word: _Word) -> float:
        """Pixels that a word takes."""
        if not word.text:
            return self.size * 0.26
        return float(font(word.weight, self.size, word.text).getlength(word.text))

    @property
    def width(self) -> float:
        """Pixels, with the gaps between the words."""
        return sum(map(self.advance, self.words)) + self.size * 0.4 * max(0, len(self.words) - 1)

    def draw(self, pen: ImageDraw.ImageDraw, x: float, y: float, paper: Colour) -> None:
        """Draw from ``x`` on, about the middle line ``y``."""
        for word in self.words:
            wide = self.advance(word)
            if word.text:
                face = font(word.weight, self.size, word.text)
                pen.text((x, y), word.text, font=face, fill=(*word.ink, 255), anchor="lm")
            else:
                box = (round(x), round(y - self.size * 0.42), round(x + wide), round(y + self.size * 0.42))
                # A dark colour on dark paper needs an edge to be seen.
                edge = (*INK, 110) if contrast(word.ink, paper) < 1.8 else None
                pen.rectangle(box, fill=(*word.ink, 255), outline=edge, width=max(1, round(self.size * 0.05)))
            x += wide + self.size * 0.4


def _set(words: Words, size: float, room: float) -> _Row:
    """Set words in a row no wider than ``room``: smaller if need be, then with names cut short."""
    scale = 1.0
    row = _Row(words, size, scale)
    while row.width > room and scale > LEAST:
        scale = max(LEAST, scale * 0.94)
        row = _Row(words, size * scale, scale)
    while row.width > room:
        shorter = _shortened(row, room)
        if shorter.width <= room:
            return shorter
        scale *= 0.9
        if size * scale < 2:
            return _Row([], size * scale, scale)
        row = _Row(words, size * scale, scale)
    return row


def _shortened(row: _Row, room: float) -> _Row:
    """Cut names short until the row fits, the longest first; four letters of each stay."""
    words = list(row.words)
    while (now := _Row(words, row.size, row.scale)).width > room:
        long = [i for i, word in enumerate(words) if word.name and len(word.text) > 4]
        if not long:
            break
        widest = max(long, key=lambda i: now.advance(words[i]))
        words[widest] = replace(words[widest], text=ellipsis(words[widest].text))
    return _Row(words, row.size, row.scale)
