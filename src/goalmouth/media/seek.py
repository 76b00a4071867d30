"""Pictures from the midst of a file: the very ones, by number, that the one pass comes to."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from goalmouth.errors import InputError
from goalmouth.media.decode import Clock, Extent
from goalmouth.media.plain import plain
from goalmouth.media.video import Frame, open_container, origin, packets, picture_of
from goalmouth.types import Video

BACK = (0, 1, 4, 16)
"""By how many key pictures further back to begin, in turn, where it does not go from the nearest."""

FAR = 24
"""Pictures that are rather decoded than passed over by seeking."""

FIRST = 64
"""Pictures that are decoded to see whether they come in the order of their times."""

WHOLE = "Copy it again, or have it decoded as a whole: in a recipe, cached = true"


@dataclass(frozen=True, eq=False, slots=True)
class Index:
    """The pictures of a file that ``decode`` hands to readers, by their number."""

    video: Video
    """With its start, and the duration that is really there."""
    stamps: NDArray[np.int64]
    """When they are presented, (pictures,), in the stream's own time."""
    times: NDArray[np.float64]
    """The same in seconds of the match, (pictures,)."""
    keys: Sequence[int]
    """The stamps at which decoding may begin, in order."""


def index(videos: Sequence[Video]) -> list[Index]:
    """Return the pictures of a match's files, whose times run on over them, without decoding all of them.

    Where a file is damaged in a way that only decoding shows, there may be fewer than it tells; see
    ``Seeker``. Raises ``InputError`` like ``decode``, and for a file of which not every picture has a time.
    """
    found: list[Index] = []
    for video in videos:
        start = found[-1].video.end if found else 0.0
        found.append(_index(replace(video, start=start)))
    return found


def _index(video: Video) -> Index:
    extent, clock = Extent(video), Clock()
    told, keys = _stamps(video)
    stamps: list[int] = []
    with open_container(video.path) as container:
        stream = picture_of(container)
        coming = islice(_decoded(container, stream, patched=True), FIRST) if stream else ()
        shown = [picture.pts for picture in coming if picture.pts is not None]
        if stream is None or stream.time_base is None or not shown:
            extent.told()
            raise InputError(video.path, "does not tell any picture's time", WHOLE)
        if any(next_ <= own for own, next_ in pairwise(shown)):
            raise InputError(video.path, "tells the times of its pictures in a wrong order", WHOLE)
        zero, base = origin(container), stream.time_base
    times: list[float] = []
    for stamp in told:
        # A recording that begins between two key pictures has some that nothing can be made of.
        if stamp >= shown[0] and clock.believes(time := float(stamp * base) - zero):
            stamps.append(stamp)
            times.append(video.start + max(time, 0.0))
            extent.add(times[-1])
    return Index(extent.told(), np.array(stamps, np.int64), np.array(times, np.float64), keys)


def _stamps(video: Video) -> tuple[list[int], list[int]]:
    """Return when a file's pictures are presented, and its key pictures, both in order."""
    stamps, keys = [], []
    with open_container(video.path) as container:
        if (stream := picture_of(container)) is None:
            return [], []
        for packet in packets(container, [stream]):
            # Those that are not to be shown, or came damaged, reach no reader; the last one is empty.
            if packet is None or not packet.size or packet.is_discard or packet.is_corrupt:
                continue
            if packet.pts is None:
                raise InputError(video.path, "does not tell each picture's time, and cannot be sought", WHOLE)
            stamps.append(packet.pts)
            if packet.is_keyframe:
                keys.append(packet.pts)
    return sorted(stamps), sorted(keys)


class Seeker:
    """Reads pictures of one file by their numbers; one after another costs no seeking. For one thread.

    Each picture that comes is held against the index: raises ``InputError`` where others come, or none, as
    after damage.
    """

    def __init__(self, own: Index) -> None:
        self.index = own
        self._container: av.container.InputContainer | None = None
        self._coming: Iterator[av.VideoFrame] = iter(())
        # The number of the one that comes next, if any does.
        self._at: int | None = None

    def picture(self, number: int) -> Frame:
        """Return a picture, upright and in eight bits, with its time in the match."""
        picture = self._on(number) or self._sought(number)
        if picture is None:
            self.close()
            time = self.index.times[number] - self.index.video.start
            problem = f"is damaged at {time:.1f} s, or does not come to the same by seeking as from its start"
            raise InputError(self.index.video.path, problem, WHOLE)
        return Frame(plain(picture), float(self.index.times[number]))

    def close(self) -> None:
        """Close the file; the next picture opens it again."""
        self._coming, self._at = iter(()), None
        if self._container is not None:
            self._container.close()
            self._container = None

    def _on(self, number: int) -> av.VideoFrame | None:
        """Return a picture by going on from the last one, if that is near and every one between comes."""
        if self._at is None or self._at > number:
            return None
        if number - self._at > FAR and any(self.index.stamps[self._at] < key for key in self._keys(number)):
            return None
        return self._walk(self._at, number)

    def _walk(self, first: int, number: int) -> av.VideoFrame | None:
        """Return a picture if every one from the first comes that is to come."""
        for between in range(first, number + 1):
            picture = self._next(between)
            if picture is None:
                break
        return picture

    def _sought(self, number: int) -> av.VideoFrame | None:
        """Return a picture by decoding from a key picture before it, or from the file's beginning."""
        for key in [*self._keys(number), None]:
            if self._begin(key) and (picture := self._come(number)):
                return picture
        return None

    def _come(self, number: int) -> av.VideoFrame | None:
        """Return a picture if it comes, and all between the first one that comes and itself."""
        stamps = self.index.stamps[: number + 1]
        for picture in self._coming:
            place = int(np.searchsorted(stamps, picture.pts or 0))
            if place > number:
                break
            # What is not in the index comes at a time that is not believed.
            if stamps[place] == picture.pts:
                self._at = place + 1
                return picture if place == number else self._walk(place + 1, number)
        return None

    def _keys(self, number: int) -> list[int]:
        """Return the stamps of key pictures from which a picture may be decoded, the nearest first."""
        last = bisect_right(self.index.keys, int(self.index.stamps[number])) - 1
        return [self.index.keys[last - back] for back in BACK if back <= last]

    def _begin(self, key: int | None) -> bool:
        """Let pictures come from a key picture on, or from the beginning; say whether that can be."""
        if key is None:
            self.close()
        if self._container is None:
            self._container = open_container(self.index.video.path)
        if (stream := picture_of(self._container)) is None:
            return False
        try:
            if key is not None:
                self._container.seek(key, stream=stream)
        except (av.FFmpegError, OSError):
            return False
        self._coming = _decoded(self._container, stream, key)
        return True

    def _next(self, number: int) -> av.VideoFrame | None:
        """Return a picture if it is the next that comes, but for earlier ones."""
        stamp = int(self.index.stamps[number])
        picture = next((own for own in self._coming if own.pts is not None and own.pts >= stamp), None)
        if picture is None or picture.pts != stamp:
            self._at = None
            return None
        self._at = number + 1
        return picture


def _decoded(
    container: av.container.InputContainer,
    stream: av.VideoStream,
    key: int | None = None,
    patched: bool = False,
) -> Iterator[av.VideoFrame]:
    """Yield pictures up to damage, from a key picture on, or from where the file stands: its beginning.

    patched : those that come of damage, too.
    """
    if not patched and not stream.codec_context.is_open:
        # What damage is patched up with depends on what was decoded before.
        stream.codec_context.options = {"err_detect": "explode"}
    if not stream.codec_context.is_open:
        stream.thread_type = "NONE"
    came, last = key is not None, -math.inf
    for packet in _packets(container, stream, key):
        try:
            pictures = packet.decode()
        except (av.FFmpegError, OSError):
            if came and not patched:
                return
            # A recording may begin between two key pictures.
            continue
        for picture in pictures:
            if isinstance(picture, av.VideoFrame) and picture.pts is not None and not picture.is_corrupt:
                if picture.pts <= last and not patched:
                    return
                came, last = True, picture.pts
                yield picture


def _packets(
    container: av.container.InputContainer, stream: av.VideoStream, key: int | None
) -> "Iterator[av.Packet[Any]]":
    """Yield what the file holds of a stream from a key picture on, if given; nothing if it is passed."""
    begun = key is None
    for packet in packets(container, [stream]):
        if packet is None:
            continue
        if key is not None and packet.size:
            if packet.is_keyframe and packet.pts is not None and not begun:
                if packet.pts > key:
                    return
                begun = packet.pts == key
            # Those after a key picture that are shown before it are made of what is not there.
            if packet.pts is None or packet.pts < key:
                continue
        if begun:
            yield packet
