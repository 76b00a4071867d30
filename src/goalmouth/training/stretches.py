"""Matches as rows of numbers with what happened in them, and stretches of them to train with."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from goalmouth.datasets.soccernet import read_labels
from goalmouth.errors import InputError
from goalmouth.files import row_file
from goalmouth.game_state.ball import BallReader
from goalmouth.game_state.pictures import RATE
from goalmouth.labels import SOCCERNET_BALL
from goalmouth.media.decode import decode
from goalmouth.media.video import open_videos
from goalmouth.models.actions import SEEN, SIDEWAYS
from goalmouth.training.command import say

AROUND = 2.0
"""Rows around an event that are taught to tell of it."""
RARE = 0.5
"""Share of the stretches that are cut around an event of a class that is not common."""
COMMON = frozenset({"PASS", "DRIVE"})
LEFT_OUT = 0.3
"""How often a stretch is told from motion and places alone, though it is not mirrored."""
Rows = NDArray[np.float32]


@dataclass(frozen=True)
class Match:
    """A match's rows, (rows, columns), and its events: times in rows and classes, (events,) each."""

    rows: Rows
    times: NDArray[np.float64]
    kinds: NDArray[np.int64]


def read_match(folder: Path, weights: Path, cache: Path) -> Match:
    """Return a match; its rows are made once for the same weights. Raises ``InputError``."""
    video = folder / "video.mp4"
    version = hashlib.sha256(weights.read_bytes()).hexdigest()[:12]
    kept = cache / f"{folder.parent.name}-{folder.name}-{version}.npy"
    if not kept.exists():
        say(f"watching {folder.name}")
        cache.mkdir(parents=True, exist_ok=True)
        with row_file(kept) as add:
            reader = BallReader(lambda _, row: add(row), weights)
            decode(open_videos([video]), [reader])
            reader.finish()
    rows: Rows = np.load(kept)
    events = [label for label in read_labels(folder / "Labels-ball.json") if label.label in SOCCERNET_BALL]
    times = np.array([event.time * RATE for event in events])
    if not len(times) or times.max() > len(rows) + RATE:
        problem = "has a label after the video's end" if len(times) else "has no label of a ball action"
        raise InputError(folder, problem, "Give the labels of this video")
    return Match(rows, times, np.array([SOCCERNET_BALL.index(event.label) for event in events]))


def targets(match: Match) -> tuple[Rows, Rows]:
    """Return what each row is to tell: whether of each class, and how many rows later, (classes, rows)."""
    shape = len(SOCCERNET_BALL), len(match.rows)
    near, later = np.zeros(shape, np.float32), np.full(shape, np.inf, np.float32)
    for time, kind in zip(match.times, match.kinds, strict=True):
        rows = np.arange(max(0, int(np.ceil(time - AROUND))), min(shape[1], int(time + AROUND) + 1))
        nearer = rows[np.abs(time - rows) < np.abs(later[kind, rows])]
        near[kind, nearer], later[kind, nearer] = 1, time - nearer
    return near, np.where(np.isinf(later), 0, later)


class Stretches:
    """Draws stretches of matches, with what their rows are to tell."""

    def __init__(self, matches: Sequence[Match], length: int, batch: int, usual: Rows) -> None:
        self.matches, self.length, self.batch, self.usual = matches, length, batch, usual
        self.targets = [targets(match) for match in matches]
        rare = [SOCCERNET_BALL.index(name) for name in SOCCERNET_BALL if name not in COMMON]
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
