"""What is seen: a network over time, on rows that another one made of each picture."""

import json
from pathlib import Path

import numpy as np

from goalmouth.runtime import SHIPPED, load_network
from goalmouth.spotting.peaks import peaks
from goalmouth.types import Evidence, Floats, Spot

WEIGHTS = SHIPPED / "ball_actions.onnx"

STRETCH = 2048
"""Rows that the network gets at once, beside those that it needs before and after them."""


class VisualSpotter:
    """Every ball action that the network thinks of, however unsure."""

    needs = frozenset({"ball"})

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._session, told = load_network(weights, "spots actions", "classes", "reach")
        self.classes: tuple[str, ...] = tuple(json.loads(told["classes"]))
        self._reach = int(told["reach"])

    def spot(self, evidence: Evidence) -> list[Spot]:
        """Return a candidate for each moment of each class."""
        track = evidence.ball
        if track is None or not len(track.times):
            return []
        return [
            Spot(float(track.times[peak.row]), self.classes[peak.kind], peak.score, "visual")
            for peak in peaks(*self.told(track.rows))
        ]

    def told(self, rows: Floats) -> Floats:
        """Return how likely each class is and by how many rows displaced, (2, classes, rows).

        The same, but for rounding, as if all rows had been given at once.
        """
        parts = []
        for first in range(0, len(rows), STRETCH):
            before, after = max(0, first - self._reach), first + STRETCH + self._reach
            told = self._session.run(None, {"rows": np.asarray(rows[before:after], np.float32)})[0]
            parts.append(told[:, :, first - before : first - before + STRETCH])
        return np.concatenate(parts, 2)
