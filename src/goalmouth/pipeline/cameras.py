"""Predicted camera shots held against labelled ones, from SoccerNet's files."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np

from goalmouth.datasets.clock import parsed
from goalmouth.datasets.games import CAMERAS
from goalmouth.datasets.records import Row
from goalmouth.datasets.soccernet import ChangeType
from goalmouth.datasets.store import Store, inside
from goalmouth.errors import InputError, UnknownName
from goalmouth.evaluation.cameras import FPS, Half, Shots, boundaries, overlaps
from goalmouth.evaluation.spotting import Scores
from goalmouth.labels import SOCCERNET_CAMERAS
from goalmouth.pipeline.evaluation import MODES, games_of

CHANGES = get_args(ChangeType)
UNKNOWN = "I don't know"
"""A kind that counts as other."""


@dataclass(frozen=True)
class Cameras:
    """Figures. overlaps : kind → intersection over union, ``None`` for a kind that nobody has seen."""

    mIoU: float
    overlaps: Mapping[str, float | None]
    scores: Scores
    change: str
    mode: str
    games: int

    def told(self) -> dict[str, Any]:
        """Return the figures for machines, those of the boundaries under the official names."""
        parts = {"": self.scores.every, "_visible": self.scores.visible, "_unshown": self.scores.unshown}
        return {
            "mode": self.mode,
            "games": self.games,
            "change_type": self.change,
            "mIoU": self.mIoU,
            "IoU_per_class": dict(self.overlaps),
        } | {f"mAP{name}": part.mean for name, part in parts.items()}


def evaluate_cameras(
    labels: Path,
    predictions: Path,
    change: str = "abrupt",
    mode: str = "official",
    games: Path | None = None,
) -> Cameras:
    """Hold predicted shots against labels, each a folder or a zip of games with ``Labels-cameras.json``.

    change : the transition whose boundaries are told apart as visible; games : a file with a game's folder
    a line, else all that have labels; mode : ``corrected`` takes the labels' milliseconds, and adds no cell
    to the second half's kinds. A prediction may have a ``confidence``, which its boundary gets.
    Raises ``InputError`` and ``UnknownName``.
    """
    for family, name, choices in (("transition", change, CHANGES), ("mode", mode, MODES)):
        if name not in choices:
            raise UnknownName(family, name, choices)
    known, said = Store(labels), Store(predictions)
    file = CAMERAS.files[0]
    chosen = games_of(known, file, games)
    halves = []
    for folder in chosen:
        name = inside(folder, file)
        truth, found = CAMERAS.game(known, name).rows, CAMERAS.game(said, name).rows
        for number in (1, 2):
            own, told = ([row for row in rows if row.half == number] for rows in (truth, found))
            if own:
                halves.append(Half(number, _labelled(own, change, mode), _predicted(told)))
    if not halves:
        raise InputError(labels, "holds no shot", f"Give a {file} with annotations")
    found_overlaps = overlaps(halves, len(SOCCERNET_CAMERAS), mode)
    seen = found_overlaps[~np.isnan(found_overlaps)]
    by_kind = {
        kind: None if math.isnan(value) else value
        for kind, value in zip(SOCCERNET_CAMERAS, found_overlaps.tolist(), strict=True)
    }
    return Cameras(float(seen.mean()), by_kind, boundaries(halves), change, mode, len(chosen))


def _labelled(rows: Sequence[Row], change: str, mode: str) -> Shots:
    """Return labelled shots. The official code takes their time from the clock, in whole seconds."""
    clocks = [row.more.get("gameTime") if mode == "official" else None for row in rows]
    ends = [parsed(str(clock))[1] if clock else row.position for clock, row in zip(clocks, rows, strict=True)]
    if mode == "official":
        ends = [end // 1000 * 1000 for end in ends]
    return _shots(rows, ends, [1.0 if row.more.get("change_type") == change else -1.0 for row in rows])


def _predicted(rows: Sequence[Row]) -> Shots:
    sure = [1.0 if row.score is None else row.score for row in rows]
    return _shots(rows, [row.position for row in rows], sure)


def _shots(rows: Sequence[Row], ends: Sequence[float], values: Sequence[float]) -> Shots:
    """Return shots that end at some milliseconds; the last cell of each is the one before."""
    cells = np.maximum((np.array(ends, np.float64) * FPS / 1000).astype(np.int64) - 1, 0)
    kinds = np.array([_kind(row.label) for row in rows], np.int64)
    cut = np.array([row.more.get("change_type", CHANGES[0]) in CHANGES for row in rows], np.bool_)
    length = int(cells.max(initial=-1)) + 1
    return Shots(cells[kinds >= 0], kinds[kinds >= 0], cells[cut], np.array(values, np.float64)[cut], length)


def _kind(label: str) -> int:
    """Return a kind's place, −1 for one that is not in the list."""
    label = SOCCERNET_CAMERAS[-1] if label == UNKNOWN else label
    return SOCCERNET_CAMERAS.index(label) if label in SOCCERNET_CAMERAS else -1
