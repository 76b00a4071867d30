"""How fast a bar's clock runs, and how far two readings of it may miss that."""

from collections.abc import Sequence

import numpy as np


def coarse(clocks: Sequence[float]) -> bool:
    """Say whether a clock shows whole minutes alone."""
    return len({clock % 60 for clock in clocks}) == 1


def rate_of(times: Sequence[float], clocks: Sequence[float]) -> float:
    """Return how many clock seconds pass in a second of video, while the clock runs.

    One that shows whole minutes is too coarse to be timed, and is taken to be true to time.
    """
    if coarse(clocks):
        return 1.0
    slopes = [
        (clocks[j] - clocks[i]) / (times[j] - times[i])
        for i in range(len(times))
        for j in range(i + 1, min(i + 12, len(times)))
        if 2.0 <= times[j] - times[i] <= 12.0 and clocks[j] > clocks[i]
    ]
    rate = float(np.median(slopes)) if slopes else 1.0
    # Whole seconds blur the measure; a clock that is nearly true to time is true to time.
    return 1.0 if abs(rate - 1.0) < 0.05 else rate


def slack_of(rate: float) -> float:
    """Return the clock seconds by which two readings may miss the rate: they are whole, and pictures late."""
    return 1.01 + 0.12 * rate
