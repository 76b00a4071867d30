"""What a broadcast shows, from first picture to last: stretches of a match, cuts, score, clock.

Everything random about *what happens* is drawn here, before a picture is painted.
"""

from dataclasses import dataclass, field

import numpy as np

from goalmouth.simulate.layouts import HALF, Layout
from goalmouth.simulate.play import Passage, Planner, View
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
_FILLERS = ("miss", "save", "corner", "foul", "throw")
FADE = 0.4
"""Seconds a bar takes to come and go; it counts as visible when it is there wholly."""


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
    """One shot. side : whose joy a close-up shows."""

    start: float
    end: float
    view: View
    side: int = 0


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
    parts: list[tuple[float, float]] = field(default_factory=list)
    """The files: start and end in broadcast seconds."""

    def score_at(self, time: float) -> tuple[int, int]:
        """Return what the bar says at a time."""
        return max((s for s in self.scores if s[0] <= time + 1e-9), key=lambda s: s[0])[1:]

    def stretch_at(self, time: float) -> Stretch:
        """Return the stretch on screen."""
        return next((s for s in self.stretches if time < s.end - 1e-9), self.stretches[-1])

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
    story = Story(duration, teams)
    continuous = duration >= 100 and rng.random() < 0.2
    middle = 0.5 if continuous else rng.uniform(0.46, 0.54)
    second = round(duration * middle / snap) * snap if duration >= 60 or parts == 2 else duration
    halves = [(1, 0.0, second)] + ([(2, second, duration)] if second < duration else [])
    goals = (
        1
        if duration < 60
        else int(np.clip(round(duration / 50 + rng.uniform(-0.6, 0.9)), 1, rng.integers(3, 6)))
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
        acts = _acts(rng, end - start, min(count, max(1, int((end - start - 8) // 31))))
        if continuous:
            groups = [acts]
        else:
            groups = _grouped(rng, acts)
            if len(groups) == 1 and end - start >= 45:
                # The half's end is another stretch than its kick-off: the clock says so.
                groups.append(["close"])
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
    _dress(rng, story, layout)
    return story


def _acts(rng: np.random.Generator, seconds: float, goals: int) -> list[str]:
    acts = ["goal"] * goals
    left = seconds - goals * _COST["goal"] - 14
    while left > 12:
        act = str(rng.choice(_FILLERS))
        if _COST[act] <= left:
            acts.append(act)
        left -= _COST[act]
    order = rng.permutation(len(acts))
    return [acts[int(i)] for i in order]


def _grouped(rng: np.random.Generator, acts: list[str]) -> list[list[str]]:
    groups: list[list[str]] = []
    for act in acts:
        if groups and _cost(groups[-1]) + _COST[act] < 52 and rng.random() < 0.45:
            groups[-1].append(act)
        else:
            groups.append([act])
    return groups or [["open"]]


def _cost(group: list[str]) -> float:
    return sum(_COST[act] for act in group)


def _passage(
    rng: np.random.Generator,
    direction: int,
    acts: list[str],
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
        if act != "corner":
            planner.keep(min(slack * 0.5 / len(acts), 12) + (0.5 if short else 1.5))
        if act == "goal":
            planner.goal(side, build=3.5 if short else 8.0)
            planner.keep(2.0)
        elif act == "corner":
            if planner.time > 0.1:
                planner.keep(1.0)
                planner.plan.shots.append((planner.time, planner.time + 1.6, "crowd", side))
                planner.move(1.6, *planner.ball)
            planner.corner(side)
            planner.keep(1.5)
        elif act in ("foul", "throw"):
            (planner.foul if act == "foul" else planner.throw)()
            planner.keep(1.5)
        elif act in ("miss", "save"):
            (planner.miss if act == "miss" else planner.save)(side)
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
    now = at
    for start, stop, view, side in plan.shots:
        if at + start > now:
            story.cuts.append(Cut(now, at + start, "wide"))
        now = min(at + stop, end)
        story.cuts.append(Cut(at + start, now, view, side))
    if now < end:
        story.cuts.append(Cut(now, end, "wide"))
    for moment, size in plan.surges:
        if at + moment < end:
            story.surges.append((at + moment, size))
    story.whistles += [(at + t, n) for t, n in plan.whistles if at + t < end]
    story.kicks += [at + t for t in plan.kicks if at + t < end]


def _dress(rng: np.random.Generator, story: Story, layout: Layout) -> None:
    """Decide when the bar, the lower third and the scorer's card are on screen."""
    away: list[tuple[float, float]] = []
    if layout.hides:
        away += [(c.start, c.end + 0.3) for c in story.cuts if c.view != "wide"]
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
