"""The words of banners, language by language: what a cell of print says happened."""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters whose plain form Unicode does not tell."""

SLACK = 5
"""Letters of a phrase for each one that may be misread."""


def plain(text: str) -> str:
    """Return a text in lower case without accents, one blank between words, digits kept."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return " ".join(re.findall(r"[^\W_]+", "".join(c for c in bare if not unicodedata.combining(c))))


@lru_cache(maxsize=1)
def phrases() -> dict[str, str]:
    """Return plain phrase → what it says: a kind, ``in``, ``out`` or ``own_goal``."""
    text = files("goalmouth.scene.banners").joinpath("words.toml").read_text(encoding="utf-8")
    return {
        plain(phrase): meaning
        for words in tomllib.loads(text).values()
        for meaning, many in words.items()
        for phrase in many
    }


def meaning(text: str) -> str | None:
    """Return what a whole cell says, a misread letter or two in a long word forgiven; else ``None``."""
    own = plain(text)
    if own in phrases():
        return phrases()[own]
    if len(own) < SLACK:
        return None
    near = {said for phrase, said in phrases().items() if near_enough(own, phrase)}
    return near.pop() if len(near) == 1 else None


def split_off(text: str) -> tuple[str, str] | None:
    """Return ``(meaning, rest)`` of a cell that begins or ends with a phrase; ``None`` where none does."""
    words = text.split()
    parts = [(text, "")] + [
        (" ".join(phrase), " ".join(rest))
        for size in range(len(words) - 1, 0, -1)
        for phrase, rest in ((words[:size], words[size:]), (words[-size:], words[:-size]))
    ]
    # What is forgiven comes last: a team's three letters behind a long word are no misreading of it.
    for told in (lambda phrase: phrases().get(plain(phrase)), meaning):
        for phrase, rest in parts:
            said = told(phrase)
            if said is not None and not (rest and said in ("in", "out")):
                return said, rest
    return None


def near_enough(one: str, other: str) -> bool:
    """Say whether two plain texts differ by no more letters than may be misread."""
    # Blanks are lost in small print.
    one, other = one.replace(" ", ""), other.replace(" ", "")
    most = max(len(one), len(other)) // SLACK
    if min(len(one), len(other)) < SLACK or abs(len(one) - len(other)) > most:
        return False
    return distance(one, other) <= most


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many letters must be put in, left out or exchanged (Levenshtein 1966)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def stands_for(short: str, name: str) -> bool:
    """Say whether two printings of a team's name may be of one team: equal, or letters of it in order."""
    words = sorted((plain(short).split(), plain(name).split()), key=lambda each: sum(map(len, each)))
    one, other = ("".join(each) for each in words)
    if one == other or near_enough(one, other):
        return True
    if not 2 <= len(one) <= 4 or len(one) == len(other):
        return len(one) > 4 and other.startswith(one)
    if any(word.startswith(one) for word in words[1]):
        return True
    rest = iter(other)
    return one[0] == other[0] and all(letter in rest for letter in one)
