"""How well a language model answers about excerpts: one-minute clips, intervals around moments."""

from collections.abc import Callable, Iterable, Sequence

from goalmouth.evaluation.counts import means
from goalmouth.evaluation.intervals import Interval, matched
from goalmouth.labels import SOCCERNET_V2
from goalmouth.spotting.answers import Event, Nonsense, events
from goalmouth.spotting.prompts import REACH
from goalmouth.training.excerpts import Excerpt

LEAST = 0.5
"""Of intersection over union, from which two intervals are one."""


def answered(excerpts: Sequence[Excerpt], answer: Callable[[Excerpt], str]) -> dict[str, float]:
    """Return precision, recall and F1 of answers, and the share of them that could be used.

    Every event counts as the interval of ``REACH`` seconds around its middle, whatever was answered. An
    answer that cannot be used tells of nothing.
    """
    labels: list[Interval] = []
    told: list[Interval] = []
    usable = 0
    for number, each in enumerate(excerpts):
        labels += _intervals(number, each.found)
        try:
            spans = each.pictures is not None
            found = events(answer(each), each.chunk.length, SOCCERNET_V2, spans=spans)
        except Nonsense:
            continue
        usable += 1
        told += _intervals(number, found)
    return {**means(matched(labels, told, LEAST)), "usable": usable / len(excerpts) if excerpts else 0.0}


def _intervals(number: int, found: Iterable[Event]) -> list[Interval]:
    return [Interval(str(number), e.middle - REACH, e.middle + REACH, e.label, e.score) for e in found]
