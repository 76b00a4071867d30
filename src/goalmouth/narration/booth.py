"""The built-in commentator: says what the facts bear, in the words of a phrase book, and no more.

A phrase book is ``phrases/<language>.toml``. Its fields: ``team`` and ``other`` (whose action it is,
and against whom), ``home``, ``away``, ``leader`` and ``trailer`` (before the moment), ``score_before``
and ``score`` (home first), ``when`` (``"in the 23rd minute"``).
"""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any

from goalmouth.narration.standing import Standing
from goalmouth.types import Draft, MomentFacts

Rows = list[list[str]]

RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "team": ("team",),
    "other": ("home", "away", "side"),
    "home": ("home",),
    "away": ("away",),
    "leader": ("home", "away", "home_score_before", "away_score_before"),
    "trailer": ("home", "away", "home_score_before", "away_score_before"),
    "score_before": ("home_score_before", "away_score_before"),
    "score": ("home_score", "away_score"),
    "when": ("minute",),
}
"""The facts each field rests on."""

# What is held against a row: its pattern has been used; it tells less than others do; it is another
# situation's. A pattern is used twice before something vaguer is said, but not three times.
PATTERN, VAGUER, FARTHER = 0.5, 0.6, 0.8


@cache
def phrase_book(language: str) -> dict[str, dict[str, Rows]]:
    """Return a language's phrases by role and situation."""
    text = resources.files("goalmouth.narration").joinpath(f"phrases/{language}.toml").read_text("utf-8")
    book: dict[str, dict[str, Rows]] = tomllib.loads(text)
    return book


def ordinal(number: int) -> str:
    """Return ``"1st"``, ``"22nd"``, ``"113th"``, …."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def fields(facts: MomentFacts) -> dict[str, str]:
    """Return what the phrase book's fields stand for, those that are known."""
    standing = Standing.of(facts)
    found: dict[str, Any] = {name: facts.value(name) for name in ("team", "home", "away")}
    if standing.side is not None:
        found["other"] = facts.value("away" if standing.side == "home" else "home")
    if standing.before is not None:
        found["score_before"] = f"{standing.before[0]}-{standing.before[1]}"
        margin = standing.before[0] - standing.before[1]
        if margin:
            found["leader"], found["trailer"] = (
                facts.value(name) for name in (("home", "away") if margin > 0 else ("away", "home"))
            )
    if standing.after is not None:
        found["score"] = f"{standing.after[0]}-{standing.after[1]}"
    minute, half = facts.value("minute"), facts.value("half")
    if isinstance(minute, int):
        added = {1: "in added time of the first half", 2: "in added time"}
        over = isinstance(half, int) and half in added and minute > 45 * half
        found["when"] = added[int(half or 0)] if over else f"in the {ordinal(minute)} minute"
    return {name: str(value) for name, value in found.items() if value}


class Booth:
    """Writes from facts only; the same facts always give the same words."""

    def __init__(self, language: str = "en") -> None:
        self.book = phrase_book(language)

    def write(self, facts: Sequence[MomentFacts]) -> list[list[Draft]]:
        """Return for each moment its lead, its call and, where the score bears one, a detail."""
        used: Counter[str] = Counter()
        return [self._moment(one, used) for one in facts]

    def _moment(self, facts: MomentFacts, used: Counter[str]) -> list[Draft]:
        standing, known = Standing.of(facts), fields(facts)
        action = next((fact for fact in facts.facts if fact.name == "action"), None)
        drafts = [self._draft("lead", [standing.before_word or "any", "any"], known, (), used)]
        if action is not None:
            kind, rests = str(action.value), ("action",)
            heard = f"{kind}.sound" if "sound" in action.source else kind
            drafts.append(self._draft("call", [heard, kind], known, rests, used))
            if standing.relation is not None:
                scores = (*RESTS_ON["score_before"], *RESTS_ON["score"], "side")
                drafts.append(self._draft("detail", [standing.relation], known, (*rests, *scores), used))
        return [draft for draft in drafts if draft is not None]

    def _draft(
        self,
        role: str,
        situations: list[str],
        known: Mapping[str, str],
        rests: tuple[str, ...],
        used: Counter[str],
    ) -> Draft | None:
        """Return the row that repeats least and, among those, tells most."""
        rows = [
            (rank, kept)
            for rank, situation in enumerate(dict.fromkeys(situations))
            for row in self.book[role].get(situation, [])
            if (kept := _sayable(row, known))
        ]
        if not rows:
            return None
        said = [[_capital(template.format(**known)) for template in row] for _, row in rows]
        telling = any(_fields(row[0]) for _, row in rows)

        def cost(i: int) -> float:
            rank, row = rows[i]
            repeats = sum(text in used for text in said[i]) / len(said[i]) + PATTERN * used[row[0]]
            return repeats + VAGUER * (telling and not _fields(row[0])) + FARTHER * rank

        best = min(range(len(rows)), key=cost)
        fresh = [text for text in said[best] if text not in used] or said[best]
        if fresh[-1] != said[best][-1]:
            # The shortest has been said: borrow another row's, so that the line still fits anywhere.
            spare = [row[-1] for row in said if row[-1] not in used and len(row[-1]) < len(fresh[-1])]
            fresh.append(min(spare or [said[best][-1]], key=len))
        template = rows[best][1][0]
        used.update([*fresh, template])
        # A borrowed wording may rest on other facts than its neighbours.
        templates = [text for _, row in rows for text in row if _capital(text.format(**known)) in fresh]
        names = [fact for text in templates for field in _fields(text) for fact in RESTS_ON[field]]
        return Draft(role, tuple(dict.fromkeys(fresh)), tuple(dict.fromkeys([*rests, *names])))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _fields(template: str) -> list[str]:
    return [field for _, field, _, _ in Formatter().parse(template) if field]


def _sayable(row: list[str], known: Mapping[str, str]) -> list[str]:
    """Return the wordings of a row of which every field is known."""
    return [template for template in row if all(field in known for field in _fields(template))]
