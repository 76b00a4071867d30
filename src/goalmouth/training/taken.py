"""Matches as features with what happens in them, at any number of rows a second, and stretches of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from goalmouth.datasets.features import about, open_features
from goalmouth.errors import InputError
from goalmouth.game_state.pictures import RATE
from goalmouth.training.stretches import Asked, Cut, Form, events
from goalmouth.types import Floats


@dataclass(frozen=True)
class Half:
    """One half's features, (rows, columns), and the second of the match with which they begin."""

    values: NDArray[Any]
    start: float


@dataclass(frozen=True)
class Own:
    """A match's events in rows of its features; see ``Labelled``."""

    length: int
    times: NDArray[np.float64]
    kinds: NDArray[np.int64]


@dataclass(frozen=True)
class Taken:
    """A match as features, ``rate`` rows a second; its length and times are in rows of all figures.

    Those are ``RATE`` a second, so that figures of matches at any rate are the same ones. See ``Labelled``.
    """

    halves: tuple[Half, ...]
    rate: float
    times: NDArray[np.float64]
    kinds: NDArray[np.int64]

    @property
    def count(self) -> int:
        """Rows of features."""
        return sum(len(half.values) for half in self.halves)

    @property
    def length(self) -> int:
        """See above."""
        return round(self.count * RATE / self.rate)

    @property
    def own(self) -> Own:
        """The same in rows of features."""
        return Own(self.count, self.times * self.rate / RATE, self.kinds)

    def rows(self, first: int, last: int) -> Floats:
        """Return features from one row to another (exclusive), (rows, columns); they are read now."""
        found, begin = [], 0
        for half in self.halves:
            found.append(half.values[max(0, first - begin) : max(0, last - begin)])
            begin += len(half.values)
        return np.concatenate(found, dtype=np.float32)


def read_taken(folder: Path, form: Form, files: Sequence[Path], rate: float) -> Taken:
    """Return a match whose halves' features are in files. Raises ``InputError``."""
    values = [_values(file, rate) for file in files]
    if len({each.shape[1] for each in values}) > 1:
        widths = " and ".join(str(each.shape[1]) for each in values)
        raise InputError(folder, f"has features of {widths} columns", "Take them all with one network")
    starts = accumulate((len(each) / rate for each in values[:-1]), initial=0.0)
    halves = tuple(Half(each, start) for each, start in zip(values, starts, strict=True))
    rows = round(sum(map(len, values)) * RATE / rate)
    return Taken(halves, rate, *events(folder, form, halves, 0.0, rows))


def _values(file: Path, rate: float) -> NDArray[Any]:
    said = about(file).get("rate", rate)
    if said != rate:
        problem = f"has {said} rows a second, not {rate:g}"
        raise InputError(file, problem, "Say in [features] of the recipe how many it has")
    return open_features(file, Fraction(rate)).values


class TakenStretches(Cut):
    """Of features, which are read as they are drawn."""

    def __init__(self, seen: Sequence[Taken], classes: int, length: int, batch: int, asked: Asked) -> None:
        if short := next((each for each in seen if each.count < length), None):
            file = getattr(short.halves[0].values, "filename", None) or "the features"
            remedy = "Lower length in [train]"
            raise InputError(file, f"has {short.count} rows, fewer than the {length} that are learnt", remedy)
        super().__init__([each.own for each in seen], classes, length, batch, asked)
        self.seen = seen

    def rows(self, number: int, first: int, last: int, rng: np.random.Generator) -> Floats:
        """See ``Cut``."""
        return self.seen[number].rows(first, last)
