"""Goals and kick-offs, as the score bar tells them."""

from itertools import pairwise

import numpy as np

from goalmouth.types import Evidence, MatchClock, ScoreReading, Side, SoundTrack, Spot

BEHIND = 0.5
"""Seconds before the last sight of the old score, when nothing else tells when the goal fell.

Later is better than earlier: nobody should call a goal that is not yet in."""

ROAR_BEFORE = 25.0
"""Seconds before the last sight of the old score in which the crowd's roar is looked for."""

ROAR = 5.0
"""Decibels by which a crowd rises at a goal, at the least."""

LATEST = 15.0
"""Seconds of video after a kick-off by which the bar must have come up."""

SETTING_OFF = 15.0
"""Seconds over which the pace of the clock is taken."""


class ScoreboardSpotter:
    """Every score that went up is a goal; a clock near its start tells the kick-off."""

    needs = frozenset({"scoreboard", "clock", "sound"})

    def spot(self, evidence: Evidence) -> list[Spot]:
        """Return goals and the kick-offs of halves."""
        spots: list[Spot] = []
        since = 0.0
        for before, after in pairwise(evidence.scoreboard or ()):
            if (before.home, before.away) == (after.home, after.away):
                spots += goals(before, after, evidence.sound, since)
            if _shows(before) != _shows(after):
                since = after.time
        if evidence.clock is not None:
            spots += kick_offs(evidence.clock)
        return spots


def _shows(reading: ScoreReading) -> tuple[str, str, int, int]:
    return reading.home, reading.away, reading.home_score, reading.away_score


def goals(
    before: ScoreReading, after: ScoreReading, sound: SoundTrack | None, since: float = 0.0
) -> list[Spot]:
    """Return the goal between two readings of one bar; none unless exactly one score went up by one.

    A score that leaps (the programme left a goal out) shows no goal of its own in the picture.
    since : when the old score came up; a roar before that was for another goal.
    """
    up = (after.home_score - before.home_score, after.away_score - before.away_score)
    if sorted(up) != [0, 1]:
        return []
    side: Side = "home" if up[0] else "away"
    time = roar(sound, before.time, since)
    score = min(before.confidence, after.confidence)
    return [Spot(max(0.0, before.time - BEHIND if time is None else time), "Goal", score, "scoreboard", side)]


def roar(sound: SoundTrack | None, seen: float, since: float = 0.0) -> float | None:
    """Return when the crowd set out on its greatest rise around the last sight of the old score.

    The greatest rise, not the loudest: the roar of the goal before may not have died down yet.
    since : nothing before this is looked at.
    """
    if sound is None:
        return None
    near = np.flatnonzero((sound.times >= max(since, seen - ROAR_BEFORE)) & (sound.times <= seen + 6.0))
    if len(near) < 20:
        return None
    crowd = sound.crowd[near]
    calmest = np.minimum.accumulate(crowd)
    top = int((crowd - calmest).argmax())
    if crowd[top] - calmest[top] < ROAR:
        return None
    # Back from the top to where half of the rise was done: the ball had just gone in.
    half = (float(calmest[top]) + float(crowd[top])) / 2
    rising = top
    while rising > 0 and crowd[rising - 1] > half:
        rising -= 1
    return min(float(sound.times[near[rising]]) - 0.5, seen)


def kick_offs(clock: MatchClock) -> list[Spot]:
    """Return the start of each half in which the clock was seen to set off."""
    spots: list[Spot] = []
    earlier = 0.0
    for period, start in ((1, 0.0), (2, 2700.0)):
        own = clock.periods == period
        times, clocks = clock.times[own], clock.clocks[own]
        moving = np.flatnonzero(np.diff(clocks) > 0)
        # Whole minutes do not tell when the first of them began.
        if not len(moving) or np.diff(clocks)[moving].min() >= 60:
            continue
        first = int(moving[0]) + 1
        soon = times <= times[first] + SETTING_OFF
        ran = float(clocks[soon][-1] - clocks[first - 1])
        rate = max(1.0, ran / max(float(times[soon][-1] - times[first - 1]), 1e-6))
        time = float(times[first] - (clocks[first] - start) / rate)
        # Before the programme, or before what it showed last: this start was left out. Clocks are whole.
        if 0 <= clocks[first - 1] - start <= LATEST * rate and time > earlier - 1.0:
            spots.append(Spot(max(0.0, time), "Kick-off", 0.8, "scoreboard"))
        earlier = float(times[-1])
    return spots
