"""Words as numbers that any language has: those of their parts, after Bojanowski et al. 2017 (fastText)."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from goalmouth.types import Segment

PARTS = (3, 4, 5)
"""Letters of a part; a word begins and ends with a mark of its own."""

WORD = re.compile(r"\d+|[^\W\d_]+|[!?]")

Numbers = NDArray[np.int64]


def words_of(text: str) -> list[str]:
    """Return the words of a text, small and without accents; numbers, and marks that say how it is said."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return WORD.findall("".join(each for each in plain if not unicodedata.combining(each)))


@lru_cache(maxsize=1 << 16)
def parts_of(word: str, buckets: int) -> tuple[int, ...]:
    """Return the numbers of a word and of its parts, each below ``buckets``."""
    whole = f"<{word}>"
    parts = {whole[at : at + long] for long in PARTS for at in range(len(whole) - long + 1)}
    return tuple(crc32(each.encode()) % buckets for each in sorted({whole, *parts}))


def timed(segments: Sequence[Segment]) -> tuple[list[str], NDArray[np.float64]]:
    """Return the words of segments, and the second at which each was said: evenly over its segment."""
    words: list[str] = []
    times = []
    for segment in segments:
        own = words_of(segment.text)
        words += own
        times.append(np.linspace(segment.start, segment.end, len(own), endpoint=False))
    return words, np.concatenate(times) if times else np.zeros(0)
