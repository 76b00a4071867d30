"""The built-in commentator: says what the facts bear, in the words of a phrase book, and no more.

A phrase book is ``phrases/<language>.toml``: rows by role and situation, each row one thing said in
several lengths. No four words in a row come twice in a film, names, scores and minutes aside: every
wording that is offered holds its four-grams, whichever of them the timing takes in the end.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any
from zlib import crc32

from goalmouth.errors import UnknownName
from goalmouth.narration.fields import RESTS_ON, WAYS, Fields, fields, masks
from goalmouth.narration.situations import call_situations, detail_situations, lead_situations, parting
from goalmouth.types import Draft, MomentFacts

Rows = list[list[str]]
Grams = frozenset[tuple[str, ...]]

TELLING = frozenset({"team", "player", "player_in", "leader"})
"""Fields that tell who it was."""

# What is held against a row: part of it was used up; it tells less than others do; it is another situation's.
WORN, VAGUER, FARTHER = 0.7, 0.6, 0.8


@cache
def phrase_book(language: str) -> dict[str, Any]:
    """Return a language's phrases by role and situation; raise ``UnknownName`` where there are none."""
    folder = resources.files("goalmouth.narration").joinpath("phrases")
    if language not in languages():
        raise UnknownName("language", language, languages())
    book: dict[str, Any] = tomllib.loads(folder.joinpath(f"{language}.toml").read_text("utf-8"))
    return book


@cache
def languages() -> tuple[str, ...]:
    """Return the languages there is a phrase book for."""
    folder = resources.files("goalmouth.narration").joinpath("phrases")
    return tuple(sorted(f.name[: -len(".toml")] for f in folder.iterdir() if f.name.endswith(".toml")))


def grams(text: str) -> Grams:
    """Return a text's four-grams, hyphened words taken both as one and as several."""
    found = set[tuple[str, ...]]()
    for pattern in (r"[\w'’-]+", r"\w+"):
        words = re.findall(pattern, text.lower())
        found |= {tuple(words[i : i + 4]) for i in range(len(words) - 3)}
    return frozenset(found)


def _stutters(text: str) -> bool:
    """Whether a text has a four-gram twice in itself."""
    words = re.findall(r"\w+", text.lower())
    return len({tuple(words[i : i + 4]) for i in range(len(words) - 3)}) < len(words) - 3


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say a thing. rests : names of the facts it rests on."""

    text: str
    grams: Grams
    rests: tuple[str, ...]

    @property
    def short(self) -> bool:
        """Whether no film can wear it out."""
        return not self.grams


@dataclass
class _Film:
    """What has been offered in this film."""

    grams: set[tuple[str, ...]] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)

    def fresh(self, one: Wording) -> bool:
        return one.text not in self.texts and self.grams.isdisjoint(one.grams)

    def hold(self, wordings: Sequence[Wording]) -> None:
        for one in wordings:
            self.texts.add(one.text)
            self.grams |= one.grams


class Booth:
    """Writes from facts only; the same facts always give the same words."""

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self.book = phrase_book(language)

    def write(self, facts: Sequence[MomentFacts]) -> list[list[Draft]]:
        """Return for each moment what to say, in order: how it stands, what happens, what that means."""
        film = _Film()
        return [self._moment(one, i == 0, i == len(facts) - 1, film) for i, one in enumerate(facts)]

    def _moment(self, facts: MomentFacts, first: bool, last: bool, film: _Film) -> list[Draft]:
        known = fields(facts, self.language, self.book)
        action = next((fact for fact in facts.facts if fact.name == "action"), None)
        drafts: list[Draft | None] = []
        if first:
            drafts.append(self._draft("opening", ["any"], known, (), film))
        if not first or drafts == [None]:
            drafts.append(self._draft("lead", lead_situations(facts), known, (), film))
        if action is not None:
            drafts.append(self._draft("call", call_situations(facts), known, ("action",), film))
            for situations, rests in detail_situations(facts):
                drafts.append(self._draft("detail", situations, known, ("action", *rests), film))
        if facts.value("replay"):
            drafts.append(self._draft("replay", ["any"], known, ("replay",), film))
        if last:
            situations, rests = parting(facts)
            drafts.append(self._draft("closing", situations, known, rests, film))
        return [draft for draft in drafts if draft is not None]

    def _draft(
        self, role: str, situations: Sequence[str], known: Fields, rests: tuple[str, ...], film: _Film
    ) -> Draft | None:
        """Return the row that tells most and was used least, with something short at its end."""
        book = self.book.get(role, {})
        rows = [(rank, row) for rank, name in enumerate(situations) for row in book.get(name, [])]
        sayable = [(rank, said) for rank, row in rows if (said := list(self._wordings(row, known, film)))]
        if not sayable:
            return None
        most = max(said[0].weight for _, said in sayable)
        turn = crc32(repr(sorted(known.values.items())).encode())

        def cost(i: int) -> tuple[float, int]:
            rank, said = sayable[i]
            worn = sum(not film.fresh(one.wording) for one in said) / len(said)
            if not any(film.fresh(one.wording) for one in said):
                worn += 9
            return WORN * worn + VAGUER * (most - said[0].weight) + FARTHER * rank, (i * 7919 + turn) % 97

        _, row = sayable[min(range(len(sayable)), key=cost)]
        chosen = [one.wording for one in row if film.fresh(one.wording)]
        shorts = [one.wording for _, said in sayable for one in said if one.wording.short]
        if not chosen or not chosen[-1].short:
            spare = [one for one in shorts if film.fresh(one)] or shorts
            # The same words again are the last thing to be said; nothing, where not even they are known.
            chosen += spare[turn % len(spare) :][:1] if spare else []
        if not chosen:
            return None
        chosen.sort(key=lambda one: -len(one.text))
        film.hold(chosen)
        names = [name for one in chosen for name in one.rests]
        texts = tuple(dict.fromkeys(one.text for one in chosen))
        return Draft(role, texts, tuple(dict.fromkeys([*rests, *names])))

    def _wordings(self, row: Sequence[str], known: Fields, film: _Film) -> Iterator["_Told"]:
        """Yield those wordings of a row of which every field is known, each in its freshest form."""
        for template in row:
            if usable := list(_ways(template, known)):
                best = next((one for one in usable if film.fresh(one)), usable[0])
                yield _Told(best, len(TELLING.intersection(_names(template))))


def sayable(template: str, known: Fields) -> list[str]:
    """Return the ways in which a template can be said; none where a field of it is not known."""
    return [one.text for one in _ways(template, known)]


def _ways(template: str, known: Fields) -> Iterator[Wording]:
    forms = [template]
    for name in WAYS.keys() & set(_names(template)):
        # "In the {nth} minute" and its like have fields of their own.
        forms = [template.replace(f"{{{name}}}", way) for way in known.ways.get(name, ())]
    for form in forms:
        if all(name in known.values for name in _names(form)) and (one := _filled(form, known)):
            yield one


@dataclass(frozen=True, slots=True)
class _Told:
    wording: Wording
    weight: int
    """How many of the fields that tell who it was it has."""


def _names(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name]


def _filled(template: str, known: Fields) -> Wording | None:
    """Return the template with its fields filled in; ``None`` where it would repeat itself."""
    names = _names(template)
    text = template.format(**known.values)
    if known.elided:
        text = re.sub(known.elided[0], known.elided[1], text)
    masked = template.format(**known.values | masks(names))
    rests = tuple(dict.fromkeys(fact for name in names for fact in RESTS_ON[name]))
    return None if _stutters(masked) else Wording(text[0].upper() + text[1:], grams(masked), rests)
