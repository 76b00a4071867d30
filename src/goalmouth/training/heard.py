"""Halves of matches as words with what happened in them, and stretches of them to train with."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from goalmouth.datasets.games import CAPTIONS, LABELS_V2
from goalmouth.datasets.store import Store, inside
from goalmouth.datasets.transcripts import read_game
from goalmouth.errors import InputError
from goalmouth.labels import SOCCERNET_V2
from goalmouth.spotting.words import BUCKETS, TRACKS, Track, Words, known, track_of, tracks_of
from goalmouth.training.meanings import Said, meanings, of_parts
from goalmouth.training.told import say
from goalmouth.types import Segment, Transcript

LASTS = 6.0
"""Seconds over which an entry of live text is taken to be said."""

LEAST = 300.0
"""Seconds that a half has at least."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Half:
    """One half. said : its tracks, as they were said and in English; live : its live text, if there is one.

    words : of each of these, the numbers of its words; times, kinds : (events,), seconds and classes.
    """

    game: str
    half: int
    seconds: int
    said: tuple[Track, ...]
    live: Track | None
    times: NDArray[np.float64]
    kinds: Numbers
    shown: NDArray[np.bool_]


def read_halves(data: Path, games: Sequence[str]) -> Iterator[Half]:
    """Yield the halves of SoccerNet's games in a folder or zip. Raises ``InputError``."""
    store = Store(data)
    for game in games:
        rows = LABELS_V2.game(store, inside(game, "Labels-v2.json")).rows
        captions = inside(game, "Labels-captioning.json")
        live = CAPTIONS.game(store, captions).rows if store.has(captions) else ()
        heard = read_game(store, game)
        for half in (1, 2):
            own = [row for row in rows if row.half == half and row.label in SOCCERNET_V2]
            times = np.array([row.position / 1000 for row in own])
            said = tracks_of(heard.get(half, Transcript(())).segments)
            entries = sorted((row.position / 1000, row.text) for row in live if row.half == half and row.text)
            last = [LEAST, *times, *(float(track.times.max()) for track in said if len(track.times))]
            yield Half(
                game, half, int(max(last)) + 8, said,
                track_of([Segment(at, at + LASTS, text) for at, text in entries]) if entries else None,
                times, np.array([SOCCERNET_V2.index(row.label) for row in own], np.int64),
                np.array([row.shown is not False for row in own], np.bool_),
            )  # fmt: skip


def listed(file: Path) -> list[str]:
    """Return the games that a list names, a line each; raise ``InputError``."""
    try:
        return [line.strip() for line in file.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(file, f"is no list of games ({error})", "Give --data SoccerNet's folder") from error


class Stretches:
    """Draws stretches of halves with what happens in them.

    length : seconds; batch : how many at once; first : how often one begins with its half; live : how often
    live text stands for what was said, where there is one; one : how often one track alone is heard; lost :
    share of the words that are not heard; early, blurred : by how many seconds words may be early or late
    together, and how far around an event the seconds share it.
    """

    def __init__(
        self, halves: Sequence[Half], length: int, batch: int, first: float = 0.15, live: float = 0.15,
        one: float = 0.4, lost: float = 0.15, early: float = 1.0, blurred: float = 1.5,
    ) -> None:  # fmt: skip
        self.halves, self.length, self.batch = halves, length, batch
        self.first, self.live, self.one, self.lost = first, live, one, lost
        self.early, self.blurred = early, blurred
        table = Words()
        say("counting words")
        self._numbers = [[table.of(track.words) for track in _tracks(half)] for half in halves]
        self._none = table.of(np.array([""]))
        parts, of = table.parts()
        self._parts, self._ends = parts, np.searchsorted(of, np.arange(len(table.numbers) + 1))

    @property
    def area(self) -> float:
        """What the seconds around one event are to tell in all."""
        return self.blurred * math.sqrt(2 * math.pi)

    def meanings(self, narrow: int) -> Tensor:
        """Return numbers for parts of words to begin with, (buckets, narrow)."""
        say("looking for what is said together")
        said = (self._together(number, half) for number, half in enumerate(self.halves))
        known, wanted = meanings(chain.from_iterable(said), len(self._ends) - 1, narrow)
        return torch.from_numpy(of_parts(wanted, *self._parts_of(known), BUCKETS))

    def _together(self, number: int, half: Half) -> Iterator[list[Said]]:
        """Yield what was said at one time: all tracks of a half, each once, and by itself its live text."""
        said, english = half.said
        every = list(zip(self._numbers[number], (track.times for track in _tracks(half)), strict=True))
        yield every[: 1 if english is said else 2]
        yield from ([own] for own in every[2:])

    def draw(self, rng: np.random.Generator) -> tuple[Tensor, ...]:
        """Return what the network gets, what seconds are to tell, and which there are."""
        return self.of([self._place(rng) for _ in range(self.batch)], self.length, rng)

    def whole(self, only: int) -> Iterator[tuple[Tensor, ...]]:
        """Yield the same of whole halves as they are, one of so many."""
        for number in range(0, len(self.halves), only):
            yield self.of([(number, 0, tuple(range(TRACKS)))], self.halves[number].seconds)

    def _place(self, rng: np.random.Generator) -> tuple[int, int, tuple[int, ...]]:
        """Return a half's number, a second of it, and which of its tracks are heard, by their places."""
        number = int(rng.integers(len(self.halves)))
        half = self.halves[number]
        begin = int(rng.integers(-self.length // 4, max(1, half.seconds - self.length * 3 // 4)))
        begin = 0 if rng.random() < self.first else max(0, begin)
        if half.live is not None and rng.random() < self.live:
            return number, begin, (-1, TRACKS)
        alone = int(rng.integers(TRACKS)) if rng.random() < self.one else None
        return number, begin, tuple(place if alone in (None, place) else -1 for place in range(TRACKS))

    def of(
        self, places: Sequence[tuple[int, int, tuple[int, ...]]], length: int,
        rng: np.random.Generator | None = None,
    ) -> tuple[Tensor, ...]:  # fmt: skip
        """Return stretches of a length; without ``rng`` as they are. See ``Spoken`` for what they are."""
        shape = len(places), len(SOCCERNET_V2), length
        wanted, there = np.zeros(shape, np.float32), np.zeros((shape[0], length), np.float32)
        numbers, rows, kept, more = [self._none], [np.zeros(1, np.int64)], [np.zeros(1)], []
        for clip, (number, begin, heard) in enumerate(places):
            half, shift = self.halves[number], 0.0 if rng is None else rng.uniform(-self.early, self.early)
            there[clip, : max(0, half.seconds - begin)] = 1
            self._blur(half, begin, wanted[clip])
            tracks = [_shifted(_tracks(half)[place], shift, place >= 0) for place in heard]
            more.append(known(tracks, half.half, begin, length))
            for place, track in enumerate(tracks):
                low, high = np.searchsorted(track.times, [begin, begin + length])
                numbers += [self._numbers[number][heard[place]][low:high], self._none]
                own = (track.times[low:high] - begin).astype(np.int64).clip(0, length - 1)
                rows += [(clip * TRACKS + place) * length + own, np.zeros(1, np.int64)]
                kept += [np.ones(high - low) if rng is None else self._heard(rng, high - low), np.zeros(1)]
        distinct, words = np.unique(np.concatenate(numbers), return_inverse=True)
        parts, of, share = self._parts_of(distinct)
        given = [parts, of, share, words, np.concatenate(rows), np.concatenate(kept).astype(np.float32)]
        return tuple(torch.from_numpy(each) for each in (*given, np.stack(more), wanted, there))

    def _heard(self, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
        return np.asarray((rng.random(count) >= self.lost) / (1 - self.lost))

    def _blur(self, half: Half, begin: int, wanted: NDArray[np.float32]) -> None:
        """Write what seconds are to tell: 1 at an event, and ever less around it."""
        seconds = begin + np.arange(wanted.shape[1]) + 0.5
        for time, kind in zip(half.times, half.kinds, strict=True):
            near = np.exp(-((seconds - max(time, 0.5)) ** 2) / 2 / self.blurred**2)
            np.maximum(wanted[kind], near * (near > 1e-2), out=wanted[kind])

    def _parts_of(self, distinct: Numbers) -> tuple[Numbers, Numbers, NDArray[np.float32]]:
        counts = self._ends[distinct + 1] - self._ends[distinct]
        of = np.repeat(np.arange(len(distinct)), counts)
        within = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
        parts = self._parts[self._ends[distinct][of] + within]
        return parts, of, (1 / np.sqrt(counts)).astype(np.float32)


def _tracks(half: Half) -> tuple[Track, ...]:
    """Return all tracks of a half: those of what was said, and after them the live text."""
    return (*half.said, half.live) if half.live is not None else half.said


def _shifted(track: Track, shift: float, heard: bool) -> Track:
    if not heard:
        return Track(track.words[:0], track.times[:0], track.starts[:0])
    return Track(track.words, track.times + np.float32(shift), track.starts + np.float32(shift))
