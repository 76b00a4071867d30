"""The fields of a phrase book: what each stands for, on which facts it rests, and which are masked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goalmouth.claims.numbers import cardinal, ordinal, printed_ordinal
from goalmouth.narration.standing import Standing
from goalmouth.types import MomentFacts

SCORE = ("home_score", "away_score")
BEFORE = ("home_score_before", "away_score_before")

RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "team": ("team",),
    "other": ("home", "away", "side"),
    "home": ("home",),
    "away": ("away",),
    "leader": ("home", "away", *BEFORE),
    "trailer": ("home", "away", *BEFORE),
    "ahead": ("home", "away", *SCORE),
    "winner": ("action", "home", "away", *SCORE),
    "score_before": BEFORE,
    "score": SCORE,
    "nth": ("minute",),
    "minute": ("minute",),
    "elapsed": ("minute",),
    "left": ("minute", "half"),
    "own_nth": ("side", *SCORE),
    "total_nth": SCORE,
    "since": ("since_goal",),
    "behind": ("was_behind",),
    "added": ("added",),
    "player": ("player",),
    "player_in": ("player_in",),
    "player_out": ("player_out",),
}
"""Field → the facts it rests on."""

SPELT = frozenset({"own_nth", "total_nth", "behind"})
"""Fields that are words like any other; the rest are names, scores and minutes."""

WAYS = {"when": "playing", "gone": "alone"}
"""Fields that stand for a choice of the phrase book's ways to say the minute."""

LEFT = range(1, 16)
"""Minutes left that are worth a word."""
SOON = range(2, 11)
"""Minutes since the goal before that are worth a word."""


@dataclass(frozen=True)
class Fields:
    """values : field → text; ways : ``when`` and ``gone`` → how the minute may be said, with fields."""

    values: dict[str, str]
    ways: Mapping[str, Sequence[str]]
    elided: Sequence[str] = ()
    """What is written otherwise before a name: a pattern and what replaces it, or nothing."""


def masks(names: Sequence[str]) -> dict[str, str]:
    """Return what stands for names, scores and minutes where four-grams are compared."""
    return {name: "_" for name in names if name not in SPELT}


def fields(facts: MomentFacts, language: str, book: Mapping[str, Any]) -> Fields:
    """Return what is known; ``book`` : the phrase book, for its ways to say the minute and its spelling."""
    standing = Standing.of(facts)
    found: dict[str, object] = {
        name: facts.value(name)
        for name in ("team", "home", "away", "player", "player_in", "player_out", "added")
    }
    home, away = facts.value("home"), facts.value("away")
    if standing.side is not None:
        found["other"] = away if standing.side == "home" else home
    if standing.before is not None:
        found["score_before"] = f"{standing.before[0]}-{standing.before[1]}"
        if standing.before[0] != standing.before[1]:
            up = standing.before[0] > standing.before[1]
            found["leader"], found["trailer"] = (home, away) if up else (away, home)
    if standing.after is not None:
        first, second = standing.after
        found["score"] = f"{first}-{second}"
        if first != second:
            found["ahead"] = home if first > second else away
            if facts.value("action") == "Full-time":
                found["winner"] = found["ahead"]
        if standing.goal and standing.step is not None:
            found["own_nth"] = ordinal(first if standing.side == "home" else second, language)
            found["total_nth"] = ordinal(first + second, language)
    if found["added"] == 1:
        # "1 minutes" is no English, nor French.
        del found["added"]
    since, behind = facts.value("since_goal"), facts.value("was_behind")
    if since in SOON:
        found["since"] = since
    if isinstance(behind, int) and behind > 1:
        found["behind"] = cardinal(behind, language)
    ways = _when(facts, found, language, book["when"])
    known = {name: str(value) for name, value in found.items() if value}
    return Fields(known, ways, book["spelling"]["elided"])


def _when(
    facts: MomentFacts, found: dict[str, object], language: str, when: Mapping[str, Sequence[str]]
) -> dict[str, Sequence[str]]:
    """Put the fields of the minute into ``found``; return the ways to say it."""
    minute, half = facts.value("minute"), facts.value("half")
    if not isinstance(minute, int):
        return {}
    if isinstance(half, int) and half in (1, 2) and minute > 45 * half:
        return dict.fromkeys(WAYS, when["added_first" if half == 1 else "added"])
    found["minute"], found["nth"] = minute, printed_ordinal(minute, language)
    if minute > 2:
        found["elapsed"] = minute - 1
    if half == 2 and 91 - minute in LEFT[1:]:
        found["left"] = 91 - minute
    return {field: when[name] for field, name in WAYS.items()}
