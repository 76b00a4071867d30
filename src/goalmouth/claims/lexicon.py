"""The phrases by which football commentary makes claims: ``<language>.toml``, each read once."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

FIRST_NAME: Final = 0xE000
FIRST_PLAYER: Final = 0xE800
T = "[\ue000-\uf8ff]"
"""Any known name, in text where each is one character."""
P = "[\ue800-\uf8ff]"
"""A player's."""
G = "[\ue000-\ue7ff]"
"""A team's."""
SCORE = "§"
"""Stands in a clause where its score was."""

HOME, AWAY = "home", "away"
"""What ``the hosts`` and ``the visitors`` are called in claims."""
NEUTRAL = frozenset({"Half-time", "Full-time"})
"""What no team does."""


class Time(NamedTuple):
    """How a time is said: the minutes it may mean, ``"90-n"``, ``"80..130"``; or what else it counts."""

    pattern: str
    minutes: tuple[str, ...]
    counts: str | None


class Lexicon(NamedTuple):
    """Regular expressions; in every tuple they are to be tried in their order."""

    respelt: tuple[tuple[str, str], ...]
    """Words whose accents matter, and what they become before accents are dropped."""
    aliases: tuple[tuple[str, str], ...]
    common_parts: frozenset[str]
    shirt: str
    person: re.Pattern[str]
    shouts: tuple[tuple[str, str], ...]
    never_names: frozenset[str]
    ordinary: frozenset[str]
    """Words that may begin a sentence without being a name."""
    number: str
    goals: dict[str, int]
    """Number words of scores that are no digits."""
    ones: frozenset[str]
    """What stands for 1 where goals are counted."""
    scores: tuple[tuple[str, str], ...]
    named_scores: tuple[tuple[str, tuple[int, int, int]], ...]
    times: tuple[Time, ...]
    halves: tuple[tuple[str, str, int], ...]
    """Pattern, what of it is blanked, and the half."""
    added: str
    no_subjects: tuple[str, ...]
    split: str
    agents: str
    opponents: tuple[str, ...]
    carried: str
    seen_from: str
    denied: str
    swaps: tuple[str, ...]
    replaced_by: str
    no_claim: tuple[str, ...]
    suffers: tuple[str, ...]
    against: re.Pattern[str]
    verbs: re.Pattern[str]
    counted: tuple[tuple[str, str], ...]
    relations: tuple[tuple[str, str], ...]
    actions: tuple[tuple[tuple[str, ...], str, str], ...]
    """Labels, pattern, and whose part in a substitution it is: ``in``, ``out`` or ``""``."""


@cache
def lexicon(language: str = "en") -> Lexicon:
    """Return the phrases of a language."""
    folder = resources.files("goalmouth.claims")
    text = folder.joinpath(f"{language}.toml").read_text("utf-8")
    number = tomllib.loads(text)["number"]
    for mark, pattern in {"<T>": T, "<P>": P, "<G>": G, "<N>": number, "<S>": SCORE}.items():
        text = text.replace(mark, pattern)
    book: dict[str, Any] = tomllib.loads(text)
    return Lexicon(
        tuple(book["respelt"].items()),
        tuple((side, book["aliases"][side]) for side in (HOME, AWAY)),
        frozenset(book["common_parts"]),
        book["shirt"],
        re.compile(book["person"]),
        tuple(book["shouts"].items()),
        frozenset(book["never_names"]),
        frozenset(folder.joinpath(f"{language}.txt").read_text("utf-8").split()),
        number,
        book["goals"],
        frozenset(book["ones"]),
        tuple((row["pattern"], row["goals"]) for row in book["score"]),
        tuple((row["pattern"], tuple(row["groups"])) for row in book["named_score"]),
        tuple(Time(row["pattern"], tuple(row.get("minutes", ())), row.get("counts")) for row in book["time"]),
        tuple((row["pattern"], row["blank"], row["half"]) for row in book["halves"]),
        book["added"],
        tuple(book["no_subjects"]),
        book["split"],
        book["agents"],
        tuple(book["opponents"]),
        book["carried"],
        book["seen_from"],
        book["denied"],
        tuple(book["swaps"]),
        book["replaced_by"],
        tuple(book["no_claim"]),
        tuple(book["suffers"]),
        re.compile("|".join(book["against"])),
        re.compile("|".join(book["verbs"])),
        tuple((row["name"], row["pattern"]) for row in book["counted"]),
        tuple((row["name"], "|".join(row["phrases"])) for row in book["relation"]),
        tuple(
            (tuple(row["labels"]), "|".join(row["phrases"]), row.get("part", "")) for row in book["action"]
        ),
    )
