"""What is seen: a network over time, on rows that another one made of each picture, or its own first half."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from goalmouth.errors import InputError
from goalmouth.runtime import SHIPPED, load_network
from goalmouth.spotting.peaks import peaks
from goalmouth.spotting.windows import told_over
from goalmouth.types import Evidence, Floats, RowTrack, Spot

WEIGHTS = SHIPPED / "actions.onnx"

NEAR = 0.02
"""Of the time between two pictures, how near to one of them is on it."""


class VisualSpotter:
    """Everything that the network thinks of, however unsure.

    weights : a trunk over rows of the ball, or a network that was trained end to end, which sees the pictures
    itself; the file says which.
    """

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._session, told = load_network(weights, "spots actions", "classes", "reach", "rate")
        self.classes: tuple[str, ...] = tuple(json.loads(told["classes"]))
        self._reach, self._rate = int(told["reach"]), float(told["rate"])
        self._every, self._stride = int(told.get("every", 1)), int(told.get("stride", 1))
        self._fixed = int(told["fixed"]) if "fixed" in told else None
        self._idle: dict[str, NDArray[Any]] = {}
        if "columns" in told and "carried" not in told:
            problem = f"looks at rows of {told['columns']} features, which nothing here makes of a video"
            raise InputError(weights, problem, "Give a network over the ball or over pictures")
        self._rows, self.needs = "ball", frozenset({"ball"})
        if "carried" in told:
            self._rows, self.needs = "pictures", frozenset({f"pictures={weights}"})
            # Of its two halves this is the second; the first gets a single picture, since it must get one.
            shape = 1, int(told["height"]), int(told["width"]), 3
            before = np.zeros(int(told["carried"]), np.float32)
            self._idle = {"pictures": np.zeros(shape, np.uint8), "before": before}

    def spot(self, evidence: Evidence) -> list[Spot]:
        """Return a candidate for each moment of each class."""
        track = evidence.rows.get(self._rows)
        if track is None or not len(track.times):
            return []
        # A picture was seen in the middle of the rows that it stands for.
        begin = float(track.times[0]) - (self._every - 1) / 2 / self._rate
        told = self.told(track)
        return [
            Spot(begin + peak.row / self._rate, self.classes[peak.kind], peak.score, "visual")
            for peak in peaks(told[0], told[1], self._stride)
        ]

    def told(self, track: RowTrack) -> Floats:
        """Return how likely each class is and by how many rows displaced, (2, classes, rows / stride).

        Rows are counted at the network's own rate, from the track's first time. The same, but for rounding,
        as if all rows had been given at once.
        """
        # Pictures are seen at the network's own pace, the ball at the video's.
        own = self._rows == "pictures"
        count = len(track.times) if own else steps(track, self._rate)

        def rows(first: int, last: int) -> Floats:
            return track.rows[first:last] if own else steady(track, first, last, self._rate)

        def tell(rows: Floats) -> Floats:
            return np.asarray(self._session.run(["told"], {"rows": rows, **self._idle})[0])

        return told_over(count, self._reach, self._fixed, rows, tell, self._every, self._stride)


def steps(track: RowTrack, rate: float) -> int:
    """Return how many rows a track has at so many a second."""
    return 1 + round(float(track.times[-1] - track.times[0]) * rate)


def steady(track: RowTrack, first: int, last: int, rate: float) -> Floats:
    """Return rows ``first`` to ``last`` (exclusive) as they are at so many a second, (rows, columns).

    Between two pictures they lie on a line. What moved since the picture before, the first two columns, is
    told for the time from one row to the next.
    """
    times = np.asarray(track.times, np.float64)
    wanted = times[0] + np.arange(first, last) / rate
    after = np.clip(np.searchsorted(times, wanted), min(1, len(times) - 1), len(times) - 1)
    before = np.maximum(after - 1, 0)
    low, high = int(before[0]), int(after[-1]) + 1
    rows = np.array(track.rows[low:high], np.float32)
    rows[:, :2] /= (rate * np.diff(times, prepend=times[0] - 1 / rate)[low:high, None]).astype(np.float32)
    share = (wanted - times[before]) / np.maximum(times[after] - times[before], 1e-9)
    # Times are written in single precision.
    share = np.where(np.abs(share - share.round()) < NEAR, share.round(), share).clip(0, 1)
    part: Floats = share.astype(np.float32)[:, None]
    return np.asarray(rows[before - low] * (1 - part) + rows[after - low] * part, np.float32)
