"""Made-up films and voices for ``narration.timing``, and what may be wrong with when lines are said."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from goalmouth.benchmarks.films import timing, voiced
from goalmouth.errors import MissingEngine
from goalmouth.film.mix import voice_track
from goalmouth.narration.timing import IMPORTANCE, MARGIN, RATES, Span, plan
from goalmouth.speech.narrator import Narrator
from goalmouth.types import Draft, Line, Speech

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Cases = list[tuple[str, str]]

RATE = 16000
"""Hz of the made-up voices."""
FASTEST = 1.15
"""No line is said faster than this."""
SLACK = 1e-6
"""Seconds that rounding may take or add."""
WORDS = ("goal", "one nil", "Ravensholm", "and", "Port Albion", "equalise", "a", "23rd minute", "2-1", "oh")


@dataclass(frozen=True, slots=True)
class Humming:
    """A voice that hums each text, letter by letter, at a pace of its own for each; silent at both ends."""

    pace: float
    """Letters a second."""
    unsteady: float
    """By how much a text may take longer than its letters say, as a part of it."""

    def speak(self, text: str) -> Speech:
        """Return the hum; the same text always takes as long."""
        odd = sum(map(ord, text)) % 97 / 97
        count = round(RATE * max(0.15, len(text) / self.pace * (1 + self.unsteady * odd)))
        ramp = np.clip(np.minimum(np.arange(count), np.arange(count)[::-1]) / (0.01 * RATE), 0, 1)
        hum = 0.3 * ramp * np.sin(2 * np.pi * 180 * np.arange(count) / RATE)
        return Speech(np.pad(hum, round(0.05 * RATE)).astype(np.float32), RATE)


@dataclass(frozen=True, slots=True)
class Film:
    """What is to be narrated, and who narrates."""

    spans: tuple[Span, ...]
    drafts: tuple[tuple[Draft, ...], ...]
    voice: Humming


def films() -> "SearchStrategy[Film]":
    """Return hypothesis's strategy for films of any clips, any drafts and any voice."""
    try:
        from hypothesis import strategies as st
    except ImportError as error:
        raise MissingEngine("test maker", "hypothesis", "pip install 'goalmouth[dev]'") from error

    text = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
    wordings = st.lists(text, min_size=0, max_size=4).map(tuple)
    draft = st.builds(Draft, st.sampled_from([*IMPORTANCE, "aside"]), wordings, st.just(("action",)))

    @st.composite
    def made(draw: Any) -> Film:
        spans, start = [], 0.0
        for _ in range(draw(st.integers(1, 5))):
            length = draw(st.one_of(st.floats(0.2, 4), st.floats(4, 25)))
            action = start + draw(st.floats(0, 1)) * length
            spans.append(Span(start, action, start + length))
            start += length
        drafts = tuple(tuple(draw(st.lists(draft, max_size=4))) for _ in spans)
        return Film(tuple(spans), drafts, draw(st.builds(Humming, st.floats(5, 30), st.floats(0, 0.6))))

    return made()


def planned(film: Film) -> tuple[list[Line], Cases]:
    """Return a film's lines and what is wrong with them, as planned and as heard in the voice track."""
    narrator = Narrator(film.voice)
    lines = plan(film.spans, film.drafts, narrator.duration)
    clips = [{"film_start": span.start, "film_end": span.end} for span in film.spans]
    rows = [asdict(line) for line in lines]
    wrong = [case for case in timing(rows, clips) if case[0] != "mute"]
    for number, (span, drafts) in enumerate(zip(film.spans, film.drafts, strict=True)):
        shortest = min(
            (narrator.duration(text, RATES[-1]) for draft in drafts for text in draft.wordings), default=None
        )
        room = span.end - MARGIN - span.start
        own = [line for line in lines if line.moment == number]
        if not own and shortest is not None and shortest < room - SLACK:
            wrong.append(("mute", f"{shortest:.2f} s of words are not said in {room:.2f} s"))
    for line in lines:
        if not 1.0 <= line.rate <= FASTEST:
            wrong.append(("hurried", f"{line.text!r} is said {line.rate} times as fast"))
        if abs(narrator.duration(line.text, line.rate) - (line.end - line.start)) > SLACK:
            wrong.append(("cut", f"{line.text!r} is given {line.end - line.start:.3f} s"))
        if not any(line.text in draft.wordings for draft in film.drafts[line.moment]):
            wrong.append(("cut", f"{line.text!r} is no wording of its moment"))
    track = voice_track(lines, narrator.say, film.spans[-1].end, RATE)
    return lines, wrong + voiced(rows, track, RATE)
