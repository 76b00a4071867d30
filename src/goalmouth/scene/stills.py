"""Small pictures of a match, as JPEG, for engines elsewhere to look at."""

from collections.abc import Callable

import cv2

from goalmouth.media.video import Frame
from goalmouth.types import Still

RATE = 0.2
"""Pictures a second."""

WIDE = 448
"""Pixels a line, at most: models cut pictures into squares of 28 pixels or so."""

QUALITY = 80


class StillReader:
    """A ``FrameReader`` that hands on what it sees. keep : gets each picture, in order."""

    rate = RATE

    def __init__(self, keep: Callable[[Still], None]) -> None:
        self._keep = keep

    def see(self, frame: Frame) -> None:
        """Take one picture."""
        wide = min(WIDE, frame.width)
        size = wide, max(1, round(frame.height * wide / frame.width))
        small = cv2.resize(frame.rgb, size, interpolation=cv2.INTER_AREA)
        # OpenCV writes blue first.
        done, packed = cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        assert done
        self._keep(Still(round(frame.time, 3), packed.tobytes()))
