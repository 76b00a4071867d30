"""What was said as numbers: words by their parts, in any language, and the second of each.

A word is the sum of its parts, as in Bojanowski et al., "Enriching word vectors with subword information"
(2017), section 3.2, and so is one never met before.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from goalmouth.types import Floats, Segment

PARTS = (3, 4, 5)
"""Letters of a part; a word begins and ends with a mark of its own."""

BUCKETS = 1 << 16
"""How many different parts can be told apart."""

WORD = re.compile(r"\d+|[^\W\d_]+|[!?]")

TRACKS = 2
"""What is said as it was said, and in English."""

KNOWN = 11
"""Numbers that are known of every second besides its words."""

OFTEN = (
    "the",
    "and",
    "to",
    "of",
    "in",
    "is",
    "it",
    "that",
    "for",
    "he",
    "was",
    "on",
    "with",
    "but",
    "they",
    "at",
)
ENGLISH = 0.12
"""Share of these words from which a text is English."""

Numbers = NDArray[np.int64]


def words_of(text: str) -> list[str]:
    """Return the words of a text, small and without accents; numbers, and marks that say how it is said."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return WORD.findall("".join(each for each in plain if not unicodedata.combining(each)))


@lru_cache(maxsize=1 << 16)
def parts_of(word: str) -> tuple[int, ...]:
    """Return the numbers of a word and of its parts."""
    whole = f"<{word}>"
    parts = {whole[at : at + long] for long in PARTS for at in range(len(whole) - long + 1)}
    return tuple(crc32(each.encode()) % BUCKETS for each in sorted({whole, *parts}))


@dataclass(frozen=True)
class Track:
    """One language of a half. words : (n,); times : (n,) seconds, rising; starts : (m,) of the segments."""

    words: NDArray[np.str_]
    times: Floats
    starts: Floats


def track_of(segments: Sequence[Segment], begin: float = 0.0) -> Track:
    """Return the words of segments, said evenly over each, in seconds from ``begin``."""
    words: list[str] = []
    times = [np.zeros(0)]
    for segment in segments:
        own = words_of(segment.text)
        words += own
        times.append(np.linspace(segment.start, segment.end, len(own), endpoint=False))
    starts = np.array([segment.start for segment in segments])
    since = [(own - begin).astype(np.float32) for own in (np.concatenate(times), starts)]
    return Track(np.array(words, np.str_), *since)


def tracks_of(segments: Iterable[Segment], begin: float = 0.0) -> tuple[Track, Track]:
    """Return what was said as it was said, and in English: translated, or where it was English already.

    begin : the second with which the half begins.
    """
    every = list(segments)
    said = track_of([own for own in every if not own.translated], begin)
    english = track_of([own for own in every if own.translated], begin)
    if not len(english.words) and np.isin(said.words, OFTEN).sum() >= ENGLISH * max(1, len(said.words)):
        english = said
    return said, english


@dataclass
class Words:
    """Different words by number, and their parts: those of word i are ``parts[of == i]``."""

    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, words: NDArray[np.str_]) -> Numbers:
        """Return the numbers of words, (n,), which new ones get."""
        distinct, where = np.unique(words, return_inverse=True)
        own = [self.numbers.setdefault(str(word), len(self.numbers)) for word in distinct]
        return np.array(own, np.int64)[where]

    def parts(self) -> tuple[Numbers, Numbers]:
        """Return the parts of all words, and of which word each is, (parts,) each."""
        every = [parts_of(word) for word in self.numbers]
        of = np.repeat(np.arange(len(every)), [len(own) for own in every])
        return np.array([part for own in every for part in own], np.int64), of


def known(tracks: Sequence[Track], half: int, first: int, count: int) -> Floats:
    """Return what is known of seconds besides the words, (count, ``KNOWN``).

    half : 1, 2, …; first : the second of it with which they begin.
    """
    seconds = first + np.arange(count) + 0.5
    found = np.zeros((count, KNOWN), np.float32)
    found[:, 0], found[:, 1] = np.exp(-seconds / 20), np.exp(-seconds / 120)
    found[:, 2], found[:, 3] = np.minimum(seconds / 2700, 1.2), np.clip((seconds - 2640) / 180, 0, 2)
    found[:, 4] = half > 1
    for place, track in enumerate(tracks):
        found[:, 5 + place] = 0.3 * _counts(track.times, first, count)
        found[:, 7 + place] = _counts(track.starts, first, count)
        found[:, 9 + place] = bool(len(track.words))
    return found


def _counts(times: Floats, first: int, count: int) -> NDArray[np.int64]:
    own = np.floor(times[(times >= first) & (times < first + count)] - first).astype(np.int64)
    return np.bincount(np.clip(own, 0, count - 1), minlength=count)
