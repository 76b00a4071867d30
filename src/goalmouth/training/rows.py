"""Rows of print as small pictures have them, with what they say: to train the reader of small print with."""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from goalmouth.scene.small_print import LINES

MARKS = {
    "A": "ÁÅÄÃĄÀÂÆĂĀ", "C": "ÇČĆ", "D": "ĎĐ", "E": "ÉÈËĚĘÊĒĖ", "G": "ĞĢ", "I": "ÍÏİÌÎĪĮ", "K": "Ķ",
    "L": "ŁĽĹĻ", "N": "ÑŃŇŅ", "O": "ØÖÓÕÔÒŐ", "R": "ŘŔ", "S": "ŠŞŚȘ", "T": "ŤȚ", "U": "ÜÚŮÙÛŪŰŲ", "Y": "ÝŸ",
    "Z": "ŽŻŹ",
}  # fmt: skip
"""Capitals, and their like with a mark, about as often seen as they stand here."""

LATIN = string.ascii_uppercase + "".join(MARKS.values())
SMALL = "".join(c.lower() for c in LATIN if len(c.lower()) == 1) + "ı" + "ß"
ALPHABET = "0123456789" + LATIN + SMALL + " '’.-+:/()"
"""What it can read; the network's first symbol is the blank, then these."""

KNOWN = frozenset(ALPHABET)
LONGEST = 22
"""Characters of a row; longer ones only cost time."""

ONSETS = (
    "b c d f g h j k l m n p r s t v w z b c d f g h j k l m n p r s t v br ch dr gr kl ll qu sch st th tr"
)
VOWELS = "a e i o u a e i o u a e i o u ai au ea ei ie io oe oo ou y"
CODAS = "n r s l t k d m c g h p x z ck ld ll nd ng ns nt rd rg rk rn rs rt ss st tt"
SYLLABLES = tuple(each.split() for each in (ONSETS, VOWELS, CODAS))
MINUTES = ["'", "’"]
OPEN = 0.45
"""How many syllables end in their vowel."""

LUMA = (0.3, 0.59, 0.11)
"""How bright red, green and blue are."""

Gray = NDArray[np.uint8]


@dataclass(frozen=True)
class Drawer:
    """Draws rows. fonts : files of typefaces; sizes : of the print, in pixels, smallest and largest."""

    fonts: Sequence[Path]
    sizes: tuple[float, float] = (6.5, 12.0)

    def __call__(self, rng: np.random.Generator) -> tuple[Gray, str]:
        """Return a row (``LINES``, columns) and what it says."""
        text = say(rng)
        # The small İ is two characters, and not to be read.
        while len(text) > LONGEST or not set(text) <= KNOWN:
            text = say(rng)
        picture, place = self._printed(text, rng)
        picture = _worn(picture, rng)
        return _cut(picture, place, rng), text

    def _printed(
        self, text: str, rng: np.random.Generator
    ) -> tuple[NDArray[np.uint8], tuple[int, int, int, int]]:
        """Return a picture (lines, columns, 3) and where the print is: left, top, right, bottom."""
        size = float(rng.uniform(*self.sizes))
        fine = 1 if rng.random() < 0.6 else int(rng.integers(3, 7))
        face = self.fonts[int(rng.integers(len(self.fonts)))]
        font = ImageFont.truetype(str(face), max(6, round(size * fine)))
        # A number may stand far from its name.
        text = text.replace(" ", " " * int(rng.choice([1, 1, 2])))
        left, top, right, bottom = font.getbbox(text)
        _, high, _, low = font.getbbox("Hg")
        room = round(size * fine)
        icon = int(room * rng.uniform(0.9, 1.4)) if rng.random() < 0.25 else 0
        wide, tall = int(right - left) + 2 * room + icon, int(low - high) + 2 * room
        field, ink, beyond = _colours(rng)
        canvas = Image.new("RGB", (wide, tall), tuple(field))
        pen = ImageDraw.Draw(canvas)
        _edges(pen, (wide, tall), room, beyond, rng)
        x, y = room + icon - left, room - high
        if icon:
            _mark(pen, (room * 0.5 + room * 0.4, tall / 2), room * 0.4, rng)
        pen.text((x, y), text, font=font, fill=tuple(ink))
        above, below = min(0, top - high), max(0, bottom - low)
        place = np.array((room + icon, room + above, room + icon + right - left, tall - room + below))
        picture = np.asarray(canvas)
        if fine > 1:
            # Where print falls on the pixels of a picture made smaller is by chance.
            dx, dy = rng.integers(0, fine, 2)
            picture = np.pad(picture, ((dy, fine), (dx, fine), (0, 0)), mode="edge")
            rows, columns = picture.shape[0] // fine, picture.shape[1] // fine
            picture = cv2.resize(
                picture[: rows * fine, : columns * fine], (columns, rows), interpolation=cv2.INTER_AREA
            )
            place = (place + np.array((dx, dy, dx, dy))) / fine
        x0, y0, x1, y1 = place.round().astype(int).tolist()
        return np.asarray(picture, np.uint8), (x0, y0, x1, y1)


def say(rng: np.random.Generator) -> str:
    """Return what a row of a banner may say: mostly a name, with what stands beside one."""
    kind = rng.random()
    if kind < 0.06:
        return f"{rng.integers(0, 121):02d}:{rng.integers(0, 60):02d}"
    if kind < 0.12:
        between = rng.choice([" - ", " ", ":", " : "])
        return f"{_code(rng)} {rng.integers(0, 6)}{between}{rng.integers(0, 6)} {_code(rng)}"
    if kind < 0.18:
        return " ".join(_word(rng) for _ in range(rng.integers(1, 4))).upper()
    name = _word(rng)
    if rng.random() < 0.15:
        name = f"{_word(rng)}{rng.choice([' ', ' ', '-'])}{name}"
    elif rng.random() < 0.1:
        name = f"{name[0]}. {_word(rng)}"
    if rng.random() < 0.5:
        name = name.upper()
    if rng.random() < 0.45:
        name = f"{rng.integers(1, 100)} {name}"
    if rng.random() < 0.45:
        more = f"+{rng.integers(1, 10)}" if rng.random() < 0.15 else ""
        name = f"{name} {rng.integers(1, 121)}{more}{rng.choice(MINUTES)}"
    return name


def _word(rng: np.random.Generator) -> str:
    """Return an invented name, with marks on some letters."""
    parts = []
    for place in range(rng.choice([1, 2, 2, 2, 3, 3])):
        begins, ends = place > 0 or rng.random() < 0.85, rng.random() > OPEN
        onset, vowel, coda = (str(rng.choice(each)) for each in SYLLABLES)
        parts.append(onset * begins + vowel + coda * ends)
    letters = list("".join(parts).upper())
    if rng.random() < 0.3:
        places = [i for i, letter in enumerate(letters) if letter in MARKS]
        for i in rng.permutation(places)[: 1 + (rng.random() < 0.2)]:
            marked = MARKS[letters[i]]
            letters[i] = marked[min(int(rng.exponential(1.5)), len(marked) - 1)]
    word = "".join(letters)
    if word.endswith("SS") and rng.random() < 0.1:
        return word[0] + word[1:-2].lower() + "ß"
    return word[0] + "".join(c.lower() if len(c.lower()) == 1 else c for c in word[1:])


def _code(rng: np.random.Generator) -> str:
    return "".join(rng.choice(list(string.ascii_uppercase), 3))


def _colours(rng: np.random.Generator) -> tuple[list[int], list[int], list[int]]:
    """Return the colours of field, print and what is beyond the field; the print is told from the field."""
    while True:
        field, ink, beyond = rng.integers(0, 256, (3, 3))
        if rng.random() < 0.6:
            field = np.full(3, rng.choice([12, 24, 40, 235, 250])) + rng.integers(-10, 6, 3)
        if rng.random() < 0.7:
            ink = np.full(3, 245 if field @ LUMA < 128 else 16)
        if abs(float((field - ink) @ LUMA)) > 80:
            return field.clip(0, 255).tolist(), ink.tolist(), beyond.tolist()


def _edges(
    pen: ImageDraw.ImageDraw,
    size: tuple[int, int],
    room: int,
    beyond: Sequence[int],
    rng: np.random.Generator,
) -> None:
    """Draw what is beyond the field's edges, where these are near the print."""
    wide, tall = size
    for own in rng.permutation(4)[: rng.integers(0, 4)]:
        gap = int(room * rng.uniform(0.25, 0.9))
        box = [
            (0, 0, wide, room - gap),
            (0, tall - room + gap, wide, tall),
            (0, 0, room - gap, tall),
            (wide - room + gap, 0, wide, tall),
        ][own]
        pen.rectangle(box, fill=tuple(beyond))


def _mark(
    pen: ImageDraw.ImageDraw, middle: tuple[float, float], half: float, rng: np.random.Generator
) -> None:
    """Draw a card, a ball, an arrow or a star; none of them says a letter."""
    x, y = middle
    colour = tuple(int(v) for v in rng.integers(0, 256, 3))
    kind = rng.integers(4)
    if kind == 0:
        pen.rectangle((x - 0.6 * half, y - 0.8 * half, x + 0.6 * half, y + 0.8 * half), fill=colour)
    elif kind == 1:
        pen.ellipse((x - half, y - half, x + half, y + half), fill=colour, outline=(0, 0, 0))
    elif kind == 2:
        way = 1 if rng.random() < 0.5 else -1
        pen.polygon(
            [(x - half, y + way * half), (x + half, y + way * half), (x, y - way * half)], fill=colour
        )
    else:
        turns = np.linspace(-np.pi / 2, 1.5 * np.pi, 11)[:-1]
        radii = half * np.where(np.arange(10) % 2, 0.4, 1.0)
        pen.polygon(
            [(x + r * np.cos(t), y + r * np.sin(t)) for t, r in zip(turns, radii, strict=True)], fill=colour
        )


def _worn(picture: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return a picture as it comes out of a camera's and a broadcaster's encoders."""
    if rng.random() < 0.2:
        picture = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.3, 0.6)))  # type: ignore[assignment]
    if rng.random() < 0.2:
        noise = rng.normal(0, rng.uniform(1, 8), picture.shape[:2])[..., None]
        picture = np.clip(picture + noise, 0, 255).astype(np.uint8)
    if rng.random() < 0.85:
        quality = int(rng.integers(35, 96))
        packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        picture = cv2.imdecode(packed, cv2.IMREAD_COLOR)  # type: ignore[assignment]
    return picture


def _cut(picture: NDArray[np.uint8], place: tuple[int, int, int, int], rng: np.random.Generator) -> Gray:
    """Return the row around the print as a detector of text would cut it, at ``LINES`` lines."""
    factor = float(rng.uniform(2.5, 6.5))
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    large = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    left, top, right, bottom = (v * factor for v in place)
    high = bottom - top
    x0, x1 = left - rng.uniform(0.0, 0.7) * high, right + rng.uniform(0.0, 0.7) * high
    y0, y1 = top - rng.uniform(-0.08, 0.3) * high, bottom + rng.uniform(-0.12, 0.3) * high
    x0, y0 = max(0, round(x0)), max(0, round(y0))
    crop = large[y0 : max(y0 + 4, round(y1)), x0 : max(x0 + 4, round(x1))]
    wide = max(8, round(crop.shape[1] * LINES / crop.shape[0] * rng.uniform(0.9, 1.1)))
    return np.asarray(cv2.resize(crop, (wide, LINES), interpolation=cv2.INTER_AREA), np.uint8)
