"""A match's small pictures, sought in its videos whenever they are asked for."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from goalmouth.game_state.seen import Pictures, Small, reached, small
from goalmouth.media.decode import Due
from goalmouth.media.seek import Index, Seeker, index
from goalmouth.types import Video

OPEN = 4
"""Videos that a thread keeps open."""


class Sought:
    """Stands for an array of pictures, (pictures, height, width, 3), which are decoded when asked for.

    They are, to the last bit, those that ``decode`` and ``Small`` come to. Of a damaged video that may fail
    where a decoder patches damage up without telling, and, where pictures were lost, later ones may be taken
    a moment earlier or later; other damage is an error.
    rate : pictures a second; size : height and width. Any threads may ask at once.
    Raises ``InputError`` like ``decode``, and for what cannot be sought.
    """

    def __init__(self, videos: Sequence[Video], rate: float, size: tuple[int, int]) -> None:
        self._files, self._size = index(videos), size
        # The first picture's number, of all of the match, in each file.
        self._firsts = np.cumsum([0, *(len(file.times) for file in self._files)])
        due = Due(Small(rate, size, lambda _: None))
        own: list[int] = []
        for number, time in enumerate(np.concatenate([file.times for file in self._files]).tolist()):
            if due.wants(time):
                own += [number] * (reached(time, rate) - len(own))
        self._own = np.array(own, np.int64)

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """As an array has it."""
        return len(self._own), *self._size, 3

    def __len__(self) -> int:
        """Return how many pictures there are."""
        return len(self._own)

    def __getitem__(self, which: slice | NDArray[np.int64]) -> Pictures:
        """Return some pictures as an array does; raise ``InputError`` where the video is damaged."""
        asked = self._own[which]
        numbers, places = np.unique(asked, return_inverse=True)
        found = np.empty((len(numbers), *self._size, 3), np.uint8)
        for place, number in enumerate(numbers):
            file = int(np.searchsorted(self._firsts, number, side="right")) - 1
            seeker = _open(self._files[file])
            found[place] = small(seeker.picture(int(number - self._firsts[file])), self._size)
        return found[places.reshape(asked.shape)]


_held = threading.local()


def _open(file: Index) -> Seeker:
    """Return what reads a file in this thread; what was not used for longest is closed for it."""
    held: OrderedDict[Index, Seeker] = _held.__dict__.setdefault("seekers", OrderedDict())
    if file not in held:
        while len(held) >= OPEN:
            held.popitem(last=False)[1].close()
        held[file] = Seeker(file)
    held.move_to_end(file)
    return held[file]
