"""The phrases by which football commentary makes claims: ``en.toml``, read once."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

FIRST_NAME = 0xE000
T = "[\ue000-\uf8ff]"
"""Any known name, in text where each is one character."""

NEUTRAL = frozenset({"Half-time", "Full-time"})
"""What no team does."""


class Lexicon(NamedTuple):
    """Regular expressions; ``relations`` and ``actions`` in the order in which they are to be tried."""

    no_claim: tuple[str, ...]
    suffers: tuple[str, ...]
    against: re.Pattern[str]
    verbs: re.Pattern[str]
    relations: tuple[tuple[str, str], ...]
    actions: tuple[tuple[tuple[str, ...], str], ...]


@cache
def lexicon() -> Lexicon:
    """Return the phrases of English."""
    text = resources.files("goalmouth.claims").joinpath("en.toml").read_text("utf-8")
    book: dict[str, Any] = tomllib.loads(text.replace("<T>", T))
    return Lexicon(
        tuple(book["no_claim"]),
        tuple(book["suffers"]),
        re.compile("|".join(book["against"])),
        re.compile("|".join(book["verbs"])),
        tuple((row["name"], "|".join(row["phrases"])) for row in book["relation"]),
        tuple((tuple(row["labels"]), "|".join(row["phrases"])) for row in book["action"]),
    )
