"""The place: mown pitch with its markings, crowd on stands, advertising boards, goals with nets."""

from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw

from goalmouth.simulate.camera import Camera
from goalmouth.simulate.fonts import font
from goalmouth.simulate.play import GOAL_HALF, GOAL_HEIGHT, LENGTH, WIDTH
from goalmouth.simulate.teams import BOARDS, Colour
from goalmouth.types import Image

Floats = NDArray[np.float64]

# The texture is coarser across than along, as the low camera sees it: lines do not flicker then.
ALONG, ACROSS = 24, 12
GROUND = (-59.0, -44.0, 59.0, 38.5)
STAND_DENSITY = 18
BOARD_DENSITY = 30
BOARD_HEIGHT = 0.95


def _soft_noise(rng: np.random.Generator, shape: tuple[int, int], cell: int) -> Floats:
    small = rng.normal(0, 1, (shape[0] // cell + 2, shape[1] // cell + 2))
    return np.asarray(cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC))


def paint_pitch(rng: np.random.Generator) -> Image:
    """Return the ground seen from above, far side at the top, ``ALONG`` × ``ACROSS`` pixels a metre."""
    x0, y0, x1, y1 = GROUND
    width, height = round((x1 - x0) * ALONG), round((y1 - y0) * ACROSS)
    xs = np.linspace(x0, x1, width)[None]
    ys = np.linspace(y1, y0, height)[:, None]
    hue = rng.uniform(-6, 6)
    base = np.array([62 + hue, 122 - hue, 42], dtype=np.float32)
    mown = LENGTH / int(rng.choice((18, 20, 22)))
    stripe = np.tanh(9 * np.sin(np.pi * (xs + LENGTH / 2) / mown))
    if rng.random() < 0.4:
        stripe = 0.6 * stripe + 0.5 * np.tanh(9 * np.sin(np.pi * (ys + WIDTH / 2) / (WIDTH / 9)))
    light = 1.04 + 0.085 * stripe - 0.09 * ((xs / 58) ** 2) - 0.05 * (ys / 40) ** 2
    light = (
        light + 0.02 * _soft_noise(rng, (height, width), 60) + 0.022 * _soft_noise(rng, (height, width), 5)
    )
    light = light + rng.normal(0, 0.018, (height, width))
    outside = (np.abs(xs) > LENGTH / 2 + 4) | (np.abs(ys) > WIDTH / 2 + 2.8)
    picture = base * light.astype(np.float32)[..., None]
    picture[outside] *= np.array([0.80, 0.86, 0.86], np.float32)
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    return _mark(picture)


def _mark(picture: Image) -> Image:
    """Draw the lines in white of 85 % cover, at four times the size across and then reduced."""
    x0, y0, _, y1 = GROUND
    height, width = picture.shape[:2]
    scale = ALONG
    lines = np.zeros((round((y1 - y0) * scale), width), np.uint8)

    def at(x: float, y: float) -> tuple[int, int]:
        return round((x - x0) * scale), round((y1 - y) * scale)

    thick = 2
    half, side = LENGTH / 2, WIDTH / 2
    cv2.rectangle(lines, at(-half, side), at(half, -side), 255, thick, cv2.LINE_AA)
    cv2.line(lines, at(0, side), at(0, -side), 255, thick, cv2.LINE_AA)
    cv2.circle(lines, at(0, 0), round(9.15 * scale), 255, thick, cv2.LINE_AA)
    cv2.circle(lines, at(0, 0), 5, 255, -1, cv2.LINE_AA)
    for way in (-1, 1):
        for deep, wide in ((16.5, 20.16), (5.5, 9.16)):
            cv2.rectangle(
                lines, at(way * half, wide), at(way * (half - deep), -wide), 255, thick, cv2.LINE_AA
            )
        cv2.circle(lines, at(way * (half - 11), 0), 5, 255, -1, cv2.LINE_AA)
        turn = 0 if way < 0 else 180
        cv2.ellipse(
            lines,
            at(way * (half - 11), 0),
            (round(9.15 * scale),) * 2,
            turn,
            -53.1,
            53.1,
            255,
            thick,
            cv2.LINE_AA,
        )
        for flag, start in ((1, 0), (-1, 270)):
            begin = start if way < 0 else 180 - start - 90
            cv2.ellipse(
                lines, at(way * half, flag * side), (scale, scale), 0, begin, begin + 90, 255, 2, cv2.LINE_AA
            )
    cover = cv2.resize(lines, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)[..., None]
    cover = np.minimum(cover * 1.25, 255) * (0.88 / 255)
    return np.asarray(picture * (1 - cover) + np.array([236, 240, 232], np.float32) * cover).astype(np.uint8)


_SKINS = ((224, 178, 148), (196, 146, 112), (140, 96, 70), (238, 200, 172))
_COATS = ((30, 32, 40), (60, 62, 74), (200, 200, 205), (110, 60, 50), (40, 60, 110), (150, 140, 120))
_HAIRS = ((30, 24, 22), (60, 44, 32), (120, 90, 60), (170, 150, 130), (20, 20, 24))


def paint_crowd(
    rng: np.random.Generator,
    metres: float,
    deep: float,
    colours: tuple[Colour, ...],
    density: int = STAND_DENSITY,
) -> list[Image]:
    """Return the same full stand twice, people sitting and people jumping; its foot at the bottom."""
    d, near = density, density > 30
    width, height = round(metres * d), round(deep * d)
    base = np.full((height, width, 3), (44, 46, 54), np.uint8)
    row = round(0.82 * d)
    seat = (np.array(colours[0]) * 0.35 + 22).astype(np.uint8)
    for y in range(0, height, row):
        base[y : y + row // 2] = seat
    both = [base, base.copy()]
    shirts = [*_COATS, *[c for c in colours for _ in range(3)]]
    for y in range(row, height + row, row):
        places = np.arange(0, width, 0.56 * d)
        for x in places + rng.normal(0, 0.05 * d, len(places)):
            if rng.random() < 0.06 or (x % (17 * d)) < 1.1 * d:
                continue
            shirt = shirts[int(rng.integers(len(shirts)))]
            skin, hair = _SKINS[int(rng.integers(4))], _HAIRS[int(rng.integers(5))]
            dim, hop = rng.uniform(0.6, 0.95), float(rng.uniform(0.13, 0.42) * (rng.random() < 0.8))
            tones = [tuple(int(c * dim) for c in tone) for tone in (shirt, skin, hair)]
            scarf = colours[0] if near and rng.random() < 0.25 else None
            for picture, lift in zip(both, (0.0, hop), strict=True):
                _spectator(picture, int(x), y - round(lift * d), d, tones, scarf, lift > 0.2)
    shade = np.linspace(0.75 if near else 0.55, 1.0, height, dtype=np.float32)[:, None, None]
    out = []
    for picture in both:
        for x in range(0, width, 17 * d):
            cv2.rectangle(picture, (x, 0), (x + d, height), (96, 96, 102), -1)
        if not near:
            wall = round(1.2 * d)
            picture[-wall:] = (70, 72, 80)
            picture[-wall : -wall + 2] = (150, 150, 156)
        out.append((picture * shade).astype(np.uint8))
    return out


def _spectator(
    picture: Image, x: int, y: int, d: int, tones: list[tuple[int, ...]], scarf: Colour | None, arms: bool
) -> None:
    """Draw one person whose lap is at (x, y), ``d`` pixels a metre."""
    body, face, hair = tones
    head = x, y - round(0.52 * d)
    radius = max(2, round(0.145 * d))
    limb = max(1, round(0.09 * d))
    if arms:
        for way in (-1, 1):
            elbow = x + way * round(0.27 * d), y - round(0.42 * d)
            cv2.line(picture, (x + way * round(0.16 * d), y - round(0.3 * d)), elbow, body, limb, cv2.LINE_AA)
            cv2.line(picture, elbow, (x + way * round(0.22 * d), y - round(0.8 * d)), face, limb, cv2.LINE_AA)
    cv2.ellipse(
        picture,
        (x, y - round(0.13 * d)),
        (round(0.22 * d), round(0.33 * d)),
        0,
        0,
        360,
        body,
        -1,
        cv2.LINE_AA,
    )
    cv2.circle(picture, head, radius, face, -1, cv2.LINE_AA)
    if d > 30:
        cv2.ellipse(
            picture, (head[0], head[1] - radius // 3), (radius, radius), 0, 180, 360, hair, -1, cv2.LINE_AA
        )
        if scarf:
            neck = (x, y - round(0.38 * d))
            cv2.ellipse(picture, neck, (round(0.15 * d), round(0.07 * d)), 0, 0, 360, scarf, -1, cv2.LINE_AA)


def paint_boards(rng: np.random.Generator, metres: float, texts: tuple[str, ...] = BOARDS) -> Image:
    """Return a band of boards with adverts, one after another."""
    d = BOARD_DENSITY
    width, height = round(metres * d), round(BOARD_HEIGHT * d)
    canvas = Pillow.new("RGB", (width, height * 2), (12, 14, 24))
    pen = ImageDraw.Draw(canvas)
    fills = (
        (12, 20, 60),
        (190, 20, 40),
        (240, 240, 244),
        (10, 90, 70),
        (240, 190, 20),
        (20, 20, 26),
        (0, 120, 200),
    )
    x = 0
    while x < width:
        text = texts[int(rng.integers(len(texts)))]
        fill = fills[int(rng.integers(len(fills)))]
        ink = (250, 250, 250) if sum(fill) < 400 else (16, 18, 40)
        face = font(str(rng.choice(("grotesque", "plain", "narrow", "bold"))), round(height * 1.3))
        space = round(float(rng.uniform(0.8, 2.0)) * d)
        long = round(pen.textlength(text, font=face) / 2) + 2 * space
        pen.rectangle((x, 0, x + long, height * 2), fill=fill)
        # Half as wide as high: the band is reduced in height only.
        word = Pillow.new("RGB", (long * 2, height * 2), fill)
        ImageDraw.Draw(word).text((long, height), text, font=face, fill=ink, anchor="mm")
        canvas.paste(word.resize((long, height * 2), Pillow.Resampling.BOX), (x, 0))
        x += long
    out = np.asarray(canvas.resize((width, height), Pillow.Resampling.BOX)).copy()
    out[0] = out[-1] = (30, 32, 40)
    return out


def _four(picture: Image) -> Image:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2RGBA), np.uint8)


class Stadium:
    """Everything that stands still, painted once; ``draw`` shows it to a camera."""

    def __init__(self, rng: np.random.Generator, home: Colour, away: Colour) -> None:
        # OpenCV warps four channels more than twice as fast as three.
        self.pitch = _four(paint_pitch(rng))
        self.far = [_four(p) for p in paint_crowd(rng, 190, 34, (home, home, away))]
        self.end = [_four(p) for p in paint_crowd(rng, 100, 30, (home, away))]
        fans = [paint_crowd(rng, 44, 16, (team, team, (250, 250, 250)), 44) for team in (home, away)]
        self.fans = [[_four(p) for p in both] for both in fans]
        self.boards = [_four(paint_boards(rng, 112)) for _ in range(2)]
        self.end_boards = _four(paint_boards(rng, 78))

    @cached_property
    def _planes(self) -> dict[str, tuple[Floats, Floats, Floats]]:
        """Name -> origin (of the texture's first pixel), step along a row, step down a column; metres."""
        x0, _, _, y1 = GROUND
        d, b = STAND_DENSITY, BOARD_DENSITY

        def slope(rise: float, deep: float) -> Floats:
            return np.asarray(np.array([rise, deep]) / np.hypot(rise, deep))

        up, back = slope(20.0, 30.0)
        far_top = np.array([-95.0, 40.5 + back * 34, 1.0 + up * 34])
        right_top = np.array([61.5 + back * 30, 55.0, 1.0 + up * 30])
        left_top = np.array([-61.5 - back * 30, -45.0, 1.0 + up * 30])
        return {
            "ground": (np.array([x0, y1, 0.0]), np.array([1 / ALONG, 0, 0]), np.array([0, -1 / ACROSS, 0])),
            "far": (far_top, np.array([1 / d, 0, 0]), np.array([0, -back, -up]) / d),
            "right": (right_top, np.array([0, -1 / d, 0]), np.array([-back, 0, -up]) / d),
            "left": (left_top, np.array([0, 1 / d, 0]), np.array([back, 0, -up]) / d),
            "boards": (
                np.array([-56.0, 38.3, BOARD_HEIGHT]),
                np.array([1 / b, 0, 0]),
                np.array([0, 0, -1 / b]),
            ),
            "right boards": (
                np.array([58.6, 38.3, BOARD_HEIGHT]),
                np.array([0, -1 / b, 0]),
                np.array([0, 0, -1 / b]),
            ),
            "near": (far_top * (-1, -1, 1), np.array([-1 / d, 0, 0]), np.array([0, back, -up]) / d),
            "near boards": (
                np.array([56.0, -38.3, BOARD_HEIGHT]),
                np.array([-1 / b, 0, 0]),
                np.array([0, 0, -1 / b]),
            ),
            "left boards": (
                np.array([-58.6, -39.7, BOARD_HEIGHT]),
                np.array([0, 1 / b, 0]),
                np.array([0, 0, -1 / b]),
            ),
        }

    def _show(self, frame: Image, camera: Camera, name: str, texture: Image) -> None:
        origin, along, down = self._planes[name]
        ahead = _ahead(camera, origin, along, down, texture)
        texture, origin = texture[:, ahead], origin + along * ahead.start
        height, width = texture.shape[:2]
        if width < 2:
            return
        corners = np.array([origin + along * u + down * v for u in (0, width) for v in (0, height)])
        pixels, depth = camera.project(corners)
        top, bottom, left, right = 0, frame.shape[0], 0, frame.shape[1]
        if depth.min() > 1:
            top, bottom = max(top, int(pixels[:, 1].min()) - 1), min(bottom, int(pixels[:, 1].max()) + 2)
            left, right = max(left, int(pixels[:, 0].min()) - 1), min(right, int(pixels[:, 0].max()) + 2)
        elif depth.max() < 1:
            return
        if bottom - top < 2 or right - left < 2:
            return
        shift = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1.0]])
        cv2.warpPerspective(
            texture,
            shift @ camera.plane(origin, along, down),
            (right - left, bottom - top),
            dst=frame[top:bottom, left:right],
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_TRANSPARENT,
        )

    def draw(self, frame: Image, camera: Camera, jumping: bool = False, boards: int = 0) -> None:
        """Paint the place over the whole frame, (height, width, 4), far things first.

        A stand is not painted for a camera that stands in it or sees its back.
        """
        x, y, _ = camera.place
        usual = y < -40
        if usual:
            edge, _ = camera.project(np.array([[-50.0, 38.3, 0.0], [50.0, 38.3, 0.0]]))
            frame[: max(0, min(frame.shape[0], int(edge[:, 1].max()) + 8))].fill(24)
        else:
            frame.fill(24)
        crowd = int(jumping)
        if y < 40:
            self._show(frame, camera, "far", self.far[crowd])
        if not usual:
            self._show(frame, camera, "near", self.far[crowd])
        ends = [name for name, there in (("right", x < 58), ("left", x > -58)) if there]
        for name in ends:
            self._show(frame, camera, name, self.end[crowd])
        self._show(frame, camera, "ground", self.pitch)
        if y < 38:
            self._show(frame, camera, "boards", self.boards[boards % len(self.boards)])
        if not usual:
            self._show(frame, camera, "near boards", self.boards[(boards + 1) % len(self.boards)])
        for name in ends:
            self._show(frame, camera, f"{name} boards", self.end_boards)
        for way in (-1, 1):
            self._goal(frame, camera, way)

    def _goal(self, frame: Image, camera: Camera, way: int) -> None:
        x, back = way * LENGTH / 2, way * (LENGTH / 2 + 2.0)
        w, h = GOAL_HALF, GOAL_HEIGHT
        seen, depth = camera.project(np.array([[x, 0.0, 1.2]]))
        if depth[0] <= 1 or not -200 < seen[0, 0] < frame.shape[1] + 200:
            return
        net: list[tuple[tuple[float, float, float], tuple[float, float, float]]] = []
        for k in range(1, 13):
            part = k / 13
            y = -w + 2 * w * part
            net += [((back, y, 0), (back, y, h * 0.72)), ((back, y, h * 0.72), (x, y, h))]
        for k in range(6):
            z = h * 0.72 * k / 5
            net += [((back, -w, z), (back, w, z))]
            net += [((x, s * w, h * k / 5), (back, s * w, z)) for s in (-1, 1)]
        points = np.array(net, dtype=np.float64).reshape(-1, 3)
        pixels, _ = camera.project(points)
        segments = np.round(pixels.reshape(-1, 2, 2) * 16).astype(np.int32)
        left, top = np.maximum(pixels.min(0).astype(int) - 3, 0)
        right, bottom = np.minimum(pixels.max(0).astype(int) + 4, (frame.shape[1], frame.shape[0]))
        if right <= left or bottom <= top:
            return
        # The net is thin: its lines are drawn and then let through by half.
        before = frame[top:bottom, left:right].copy()
        cv2.polylines(frame, list(segments), False, (226, 230, 232), 1, cv2.LINE_AA, 4)
        patch = frame[top:bottom, left:right]
        cv2.addWeighted(before, 0.55, patch, 0.45, 0, dst=patch)
        posts = np.array([(x, -w, 0), (x, -w, h), (x, w, h), (x, w, 0)])
        pixels, depth = camera.project(posts)
        thick = max(1, round(0.13 * _scale(camera, depth)))
        line = np.round(pixels * 16).astype(np.int32)
        cv2.polylines(frame, [line], False, (246, 247, 248), thick, cv2.LINE_AA, 4)


def _ahead(camera: Camera, origin: Floats, along: Floats, down: Floats, texture: Image) -> slice:
    """Return the columns of a texture that lie wholly in front of the camera, a metre from it at least."""
    height, width = texture.shape[:2]
    forward = camera.matrix[2]
    step, fall = forward @ along, forward @ down * height
    first = forward @ (origin - camera.place) + min(0.0, fall) - 1.0
    if first > 0 and first + step * width > 0:
        return slice(0, width)
    if first <= 0 and first + step * width <= 0:
        # Seen from above, a plane may come near at its lower edge alone: then all of it is taken.
        return slice(0, width if first + abs(fall) > 0 else 0)
    border = int(np.clip(-first / step, 0, width))
    return slice(min(border + 1, width), width) if step > 0 else slice(0, border)


def _scale(camera: Camera, depth: Floats) -> float:
    """Pixels a metre at a depth."""
    return float(np.linalg.norm(camera.matrix[0]) / depth.mean())
