"""How fast a bar's clock runs, and how far two readings of it may miss that."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from goalmouth.types import ScoreReading

BLUR = 1.01
"""Clock seconds by which two readings of whole seconds may miss the time between them."""

NEAR = 3.0
"""Seconds between two readings, at most, between which a leap can be placed."""

LEAP = 3.0
"""Seconds of play by which a clock leaps that has leapt; less is misreading and pictures that are late."""


MINUTE = 60.0

STEADY, ACCELERATED = 3, 40.0
"""Whole minutes that must have passed one after another, and the seconds that each may take at most, for a
clock of whole minutes to be faster than the video."""


def coarse(clocks: Sequence[float]) -> bool:
    """Say whether a clock shows whole minutes alone."""
    return len({clock % 60 for clock in clocks}) == 1


def rate_of(times: Sequence[float], clocks: Sequence[float]) -> float:
    """Return how many clock seconds pass in a second of video, while the clock runs.

    One that shows whole minutes is true to time, unless several of them passed too fast for that.
    """
    if coarse(clocks):
        return _rate_of_minutes(times, clocks)
    steps = [
        (times[j] - times[i], clocks[j] - clocks[i])
        for i in range(len(times))
        for j in range(i + 1, min(i + 12, len(times)))
        if 2.0 <= times[j] - times[i] <= 12.0 and clocks[j] > clocks[i]
    ]
    # Whole seconds blur the measure: a clock that may be true to time is true to time.
    if 2 * sum(abs(ran - passed) <= BLUR for passed, ran in steps) >= len(steps):
        return 1.0
    return float(np.median([ran / passed for passed, ran in steps]))


def _rate_of_minutes(times: Sequence[float], clocks: Sequence[float]) -> float:
    began = [
        (time, clock)
        for place, (time, clock) in enumerate(zip(times, clocks, strict=True))
        if place == 0 or clock != clocks[place - 1]
    ]
    # A minute was seen whole where it began and ended with one step: a video may be cut.
    steps = [(after - before, other - one) for (before, one), (after, other) in pairwise(began)]
    took = [long for (_, first), (long, last) in pairwise(steps) if first == last == MINUTE]
    usual = float(np.median(took)) if len(took) >= STEADY else MINUTE
    return MINUTE / usual if 0 < usual < ACCELERATED else 1.0


def slack_of(rate: float, minutes: bool = False) -> float:
    """Return the clock seconds by which two readings may miss the rate: they are whole, and pictures late.

    minutes : whether the clock shows whole minutes alone.
    """
    return BLUR + 0.12 * rate + MINUTE * minutes


def phase_of(ahead: NDArray[np.float64], unit: float = 1.0) -> float:
    """Return how far a clock runs ahead of the video, by what it showed less the time, (n,).

    Each says that the clock is between that and a unit more ahead. Where most of them agree it is:
    one misread digit must not move it.
    """
    starts = np.sort(ahead)
    agree = np.searchsorted(starts, starts, "right") - np.searchsorted(starts, starts - unit, "right")
    low = float(starts[agree.argmax()])
    return (low + float(starts[starts > low - unit].min()) + unit) / 2


def leaps(readings: Sequence[ScoreReading]) -> list[tuple[float, float]]:
    """Return the spans, from and to in seconds, in which the clock leapt: there the programme was cut."""
    shown = [(reading.time, reading.clock) for reading in readings if reading.clock is not None]
    times, clocks = [time for time, _ in shown], [clock for _, clock in shown]
    if not clocks or coarse(clocks):
        return []
    rate = rate_of(times, clocks)
    least = LEAP * max(1.0, rate)
    return [
        (before, after)
        for (before, one), (after, other) in pairwise(shown)
        if after - before <= NEAR and not -least <= other - one <= rate * (after - before) + least
    ]
