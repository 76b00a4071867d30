"""What is to happen in a broadcast, and how its director shows things: both drawn first."""

from dataclasses import dataclass, replace

import numpy as np

# About how long each act takes, in seconds, with a little play after it.
_COST = {
    "open": 0.0,
    "goal": 31.0,
    "miss": 20.0,
    "save": 19.0,
    "corner": 11.0,
    "foul": 15.0,
    "throw": 13.0,
    "booking": 18.5,
    "change": 18.5,
    "close": 9.0,
}
_AGAIN = 6.3
"""Seconds of one shot of a replay, about."""
_FILLERS = ("miss", "save", "corner", "foul", "throw", "booking", "change")
_SHOWN_AGAIN = ("goal", "miss", "save", "foul", "booking")


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


def draw_manner(rng: np.random.Generator, duration: float) -> Manner:
    """Draw a director; some show nothing again, and a short broadcast has no time to."""
    logos = float(rng.choice((1.0, 1.0, 0.8, 0.0)))
    manner = Manner(
        goals=0.95, others=float(rng.uniform(0.3, 0.7)), logos=logos,
        wipe=float(rng.uniform(0.6, 1.2)), dissolves=float(rng.choice((0.0, 0.15, 0.35))),
    )  # fmt: skip
    sparing = rng.random() < 0.12
    return replace(manner, goals=0.0, others=0.0) if sparing or duration < 40 else manner


def draw_acts(rng: np.random.Generator, seconds: float, goals: int, manner: Manner) -> list[Act]:
    """Draw what is to happen in a half of so many seconds, in order."""
    acts = []
    left = seconds - goals * _COST["goal"] - 11
    kinds = [str(kind) for kind in rng.permutation(("booking", "change"))]
    for kind in kinds[: int(rng.choice((0, 1, 1, 1, 2)))]:
        if _COST[kind] <= left:
            acts.append(Act(kind))
            left -= _COST[kind]
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


def grouped(rng: np.random.Generator, acts: list[Act]) -> list[list[Act]]:
    """Put acts together that one stretch of the match holds."""
    groups: list[list[Act]] = []
    for act in acts:
        if groups and cost_of(groups[-1]) + act.cost < 60 and rng.random() < 0.45:
            groups[-1].append(act)
        else:
            groups.append([act])
    return groups or [[Act("open")]]


def cost_of(group: list[Act]) -> float:
    """Return the seconds that acts take, about."""
    return sum(act.cost for act in group)
