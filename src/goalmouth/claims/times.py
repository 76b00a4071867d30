"""When a sentence says that something happened. Text as ``lexicon`` says."""

import re
from collections.abc import Callable, Iterable

Minutes = frozenset[int]
LAST = 130
MIN = r"(?:minutes?|mins?)"


def _n(match: re.Match[str]) -> int:
    return int(match[1])


PATTERNS: tuple[tuple[str, Callable[[re.Match[str]], Iterable[int]]], ...] = (
    (rf"(\d+)(?:th)? ?(?:\+|plus) ?(\d+)(?:th)?(?: {MIN}|')?", lambda m: [int(m[1]) + int(m[2])]),
    (r"(?<!\d)(\d{1,3}):(\d\d)(?!\d)", lambda m: [_n(m) + 1]),
    (rf"(\d+)th[- ]{MIN}", lambda m: [_n(m)]),
    (rf"{MIN} (?:number )?(\d+)", lambda m: [_n(m)]),
    (r"(\d+) ?['′’](?!\w)", lambda m: [_n(m)]),
    # "with 10 minutes to go" is said of a half as of the match.
    (
        rf"(\d+) {MIN} (?:to go|left|remaining|from (?:time|the end|full)|to play|before)",
        lambda m: [90 - _n(m), 91 - _n(m), 45 - _n(m), 46 - _n(m)],
    ),
    (rf"(?:last|final|closing) (\d+) {MIN}", lambda m: range(90 - _n(m), LAST)),
    (rf"(?:1th|opening) (\d+) {MIN}", lambda m: range(1, _n(m) + 2)),
    # How long ago, or how much is added: no fact says.
    (rf"(\d+) (?:more |added )?{MIN} (?:ago|later|earlier|of (?:added|stoppage|injury))", lambda _: []),
    # "After 22 minutes" is in the 22nd or the 23rd.
    (rf"(\d+)[- ]{MIN}\b", lambda m: [_n(m), _n(m) + 1]),
    (r"quarter of an hour()", lambda m: [15, 16]),
    (r"half[- ]an[- ]hour()", lambda m: [30, 31]),
    (r"(?:the|an) hour\b()", lambda m: [60, 61]),
    (r"opening minute\b()", lambda m: [1]),
    (
        r"(?:opening|early) (?:minutes|stages|moments)|early (?:on|goal|in|lead)\b()",
        lambda m: [*range(1, 21), *range(46, 66)],
    ),
    (
        r"(?:dying|final|closing|last) (?:minutes?|stages|moments|seconds)|late (?:on|goal)\b|"
        r"late in the (?:game|match)|at the death|last[- ]gasp()",
        lambda m: range(80, LAST),
    ),
    (r"in the (\d+)th\b(?! (?:half|goal|minute))", lambda m: [_n(m)]),
    (r"\bon (\d\d)\b(?!-)", lambda m: [_n(m), _n(m) + 1]),
)

HALVES = (
    (r"(?:opening|first|1th)[- ](?:half|period|45)\b|before (?:the (?:break|interval)|half[- ]?time)", 1),
    (
        r"(?:second|2th)[- ](?:half|period)\b|(?:after|since) (?:the (?:break|interval)|half[- ]?time)",
        2,
    ),
)
ADDED = r"(?:added|stoppage|injury) time"


def take(pattern: str, text: str) -> tuple[list[re.Match[str]], str]:
    """Return the matches, and the text with blanks where they were."""
    found = list(re.finditer(pattern, text))
    return found, re.sub(pattern, " ", text) if found else text


def minutes_of(text: str) -> tuple[tuple[Minutes, ...], str]:
    """Return, for each time given, the minutes it may mean, and the text without them."""
    claimed: list[Minutes] = []
    for pattern, meaning in PATTERNS:
        found, text = take(pattern, text)
        claimed += [frozenset(meaning(match)) for match in found]
    return tuple(claimed), text


def halves_of(text: str) -> tuple[tuple[int, ...], str]:
    """Return the halves named, and the text without the mentions that are about time alone."""
    claimed: list[int] = []
    for pattern, half in HALVES:
        found = list(re.finditer(pattern, text))
        claimed += [half] * len(found)
        # "The end of the first half" is an action too, and stays.
        text = re.sub(rf"(?<!end of the )(?:{pattern})(?! (?:is over|ends))", " ", text)
    return tuple(claimed), text
