"""Changes that take their time: one picture fades into the next, or something sweeps over both.

While one shot dissolves into another every picture is a mix of the two sides, and its share of the
later side grows. What a wipe shows in its middle is like neither side. Pans and play are neither:
they move the picture, which no mix of its two ends looks like.
"""

from bisect import bisect_left
from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goalmouth.scene.shots.marks import Mark, Pixels, whole
from goalmouth.types import Floats

REACH = 0.75
"""Seconds on either side of a picture that are looked at."""

DENSEST = 1 / 31
"""Seconds between two pictures that are looked at, at least."""

WEIGHTS = np.array([1.0, 1.5, 1.5], np.float32)
"""Of brightness and colour in the distance of two pictures."""

FADES = (0.2, 0.4)
"""Seconds from the middle of a dissolve to where its sides are taken from."""

PARTS = np.linspace(0.0, 1.0, 9, dtype=np.float32)

UNEXPLAINED = 0.32
"""What of the sides' difference a mix of them may leave over."""

DOUBT = 0.91
"""What is left over and the detail that is left, each as a share of the sides', may sum to.

Two pictures laid over each other show each only half as strongly, so that half of the fine detail of
both is gone; what moves keeps its own.
"""

DOUBTFUL = 0.50, 1.10
"""The same two where something else tells that the programme was cut."""

UNEVEN = 0.45
"""How far the share of the later side may be from growing evenly between the sides."""

OFF_CENTRE = 0.38
"""How far from a half the share of the later side may be in the middle of a dissolve."""

SHORTEST = 0.15
"""Seconds; what is shorter is a cut."""

APART = 4.0
"""Least distance of a dissolve's sides, in levels."""

ASIDE = 0.6
"""Seconds from the middle of a wipe to where its sides are taken from."""

STRANGE = 40.0
"""Levels, summed over brightness and colour, by which a pixel is like neither side."""

COVERED = 0.30
"""Share of the picture that must be so."""

MOST = 500
"""Covers that are kept, of a whole match the largest."""


@dataclass(frozen=True, slots=True)
class Fade:
    """A dissolve.

    rest : what a mix leaves over of the sides' difference; dull : what is left of their detail;
    off : how far the later side's share was from a half where these were measured.
    """

    start: float
    end: float
    rest: float
    dull: float
    off: float

    @property
    def merit(self) -> float:
        """Less is better."""
        # Towards a side that has little detail of its own, what is left goes on falling past the middle.
        return max(self.dull, 0.45) * (self.rest + 0.1) * (1 + 6 * self.off)


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """A span in which the picture is like neither side of it.

    share : of the picture at its peak; strange : (14 · 24,) which pixels; at : of the peak among
    ``pictures``, (n, 14 · 24, 3) uint8, at ``times``, (n,) seconds, float64.
    """

    start: float
    end: float
    share: float
    strange: NDArray[np.bool_]
    at: int
    times: NDArray[np.float64]
    pictures: Pixels


class GradualFinder:
    """Takes every picture's mark and keeps those of the last second and a half."""

    def __init__(self) -> None:
        self.fades: list[Fade] = []
        self.doubtful: list[Fade] = []
        """Those that only look like one, and are one where something else tells so."""
        self.covers: list[Cover] = []
        self._times: deque[float] = deque()
        self._rows: deque[Floats] = deque()
        """(14 · 24 · 3,) weighted pictures."""
        self._detail: deque[float] = deque()
        self._odd = False

    def take(self, mark: Mark) -> None:
        """Take the next picture."""
        if self._times and mark.time - self._times[-1] < DENSEST:
            return
        self._times.append(mark.time)
        self._rows.append((mark.tiny * WEIGHTS).ravel())
        self._detail.append(mark.detail)
        while mark.time - self._times[0] > 2 * REACH + 0.02:
            self._times.popleft()
            self._rows.popleft()
            self._detail.popleft()
        self._odd = not self._odd
        if self._odd and len(self._times) > 8 and mark.time - self._times[0] > 2 * REACH - 0.15:
            self._look(mark.time - REACH)

    def _at(self, time: float) -> int:
        """Return which picture kept is nearest to a time."""
        after = bisect_left(self._times, time)
        if after == 0 or after == len(self._times):
            return min(after, len(self._times) - 1)
        return after - (time - self._times[after - 1] < self._times[after] - time)

    def _look(self, middle: float) -> None:
        before, now, after = (self._rows[self._at(middle + step)] for step in (-ASIDE, 0.0, ASIDE))
        sides = after - before
        power = float(sides @ sides)
        if power < APART**2 * len(sides):
            return
        self._look_for_cover(middle, before, now, after)
        off = abs(float((now - before) @ sides) / power - 0.5)
        if off > OFF_CENTRE:
            return
        for half in FADES:
            self._look_for_fade(middle, half, off)

    def _look_for_fade(self, middle: float, half: float, off: float) -> None:
        rows = np.stack([self._rows[self._at(middle + (2 * part - 1) * half)] for part in PARTS.tolist()])
        moved = rows[1:] - rows[0]
        sides = moved[-1]
        power = float(sides @ sides)
        if power < APART**2 * len(sides):
            return
        shares = (moved[:-1] @ sides) / power
        if float(np.abs(shares - PARTS[1:-1])[1:-1].max()) > UNEVEN:
            return
        left = np.maximum((moved[:-1] ** 2).sum(1) / power - shares**2, 0.0)
        rest = float(np.sqrt(left)[1:-1].mean())
        if rest > DOUBTFUL[0]:
            return
        dull = self._dullness(middle)
        if rest + dull > DOUBTFUL[1] or not whole(sides):
            return
        fade = Fade(*self._fading(middle), rest, dull, off)
        if fade.end - fade.start < SHORTEST:
            return
        plain = rest <= UNEXPLAINED and rest + dull <= DOUBT
        found = self.fades if plain else self.doubtful
        if found and fade.start < found[-1].end + 0.1:
            if fade.merit < found[-1].merit:
                found[-1] = fade
        else:
            found.append(fade)

    def _dullness(self, middle: float) -> float:
        """Return the fine detail in the middle as a share of what the sides have."""
        at = self._at(middle)
        detail = np.array(self._detail)
        now = float(detail[max(0, at - 1) : at + 2].mean())
        sides = []
        for half in (0.4, 0.6):
            first, last = self._at(middle - half), self._at(middle + half)
            before, after = detail[max(0, first - 1) : first + 1], detail[last : last + 2]
            sides.append(float(before.mean() + after.mean()) / 2)
        return now / max(*sides, 1.0)

    def _fading(self, middle: float) -> tuple[float, float]:
        """Return from when to when the share of the later side grows."""
        times, rows = np.array(self._times), np.stack(tuple(self._rows))
        first, last = self._at(middle - ASIDE), self._at(middle + ASIDE)
        sides = rows[last] - rows[first]
        shares = (rows - rows[first]) @ sides / max(float(sides @ sides), 1.0)
        centre = self._at(middle)
        begin = centre
        while begin > first and shares[begin] > 0.08:
            begin -= 1
        finish = centre
        while finish < last and shares[finish] < 0.92:
            finish += 1
        return float(times[begin]), float(times[finish])

    def _look_for_cover(self, middle: float, before: Floats, now: Floats, after: Floats) -> None:
        far = np.minimum(_by_pixel(now - before), _by_pixel(now - after))
        strange = far > STRANGE
        share = float(strange.mean())
        if share < COVERED:
            return
        if self.covers and middle - self.covers[-1].times[self.covers[-1].at] < ASIDE:
            if share <= self.covers[-1].share:
                return
            self.covers.pop()
        rows = np.stack(tuple(self._rows)).reshape(len(self._rows), -1, 3)
        sides = before.reshape(1, -1, 3), after.reshape(1, -1, 3)
        covered = np.minimum(*(np.abs(rows - side).sum(2) for side in sides)) > STRANGE
        much = covered.mean(1) > 0.12
        at = begin = finish = self._at(middle)
        while begin > 0 and much[begin - 1]:
            begin -= 1
        while finish < len(much) - 1 and much[finish + 1]:
            finish += 1
        if len(self.covers) == MOST:
            self.covers.remove(min(self.covers, key=lambda cover: cover.share))
        times = np.array(self._times)
        pictures = np.asarray(np.rint(rows / WEIGHTS), np.uint8)
        self.covers.append(
            Cover(float(times[begin]), float(times[finish]), share, strange, at, times, pictures)
        )


def _by_pixel(difference: Floats) -> Floats:
    return np.asarray(np.abs(difference).reshape(-1, 3).sum(1), np.float32)
