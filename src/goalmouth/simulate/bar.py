"""Draws a score bar from nested rows and columns of cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from goalmouth.simulate.fonts import font
from goalmouth.simulate.teams import Colour
from goalmouth.types import Image

OVER = 3
"""Everything is drawn that many times too large and then reduced."""


@dataclass(frozen=True)
class Cell:
    """One box of a bar.

    shows : ``clock``, ``home``, ``away``, ``home_score``, ``away_score``, ``period``, ``added``,
    ``aggregate``, ``competition``, ``home_crest``, ``away_crest``, ``home_chip``, ``away_chip``,
    ``logo``, ``mark``, ``up``, ``down``, ``yellow``, ``red``, ``ball``, or ``=text`` for a text that
    never changes; braces inside it name others.
    fill, ink : ``home``, ``away``, ``home2``, ``away2``, ``dark``, ``light``, ``accent``, ``ink``; a
    fill of ``None`` lets the picture through. wide : a text that the cell is always as wide as.
    size, pad : parts of the bar's text height. An empty text leaves the cell out.
    """

    shows: str
    fill: str | None = "dark"
    ink: str = "auto"
    wide: str = ""
    size: float = 1.0
    pad: float = 0.42
    face: str | None = None
    slant: float = 0.0
    pill: bool = False
    opacity: float = 1.0
    least: float = 0.0
    high: float = 1.62
    align: Literal["middle", "left"] = "middle"


@dataclass(frozen=True)
class Row:
    """Parts side by side, all as high as the highest."""

    parts: "tuple[Cell | Row | Column, ...]"
    gap: float = 0.0


@dataclass(frozen=True)
class Column:
    """Parts one above the other, all as wide as the widest (or as wide as they are)."""

    parts: "tuple[Cell | Row | Column, ...]"
    gap: float = 0.0
    stretch: bool = True


Part = Cell | Row | Column


@dataclass(frozen=True)
class Look:
    """What a seed decides about a bar."""

    size: int
    """Text height in pixels of the video."""
    face: str
    colours: Mapping[str, Colour] = field(default_factory=dict)
    radius: float = 0.0
    """Of the whole bar's corners, as a part of the text height."""


def contrast(fill: Colour) -> Colour:
    """Return black or white, whichever reads better."""
    light = fill[0] * 0.3 + fill[1] * 0.59 + fill[2] * 0.11
    return (16, 18, 26) if light > 140 else (250, 250, 250)


class Painter:
    """Draws one bar; cells that did not change are not drawn again."""

    def __init__(self, layout: Part, look: Look) -> None:
        self.layout, self.look = layout, look
        self.unit = look.size * OVER
        self._cell = lru_cache(maxsize=256)(self._draw_cell)

    def draw(self, texts: Mapping[str, str]) -> Image:
        """Return the bar as colour × cover and cover, (height, width, 4)."""
        width, height = self._measure(self.layout, texts)
        canvas = Pillow.new("RGBA", (max(1, width), max(1, height)))
        self._place(canvas, self.layout, texts, (0, 0, width, height))
        if self.look.radius > 0:
            mask = Pillow.new("L", canvas.size)
            radius = round(self.look.radius * self.unit)
            ImageDraw.Draw(mask).rounded_rectangle((0, 0, width - 1, height - 1), radius, fill=255)
            canvas.putalpha(Pillow.fromarray(_times(np.asarray(canvas)[..., 3], np.asarray(mask))))
        wide, high = -(-width // OVER), -(-height // OVER)
        padded = np.zeros((high * OVER, wide * OVER, 4), np.float32)
        pixels = np.asarray(canvas, dtype=np.float32)
        padded[:height, :width, :3] = pixels[..., :3] * (pixels[..., 3:] / 255)
        padded[:height, :width, 3] = pixels[..., 3]
        small = padded.reshape(high, OVER, wide, OVER, 4).mean((1, 3))
        return np.asarray(small + 0.5).astype(np.uint8)

    def _text(self, shows: str, texts: Mapping[str, str]) -> str:
        return shows[1:].format_map(texts) if shows.startswith("=") else texts.get(shows, "")

    def _there(self, part: Part, texts: Mapping[str, str]) -> bool:
        if isinstance(part, Cell):
            return _pictured(part) or bool(self._text(part.shows, texts).strip()) or part.shows == "="
        return any(self._there(inner, texts) for inner in part.parts)

    def _measure(self, part: Part, texts: Mapping[str, str]) -> tuple[int, int]:
        if isinstance(part, Cell):
            return self._size(part, self._text(part.shows, texts))
        sizes = [self._measure(p, texts) for p in part.parts if self._there(p, texts)]
        gaps = round(part.gap * self.unit) * max(0, len(sizes) - 1)
        if not sizes:
            return 0, 0
        if isinstance(part, Row):
            return sum(w for w, _ in sizes) + gaps, max(h for _, h in sizes)
        return max(w for w, _ in sizes), sum(h for _, h in sizes) + gaps

    def _size(self, cell: Cell, text: str) -> tuple[int, int]:
        high = round(cell.high * self.unit * (cell.size if cell.size < 1 else 1))
        if cell.shows.endswith("chip"):
            return round(0.28 * self.unit), high
        if _pictured(cell):
            return round(1.5 * self.unit), high
        face = font(cell.face or self.look.face, round(self.unit * cell.size))
        words = [text, *cell.wide.split("|")]
        long = max(face.getlength(word) for word in words if word or not text)
        wide = max(round(long + 2 * cell.pad * self.unit), round(cell.least * self.unit))
        return wide + round(abs(cell.slant) * high), high

    def _place(
        self, canvas: Pillow.Image, part: Part, texts: Mapping[str, str], box: tuple[int, int, int, int]
    ) -> None:
        x, y, width, height = box
        if isinstance(part, Cell):
            canvas.alpha_composite(self._cell(part, self._text(part.shows, texts), width, height), (x, y))
            return
        gap = round(part.gap * self.unit)
        for inner in (p for p in part.parts if self._there(p, texts)):
            w, h = self._measure(inner, texts)
            if isinstance(part, Row):
                self._place(canvas, inner, texts, (x, y, w, height))
                x += w + gap
            else:
                self._place(canvas, inner, texts, (x, y, width if part.stretch else w, h))
                y += h + gap

    def _colour(self, name: str, fill: Colour | None = None) -> Colour:
        if name == "auto":
            return contrast(fill or self.look.colours["dark"])
        return self.look.colours[name]

    def _draw_cell(self, cell: Cell, text: str, width: int, height: int) -> Pillow.Image:
        out = Pillow.new("RGBA", (max(1, width), max(1, height)))
        pen = ImageDraw.Draw(out)
        fill = self._colour(cell.fill) if cell.fill else None
        if fill:
            colour = (*fill, round(255 * cell.opacity))
            lean = round(cell.slant * height)
            if lean:
                left, right = max(lean, 0), max(-lean, 0)
                corners = [(left, 0), (width - right, 0), (width - left, height), (right, height)]
                pen.polygon(corners, fill=colour)
            elif cell.pill:
                pen.rounded_rectangle((0, 0, width - 1, height - 1), height // 3, fill=colour)
            else:
                pen.rectangle((0, 0, width, height), fill=colour)
        middle = (width / 2, height / 2)
        if cell.shows.endswith("chip"):
            side = cell.shows[:4]
            pen.rectangle((0, 0, width, height), fill=self._colour(side))
            pen.rectangle((0, height * 0.72, width, height), fill=self._colour(side + "2"))
        elif cell.shows.endswith("crest"):
            self._crest(pen, middle, min(height, round(width * 1.08)), cell.shows[:4])
        elif cell.shows in ("logo", "ball"):
            self._ball(pen, middle, height)
        elif cell.shows == "mark":
            r = height * 0.16
            pen.polygon([(middle[0], middle[1] - r), (middle[0] + r, middle[1]), (middle[0], middle[1] + r)],
                        fill=self._colour("accent"))  # fmt: skip
        elif cell.shows in ("up", "down"):
            ink = self._colour("green" if cell.shows == "up" else "red")
            if cell.fill in ("green", "red"):
                ink = self._colour("light")
            x, y, r = *middle, height * (-0.24 if cell.shows == "up" else 0.24)
            pen.polygon([(x - abs(r), y - r * 0.1), (x, y + r * 1.2), (x + abs(r), y - r * 0.1)], fill=ink)
            pen.rectangle((x - abs(r) * 0.4, min(y, y - r), x + abs(r) * 0.4, max(y, y - r)), fill=ink)
        elif cell.shows in ("yellow", "red"):
            x, y, r = *middle, height * 0.3
            ink = (250, 214, 20) if cell.shows == "yellow" else (214, 24, 36)
            pen.rectangle((x - r * 0.7, y - r, x + r * 0.7, y + r), fill=ink, outline=contrast(ink))
        else:
            face = font(cell.face or self.look.face, round(self.unit * cell.size))
            left = cell.align == "left"
            at = (cell.pad * self.unit, middle[1]) if left else middle
            pen.text(at, text, font=face, fill=self._colour(cell.ink, fill), anchor="lm" if left else "mm")
        return out

    def _crest(self, pen: ImageDraw.ImageDraw, middle: tuple[float, float], height: int, side: str) -> None:
        main, second = self._colour(side), self._colour(side + "2")
        x, y, r = middle[0], middle[1], height * 0.36
        shield = [
            (x - r, y - r),
            (x + r, y - r),
            (x + r, y + r * 0.2),
            (x, y + r * 1.1),
            (x - r, y + r * 0.2),
        ]
        pen.polygon(shield, fill=main, outline=second)
        pen.polygon([(x, y - r), (x + r, y - r), (x + r, y + r * 0.2), (x, y + r * 1.1)], fill=second)
        pen.ellipse((x - r / 3, y - r / 2, x + r / 3, y + r / 6), fill=main, outline=contrast(main))

    def _ball(self, pen: ImageDraw.ImageDraw, middle: tuple[float, float], height: int) -> None:
        x, y, r = middle[0], middle[1], height * 0.32
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(246, 246, 246))
        turns = np.arange(5) * 2 * np.pi / 5 - np.pi / 2
        pen.polygon([(x + r * 0.4 * np.cos(t), y + r * 0.4 * np.sin(t)) for t in turns], fill=(24, 26, 60))
        for t in turns:
            edge = (x + r * np.cos(t), y + r * np.sin(t))
            pen.line((x + r * 0.4 * np.cos(t), y + r * 0.4 * np.sin(t), *edge), fill=(24, 26, 60), width=3)


def _pictured(cell: Cell) -> bool:
    """Say whether a cell shows a picture and no text."""
    small = ("logo", "mark", "up", "down", "yellow", "red", "ball")
    return cell.shows.endswith(("crest", "chip")) or cell.shows in small


def _times(one: Image, other: Image) -> Image:
    return (one.astype(np.uint16) * other // 255).astype(np.uint8)


def taller(part: Part, by: float) -> Part:
    """Return the same part with all its cells higher."""
    if isinstance(part, Cell):
        return replace(part, high=part.high * by)
    return replace(part, parts=tuple(taller(inner, by) for inner in part.parts))
