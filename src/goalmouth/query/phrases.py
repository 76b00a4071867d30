"""The phrases of a question: picks, times, teams, relations, and parts and unions of them.

A phrase is read at a place among the words and gives what it means and where it ends; there may be
several ways. Words that change nothing may stand before any phrase.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, Literal

from goalmouth.query.draft import FLIPS, Draft, Link
from goalmouth.query.lexicon import Lexeme, Lexicon, Noun, Verb
from goalmouth.query.model import MOST, Pick
from goalmouth.query.spelling import ORDINAL
from goalmouth.query.times import Times

ENDS: Final[tuple[Literal["first", "last"], ...]] = ("first", "last")
DEEP: Final = 2
"""Relations inside of relations."""


class Phrases:
    """Reads phrases of a language among the words of one question. asked : it ends with a question mark."""

    def __init__(self, own: Lexicon, words: list[str], asked: bool = False) -> None:
        self.own, self.words, self.asked = own, words, asked
        self._lexemes: dict[int, list[Lexeme]] = {}
        self._starts: dict[int, list[int]] = {}
        self._parts: dict[tuple[int, int, Draft | None], list[tuple[Draft, int]]] = {}
        self.times = Times(self)

    def lexemes(self, place: int) -> list[Lexeme]:
        """Return all that may begin exactly at a place."""
        if place not in self._lexemes:
            inside = 0 <= place < len(self.words)
            self._lexemes[place] = self.own.at(self.words, place) if inside else []
        return self._lexemes[place]

    def starts(self, place: int) -> list[int]:
        """Return the places that are reached over words that change nothing."""
        if place not in self._starts:
            found, queue = {place}, [place]
            while queue:
                at = queue.pop()
                ends = [e.end for e in self.lexemes(at) if e.sort == "drop" and not self._needed(at)]
                ends += [at + 1] if at < len(self.words) and self.words[at] == "," else []
                queue += [end for end in ends if end not in found]
                found.update(ends)
            self._starts[place] = sorted(found)
        return self._starts[place]

    def _needed(self, place: int) -> bool:
        """Say whether a word is the "just" of "just after", which changes much."""
        rights = [each.end for each in self.lexemes(place) if each.sort == "right"]
        return any(e.sort in ("before", "after") for end in rights for e in self.lexemes(end))

    def match(self, place: int, *sorts: str) -> Iterator[Lexeme]:
        """Yield what is of some sorts after words that change nothing."""
        for start in self.starts(place):
            yield from (each for each in self.lexemes(start) if each.sort in sorts)

    def here(self, place: int, *sorts: str) -> Iterator[Lexeme]:
        """Yield what is of some sorts exactly at a place."""
        yield from (each for each in self.lexemes(place) if each.sort in sorts)

    def sign(self, place: int, sign: str) -> Iterator[int]:
        """Yield the end of a parenthesis."""
        for start in self.starts(place):
            if start < len(self.words) and self.words[start] == sign:
                yield start + 1

    def ended(self, place: int) -> bool:
        """Say whether nothing follows but words that change nothing."""
        return len(self.words) in self.starts(place)

    def number(self, place: int) -> Iterator[tuple[int, int]]:
        """Yield a number in digits or words."""
        for start in self.starts(place):
            if start < len(self.words) and re.fullmatch(r"\d{1,4}", self.words[start]):
                yield int(self.words[start]), start + 1
            yield from ((each.value, each.end) for each in self.here(start, "number"))

    def ordinal(self, place: int) -> Iterator[tuple[int, int]]:
        """Yield an ordinal in digits or words."""
        for start in self.starts(place):
            if start < len(self.words) and (found := ORDINAL.match(self.words[start])):
                yield int(found[1]), start + 1
            yield from ((each.value, each.end) for each in self.here(start, "ordinal"))

    # How a question begins.

    def openings(self) -> Iterator[tuple[str, int, Draft]]:
        """Yield what is asked, the place after the words that say so, and what was said before them.

        A time may come first: "In the second half, when did …".
        """
        yield (*self._opening(0), Draft())
        for draft, end in self._timed(Draft(), 0, False):
            ask, start = self._opening(end)
            if start > end:
                yield ask, start, _early(draft, "time", False)

    def _opening(self, at: int) -> tuple[str, int]:
        """Return what is asked; the longest words count."""
        told = False
        while at < len(self.words):
            found = [e for e in self.lexemes(at) if e.sort in ("count", "who", "whether", "list", "drop")]
            found = [e for e in found if not (told and e.sort == "whether")]
            found = [] if self._needed(at) else found
            if not found and self.words[at] == ",":
                at += 1
                continue
            if not found:
                break
            longest = max(e.end for e in found)
            sorts = [e.sort for e in found if e.end == longest]
            sort = next(s for s in ("count", "who", "whether", "list", "drop") if s in sorts)
            if self._noun_from(at, longest):
                break
            at = longest
            if sort in ("count", "who", "whether"):
                return sort, at
            told = told or sort == "list"
        # "A penalty in the first half?"
        brief = self.asked and any(each.sort == "indefinite" for each in self.lexemes(at))
        return "whether" if not told and (brief or self._inverted(at)) else "list", at

    def _noun_from(self, start: int, end: int) -> bool:
        """Say whether words of an opening are an event's name instead: "what happened"."""
        return any(e.end >= end and e.sort in ("every", "noun") for e in self.lexemes(start))

    def _inverted(self, place: int) -> bool:
        """Say whether a team and its verb come first, as in "Chelsea a-t-il marqué ?"."""
        return any(e.sort == "inversion" for _, end in self._team(place) for e in self.lexemes(end))

    # Several parts.

    def unions(self, place: int, early: Draft | None = None) -> Iterator[tuple[Draft, ...]]:
        """Yield the parts of the whole rest. early : what was said of the first before."""
        parts = self.part(place, 0, early)
        for opened in self.sign(place, "("):
            for draft, end in self.part(opened, 0):
                closed = replace(draft, closed=True)
                parts = [*parts, *((closed, stop) for stop in self.sign(end, ")"))]
        for draft, end in parts:
            if self.ended(end):
                yield (draft,)
            for joined in self._joints(end):
                for rest in self.unions(joined):
                    yield (draft, *rest)

    def _joints(self, place: int) -> Iterator[int]:
        for start in self.starts(place):
            yield from (each.end for each in self.here(start, "conj"))
            if start < len(self.words) and self.words[start] == ",":
                yield start + 1

    # One part.

    def part(self, place: int, depth: int, early: Draft | None = None) -> list[tuple[Draft, int]]:
        """Return parts that begin at a place."""
        key = (place, depth, early)
        if key not in self._parts:
            seen: dict[tuple[Draft, int], None] = {(early or Draft(), place): None}
            queue = list(seen)
            while queue:
                state = queue.pop()
                for following in self._steps(*state, depth):
                    if following not in seen:
                        seen[following] = None
                        queue.append(following)
            self._parts[key] = [state for state in seen if state[0].noun or state[0].every]
        return self._parts[key]

    def _steps(self, draft: Draft, at: int, depth: int) -> Iterator[tuple[Draft, int]]:
        named = draft.noun is not None or draft.every
        if not named:
            yield from self._determiners(draft, at)
            yield from self._nouns(draft, at)
        else:
            yield from self._narrowed(draft, at)
            if draft.does:
                yield from self._late_picks(draft, at)
        yield from self._verbs(draft, at)
        for team, end in self._teams(draft, at, named):
            yield _early(team, "team", named), end
        for timed, end in self._timed(draft, at, named):
            yield _early(timed, "time", named), end
        if depth < DEEP and len(draft.links) < 2:
            for link, end in self.links(at, depth):
                if len(draft.links) + len(link) <= 2:
                    yield _early(replace(draft, links=draft.links + link), "links", named), end

    def _determiners(self, draft: Draft, at: int) -> Iterator[tuple[Draft, int]]:
        for each in self.match(at, "all", "plural_all"):
            plural = True if each.sort == "plural_all" else draft.plural
            yield replace(draft, article=draft.article or "all", plural=plural), each.end
        for each in self.match(at, "definite", "definite_plural", "indefinite", "indefinite_plural"):
            kind, _, many = each.sort.partition("_")
            plural = True if many else False if self.own.language == "fr" or kind == "indefinite" else None
            if draft.article in ("", "all") and not (draft.pick and kind == "indefinite"):
                told = plural if draft.plural is None else draft.plural
                yield replace(draft, article=draft.article or kind, plural=told), each.end
        if draft.pick is None:
            for pick, end in self.picks(at):
                yield _early(replace(draft, pick=pick), "pick", False), end
                for (*more,), stop in self._more_picks(end):
                    yield _early(replace(draft, pick=pick, also=tuple(more)), "pick", False), stop
        for each in self.match(at, "nearest"):
            yield replace(draft, nearest=True), each.end

    def _more_picks(self, at: int) -> Iterator[tuple[tuple[Pick, ...], int]]:
        """Yield what follows "the first": ", the second and the last"."""
        for joined in self._joints(at):
            for start in (joined, *(each.end for each in self.match(joined, "definite"))):
                for pick, end in self.picks(start):
                    yield (pick,), end
                    for more, stop in self._more_picks(end):
                        yield (pick, *more), stop

    def _nouns(self, draft: Draft, at: int) -> Iterator[tuple[Draft, int]]:
        for each in self.match(at, "noun"):
            if _agrees(draft, each.value):
                yield replace(draft, noun=each.value), each.end
        for each in self.match(at, "opener"):
            if draft.pick is None:
                yield replace(draft, noun=Noun(("Goal",), False), pick=Pick(), opens=True), each.end
        for each in self.match(at, "every"):
            yield replace(draft, every=True), each.end
        for each in self.match(at, "does"):
            # "The score" is not "to score".
            if not draft.article and draft.pick is None:
                yield replace(draft, noun=each.value, does=True), each.end
        for opened in self.sign(at, "("):
            for kinds, end in self._kinds(opened):
                for closed in self.sign(end, ")"):
                    yield replace(draft, noun=Noun(kinds, draft.plural)), closed

    def _kinds(self, at: int) -> Iterator[tuple[tuple[str, ...], int]]:
        """Yield kinds that are said together: "goals or corners"."""
        for each in self.match(at, "noun"):
            yield each.value.kinds, each.end
            for joined in self._joints(each.end):
                for rest, end in self._kinds(joined):
                    yield (*each.value.kinds, *rest), end

    def _verbs(self, draft: Draft, at: int) -> Iterator[tuple[Draft, int]]:
        for each in self.match(at, "verb"):
            verb: Verb = each.value
            if not draft.every and verb not in draft.verbs and len(draft.verbs) < 2:
                yield replace(draft, verbs=(*draft.verbs, verb)), each.end

    def _narrowed(self, draft: Draft, at: int) -> Iterator[tuple[Draft, int]]:
        """Yield shots "that were on target", cards "yellow only"."""
        if draft.noun is not None and not draft.narrow:
            opened = [
                (each, stop)
                for start in self.sign(at, "(")
                for each in self.match(start, "narrow")
                for stop in self.sign(each.end, ")")
            ]
            for each, end in (*((e, e.end) for e in self.match(at, "narrow")), *opened):
                kinds = tuple(kind for kind in draft.noun.kinds if kind in each.value)
                if len(kinds) == len(each.value) and len(draft.noun.kinds) > 1:
                    noun = Noun(kinds, draft.noun.plural) if len(kinds) == 1 else draft.noun
                    yield replace(draft, noun=noun, narrow=True), end

    def _late_picks(self, draft: Draft, at: int) -> Iterator[tuple[Draft, int]]:
        """Yield "who scored first"."""
        if draft.pick is None:
            for sort in ENDS:
                for each in self.match(at, sort):
                    yield replace(draft, pick=Pick(sort)), each.end

    # Picks.

    def picks(self, at: int) -> Iterator[tuple[Pick, int]]:
        """Yield "first", "last three", "two first", "third", "second to last"."""
        for sort in ENDS:
            for each in self.match(at, sort):
                yield Pick(sort), each.end
                for count, end in self.number(each.end):
                    if 1 <= count <= MOST:
                        yield Pick(sort, count), end
            for count, middle in self.number(at):
                for each in self.match(middle, sort):
                    if 1 <= count <= MOST:
                        yield Pick(sort, count), each.end
        for each in self.match(at, "penultimate"):
            yield Pick("last", 1, 1), each.end
        for count, end in self.ordinal(at):
            if count >= 1:
                yield Pick("first", 1, count - 1), end
                for each in self.match(end, "from_end"):
                    yield Pick("last", 1, count - 1), each.end

    # Teams and players.

    def _team(self, at: int) -> Iterator[tuple[dict[str, Any], int]]:
        """Yield a team or a player, with an article perhaps."""
        places = [at, *(each.end for each in self.match(at, "definite", "definite_plural"))]
        for place in places:
            yield from (({"both": "both"}, each.end) for each in self.match(place, "both"))
            yield from (({"same": True}, each.end) for each in self.match(place, "same"))
            yield from (({"both": "each"}, each.end) for each in self.match(place, "apiece"))
            for each in self.match(place, "team"):
                yield {"team": each.value}, each.end
                for joined in self._joints(each.end):
                    ends = (joined, *(e.end for e in self.match(joined, "by")))
                    others = [e for start in ends for e in self.match(start, "team")]
                    yield from (({"both": "both"}, e.end) for e in others if e.value != each.value)
            for each in self.match(place, "player"):
                yield {"player": each.value}, each.end
            for sort in ("home", "away"):
                for each in self.match(place, sort):
                    yield {"team": sort}, each.end

    def _teams(self, draft: Draft, at: int, named: bool) -> Iterator[tuple[Draft, int]]:
        # "The corner before the goal of Chelsea": the goal is Chelsea's.
        if draft.has("team") or (draft.links and "links" not in draft.early):
            return
        for start in (at, *(each.end for each in self.match(at, "by") if named)):
            for who, end in self._team(start):
                yield replace(draft, **who), end
        if not named:
            return
        kinds = draft.noun.kinds if draft.noun else ()
        for each in self.match(at, "against", "on"):
            right = kinds and (FLIPS.issuperset(kinds) if each.sort == "against" else set(kinds) == {"Foul"})
            for who, end in self._team(each.end):
                if right and "team" in who and not draft.verbs:
                    yield replace(draft, flip=True, **who), end

    # Times.

    def _timed(self, draft: Draft, at: int, named: bool) -> Iterator[tuple[Draft, int]]:
        if draft.half is None:
            for half, end in self.times.half(at, named):
                yield replace(draft, half=half), end
        if draft.span is None:
            for span, end in self.times.span(at, named):
                yield replace(draft, span=span), end
        elif draft.span.until is None or draft.span.since is None:
            for start in (at, *self._joints(at)):
                for span, end in self.times.span(start, named):
                    if (both := draft.span.cut(span)) is not None:
                        yield replace(draft, span=both), end

    # Relations.

    def target(self, at: int, depth: int) -> Iterator[tuple[Draft, int]]:
        """Yield the part that a relation is to."""
        for draft, end in self.part(at, depth + 1):
            if draft.noun:
                yield draft, end
        for opened in self.sign(at, "("):
            for draft, end in self.part(opened, depth + 1):
                if draft.noun:
                    yield from ((draft, closed) for closed in self.sign(end, ")"))

    def links(self, at: int, depth: int) -> Iterator[tuple[tuple[Link, ...], int]]:
        """Yield relations: before, after, within so much of, between."""
        sides = ("before", "after")
        for start, near in [(at, False), *((each.end, True) for each in self.match(at, "right"))]:
            for each in self.match(start, *sides):
                for draft, end in self.target(each.end, depth):
                    yield (Link(each.sort, draft, None, near),), end  # type: ignore[arg-type]
        for each in self.match(at, "within"):
            for seconds, middle in self.times.length(each.end):
                for side in self.match(middle, "around", *sides):
                    for draft, end in self.target(side.end, depth):
                        yield (Link(side.sort, draft, seconds),), end  # type: ignore[arg-type]
        for each in self.match(at, "between"):
            for one, other, end in self._pairs(each.end, depth):
                yield (Link("after", one), Link("before", other)), end

    def _pairs(self, at: int, depth: int) -> Iterator[tuple[Draft, Draft, int]]:
        """Yield "the first goal and the second goal" and "the first and the second goal"."""
        for draft, middle in self.target(at, depth):
            for each in self.match(middle, "to"):
                for other, end in self.target(each.end, depth):
                    yield draft, other, end
        for start in (at, *(each.end for each in self.match(at, "definite"))):
            for pick, middle in self.picks(start):
                for each in self.match(middle, "to"):
                    for other, end in self.target(each.end, depth):
                        if other.pick is not None:
                            yield replace(other, pick=pick), other, end


def _early(draft: Draft, name: str, named: bool) -> Draft:
    return draft if named else replace(draft, early=draft.early | {name})


def _agrees(draft: Draft, noun: Noun) -> bool:
    """Say whether a noun's number goes with what was said before it."""
    if noun.plural is None:
        return True
    if draft.also:
        return True
    if draft.pick is not None and (draft.pick.count > 1) != noun.plural:
        return False
    single = draft.plural is False and not draft.pick
    return not (single and noun.plural)
