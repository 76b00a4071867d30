"""When a sentence says that something happened. Text as ``lexicon`` says."""

import re
from collections.abc import Iterator
from functools import cache

from goalmouth.claims.lexicon import Lexicon

Minutes = frozenset[int]


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the pattern compiled: there are more of them than ``re`` keeps."""
    return re.compile(pattern)


def take(pattern: str, text: str) -> tuple[list[re.Match[str]], str]:
    """Return the matches, and the text with blanks where they were."""
    found = list(compiled(pattern).finditer(text))
    return found, compiled(pattern).sub(" ", text) if found else text


def _sum(term: str, counted: dict[str, int]) -> int:
    """Return what ``"90-n"`` is; ``n`` and ``m`` are the numbers that the sentence says."""
    parts = re.findall(r"([+-]?)(\w+)", term)
    return sum((-1 if sign == "-" else 1) * counted.get(x, int(x) if x.isdigit() else 0) for sign, x in parts)


def _minutes(terms: tuple[str, ...], match: re.Match[str]) -> Iterator[int]:
    numbers = [int(group) for group in match.groups() if group and group.isdigit()]
    counted = dict(zip("nm", numbers, strict=False))
    for term in terms:
        first, _, last = term.partition("..")
        low = _sum(first, counted)
        yield from range(low, _sum(last, counted) + 1 if last else low + 1)


def times_of(text: str, words: Lexicon) -> tuple[tuple[Minutes, ...], dict[str, list[int]], str]:
    """Return, for each time given, the minutes it may mean; what else minutes count; and the text without.

    What else: ``added`` (minutes of added time), ``since`` (minutes after the last goal).
    """
    claimed: list[Minutes] = []
    counts: dict[str, list[int]] = {"added": [], "since": []}
    for time in words.times:
        found, text = take(time.pattern, text)
        for match in found:
            if time.counts is not None:
                counts[time.counts].append(int(match[1]))
            else:
                claimed.append(frozenset(_minutes(time.minutes, match)))
    return tuple(claimed), counts, text


def halves_of(text: str, words: Lexicon) -> tuple[tuple[int, ...], str]:
    """Return the halves named, and the text without the mentions that are about time alone."""
    claimed: list[int] = []
    for pattern, blank, half in words.halves:
        claimed += [half] * len(compiled(pattern).findall(text))
        # "The end of the first half" is an action too, and stays.
        text = compiled(blank).sub(" ", text)
    return tuple(claimed), text
