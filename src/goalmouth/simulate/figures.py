"""Players drawn as small figures with moving legs, once for each size, and the ball."""

from functools import lru_cache

import cv2
import numpy as np

from goalmouth.simulate.teams import Colour, Pattern
from goalmouth.types import Image

TALL, WIDE = 224, 256
FOOT = (128, 204)
"""Where the figure stands in the large drawing; it is ``METRE`` pixels a metre."""
METRE = 100
PHASES = 8
SKINS: tuple[Colour, ...] = ((226, 180, 150), (190, 138, 104), (124, 84, 62), (92, 62, 48))
HAIRS: tuple[Colour, ...] = ((46, 32, 24), (24, 20, 20), (150, 110, 60), (90, 60, 40))

Sprite = tuple[Image, Image]
"""Colour × cover, and 255 − cover; both in four channels, as frames have here."""
Kit = tuple[Colour, Colour, Pattern, Colour, Colour]
"""Shirt, second colour, pattern, shorts, socks."""


def paste(frame: Image, sprite: Sprite, x: int, y: int) -> None:
    """Lay a sprite over a frame with its upper left corner at a pixel; what sticks out is cut off."""
    colour, rest = sprite
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + colour.shape[1], frame.shape[1]), min(y + colour.shape[0], frame.shape[0])
    if right <= left or bottom <= top:
        return
    part = frame[top:bottom, left:right]
    rows, columns = slice(top - y, bottom - y), slice(left - x, right - x)
    under = cv2.multiply(part, rest[rows, columns], scale=1 / 255)
    cv2.add(under, colour[rows, columns], dst=part)


def sprite(rgba: Image) -> Sprite:
    """Split a drawing of colour × cover and cover into what ``paste`` needs."""
    rest = 255 - rgba[..., 3]
    return np.ascontiguousarray(rgba), np.asarray(cv2.merge([rest] * 4), np.uint8)


def _limb(canvas: Image, points: list[tuple[float, float]], colour: Colour, thick: int) -> None:
    line = np.round(np.array(points) * 8).astype(np.int32)
    cv2.polylines(canvas, [line], False, (*colour, 255), thick, cv2.LINE_AA, 3)


def _dim(colour: Colour, by: float) -> Colour:
    return tuple(int(c * by) for c in colour)  # type: ignore[return-value]


def _leg(
    canvas: Image, hip: tuple[float, float], swing: float, bend: float, kit: Kit, skin: Colour, dim: float
) -> None:
    a = swing
    knee = hip[0] + 42 * np.sin(a), hip[1] + 42 * np.cos(a)
    b = a - bend
    foot = knee[0] + 44 * np.sin(b), knee[1] + 44 * np.cos(b)
    mid = hip[0] + (knee[0] - hip[0]) * 0.62, hip[1] + (knee[1] - hip[1]) * 0.62
    calf = knee[0] + (foot[0] - knee[0]) * 0.22, knee[1] + (foot[1] - knee[1]) * 0.22
    _limb(canvas, [mid, knee, calf], _dim(skin, dim), 11)
    _limb(canvas, [calf, foot], _dim(kit[4], dim), 11)
    _limb(canvas, [foot, (foot[0] + 12 * np.cos(b), foot[1] - 12 * np.sin(b) + 2)], _dim((28, 28, 30), 1), 8)
    _limb(canvas, [hip, mid], _dim(kit[3], dim), 20)


def _arm(
    canvas: Image, shoulder: tuple[float, float], swing: float, kit: Kit, skin: Colour, dim: float
) -> None:
    elbow = shoulder[0] + 28 * np.sin(swing), shoulder[1] + 28 * np.cos(swing)
    hand = elbow[0] + 26 * np.sin(swing + 0.9), elbow[1] + 26 * np.cos(swing + 0.9)
    sleeve = kit[1] if kit[2] == "sleeves" else kit[0]
    _limb(canvas, [elbow, hand], _dim(skin, dim), 9)
    _limb(canvas, [shoulder, elbow], _dim(sleeve, dim), 12)


def _shirt(canvas: Image, chest: tuple[float, float], hip: tuple[float, float], kit: Kit) -> None:
    main, second, pattern = kit[:3]
    lean = chest[0] - hip[0]
    body = np.array(
        [
            (chest[0] - 18, chest[1] - 8),
            (chest[0] + 18, chest[1] - 8),
            (hip[0] + 15, hip[1]),
            (hip[0] - 15, hip[1]),
        ]
    )
    mask = np.zeros(canvas.shape, np.uint8)
    shape = [np.round(body * 8).astype(np.int32)]
    cv2.fillPoly(mask, shape, (*main, 255), cv2.LINE_AA, 3)
    cv2.polylines(mask, shape, True, (*main, 255), 7, cv2.LINE_AA, 3)
    if pattern != "plain" and pattern != "sleeves":
        over = mask.copy()
        top, bottom = (chest[0], chest[1] - 16), (hip[0], hip[1] + 8)
        if pattern == "stripes":
            for dx in (-14, 0, 14):
                _limb(over, [(top[0] + dx, top[1]), (bottom[0] + dx, bottom[1])], second, 7)
        elif pattern == "hoops":
            for part in (0.15, 0.5, 0.85):
                y = top[1] + (bottom[1] - top[1]) * part
                x = top[0] - lean * part
                _limb(over, [(x - 26, y), (x + 26, y)], second, 9)
        elif pattern == "halves":
            _limb(over, [(top[0] + 13, top[1]), (bottom[0] + 13, bottom[1])], second, 22)
        else:
            _limb(over, [(top[0] - 22, top[1]), (bottom[0] + 18, bottom[1])], second, 11)
        cover = mask[..., 3:].astype(np.uint16)
        mask[..., :3] = (over[..., :3].astype(np.uint16) * cover // 255).astype(np.uint8)
    shade = np.clip(1.06 - (np.arange(WIDE) - chest[0] + 10) / 160, 0.75, 1.08)[None, :, None]
    mask[..., :3] = np.clip(mask[..., :3] * shade, 0, 255).astype(np.uint8)
    rest = 255 - mask[..., 3:].astype(np.uint16)
    canvas[:] = (mask + (canvas * rest // 255)).astype(np.uint8)


@lru_cache(maxsize=384)
def _drawing(kit: Kit, look: int, phase: int, pose: str) -> tuple[Image, int, int]:
    """Return the large drawing, cut to what is drawn, and its foot in it. phase : -1 stands still."""
    skin, hair = SKINS[look % 4], HAIRS[(look // 4) % 4]
    canvas: Image = np.zeros((TALL, WIDE, 4), np.uint8)
    turn = 2 * np.pi * phase / PHASES
    running = phase >= 0
    drive = float(np.sin(turn)) if running else 0.12
    bob = 3 * abs(float(np.cos(turn))) if running else 0.0
    hip = (FOOT[0], FOOT[1] - 84 - bob)
    lean = 9 if running else 1
    chest = (hip[0] + lean, hip[1] - 46)
    bend = [0.25 + 0.95 * max(0.0, float(np.cos(turn))), 0.25 + 0.95 * max(0.0, -float(np.cos(turn)))]
    if not running:
        bend = [0.05, 0.05]
    if pose == "cheer":
        _arm(canvas, (chest[0] - 16, chest[1]), -2.5, kit, skin, 0.9)
    else:
        _arm(canvas, (chest[0] - 2, chest[1]), -0.8 * drive if running else 0.2, kit, skin, 0.82)
    _leg(canvas, (hip[0] - 4, hip[1]), -0.72 * drive, bend[1], kit, skin, 0.82)
    _leg(canvas, (hip[0] + 4, hip[1]), 0.72 * drive, bend[0], kit, skin, 1.0)
    _limb(canvas, [(hip[0] - 8, hip[1] + 2), (hip[0] + 8, hip[1] + 2)], kit[3], 18)
    _shirt(canvas, chest, (hip[0], hip[1] - 2), kit)
    _limb(canvas, [(chest[0] + 2, chest[1] - 10), (chest[0] + 5, chest[1] - 20)], skin, 10)
    head = (round(chest[0] + 6), round(chest[1] - 28))
    cv2.ellipse(canvas, head, (10, 13), 0, 0, 360, (*skin, 255), -1, cv2.LINE_AA)
    cv2.ellipse(canvas, (head[0] - 2, head[1] - 4), (11, 10), 0, 150, 345, (*hair, 255), -1, cv2.LINE_AA)
    if pose == "cheer":
        _arm(canvas, (chest[0] + 16, chest[1]), 2.3, kit, skin, 1.0)
    else:
        _arm(canvas, (chest[0] + 1, chest[1]), 0.8 * drive if running else -0.15, kit, skin, 1.0)
    if pose in ("down", "dive"):
        angle = 82 if pose == "down" else 62
        spin = cv2.getRotationMatrix2D((float(FOOT[0]), float(FOOT[1] - 10)), -angle, 0.95)
        canvas = np.asarray(cv2.warpAffine(canvas, spin, (WIDE, TALL), flags=cv2.INTER_LINEAR), np.uint8)
    drawn = _shadowed(canvas)
    x, y, width, height = cv2.boundingRect((drawn[..., 3] > 2).astype(np.uint8))
    return drawn[y : y + height, x : x + width].copy(), FOOT[0] - x, FOOT[1] - y


def _shadowed(canvas: Image) -> Image:
    """Lay the figure's own shadow on the grass to the lower right."""
    cover = canvas[..., 3]
    flat = np.array([[1, -0.42, 0.42 * FOOT[1]], [0, -0.2, FOOT[1] * 1.2]])
    cast = cv2.warpAffine(cover, flat, (WIDE, TALL), flags=cv2.INTER_LINEAR)
    cast = cv2.GaussianBlur(cast, (0, 0), 2.5).astype(np.float32) * 0.42
    pool = np.zeros((TALL, WIDE), np.uint8)
    cv2.ellipse(pool, (FOOT[0], FOOT[1]), (30, 8), 0, 0, 360, 110, -1, cv2.LINE_AA)
    cast = np.maximum(cast, cv2.GaussianBlur(pool, (0, 0), 4))
    rest = 255.0 - cover
    out = canvas.copy()
    out[..., 3] = np.clip(cover + cast * rest / 255, 0, 255).astype(np.uint8)
    return out


@lru_cache(maxsize=1500)
def figure(kit: Kit, look: int, phase: int, pose: str, left: bool, height: int) -> tuple[Sprite, int, int]:
    """Return the sprite of a player ``height`` pixels tall (1.8 m), and its foot inside it."""
    drawing, foot_x, foot_y = _drawing(kit, look, phase, pose)
    if left:
        # The shadow falls to the same side whichever way the player looks: good enough mirrored.
        drawing = np.ascontiguousarray(drawing[:, ::-1])
        foot_x = drawing.shape[1] - 1 - foot_x
    scale = height / (1.8 * METRE)
    size = max(2, round(drawing.shape[1] * scale)), max(2, round(drawing.shape[0] * scale))
    small = cv2.resize(drawing, size, interpolation=cv2.INTER_AREA)
    return sprite(np.asarray(small, np.uint8)), round(foot_x * scale), round(foot_y * scale)


def draw_ball(frame: Image, x: float, y: float, radius: float) -> None:
    """Draw a ball with a darker underside; centre and radius in pixels, to a sixteenth."""
    at, size = (round(x * 16), round(y * 16)), max(20, round(radius * 16))
    cv2.circle(frame, at, size + 8, (70, 84, 66), -1, cv2.LINE_AA, 4)
    cv2.circle(frame, at, size, (250, 250, 250), -1, cv2.LINE_AA, 4)
    low = (at[0] + size // 5, at[1] + size // 3)
    cv2.circle(frame, low, max(8, size // 3), (190, 194, 200), -1, cv2.LINE_AA, 4)
