"""What a video file is: probing it, and its frames as the readers of the one pass see them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from goalmouth.errors import InputError
from goalmouth.types import Image, Video

PLANAR = frozenset({"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "nv12", "gray"})
"""Pixel formats whose first plane is 8-bit luma as it stands."""

TURNED = frozenset({"mp4", "mov", "matroska"})
"""The containers that note how far a picture is to be turned."""

FIRST = 60
"""Packets within which a file's first picture is to be found."""

NOT_A_VIDEO = "Give a video file (mp4, mkv, ts, webm, avi, …)"


def plane_rows(plane: av.video.plane.VideoPlane) -> NDArray[np.uint8]:
    """View a picture's plane as (lines, line size), its own memory, to read or to paint on."""
    flat: NDArray[np.uint8] = np.frombuffer(memoryview(plane), np.uint8)
    return flat.reshape(-1, plane.line_size)[: plane.height]


def quarters(picture: av.VideoFrame) -> int:
    """Return by how many quarters, counter-clockwise, a picture has to be turned to be upright.

    A phone stores pictures as its chip lies and notes how to turn them.
    """
    return round(picture.rotation / 90) % 4


class Frame:
    """One decoded picture. What one reader had converted, the next one gets for nothing.

    ``time`` is in seconds of the whole match.
    """

    def __init__(self, picture: av.VideoFrame, time: float) -> None:
        self.picture = picture
        self.time = time

    @property
    def height(self) -> int:
        """Lines."""
        return self.picture.height

    @property
    def width(self) -> int:
        """Pixels a line."""
        return self.picture.width

    @cached_property
    def luma(self) -> NDArray[np.uint8]:
        """Brightness, (height, width), without a copy where the file is 8-bit planar."""
        if self.picture.format.name in PLANAR:
            return plane_rows(self.picture.planes[0])[: self.height, : self.width]
        return np.asarray(self.picture.to_ndarray(format="gray"), np.uint8)

    @cached_property
    def rgb(self) -> Image:
        """The whole picture, (height, width, 3)."""
        return np.asarray(self.picture.to_ndarray(format="rgb24"), np.uint8)

    def crop(self, x0: int, y0: int, x1: int, y1: int) -> Image:
        """Part of the picture as RGB; converts only that part where the format allows it."""
        if self.picture.format.name not in ("yuv420p", "yuvj420p"):
            return self.rgb[y0:y1, x0:x1]
        # Colour is stored for squares of two pixels, so the cut is made on even ones, then trimmed.
        left, top = x0 - x0 % 2, y0 - y0 % 2
        right = min(x1 + x1 % 2, self.width - self.width % 2)
        bottom = min(y1 + y1 % 2, self.height - self.height % 2)
        height, width = bottom - top, right - left
        planes = []
        for plane, half in zip(self.picture.planes, (1, 2, 2), strict=True):
            box = plane_rows(plane)[top // half : bottom // half, left // half : right // half]
            planes.append(box.ravel())
        stacked = np.concatenate(planes).reshape(height * 3 // 2, width)
        image: Image = np.asarray(cv2.cvtColor(stacked, cv2.COLOR_YUV2RGB_I420), np.uint8)
        return image[y0 - top : y1 - top, x0 - left : x1 - left]


def open_container(path: Path) -> av.container.InputContainer:
    """Open a media file for reading, or raise ``InputError`` that says what is wrong with it."""
    if not path.exists():
        raise InputError(path, "there is no such file", "Check the name")
    if path.is_dir():
        raise InputError(path, "is a folder", "Name the video files in it, in the order they were played")
    if path.stat().st_size == 0:
        raise InputError(path, "is empty", "Copy or record it again")
    try:
        return av.open(str(path), metadata_errors="ignore")
    except (av.FFmpegError, OSError) as error:
        problem = f"cannot be read as a video ({error.strerror or error})"
        remedy = f"{NOT_A_VIDEO}; a recording that was cut off needs repairing"
        raise InputError(path, problem, remedy) from error


def picture_of(container: av.container.InputContainer) -> av.VideoStream | None:
    """Return the stream to look at, not a cover picture beside it; ``None`` where none can be decoded."""
    known = [stream for stream in container.streams.video if stream.codec_context is not None]
    best = container.streams.best("video")
    return next((stream for stream in known if stream is best), known[0] if known else None)


def sound_of(container: av.container.InputContainer) -> av.AudioStream | None:
    """Return the stream to listen to; ``None`` where none can be decoded."""
    known = [stream for stream in container.streams.audio if stream.codec_context is not None]
    best = container.streams.best("audio")
    return next((stream for stream in known if stream is best), known[0] if known else None)


def packets(
    container: av.container.InputContainer, streams: Sequence[av.stream.Stream]
) -> "Iterator[av.Packet[Any] | None]":
    """Yield what the container holds of some streams, and ``None`` where it is damaged."""
    reading = container.demux(*streams)
    while True:
        try:
            yield next(reading)
        except StopIteration:
            return
        except IndexError:
            # Damage made up a stream that was not there when the file was opened.
            yield None
            reading = container.demux(*streams)
        except (av.FFmpegError, OSError):
            # What was read stands, the rest is lost.
            yield None
            return


def origin(container: av.container.InputContainer) -> float:
    """Seconds of presentation time that count as zero: where the file's picture begins."""
    stream = picture_of(container)
    if stream is None or stream.start_time is None or stream.time_base is None:
        return 0.0
    return float(stream.start_time * stream.time_base)


def probe(path: str | Path) -> Video:
    """Read a file's header: duration, rate and size. Raise ``InputError`` where it holds no picture."""
    path = Path(path)
    with open_container(path) as container:
        if not container.streams.video:
            raise InputError(path, "has no picture in it", NOT_A_VIDEO)
        stream = picture_of(container)
        if stream is None or not stream.width or not stream.height:
            raise InputError(path, "has no readable picture in it", NOT_A_VIDEO)
        if stream.duration and stream.time_base:
            duration = float(stream.duration * stream.time_base)
        else:
            duration = float((container.duration or 0) / av.time_base)
        width, height = stream.width, stream.height
        if _lies_on_its_side(container, stream):
            width, height = height, width
        return Video(
            path=path,
            duration=duration,
            frame_rate=_rate(stream),
            width=width,
            height=height,
            has_sound=sound_of(container) is not None,
        )


def _rate(stream: av.VideoStream) -> Fraction:
    """Return the frame rate a file tells, passing over what no camera does and only damage or stills say."""
    told = (rate for rate in (stream.average_rate, stream.guessed_rate) if rate and 1 <= rate <= 1000)
    return Fraction(next(told, 25))


def _lies_on_its_side(container: av.container.InputContainer, stream: av.VideoStream) -> bool:
    """Say whether the first picture is to be turned by a quarter before it is shown.

    Only some containers can tell, and only with the picture itself.
    """
    if not TURNED.intersection(container.format.name.split(",")):
        return False
    packets = container.demux(stream)
    try:
        for packet in islice(packets, FIRST):
            for frame in packet.decode():
                return isinstance(frame, av.VideoFrame) and quarters(frame) % 2 == 1
    except (av.FFmpegError, OSError):
        # What is damaged is told of when it is watched.
        pass
    return False


def open_videos(paths: Sequence[str | Path]) -> tuple[Video, ...]:
    """Probe the files of one match in the order given; their times run on over them."""
    return join([probe(path) for path in paths])


def join(videos: Sequence[Video]) -> tuple[Video, ...]:
    """Lay files end to end on the match's time axis."""
    joined: list[Video] = []
    for video in videos:
        joined.append(replace(video, start=joined[-1].end if joined else 0.0))
    return tuple(joined)
