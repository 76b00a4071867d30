"""Print a few pixels high, read by a network of our own; the reader of all text finds where it stands."""

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from goalmouth.runtime import SHIPPED, load_network
from goalmouth.scene.text import Alphabet, Character
from goalmouth.types import Image

WEIGHTS = SHIPPED / "small_print.onnx"

ALIGNED = 8
"""Columns by which the network halves a row."""

LINES = 24
"""Lines of a row as the network sees it."""

FLAT = 4.0
"""Steps of grey by which a row without print may differ."""


class SmallPrintReader:
    """Reads Latin letters and figures in one row."""

    def __init__(self, path: Path = WEIGHTS) -> None:
        self._session, told = load_network(path, "reads", "alphabet", "stride")
        self.alphabet = Alphabet(["", *told["alphabet"]])
        self._stride = int(told["stride"])

    def read(self, crop: Image, alphabet: str = "", rivals: bool = False) -> list[Character]:
        """Read one line of text; with ``alphabet``, only in its characters; ``rivals`` where asked for."""
        stride = crop.shape[0] / LINES * self._stride
        return self.alphabet.decoded(self._posterior(crop), stride, alphabet, rivals)

    def _posterior(self, crop: Image) -> NDArray[np.float32]:
        """Return the network's softmax, (columns / stride, symbols)."""
        gray = cv2.cvtColor(np.ascontiguousarray(crop), cv2.COLOR_RGB2GRAY)
        wide = max(ALIGNED, round(gray.shape[1] * LINES / gray.shape[0]))
        small = cv2.resize(gray, (wide, LINES), interpolation=cv2.INTER_AREA)
        row = as_input(np.asarray(small, np.uint8))
        return np.asarray(self._session.run(None, {"row": row})[0], np.float32)


def as_input(row: NDArray[np.uint8], wide: int = 0) -> NDArray[np.float32]:
    """Return a row (``LINES``, columns) as the network takes it: mean 0, deviation 1, 0 to its right.

    wide : columns, if more are wanted than a multiple of ``ALIGNED``.
    """
    x = row.astype(np.float32)
    x = (x - x.mean()) / max(FLAT, float(x.std()))
    return np.pad(x, ((0, 0), (0, max(-x.shape[1] % ALIGNED, wide - x.shape[1]))))


@lru_cache(maxsize=1)
def small_print_reader() -> SmallPrintReader:
    """Return the process's one reader of small print."""
    return SmallPrintReader()
