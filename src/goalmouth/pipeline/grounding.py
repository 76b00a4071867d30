"""Predicted moments of replays held against what the camera labels say each replay shows."""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from goalmouth.datasets.clock import parsed
from goalmouth.datasets.games import CAMERAS, GROUNDING
from goalmouth.datasets.records import Game, Row, number
from goalmouth.datasets.store import MEND, Store, inside
from goalmouth.errors import InputError, UnknownName
from goalmouth.evaluation.deltas import METRICS
from goalmouth.evaluation.grounding import CELLS, FPS, Sample, average_ap
from goalmouth.labels import SOCCERNET_V2
from goalmouth.pipeline.evaluation import games_of


@dataclass(frozen=True)
class Grounding:
    """Figures. replays : how many were predicted; known : how many of them end where a labelled one does."""

    a_AP: float
    metric: str
    games: int
    replays: int
    known: int

    def told(self) -> dict[str, Any]:
        """Return the figures under the official names."""
        return asdict(self)


def evaluate_grounding(
    labels: Path, predictions: Path, metric: str = "loose", games: Path | None = None
) -> Grounding:
    """Hold predictions against labels, each a folder or a zip of games.

    Raises ``InputError`` and ``UnknownName``.
    """
    if metric not in METRICS:
        raise UnknownName("metric", metric, METRICS)
    known, said = Store(labels), Store(predictions)
    file = next((name.rpartition("/")[2] for name in GROUNDING.finds(said)), GROUNDING.files[0])
    chosen = games_of(known, CAMERAS.files[0], games)
    samples: list[Sample] = []
    count = 0
    for folder in chosen:
        cameras, replays = (inside(folder, name) for name in (CAMERAS.files[0], file))
        truth, found = CAMERAS.game(known, cameras), GROUNDING.game(said, replays)
        count += len(found.rows)
        for place, row in enumerate(found.rows):
            try:
                samples += _sample(row, truth)
            except (KeyError, IndexError, TypeError, ValueError) as error:
                problem = f"replay {place} cannot be read ({error!r})"
                raise InputError(said.where(replays), problem, MEND) from error
    if not samples:
        problem = "holds no replay that ends, to the second, where a labelled one does"
        raise InputError(predictions, problem, "Give the replays that the labels know")
    return Grounding(average_ap(samples, metric), metric, len(chosen), count, len(samples))


def _sample(replay: Row, truth: Game) -> Iterator[Sample]:
    """Yield the replay with what it shows, if the labels know it."""
    scores: dict[int, float] = {}
    for one in replay.more["detection"]:
        scores[int(number(one["time"]) * FPS)] = number(one["score"])
    moment = _shown(replay, truth)
    if moment is None:
        return
    if not all(0 <= cell < CELLS for cell in (moment, *scores)):
        raise ValueError(f"a time beyond {CELLS // FPS} s")
    if not all(map(math.isfinite, scores.values())):
        raise ValueError("a score that is no number")
    cells = sorted(scores)
    yield Sample(moment, np.array(cells, np.int64), np.array([scores[cell] for cell in cells]))


def _shown(replay: Row, truth: Game) -> int | None:
    """Return the cell of what a replay shows: of the first labelled shot that ends in its last second."""
    before: int | None = None
    for shot in truth.rows:
        clock = shot.more.get("gameTime")
        ends = int((parsed(clock)[1] if clock else shot.position) / 1000)
        link = shot.more.get("link")
        if (
            not link
            or int(link["half"]) != replay.half
            or link["label"] not in SOCCERNET_V2
            or before == ends
        ):
            before = ends
        elif ends == int((replay.end or 0.0) / 1000):
            minutes, seconds = link["time"].split(":")
            return FPS * (60 * int(minutes) + int(seconds))
    return None
