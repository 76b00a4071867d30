"""An answer in sentences, in the language of the question, and as a value for machines."""

from collections import Counter
from typing import Any

from goalmouth.query.answers import Answer
from goalmouth.query.kinds import SIDELESS
from goalmouth.query.match import Event, Match
from goalmouth.query.model import Query
from goalmouth.query.render import FEMININE, HALVES, in_words, noun, side_name, time_of

VOWELS = "aeiou"


def interval(event: Event, match: Match, language: str) -> str:
    """Return ``(36:09, 36:24)``, with the half or the file where there are several."""
    times = f"{time_of(event.start)}, {time_of(event.end)}"
    if match.halves and event.file in (1, 2):
        return f"({HALVES[language][event.file - 1]}, {times})"
    if match.files > 1:
        return f"({'video' if language == 'en' else 'vidéo'} {event.file}, {times})"
    return f"({times})"


def lines(answer: Answer, match: Match) -> list[str]:
    """Return the answer: a line for each event, or one sentence where a number or a yes is asked for."""
    query, language = answer.query, answer.query.language
    if not answer.events:
        return [none(query, match)]
    if query.ask == "count":
        return [_counted(answer, match)]
    each = [
        _line(event, named, match, language, query.ask == "who")
        for event, named in zip(answer.events, answer.named, strict=True)
    ]
    yes = {"en": "Yes.", "fr": "Oui."}[language]
    return [yes, *each] if query.ask == "whether" else each


def _line(event: Event, named: str, match: Match, language: str, who: bool) -> str:
    name = noun(named, language)
    whose = _whose(event, match, language) if who else ""
    at = interval(event, match, language)
    if language == "fr":
        return f"{'Une' if named in FEMININE else 'Un'} {name}{whose} a lieu à {at}"
    return f"{'An' if name[0].lower() in VOWELS else 'A'} {name}{whose} occurs at {at}"


def _whose(event: Event, match: Match, language: str) -> str:
    side = side_name(event.team, match, language) if event.team else None
    unknown = " (not known whose)" if language == "en" else " (on ne sait de qui)"
    if not side and not event.player:
        return "" if event.kind in SIDELESS else unknown
    names = ", ".join(each for each in (event.player, side) if each)
    return f" {'by' if language == 'en' else 'pour'} {names}"


def none(query: Query, match: Match) -> str:
    """Return the sentence that says that there is nothing."""
    words = in_words(Query(query.parts, "list", query.language), match)
    if not any(set(part.kinds) & set(match.kinds) or not part.kinds for part in query.parts):
        if query.language == "fr":
            return f"Rien n'est noté ici de la sorte, on ne peut donc pas savoir : {words}."
        return f"Nothing here is labelled as such, so there is no telling: {words}."
    if query.language == "fr":
        return f"Je n'ai rien trouvé : {words}."
    return f"{'No: there' if query.ask == 'whether' else 'There'} is nothing here for: {words}."


def _counted(answer: Answer, match: Match) -> str:
    """Return "7 corners: 4 for Chelsea, 3 for Burnley.", by kind where there are several."""
    language = answer.query.language
    kinds = Counter(answer.named)
    told = [f"{count} {noun(kind, language, count > 1)}" for kind, count in kinds.items()]
    total = len(answer.events)
    if len(told) > 1:
        joined = ", ".join(told)
        return f"{total}{' in all' if language == 'en' else ' en tout'}: {joined}."
    sides = Counter(event.team for event in answer.events if event.team)
    if sides.total() < total or any(part.team for part in answer.query.parts) or len(sides) < 2:
        return f"{told[0]}."
    joint = "for" if language == "en" else "pour"
    by = ", ".join(
        f"{sides[s]} {joint} {side_name(s, match, language)}" for s in sorted(sides, reverse=True) if s
    )
    return f"{told[0]}: {by}."


def value(answer: Answer, match: Match) -> dict[str, Any]:
    """Return the answer as JSON has it: the query, how many, and each event with its interval."""
    return {
        "query": answer.query.to_json(),
        "count": len(answer.events),
        "answer": lines(answer, match),
        "events": [_event(event, match) for event in answer.events],
    }


def _event(event: Event, match: Match) -> dict[str, Any]:
    return {
        "label": event.label,
        "video": event.file,
        "half": event.half,
        "time": round(event.time, 3),
        "start": round(event.start, 3),
        "end": round(event.end, 3),
        "match_clock": None if event.clock is None else round(event.clock, 3),
        "team": event.team,
        "team_name": match.team(event.team),
        "player": event.player,
        "confidence": event.score,
    }
