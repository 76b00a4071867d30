"""Exact stretches of the match's files: pictures at the film's rate, sound to the sample."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

import av
import numpy as np

from goalmouth.media.plain import plain, woven
from goalmouth.media.video import open_container, origin, packets, picture_of, sound_of
from goalmouth.types import Clip, Floats, Video

FASTEST = Fraction(60)
FADE = 0.005
"""Seconds on either side of a cut over which its two sounds are faded into each other."""
SOON = 1.0
"""Seconds after its beginning at which a stretch of some pictures may have its first."""
BACK = (0.0, 2.0, 10.0, math.inf)
"""How much further back to look for a key picture, in turn, where a file's index misleads."""


def film_rate(videos: Sequence[Video]) -> Fraction:
    """Frames a second of a film of these videos: the first one's, at most 60."""
    return min(videos[0].frame_rate, FASTEST)


def parts(videos: Sequence[Video], start: float, end: float) -> list[tuple[Video, float, float]]:
    """Split ``[start, end)`` of the match by file; beyond the last file its own end stands for it."""
    found = [
        (video, max(start, video.start), min(end, video.end))
        for video in videos
        if start < video.end and end > video.start
    ]
    return found or [(videos[-1], start, end)]


def pictures(
    videos: Sequence[Video], start: float, frames: int, rate: Fraction
) -> Iterator[tuple[Video, av.VideoFrame]]:
    """Yield ``frames`` pictures and whose they are, at ``rate`` a second, from ``start`` on.

    The first is the first one presented at or after ``start``. Where a file runs slower or is
    damaged, a picture stays until the next good one; where it runs faster, pictures are passed
    over. Yields fewer, perhaps none, only when there is nothing to see at all.
    """
    end = start + float(frames / rate)
    sent = 0
    shown: tuple[Video, av.VideoFrame] | None = None
    for video, low, high in parts(videos, start, end):
        offset = low - start
        first: float | None = None
        for time, picture in _decoded(video, low, high):
            if first is None:
                # A late first picture stands for what is missing before it.
                first = time if time - low < 1.01 / float(rate) else low
            # A quarter of a frame forgives time stamps that were rounded to milliseconds.
            due = math.ceil(float((offset + time - first - 0.25 / float(rate)) * rate))
            while sent < min(due, frames):
                yield shown or (video, picture)
                sent += 1
            shown = (video, picture)
    while sent < frames and shown is not None:
        yield shown
        sent += 1


def glimpses(
    videos: Sequence[Video], start: float, end: float, between: float
) -> Iterator[tuple[float, av.VideoFrame]]:
    """Yield some pictures of ``[start, end)`` and their times, at least ``between`` seconds apart.

    What no other picture is made from is not even decoded.
    """
    due = start
    for video, low, high in parts(videos, start, end):
        for time, picture in _decoded(video, low, high, whole=False):
            if time >= due - 1e-3:
                due = time + between
                yield time, picture


def _decoded(
    video: Video, low: float, high: float, whole: bool = True
) -> Iterator[tuple[float, av.VideoFrame]]:
    """Yield what can be decoded of ``low`` ≤ time < ``high``, with its time in the match.

    Not ``whole``: only the pictures that others are made from.
    """
    slack = 1e-4
    with open_container(video.path) as container:
        if (stream := picture_of(container)) is None:
            return
        stream.thread_type = "AUTO"
        if not whole:
            stream.codec_context.skip_frame = "NONREF"
            stream.codec_context.options = {"skip_loop_filter": "all"}
        zero = origin(container)
        for back in BACK:
            reached = False
            _seek(container, stream, low - video.start - back + zero)
            for picture in woven(_frames(container, stream)):
                time = float((picture.pts or 0) * (picture.time_base or 0)) - zero + video.start
                if (
                    not reached
                    and time > low + slack
                    and back < math.inf
                    and time - low > (0.5 / video.frame_rate if whole else SOON)
                ):
                    break
                reached = True
                if time >= high - slack:
                    return
                if time >= low - slack:
                    yield time, plain(picture)
            if reached:
                return


def _seek(container: av.container.InputContainer, stream: av.stream.Stream, time: float) -> None:
    try:
        if time == -math.inf or stream.time_base is None:
            container.seek(0)
        else:
            container.seek(math.floor(time / stream.time_base), stream=stream)
    except (av.FFmpegError, OSError):
        # A file that cannot be searched is read from where it stands, which is its beginning.
        return


def _frames(container: av.container.InputContainer, stream: av.VideoStream) -> Iterator[av.VideoFrame]:
    for packet in packets(container, [stream]):
        try:
            decoded = packet.decode() if packet is not None else []
        except (av.FFmpegError, OSError):
            continue
        for frame in decoded:
            if isinstance(frame, av.VideoFrame) and frame.pts is not None and not frame.is_corrupt:
                yield frame


def clip_sound(
    videos: Sequence[Video],
    clips: Sequence[Clip],
    spans: Sequence[tuple[float, float]],
    sample_rate: int = 48000,
) -> Floats:
    """Return the clips' own sound, (n, 2), to the sample where their pictures are in the film.

    At each cut the two sounds cross within 10 ms; what has no sound is silent.
    """
    total = round(spans[-1][1] * sample_rate) if spans else 0
    fade = round(FADE * sample_rate)
    film = np.zeros((total + 2 * fade, 2), np.float32)
    ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(2 * fade) + 0.5) / (2 * fade))).astype(np.float32)
    for clip, (film_start, film_end) in zip(clips, spans, strict=True):
        at, until = round(film_start * sample_rate), round(film_end * sample_rate)
        count = until - at + 2 * fade
        piece = sound(videos, clip.start - fade / sample_rate, count, sample_rate)
        piece[: 2 * fade] *= ramp[:, None]
        piece[-2 * fade :] *= ramp[::-1, None]
        film[at : at + count] += piece
    return film[fade : fade + total]


def sound(videos: Sequence[Video], start: float, count: int, sample_rate: int) -> Floats:
    """Return ``count`` samples (count, 2) of the match's sound from ``start`` seconds on."""
    samples = np.zeros((count, 2), np.float32)
    for video, low, high in parts(videos, start, start + count / sample_rate):
        if video.has_sound:
            first = max(0, round((low - start) * sample_rate))
            last = min(count, round((high - start) * sample_rate))
            _read_sound(video, low, samples[first:last], sample_rate)
    return samples


def _read_sound(video: Video, low: float, into: Floats, sample_rate: int) -> None:
    with open_container(video.path) as container:
        if (stream := sound_of(container)) is None:
            return
        zero = origin(container) - video.start
        # Codecs need a running start: the half second before is decoded and thrown away.
        _seek(container, stream, low + zero - 0.5)
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=sample_rate)
        at: int | None = None
        for packet in packets(container, [stream]):
            try:
                heard = packet.decode() if packet is not None else []
                frames = [part for frame in heard for part in resampler.resample(frame)]  # type: ignore[arg-type]
            except (av.FFmpegError, OSError, ValueError):
                resampler = av.AudioResampler(format="fltp", layout="stereo", rate=sample_rate)
                continue
            for frame in frames:
                if frame.pts is None or frame.time_base is None:
                    continue
                begin = round((float(frame.pts * frame.time_base) - zero - low) * sample_rate)
                # Time stamps are rounded: believe them only where they leap.
                at = begin if at is None or abs(begin - at) > sample_rate // 50 else at
                at = _put(frame, at, into)
            if at is not None and at >= len(into):
                return
        if at is not None:
            for frame in resampler.resample(None):
                at = _put(frame, at, into)


def _put(frame: av.AudioFrame, at: int, into: Floats) -> int:
    samples = frame.to_ndarray().T
    low, high = max(at, 0), min(at + len(samples), len(into))
    if low < high:
        into[low:high] = samples[low - at : high - at]
    return at + len(samples)
