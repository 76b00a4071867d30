"""The one pass: every file is decoded once, and each reader gets what it asked for."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import av
import numpy as np

from goalmouth.errors import InputError
from goalmouth.media.plain import plain
from goalmouth.media.video import Frame, join, open_container, origin, packets, picture_of, sound_of
from goalmouth.protocols import Hook
from goalmouth.types import Floats, Video

SMALL = 640 * 360
"""Up to this many pixels threads cost more than they bring."""


GAP = 1.0
"""Seconds between two pictures from which some are missing."""

GAPS = 0.95
"""Share of a file's length without a picture from which its time stamps are not believed."""

LEAP = 10.0
"""Seconds between two time stamps from which the second is believed only if the next one goes on from it."""


class FrameReader(Protocol):
    """Sees pictures, at most ``rate`` a second."""

    @property
    def rate(self) -> float:
        """Pictures a second wanted; ``math.inf`` for every one."""
        ...

    def see(self, frame: Frame) -> None:
        """Take one picture; its buffers must not be kept."""
        ...


class SoundReader(Protocol):
    """Hears mono sound at ``sample_rate``."""

    @property
    def sample_rate(self) -> int:
        """Hz."""
        ...

    def hear(self, time: float, samples: Floats) -> None:
        """Take samples (n,) that begin at ``time``."""
        ...


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the pass went through."""

    videos: tuple[Video, ...]
    """As given, with the durations that were really there."""
    frames: int
    damaged: int
    """Packets and pictures that could not be decoded, or be placed in time, and were passed over."""
    missing: float = 0.0
    """Seconds without a picture in the midst of the files, in gaps longer than ``GAP``."""


@dataclass(slots=True)
class Due:
    """When a reader wants its next picture."""

    reader: FrameReader
    time: float = -math.inf

    def offer(self, frame: Frame) -> None:
        """Let it see a picture, if it is time."""
        if self.wants(frame.time):
            self.reader.see(frame)

    def wants(self, time: float) -> bool:
        """Say whether it is to see the picture of a time; asked once of each, in order."""
        if time < self.time - 1e-6:
            return False
        step = 1.0 / self.reader.rate
        # Keeps to the reader's own grid, so that a slow source rate does not make it drift.
        self.time = time + step if time > self.time + step else self.time + step
        return True


class Extent:
    """How far a file's pictures reach, told of each one's time in order."""

    def __init__(self, video: Video) -> None:
        self.video, self.end, self.count, self.missing = video, video.start, 0, 0.0

    def add(self, time: float) -> None:
        """Take the time of one picture, in seconds of the match."""
        self.count += 1
        self.missing += gap if (gap := time - self.end) > GAP else 0.0
        self.end = max(self.end, time + 1 / float(self.video.frame_rate))

    def told(self) -> Video:
        """Return the file with the duration that is really there; raise ``InputError`` if it cannot be."""
        path, seconds = self.video.path, self.end - self.video.start
        if not self.count:
            problem = "holds no picture that can be decoded"
            raise InputError(path, problem, "The recording is damaged; copy it again")
        if self.missing > GAPS * seconds:
            problem = f"has {self.count} pictures in {seconds:.0f} s by its time stamps, which cannot be"
            raise InputError(path, problem, "Its header is damaged; copy it again")
        return replace(self.video, duration=seconds)


def decode(
    videos: Sequence[Video],
    frame_readers: Sequence[FrameReader],
    sound_readers: Sequence[SoundReader] = (),
    progress: Hook | None = None,
) -> Decoded:
    """Decode each file once and hand pictures and sound to the readers, in order of time.

    Damage is read up to, counted, and passed over. Raises ``InputError`` only for a file of
    which not one picture can be decoded.
    """
    due = [Due(reader) for reader in frame_readers]
    total = sum(video.duration for video in videos)
    seen: list[Video] = []
    frames = damaged = 0
    missing = 0.0
    for video in videos:
        start = seen[-1].end if seen else 0.0
        extent = Extent(replace(video, start=start))
        pass_ = _File(extent.video, sound_readers)
        for frame in pass_.frames():
            for each in due:
                each.offer(frame)
            extent.add(frame.time)
            if progress and extent.count % 25 == 0:
                progress("watch", min(frame.time, total), total)
        seen.append(extent.told())
        missing += extent.missing
        frames += extent.count
        damaged += pass_.damaged
    return Decoded(join(seen), frames, damaged, missing)


class _File:
    """One file's pass."""

    def __init__(self, video: Video, sound_readers: Sequence[SoundReader]) -> None:
        self.video = video
        self.sound_readers = sound_readers
        self.damaged = 0

    def frames(self) -> Iterator[Frame]:
        with open_container(self.video.path) as container:
            picture = picture_of(container)
            if picture is None:
                return
            large = self.video.width * self.video.height > SMALL
            picture.thread_type = "AUTO" if large else "NONE"
            zero = origin(container)
            sound = sound_of(container) if self.sound_readers else None
            ears = [_Ear(reader, self.video.start) for reader in self.sound_readers] if sound else []
            clock = Clock()
            for packet in packets(container, [s for s in (picture, sound) if s is not None]):
                for frame in self._decoded(packet):
                    if isinstance(frame, av.VideoFrame):
                        if frame.pts is None or frame.is_corrupt:
                            self.damaged += frame.is_corrupt
                            continue
                        time = float(frame.pts * frame.time_base) - zero  # type: ignore[operator]
                        if clock.believes(time):
                            yield Frame(plain(frame), self.video.start + max(time, 0.0))
                        else:
                            self.damaged += 1
                    elif isinstance(frame, av.AudioFrame):
                        for ear in ears:
                            ear.take(frame, zero)

    def _decoded(self, packet: "av.Packet[Any] | None") -> list[object]:
        if packet is None:
            self.damaged += 1
            return []
        try:
            return list(packet.decode())
        except (av.FFmpegError, OSError):
            self.damaged += 1
            return []


class Clock:
    """Tells a recording's gap from a time stamp that is wrong: one that leaps is believed with the next.

    Times never go back, so a stamp believed too soon would cost everything up to it.
    """

    def __init__(self) -> None:
        self._last = -1.0
        self._doubted = math.inf

    def believes(self, time: float) -> bool:
        """Say whether something comes at ``time``, in seconds from the file's beginning."""
        if time <= self._last:
            return False
        if time - self._last > LEAP and not 0 < time - self._doubted <= LEAP:
            self._doubted = time
            return False
        self._last, self._doubted = time, math.inf
        return True


class _Ear:
    """Resamples a file's sound for one reader and gives it presentation times."""

    def __init__(self, reader: SoundReader, start: float) -> None:
        self.reader = reader
        self.start = start
        self.clock = Clock()
        self.resampler = _mono(reader)

    def take(self, frame: av.AudioFrame, zero: float) -> None:
        if frame.pts is None or frame.time_base is None:
            return
        time = float(frame.pts * frame.time_base) - zero
        if not self.clock.believes(time):
            return
        time += self.start
        for part in self._resampled(frame):
            samples = np.ascontiguousarray(part.to_ndarray().reshape(-1), np.float32)
            self.reader.hear(time, samples)
            time += len(samples) / self.reader.sample_rate

    def _resampled(self, frame: av.AudioFrame) -> list[av.AudioFrame]:
        for _ in range(2):
            try:
                return self.resampler.resample(frame)
            except (av.FFmpegError, ValueError):
                # The stream changed its format midway: start over from this frame, or do without it.
                self.resampler = _mono(self.reader)
        return []


def _mono(reader: SoundReader) -> av.AudioResampler:
    return av.AudioResampler(format="flt", layout="mono", rate=reader.sample_rate)
