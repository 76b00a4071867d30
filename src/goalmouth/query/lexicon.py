"""The words of a language and what they mean, from ``words/*.toml``, and a question as plain words."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from goalmouth.query.kinds import GROUPS, KINDS

LANGUAGES: Final = ("en", "fr")
_CHOICE = re.compile(r"\(([^)|]*)(\|?)([^)]*)\)")
_TOKEN = re.compile(r"\d+:\d\d(?::\d\d)?|\d+\+\d+|\d+[a-z]*|[a-z]+|[,()]|[^\s\w]|\w")
_SILENT = frozenset("?!.;:\"“”«»…-–—'’")


class Lexeme(NamedTuple):
    """What some words may mean. sort : of meaning; value : which one; end : the word after them."""

    sort: str
    value: Any
    end: int


class Noun(NamedTuple):
    """Events by a name. plural : ``None`` where the word does not tell."""

    kinds: tuple[str, ...]
    plural: bool | None


class Verb(NamedTuple):
    """What a team does. kinds : with which it can stand; other : of which it names the other team."""

    name: str
    kinds: frozenset[str]
    other: frozenset[str]


def plain(text: str) -> str:
    """Return text in lower case without accents."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """Return the words, numbers, times, commas and parentheses of a question in their plain form."""
    folded = re.sub(r"[’‘`´]", "'", plain(text))
    folded = re.sub(r"(\d)\s*'(?!\w)", r"\1 min ", folded).replace("&", " and ")
    # 1h20, 36m09 and the like stay one word, which nothing knows; 30s and 10min are a number and a unit.
    folded = re.sub(r"\b(\d+)\s*(secs?|s|mins?|mn|minutes?|seconds?|secondes?)\b", r"\1 \2", folded)
    folded = re.sub(r"(\w)'s\b", r"\1", folded)
    return [word for word in _TOKEN.findall(folded) if word not in _SILENT]


def _forms(pattern: str) -> list[tuple[str, bool | None]]:
    """Return what a pattern stands for, with whether that is a plural."""
    if "(" not in pattern:
        return [(pattern, None)]
    singular = _CHOICE.sub(lambda m: m[1] if m[2] else "", pattern)
    plural = _CHOICE.sub(lambda m: m[3] if m[2] else m[1], pattern)
    return [(singular, False), (plural, True)]


@dataclass(frozen=True)
class Lexicon:
    """Phrases by their first word. negations : words that no question may have."""

    language: str
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str, Any], ...]]
    negations: frozenset[tuple[str, ...]]
    words: frozenset[str]

    def at(self, words: list[str], place: int) -> list[Lexeme]:
        """Return everything that the words from a place on may mean."""
        found = []
        for phrase, sort, value in self.phrases.get(words[place], ()):
            if tuple(words[place : place + len(phrase)]) == phrase:
                found.append(Lexeme(sort, value, place + len(phrase)))
        return found

    def plus(self, more: Iterable[tuple[str, str, Any]]) -> "Lexicon":
        """Return the lexicon with the names of one match besides."""
        phrases = dict(self.phrases)
        words = set(self.words)
        for text, sort, value in more:
            phrase = tuple(words_of(text))
            if phrase:
                phrases[phrase[0]] = (*phrases.get(phrase[0], ()), (phrase, sort, value))
                words.update(phrase)
        return Lexicon(self.language, phrases, self.negations, frozenset(words))


@cache
def _table(language: str) -> dict[str, Any]:
    text = (files("goalmouth.query") / "words" / f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def nouns_of(language: str) -> dict[str, tuple[str, str]]:
    """Return what answers call each kind and group: one of them, and several."""
    found: dict[str, tuple[str, str]] = _table(language)["nouns"]
    return found


@cache
def lexicon(language: str) -> Lexicon:
    """Return a language's lexicon."""
    table = _table(language)
    bare = Lexicon(
        language, {}, frozenset(tuple(n.split()) for n in table["unsupported"]["negation"]), frozenset()
    )
    return bare.plus(_entries(table))


def _entries(table: Mapping[str, Any]) -> Iterable[tuple[str, str, Any]]:
    named = {kind: (kind,) for kind in KINDS} | GROUPS
    for name, patterns in (*table["kinds"].items(), *table["groups"].items()):
        for text, plural in (form for pattern in patterns for form in _forms(pattern)):
            yield text, "noun", Noun(named[name], plural)
    for sort, patterns in table["words"].items():
        for text, plural in (form for pattern in patterns for form in _forms(pattern)):
            yield text, sort, plural
    for text, kinds in table["narrow"].items():
        yield text, "narrow", frozenset(kinds)
    for sort in ("numbers", "ordinals"):
        for text, value in table[sort].items():
            yield text, sort[:-1], value
    for name, verb in table["verbs"].items():
        kinds = frozenset(KINDS if verb["kinds"] == ["*"] else verb["kinds"])
        for text in verb["words"]:
            yield text, "verb", Verb(name, kinds, frozenset(verb.get("other", ())))
            if "makes" in verb:
                yield text, "does", Noun(tuple(verb["makes"]), None)
