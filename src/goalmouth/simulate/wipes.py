"""The logo that sweeps over the picture before and after a replay, one design a broadcast."""

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from goalmouth.simulate.bar import contrast
from goalmouth.simulate.figures import paste, sprite
from goalmouth.simulate.fonts import font
from goalmouth.simulate.teams import Colour
from goalmouth.types import Floats, Image

_BADGE = 320
"""Pixels of the large drawing of a badge."""


def _turned(corners: int, start: float, radii: tuple[float, ...]) -> Floats:
    angles = start + np.arange(corners) * 2 * np.pi / corners
    r = np.array([radii[k % len(radii)] for k in range(corners)])
    return np.asarray(np.stack([r * np.cos(angles), r * np.sin(angles)], axis=1), np.float32)


# Outlines of badges, about 1 in radius, y downwards.
SHAPES: dict[str, Floats] = {
    "disc": _turned(48, 0.0, (1.0,)),
    "shield": np.array(
        [(-0.8, -0.85), (0.8, -0.85), (0.8, 0.1), (0.6, 0.55), (0, 1.05), (-0.6, 0.55), (-0.8, 0.1)],
        np.float32,
    ),
    "hexagon": _turned(6, np.pi / 6, (1.0,)),
    "diamond": _turned(4, 0.0, (1.05, 1.15)),
    "star": _turned(10, -np.pi / 2, (1.15, 0.68)),
    "slab": np.array([(-1.25, -0.6), (1.45, -0.6), (1.25, 0.6), (-1.45, 0.6)], np.float32),
}  # fmt: skip
MOTIONS = ("bands", "shutters", "iris", "zoom", "sweep")


class Wipe:
    """Draws one design at any part of its way. letters : of the competition, on the badge."""

    def __init__(
        self,
        rng: np.random.Generator,
        width: int,
        height: int,
        colours: tuple[Colour, Colour, Colour],
        letters: str,
    ) -> None:
        self.width, self.height = width, height
        order = rng.permutation(3)
        self.main, self.second, self.third = (colours[int(i)] for i in order)
        self.motion = str(rng.choice(MOTIONS))
        self.shape = str(rng.choice(list(SHAPES)))
        self.way = int(rng.choice((-1, 1)))
        self.upright = self.motion in ("bands", "shutters", "sweep") and rng.random() < 0.3
        """Whether it moves up or down."""
        self.slant = float(rng.uniform(-0.35, 0.35))
        self.slats = int(rng.integers(4, 8))
        self.spin = float(rng.choice((0.0, 0.0, 1.0, -1.0)))
        self.size = float(rng.uniform(0.30, 0.44))
        """The badge's radius in picture heights."""
        self.badge = self._draw_badge(letters)
        self.split = self.motion in ("iris", "sweep")
        """Whether both pictures are seen at once."""

    def _draw_badge(self, letters: str) -> Image:
        out = Pillow.new("RGBA", (_BADGE * 2, _BADGE * 2))
        pen = ImageDraw.Draw(out)
        for part, colour in ((0.66, self.second), (0.57, self.main)):
            pen.polygon([(_BADGE + x * _BADGE * part, _BADGE + y * _BADGE * part)
                         for x, y in SHAPES[self.shape].tolist()], fill=colour)  # fmt: skip
        face = font("bold", round(_BADGE * (0.52 if len(letters) < 3 else 0.38)))
        pen.text((_BADGE, _BADGE), letters, font=face, fill=contrast(self.main), anchor="mm")
        pen.rectangle((_BADGE * 0.72, _BADGE * 1.30, _BADGE * 1.28, _BADGE * 1.33), fill=self.third)
        pixels = np.asarray(out, np.float32)
        cover = pixels[..., 3:]
        return np.concatenate([pixels[..., :3] * cover / 255, cover], axis=2).astype(np.uint8)

    def draw(self, frame: Image, old: Image | None, new: Image | None, part: float) -> None:
        """Paint the wipe at ``part`` 0…1 of its way over ``frame``, which may be ``old`` or ``new`` itself.

        Before the half ``old`` lies under it, then ``new``; a split design takes both.
        """
        under = old if part < 0.5 else new
        if under is not None and under is not frame and not (self.split and frame is old):
            np.copyto(frame, under)
        getattr(self, f"_{self.motion}")(frame, old, new, part)

    def _along(self, at: float, long: float) -> Floats:
        """Return a slanted band across the picture, its middle at ``at`` and its length in picture widths."""
        half = long / 2
        edge = np.array([(at - half, 0), (at + half, 0), (at + half, 1), (at - half, 1)], np.float32)
        edge[:, 0] += self.slant * (0.5 - edge[:, 1])
        if self.way < 0:
            edge[:, 0] = 1 - edge[:, 0]
        if self.upright:
            edge = edge[:, ::-1]
        return edge * (self.width, self.height)

    def _fill(self, frame: Image, outline: Floats, colour: Colour) -> None:
        points = np.round(outline * 8).astype(np.int32)
        cv2.fillPoly(frame, [points], (*colour, 255), cv2.LINE_AA, 3)

    def _put_badge(self, frame: Image, x: float, y: float, scale: float, turn: float = 0.0) -> None:
        """Lay the badge with its middle at a pixel; ``scale`` 1 is its usual size."""
        radius = self.size * self.height * scale
        side = round(radius * 2 / 0.66)
        if side < 8:
            return
        spin = cv2.getRotationMatrix2D((_BADGE, _BADGE), np.degrees(turn), side / (2 * _BADGE))
        spin = np.asarray(spin, np.float64) + np.array([[0, 0, 1.0], [0, 0, 1.0]]) * (side / 2 - _BADGE)
        small = cv2.warpAffine(self.badge, spin, (side, side), flags=cv2.INTER_AREA)
        paste(frame, sprite(np.asarray(small, np.uint8)), round(x - side / 2), round(y - side / 2))

    def _bands(self, frame: Image, old: Image | None, new: Image | None, part: float) -> None:
        at = -1.1 + 3.2 * part
        self._fill(frame, self._along(at + 0.16, 1.9), self.third)
        self._fill(frame, self._along(at + 0.06, 1.9), self.second)
        self._fill(frame, self._along(at, 1.75), self.main)
        x, y = self._along(at, 0.0).mean(0)
        self._put_badge(frame, float(x), float(y), 1.0, self.spin * (part - 0.5) * 4)

    def _shutters(self, frame: Image, old: Image | None, new: Image | None, part: float) -> None:
        for k in range(self.slats):
            late = 0.12 * k / self.slats
            grown = min(1.0, max(0.0, (1 - abs(2 * part - 1)) * 1.5 - late))
            long = (1.04 + abs(self.slant)) / self.slats
            start = -abs(self.slant) / 2 - 0.02 + k * long
            middle = start + long * grown / 2 if part < 0.5 else start + long * (1 - grown / 2)
            if grown > 0:
                self._fill(frame, self._along(middle, long * grown * 1.02), (self.main, self.second)[k % 2])
        scale = float(np.clip(2.2 - 4.2 * abs(part - 0.5), 0, 1))
        self._put_badge(frame, self.width / 2, self.height / 2, scale, self.spin * (part - 0.5) * 5)

    def _iris(self, frame: Image, old: Image | None, new: Image | None, part: float) -> None:
        far = float(np.hypot(self.width, self.height)) * 0.56
        at, middle = 2 * part, np.array([self.width / 2, self.height / 2])
        shape = SHAPES[self.shape] / 0.8
        if part < 0.5:
            for lead, colour in ((1.3, self.third), (1.12, self.second), (1.0, self.main)):
                self._fill(frame, middle + shape * (far * at**1.4 * lead * 1.3), colour)
        else:
            assert new is not None
            picture = new.copy() if new is frame else new
            hole = np.zeros(frame.shape[:2], np.uint8)
            opened = np.round((middle + shape * (far * (at - 1) ** 1.4 * 1.3)) * 8).astype(np.int32)
            cv2.fillPoly(hole, [opened], 255, cv2.LINE_8, 3)
            frame[:] = np.array((*self.main, 255), np.uint8)
            self._fill(frame, middle + shape * (far * (at - 0.9) ** 1.4 * 1.3), self.second)
            cv2.copyTo(picture, hole, frame)
        scale = float(np.clip(2.5 - 5.2 * abs(part - 0.5), 0, 1))
        self._put_badge(frame, self.width / 2, self.height / 2, scale, self.spin * part * 3)

    def _zoom(self, frame: Image, old: Image | None, new: Image | None, part: float) -> None:
        # The badge rushes towards the camera, fills the picture, and flies off beside it.
        near = 1 - abs(2 * part - 1)
        scale = 0.25 + 0.9 * near + 9.0 * max(0.0, near - 0.62) ** 2 / 0.38**2
        drift = 0.0 if part < 0.5 else (part - 0.5) ** 2 * 3.4 * self.way * self.width
        x, y = self.width / 2 + drift, self.height / 2
        if scale < 1.9:
            self._put_badge(frame, x, y, scale, self.spin * (part - 0.5) * 6)
            return
        at, radius = np.array([x, y]), self.size * self.height * scale
        self._fill(frame, at + SHAPES[self.shape] * radius, self.second)
        self._fill(frame, at + SHAPES[self.shape] * radius * 0.88, self.main)
        if near > 0.9:
            frame[:] = np.array((*self.main, 255), np.uint8)
        stripe = self._along(0.5 + self.slant, 0.05)
        if near > 0.8:
            self._fill(frame, stripe, self.third)

    def _sweep(self, frame: Image, old: Image | None, new: Image | None, part: float) -> None:
        # Behind the badge and its bands the new picture is already there.
        assert old is not None and new is not None
        at = -0.45 + 1.9 * part
        fresh = new.copy() if new is frame else new
        np.copyto(frame, old)
        mask = np.zeros(frame.shape[:2], np.uint8)
        gone = np.round(self._along(at - 1.5, 3.0) * 8).astype(np.int32)
        cv2.fillPoly(mask, [gone], 255, cv2.LINE_8, 3)
        cv2.copyTo(fresh, mask, frame)
        for shift, long, colour in (
            (0.10, 0.30, self.third),
            (-0.08, 0.36, self.second),
            (0.0, 0.34, self.main),
        ):
            self._fill(frame, self._along(at + shift, long), colour)
        x, y = self._along(at, 0.0).mean(0)
        self._put_badge(frame, float(x), float(y), 1.15, self.spin * (part - 0.5) * 3)
