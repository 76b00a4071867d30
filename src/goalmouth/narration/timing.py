"""When each line is said, so that none overlaps, none is cut and each belongs to its moment.

Lines are placed one moment at a time. The fullest wordings at the voice's natural pace are tried
first, then shorter ones, then a faster pace; only then is a draft given up, the least important
first. A call waits for its action where that is possible at all, and comes earlier where it is not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from goalmouth.protocols import Duration
from goalmouth.types import Draft, Line

AIM = 0.25
"""Seconds after its moment's start at which the first line is to begin."""
LATEST = 0.95
"""The first line begins no later than this many seconds after its moment's start."""
GAP = 0.15
"""Seconds of silence between two lines, at least."""
MARGIN = 0.05
"""Seconds of silence before the next moment, at least."""
TINY = 1e-9
"""Seconds by which sums of times may be off."""
RATES = (1.0, 1.05, 1.1, 1.15)
IMPORTANCE = {"call": 3, "opening": 2, "closing": 2, "lead": 1, "detail": 0}
"""Which drafts are kept when not all fit; unknown roles rank with ``lead``."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a moment is in the film, in film seconds, and when its action happens there."""

    start: float
    action: float
    end: float


def plan(spans: Sequence[Span], drafts: Sequence[Sequence[Draft]], duration: Duration) -> list[Line]:
    """Return the film's lines in time order; ``drafts[i]`` belong to ``spans[i]`` and keep their order.

    A moment of which not even the shortest wording fits has no line.
    """
    lines: list[Line] = []
    for index, (span, own) in enumerate(zip(spans, drafts, strict=True)):
        lines += _moment(index, span, [draft for draft in own if draft.wordings], duration)
    return lines


def _moment(index: int, span: Span, drafts: list[Draft], duration: Duration) -> list[Line]:
    choices = list(_choices(drafts))
    # A call that waits for its action is worth a hurried voice and every lesser draft.
    waiting = [kept for kept in choices if any(draft.role == "call" for draft in kept)]
    for waits, kept in [*((True, kept) for kept in waiting), *((False, kept) for kept in choices)]:
        for rate, wording in product(RATES, list(_wordings(kept))):
            lengths = [duration(text, rate) for text in wording]
            starts = _starts(span, kept, lengths, waits)
            if starts is not None:
                return [
                    Line(start, start + length, text, index, draft.role, draft.facts, rate)
                    for start, length, text, draft in zip(starts, lengths, wording, kept, strict=True)
                ]
    return []


def _weight(draft: Draft) -> int:
    return IMPORTANCE.get(draft.role, IMPORTANCE["lead"])


def _choices(drafts: list[Draft]) -> Iterator[list[Draft]]:
    """Yield all drafts, then ever fewer, the least important given up first; then each one alone."""
    by_weight = sorted(drafts, key=_weight, reverse=True)
    for count in range(len(drafts), 0, -1):
        yield [draft for draft in drafts if any(draft is other for other in by_weight[:count])]
    for draft in by_weight[1:]:
        yield [draft]


def _wordings(drafts: list[Draft]) -> Iterator[tuple[str, ...]]:
    """Yield a wording for each draft, the fullest first; among equals, the call is shortened last."""

    def loss(ranks: tuple[int, ...]) -> tuple[int, int]:
        return sum(ranks), sum(rank * _weight(draft) for rank, draft in zip(ranks, drafts, strict=True))

    for ranks in sorted(product(*(range(len(draft.wordings)) for draft in drafts)), key=loss):
        yield tuple(draft.wordings[rank] for draft, rank in zip(drafts, ranks, strict=True))


def _starts(span: Span, drafts: list[Draft], lengths: list[float], waits: bool) -> list[float] | None:
    """Return when each line starts, or ``None`` when they do not fit.

    The first aims at ``AIM`` after the span's start. A call starts with the action, or as little
    before it as the rest allows; with ``waits``, not before it at all.
    """
    last, earliest = span.end - MARGIN, span.start + AIM
    starts = list[float]()
    for i, (draft, length) in enumerate(zip(drafts, lengths, strict=True)):
        rest = sum(lengths[i:]) + GAP * (len(lengths) - i - 1)
        start = max(earliest, min(span.action, last - rest)) if draft.role == "call" else earliest
        if not i:
            start = min(start, span.start + LATEST, max(span.start, last - rest))
        if start + rest > last + TINY or (waits and draft.role == "call" and start < span.action):
            return None
        starts.append(start)
        earliest = start + length + GAP
    return starts
