"""From a question to its answer: translate, find, and say."""

from dataclasses import dataclass

from goalmouth.query import TRANSLATORS
from goalmouth.query.answers import Answer, chosen
from goalmouth.query.match import Match
from goalmouth.query.render import in_words


@dataclass(frozen=True)
class Asked:
    """A question and its answer. understood : the query in words; notes : what a person should know."""

    question: str
    answer: Answer
    understood: str
    notes: tuple[str, ...]


def ask(question: str, match: Match, translator: str = "grammar") -> Asked:
    """Return a question's answer; raise ``NotUnderstood`` with what of it is not understood.

    translator : a row of ``TRANSLATORS``; ``llm=URL#MODEL`` for a server that the environment does not name.
    """
    name, _, address = translator.partition("=")
    make = TRANSLATORS.load(name)
    found = (make(match, address) if address else make(match)).readings(question)
    told = [in_words(query, match) for query in found.queries]
    answer = chosen(found.queries, match, question, told)
    understood = told[found.queries.index(answer.query)]
    return Asked(question, answer, understood, (*match.notes, *found.notes, *answer.notes))
