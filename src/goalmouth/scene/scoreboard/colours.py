"""The teams' colours, as the score bar itself shows them: what a name stands on, or the chip beside it.

Bars mark a team by the fill of its name's cell, by a narrow chip at either end of it, or by a line under
it. Each is measured in many pictures; a pair that stays and differs clearly is the teams'. A clock's or
a score's cell is no chip: it is wider.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from goalmouth.scene.scoreboard.layout import Layout
from goalmouth.scene.text import Box
from goalmouth.types import Floats, Image

FILL, LEFT, RIGHT, UNDER = range(4)
PAIRS = ((FILL, FILL), (LEFT, RIGHT), (LEFT, LEFT), (RIGHT, LEFT), (RIGHT, RIGHT), (UNDER, UNDER))
"""Where the home side's colour and the away side's may stand, in the order in which they are believed."""

APART = 22.0
"""Least distance of the two teams' colours (CIE 1976 ΔE)."""
OTHER = 14.0
"""Distance from which a colour is another one than that beside it."""
STEADY = 9.0
"""Distance within which the middle half of the readings of a colour must lie."""
SEEN = 0.6
"""Share of the pictures in which a colour must be found."""
LEAST = 3
"""Pictures at least."""
COLOURFUL = 18.0
"""Least chroma of one of two fills: a black and a white cell need not be the teams'."""
CHIP = (0.1, 0.75)
"""Width of a chip, in heights of the name."""
LINE = (0.04, 0.35)
"""Thickness of a line under the name, likewise."""
REACH = 1.15
"""How far beside the name a chip is looked for, likewise."""


def sample(crop: Image, layout: Layout) -> Floats:
    """Return what one picture of a bar shows: (side, place, CIE Lab), NaN where a place shows no colour."""
    lab = np.asarray(cv2.cvtColor(crop.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
    return np.stack([_around(lab, name.box) for name in (layout.home, layout.away)])


def team_colours(samples: Sequence[Floats]) -> tuple[str, str] | None:
    """Return the colours of home and away, each ``#rrggbb``; ``None`` where the bar does not tell them.

    samples : of ``sample``, of one bar.
    """
    if len(samples) < LEAST:
        return None
    seen = np.stack(samples)
    for pair in PAIRS:
        colours = [_steady(seen[:, side, place]) for side, place in enumerate(pair)]
        if any(colour is None for colour in colours):
            continue
        home, away = (np.asarray(colour) for colour in colours)
        plain = max(np.hypot(*colour[1:]) for colour in (home, away)) < COLOURFUL
        if np.linalg.norm(home - away) >= APART and not (pair == (FILL, FILL) and plain):
            return _written(home), _written(away)
    return None


def _steady(colours: Floats) -> Floats | None:
    """Return the median of one place's colours (n, 3), if it was found often and hardly changed."""
    found = colours[np.isfinite(colours).all(axis=1)]
    if len(found) < max(LEAST, SEEN * len(colours)):
        return None
    middle = np.median(found, axis=0)
    spread = float(np.quantile(np.linalg.norm(found - middle, axis=1), 0.5))
    return np.asarray(middle, np.float32) if spread <= STEADY else None


def _written(colour: Floats) -> str:
    rgb = cv2.cvtColor(colour.reshape(1, 1, 3).astype(np.float32), cv2.COLOR_LAB2RGB).ravel()
    red, green, blue = (round(255 * min(max(float(part), 0.0), 1.0)) for part in rgb)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _around(lab: Floats, box: Box) -> Floats:
    """Return the colours of a name's fill, of the chips left and right of it, and of a line under it."""
    found = np.full((4, 3), np.nan, np.float32)
    y0, y1 = max(0, round(box.y0)), min(len(lab), round(box.y1))
    x0, x1 = max(0, round(box.x0)), min(lab.shape[1], round(box.x1))
    if y1 - y0 < 4 or x1 - x0 < 4:
        return found
    fill = _commonest(lab[y0:y1, x0:x1])
    if fill is None:
        return found
    found[FILL] = fill
    high, reach = y1 - y0, round(REACH * (y1 - y0))
    # The upper part: a chip's lower end may be in the team's other colour.
    rows = lab[y0 + round(0.1 * high) : y0 + round(0.62 * high)]
    edge = max(1, round(0.13 * high))
    for place, beside in (
        (LEFT, rows[:, max(0, x0 - reach) : x0 + 1][:, ::-1]),
        (RIGHT, rows[:, x1 - 1 : x1 + reach]),
    ):
        lines = beside.swapaxes(0, 1)
        found[place] = _run(lines, np.median(lines[:, :edge], axis=1), fill, high, CHIP)
    inset = (x1 - x0) // 6
    below = lab[y1 - round(0.12 * high) : y1 + round(0.5 * high), x0 + inset : x1 - inset]
    if below.size:
        found[UNDER] = _run(below, np.median(below, axis=1), fill, high, LINE)
    return found


def _commonest(pixels: Floats) -> Floats | None:
    """Return the colour that most of a name's cell has, whose letters are the lesser part of it."""
    flat = pixels.reshape(-1, 3)
    keys = np.floor(flat / 12).astype(np.int64) @ np.array([10000, 100, 1])
    values, counts = np.unique(keys, return_counts=True)
    near = flat[keys == values[counts.argmax()]].mean(axis=0)
    same = np.linalg.norm(flat - near, axis=1) < OTHER
    return np.asarray(np.median(flat[same], axis=0), np.float32) if same.mean() > 0.35 else None


def _run(
    lines: Floats, edges: Floats, fill: Floats, high: int, limits: tuple[float, float]
) -> NDArray[np.float32]:
    """Return the colour of the first narrow run of plain lines that follows the name's fill.

    lines : (n, along, 3) going outward from the name; edges : (n, 3), their upper ends, above all print.
    A run that has not ended is no chip, nor is the blank before the print of another cell: there the
    edge goes on. A crest does not reach the edge.
    """
    nothing = np.full(3, np.nan, np.float32)
    middles = np.median(lines, axis=1)
    plain = np.quantile(np.linalg.norm(lines - middles[:, None], axis=2), 0.75, axis=1) < OTHER
    own = np.linalg.norm(middles - fill, axis=1) < OTHER
    inside = np.flatnonzero(own & plain)
    if not len(inside):
        return nothing
    start = int(inside[0])
    while start < len(lines) and own[start] and plain[start]:
        start += 1
    # The border between two colours is a mixture of both: it is passed over.
    for first in range(start, min(start + 3, len(lines))):
        end = first
        while end < len(lines) and plain[end] and np.linalg.norm(middles[end] - middles[first]) < OTHER:
            end += 1
        wide = end - first
        if wide >= max(2, limits[0] * high):
            colour = np.median(middles[first:end], axis=0)
            edge = np.linalg.norm(edges[first : end + round(0.4 * high)] - colour, axis=1) < 2 * OTHER
            fits = wide <= limits[1] * high and end < len(lines) and not own[first]
            whole = edge[:wide].mean() > 0.6 and edge[wide + 1 :].sum() < 0.3 * len(edge[wide:])
            return np.asarray(colour, np.float32) if fits and whole else nothing
    return nothing
