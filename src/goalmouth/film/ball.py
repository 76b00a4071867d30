"""The ball in wide shots: small, bright, alone on the grass, and on a way of its own.

What looks like a ball in one picture often is none (the penalty spot, a boot, a scrap of a line), so the
likeliest way through all pictures of a shot is decoded at once (Viterbi 1967), the camera's own turning
taken out: a ball moves, and never far from one picture to the next.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH = 640
"""Pixels a line of the picture it is looked for in: a ball is about four of them."""
SPAN = (2, 9)
"""Pixels: least and greatest width and height of a ball."""
MOST = 8
"""Candidates kept of one picture, the brightest."""
ABSENT, LOST = 1.0, 1.5
"""Costs: a picture without the ball; losing or finding it."""
CROWDED, ASIDE = 2.0, 4.0
"""What it costs to stand among other things, and far from the middle, where the operator keeps the ball."""
FAST = 0.6
"""Picture widths a second that a ball moves at most, save for a shot that is over at once."""
STILL, STAYS = 0.012, 0.8
"""Picture widths a second under which a candidate moves with the grass; what that costs."""
RUN, RUNS = 0.1, 0.35
"""The same for one that is no faster than a player, whose boot it may be."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be the ball: its place as shares of the picture's width, and what it costs to believe it."""

    x: float
    y: float
    cost: float


@dataclass(frozen=True, slots=True)
class Sighting:
    """The candidates of one picture; ``shift`` : how far the grass lies from where it lay in the first."""

    time: float
    shift: tuple[float, float]
    candidates: tuple[Candidate, ...]


def candidates(luma: NDArray[np.uint8], field: NDArray[np.uint8]) -> tuple[Candidate, ...]:
    """Return what may be the ball in a picture ``WIDTH`` wide; field : 1 where the pitch is, of any size."""
    rows, columns = luma.shape
    tall = cv2.morphologyEx(luma, cv2.MORPH_TOPHAT, np.ones((SPAN[1] + 2, SPAN[1] + 2), np.uint8))
    least = max(28.0, 0.25 * float(np.percentile(luma[::4, ::4], 90)))
    pitch = cv2.resize(field, (columns, rows), interpolation=cv2.INTER_NEAREST)
    bright = ((tall > least) & (pitch > 0)).astype(np.uint8)
    count, _, stats, centres = cv2.connectedComponentsWithStats(bright, connectivity=8)
    found = []
    for (x, y, w, h, area), (cx, cy) in zip(stats[1:count].tolist(), centres[1:count].tolist(), strict=True):
        if not (SPAN[0] <= w <= SPAN[1] and SPAN[0] <= h <= SPAN[1]) or max(w, h) > 2 * min(w, h):
            continue
        # Alone: the ring around it is grass, neither line nor player.
        gap = 3
        x0, y0, x1, y1 = max(0, x - gap), max(0, y - gap), min(columns, x + w + gap), min(rows, y + h + gap)
        around = luma[y0:y1, x0:x1].astype(np.float32)
        mask = np.ones(around.shape, bool)
        mask[y - y0 - 1 : y - y0 + h + 1, x - x0 - 1 : x - x0 + w + 1] = False
        ring = around[mask]
        if ring.size < 8:
            continue
        height = float(tall[y : y + h, x : x + w].max())
        rough = float(ring.max() - ring.min()) / height
        full = area / (w * h)
        if rough < 0.9 and full > 0.5:
            cost = rough + max(0.0, 1 - height / 110) + CROWDED * _clutter(luma, x, y, w, h)
            cost += ASIDE * (cx / columns - 0.5) ** 2
            found.append(Candidate(cx / columns, cy / columns, cost))
    return tuple(sorted(found, key=lambda each: each.cost)[:MOST])


def _clutter(luma: NDArray[np.uint8], x: int, y: int, w: int, h: int) -> float:
    """Return which share of the surroundings is no grass: boots and shirts have a player beside them."""
    far = 10
    around = luma[max(0, y - far) : y + h + far, max(0, x - far) : x + w + far].astype(np.int16)
    other = int((np.abs(around - np.median(around)) > 22).sum()) - (w + 2) * (h + 2)
    return max(0, other) / around.size


def track(sightings: Sequence[Sighting]) -> list[Candidate | None]:
    """Return the ball in each picture of one shot, ``None`` where it is not seen."""
    if not sightings:
        return []
    costs: list[list[float]] = []
    backs: list[list[int]] = []
    for i, seen in enumerate(sightings):
        own = [each.cost for each in seen.candidates] + [ABSENT]
        if not i:
            costs.append(own)
            backs.append([-1] * len(own))
            continue
        before, last = sightings[i - 1], costs[-1]
        passed = max(seen.time - before.time, 1e-3)
        drift = tuple(b - a for a, b in zip(before.shift, seen.shift, strict=True))
        row, back = [], []
        for here in (*seen.candidates, None):
            ways = [
                cost + _step(there, here, drift, passed)
                for cost, there in zip(last, (*before.candidates, None), strict=True)
            ]
            best = min(range(len(ways)), key=ways.__getitem__)
            row.append(ways[best])
            back.append(best)
        costs.append([a + b for a, b in zip(row, own, strict=True)])
        backs.append(back)
    at = min(range(len(costs[-1])), key=costs[-1].__getitem__)
    found: list[Candidate | None] = []
    for i in range(len(sightings) - 1, -1, -1):
        own_candidates = sightings[i].candidates
        found.append(own_candidates[at] if at < len(own_candidates) else None)
        at = backs[i][at]
    return found[::-1]


def _step(there: Candidate | None, here: Candidate | None, drift: tuple[float, ...], passed: float) -> float:
    if there is None or here is None:
        return 0.0 if there is here else LOST
    speed = math.hypot(here.x - there.x - drift[0], here.y - there.y - drift[1]) / passed
    if speed > 1.6 * FAST:
        return math.inf
    if speed < RUN:
        return STAYS if speed < STILL else RUNS
    return max(0.0, (speed / FAST) ** 2 - 1)
