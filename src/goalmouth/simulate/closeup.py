"""A player seen from near: head and shoulders, from the front or from behind."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw

from goalmouth.simulate.bar import contrast
from goalmouth.simulate.figures import HAIRS, SKINS, Kit, Sprite, sprite
from goalmouth.simulate.fonts import font
from goalmouth.simulate.teams import Colour
from goalmouth.types import Floats, Image

TALL, WIDE = 1040, 900

_TORSO = [
    (395, 432), (330, 462), (262, 492), (224, 540), (206, 620), (214, 760), (222, 1300),
    (678, 1300), (686, 760), (694, 620), (676, 540), (638, 492), (570, 462), (505, 432),
]  # fmt: skip


def _curve(points: list[tuple[int, int]]) -> NDArray[np.int32]:
    """Round off a polygon by cutting its corners three times (Chaikin 1974)."""
    p = np.array(points, dtype=np.float64)
    for _ in range(3):
        following = np.roll(p, -1, axis=0)
        p = np.stack([0.75 * p + 0.25 * following, 0.25 * p + 0.75 * following], axis=1).reshape(-1, 2)
    return np.round(p * 8).astype(np.int32)


def _line(canvas: Image, points: list[tuple[float, float]], colour: Colour, thick: int) -> None:
    cv2.polylines(
        canvas,
        [np.round(np.array(points) * 8).astype(np.int32)],
        False,
        (*colour, 255),
        thick,
        cv2.LINE_AA,
        3,
    )


def _oval(
    canvas: Image, at: tuple[int, int], axes: tuple[int, int], colour: Colour, start: int = 0, end: int = 360
) -> None:
    cv2.ellipse(canvas, at, axes, 0, start, end, (*colour, 255), -1, cv2.LINE_AA)


def _tone(colour: Colour, by: float) -> Colour:
    r, g, b = (min(255, int(c * by)) for c in colour)
    return r, g, b


def _over(canvas: Image, layer: Image) -> None:
    rest = 255 - layer[..., 3:].astype(np.uint16)
    canvas[:] = (layer + canvas * rest // 255).astype(np.uint8)


def person(kit: Kit, look: int, name: str, number: int, pose: str, tall: int) -> Sprite:
    """Return a person ``tall`` pixels from raised fist to belt.

    pose : ``cheer``, ``front``, ``back``, ``holding`` for both hands above the head, or ``yellow`` or
    ``red`` for a raised card of that colour.
    """
    raised = pose in ("cheer", "yellow", "red", "holding")
    skin, hair = SKINS[look % 4], HAIRS[(look // 4) % 4]
    main, second, pattern = kit[:3]
    sleeve = second if pattern == "sleeves" else main
    canvas = np.zeros((TALL, WIDE, 4), np.uint8)
    if pose != "holding":
        _arm(canvas, [(668, 560), (745, 720), (716, 900)], sleeve, skin)
    if not raised:
        _arm(canvas, [(232, 560), (155, 720), (184, 900)], sleeve, skin)
    _line(canvas, [(450, 330), (450, 452)], _tone(skin, 0.84), 104)
    _over(canvas, _shirt(main, second, pattern))
    if pose == "back":
        _lettering(canvas, name.upper(), str(number), main, second, pattern)
        _oval(canvas, (450, 444), (72, 20), _tone(second, 0.95))
        _oval(canvas, (450, 430), (60, 26), _tone(skin, 0.84))
    else:
        _line(canvas, [(392, 434), (450, 500), (508, 434)], second, 14)
        _oval(canvas, (450, 440), (54, 34), _tone(skin, 0.84))
        _oval(canvas, (560, 590), (26, 30), second)
        _oval(canvas, (560, 590), (20, 24), contrast(second))
    _head(canvas, skin, hair, pose == "back", pose == "cheer")
    if pose == "holding":
        _arm(canvas, [(664, 566), (772, 440), (732, 236)], sleeve, skin)
        _oval(canvas, (730, 214), (46, 50), _tone(skin, 1.02))
    if raised:
        _arm(canvas, [(236, 566), (128, 440), (168, 236)], sleeve, skin)
        _oval(canvas, (170, 214), (46, 50), _tone(skin, 1.02))
        for k in range(3):
            _line(canvas, [(140 + k * 22, 180), (142 + k * 22, 214)], _tone(skin, 0.8), 4)
    if pose in ("yellow", "red"):
        card = (250, 214, 20) if pose == "yellow" else (214, 24, 36)
        cv2.rectangle(canvas, (120, 50), (226, 200), (*card, 255), -1)
    lit = _light(canvas)
    size = round(WIDE * tall / TALL), tall
    small = cv2.resize(lit, size, interpolation=cv2.INTER_AREA)
    return sprite(np.asarray(cv2.GaussianBlur(small, (0, 0), max(0.4, tall / 1100)), np.uint8))


def board(numbers: tuple[int, int], tall: int) -> Sprite:
    """Return the board of a substitution, ``tall`` pixels: who goes off in red, who comes on in green."""
    out = Pillow.new("RGBA", (880, 420), (0, 0, 0, 0))
    pen = ImageDraw.Draw(out)
    pen.rounded_rectangle((0, 0, 879, 419), 46, fill=(18, 18, 22))
    pen.rounded_rectangle((18, 18, 861, 401), 36, fill=(34, 34, 40))
    for k, (number, ink) in enumerate(zip(numbers, ((255, 70, 60), (70, 255, 110)), strict=True)):
        pen.rectangle((40 + 410 * k, 44, 430 + 410 * k, 376), fill=(8, 8, 10))
        face = font("bold", 270)
        pen.text((235 + 410 * k, 210), str(number), font=face, fill=ink, anchor="mm")
    size = round(880 * tall / 420), tall
    return sprite(np.asarray(cv2.resize(np.asarray(out), size, interpolation=cv2.INTER_AREA), np.uint8))


def _arm(canvas: Image, points: list[tuple[float, float]], sleeve: Colour, skin: Colour) -> None:
    shoulder, elbow, hand = points
    _line(canvas, [elbow, hand], _tone(skin, 0.96), 66)
    _line(canvas, [shoulder, elbow], skin, 78)
    cuff = shoulder[0] + (elbow[0] - shoulder[0]) * 0.72, shoulder[1] + (elbow[1] - shoulder[1]) * 0.72
    _line(canvas, [shoulder, cuff], _tone(sleeve, 0.93), 112)


def _shirt(main: Colour, second: Colour, pattern: str) -> Image:
    mask = np.zeros((TALL, WIDE, 4), np.uint8)
    cv2.fillPoly(mask, [_curve(_TORSO)], (*main, 255), cv2.LINE_AA, 3)
    over = mask.copy()
    if pattern == "stripes":
        for x in range(250, 700, 100):
            _line(over, [(x, 400), (x, 1060)], second, 46)
    elif pattern == "hoops":
        for y in range(560, 1060, 130):
            _line(over, [(150, y), (760, y)], second, 60)
    elif pattern == "halves":
        cv2.rectangle(over, (450, 380), (WIDE, TALL), (*second, 255), -1)
    elif pattern == "sash":
        _line(over, [(240, 430), (700, 1000)], second, 96)
    over[..., :3] = (over[..., :3].astype(np.uint16) * mask[..., 3:] // 255).astype(np.uint8)
    over[..., 3] = mask[..., 3]
    return over


def _head(canvas: Image, skin: Colour, hair: Colour, behind: bool, glad: bool) -> None:
    for x in (358, 542):
        _oval(canvas, (x, 262), (18, 30), _tone(skin, 0.9))
    _oval(canvas, (450, 258), (92, 118), skin)
    if behind:
        _oval(canvas, (450, 232), (97, 112), hair)
        return
    _oval(canvas, (450, 186), (98, 82), hair, 178, 362)
    _oval(canvas, (450, 216), (86, 40), skin, 180, 360)
    for x, way in ((412, -1), (488, 1)):
        _oval(canvas, (x, 250), (15, 8), (236, 234, 230))
        _oval(canvas, (x + 2, 250), (7, 8), (40, 28, 22))
        _line(canvas, [(x - 20, 226 + 5 * (way < 0)), (x + 20, 226 + 5 * (way > 0))], _tone(hair, 0.9), 9)
    _line(canvas, [(452, 252), (462, 292), (446, 296)], _tone(skin, 0.82), 6)
    if glad:
        _oval(canvas, (450, 322), (36, 24), (96, 32, 34), 0, 180)
        _line(canvas, [(418, 322), (482, 322)], (244, 242, 238), 9)
    else:
        _line(canvas, [(422, 330), (478, 330)], (118, 52, 50), 10)
    _oval(canvas, (450, 372), (40, 8), _tone(skin, 0.93))


def _lettering(canvas: Image, name: str, number: str, main: Colour, second: Colour, pattern: str) -> None:
    ink = contrast(main) if pattern in ("plain", "sleeves") else (252, 252, 252)
    edge = (16, 16, 20) if pattern not in ("plain", "sleeves") and sum(ink) > 500 else None
    layer = Pillow.new("RGBA", (WIDE, TALL))
    pen = ImageDraw.Draw(layer)
    width = 0 if edge is None else 5
    pen.text(
        (450, 570), name, font=font("narrow", 72), fill=ink, anchor="mm", stroke_width=width, stroke_fill=edge
    )
    pen.text(
        (450, 750),
        number,
        font=font("narrow", 300),
        fill=ink,
        anchor="mm",
        stroke_width=width,
        stroke_fill=edge,
    )
    pixels = np.array(layer)
    pixels[..., :3] = (pixels[..., :3].astype(np.uint16) * pixels[..., 3:] // 255).astype(np.uint8)
    _over(canvas, pixels)


def _light(canvas: Image) -> Image:
    """Shade by the distance from the outline: round bodies, lit from the upper left."""
    cover = canvas[..., 3]
    small = cv2.resize(cover, (WIDE // 4, TALL // 4), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small.astype(np.float32), (0, 0), 14)
    dx = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3) + 0.6 * cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3)
    shade: Floats = np.clip(0.97 + dx / 150, 0.68, 1.12)
    large = cv2.resize(shade, (WIDE, TALL), interpolation=cv2.INTER_LINEAR)[..., None]
    lit = canvas.copy()
    lit[..., :3] = np.minimum(np.clip(canvas[..., :3] * large, 0, 255), cover[..., None]).astype(np.uint8)
    return lit
