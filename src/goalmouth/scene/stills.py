"""Small pictures of a match, as JPEG, for engines elsewhere to look at."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

import cv2

from goalmouth.errors import InputError
from goalmouth.files import replacing
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


@contextmanager
def keeping(path: Path) -> Iterator[StillReader]:
    """Yield a reader whose pictures go into a zip, each under its time in milliseconds."""
    with replacing(path) as beside, ZipFile(beside, "w") as file:
        # Entries with no date of their own: the same video, the same file.
        yield StillReader(lambda still: file.writestr(ZipInfo(f"{1000 * still.time:010.0f}.jpg"), still.jpeg))


def kept(path: Path, start: float = 0.0, end: float = math.inf) -> tuple[Still, ...]:
    """Return the pictures of ``[start, end)`` from such a zip. Raises ``InputError``."""
    try:
        with ZipFile(path) as file:
            times = {name: int(Path(name).stem) / 1000 for name in file.namelist()}
            own = {name: time for name, time in times.items() if start <= time < end}
            return tuple(Still(time, file.read(name)) for name, time in own.items())
    except (OSError, ValueError, BadZipFile) as error:
        problem = f"is not as Goalmouth wrote it ({error})"
        raise InputError(path, problem, "Delete it and run again") from error
