"""From readings to match time: which half each is of, and the map from video time."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from goalmouth.scene.scoreboard.pace import MINUTE, coarse, phase_of, rate_of, slack_of
from goalmouth.types import MatchClock, ScoreReading

STANDING = 3.0
"""Seconds of video for which a clock at 45:00 must be seen to have been stopped there."""
FALL = 5.0
"""Clock seconds that one goes back by at the second kick-off, at the least; misread digits are mended."""
ADDED = 600.0
"""Clock seconds that are added to no half."""
FEW = 3
"""Readings that must all have gone back, for a clock that set off anew."""
BRIEF = 2.0
"""Seconds of video over which whole minutes are taken to have run on."""
SET_OFF = 15.0
"""Seconds from 45:00 within which a clock that comes up is that of the second half setting off."""


def match_clock(readings_: Sequence[ScoreReading]) -> MatchClock | None:
    """Return the map from video time to match time; ``None`` where no clock was read."""
    rows = [
        # "9 mins" is said all through the ninth minute: its middle is the best single time.
        (r.time, r.clock if ":" in r.text else max(0.0, r.clock - 30), r.period or 0, "+" in r.text)
        for r in readings_
        if r.clock is not None
    ]
    if not rows:
        return None
    times = np.array([row[0] for row in rows])
    clocks = np.array([float(row[1]) for row in rows])
    printed, added = np.array([row[2] for row in rows]), np.array([row[3] for row in rows])
    periods = _periods(times, clocks, printed, added)
    # A bar that counts the second half from zero.
    counts_anew = (periods == 2) & (clocks < 2700)
    if counts_anew.any() and clocks[counts_anew].min() < 2640:
        clocks = np.where(periods == 2, clocks + 2700, clocks)
    anew = _anew(clocks, printed)
    if coarse(clocks.tolist()):
        clocks = _within_minutes(times, clocks)
    return MatchClock(times, np.where(anew, np.nan, clocks), np.where(anew, 0, periods))


def _within_minutes(times: NDArray[np.float64], clocks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return clocks, given as the middle of the minutes that they show, as they ran within these (n,).

    Only where several minutes passed fast, one after another, is it known when each of them began.
    """
    rate = rate_of(times.tolist(), clocks.tolist())
    if rate == 1.0:
        return clocks
    off = np.abs(np.diff(clocks) - rate * np.diff(times)) > slack_of(rate, minutes=True)
    breaks = np.flatnonzero(off) + 1
    low, ran = clocks - MINUTE / 2, clocks.copy()
    for own in map(slice, [0, *breaks], [*breaks, len(clocks)]):
        ahead = phase_of(low[own] - rate * times[own], MINUTE)
        # A clock may stand, at 45:00 or for an injury: it never leaves the minute that it shows.
        ran[own] = np.clip(rate * times[own] + ahead, low[own], low[own] + MINUTE - 1.0)
    return ran


def _anew(clocks: NDArray[np.float64], printed: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return (n,) which readings are of a clock that set off from nought once more.

    A second half that is counted from nought shows that, and so does a match after a foretaste of its
    first half: without a print nothing tells which of them it is, until 45:00 is passed.
    """
    never = np.zeros(len(clocks), np.bool_)
    if printed.any():
        return never
    for fall in np.flatnonzero(np.diff(clocks) < -FALL):
        after = clocks[fall + 1 :]
        gone = clocks[fall] <= 2640 and after[0] <= SET_OFF and after[:FEW].max() < clocks[fall] - FALL
        if gone and after.max() < 2700:
            return np.arange(len(clocks)) > fall
    return never


def _periods(
    times: NDArray[np.float64],
    clocks: NDArray[np.float64],
    printed: NDArray[np.int64],
    added: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Tell the halves apart, readings in order of time: (n,) 1, 2, or 0 where nothing tells.

    printed : the half as read, or 0; added : whether ``+2`` or the like stands beside the clock. The
    clock goes back at the second kick-off. Where it was not seen to, the print of most readings
    decides, and without print whether it has passed 45:00.
    """
    places = np.arange(len(clocks))
    for fall in np.flatnonzero(np.diff(clocks) < -FALL):
        if clocks[fall] > 2640 and (abs(clocks[fall + 1] - 2700) < 240 or clocks[fall + 1] < 240):
            return np.where(places <= fall, 1, 2)
    if not printed.any():
        periods = _by_45(times, clocks)
        # Until the last sign of it, whatever shows 45:00 and more is added time of the first half.
        signs = added & (clocks >= 2700) & (clocks < 2700 + ADDED)
        return np.where(places <= max(np.flatnonzero(signs), default=-1), 1, periods)
    # One change, where it agrees with most prints; where several do, where the clock goes back.
    agree = np.concatenate([[0], np.cumsum(np.where(printed == 2, -1, printed))])
    borders = np.flatnonzero(agree == agree.max())
    falls = [at for at in borders if 0 < at < len(clocks) and clocks[at] < clocks[at - 1]]
    ends = [at for at in (len(clocks), 0) if at in borders]
    return np.where(places < (*falls, *ends, borders[len(borders) // 2])[0], 1, 2)


def _by_45(times: NDArray[np.float64], clocks: NDArray[np.float64]) -> NDArray[np.int64]:
    """Tell the halves apart by 45:00 alone, (n,) 1, 2 or 0: first-half added time lies beyond it too."""
    held = times[clocks == 2700]
    if len(held) and held[-1] - held[0] > STANDING:
        # Stopped for the added time, or waiting for the second kick-off.
        return np.where(clocks < 2700, 1, np.where(clocks > 2700, 2, 0))
    minutes, rate, steps = coarse(clocks.tolist()), rate_of(times.tolist(), clocks.tolist()), np.diff(times)
    # Where a clock does not run on as the video does, something was left out: the interval, maybe.
    off = np.abs(np.diff(clocks) - rate * steps) > slack_of(rate, minutes)
    breaks = np.flatnonzero(off | (minutes & (steps > BRIEF))) + 1
    periods = np.where(clocks < 2700, 1, np.where(clocks >= 2700 + ADDED, 2, 0))
    for own in map(slice, [0, *breaks], [*breaks, len(clocks)]):
        first, last = clocks[own][0], clocks[own][-1]
        beyond = periods[own] == 0
        if first < 2700:
            # It ran on through 45:00. Where that went past any added time, the interval went unseen;
            # and 45:00 itself, if it was the last to be seen, ends one half or begins the other.
            periods[own][beyond] = 1 if not minutes and 2700 < last < 2700 + ADDED else 0
        elif (
            last >= 2700 + ADDED
            or (not minutes and first <= 2700 + SET_OFF * rate)
            or 2 in periods[: own.start]
        ):
            periods[own][beyond] = 2
    return periods
