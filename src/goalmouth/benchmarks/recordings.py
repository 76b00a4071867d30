"""The same broadcast in every container, codec and shape that people have."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter
from pathlib import Path
from typing import Any

import av
import numpy as np

from goalmouth.types import Image

CODECS = {
    "H.264": ("libx264", {"preset": "ultrafast", "crf": "20"}),
    "HEVC": ("libx265", {"preset": "ultrafast", "crf": "22", "x265-params": "log-level=none"}),
    "VP9": ("libvpx-vp9", {"deadline": "realtime", "cpu-used": "8", "crf": "30", "b": "0"}),
    "MPEG-2": ("mpeg2video", {"b": "4000000"}),
}
"""A codec's name → its encoder and that one's options."""

SOUND = {"mp4": "aac", "mkv": "aac", "ts": "mp2", "webm": "libopus", "avi": "libmp3lame"}
"""What each container carries its sound as."""

GRID = {"MPEG-2": Fraction(24)}
"""Pictures a second where a codec knows only television's rates; pictures are repeated up to it."""


@dataclass(frozen=True, slots=True)
class Recording:
    """How one copy differs from its source."""

    name: str
    container: str = "mp4"
    codec: str = "H.264"
    lines: int | None = None
    """Height; ``None``: as the source."""
    first: float = 0.0
    until: float = 1e9
    """The seconds of the source that are kept."""
    hertz: int = 48000
    """Of its sound; 0 for none."""
    channels: str = "stereo"
    b_frames: int = 0
    starts_at: float = 0.0
    """Seconds of its own clock at which it begins."""
    uneven: bool = False
    """Variable frame rate: two pictures of five are left out, and none is quite on time."""
    turned: int = 0
    """Degrees by which the picture is stored turned, as a phone does it; the file says so."""
    interlaced: bool = False
    pixels: str = "yuv420p"

    @property
    def file(self) -> str:
        """A name for its file."""
        return f"{self.name.replace(' ', '-').lower()}.{self.container}"


CARRIES = {
    "mp4": ("H.264", "HEVC", "VP9", "MPEG-2"),
    "mkv": ("H.264", "HEVC", "VP9", "MPEG-2"),
    "ts": ("H.264", "HEVC", "MPEG-2"),
    "webm": ("VP9",),
    "avi": ("H.264", "VP9", "MPEG-2"),
}
"""Which of the codecs FFmpeg writes into each container."""

EVERY: tuple[Recording, ...] = (
    *(Recording(f"{box} {codec}", box, codec) for box, codecs in CARRIES.items() for codec in codecs),
    Recording("uneven", uneven=True, b_frames=2),
    Recording("uneven mkv", "mkv", uneven=True),
    Recording("240 lines", lines=240),
    Recording("480 lines", "mkv", "HEVC", lines=480),
    Recording("1080 lines", lines=1080, first=12, until=24),
    Recording("2160 lines", lines=2160, first=14, until=22),
    Recording("8 kHz mono", "mkv", hertz=8000, channels="mono"),
    Recording("no sound", hertz=0),
    Recording("B-frames", "ts", b_frames=3),
    Recording("from 1000 s", "ts", starts_at=1000.0, b_frames=2),
    Recording("from 5 s", "mkv", starts_at=5.0),
    Recording("turned", turned=90),
    Recording("on its head", turned=180),
    Recording("interlaced", "ts", interlaced=True),
    Recording("interlaced MPEG-2", "ts", "MPEG-2", interlaced=True),
    Recording("10 bits", "mkv", "HEVC", pixels="yuv420p10le"),
    Recording("4 2 2", "ts", "MPEG-2", pixels="yuv422p"),
)


def transcode(source: Path, to: Path, how: Recording) -> Path:
    """Write a copy of ``source`` that is made so, and return it."""
    encoder, options = CODECS[how.codec]
    index_first = {"movflags": "+faststart"} if how.container == "mp4" else {}
    with av.open(str(source)) as given, av.open(str(to), "w", options=index_first) as made:
        picture = given.streams.video[0]
        rate = GRID.get(how.codec) or picture.average_rate or Fraction(25)
        lines = how.lines or picture.height
        width, height = picture.width * lines // picture.height // 2 * 2, lines
        stream: Any = made.add_stream(encoder, rate=rate, options=options | _interlacing(how))
        stream.width, stream.height = (height, width) if how.turned % 180 else (width, height)
        stream.pix_fmt = how.pixels
        context = stream.codec_context
        context.time_base = Fraction(1, 90_000) if how.uneven else 1 / rate
        context.max_b_frames, context.gop_size, context.thread_count = how.b_frames, 24, 2
        if how.turned:
            stream.set_display_rotation(how.turned)
        streams: list[tuple[Any, Fraction]] = [(stream, context.time_base)]
        parts: list[Iterator[tuple[float, int, Any]]] = [_pictures(given, how, rate, (width, height))]
        if how.hertz:
            heard = made.add_stream(SOUND[how.container], rate=how.hertz, layout=how.channels)
            streams.append((heard, Fraction(1, how.hertz)))
            parts.append(_sounds(source, how))
        # A player, and a broadcast, has sound and picture side by side in the file.
        for time, number, frame in heapq.merge(*parts, key=itemgetter(0)):
            target, base = streams[number]
            frame.time_base, frame.pts = base, round((time + how.starts_at) / base)
            made.mux(target.encode(frame))
        for target, _ in streams:
            made.mux(target.encode(None))
    return to


def _interlacing(how: Recording) -> dict[str, str]:
    if not how.interlaced:
        return {}
    return {"x264-params": "tff=1"} if how.codec == "H.264" else {"flags": "+ildct+ilme"}


def _pictures(
    given: av.container.InputContainer, how: Recording, rate: Fraction, size: tuple[int, int]
) -> Iterator[tuple[float, int, av.VideoFrame]]:
    """Yield ``(time, 0, picture)`` at ``rate`` a second, each source picture as often as it is seen."""
    number, before = 0, None
    for frame in given.decode(video=0):
        if frame.time < how.first - 1e-6 or frame.time >= how.until - 1e-6:
            continue
        end = frame.time - how.first + 1 / float(given.streams.video[0].average_rate or 25)
        while number / float(rate) < end - 1e-3:
            if not how.uneven or number % 5 in (0, 2, 3):
                image: Image = np.asarray(frame.reformat(*size, format="rgb24").to_ndarray(), np.uint8)
                if how.interlaced:
                    # The first field of a picture still shows what was before.
                    woven, before = image.copy(), image if before is None else before
                    woven[::2], before = before[::2], image
                    image = woven
                image = np.ascontiguousarray(np.rot90(image, -how.turned // 90))
                made = av.VideoFrame.from_ndarray(image, "rgb24").reformat(format=how.pixels)
                yield (number + 0.2 * how.uneven * (number % 3)) / float(rate), 0, made
            number += 1


def _sounds(source: Path, how: Recording) -> Iterator[tuple[float, int, av.AudioFrame]]:
    """Yield ``(time, 1, sound)`` in tenths of a second."""
    resampler = av.AudioResampler("fltp", how.channels, how.hertz, how.hertz // 10)
    with av.open(str(source)) as given:
        for frame in given.decode(audio=0):
            for part in resampler.resample(frame):
                if how.first <= (time := part.time or 0.0) < how.until:
                    yield time - how.first, 1, part
