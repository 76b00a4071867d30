"""What a broadcast shows, from first picture to last: stretches of a match, cuts, score, clock.

Everything random about *what happens* is drawn here, before a picture is painted.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from goalmouth.simulate.layouts import HALF, Layout
from goalmouth.simulate.motion import ball_path
from goalmouth.simulate.play import Angle, Passage, Planner, View
from goalmouth.simulate.teams import Team

# About how long each act takes, in seconds, with a little play after it.
_COST = {
    "open": 0.0,
    "goal": 31.0,
    "miss": 20.0,
    "save": 19.0,
    "corner": 11.0,
    "foul": 15.0,
    "throw": 13.0,
    "close": 9.0,
}
_AGAIN = 6.3
"""Seconds of one shot of a replay, about."""
_FILLERS = ("miss", "save", "corner", "foul", "throw")
_SHOWN_AGAIN = ("goal", "miss", "save", "foul")
FADE = 0.4
"""Seconds a bar takes to come and go; it counts as visible when it is there wholly."""


Change = Literal["abrupt", "smooth", "logo", "end"]
"""How a shot ends, in SoccerNet's words; ``end``: with the broadcast."""


@dataclass(frozen=True)
class Happening:
    """An event of the truth, in broadcast seconds. minute : as a commentator counts, from 1."""

    time: float
    label: str
    side: int | None
    player: str | None
    half: int
    minute: int


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


@dataclass(frozen=True)
class Manner:
    """A director's habits. goals, others : how often such an event is shown again.

    logos : how many of the replays stand between wipes, the others between dissolves; wipe : seconds
    of one; dissolves : how many of the other changes of shot are dissolves.
    """

    goals: float = 0.0
    others: float = 0.0
    logos: float = 1.0
    wipe: float = 0.8
    dissolves: float = 0.0


@dataclass(frozen=True)
class Act:
    """Something to happen. replays : how many cameras show it again."""

    kind: str
    replays: int = 0

    @property
    def cost(self) -> float:
        """Seconds, about."""
        return _COST[self.kind] + self.replays * _AGAIN


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
    banners: list[tuple[float, float]] = field(default_factory=list)
    """When a lower third shows names and score."""
    cards: list[tuple[float, float, str]] = field(default_factory=list)
    surges: list[tuple[float, float]] = field(default_factory=list)
    whistles: list[tuple[float, int]] = field(default_factory=list)
    kicks: list[float] = field(default_factory=list)
    replays: list[Replay] = field(default_factory=list)
    manner: Manner = field(default_factory=Manner)
    parts: list[tuple[float, float]] = field(default_factory=list)
    """The files: start and end in broadcast seconds."""

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


def tell(
    rng: np.random.Generator,
    duration: float,
    teams: tuple[Team, Team],
    layout: Layout,
    parts: int = 1,
    snap: float = 0.04,
) -> Story:
    """Draw a broadcast of so many seconds; stretches begin on multiples of ``snap`` seconds."""
    story = Story(duration, teams, manner=_draw_manner(rng, duration))
    continuous = duration >= 100 and rng.random() < 0.2
    middle = 0.5 if continuous else rng.uniform(0.46, 0.54)
    second = round(duration * middle / snap) * snap if duration >= 60 or parts == 2 else duration
    halves = [(1, 0.0, second)] + ([(2, second, duration)] if second < duration else [])
    goals = (
        1
        if duration < 60
        else int(np.clip(round(duration / 60 + rng.uniform(-0.6, 0.9)), 1, rng.integers(3, 6)))
    )
    direction = int(rng.choice((-1, 1)))
    opener = int(rng.integers(2))
    # An accelerated half ends soon after 45:00, unless that were too fast to follow.
    rate = min(20.0, (HALF + 35) * 2 / duration) if continuous else 1.0
    by_half = [goals] if len(halves) == 1 else [goals // 2, goals - goals // 2]
    if len(halves) == 2 and rng.random() < 0.5:
        by_half.reverse()
    for (half, start, end), count in zip(halves, by_half, strict=True):
        way = direction if half == 1 else -direction
        acts = _acts(rng, end - start, min(count, max(1, int((end - start - 8) // 31))), story.manner)
        if continuous:
            groups = [acts]
        else:
            groups = _grouped(rng, acts)
            if len(groups) == 1 and end - start >= 45:
                # The half's end is another stretch than its kick-off: the clock says so.
                groups.append([Act("close")])
        clock = 0.0 if half == 1 else float(HALF)
        first_side = opener if half == 1 else 1 - opener
        begin = start
        for k, group in enumerate(groups):
            last = k == len(groups) - 1
            # What is left for the groups to come decides how much open play there may be.
            reserved = sum(_cost(g) for g in groups[k + 1 :])
            slack = max(0.0, end - begin - _cost(group) - reserved) / (len(groups) - k)
            opening = k == 0 and end - start >= 30
            stop = None if not last else end
            if k and not continuous:
                # Jumps share what the half has to spare beyond what will be shown.
                spare = max(0.0, HALF * half - 60 - clock - (end - begin))
                clock += max(2.0, spare * min(1.0, rng.uniform(0.3, 1.7) / (len(groups) - k)))
            blow = last and (rate * (end - begin) >= HALF if continuous else not opening)
            if blow and not continuous:
                # The whistle comes in added time.
                clock = max(clock + 20, HALF * half + rng.uniform(20, 110) - (end - begin))
            plan = _passage(rng, way, group, slack, first_side if opening else None, stop and stop - begin,
                            blasts=(2 if half == 1 else 3) if blow else 0)  # fmt: skip
            length = round(plan.length / snap) * snap
            plan.length = length
            finish = min(begin + length, end)
            over = clock + rate * (finish - begin) - HALF * half
            added = max(1, int(over // 60) + 1, int(rng.integers(1, 5)))
            stretch = Stretch(begin, finish, half, float(int(clock)), rate, added, way, plan)
            _record(rng, story, stretch)
            clock = stretch.clock_at(finish)
            begin = finish
            if begin >= end - 1e-6:
                break
    story.parts = [(a, b) for _, a, b in halves] if parts == 2 else [(0.0, duration)]
    _join(rng, story)
    _dress(rng, story, layout)
    return story


def _draw_manner(rng: np.random.Generator, duration: float) -> Manner:
    """Draw a director; some show nothing again, and a short broadcast has no time to."""
    logos = float(rng.choice((1.0, 1.0, 0.8, 0.0)))
    manner = Manner(
        goals=0.95, others=float(rng.uniform(0.3, 0.7)), logos=logos,
        wipe=float(rng.uniform(0.6, 1.2)), dissolves=float(rng.choice((0.0, 0.15, 0.35))),
    )  # fmt: skip
    sparing = rng.random() < 0.12
    return replace(manner, goals=0.0, others=0.0) if sparing or duration < 40 else manner


def _acts(rng: np.random.Generator, seconds: float, goals: int, manner: Manner) -> list[Act]:
    acts = []
    left = seconds - goals * _COST["goal"] - 14
    for _ in range(goals):
        count = min(int(rng.integers(1, 4)), int(left // _AGAIN))
        acts.append(Act("goal", count if rng.random() < manner.goals and count > 0 else 0))
        left -= acts[-1].replays * _AGAIN
    while left > 12:
        kind = str(rng.choice(_FILLERS))
        again = kind in _SHOWN_AGAIN and rng.random() < manner.others
        act = Act(kind, int(rng.integers(1, 3)) if again else 0)
        if act.cost <= left:
            acts.append(act)
        left -= act.cost
    order = rng.permutation(len(acts))
    return [acts[int(i)] for i in order]


def _grouped(rng: np.random.Generator, acts: list[Act]) -> list[list[Act]]:
    groups: list[list[Act]] = []
    for act in acts:
        if groups and _cost(groups[-1]) + act.cost < 60 and rng.random() < 0.45:
            groups[-1].append(act)
        else:
            groups.append([act])
    return groups or [[Act("open")]]


def _cost(group: list[Act]) -> float:
    return sum(act.cost for act in group)


def _passage(
    rng: np.random.Generator,
    direction: int,
    acts: list[Act],
    slack: float,
    opens: int | None,
    stop: float | None,
    blasts: int,
) -> Passage:
    """Plan one stretch. opens : who kicks off; stop : how long it must be; blasts : of the last whistle."""
    planner = Planner(rng, direction, int(rng.integers(2)))
    if opens is not None:
        planner.kickoff(opens)
    short = stop is not None and stop < 26
    for act in acts:
        side = int(rng.random() < 0.46)
        if act.kind != "corner":
            planner.keep(min(slack * 0.5 / len(acts), 12) + (0.5 if short else 1.5))
        if act.kind == "goal":
            planner.goal(side, 3.5 if short else 8.0, act.replays)
            planner.keep(2.0)
        elif act.kind == "corner":
            if planner.time > 0.1:
                planner.keep(1.0)
                planner.show(1.8, "crowd", side)
                planner.early(0.55)
            planner.corner(side)
            planner.keep(1.5)
        elif act.kind == "foul":
            planner.foul(act.replays)
            planner.keep(1.5)
        elif act.kind == "throw":
            planner.throw()
            planner.keep(1.5)
        elif act.kind in ("miss", "save"):
            (planner.miss if act.kind == "miss" else planner.save)(side, act.replays)
    if stop is None:
        planner.keep(slack * 0.5 + 0.5)
        return planner.close(planner.time)
    if blasts and stop - planner.time > 5:
        planner.keep(stop - planner.time - 5.0)
        if stop - planner.time > 2.6:
            planner.finish(blasts)
    elif stop > planner.time:
        planner.keep(stop - planner.time)
    return planner.close(stop)


def _record(rng: np.random.Generator, story: Story, stretch: Stretch) -> None:
    """Enter a stretch's events, cuts and sounds into the story."""
    plan, at, end = stretch.plan, stretch.start, stretch.end
    story.stretches.append(stretch)
    for event in sorted(plan.events, key=lambda e: e.time):
        time = at + event.time
        if time >= end - 0.3:
            continue
        player = None
        if event.player is not None:
            player = story.teams[event.player // 11].players[event.player % 11]
        minute = int(min(stretch.clock_at(time), HALF * stretch.half - 1) // 60) + 1
        story.happenings.append(Happening(time, event.label, event.side, player, stretch.half, minute))
        if event.label == "Goal":
            _, home, away = story.scores[-1]
            shown = min(time + float(rng.uniform(1.0, 4.0)), end - 0.5)
            story.scores.append((shown, home + (event.side == 0), away + (event.side == 1)))
    now, number = at, len(story.stretches) - 1
    for take in plan.takes:
        if at + take.start > now + 1e-6:
            story.cuts.append(Cut(now, at + take.start, "wide", stretch=number))
        start, now = now if at + take.start <= now + 1e-6 else at + take.start, min(at + take.end, end)
        story.cuts.append(Cut(start, now, take.view, take.side, number, take.angle, take.since, take.speed))
    if now < end:
        story.cuts.append(Cut(now, end, "wide", stretch=number))
    for again in plan.replays:
        seen, times = again.event, (at + again.takes[0].start, at + again.takes[-1].end)
        story.replays.append(Replay(*times, seen.label, seen.side, at + seen.time))
    for moment, size in plan.surges:
        if at + moment < end:
            story.surges.append((at + moment, size))
    story.whistles += [(at + t, n) for t, n in plan.whistles if at + t < end]
    story.kicks += [at + t for t in plan.kicks if at + t < end]


def _join(rng: np.random.Generator, story: Story) -> None:
    """Decide how each shot gives way to the next."""
    borders: dict[float, bool] = {}
    for shown in story.replays:
        wiped = bool(rng.random() < story.manner.logos)
        borders |= {round(shown.start, 6): wiped, round(shown.end, 6): wiped}
    starts = {round(start, 6) for start, _ in story.parts}
    begun = {round(s.start, 6): s for s in story.stretches}
    free = story.cuts[0].start
    for k, (one, other) in enumerate(zip(story.cuts, story.cuts[1:], strict=False)):
        change: Change = "abrupt"
        at, seconds = other.start, 0.0
        key = round(at, 6)
        if key in borders:
            change = "logo" if borders[key] else "smooth"
        elif rng.random() < (0.3 if one.since is not None else story.manner.dissolves):
            change = "smooth"
        fading = float(rng.uniform(0.3, 1.0))
        if change != "abrupt":
            seconds = story.manner.wipe if change == "logo" else fading
        start = at - seconds / 2
        if seconds and key in begun:
            # What comes has no past: it is faded in from its first picture on.
            start = at
            soon = (e.time for e in begun[key].plan.events)
            if key in starts or min(soon, default=9.0) < seconds + 0.2:
                change, seconds = "abrupt", 0.0
        if start < free + 0.3 or start + seconds > other.end - 0.5:
            change, seconds, start = "abrupt", 0.0, at
        if not seconds:
            start = at
        middle = start + seconds / 2
        free = start + seconds
        story.cuts[k] = replace(story.cuts[k], end=middle, change=change, change_start=start, change_end=free)
        story.cuts[k + 1] = replace(other, start=middle)
    end = story.cuts[-1].end
    story.cuts[-1] = replace(story.cuts[-1], change="end", change_start=end, change_end=end)


def _dress(rng: np.random.Generator, story: Story, layout: Layout) -> None:
    """Decide when the bar, the lower third and the scorer's card are on screen."""
    away: list[tuple[float, float]] = []
    if layout.hides:
        away += [(c.start, c.end + 0.3) for c in story.cuts if c.view != "wide"]
        for before, shot in zip(story.cuts, story.cuts[1:], strict=False):
            if shot.since is not None:
                away.append((before.change_start, shot.change_end))
    if story.duration >= 40:
        if rng.random() < 0.6:
            story.banners.append((0.6, 5.2))
            away.append((-1.0, 5.6))
        else:
            away.append((-1.0, float(rng.uniform(0.3, 2.0))))
        for first, second in zip(story.stretches, story.stretches[1:], strict=False):
            if first.half == 1 and second.half == 2:
                if rng.random() < 0.6:
                    story.banners.append((first.end - 3.0, first.end))
                    away.append((first.end - 3.4, first.end + float(rng.uniform(0.5, 2.5))))
                break
        goals = [h for h in story.happenings if h.label == "Goal"]
        if goals and rng.random() < 0.5:
            goal = goals[int(rng.integers(len(goals)))]
            shown = next(s[0] for s in story.scores if s[0] > goal.time)
            start = max(goal.time + 4.5, shown + 0.5)
            if start + 4 < story.stretch_at(goal.time).end:
                story.banners.append((start, start + 4.0))
    spans, now = [], 0.0
    for start, end in sorted(away):
        if start > now + 1.5:
            spans.append((now, start))
        now = max(now, end)
    if story.duration > now + 1.5:
        spans.append((now, story.duration))
    story.bar = spans
    if layout.card:
        for goal in (h for h in story.happenings if h.label == "Goal"):
            shown = next(s[0] for s in story.scores if s[0] > goal.time) + 0.6
            if shown + 4 < story.stretch_at(goal.time).end:
                story.cards.append((shown, shown + 4.0, f"{goal.player} {goal.minute}'"))
