"""Pinhole cameras round the pitch, and the way a camera operator follows the ball."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from goalmouth.simulate.play import Angle, Floats


@dataclass(frozen=True)
class Camera:
    """Where the camera stands (metres) and looks. matrix : (3, 3), metres off it to pixels × depth.

    right : (3,), the way that is to the right in its picture.
    """

    place: Floats
    matrix: Floats
    right: Floats

    @classmethod
    def aimed(cls, place: Floats, target: Floats, focal: float, width: int, height: int) -> "Camera":
        """Aim at a point of the pitch; ``focal`` in pixels; the horizon stays level."""
        forward = target - place
        forward = forward / np.linalg.norm(forward)
        right = np.array([forward[1], -forward[0], 0.0])
        right = right / np.linalg.norm(right)
        down = np.cross(forward, right)
        inner = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1.0]])
        return cls(place, np.asarray(inner @ np.stack([right, down, forward])), right)

    def project(self, points: Floats) -> tuple[Floats, Floats]:
        """Return pixels (n, 2) and depth in metres (n,) of points (n, 3)."""
        h = (points - self.place) @ self.matrix.T
        depth = np.maximum(h[:, 2], 1e-3)
        return h[:, :2] / depth[:, None], depth

    def plane(self, origin: Floats, along: Floats, up: Floats) -> Floats:
        """Return the (3, 3) homography of a plane: ``origin + s·along + t·up`` to pixels."""
        return np.stack([self.matrix @ along, self.matrix @ up, self.matrix @ (origin - self.place)], axis=1)


@dataclass(frozen=True)
class Post:
    """Where a camera has its place, in metres, and how it is used.

    field : metres of pitch across the picture at its centre; reach : how far from the centre spot it
    aims, along and across; keen : 1 aims at the ball itself, less nearer the middle of the pitch.
    """

    place: tuple[float, float, float]
    field: float
    reach: tuple[float, float] = (44.0, 14.0)
    keen: float = 1.0


def draw_posts(rng: np.random.Generator) -> Mapping[Angle, Post]:
    """Return a broadcaster's cameras; those at one end stand at the right-hand one."""

    def draw(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    return {
        "main": Post((0.0, -draw(64, 74), draw(17, 22)), draw(40, 50), keen=0.5),
        "tight": Post((draw(26, 38), -draw(46, 54), draw(8, 13)), draw(21, 28), (52.0, 30.0)),
        "goal": Post((draw(68, 76), draw(-9, 9), draw(9, 13)), draw(22, 30), (50.0, 26.0), 0.9),
        "reverse": Post((draw(20, 40), draw(50, 58), draw(10, 15)), draw(24, 32), (51.0, 26.0), 0.9),
    }


class Operator:
    """Follows the ball as a person would: late, smooth, ahead of the play, closer near the goals.

    end : -1 moves a post to the left-hand end. unrest : how much the camera shakes, 0…1.
    """

    def __init__(
        self, rng: np.random.Generator, post: Post, width: int, height: int, end: int = 1, unrest: float = 0.0
    ) -> None:
        self.width, self.height, self.post = width, height, post
        self.place = np.array(post.place) * (end, 1, 1)
        self.shake = rng.uniform(0.2, 0.7, 4)
        self.unrest = unrest * self.post.field / 45
        self.x: float | None = None
        self.y = self.zoom = self.speed = self.pan = 0.0

    def follow(self, ball: Floats, time: float, step: float) -> Camera:
        """Return the camera for the next picture."""
        closer = np.clip((abs(ball[0]) - 24) / 22, 0, 1)
        along, across = self.post.reach
        wish_x = float(np.clip(ball[0], -along, along))
        wish_y = float(np.clip(ball[1] * self.post.keen - 1.0, -across, across - 5))
        if self.x is None:
            self.x, self.y, self.zoom, self.pan = wish_x, wish_y, float(closer), 0.0
        # A damped spring: it starts late and settles without a jerk.
        self.pan += (5.0 * (wish_x - self.x) - 3.6 * self.pan) * step
        self.x += self.pan * step
        self.y += (wish_y - self.y) * step * 1.1
        self.zoom += (closer - self.zoom) * step * 0.6
        wobble = 0.06 * np.sin(time * self.shake[0] * 6.3 + self.shake[1] * 9)
        jolt = self.unrest * np.sin(time * np.array([23.0, 31.0]) + 6.3 * self.shake[1:3])
        jolt += 0.7 * self.unrest * np.sin(time * np.array([9.1, 7.3]))
        target = np.array([self.x + wobble + 0.12 * jolt[0], self.y + wobble * 0.5 + 0.3 * jolt[1], 0.0])
        distance = float(np.linalg.norm(target - self.place))
        focal = self.width * distance / (self.post.field * (1 - 0.26 * self.zoom))
        return Camera.aimed(self.place, target, focal, self.width, self.height)
