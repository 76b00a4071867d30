"""Matches as rows of numbers with what happened in them, and stretches of them to train with."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from goalmouth.datasets.classes import class_list
from goalmouth.datasets.formats import read
from goalmouth.errors import InputError
from goalmouth.files import digest, row_file
from goalmouth.game_state.ball import BallReader
from goalmouth.game_state.pictures import RATE
from goalmouth.media.decode import decode
from goalmouth.media.video import open_videos
from goalmouth.models.actions import SEEN, SIDEWAYS
from goalmouth.pipeline.run import fingerprint, identity
from goalmouth.spotting.visual import steady, steps
from goalmouth.training.recipes import Job
from goalmouth.training.told import say
from goalmouth.training.uneven import Uneven
from goalmouth.types import RowTrack

AROUND = 2.0
"""Rows around an event that are taught to tell of it, and by default where it is."""
RARE = 0.5
"""Share of the stretches that are cut around an event of a class that is not common."""
COMMON = 0.2
"""Share of all events from which a class is common."""
LEFT_OUT = 0.3
"""How often a stretch is told from motion and places alone, though it is not mirrored."""

Rows = NDArray[np.float32]


class Labelled(Protocol):
    """A match and its events, however it is looked at."""

    @property
    def length(self) -> int:
        """How many rows it has."""
        ...

    @property
    def times(self) -> NDArray[np.float64]:
        """Events' times in rows, (events,)."""
        ...

    @property
    def kinds(self) -> NDArray[np.int64]:
        """The numbers of their classes, (events,)."""
        ...


class Begun(Protocol):
    """One of a match's videos, or what else there is of it."""

    @property
    def start(self) -> float:
        """Seconds from the first one's beginning."""
        ...


@dataclass(frozen=True)
class Match:
    """A match as rows, (rows, columns); again : the same seen with other pictures, see ``Uneven``."""

    rows: Rows
    times: NDArray[np.float64]
    kinds: NDArray[np.int64]
    again: Rows | None = None

    @property
    def length(self) -> int:
        """How many there are."""
        return len(self.rows)


@dataclass(frozen=True)
class Form:
    """How matches lie in their folders: videos in order, files of labels; and the lists of classes."""

    videos: Sequence[str]
    labels: Sequence[str]
    lists: Mapping[str, Sequence[str]]

    @property
    def classes(self) -> list[str]:
        """Those of all lists."""
        return [name for names in self.lists.values() for name in names]


def form_of(job: Job) -> Form:
    """Return what a recipe says of its matches."""
    data, labels = job.recipe["data"], job.recipe["labels"]
    lists = {
        key: [name for name in class_list(key).names if name not in data["absent"]] for key in labels.values()
    }
    return Form(data["videos"], tuple(labels), lists)


def read_match(folder: Path, form: Form, weights: Path, cache: Path, twice: bool = False) -> Match:
    """Return a match; its rows are made once for the same video and weights. Raises ``InputError``.

    weights : of the network that finds the ball; twice : unevenly, too.
    """
    videos = open_videos([folder / name for name in form.videos])

    def track(uneven: bool) -> RowTrack:
        def look(add: Callable[[NDArray[Any]], None]) -> None:
            reader = BallReader(add, weights)
            decode(videos, [Uneven(reader) if uneven else reader])
            reader.finish()

        name = f"{folder.name}-uneven" if uneven else folder.name
        held: Rows = np.load(watched(cache, name, look, identity(videos), digest(weights)))
        return RowTrack(held[:, 0], held[:, 1:])

    plain = track(False)
    rows = steady(plain, 0, steps(plain, RATE), RATE)
    again = steady(track(True), 0, len(rows), RATE) if twice else None
    return Match(rows, *events(folder, form, videos, float(plain.times[0]), len(rows)), again)


def watched(
    cache: Path, name: str, look: Callable[[Callable[[NDArray[Any]], None]], None], *key: object,
    kind: str = "<f4",
) -> Path:  # fmt: skip
    """Return the file of a match's rows, which are made once for the same key.

    look : hands each row, (columns,), to what it is given; kind : of numbers, see ``row_file``.
    """
    kept = cache / f"{name}-{fingerprint(*key)}.npy"
    if not kept.exists():
        say(f"watching {name}")
        cache.mkdir(parents=True, exist_ok=True)
        with row_file(kept, kind) as add:
            look(add)
    return kept


def events(
    folder: Path, form: Form, videos: Sequence[Begun], begin: float, rows: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return times in rows and classes, (events,) each, of a match whose first row is at ``begin`` seconds.

    Raises ``InputError`` where there is none, or one after the last row.
    """
    starts = [video.start for video in videos]
    found = [event for name in form.labels for event in _events(folder / name, starts)]
    known = [(time, form.classes.index(label)) for time, label in found if label in form.classes]
    times, kinds = np.array(known, np.float64).reshape(-1, 2).T
    times = (times - begin) * RATE
    if not len(times) or times.max() > rows + RATE:
        problem = "has a label after the video's end" if len(times) else "has no label of any class"
        raise InputError(folder, problem, "Give the labels of this video, and the classes that they have")
    return times, kinds.astype(np.int64)


def _events(path: Path, starts: Sequence[float]) -> Iterable[tuple[float, str]]:
    """Yield the seconds from the first video's start and the label of each event of a file."""
    for game in read(path)[1].games:
        for row in game.rows:
            half = row.half or 1
            if half > len(starts):
                raise InputError(path, f"has a label of half {half}", "Name each half's video in the recipe")
            yield starts[half - 1] + row.position / 1000, row.label


def all_labelled(matches: Iterable[Labelled], form: Form, job: Job) -> None:
    """Raise ``InputError`` where no match has a label of some class."""
    there = {int(kind) for match in matches for kind in match.kinds}
    if never := [name for kind, name in enumerate(form.classes) if kind not in there]:
        problem = f"no match to learn from has a label of {', '.join(never)}"
        raise InputError(job.path, problem, "Name in [data] absent what is not to be learnt")


@dataclass(frozen=True)
class Asked:
    """What rows are to tell, as a recipe has it.

    stride : rows from one that is told of to the next; window : rows around an event that are to tell where
    it is, of which those nearer than ``AROUND`` are to tell that it is.
    """

    stride: int = 1
    window: float = AROUND

    @property
    def share(self) -> float:
        """How much each of those rows counts: of a wider window no more together than of the narrowest."""
        return (2 * AROUND + 1) / (2 * self.window + 1)

    def of(self, match: Labelled, classes: int) -> tuple[Rows, Rows, Rows]:
        """Return ``near``, ``later`` and ``within`` as ``goalmouth.training.losses`` has them.

        Each is (classes, rows / stride).
        """
        shape = classes, match.length
        later = np.full(shape, np.inf, np.float32)
        for time, kind in zip(match.times, match.kinds, strict=True):
            first, last = int(np.ceil(time - self.window)), int(time + self.window) + 1
            rows = np.arange(max(0, first), min(shape[1], last))
            nearer = rows[np.abs(time - rows) < np.abs(later[kind, rows])]
            later[kind, nearer] = time - nearer
        later = later[:, :: self.stride]
        near, within = (np.abs(later) <= most for most in (AROUND, self.window))
        return near.astype(np.float32), np.where(within, later, 0), within.astype(np.float32)


class Places:
    """Draws where stretches of matches begin, half of them so that something rare happens in them."""

    def __init__(self, matches: Sequence[Labelled], length: int) -> None:
        self._lengths, self.length = [match.length for match in matches], length
        every = np.concatenate([match.kinds for match in matches])
        rare = np.flatnonzero(np.bincount(every) < COMMON * len(every))
        self._rare = [
            (number, int(time))
            for number, match in enumerate(matches)
            for time in match.times[np.isin(match.kinds, rare)]
        ]

    def draw(self, rng: np.random.Generator) -> tuple[int, int]:
        """Return a match's number and the first row of a stretch of it."""
        if self._rare and rng.random() < RARE:
            number, time = self._rare[rng.integers(len(self._rare))]
            first = time - int(rng.integers(self.length))
        else:
            number = int(rng.integers(len(self._lengths)))
            first = int(rng.integers(self._lengths[number]))
        return number, int(np.clip(first, 0, max(0, self._lengths[number] - self.length)))


class Cut:
    """Draws stretches of matches, with what their rows are to tell."""

    def __init__(
        self, matches: Sequence[Labelled], classes: int, length: int, batch: int, asked: Asked
    ) -> None:
        self.batch, self.stride = batch, asked.stride
        self.targets = [asked.of(match, classes) for match in matches]
        self.places = Places(matches, length)

    def draw(self, rng: np.random.Generator) -> tuple[Tensor, ...]:
        """Return a batch: rows, (batch, length, columns), and what they are to tell, see ``Asked.of``."""
        return stacked([self._one(rng) for _ in range(self.batch)])

    def rows(self, number: int, first: int, last: int, rng: np.random.Generator) -> Rows:
        """Return a match's rows from one to another (exclusive), as they are learnt from."""
        raise NotImplementedError

    def _one(self, rng: np.random.Generator) -> tuple[Rows, ...]:
        number, first = self.places.draw(rng)
        # With a row of which something is told.
        first = first // self.stride * self.stride
        last = first + self.places.length
        told = slice(first // self.stride, last // self.stride)
        return self.rows(number, first, last, rng), *(each[:, told] for each in self.targets[number])


class Stretches(Cut):
    """Of what was seen of the ball, at times in a mirror; usual : the mean of each column."""

    def __init__(
        self, matches: Sequence[Match], classes: int, length: int, batch: int, asked: Asked, usual: Rows
    ) -> None:
        super().__init__(matches, classes, length, batch, asked)
        self.matches, self.usual = matches, usual

    def rows(self, number: int, first: int, last: int, rng: np.random.Generator) -> Rows:
        """See ``Cut``."""
        match = self.matches[number]
        every = match.rows if match.again is None or rng.random() < 0.5 else match.again
        rows = every[first:last].copy()
        turned = rng.random() < 0.5
        if turned:
            rows[:, list(SIDEWAYS)] *= -1
        if turned or rng.random() < LEFT_OUT:
            rows[:, SEEN:] = self.usual[SEEN:]
        return rows


def stacked(drawn: Sequence[tuple[NDArray[Any], ...]]) -> tuple[Tensor, ...]:
    """Return a batch of what was drawn one by one."""
    return tuple(torch.from_numpy(np.stack(each)) for each in zip(*drawn, strict=True))
