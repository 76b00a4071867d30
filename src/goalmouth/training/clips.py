"""Matches as small pictures with what happens in them, and clips of them to train with."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from goalmouth.game_state.pictures import RATE
from goalmouth.game_state.seen import Pictures, Small
from goalmouth.media.decode import decode
from goalmouth.media.encode import cores
from goalmouth.media.video import open_videos
from goalmouth.models.end_to_end import EndToEnd
from goalmouth.pipeline.run import identity
from goalmouth.training.sought import Sought
from goalmouth.training.stretches import Asked, Form, Places, events, stacked, watched
from goalmouth.types import Video

THREADS = 8
"""That read the clips of a batch, at most."""


@dataclass(frozen=True)
class Seen:
    """A match as pictures, (pictures, height, width, 3), each of which stands for ``every`` rows."""

    pictures: Pictures | Sought
    every: int
    times: NDArray[np.float64]
    kinds: NDArray[np.int64]

    @property
    def length(self) -> int:
        """How many rows there are."""
        return self.every * len(self.pictures)


def read_seen(folder: Path, form: Form, size: tuple[int, int], every: int, cache: Path | None) -> Seen:
    """Return a match with its pictures. Raises ``InputError``.

    cache : a folder where they are made once for the same video; without it, they are read from the video
    whenever they are asked for.
    """
    videos = open_videos([folder / name for name in form.videos])
    pictures = _made(folder.name, videos, size, every, cache) if cache else Sought(videos, RATE / every, size)
    # A picture was seen in the middle of the rows that it stands for.
    begin = -(every - 1) / 2 / RATE
    return Seen(pictures, every, *events(folder, form, videos, begin, every * len(pictures)))


def _made(name: str, videos: Sequence[Video], size: tuple[int, int], every: int, cache: Path) -> Pictures:
    def look(add: Callable[[Pictures], None]) -> None:
        decode(videos, [Small(RATE / every, size, lambda picture: add(picture.ravel()))])

    kept = watched(cache, name, look, identity(videos), size, every, kind="|u1")
    pictures: Pictures = np.load(kept, mmap_mode="r").reshape(-1, *size, 3)
    return pictures


class Clips:
    """Draws clips of matches, with what their rows are to tell.

    threads : that read a batch's clips side by side. What is drawn is the same however many there are.
    """

    def __init__(
        self, seen: Sequence[Seen], net: EndToEnd, length: int, batch: int, asked: Asked,
        threads: int | None = None,
    ) -> None:  # fmt: skip
        self.seen, self.net, self.batch, self.length = seen, net, batch, length
        self.targets = [asked.of(each, net.classes) for each in seen]
        self.places = Places(seen, length * net.every)
        self._pool = ThreadPoolExecutor(threads or min(THREADS, cores()))

    def draw(self, rng: np.random.Generator) -> tuple[Tensor, ...]:
        """Return a batch: pictures (batch, length, 3, height, width), and what their rows are to tell.

        Moved, mirrored, brighter and darker, of more and of less contrast and colour.
        Raises ``InputError`` for a video in which a clip cannot be sought.
        """
        # All chance comes before all reading, which ends in any order.
        places = [self._place(rng) for _ in range(self.batch)]
        pictures, *told = stacked([*self._pool.map(self._one, places)])
        return pictures.permute(0, 1, 4, 2, 3), *told

    def _place(self, rng: np.random.Generator) -> "_Place":
        number, first = self.places.draw(rng)
        # A picture of whose rows one is told of.
        first = first // (self.net.every * self.net.stride) * self.net.stride
        return _Place(number, first, Change.drawn(self.seen[number].pictures.shape, self.net.size, rng))

    def _one(self, place: "_Place") -> tuple[NDArray[Any], ...]:
        every, stride, first = self.net.every, self.net.stride, place.first
        own = self.seen[place.number].pictures[first : first + self.length]
        told = slice(first * every // stride, (first + self.length) * every // stride)
        return place.change.of(own), *(each[:, told] for each in self.targets[place.number])


@dataclass(frozen=True, slots=True)
class Change:
    """How a clip is changed to be learnt from; see ``Clips.draw``. size : height and width that stay."""

    size: Sequence[int]
    down: int
    across: int
    mirrored: bool
    light: float
    contrast: float
    colour: float

    @classmethod
    def drawn(cls, shape: Sequence[int], size: Sequence[int], rng: np.random.Generator) -> "Change":
        """Return a change of clips, (time, height, width, 3), of some shape."""
        room = [kept - side + 1 for kept, side in zip(shape[1:3], size, strict=True)]
        down, across = rng.integers(0, room)
        mirrored = bool(rng.random() < 0.5)
        light, contrast, colour = rng.uniform(-25, 25), rng.uniform(0.75, 1.3), rng.uniform(0.6, 1.4)
        return cls(size, int(down), int(across), mirrored, light, contrast, colour)

    def of(self, own: Pictures) -> NDArray[np.float32]:
        """Return a clip as it is learnt from, (time, height, width, 3), of a larger one."""
        height, width = self.size
        shown = own[:, self.down : self.down + height, self.across : self.across + width].astype(np.float32)
        if self.mirrored:
            shown = shown[:, :, ::-1]
        gray = shown.mean(axis=3, keepdims=True)
        shown = ((gray + self.colour * (shown - gray)) - 100) * self.contrast + 100 + self.light
        return np.asarray(shown.clip(0, 255), np.float32)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a clip is cut, and how it is changed. number : of the match; first : picture."""

    number: int
    first: int
    change: Change
