"""A question into a query by a language model on a server. It never sees an event: it cannot answer."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from goalmouth.errors import EngineError, NotUnderstood
from goalmouth.query.kinds import GROUPS, ordered
from goalmouth.query.match import Match
from goalmouth.query.model import Part, Query
from goalmouth.query.translation import Translation
from goalmouth.servers import named

TRIES: Final = 2
"""How often it may write a query; a second time with what was wrong with the first."""

TASK: Final = """You translate a question about a football match into a query. You do not answer it.
Reply with one JSON object and nothing else: a query by the JSON schema below, or, where any word that
changes the meaning cannot be expressed by it, {"not_understood": ["word", ...]}. Guess nothing.

A query has parts; each part filters events and at last picks some by order. Leave out what is not asked.
kinds: only of this list (leave it out for any event): %(kinds)s.
Words for several kinds: %(groups)s.
team: "home" or "away" (%(teams)s). player: only of this list: %(players)s.
when: half 1 or 2; since and until in seconds; clock "match" runs on from 2700 in the second half, "half"
counts from the beginning of each half, "video" is the time in the video. "The 12th minute" is 660 to 720.
relations: side before, after or around other events "of"; within: seconds at most; nearest: true for "the
foul before the penalty", which means the last foul before each penalty.
pick: {"end": "first" or "last", "count": n, "skip": n}: "the second goal" skips 1 and takes 1.
ask: list, count ("how many"), whether (yes or no) or who. language: of the question, "en" or "fr".

JSON schema: %(schema)s"""


class Model:
    """Translates by a model of a server. address : ``URL#MODEL``, else as the environment names it.

    Raises ``EngineError`` for a server that does not answer, and for answers that are no query.
    """

    def __init__(self, match: Match, address: str = "") -> None:
        self.match = match
        self.server = named(address)

    def readings(self, question: str) -> Translation:
        """Return the query that the model makes of a question; raise ``NotUnderstood`` for none."""
        messages = [
            {"role": "system", "content": _task(self.match)},
            {"role": "user", "content": question},
        ]
        problem = ""
        for _ in range(TRIES):
            said = self.server.chat(messages)
            try:
                return Translation((self._query(question, said),))
            except EngineError as error:
                problem = str(error)
            messages += [
                {"role": "assistant", "content": said},
                {"role": "user", "content": f"That is {problem}. Reply with one valid JSON object only."},
            ]
        raise EngineError(f"the model's answer is {problem}. Ask with --translator grammar, or another model")

    def _query(self, question: str, said: str) -> Query:
        """Return the query in an answer; raise ``EngineError`` for anything that is not wholly one."""
        fenced = re.fullmatch(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", said, re.S)
        try:
            value = json.loads(fenced[1] if fenced else said)
        except (ValueError, RecursionError) as error:
            raise EngineError(f"not JSON ({error})") from error
        if isinstance(value, dict) and "not_understood" in value:
            words = value["not_understood"]
            if len(value) > 1 or not isinstance(words, list) or not all(isinstance(w, str) for w in words):
                raise EngineError('not a query: "not_understood" is a list of words and stands alone')
            told = ", ".join(f"“{word}”" for word in words) or "all of it"
            raise NotUnderstood(question, f"{told} is not understood by the model", words)
        query = Query.from_json(_sorted(value), self.match.kinds)
        for part in query.parts:
            _check_players(part, self.match.players)
        return query


def _sorted(value: Any) -> Any:
    """Return a value with its lists of kinds in their order, which means nothing."""
    if isinstance(value, list):
        return [_sorted(each) for each in value]
    if not isinstance(value, dict):
        return value
    done = {key: _sorted(each) for key, each in value.items()}
    kinds = done.get("kinds")
    if isinstance(kinds, list) and all(isinstance(kind, str) for kind in kinds):
        done["kinds"] = list(ordered(set(kinds)))
    return done


def _check_players(part: Part, players: Mapping[str, object]) -> None:
    if part.player is not None and part.player not in players:
        raise EngineError(f"not a query: unknown player {part.player!r}")
    for relation in part.relations:
        _check_players(relation.of, players)


def _task(match: Match) -> str:
    teams = [f"{side} is {match.team(side)}" for side in match.teams if match.team(side)]
    groups = {name: [k for k in kinds if k in match.kinds] for name, kinds in GROUPS.items()}
    return TASK % {
        "kinds": json.dumps(match.kinds, ensure_ascii=False),
        "groups": json.dumps(groups, ensure_ascii=False),
        "teams": "; ".join(teams) or "their names are not known",
        "players": json.dumps(list(match.players), ensure_ascii=False),
        "schema": json.dumps(msgspec.json.schema(Query), separators=(",", ":")),
    }
