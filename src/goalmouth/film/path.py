"""How a crop window moves over a shot: as a camera operator would, who knows what is to come.

The path is the calmest one that keeps the play inside a dead zone around its centre. It minimises
Σ w·d² + Σ p'² + Σ p''², where d is how far the play is out of the dead zone, over the whole shot at
once (after Grundmann, Kwatra and Essa, "Auto-directed video stabilization with robust L1 optimal
camera paths", CVPR 2011, with squares for absolute values). Too fast a path is made calmer as a whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.linalg import cho_solve_banded, cholesky_banded

STEP = 0.1
"""Seconds between two points of a path."""
SPEED, ACCELERATION = 0.3, 0.4
"""Most of it: picture widths a second, and a second squared."""
ZONE = 0.17
"""How far from the window's centre the play may be before it moves, as a share of the window."""
CALM, STEADY = 0.12, 0.08
"""Weights of the squares of speed (s²) and of acceleration (s⁴) against the play's distance."""
USUAL = 0.7
"""Seconds over which the play's place is a median."""
ROUNDS = 30
"""Turns of putting the play into the dead zone around the path, and the path near the play."""

Line = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Look:
    """Where the play is at a time: ``x`` 0…1 over the picture's width, ``weight`` how plainly."""

    time: float
    x: float
    weight: float


@dataclass(frozen=True)
class Path:
    """The centre of the window, 0…1 over the picture's width, in shots that know nothing of each other.

    shots : for each its end in seconds of the match, and its course.
    """

    ends: tuple[float, ...]
    courses: tuple[CubicSpline | float, ...]
    low: float
    high: float

    def at(self, time: float) -> float:
        """Return the centre at a time of the match."""
        shot = next((i for i, end in enumerate(self.ends) if time < end - 1e-3), len(self.ends) - 1)
        course = self.courses[shot]
        centre = course if isinstance(course, float) else float(course(np.clip(time, *course.x[[0, -1]])))
        return min(max(centre, self.low), self.high)


def plan(looks: Sequence[Look], start: float, end: float, cuts: Sequence[float], share: float) -> Path:
    """Return the path over ``[start, end)`` of the match of a window ``share`` (0…1) as wide as the picture.

    cuts : where one shot ends and the next begins; the window jumps there and nowhere else.
    """
    edges = [start, *sorted(cut for cut in cuts if start < cut < end), end]
    low, high = share / 2, 1 - share / 2
    courses = []
    for a, b in pairwise(edges):
        own = [look for look in looks if a - 1e-3 <= look.time < b - 1e-3]
        courses.append(_course(own, a, b, low, high, share))
    return Path(tuple(edges[1:]), tuple(courses), low, high)


def _course(
    looks: Sequence[Look], start: float, end: float, low: float, high: float, share: float
) -> CubicSpline | float:
    count = int((end - start) / STEP) + 1
    if not looks or low >= high:
        return 0.5
    times = np.linspace(start, end, max(count, 2))
    play, weights = _even(looks, times)
    play = np.clip(play, low, high)
    if count < 5:
        return float(np.average(play, weights=weights))
    return CubicSpline(
        times, calm(play, weights, ZONE * share, float(times[1] - times[0])), bc_type="natural"
    )


def _even(looks: Sequence[Look], times: Line) -> tuple[Line, Line]:
    """Return place and weight of the play at even times: medians, which one stray look does not move."""
    seen = np.array([look.time for look in looks])
    xs, ws = (np.array([getattr(look, name) for look in looks]) for name in ("x", "weight"))
    play, weights = np.empty(len(times)), np.empty(len(times))
    for i, time in enumerate(times):
        near = np.flatnonzero(np.abs(seen - time) <= USUAL / 2)
        if not len(near):
            near = np.array([np.abs(seen - time).argmin()])
        order = near[np.argsort(xs[near])]
        total = np.cumsum(ws[order] + 1e-6)
        play[i] = xs[order[np.searchsorted(total, total[-1] / 2)]]
        weights[i] = ws[near].mean() + 1e-3
    return play, weights


def calm(play: Line, weights: Line, zone: float, step: float) -> Line:
    """Return the calmest path (n,) that keeps the play (n,) within ``zone`` of it, within the limits.

    weights : (n,) above 0; step : seconds from one point to the next.
    """
    more = 1.0
    while True:
        path = _settle(play, weights, zone, step, more)
        speed = np.diff(path) / step
        gain = np.diff(speed) / step
        if max(np.abs(speed).max(), 1e-9) <= SPEED and np.abs(gain).max(initial=0) <= ACCELERATION:
            return path
        more *= 1.6


def _settle(play: Line, weights: Line, zone: float, step: float, more: float) -> Line:
    n = len(play)
    bands = np.zeros((3, n))
    bands[0] = weights
    for order, weight in ((1, CALM * more / step**2), (2, STEADY * more / step**4)):
        taps = np.array([1.0, -1.0] if order == 1 else [1.0, -2.0, 1.0])
        for lag in range(order + 1):
            for i in range(len(taps) - lag):
                bands[lag, i : n - order + i] += weight * taps[i] * taps[i + lag]
    factor = cholesky_banded(bands, lower=True)
    path = np.asarray(cho_solve_banded((factor, True), weights * play), np.float64)
    for _ in range(ROUNDS):
        wanted = np.clip(path, play - zone, play + zone)
        path = np.asarray(cho_solve_banded((factor, True), weights * wanted), np.float64)
    return path
