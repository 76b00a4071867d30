"""Printed text in a picture: where it stands (detection) and what it says (recognition).

The networks are PP-OCR's, out of rapidocr's wheel; what is ours is the decoding, which keeps each
character's place and probability and can be held to an alphabet (digits only, say).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from goalmouth.runtime import onnxruntime
from goalmouth.types import Image

HEIGHT = 48
"""Lines of the recogniser's input."""

NARROWEST = 64
"""Pixels: narrower crops are padded, because the network was not trained on slivers."""


RIVAL = 0.02
"""Probability from which another symbol may be meant."""


@dataclass(frozen=True, slots=True)
class Character:
    """One recognised character: its centre as pixels from the crop's left edge, and how sure.

    rivals : what else it may be, with probabilities, the likeliest first.
    """

    text: str
    x: float
    score: float
    rivals: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, half-open."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def height(self) -> float:
        """Lines."""
        return self.y1 - self.y0

    @property
    def width(self) -> float:
        """Pixels a line."""
        return self.x1 - self.x0

    def padded(self, dx: float, dy: float) -> "Box":
        """Return the box grown on every side."""
        return Box(self.x0 - dx, self.y0 - dy, self.x1 + dx, self.y1 + dy)

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns, as far as they lie in a picture."""
        x0, y0 = max(0, round(self.x0)), max(0, round(self.y0))
        return slice(y0, max(y0, round(self.y1))), slice(x0, max(x0, round(self.x1)))

    def of(self, image: Image) -> Image:
        """Cut the box out of a picture, as far as it lies in it."""
        return image[self.slices]

    def overlaps(self, other: "Box") -> bool:
        """Say whether the boxes share at least half of the smaller width and of the smaller height."""
        across = min(self.x1, other.x1) - max(self.x0, other.x0)
        down = min(self.y1, other.y1) - max(self.y0, other.y0)
        return across > 0.5 * min(self.width, other.width) and down > 0.5 * min(self.height, other.height)

    def near(self, other: "Box") -> bool:
        """Say whether a box stands beside, above or below another, a few lines of print away."""
        across = max(self.x0, other.x0) - min(self.x1, other.x1)
        down = max(self.y0, other.y0) - min(self.y1, other.y1)
        return across < 5 * other.height and down < other.height

    @staticmethod
    def around(boxes: Sequence["Box"]) -> "Box":
        """Return the smallest box that holds all of them."""
        return Box(
            min(b.x0 for b in boxes),
            min(b.y0 for b in boxes),
            max(b.x1 for b in boxes),
            max(b.y1 for b in boxes),
        )


class Alphabet:
    """The symbols that a network tells apart, column by column; the first is the blank."""

    def __init__(self, symbols: Sequence[str]) -> None:
        self._symbols = np.array(symbols)
        self._places = {text: i for i, text in enumerate(symbols)}

    @property
    def characters(self) -> str:
        """Every character it knows."""
        return "".join(each for each in self._places if len(each) == 1)

    def decoded(
        self, scores: NDArray[np.float32], stride: float, wanted: str = "", rivals: bool = False
    ) -> list[Character]:
        """Return the likeliest characters. scores : (columns, symbols); stride : pixels between two columns.

        wanted : the characters that there may be, all without it.
        """
        places = np.arange(len(self._symbols))
        if wanted:
            places = np.array([0, *(self._places[c] for c in wanted)])
            scores = scores[:, places]
            scores = scores / np.maximum(scores.sum(1, keepdims=True), 1e-9)
        # Greedy: a run of one symbol is one character, blanks divide.
        best = scores.argmax(1)
        characters: list[Character] = []
        start = 0
        for end in range(1, len(best) + 1):
            if end < len(best) and best[end] == best[start]:
                continue
            if best[start] != 0:
                sure = scores[start:end, best[start]]
                centre = float((np.arange(start, end) * sure).sum() / sure.sum()) + 0.5
                text = str(self._symbols[places[best[start]]])
                others = self._rivals(scores[start:end].mean(0), best[start], places) if rivals else ()
                characters.append(Character(text, centre * stride, float(sure.max()), others))
            start = end
        return characters

    def _rivals(
        self, scores: NDArray[np.float32], best: int, places: NDArray[np.int64]
    ) -> tuple[tuple[str, float], ...]:
        """Return the symbols but blank and the best that have a share of a character, (symbols,)."""
        others = [int(at) for at in np.flatnonzero(scores > RIVAL) if at not in (0, best)]
        others.sort(key=lambda at: -float(scores[at]))
        return tuple((str(self._symbols[places[at]]), float(scores[at])) for at in others)


class RowReader(Protocol):
    """Reads one line of text."""

    def read(self, crop: Image, alphabet: str = "", rivals: bool = False) -> list[Character]:
        """Read it; with ``alphabet``, only in its characters; ``rivals`` where asked for."""
        ...


class TextReader:
    """Finds and reads text lines. Building one loads two networks; share it."""

    def __init__(self) -> None:
        # Whatever loads the engine first decides whether it keeps its use to itself.
        onnxruntime()
        from rapidocr import RapidOCR

        # One thread: the crops are small, and the decoder has use for the other core.
        engine: Any = RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.use_cls": False,
                "Det.limit_type": "max",
                "Det.limit_side_len": 1280,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        self._detect = engine._load_det_model()
        recogniser = engine._load_rec_model()
        self._recognise = recogniser.session
        self.alphabet = Alphabet(recogniser.postprocess_op.character)

    def find(self, image: Image) -> list[Box]:
        """Return the boxes of text lines in an RGB picture."""
        found = self._detect(np.ascontiguousarray(image[..., ::-1]))
        if found.boxes is None:
            return []
        corners = np.asarray(found.boxes, np.float64)
        low, high = corners.min(1), corners.max(1)
        return [Box(*a, *b) for a, b in zip(low.tolist(), high.tolist(), strict=True)]

    def read(self, crop: Image, alphabet: str = "", rivals: bool = False) -> list[Character]:
        """Read one line of text; with ``alphabet``, only in its characters; ``rivals`` where asked for."""
        return self.alphabet.decoded(self._posterior(crop), crop.shape[0] / HEIGHT * 8, alphabet, rivals)

    def _posterior(self, crop: Image) -> NDArray[np.float32]:
        """Return the network's softmax, (columns of 8 pixels at 48 lines, symbols)."""
        height, width = crop.shape[:2]
        wide = max(8, round(width * HEIGHT / height))
        image = cv2.resize(crop[..., ::-1], (wide, HEIGHT), interpolation=cv2.INTER_LINEAR)
        padded = np.zeros((HEIGHT, max(NARROWEST, -(-wide // 8) * 8), 3), np.float32)
        padded[:, :wide] = image.astype(np.float32) / 127.5 - 1
        return np.asarray(self._recognise(padded.transpose(2, 0, 1)[None])[0], np.float32)


@lru_cache(maxsize=1)
def shared_reader() -> TextReader:
    """Return the process's one reader."""
    return TextReader()


def text_of(characters: Sequence[Character]) -> str:
    """Return the characters as a string."""
    return "".join(c.text for c in characters)
