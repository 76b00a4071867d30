"""Matches as small pictures with what happens in them, and clips of them to train with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from goalmouth.game_state.pictures import RATE
from goalmouth.game_state.seen import Pictures, Small
from goalmouth.media.decode import decode
from goalmouth.media.video import open_videos
from goalmouth.models.end_to_end import EndToEnd
from goalmouth.pipeline.run import identity
from goalmouth.training.stretches import Asked, Form, Places, events, stacked, watched


@dataclass(frozen=True)
class Seen:
    """A match as pictures, (pictures, height, width, 3), each of which stands for ``every`` rows."""

    pictures: Pictures
    every: int
    times: NDArray[np.float64]
    kinds: NDArray[np.int64]

    @property
    def length(self) -> int:
        """How many rows there are."""
        return self.every * len(self.pictures)


def read_seen(folder: Path, form: Form, size: tuple[int, int], every: int, cache: Path) -> Seen:
    """Return a match with its pictures, which are made once for the same video. Raises ``InputError``."""
    videos = open_videos([folder / name for name in form.videos])

    def look(add: Callable[[Pictures], None]) -> None:
        decode(videos, [Small(RATE / every, size, lambda picture: add(picture.ravel()))])

    kept = watched(cache, folder.name, look, identity(videos), size, every, kind="|u1")
    pictures = np.load(kept, mmap_mode="r").reshape(-1, *size, 3)
    # A picture was seen in the middle of the rows that it stands for.
    begin = -(every - 1) / 2 / RATE
    return Seen(pictures, every, *events(folder, form, videos, begin, every * len(pictures)))


class Clips:
    """Draws clips of matches, with what their rows are to tell."""

    def __init__(self, seen: Sequence[Seen], net: EndToEnd, length: int, batch: int, asked: Asked) -> None:
        self.seen, self.net, self.batch, self.length = seen, net, batch, length
        self.targets = [asked.of(each, net.classes) for each in seen]
        self.places = Places(seen, length * net.every)

    def draw(self, rng: np.random.Generator) -> tuple[Tensor, ...]:
        """Return a batch: pictures (batch, length, 3, height, width), and what their rows are to tell.

        Moved, mirrored, brighter and darker, of more and of less contrast and colour.
        """
        pictures, *told = stacked([self._one(rng) for _ in range(self.batch)])
        return pictures.permute(0, 1, 4, 2, 3), *told

    def _one(self, rng: np.random.Generator) -> tuple[NDArray[Any], ...]:
        number, first = self.places.draw(rng)
        every, stride, (height, width) = self.net.every, self.net.stride, self.net.size
        # A picture of whose rows one is told of.
        first = first // (every * stride) * stride
        own = self.seen[number].pictures[first : first + self.length]
        room = [kept - side + 1 for kept, side in zip(own.shape[1:3], self.net.size, strict=True)]
        down, across = rng.integers(0, room)
        shown = own[:, down : down + height, across : across + width].astype(np.float32)
        if rng.random() < 0.5:
            shown = shown[:, :, ::-1]
        light, contrast, colour = rng.uniform(-25, 25), rng.uniform(0.75, 1.3), rng.uniform(0.6, 1.4)
        gray = shown.mean(axis=3, keepdims=True)
        shown = ((gray + colour * (shown - gray)) - 100) * contrast + 100 + light
        told = slice(first * every // stride, (first + self.length) * every // stride)
        return shown.clip(0, 255).astype(np.float32), *(each[:, told] for each in self.targets[number])
