"""Matches as rows of numbers with what happened in them, and stretches of them to train with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from goalmouth.datasets.formats import read
from goalmouth.errors import InputError
from goalmouth.files import row_file
from goalmouth.game_state.ball import BallReader
from goalmouth.game_state.pictures import RATE
from goalmouth.media.decode import decode
from goalmouth.media.video import open_videos
from goalmouth.models.actions import SEEN, SIDEWAYS
from goalmouth.pipeline.run import fingerprint, identity
from goalmouth.spotting.visual import steady, steps
from goalmouth.training.told import say
from goalmouth.types import BallTrack

AROUND = 2.0
"""Rows around an event that are taught to tell of it."""
RARE = 0.5
"""Share of the stretches that are cut around an event of a class that is not common."""
COMMON = 0.2
"""Share of all events from which a class is common."""
LEFT_OUT = 0.3
"""How often a stretch is told from motion and places alone, though it is not mirrored."""

Rows = NDArray[np.float32]


@dataclass(frozen=True)
class Match:
    """A match's rows, (rows, columns), and its events: times in rows and classes, (events,) each."""

    rows: Rows
    times: NDArray[np.float64]
    kinds: NDArray[np.int64]


@dataclass(frozen=True)
class Form:
    """How matches lie in their folders: the videos in order, the files of labels, and the classes."""

    videos: Sequence[str]
    labels: Sequence[str]
    classes: Sequence[str]


def read_match(folder: Path, form: Form, weights: Path, cache: Path) -> Match:
    """Return a match; its rows are made once for the same video and weights. Raises ``InputError``.

    weights : of the network that finds the ball.
    """
    videos = open_videos([folder / name for name in form.videos])
    kept = cache / f"{folder.name}-{fingerprint(identity(videos), weights.read_bytes())}.npy"
    if not kept.exists():
        say(f"watching {folder.name}")
        cache.mkdir(parents=True, exist_ok=True)
        with row_file(kept) as add:
            reader = BallReader(add, weights)
            decode(videos, [reader])
            reader.finish()
    held: Rows = np.load(kept)
    track = BallTrack(held[:, 0], held[:, 1:])
    rows = steady(track, 0, steps(track, RATE), RATE)
    starts = [video.start for video in videos]
    events = [event for name in form.labels for event in _events(folder / name, starts)]
    known = [(time, form.classes.index(label)) for time, label in events if label in form.classes]
    times, kinds = np.array(known, np.float64).reshape(-1, 2).T
    times = (times - float(track.times[0])) * RATE
    if not len(times) or times.max() > len(rows) + RATE:
        problem = "has a label after the video's end" if len(times) else "has no label of any class"
        raise InputError(folder, problem, "Give the labels of this video, and the classes that they have")
    return Match(rows, times, kinds.astype(np.int64))


def _events(path: Path, starts: Sequence[float]) -> Iterable[tuple[float, str]]:
    """Yield the seconds from the first video's start and the label of each event of a file."""
    for game in read(path)[1].games:
        for row in game.rows:
            half = row.half or 1
            if half > len(starts):
                raise InputError(path, f"has a label of half {half}", "Name each half's video in the recipe")
            yield starts[half - 1] + row.position / 1000, row.label


def without_label(matches: Iterable[Match], classes: Sequence[str]) -> list[str]:
    """Return the classes of which no match has a label."""
    there = {int(kind) for match in matches for kind in match.kinds}
    return [name for kind, name in enumerate(classes) if kind not in there]


def targets(match: Match, classes: int) -> tuple[Rows, Rows]:
    """Return what each row is to tell: whether of each class, and how many rows later, (classes, rows)."""
    shape = classes, len(match.rows)
    near, later = np.zeros(shape, np.float32), np.full(shape, np.inf, np.float32)
    for time, kind in zip(match.times, match.kinds, strict=True):
        rows = np.arange(max(0, int(np.ceil(time - AROUND))), min(shape[1], int(time + AROUND) + 1))
        nearer = rows[np.abs(time - rows) < np.abs(later[kind, rows])]
        near[kind, nearer], later[kind, nearer] = 1, time - nearer
    return near, np.where(np.isinf(later), 0, later)


class Stretches:
    """Draws stretches of matches, with what their rows are to tell."""

    def __init__(self, matches: Sequence[Match], classes: int, length: int, batch: int, usual: Rows) -> None:
        self.matches, self.length, self.batch, self.usual = matches, length, batch, usual
        self.targets = [targets(match, classes) for match in matches]
        counts = np.bincount(np.concatenate([match.kinds for match in matches]), minlength=classes)
        rare = np.flatnonzero(counts < COMMON * counts.sum())
        self.rare = [
            (number, int(time))
            for number, match in enumerate(matches)
            for time in match.times[np.isin(match.kinds, rare)]
        ]

    def draw(self, rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """Return a batch: rows, and what they are to tell.

        Rows are (batch, length, columns), classes and displacements (batch, classes, length).
        """
        drawn = [self._one(rng) for _ in range(self.batch)]
        rows, near, later = (torch.from_numpy(np.stack(each)) for each in zip(*drawn, strict=True))
        return rows, near, later

    def _one(self, rng: np.random.Generator) -> tuple[Rows, Rows, Rows]:
        if self.rare and rng.random() < RARE:
            number, time = self.rare[rng.integers(len(self.rare))]
            first = time - int(rng.integers(self.length))
        else:
            number = int(rng.integers(len(self.matches)))
            first = int(rng.integers(len(self.matches[number].rows)))
        match = self.matches[number]
        first = int(np.clip(first, 0, max(0, len(match.rows) - self.length)))
        own = slice(first, first + self.length)
        rows, (near, later) = match.rows[own].copy(), (each[:, own] for each in self.targets[number])
        turned = rng.random() < 0.5
        if turned:
            rows[:, list(SIDEWAYS)] *= -1
        if turned or rng.random() < LEFT_OUT:
            rows[:, SEEN:] = self.usual[SEEN:]
        return rows, near, later
