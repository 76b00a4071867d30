"""Letters for the plates: Barlow Condensed, or a system font for scripts it does not have."""

import unicodedata
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Literal

import numpy as np
from PIL import Image as Pictures
from PIL import ImageFont, features

Weight = Literal["medium", "bold"]

OWN = {"medium": "BarlowCondensed-Medium.ttf", "bold": "BarlowCondensed-Bold.ttf"}
SYSTEM = (
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJK-Regular.ttc",
    "NotoSans-Bold.ttf",
    "NotoSansArabic-Bold.ttf",
    "wqy-zenhei.ttc",
    "DejaVuSansCondensed-Bold.ttf",
    "DejaVuSans-Bold.ttf",
    "LiberationSans-Bold.ttf",
    "Hiragino Sans GB.ttc",
    "Arial Unicode.ttf",
    "msgothic.ttc",
    "msyh.ttc",
    "malgun.ttf",
    "arialbd.ttf",
)
"""Looked for in the places where systems keep fonts, in this order."""
NOWHERE = "\U0010fffd"
"""A character no font has: what it draws is the font's box for a missing letter."""
DOTS = "…"
JOINED = ("\u0900", "\u109f")
"""Within these Indian and South-East Asian scripts, letters change with their neighbours."""


@lru_cache(maxsize=64)
def _load(name: str, size: int) -> ImageFont.FreeTypeFont | None:
    try:
        if name in OWN.values():
            data = (files("goalmouth.film") / "fonts" / name).read_bytes()
            return ImageFont.truetype(BytesIO(data), size)
        return ImageFont.truetype(name, size)
    except OSError:
        return None


@lru_cache(maxsize=4096)
def _has(name: str, letter: str) -> bool:
    face = _load(name, 24)
    if face is None:
        return False
    if letter.isspace():
        return True
    return _shape(face, letter) != _shape(face, NOWHERE)


def _shape(face: ImageFont.FreeTypeFont, letter: str) -> bytes:
    mask = Pictures.Image()._new(face.getmask(letter))
    return bytes(np.asarray(mask)) + repr((mask.size, face.getlength(letter))).encode()


def _name(weight: Weight, text: str) -> str | None:
    names = (OWN[weight], *SYSTEM)
    return next((name for name in names if all(_has(name, letter) for letter in text)), None)


def drawable(text: str) -> bool:
    """Whether some one font here has every letter of the text and can set it."""
    # Scripts written from the right, or whose letters join, need a shaping library.
    simple = all(
        unicodedata.bidirectional(letter) not in ("R", "AL") and not JOINED[0] <= letter <= JOINED[1]
        for letter in text
    )
    return (simple or bool(features.check("raqm"))) and _name("bold", text) is not None


def ellipsis(text: str) -> str:
    """Return the text with one letter less, and dots that say so."""
    stem = text.removesuffix(DOTS)[:-1]
    # An accent that is a character of its own goes with its letter, and no blank stands before the dots.
    while stem and (unicodedata.combining(text[len(stem)]) or stem[-1].isspace()):
        stem = stem[:-1]
    return stem + DOTS


def font(weight: Weight, size: float, text: str) -> ImageFont.FreeTypeFont:
    """Return a font of about that capital height in pixels that has all of the text's letters."""
    name = _name(weight, text) or OWN[weight]
    # Barlow's capitals are 0.7 of its size, as those of most fonts.
    face = _load(name, max(4, round(size / 0.7 * 0.72)))
    assert face is not None
    return face
