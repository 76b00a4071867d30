"""Pictures as the networks that watch play get them: small, of brightness alone, with their neighbours."""

from collections import deque
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from goalmouth.media.video import Frame

RATE = 12.5
"""Pictures a second."""

SIZE = (640, 352)
"""Width and height."""

Gray = NDArray[np.uint8]


def small(frame: Frame) -> Gray:
    """Return a picture's brightness at ``SIZE``, (height, width)."""
    return np.asarray(cv2.resize(frame.luma, SIZE, interpolation=cv2.INTER_AREA), np.uint8)


class Successive:
    """A ``FrameReader`` that hands on each picture with the one before it and the one after.

    take : gets the middle one's time and the three, (3, height, width), in order; the first and the last
    picture of all stand for the neighbour that they lack.
    """

    rate = RATE

    def __init__(self, take: Callable[[float, Gray], None]) -> None:
        self._take = take
        self._last: deque[tuple[float, Gray]] = deque(maxlen=3)

    def see(self, frame: Frame) -> None:
        """Take one picture."""
        self._next(frame.time, small(frame))

    def finish(self) -> None:
        """Hand on the last one."""
        if self._last:
            self._next(*self._last[-1])

    def _next(self, time: float, picture: Gray) -> None:
        if not self._last:
            self._last.append((time, picture))
        self._last.append((time, picture))
        if len(self._last) == 3:
            self._take(self._last[1][0], np.stack([each for _, each in self._last]))
