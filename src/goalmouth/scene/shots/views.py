"""What a shot looks at, and whether it is played slowly."""

from array import array
from dataclasses import dataclass
from typing import Literal

import numpy as np

from goalmouth.scene.shots.marks import Mark, Pixels, level_distance
from goalmouth.types import Floats

GRASS = 0.35
"""Share of the picture that is grass, from which a shot is a wide one."""

EVERY = 0.4
"""Seconds between two glances at how the grass lies."""

INSET = 0.4
"""Seconds at both ends of a shot that are left out, for what is still of its neighbour."""

LIVE = 8.0
"""Seconds from which a wide shot is taken for the main camera's, which shows the play."""

STILL = 0.12
"""Share of a shot's usual step below which a picture repeats the one before."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a shot looks like. grass : (14,) share of each row of the picture, from the top.

    repeats : share of its pictures that repeat the one before, as slow motion does.
    """

    grass: Floats
    repeats: float

    @property
    def view(self) -> Literal["wide", "close"]:
        """Whether the pitch is seen or people are."""
        return "wide" if float(self.grass.mean()) >= GRASS else "close"


class ViewFinder:
    """Takes every picture's mark; keeps two numbers of each, and a row of them now and then."""

    def __init__(self) -> None:
        self._times = array("d")
        self._steps = array("f")
        self._glances = array("d")
        self._grass: list[Floats] = []
        self._last: Mark | None = None

    def take(self, mark: Mark) -> None:
        """Take the next picture."""
        if self._last is not None:
            self._times.append(mark.time)
            self._steps.append(level_distance(self._last.tiny, mark.tiny))
        if not self._glances or mark.time >= self._glances[-1] + EVERY:
            self._glances.append(mark.time)
            self._grass.append(grass(mark.tiny))
        self._last = mark

    def looks(self, spans: list[tuple[float, float]]) -> list[Look]:
        """Return what each span of seconds looks like."""
        times, steps = np.array(self._times), np.array(self._steps)
        glances, rows = np.array(self._glances), np.array(self._grass, np.float32).reshape(-1, 14)
        out = []
        for start, end in spans:
            inset = min(INSET, (end - start) / 4)
            first, last = np.searchsorted(glances, (start + inset, end - inset))
            if first == last:
                first, last = max(0, first - 1), max(1, first)
            own = steps[slice(*np.searchsorted(times, (start + inset, end - inset)))]
            usual = float(np.percentile(own, 80)) if len(own) > 8 else 0.0
            repeats = float((own < STILL * usual).mean()) if len(own) > 8 else 0.0
            out.append(Look(np.asarray(rows[first:last].mean(0), np.float32), repeats))
        return out


def grass(tiny: Pixels) -> Floats:
    """Return the share of each row of a small picture (14, 24, 3) that is green as a pitch is."""
    luma, blue, red = (tiny[..., k].astype(np.int16) for k in range(3))
    green = (blue < 122) & (red < 122) & (blue + red < 240) & (luma > 25) & (luma < 210)
    return np.asarray(green.mean(1), np.float32)


def usual_look(looks: list[Look], spans: list[tuple[float, float]]) -> Floats | None:
    """Return the grass of the main camera's picture, (14,); ``None`` where no shot is long enough."""
    rows = [
        look.grass for look, (a, b) in zip(looks, spans, strict=True) if look.view == "wide" and b - a >= LIVE
    ]
    if not rows:
        return None
    return np.asarray(np.median(np.stack(rows), axis=0), np.float32)
