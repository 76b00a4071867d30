"""Which shots show again what was seen before.

A director says so: a replay stands between two of the broadcaster's wipes, or between dissolves, and
then it is short, mostly of another camera than the play's, and often in slow motion.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from goalmouth.scene.shots.views import Look
from goalmouth.types import Floats

SHORTEST, LONGEST = 1.5, 45.0
"""Seconds of a replay."""

MOST_SHOTS = 6

TAKE = 10.5
"""Seconds of one camera's part of a replay, at most, where no wipe says that it is one."""

ELSEWHERE = 0.08
"""How far the grass of another camera's picture lies from the main one's, in shares of a row."""

REPEATING = 0.35
"""Share of repeated pictures from which a shot is in slow motion."""

ENOUGH, MORE = 0.7, 1.1
"""How odd a shot must be that no wipe tells of, and another shot of the same replay."""

COMFORT = 0.8
"""How much less odd the first may be after people seen close: they rejoice or suffer, then comes why."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A shot with how it begins and ends, ``abrupt``, ``smooth`` or ``logo``."""

    start: float
    end: float
    opens: str
    closes: str
    look: Look


def replays(pieces: Sequence[Piece], usual: Floats | None) -> list[bool]:
    """Return for each shot whether it is part of a replay. usual : see ``usual_look``."""
    found = [False] * len(pieces)
    for first, last in _between_wipes(pieces, usual):
        found[first : last + 1] = [True] * (last + 1 - first)
    spans = []
    for first, piece in enumerate(pieces):
        if first == 0 or piece.opens == "abrupt":
            continue
        for last in range(first, min(first + MOST_SHOTS, len(pieces) - 1)):
            if any(found[first : last + 1]):
                break
            if pieces[last].closes == "abrupt":
                continue
            worth = _worth(pieces, first, last, usual)
            if worth >= 0:
                spans.append((worth, first, last))
    for _, first, last in sorted(spans, reverse=True):
        # What a replay gives way to is the play.
        if not any(found[first - 1 : last + 2]):
            found[first : last + 1] = [True] * (last + 1 - first)
    return found


def _between_wipes(pieces: Sequence[Piece], usual: Floats | None) -> list[tuple[int, int]]:
    """Return the first and last shot of what stands between paired wipes.

    A wipe leads in or out, and nothing in it says which: of all ways to pair neighbours, that is taken
    whose pairs enclose most of what looks like a replay.
    """
    opens = [k for k, piece in enumerate(pieces) if k and piece.opens == "logo"]
    best: list[tuple[float, list[tuple[int, int]]]] = [(0.0, []), (0.0, [])]
    for one, other in pairwise(opens):
        worth, pairs = best[-1]
        length = pieces[other].start - pieces[one].start
        if SHORTEST <= length <= LONGEST and other - one <= MOST_SHOTS:
            own = 1.5 - length / LONGEST + 0.2 * _strangeness(pieces[one:other], usual)
            if best[-2][0] + own > worth:
                worth, pairs = best[-2][0] + own, [*best[-2][1], (one, other - 1)]
        best.append((worth, pairs))
    return best[-1][1]


def _strangeness(pieces: Sequence[Piece], usual: Floats | None) -> float:
    """Return how little some shots look like the play, 0…about 4."""
    return float(np.mean([_odd(piece, usual) for piece in pieces]))


def _odd(piece: Piece, usual: Floats | None) -> float:
    aside = 0.0 if usual is None else float(np.abs(piece.look.grass - usual).mean())
    return 1.2 * min(aside / ELSEWHERE, 1.5) + 2.0 * (piece.look.repeats >= REPEATING)


def _worth(pieces: Sequence[Piece], first: int, last: int, usual: Floats | None) -> float:
    """Return how much shots between two gradual changes are like a replay; below 0: they cannot be."""
    own = pieces[first : last + 1]
    if any(p.look.view == "close" or not SHORTEST <= p.end - p.start <= TAKE for p in own):
        return -1.0
    comfort = COMFORT * (pieces[first - 1].look.view == "close")
    # Summed: what looks like the play makes no replay longer.
    return sum(_odd(piece, usual) - MORE for piece in own) + MORE - ENOUGH + comfort
