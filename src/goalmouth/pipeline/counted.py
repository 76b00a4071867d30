"""Stretches of time and whole clips held against their truth, from files of any format."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goalmouth.datasets.formats import read
from goalmouth.datasets.records import Dataset
from goalmouth.errors import InputError
from goalmouth.evaluation.clips import classified
from goalmouth.evaluation.counts import Counts, f1, means, rates
from goalmouth.evaluation.intervals import Interval, matched


@dataclass(frozen=True)
class Counted:
    """Counts by class, and the means over classes. accuracy : of clips alone."""

    counts: Mapping[str, Counts]
    accuracy: float | None = None

    def told(self) -> dict[str, Any]:
        """Return the figures for machines."""
        per = {name: rates(*own) | {"f1": f1(*own)} for name, own in self.counts.items()}
        found: dict[str, Any] = {} if self.accuracy is None else {"accuracy": self.accuracy}
        return found | means(self.counts) | {"per_class": per}


def evaluate_intervals(labels: Path, predictions: Path, least: float, threshold: float = 0.0) -> Counted:
    """Hold stretches, which have an end, against each other. least : the overlap at which two are one.

    threshold : the least confidence. Raises ``InputError``.
    """
    truth, said = (_stretches(path, read(path)[1]) for path in (labels, predictions))
    if not truth:
        raise InputError(labels, "holds no entry", "Give labels with a start and an end")
    return Counted(matched(truth, [each for each in said if each.score >= threshold], least))


def _stretches(path: Path, dataset: Dataset) -> list[Interval]:
    found = []
    for game in dataset.games:
        for place, row in enumerate(game.rows):
            if row.end is None:
                problem = f"entry {place} of {game.name or 'the game'} has no end"
                raise InputError(path, problem, "Give stretches: a column or key 'end'")
            score = 1.0 if row.score is None else row.score
            found.append(Interval(f"{game.name} {row.half}", row.position, row.end, row.label, score))
    return found


def evaluate_clips(labels: Path, predictions: Path) -> Counted:
    """Hold one class a clip against another. A clip is a game of its file; of several, the surest counts.

    Raises ``InputError``.
    """
    truth, said = (_clips(read(path)[1]) for path in (labels, predictions))
    if not truth:
        raise InputError(labels, "holds no clip with a label", "Give a label for each clip")
    if unknown := sorted(said.keys() - truth.keys()):
        raise InputError(
            predictions, f"has a clip without a label, {unknown[0]!r}", "Give the labels of it too"
        )
    right = sum(said.get(clip) == name for clip, name in truth.items())
    return Counted(classified(truth, said), right / len(truth))


def _clips(dataset: Dataset) -> dict[str, str]:
    surest = {
        game.name: max(game.rows, key=lambda row: row.score or 0.0) for game in dataset.games if game.rows
    }
    return {name: row.label for name, row in surest.items()}
