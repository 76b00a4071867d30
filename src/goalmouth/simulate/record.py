"""What a told broadcast consists of: stretches of a match, cuts, score, clock, and what lies over them."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from goalmouth.simulate.acts import Manner
from goalmouth.simulate.motion import ball_path
from goalmouth.simulate.play import Angle, Passage, People, View
from goalmouth.simulate.teams import Team

FADE = 0.4
"""Seconds a bar takes to come and go; it counts as visible when it is there wholly."""


Change = Literal["abrupt", "smooth", "logo", "end"]
"""How a shot ends, in SoccerNet's words; ``end``: with the broadcast."""


@dataclass(frozen=True)
class Happening:
    """An event of the truth, in broadcast seconds. minute : as a commentator counts, from 1.

    slot : 0…21, the place in the teams of whom it is about, whoever fills it by then.
    """

    time: float
    label: str
    side: int | None
    player: str | None
    half: int
    minute: int
    slot: int | None = None
    player_in: str | None = None
    player_out: str | None = None


@dataclass(frozen=True)
class Banner:
    """What lies over the picture for a while to tell something. kind : as in the truth.

    numbers : shirt numbers of the players named, who comes on before who goes off. minutes : of a goal,
    when; of added time, how much. score : of a board.
    """

    start: float
    end: float
    kind: str
    side: int | None = None
    player: str | None = None
    player_in: str | None = None
    player_out: str | None = None
    numbers: tuple[int, ...] = ()
    minutes: int | None = None
    score: tuple[int, int] | None = None


@dataclass(frozen=True)
class Stretch:
    """A piece of the match without a jump of the clock. clock : match seconds at its start."""

    start: float
    end: float
    half: int
    clock: float
    rate: float
    added: int
    direction: int
    plan: Passage

    def clock_at(self, time: float) -> float:
        """Return match seconds (the second half counts from 2700) at a broadcast second."""
        return self.clock + self.rate * (time - self.start)


@dataclass(frozen=True)
class Cut:
    """One shot. side : whose joy a close-up shows; stretch : the number of the stretch it shows.

    since : of a replay, the second of its stretch that its first picture shows; speed : of its play.
    change : how the shot ends, over ``change_start`` … ``change_end``, which are equal for a cut. The
    shot's own end is their middle.
    """

    start: float
    end: float
    view: View
    side: int = 0
    stretch: int = 0
    angle: Angle = "main"
    since: float | None = None
    speed: float = 1.0
    people: People = "joy"
    change: Change = "abrupt"
    change_start: float = 0.0
    change_end: float = 0.0


@dataclass(frozen=True)
class Replay:
    """An event shown again, by one shot or several. time : broadcast second of the event."""

    start: float
    end: float
    label: str
    side: int | None
    time: float


@dataclass
class Story:
    """The whole broadcast. scores : (time from which the bar shows it, home, away)."""

    duration: float
    teams: tuple[Team, Team]
    stretches: list[Stretch] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    scores: list[tuple[float, int, int]] = field(default_factory=lambda: [(0.0, 0, 0)])
    bar: list[tuple[float, float]] = field(default_factory=list)
    """When the bar is on screen, fades included."""
    banners: list[Banner] = field(default_factory=list)
    changes: list[tuple[float, int, int]] = field(default_factory=list)
    """Substitutions: time, slot, place among the team's substitutes."""
    cards: list[Banner] = field(default_factory=list)
    """Scorers named in a box that hangs on the bar."""
    surges: list[tuple[float, float]] = field(default_factory=list)
    whistles: list[tuple[float, int]] = field(default_factory=list)
    kicks: list[float] = field(default_factory=list)
    replays: list[Replay] = field(default_factory=list)
    manner: Manner = field(default_factory=Manner)
    parts: list[tuple[float, float]] = field(default_factory=list)
    """The files: start and end in broadcast seconds."""

    def on_pitch(self, slot: int, time: float) -> tuple[str, int]:
        """Return the name and number of who fills a slot at a time."""
        team = self.teams[slot // 11]
        place = slot % 11
        for when, changed, substitute in self.changes:
            if changed == slot and when <= time + 1e-9:
                place = 11 + substitute
        return team.squad[place], team.numbers[place]

    def off(self, time: float) -> set[int]:
        """Return the slots that nobody fills any more."""
        return {h.slot for h in self.happenings if h.label == "Red card" and h.time <= time and h.slot}

    def score_at(self, time: float) -> tuple[int, int]:
        """Return what the bar says at a time."""
        return max((s for s in self.scores if s[0] <= time + 1e-9), key=lambda s: s[0])[1:]

    def stretch_at(self, time: float) -> Stretch:
        """Return the stretch on screen."""
        return next((s for s in self.stretches if time < s.end - 1e-9), self.stretches[-1])

    def replay_of(self, cut: Cut) -> Replay | None:
        """Return the replay that a shot is part of."""
        if cut.since is None:
            return None
        return next(r for r in self.replays if r.start - 1e-6 <= cut.start < r.end)

    def end_of(self, cut: Cut) -> int:
        """Return at which end of the pitch a replay's event happened: 1 is the right-hand one."""
        shown, stretch = self.replay_of(cut), self.stretches[cut.stretch]
        if shown is None:
            return 1
        return 1 if ball_path(stretch.plan, np.array([shown.time - stretch.start]))[0, 0] > 0 else -1

    def bar_cover(self, time: float) -> float:
        """Return how opaque the bar is, 0…1."""
        for start, end in self.bar:
            if start <= time < end:
                fade_in = 1.0 if start <= 0 else (time - start) / FADE
                fade_out = 1.0 if end >= self.duration else (end - time) / FADE
                return float(np.clip(min(fade_in, fade_out), 0, 1))
        return 0.0
