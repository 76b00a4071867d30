"""What really happened in a match, from the files of its truth: nothing that Goalmouth found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from goalmouth.benchmarks.common import load
from goalmouth.datasets.soccernet import read_labels
from goalmouth.errors import InputError
from goalmouth.labels import ENDS
from goalmouth.simulate.layouts import LAYOUTS
from goalmouth.simulate.story import tell
from goalmouth.simulate.teams import draw_teams


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a match, as its truth has it. score : after it, home first."""

    match: str
    time: float
    label: str
    side: str | None
    home: str
    away: str
    before: tuple[int, int]
    score: tuple[int, int]
    minute: int
    half: int
    player: str | None = None
    player_in: str | None = None
    player_out: str | None = None

    @property
    def team(self) -> str | None:
        """Whose action it is."""
        return {"home": self.home, "away": self.away, None: None}[self.side]


@dataclass(frozen=True, slots=True)
class Match:
    """A match's truth. clock : seconds of match clock at a time of the video.

    added : (time, minutes) of every board of added time that is shown.
    """

    events: tuple[Event, ...]
    clock: Callable[[float], float]
    teams: tuple[str, str]
    players: frozenset[str] = frozenset()
    added: tuple[tuple[float, int], ...] = ()

    def minutes(self, one: float, other: float) -> set[int]:
        """Return the minutes that run between two times, as a commentator counts."""
        low, high = sorted((one, other))
        return {int(self.clock(time) // 60) + 1 for time in np.arange(low, high + 0.1, 0.1)}


def _scored(events: Sequence[Event]) -> tuple[Event, ...]:
    """Put in the scores, which follow from the goals."""
    home = away = 0
    done = []
    for event in sorted(events, key=lambda event: event.time):
        before = home, away
        if event.label == "Goal":
            home, away = home + (event.side == "home"), away + (event.side == "away")
        done.append(replace(event, before=before, score=(home, away)))
    return tuple(done)


def truth_of(folder: Path) -> Match:
    """Read the truth of a match from its folder."""
    name, none = folder.resolve().parent.name, (0, 0)
    if (folder / "match.json").exists():
        match = load(folder / "match.json")
        shown = load(folder / "scoreboard.json")
        home, away = (shown[0][side] if shown else match["teams"][side]["short"] for side in ("home", "away"))

        def told_clock(time: float) -> float:
            runs = match["clock"]
            run = next((run for run in runs if time < run["end"]), runs[-1])
            return float(run["clock"] + run["rate"] * (time - run["start"]))

        events = [
            Event(name, e["time"], e["label"], e["team"], home, away, none, none, e["minute"], e["half"],
                  e["player"], e.get("player_in"), e.get("player_out"))
            for e in match["events"]
        ]  # fmt: skip
        # The end of a half is told by its banner alone.
        events += [
            Event(name, banner["start"], banner["kind"], None, home, away, none, none,
                  int(told_clock(banner["start"]) // 60) + 1, 1 if banner["kind"] == ENDS[0] else 2)
            for banner in match["banners"] if banner["kind"] in ENDS
        ]  # fmt: skip
        players = [
            name
            for side in ("home", "away")
            for name in (*match["teams"][side]["players"], *match["teams"][side].get("substitutes", ()))
        ]
        boards = [
            (banner["start"], banner["minutes"]) for banner in match["banners"] if banner.get("minutes")
        ]

        return Match(_scored(events), told_clock, (home, away), frozenset(players), tuple(boards))
    if (folder / "events.json").exists():
        teams = load(folder / "events.json")["teams"]
        with np.load(folder / "tracking.npz") as tracking:
            clocks, rate = tracking["clock_s"], float(tracking["fps"])

        def engine_clock(time: float) -> float:
            return float(clocks[min(round(time * rate), len(clocks) - 1)])

        events = []
        for label in read_labels(folder / "Labels-v2.json"):
            clock = engine_clock(label.time)
            events.append(
                Event(name, label.time, label.label, label.team, teams["left"]["short"],
                      teams["right"]["short"], none, none, int(clock // 60) + 1, 1 if clock < 2700 else 2)
            )  # fmt: skip
        return Match(_scored(events), engine_clock, (teams["left"]["short"], teams["right"]["short"]))
    raise InputError(folder, "holds neither match.json nor events.json", "Say where it is: OUT=FOLDER")


def told(seed: int, duration: float = 150.0) -> Match:
    """Return a match that the simulator tells, without a picture of it."""
    rng = np.random.default_rng(seed)
    layout = LAYOUTS["clock_first"]
    story = tell(rng, duration, draw_teams(rng, layout.script), layout)
    home, away = (team.short for team in story.teams)
    sides = {None: None, 0: "home", 1: "away"}
    events = [
        Event(f"told {seed}", h.time, h.label, sides[h.side], home, away, (0, 0), (0, 0), h.minute, h.half,
              h.player, getattr(h, "player_in", None), getattr(h, "player_out", None))
        for h in story.happenings
    ]  # fmt: skip
    players = frozenset(name for team in story.teams for name in team.squad)
    return Match(_scored(events), lambda time: story.stretch_at(time).clock_at(time), (home, away), players)
