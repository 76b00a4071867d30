"""What a language model says happened in a chunk: taken at its word, or not at all.

Nothing is mended here. An answer of which any part cannot be meant as it stands is no answer, for who can say
which of its other parts is meant?
"""

import json
import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

EVENTS = "events"
"""The key under which an answer lists what happened."""

LONGEST = 1 << 16
"""Characters of an answer; what is longer goes on for ever."""


class Nonsense(ValueError):
    """An answer cannot be used; the text says why, in words that the model may be told."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in seconds from the chunk's beginning; a moment ends where it starts."""

    start: float
    end: float
    label: str
    score: float

    @property
    def middle(self) -> float:
        """The moment that it stands for."""
        return (self.start + self.end) / 2


def events(
    text: str, length: float, classes: Collection[str], *, spans: bool = False, last: bool = False
) -> list[Event]:
    """Return what an answer tells of a chunk that is ``length`` seconds long. Raises ``Nonsense``.

    The answer is one JSON value, in Markdown or between words or not: ``{"events": [{"time", "label",
    "confidence"}]}``, or that list alone. spans : each has ``start`` and ``end`` rather than ``time``;
    last : there may be several values, and the last is the answer, as when a model thinks aloud.
    """
    if len(text) > LONGEST:
        raise Nonsense(f"the answer is longer than {LONGEST} characters")
    found = list(_answers(text))
    if not found:
        raise Nonsense(f'there is no JSON object with "{EVENTS}" in the answer')
    if len(found) > 1 and not last:
        raise Nonsense(f"there are {len(found)} JSON values in the answer, and only one can be meant")
    return [_event(place, said, length, classes, spans) for place, said in enumerate(found[-1], 1)]


def schema(classes: Collection[str], spans: bool = False) -> dict[str, Any]:
    """Return the JSON schema of an answer."""
    times = ("start", "end") if spans else ("time",)
    own: dict[str, Any] = {name: {"type": "number"} for name in times}
    own |= {"label": {"type": "string", "enum": list(classes)}, "confidence": {"type": "number"}}
    event = {"type": "object", "properties": own, "required": list(own), "additionalProperties": False}
    return {
        "type": "object",
        "properties": {EVENTS: {"type": "array", "items": event}},
        "required": [EVENTS],
        "additionalProperties": False,
    }


def written(found: Collection[Event], spans: bool = False) -> str:
    """Return the answer that tells of these events, as ``events`` reads it."""
    rows = []
    for event in sorted(found, key=lambda own: (own.middle, own.label)):
        times = {"start": event.start, "end": event.end} if spans else {"time": event.middle}
        own = {name: round(value, 2) for name, value in times.items()}
        rows.append({**own, "label": event.label, "confidence": event.score})
    return json.dumps({EVENTS: rows})


def _answers(text: str) -> Iterator[list[Any]]:
    """Yield the lists of events in a text; raise ``Nonsense`` for JSON that is not whole."""
    reader = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)
    at = 0
    while (at := _next(text, at)) < len(text):
        try:
            value, at = reader.raw_decode(text, at)
        except Nonsense:
            raise
        except (ValueError, RecursionError) as error:
            # Words and times may stand in brackets; braces, and lists of them, are JSON.
            if isinstance(error, RecursionError) or not re.match(r"\[\s*[^\s{]", text[at:]):
                raise Nonsense("the JSON in the answer is not whole") from error
            at += 1
            continue
        held = value.get(EVENTS) if isinstance(value, dict) else value
        # Other brackets, as of a note, are none of ours; an object without events is no answer.
        if isinstance(value, dict) and EVENTS in value and not isinstance(held, list):
            raise Nonsense(f'"{EVENTS}" is not a list')
        if isinstance(held, list) and (held is not value or all(isinstance(each, dict) for each in held)):
            yield held


def _next(text: str, at: int) -> int:
    places = (text.find(bracket, at) for bracket in "{[")
    return min((place for place in places if place >= 0), default=len(text))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Nonsense("a key stands twice in one JSON object")
    return found


def _no_number(name: str) -> float:
    raise Nonsense(f"{name} is no number")


def _event(place: int, said: Any, length: float, classes: Collection[str], spans: bool) -> Event:
    if not isinstance(said, dict):
        raise Nonsense(f"event {place} is no JSON object")
    label = said.get("label")
    if not isinstance(label, str) or label not in classes:
        raise Nonsense(f"event {place} has the label {json.dumps(label)[:60]}, which is no class")
    score = _number(place, said, "confidence", 1.0)
    start = _number(place, said, "start" if spans else "time", length)
    end = _number(place, said, "end", length) if spans else start
    if end < start:
        raise Nonsense(f"event {place} ends before it starts")
    return Event(start, end, label, score)


def _number(place: int, said: Mapping[str, Any], name: str, most: float) -> float:
    value = said.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Nonsense(f'event {place} has no number as "{name}"')
    # Comparing comes before converting: a whole number may be too long for a float.
    if not 0 <= value <= most or not math.isfinite(value):
        raise Nonsense(f'event {place} has {str(value)[:20]} as "{name}", which is not from 0 to {most:g}')
    return float(value)
