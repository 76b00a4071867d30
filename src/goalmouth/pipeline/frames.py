"""Predictions of E2E-Spot held against its labels, picture by picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from goalmouth.datasets.e2e_spot import E2E_SPOT, USUAL
from goalmouth.datasets.records import Dataset, frame_of
from goalmouth.datasets.store import Store
from goalmouth.datasets.videos import entries
from goalmouth.errors import InputError
from goalmouth.evaluation.frames import TOLERANCES, Event, mean_precision


@dataclass(frozen=True)
class Frames:
    """Figures. precision : tolerance in pictures → class → average precision; videos : how many."""

    precision: dict[int, dict[str, float]]
    videos: int

    def told(self) -> dict[str, Any]:
        """Return the figures for machines."""
        means = {within: fmean(own.values()) for within, own in self.precision.items()}
        return {"mAP": means, "mAP_mean": fmean(means.values()), "AP": self.precision, "videos": self.videos}


def evaluate_frames(labels: Path, predictions: Path, tolerances: Sequence[int] = TOLERANCES) -> Frames:
    """Hold predictions against labels, both in E2E-Spot's form. Raises ``InputError``."""
    truth, said = (E2E_SPOT.read(Store(path)) for path in (labels, predictions))
    known, found = _events(truth), _events(said)
    videos, others = ({video for video, _ in each} for each in (known, found))
    if videos != others:
        only = sorted(videos ^ others)
        problem = f"has not the videos of {labels.name}: {len(only)} are in one of both, such as {only[0]!r}"
        raise InputError(predictions, problem, "Give predictions, if only none, for every video and no other")
    events = [event for _, own in known for event in own]
    if not events:
        raise InputError(labels, "holds no label", "Give labels of the videos that were predicted")
    spots = [event for _, own in found for event in own]
    return Frames(mean_precision(events, spots, tolerances), len(videos))


def _events(dataset: Dataset) -> list[tuple[str, list[Event]]]:
    found = []
    for game in dataset.games:
        for _, entry in entries(game):
            rate = entry.rate or USUAL
            own = [
                Event(entry.path, frame_of(r.position, rate), r.label, 1.0 if r.score is None else r.score)
                for r in entry.rows
            ]
            found.append((entry.path, own))
    return found
