"""A pinhole camera high beside the pitch, and the way a camera operator follows the ball."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Camera:
    """Where the camera stands (metres) and looks. matrix : (3, 3), metres off it to pixels × depth."""

    place: Floats
    matrix: Floats

    @classmethod
    def aimed(cls, place: Floats, target: Floats, focal: float, width: int, height: int) -> "Camera":
        """Aim at a point of the pitch; ``focal`` in pixels; the horizon stays level."""
        forward = target - place
        forward = forward / np.linalg.norm(forward)
        right = np.array([forward[1], -forward[0], 0.0])
        right = right / np.linalg.norm(right)
        down = np.cross(forward, right)
        inner = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1.0]])
        return cls(place, np.asarray(inner @ np.stack([right, down, forward])))

    def project(self, points: Floats) -> tuple[Floats, Floats]:
        """Return pixels (n, 2) and depth in metres (n,) of points (n, 3)."""
        h = (points - self.place) @ self.matrix.T
        depth = np.maximum(h[:, 2], 1e-3)
        return h[:, :2] / depth[:, None], depth

    def plane(self, origin: Floats, along: Floats, up: Floats) -> Floats:
        """Return the (3, 3) homography of a plane: ``origin + s·along + t·up`` to pixels."""
        return np.stack([self.matrix @ along, self.matrix @ up, self.matrix @ (origin - self.place)], axis=1)


class Operator:
    """Follows the ball as a person would: late, smooth, ahead of the play, closer near the goals."""

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.place = np.array([0.0, -float(rng.uniform(64, 74)), float(rng.uniform(17, 22))])
        self.field = float(rng.uniform(40, 50))
        """Metres of pitch across the picture at its centre."""
        self.shake = rng.uniform(0.2, 0.7, 4)
        self.reset()

    def reset(self) -> None:
        """Forget where it looked: the next picture follows a cut."""
        self.x: float | None = None
        self.y = self.zoom = self.speed = self.pan = 0.0

    def follow(self, ball: Floats, time: float, step: float) -> Camera:
        """Return the camera for the next picture."""
        closer = np.clip((abs(ball[0]) - 24) / 22, 0, 1)
        wish_x, wish_y = float(np.clip(ball[0], -44, 44)), float(np.clip(ball[1] * 0.5 - 1.0, -14, 9))
        if self.x is None:
            self.x, self.y, self.zoom, self.pan = wish_x, wish_y, float(closer), 0.0
        # A damped spring: it starts late and settles without a jerk.
        self.pan += (5.0 * (wish_x - self.x) - 3.6 * self.pan) * step
        self.x += self.pan * step
        self.y += (wish_y - self.y) * step * 1.1
        self.zoom += (closer - self.zoom) * step * 0.6
        wobble = 0.06 * np.sin(time * self.shake[0] * 6.3 + self.shake[1] * 9)
        target = np.array([self.x + wobble, self.y + wobble * 0.5, 0.0])
        distance = float(np.linalg.norm(target - self.place))
        across = self.field * (1 - 0.26 * self.zoom)
        focal = self.width * distance / across
        return Camera.aimed(self.place, target, focal, self.width, self.height)
