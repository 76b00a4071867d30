"""One camera's picture after another: how each gives way to the next, what it sees, what it shows again."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from goalmouth.media.video import Frame
from goalmouth.scene.shots.cuts import SHORTEST, CutFinder
from goalmouth.scene.shots.gradual import Cover, Fade, GradualFinder
from goalmouth.scene.shots.marks import mark
from goalmouth.scene.shots.replays import Piece, replays
from goalmouth.scene.shots.views import ViewFinder, usual_look
from goalmouth.scene.shots.wipes import recurring
from goalmouth.types import Shot

CERTAIN = 0.20, 0.65
"""What a mix may leave unexplained, and the detail left, in a dissolve that is nothing else."""

CLOSE = 0.12
"""Seconds: a cut so near a gradual change is part of it."""

ALONE = 0.6
"""Share of the picture covered from which something seen once may be a wipe."""

BRIEF, LONG = 0.2, 1.6
"""Seconds of a wipe."""

APART = 2.0
"""Seconds between two wipes, at least: in a fast pan one picture after another is like nothing near it."""

ABOUT = 0.5
"""Seconds around a leap of the clock in which the change of shot lies."""

EDGE = 0.08
"""Seconds for which a wipe has begun before it is noticed."""


@dataclass(frozen=True, slots=True)
class _Change:
    start: float
    end: float
    kind: Literal["abrupt", "smooth", "logo"]

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


class ShotReader:
    """A ``FrameReader`` that looks at every picture and keeps but the last few."""

    def __init__(self, rate: float = math.inf) -> None:
        self.rate = rate
        self._cuts, self._gradual, self._views = CutFinder(), GradualFinder(), ViewFinder()

    def see(self, frame: Frame) -> None:
        """Take one picture."""
        seen = mark(frame)
        self._cuts.take(seen)
        self._gradual.take(seen)
        self._views.take(seen)

    def shots(self, end: float, leaps: Sequence[tuple[float, float]] = ()) -> list[Shot]:
        """Return the shots in order; they cover the video from 0 to ``end`` seconds.

        leaps : spans, from and to in seconds, in each of which the programme is known to be cut.
        """
        cuts, gradual = self._cuts.finish(), self._gradual
        told = _told(leaps, cuts, gradual)
        changes = _changes(cuts, [*gradual.fades, *told], gradual.covers)
        changes = [c for c in changes if SHORTEST < c.middle < end - 1e-3]
        edges = [0.0, *(change.middle for change in changes), end]
        spans = list(pairwise(edges))
        kinds = ["abrupt", *(change.kind for change in changes), "abrupt"]
        looks = self._views.looks(spans)
        pieces = [
            Piece(a, b, opens, closes, look)
            for (a, b), (opens, closes), look in zip(spans, pairwise(kinds), looks, strict=True)
        ]
        again = replays(pieces, usual_look(looks, spans))
        out = []
        for k, piece in enumerate(pieces):
            change = changes[k] if k < len(changes) else None
            slow = change is not None and change.kind != "abrupt"
            out.append(
                Shot(
                    piece.start,
                    piece.end,
                    piece.look.view,
                    again[k],
                    change.kind if change else "end",
                    change.start if change and slow else None,
                    change.end if change and slow else None,
                )
            )
        return out


def _told(leaps: Sequence[tuple[float, float]], cuts: list[float], gradual: GradualFinder) -> list[Fade]:
    """Return the best of the doubtful dissolves in each span that holds a change, and no other."""
    found = []
    for first, last in leaps:
        low, high = first - ABOUT, last + ABOUT
        if any(low <= time <= high for time in cuts):
            continue
        known: list[Fade | Cover] = [*gradual.fades, *gradual.covers]
        if any(one.start < high and low < one.end for one in known):
            continue
        fades = [fade for fade in gradual.doubtful if fade.start < high and low < fade.end]
        found += sorted(fades, key=lambda fade: fade.merit)[:1]
    return found


def _changes(cuts: list[float], fades: list[Fade], covers: list[Cover]) -> list[_Change]:
    """Return what remains when one change was taken for several, in order."""
    sure = [f for f in fades if f.rest <= CERTAIN[0] and f.dull <= CERTAIN[1]]
    wipes = [w for w in _wipes(covers, cuts) if not any(_meet(w, f) for f in sure)]
    found = [_Change(w.start, w.end, "logo") for w in wipes]
    for fade in sorted(fades, key=lambda f: f.merit):
        change = _Change(fade.start, fade.end, "smooth")
        cut = any(fade.start - CLOSE <= time <= fade.end + CLOSE for time in cuts)
        if not any(_meet(change, other) for other in found) and (fade in sure or not cut):
            found.append(change)
    for time in cuts:
        if not any(other.start - CLOSE <= time <= other.end + CLOSE for other in found):
            found.append(_Change(time, time, "abrupt"))
    return sorted(found, key=lambda change: change.middle)


def _wipes(covers: list[Cover], cuts: list[float]) -> list[_Change]:
    """Return the wipes, with what was seen but once only where nothing speaks against it."""
    peaks = [float(cover.times[cover.at]) for cover in covers]
    covers = [
        cover
        for cover, peak in zip(covers, peaks, strict=True)
        if all(abs(peak - other) >= APART or peak == other for other in peaks)
    ]
    again = recurring(covers)
    known = [c.end - c.start for c, seen in zip(covers, again, strict=True) if seen]
    found = []
    for cover, seen in zip(covers, again, strict=True):
        length = cover.end - cover.start
        if not BRIEF <= length <= LONG:
            continue
        if not seen and (
            known
            or cover.share < ALONE
            # A short shot has a cut on either side, a wipe at most where nobody can see it.
            or any(min(abs(time - cover.start), abs(time - cover.end)) <= CLOSE for time in cuts)
        ):
            continue
        half = (max([length, *(k for k in known if k <= LONG)]) if seen else length) / 2 + EDGE
        middle = (cover.start + cover.end) / 2
        found.append(_Change(middle - half, middle + half, "logo"))
    return found


def _meet(one: "_Change | Fade", other: "_Change | Fade") -> bool:
    return one.start < other.end and other.start < one.end
