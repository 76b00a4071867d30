"""Predictions of many games held against their labels, as files lie there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goalmouth.datasets.beside import Beside
from goalmouth.datasets.classes import class_list, text_of
from goalmouth.datasets.columns import labels_of, predictions_of
from goalmouth.datasets.store import Store, paths
from goalmouth.errors import InputError, UnknownName
from goalmouth.evaluation.counts import rates
from goalmouth.evaluation.deltas import METRICS
from goalmouth.labels import SOCCERNET_BALL

if TYPE_CHECKING:
    from goalmouth.evaluation.spotting import Scores

RARE = ("FREE KICK", "GOAL")
"""Ball actions that papers leave out of a mean over ten."""

SIDES = ("left", "right")
MODES = ("official", "corrected")
PREDICTIONS = "results_spotting.json"


@dataclass(frozen=True)
class Evaluation:
    """Figures, and what they were taken of. left_out : labels and predictions of no class in the list."""

    scores: "Scores"
    classes: Sequence[str]
    games: int
    fps: int
    metric: str
    mode: str
    left_out: tuple[Counter[str], Counter[str]]
    team: bool = False
    counts: Mapping[int, Mapping[str, Mapping[str, float]]] | None = None
    """δ in seconds → class → ``rates`` of what reaches a threshold, where one is given."""

    def told(self) -> dict[str, Any]:
        """Return the figures under the official names."""
        found: dict[str, Any] = {
            "metric": self.metric,
            "mode": self.mode,
            "fps": self.fps,
            "games": self.games,
        }
        parts = {"": self.scores.every, "_visible": self.scores.visible, "_unshown": self.scores.unshown}
        found |= {f"a_mAP{name}": part.mean for name, part in parts.items()}
        found |= {f"a_mAP_per_class{name}": part.named(self.classes) for name, part in parts.items()}
        if tuple(self.classes) == SOCCERNET_BALL:
            often = [
                x for x, name in zip(self.scores.every.classes, self.classes, strict=True) if name not in RARE
            ]
            found["a_mAP_ten"] = sum(often) / len(often)
        found |= {"team": True} if self.team else {}
        found |= {"counts": self.counts} if self.counts is not None else {}
        names = "labels", "predictions"
        return found | {"left_out": {n: dict(c) for n, c in zip(names, self.left_out, strict=True)}}


def evaluate_spotting(
    labels: Path,
    predictions: Path,
    metric: str = "loose",
    classes: str = "v2",
    mode: str = "official",
    fps: int | None = None,
    games: Path | None = None,
    team: bool = False,
    threshold: float | None = None,
) -> Evaluation:
    """Hold predictions against labels, each a folder or a zip of games.

    classes : see ``class_list``; fps : cells a second of the official metric; games : a file with a game's
    folder a line, else all that have labels; team : whether a prediction must name the right team, left or
    right (official mode only); threshold : from which confidence predictions are counted as right and wrong,
    besides.
    Raises ``InputError`` and ``UnknownName``.
    """
    for family, name, choices in (("metric", metric, METRICS), ("mode", mode, MODES)):
        if name not in choices:
            raise UnknownName(family, name, choices)
    known, said = Store(labels), Store(predictions)
    own_list = class_list(classes)
    names, file = own_list.names, own_list.file or _labels_in(known)
    chosen = games_of(known, file, games)
    if team and mode != "official":
        raise UnknownName("mode for teams", mode, ["official"])
    own = [f"{name}-{side}" for name in names for side in SIDES] if team else names
    with Beside(said, paths(chosen, PREDICTIONS), predictions_of(own, team).read) as spotted:
        # These load numpy, which takes a while: meanwhile files are read.
        from goalmouth.datasets.tables import table
        from goalmouth.evaluation import corrected
        from goalmouth.evaluation.spotting import average_map, by_sides, counts_at

        reader = labels_of(own, team)
        truth, no_labels = table([reader.read(known, name) for name in paths(chosen, file)])
        spots, no_predictions = table(spotted.all())
    rate = fps or own_list.rate
    if mode == "official":
        scores = average_map(truth, spots, len(own), metric, rate)
        scores = by_sides(scores, truth, len(own), rate) if team else scores
    else:
        scores = corrected.average_map(truth, spots, len(names), metric)
    counts = None
    if threshold is not None:
        deltas = METRICS[metric]
        tables = counts_at(truth, spots, len(own), deltas, rate, threshold).tolist()
        counts = {
            delta: {name: rates(*row) for name, row in zip(own, table, strict=True)}
            for delta, table in zip(deltas, tables, strict=True)
        }
    return Evaluation(
        scores, names, len(chosen), rate, metric, mode, (no_labels, no_predictions), team, counts
    )


def games_of(store: Store, file: str, games: Path | None) -> list[str]:
    """Return the games that a file lists, else all that have labels; raise ``InputError`` for none."""
    chosen = _games(games) if games else store.folders(file)
    if not chosen:
        raise InputError(store.path, f"holds no {file}", "Give the folder or zip that has the games in it")
    return chosen


def _games(path: Path) -> list[str]:
    return [line.strip().replace("\\", "/").strip("/") for line in text_of(path).splitlines() if line.strip()]


def _labels_in(store: Store) -> str:
    """Return the one name that label files have in a store."""
    found = sorted({name.rpartition("/")[2] for name in store.names if "Labels" in name})
    if len(found) != 1:
        problem = f"holds {' and '.join(found) or 'no file'} named like Labels*.json"
        raise InputError(store.path, problem, "Give a folder with one kind of labels")
    return found[0]
