"""A question into queries by a grammar, with no model: every reading that its words allow.

Each word has to mean something or be of a list of words that change nothing. A question can be read in
several ways; whether they come to the same is seen when they are answered.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Final

from goalmouth.errors import NotUnderstood
from goalmouth.query.draft import Draft
from goalmouth.query.kinds import KINDS
from goalmouth.query.lexicon import LANGUAGES, Lexicon, Noun, lexicon, plain, words_of
from goalmouth.query.match import Match
from goalmouth.query.model import Query
from goalmouth.query.names import entries
from goalmouth.query.phrases import Phrases
from goalmouth.query.spelling import mended, unknown
from goalmouth.query.translation import Translation

LONGEST: Final = 120
"""Words of a question."""
MOST: Final = 16
"""Readings that are told apart."""
PATIENCE: Final = 5000
"""Ways to come to them."""
SHARED: Final = ("team", "time", "links")
"""What is said after the last of several things is said of all of them, if it is said once."""


class Grammar:
    """Translates by the lexicons of ``words``."""

    def __init__(self, match: Match) -> None:
        self.match = match
        names = entries(match)
        self.lexicons = [lexicon(language).plus([*names, *_labels(match)]) for language in LANGUAGES]

    def readings(self, question: str) -> Translation:
        """Return the queries that a question may mean; raise ``NotUnderstood``."""
        words = words_of(question)
        if not words or len(words) > LONGEST:
            problem = "there is no question" if not words else f"it has more than {LONGEST} words"
            raise NotUnderstood(question, problem, ())
        failed: list[NotUnderstood] = []
        mends: list[Translation] = []
        for own in self.lexicons:
            try:
                found = self._read(own, question, words)
            except NotUnderstood as error:
                failed.append(error)
                continue
            if not found.notes:
                return found
            mends.append(found)
        if mends:
            return mends[0]
        raise min(failed, key=lambda error: len(error.words))

    def _read(self, own: Lexicon, question: str, words: list[str]) -> Translation:
        said = words
        notes: tuple[str, ...] = ()
        if unknown(own, words):
            words, notes = mended(own, words)
        if unknown(own, words):
            raise NotUnderstood(question, *_why(own, question, said, unknown(own, said), self.match))
        for sort, problem in (
            ("both_called", "both teams are called so"),
            ("many_called", "several are called so"),
        ):
            for place in range(len(words)):
                named = own.at(words, place)
                if any(each.sort == sort for each in named) and not _longer(own, words, place):
                    raise NotUnderstood(question, f"“{words[place]}”: {problem}", (words[place],))
        queries: dict[Query, None] = {}
        for tried, query in enumerate(self._queries(own, question, words)):
            queries[query] = None
            if len(queries) > MOST or tried > PATIENCE:
                raise NotUnderstood(question, "it can be read in too many ways: ask for less at once", ())
        if not queries:
            problem = "the words are known, but not how they belong together"
            raise NotUnderstood(question, problem, ())
        return Translation(tuple(queries), notes)

    def _queries(self, own: Lexicon, question: str, words: list[str]) -> Iterator[Query]:
        single = not self.match.halves and self.match.files == 1
        phrases = Phrases(own, words, question.rstrip().endswith("?"))
        for ask, start, early in phrases.openings():
            for said in phrases.unions(start, early):
                drafts = tuple(each for draft in said for each in draft.apart())
                for shared in _shared(drafts):
                    if any(not _asked(draft, ask) for draft in shared):
                        continue
                    for parts in product(*(list(draft.parts(single, ask)) for draft in shared)):
                        yield Query(parts, ask, own.language).joined()  # type: ignore[arg-type]


def _longer(own: Lexicon, words: list[str], place: int) -> bool:
    """Say whether a word is part of a longer name."""
    return any(
        each.sort in ("team", "player") and early <= place < each.end
        for early in range(place + 1)
        for each in own.at(words, early)
    )


def _labels(match: Match) -> Iterator[tuple[str, str, object]]:
    for kind in match.kinds:
        text = " ".join(words_of(kind.replace("_", " ")))
        if kind not in KINDS and text:
            yield text, "noun", Noun((kind,), None)
            yield f"{text}s", "noun", Noun((kind,), True)


def _why(
    own: Lexicon, question: str, words: list[str], left: list[int], match: Match
) -> tuple[str, tuple[str, ...]]:
    """Return what is wrong with the words that are not understood, and them."""
    bad = tuple(dict.fromkeys(words[place] for place in left))
    written = {plain(word): word for word in re.findall(r"\w+", question)}
    told = ", ".join(f"“{written.get(word, word)}”" for word in bad)
    if any((word,) in own.negations for word in bad):
        return f"{told}: what is not there cannot be asked for", bad
    teams = [f"{match.team(side)} ({side})" for side in ("home", "away") if match.team(side)]
    known = (
        f"the teams here are {' and '.join(teams)}" if teams else "no team is named here, but home and away"
    )
    named = "" if match.players else ", and no player is named"
    return f"{told} is not understood ({known}{named})", bad


def _asked(draft: Draft, ask: str) -> bool:
    """Say whether a part can be asked in such a way without a doubt about what is meant."""
    if draft.nearest and not draft.links:
        return False
    if ask == "whether":
        # "Was the first goal Chelsea's?" asks something else than whether there is one.
        near = any(link.near for link in draft.links) or draft.nearest
        return draft.pick is None and (draft.article != "definite" or near) and not draft.both
    return ask == "list" or not draft.every or not draft.verbs


def _shared(drafts: tuple[Draft, ...]) -> Iterator[tuple[Draft, ...]]:
    """Yield the parts with what is said once of them all: before the first noun or after the last."""
    found = [drafts]
    for name in (*SHARED, "pick"):
        have = [draft.has(name) for draft in drafts]
        if len(drafts) < 2 or sum(have) != 1 or any(draft.closed for draft in drafts):
            continue
        at = have.index(True)
        source = drafts[at]
        spread = [tuple(d if d.has(name) else d.taking(source, name) for d in each) for each in found]
        late = at == len(drafts) - 1 and name not in source.early
        early = at == 0 and name in source.early
        if name == "pick":
            # "The first goal and corner": one pick or two. "The first goal and the corners": one.
            doubt = early and all(
                not d.article and d.number == drafts[0].number and not d.early for d in drafts[1:]
            )
            found = found + spread if doubt else found
        elif late or early:
            found = spread
        else:
            found = found + spread
    yield from found
