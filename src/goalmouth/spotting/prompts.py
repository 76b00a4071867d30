"""What language models are asked about a match, a chunk at a time: the same in training and in use."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from goalmouth.labels import SOCCERNET_V2
from goalmouth.servers import picture_part, text_part
from goalmouth.spotting.answers import Event, written
from goalmouth.types import Segment, Still, Transcript

LENGTH, STEP = 60.0, 45.0
"""Seconds of a chunk, and from one's beginning to the next one's."""

REACH = 7.5
"""Seconds before and after a moment that an interval around it has."""

Messages = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch ``[start, end]`` of a match, in its seconds, what was said in it, and pictures of it."""

    start: float
    end: float
    said: tuple[Segment, ...] = ()
    stills: tuple[Still, ...] = ()

    @property
    def length(self) -> float:
        """Seconds."""
        return self.end - self.start

    @property
    def name(self) -> str:
        """When it is, for people."""
        return " to ".join(f"{int(t) // 60}:{int(t) % 60:02d}" for t in (self.start, self.end))


def chunks(
    spans: Iterable[tuple[float, float]], transcript: Transcript | None, stills: Sequence[Still] = ()
) -> Iterator[Chunk]:
    """Yield the chunks of a match that begins and ends, file by file, at ``spans``; they overlap."""
    said = transcript.segments if transcript else ()
    for start, end in spans:
        at = start
        while at < end:
            until = min(at + LENGTH, end)
            own = tuple(each for each in said if each.start < until and each.end > at)
            yield Chunk(at, until, own, tuple(still for still in stills if at <= still.time < until))
            at = end if until >= end else at + STEP


def asked(chunk: Chunk, spans: bool = False, thinking: bool = False, few: bool = False) -> Messages:
    """Return the messages that ask about a chunk.

    spans : for intervals, with the pictures; thinking : have the model think aloud first; few : show it a few
    examples before.
    """
    task = TASK.format(sees=SEES if spans else HEARS, classes=", ".join(SOCCERNET_V2))
    task += (SPANS if spans else MOMENTS) + (THINKING if thinking else AT_ONCE)
    turns: Messages = []
    for example, found in EXAMPLES if few else ():
        turns.append({"role": "user", "content": _excerpt(example)})
        thought = f"{_thought(found)}\n" if thinking else ""
        turns.append({"role": "assistant", "content": thought + written(found, spans)})
    parts = [text_part(_excerpt(chunk))]
    for still in chunk.stills:
        parts += [text_part(f"At {still.time - chunk.start:.1f} s:"), picture_part(still.jpeg)]
    turns.append({"role": "user", "content": parts if chunk.stills else parts[0]["text"]})
    # Some models know no system's role, so the task stands before the first excerpt.
    first = turns[0]["content"]
    begun = [text_part(task), *first] if isinstance(first, list) else f"{task}\n\n{first}"
    return [{"role": "user", "content": begun}, *turns[1:]]


def around(label: str, time: float, length: float) -> Event:
    """Return the interval around a moment that is as long as can be in a chunk and has it in the middle."""
    reach = max(0.0, min(REACH, time, length - time))
    return Event(time - reach, time + reach, label, 1.0)


def _excerpt(chunk: Chunk) -> str:
    lines = [f"The excerpt is {chunk.length:.1f} s long."]
    for own in chunk.said:
        # What began before the chunk, or ends after it, is heard in part.
        start, end = max(own.start, chunk.start), min(own.end, chunk.end)
        times = f"{start - chunk.start:.1f} to {end - chunk.start:.1f} s"
        lines.append(f"{times}{' (translated)' if own.translated else ''}: {own.text}")
    return "\n".join(lines if chunk.said else [*lines, "Nobody speaks."])


def _thought(found: Sequence[Event]) -> str:
    if not found:
        return "They talk, but of nothing that happens at this moment."
    return " ".join(f"They speak of this as it happens, near {e.middle:g} s: {e.label}." for e in found)


TASK = """You label broadcasts of football matches for a data set. {sees}
Tell which events of these classes happen in the excerpt, and when: {classes}.
Count only what happens in the match at that time: no replays, nothing from earlier or from other matches, \
nothing that might happen. Commentators speak of an event mostly a few seconds after it.
"""
HEARS = "You get what the commentators say in an excerpt, with times in seconds from its beginning."
SEES = """You get pictures of an excerpt, and what the commentators say in it, with times in seconds from \
its beginning."""
MOMENTS = """The answer has this form: {"events": [{"time": 31.5, "label": "Corner", "confidence": 0.8}]}
"time" is the second at which the event happens, and lies in the excerpt; "label" is one of the classes, \
spelt like there; "confidence" is how sure you are, from 0 to 1. If nothing happens: {"events": []}
"""
SPANS = """The answer has this form: \
{"events": [{"start": 24.0, "end": 39.0, "label": "Corner", "confidence": 0.8}]}
"start" and "end" are the seconds around the event, which happens in the middle between them, and lie in the \
excerpt; "label" is one of the classes, spelt like there; "confidence" is how sure you are, from 0 to 1. If \
nothing happens: {"events": []}
"""
AT_ONCE = "Answer with this JSON alone."
THINKING = "First think aloud, in a few short sentences and without braces. Then end with this JSON."

EXAMPLES: tuple[tuple[Chunk, tuple[Event, ...]], ...] = (
    (
        Chunk(
            0.0,
            60.0,
            (
                Segment(2.0, 6.5, "Out to the left they go, plenty of room for the cross here."),
                Segment(7.5, 10.0, "Headed behind, and that will be a corner."),
                Segment(27.0, 31.0, "Here it comes, swung towards the near post, and it is cleared."),
                Segment(44.0, 49.5, "You remember the goal he scored last week from just this distance."),
            ),
        ),
        (
            Event(6.0, 6.0, "Ball out of play", 0.7),
            Event(28.0, 28.0, "Corner", 0.9),
            Event(30.0, 30.0, "Clearance", 0.6),
        ),
    ),
    (
        Chunk(
            0.0,
            60.0,
            (
                Segment(0.0, 8.0, "They have won four of the last five away from home, as you say."),
                Segment(11.0, 17.5, "And the manager told us yesterday how much he trusts this back line."),
            ),
        ),
        (),
    ),
    (
        Chunk(
            0.0,
            60.0,
            (
                Segment(12.0, 14.0, "¡Lo derribó! El árbitro pita."),
                Segment(19.0, 23.0, "Y saca la tarjeta amarilla, no hay discusión."),
                Segment(41.0, 46.0, "Directo a puerta, ¡y la para el portero!"),
            ),
        ),
        (
            Event(11.0, 11.0, "Foul", 0.9),
            Event(20.0, 20.0, "Yellow card", 0.9),
            Event(41.0, 41.0, "Direct free-kick", 0.7),
            Event(42.5, 42.5, "Shots on target", 0.8),
        ),
    ),
)
"""Excerpts made up for this purpose, and what happens in them."""
