"""The match in a few sentences, for the written report: each of them goes through the gate."""

from collections.abc import Mapping, Sequence
from typing import Any

from goalmouth.narration.booth import phrase_book, sayable
from goalmouth.narration.fields import fields
from goalmouth.narration.gate import check
from goalmouth.narration.situations import parting
from goalmouth.narration.standing import Standing
from goalmouth.types import MomentFacts


def words(language: str) -> Mapping[str, str]:
    """Return the headings of a written report."""
    return {name: text for name, text in phrase_book(language)["report"].items() if isinstance(text, str)}


def summary(facts: Sequence[MomentFacts], language: str) -> list[str]:
    """Return the match in sentences: who played, each goal and sending-off, how it stands."""
    if not facts:
        return []
    book = phrase_book(language)
    told = [(facts[0], "opening")]
    for one in facts:
        relation = Standing.of(one).relation
        told.append((one, relation or one.moment.kind))
    told.append((facts[-1], parting(facts[-1])[0][0]))
    said = [_sentence(one, book, situation, language) for one, situation in told]
    return [text for text in said if text is not None]


def _sentence(facts: MomentFacts, book: Mapping[str, Any], situation: str, language: str) -> str | None:
    """Return the fullest sentence that the facts bear; ``None`` for what a report passes over."""
    known = fields(facts, language, book)
    for template in book["report"]["sentences"].get(situation, ()):
        for text in sayable(template, known):
            if not check(text, facts, language):
                return text
    return None
