"""Which moment a replay shows. A director shows again what the game has just stopped for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from goalmouth.labels import HIGHLIGHT
from goalmouth.types import Shot, Spot

WORTH = {
    "Goal": 3.0,
    "Penalty": 3.0,
    "Red card": 2.5,
    "Yellow->red card": 2.5,
    "Shots on target": 1.5,
    "Shots off target": 1.5,
    "Yellow card": 1.0,
    "Foul": 1.0,
    "Offside": 0.8,
    HIGHLIGHT: 0.8,
}
"""What is shown again, and how gladly."""

LATELY = 40.0
"""Seconds after which nobody shows a moment again while the game goes on."""

LEAVING = 3.3
"""Seconds from a moment until the director leaves the play for what follows from it, about."""

UNSURE = 8.0
"""Seconds by which a spot may lie from there and be the moment that is shown."""

LEAST = 0.3
"""Score under which a spot tells nothing."""

ELABORATE = 10.0
"""Seconds of replay that only what matters is worth."""


@dataclass(frozen=True, slots=True)
class Replay:
    """Shots of one replay. shows : when what it shows happened, ``None`` where nothing fits.

    label : of the spot that it shows, ``None`` where only the pictures tell when it happened.
    """

    start: float
    end: float
    shows: float | None
    label: str | None


def link(shots: Sequence[Shot], spots: Sequence[Spot]) -> list[Replay]:
    """Return the replays among the shots, in order, each with the moment that it shows.

    That is the worthiest spot near the end of the last live sight of the pitch before it; where there is
    no spot, that end itself tells the time. After too long without one, or at the very beginning of a
    video, nothing fits.
    """
    found: list[Replay] = []
    for again, group in groupby(sorted(shots, key=lambda shot: shot.start), key=lambda shot: shot.replay):
        own = list(group)
        if again:
            found.append(_linked(own[0].start, own[-1].end, shots, spots))
    return found


def shown(shots: Sequence[Shot], replays: Sequence[Replay]) -> tuple[Shot, ...]:
    """Return the shots, each of a replay with the time that it shows."""
    out = []
    for shot in shots:
        own = next((r for r in replays if shot.replay and r.start <= shot.start < r.end), None)
        out.append(replace(shot, shows=own.shows) if own else shot)
    return tuple(out)


def during(time: float, shots: Sequence[Shot]) -> bool:
    """Say whether a replay is on the screen."""
    return any(shot.replay and shot.start <= time < shot.end for shot in shots)


def _linked(start: float, end: float, shots: Sequence[Shot], spots: Sequence[Spot]) -> Replay:
    live = [shot.end for shot in shots if shot.end <= start and shot.view == "wide" and not shot.replay]
    left = max(live, default=None)
    if left is None or start - left > LATELY - LEAVING:
        return Replay(start, end, None, None)
    moment = max(0.0, left - LEAVING)

    def fits(spot: Spot) -> float:
        worth = WORTH[spot.label] * spot.score * (1.5 if spot.selected else 1.0)
        if end - start >= ELABORATE and spot.label != "Goal":
            worth *= 0.7
        return worth / (1 + abs(spot.time - moment) / 4)

    near = [
        spot
        for spot in spots
        if spot.label in WORTH
        and spot.score >= LEAST
        and spot.time < start
        and abs(spot.time - moment) <= UNSURE
        and start - spot.time <= LATELY
    ]
    best = max(near, key=fits, default=None)
    return Replay(start, end, best.time, best.label) if best else Replay(start, end, round(moment, 3), None)
