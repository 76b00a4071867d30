"""Tells what a broadcast shows, from first picture to last.

Everything random about *what happens* is drawn here, before a picture is painted.
"""

from dataclasses import replace

import numpy as np

from goalmouth.simulate.acts import Act, cost_of, draw_acts, draw_manner, grouped
from goalmouth.simulate.editing import dress, join
from goalmouth.simulate.layouts import HALF, Layout
from goalmouth.simulate.play import Passage, Planner
from goalmouth.simulate.record import Cut, Happening, Replay, Story, Stretch
from goalmouth.simulate.teams import SUBSTITUTES, Team


def tell(
    rng: np.random.Generator,
    duration: float,
    teams: tuple[Team, Team],
    layout: Layout,
    parts: int = 1,
    snap: float = 0.04,
) -> Story:
    """Draw a broadcast of so many seconds; stretches begin on multiples of ``snap`` seconds."""
    story = Story(duration, teams, manner=draw_manner(rng, duration))
    continuous = duration >= 100 and rng.random() < 0.2
    middle = 0.5 if continuous else rng.uniform(0.46, 0.54)
    second = round(duration * middle / snap) * snap if duration >= 60 or parts == 2 else duration
    halves = [(1, 0.0, second)] + ([(2, second, duration)] if second < duration else [])
    goals = (
        1
        if duration < 60
        else int(np.clip(round(duration / 65 + rng.uniform(-0.6, 0.8)), 1, rng.integers(3, 6)))
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
        acts = draw_acts(rng, end - start, min(count, max(1, int((end - start - 8) // 31))), story.manner)
        if continuous:
            groups = [acts]
        else:
            groups = grouped(rng, acts)
            if len(groups) == 1 and end - start >= 45:
                # The half's end is another stretch than its kick-off: the clock says so.
                groups.append([Act("close")])
        clock = 0.0 if half == 1 else float(HALF)
        first_side = opener if half == 1 else 1 - opener
        begin = start
        for k, group in enumerate(groups):
            last = k == len(groups) - 1
            # What is left for the groups to come decides how much open play there may be.
            reserved = sum(cost_of(g) for g in groups[k + 1 :])
            slack = max(0.0, end - begin - cost_of(group) - reserved) / (len(groups) - k)
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
            plan = _passage(
                rng, _players_known(story), way, group, slack, first_side if opening else None,
                stop and stop - begin, blasts=(2 if half == 1 else 3) if blow else 0,
            )  # fmt: skip
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
    join(rng, story)
    dress(rng, story, layout)
    return story


def _players_known(story: Story) -> tuple[frozenset[int], frozenset[int]]:
    """Return who was booked, sent off or changed, and who is no longer on the pitch."""
    telling = ("Substitution", "Yellow card", "Red card")
    known = {h.slot for h in story.happenings if h.label in telling and h.slot is not None}
    for side in (0, 1):
        if sum(slot // 11 == side for _, slot, _ in story.changes) >= SUBSTITUTES:
            known |= set(range(side * 11, side * 11 + 11))
    return frozenset(known), frozenset(story.off(story.duration))


def _passage(
    rng: np.random.Generator,
    players: tuple[frozenset[int], frozenset[int]],
    direction: int,
    acts: list[Act],
    slack: float,
    opens: int | None,
    stop: float | None,
    blasts: int,
) -> Passage:
    """Plan one stretch.

    players : see ``_players_known``; opens : who kicks off; stop : how long it must be; blasts : of the
    last whistle.
    """
    planner = Planner(rng, direction, int(rng.integers(2)), *players)
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
        elif act.kind == "booking":
            planner.foul(act.replays, "Red card" if rng.random() < 0.15 else "Yellow card")
            planner.keep(1.5)
        elif act.kind in ("throw", "change"):
            planner.throw(side if act.kind == "change" else None)
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
        minute = int(min(stretch.clock_at(time), HALF * stretch.half - 1) // 60) + 1
        player = coming = None
        if event.player is not None:
            player, _ = story.on_pitch(event.player, time)
        told = Happening(time, event.label, event.side, player, stretch.half, minute, event.player)
        if event.label == "Substitution" and event.player is not None:
            used = sum(slot // 11 == event.side for _, slot, _ in story.changes)
            if used == SUBSTITUTES:
                continue
            story.changes.append((time, event.player, used))
            coming, _ = story.on_pitch(event.player, time)
            told = replace(told, player=None, player_in=coming, player_out=player)
        story.happenings.append(told)
        if event.label == "Goal":
            _, home, away = story.scores[-1]
            shown = min(time + float(rng.uniform(1.0, 4.0)), max(end - 0.5, (time + end) / 2))
            story.scores.append((shown, home + (event.side == 0), away + (event.side == 1)))
    now, number = at, len(story.stretches) - 1
    for take in plan.takes:
        if at + take.start > now + 1e-6:
            story.cuts.append(Cut(now, at + take.start, "wide", stretch=number))
        start, now = now if at + take.start <= now + 1e-6 else at + take.start, min(at + take.end, end)
        story.cuts.append(
            Cut(start, now, take.view, take.side, number, take.angle, take.since, take.speed, take.people)
        )
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
