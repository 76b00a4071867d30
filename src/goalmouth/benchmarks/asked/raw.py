"""The rows of a label file as they stand, and ways to look at them; nothing here knows of the grammar."""

import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

GAMES = {
    "watford": ("valid", "2015-12-26 - 18-00 Chelsea 2 - 2 Watford"),
    "lazio": ("valid", "2015-05-10 - 21-45 Lazio 1 - 2 Inter"),
    "sassuolo": ("valid", "2015-05-17 - 13-30 Sassuolo 3 - 2 AC Milan"),
    "cska": ("valid", "2014-11-05 - 22-45 Manchester City 1 - 2 CSKA Moscow"),
    "derby": ("valid", "2016-03-20 - 19-00 Manchester City 0 - 1 Manchester United"),
    "bournemouth": ("valid", "2016-12-04 - 16-30 Bournemouth 4 - 3 Liverpool"),
    "bayern": ("valid", "2015-10-04 - 18-30 Bayern Munich 5 - 1 Dortmund"),
    "roma": ("valid", "2017-04-30 - 13-30 AS Roma 1 - 3 Lazio"),
    "valencia": ("valid", "2016-01-03 - 22-30 Valencia 2 - 2 Real Madrid"),
    "westbrom": ("fit", "2015-08-23 - 15-30 West Brom 2 - 3 Chelsea"),
    "barcelona": ("fit", "2017-03-08 - 22-45 Barcelona 6 - 1 Paris SG"),
    "southampton": ("fit", "2015-09-20 - 18-00 Southampton 2 - 3 Manchester United"),
}
"""Short name → the zip, and the game's folder."""

PENALTY, KICK_OFF, GOAL, SUB, OFFSIDE = "Penalty", "Kick-off", "Goal", "Substitution", "Offside"
ON, OFF, CLEARANCE, OUT = "Shots on target", "Shots off target", "Clearance", "Ball out of play"
THROW, FOUL, INDIRECT, DIRECT = "Throw-in", "Foul", "Indirect free-kick", "Direct free-kick"
CORNER, YELLOW, RED, SECOND = "Corner", "Yellow card", "Red card", "Yellow->red card"
HOME, AWAY = "home", "away"


class At(NamedTuple):
    """One row. ms : within its half."""

    half: int
    ms: int
    label: str
    team: str


Answer = list[At] | int | bool


@dataclass(frozen=True)
class Labels:
    """A game's rows in time order."""

    rows: tuple[At, ...]

    def of(self, *labels: str, team: str = "", half: int = 0, lo: float = 0, hi: float = 1e9) -> list[At]:
        """Return rows of some classes, of a team, in a half, from ``lo`` to before ``hi`` minutes of it."""
        return [
            row
            for row in self.rows
            if (not labels or row.label in labels)
            and (not team or row.team == team)
            and (not half or row.half == half)
            and lo * 60_000 <= row.ms < hi * 60_000
        ]


def last_before(some: Sequence[At], each: Iterable[At]) -> list[At]:
    """Return for each the last of some that came before it."""
    found = {max(early) for one in each if (early := [row for row in some if row[:2] < one[:2]])}
    return sorted(found)


def next_after(some: Sequence[At], each: Iterable[At]) -> list[At]:
    """Return for each the first of some that came after it."""
    found = {min(late) for one in each if (late := [row for row in some if row[:2] > one[:2]])}
    return sorted(found)


def since(some: Sequence[At], one: At) -> list[At]:
    """Return all of some that came after one."""
    return [row for row in some if row[:2] > one[:2]]


def until(some: Sequence[At], one: At) -> list[At]:
    """Return all of some that came before one."""
    return [row for row in some if row[:2] < one[:2]]


def near(some: Sequence[At], each: Sequence[At], low: float, high: float) -> list[At]:
    """Return those of some from ``low`` to ``high`` seconds after one of each, of the same half."""
    return [
        row
        for row in some
        if any(
            row.half == one.half and row is not one and low * 1000 <= row.ms - one.ms <= high * 1000
            for one in each
        )
    ]


class Asked(NamedTuple):
    """A question of one game. truth : its answer, from the raw rows."""

    game: str
    words: str
    truth: Callable[[Labels], Answer]


@cache
def labels(folder: Path, game: str) -> Labels:
    """Read a game's rows from SoccerNet's zip."""
    name, place = GAMES[game]
    with zipfile.ZipFile(folder / f"{name}.zip") as archive:
        file = next(each for each in archive.namelist() if f"{place}/Labels-v2.json" in each)
        raw = json.loads(archive.read(file))["annotations"]
    rows = [At(int(one["gameTime"][0]), int(one["position"]), one["label"], one["team"]) for one in raw]
    return Labels(tuple(sorted(rows, key=lambda row: row[:2])))
