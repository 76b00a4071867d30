"""What a network sees that was trained end to end: a row of numbers for each small picture in colour."""

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from goalmouth.media.video import Frame
from goalmouth.runtime import Behind, load_network
from goalmouth.types import Floats

LARGER = 1.1
"""By how much a picture is larger than the middle of it that is looked at."""

TOGETHER = 32
"""Pictures that the network gets at once."""

Pictures = NDArray[np.uint8]


def larger(size: Sequence[int], times: float = LARGER) -> tuple[int, int]:
    """Return height and width of pictures of which a part of some size is looked at."""
    height, width = (round(times * side) for side in size)
    return height, width


def middle(pictures: Pictures, size: Sequence[int]) -> Pictures:
    """Return the middle of pictures, (pictures, height, width, 3)."""
    _, high, wide, _ = pictures.shape
    down, across = (high - size[0]) // 2, (wide - size[1]) // 2
    return pictures[:, down : down + size[0], across : across + size[1]]


def small(frame: Frame, size: tuple[int, int]) -> Pictures:
    """Return a picture in colour and small, (height, width, 3); size : height and width."""
    made = cv2.resize(frame.rgb, size[::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(made, np.uint8)


def reached(time: float, rate: float) -> int:
    """Return how many pictures, at ``rate`` a second, there are with one seen at ``time`` seconds.

    It stands for those that are missing before it.
    """
    return round(time * rate) + 1


class Small:
    """A ``FrameReader`` that hands on small pictures in colour, as many a second whatever the file has.

    size : height and width; take : gets each one, (height, width, 3).
    """

    def __init__(self, rate: float, size: tuple[int, int], take: Callable[[Pictures], None]) -> None:
        self.rate, self._size, self._take = rate, size, take
        self._count = 0

    def see(self, frame: Frame) -> None:
        """Take one picture; it stands for those that are missing before it."""
        picture = small(frame, self._size)
        for _ in range(self._count, reached(frame.time, self.rate)):
            self._take(picture)
            self._count += 1


class PictureReader(Small):
    """A ``FrameReader`` that tells a row of each picture: its time, and what the network says.

    Each picture passes the network once. What one tells of depends on a few around it, so the network is
    given back what it said of the last ones, and tells of a picture when it has seen those after it: see
    ``goalmouth.models.seeing.Streamed``. Beyond either end the nearest picture stands.

    keep : gets the rows, in order.
    """

    def __init__(self, keep: Callable[[Floats], None], weights: Path) -> None:
        # Exactly: by how little one picture differs from the next, bfloat16 cannot tell.
        self._session, told = load_network(
            weights, "sees pictures", "rate", "every", "height", "width", "late", "carried", "columns",
            threads=0, fast=True, exact=True, only=("seen", "after"),
        )  # fmt: skip
        self.size = int(told["height"]), int(told["width"])
        size = larger(self.size, float(told.get("larger", LARGER)))
        super().__init__(float(told["rate"]) / int(told["every"]), size, self._next)
        self._keep, self._late = keep, int(told["late"])
        self._before = np.zeros(int(told["carried"]), np.float32)
        self._no_rows = np.zeros((int(told.get("fixed", 1)), int(told["columns"])), np.float32)
        self._waiting: list[Pictures] = []
        self._behind = Behind()
        # Rows that come before the first picture's.
        self._told = -2 * self._late

    def finish(self) -> None:
        """Look at the pictures that are left."""
        if self._waiting or self._told > -2 * self._late:
            self._waiting += [self._last] * self._late
            self._look()
        self._behind.wait()

    def _next(self, picture: Pictures) -> None:
        if not self._waiting and self._told == -2 * self._late:
            self._waiting = [picture] * self._late
        self._last = picture
        self._waiting.append(picture)
        if len(self._waiting) >= TOGETHER:
            self._look()

    def _look(self) -> None:
        pictures = np.ascontiguousarray(middle(np.stack(self._waiting), self.size))
        first, self._told = self._told, self._told + len(pictures)
        self._waiting = []
        self._behind.do(lambda: self._pass(first, pictures))

    def _pass(self, first: int, pictures: Pictures) -> None:
        given = {"pictures": pictures, "before": self._before, "rows": self._no_rows}
        seen, self._before = self._session.run(["seen", "after"], given)
        for number, row in enumerate(seen, first):
            if number >= 0:
                self._keep(np.concatenate([[number / self.rate], row], dtype=np.float32))
