"""A match as questions see it: its events in order, who plays, and what its times mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from goalmouth.query.kinds import KINDS, Side, kind_of

AROUND = 7.5
"""Seconds on either side of a moment of which no clip was cut."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. time, start, end : seconds in its file, the interval that shows it.

    file : from 1; half, clock : of the match, and the seconds since that half began; ``None`` where nothing
    tells. score : of a prediction.
    """

    label: str
    file: int
    time: float
    start: float
    end: float
    team: Side | None = None
    half: int | None = None
    clock: float | None = None
    player: str | None = None
    score: float | None = None

    @property
    def kind(self) -> str:
        """The name by which it is asked for."""
        return kind_of(self.label)

    @property
    def place(self) -> tuple[int, float]:
        """What events are in order of."""
        return self.file, self.time


@dataclass(frozen=True)
class Match:
    """Events in time order, and what else is known.

    teams : each side's names, the fullest first; players : name → side, where somebody names them; files :
    of video; halves : whether files are halves; kinds : what could have been found; videos : where they
    are, if that is known.
    """

    name: str
    events: tuple[Event, ...]
    teams: Mapping[Side, tuple[str, ...]] = field(default_factory=dict)
    players: Mapping[str, Side | None] = field(default_factory=dict)
    files: int = 1
    halves: bool = False
    kinds: tuple[str, ...] = KINDS
    videos: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()

    def team(self, side: Side | None) -> str | None:
        """Return a side's name, or which side it is where nothing names it."""
        if side is None:
            return None
        return next(iter(self.teams.get(side, ())), None)
