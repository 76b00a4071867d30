"""A video seen as if it had other pictures, so that a network does not learn one rate by heart."""

import numpy as np

from goalmouth.media.decode import Due, FrameReader
from goalmouth.media.video import Frame

LEFT_OUT = 0.35
"""Of a video's pictures, so many are not there."""


class Uneven:
    """A ``FrameReader`` that leaves pictures out at random before another gets those that it wants."""

    rate = 1000.0

    def __init__(self, reader: FrameReader) -> None:
        self._due, self._rng, self._begun = Due(reader), np.random.default_rng(0), False

    def see(self, frame: Frame) -> None:
        """Take one picture; the first is never left out."""
        if not self._begun or self._rng.random() >= LEFT_OUT:
            self._begun = True
            self._due.offer(frame)
