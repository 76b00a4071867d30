"""The gate against lines of another writer: true ones pass, those of other matches are refused.

What is true comes from a match's own truth (``match.json`` of a simulated broadcast, ``events.json``
of another engine's match); what is said comes from templates that the built-in commentator does not
have; and the facts are those that the film's own ``facts.json`` holds.
"""

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from goalmouth.benchmarks.common import Bar, Report, Row, few, name_of
from goalmouth.benchmarks.events import Event, Match, told, truth_of
from goalmouth.benchmarks.films import facts_of_run
from goalmouth.benchmarks.writers import WRITERS
from goalmouth.claims.numbers import printed_ordinal
from goalmouth.narration.gate import check
from goalmouth.types import MomentFacts

REACH = 10.0
"""Seconds from a moment of the film to the event that it shows."""
AROUND = 20.0
"""Seconds around a moment in which whatever really happened is not held to be false."""
LEAST = 100
TOLD = range(1, 9)
"""Seeds of matches that are told and not painted, so that there are always other matches."""

RESTS = {"team": ("team",), "other": ("side", "home", "away"), "score": ("home_score", "away_score"),
         "nth": ("minute",), "minute": ("minute",), "half": ("half",), "home": ("home",),
         "away": ("away",), "player": ("player",), "player_in": ("player_in",),
         "player_out": ("player_out",)}  # fmt: skip
"""Field → the facts without which nobody may say it."""


def fill(event: Event, template: str, language: str) -> str | None:
    """Return the template about an event; ``None`` where the truth lacks a field of it."""
    other = {"home": event.away, "away": event.home, None: None}[event.side]
    values = {
        "team": event.team, "other": other, "home": event.home, "away": event.away,
        "score": f"{event.score[0]}-{event.score[1]}", "minute": event.minute,
        "nth": printed_ordinal(event.minute, language), "half": WRITERS[language].halves.get(event.half),
        "player": event.player, "player_in": event.player_in, "player_out": event.player_out,
    }  # fmt: skip
    if any(values[field] is None for field in fields(template)):
        return None
    return template.format(**values)


def fields(template: str) -> list[str]:
    """Return the names of a template's fields."""
    return re.findall(r"{(\w+)}", template)


@cache
def tales_of_others() -> tuple[Event, ...]:
    """Return the events of all the matches that are told and not painted."""
    return tuple(event for seed in TOLD for event in told(seed).events)


def true_lines(event: Event, facts: MomentFacts, language: str) -> Iterator[str]:
    """Yield what may be said of a moment: what is true of it and what a fact of it says."""
    writer = WRITERS[language]
    named = {"Goal": writer.scorers, "Substitution": writer.changes}.get(event.label, ())
    for template in (*writer.lines.get(event.label, ()), *writer.states, *writer.when, *writer.half, *named):
        known = all(facts.value(fact) is not None for field in fields(template) for fact in RESTS[field])
        text = fill(event, template, language)
        if known and text is not None:
            yield text


def false_lines(
    own: Event, around: frozenset[str], minutes: set[int], others: Sequence[Event], language: str
) -> Iterator[tuple[str, str]]:
    """Yield ``(what is wrong, line)``: the moment's own event with one thing taken from another match's.

    No line is blamed for what is true near by. around : labels of all that happened near the moment;
    minutes : those that run between the event and where the film places it.
    """
    writer = WRITERS[language]
    own_lines = writer.lines.get(own.label, ())

    def saying(field: str, event: Event, templates: Sequence[str]) -> Iterator[str]:
        filled = (fill(event, template, language) for template in templates if field in fields(template))
        return (text for text in filled if text is not None)

    if own.player_in is not None and own.player_out is not None:
        turned = replace(own, player_in=own.player_out, player_out=own.player_in)
        yield from (("change", text) for text in saying("player_in", turned, writer.changes))
    for other in others:
        if other.team is not None and other.team != own.team:
            teams = (other.home, other.away) if other.side == "home" else (other.away, other.home)
            named = replace(own, side="home", home=teams[0], away=teams[1])
            yield from (("team", text) for text in saying("team", named, own_lines))
        if other.score not in (own.before, own.score):
            wrong = replace(own, score=other.score)
            yield from (("score", text) for text in saying("score", wrong, (*writer.states, *own_lines)))
        if other.minute not in minutes | {own.minute}:
            wrong = replace(own, minute=other.minute)
            yield from (("minute", text) for text in saying("nth", wrong, (*writer.when, *own_lines)))
            yield from (("minute", text) for text in saying("minute", wrong, (*writer.when, *own_lines)))
        if other.half != own.half:
            wrong = replace(own, half=other.half)
            yield from (("half", text) for text in saying("half", wrong, (*writer.half, *own_lines)))
        if other.label not in around:
            for template in writer.lines.get(other.label, ()):
                text = fill(own, template, language)
                yield from [("action", text)] if text is not None else []
        if other.player is not None and own.label == "Goal" and other.player != own.player:
            scored = replace(own, player=other.player)
            yield from (("scorer", text) for text in saying("player", scored, writer.scorers))


def examine(
    match: Match, known: Sequence[MomentFacts], others: Sequence[Event], language: str = "en"
) -> tuple[Row, list[tuple[str, str]]]:
    """Return one film's figures, and the true lines refused and the false ones passed."""
    events = match.events
    true: dict[tuple[int, str], list[str]] = {}
    false: dict[tuple[int, str], tuple[str, list[str]]] = {}
    matched = 0
    for number, facts in enumerate(known):
        moment = facts.moment
        near = [event for event in events if abs(event.time - moment.time) <= REACH]
        same = [event for event in near if event.label == moment.kind]
        if not same:
            # Nothing is known for sure about a mere highlight.
            continue
        matched += 1
        own = min(same, key=lambda event: abs(event.time - moment.time))
        # The film may place its moment seconds away, and another minute may run there.
        minutes, minute = match.minutes(own.time, moment.time), facts.value("minute")
        if isinstance(minute, int) and minute in minutes:
            own = replace(own, minute=minute)
        around = frozenset(e.label for e in events if abs(e.time - moment.time) <= AROUND)
        if around & {"Direct free-kick", "Indirect free-kick"}:
            around |= {"Direct free-kick", "Indirect free-kick"}
        for text in true_lines(own, facts, language):
            true[number, text] = check(text, facts, language)
        for kind, text in false_lines(own, around, minutes, others, language):
            if (number, text) not in true:
                false[number, text] = kind, check(text, facts, language)
    wrong = [("true line refused", f"{text!r}: {why[0]}") for (_, text), why in true.items() if why]
    wrong += [
        (f"false line passed ({kind})", repr(text)) for (_, text), (kind, why) in false.items() if not why
    ]
    row: Row = {"moments": len(known), "matched": matched, "true": len(true)}
    row["passed"] = sum(not why for why in true.values())
    row |= {"false": len(false), "refused": sum(bool(why) for _, why in false.values())}
    for kind in ("team", "score", "minute", "half", "action", "scorer", "change"):
        row[kind] = sum(one == kind for one, _ in false.values())
    return row, wrong


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    what = "a folder that highlights wrote; its match's truth is in FOLDER, or in 'match' beside it"
    parser.add_argument("out", nargs="+", metavar="OUT[=FOLDER]", help=what)


def run(options: argparse.Namespace) -> Report:
    """Try the gate on every film, with the truth of all the others."""
    named = [given.partition("=") for given in options.out]
    outs = [Path(out) for out, _, _ in named]
    folders = [Path(folder or Path(out).resolve().parent / "match") for out, _, folder in named]
    truths = [truth_of(folder) for folder in folders]
    tales = tales_of_others()
    rows: list[Row] = []
    wrong: list[tuple[str, str]] = []
    for number, (out, own) in enumerate(zip(outs, truths, strict=True)):
        others = [event for i, truth in enumerate(truths) if i != number for event in truth.events]
        name = name_of(out)
        for language in WRITERS:
            row, cases = examine(own, facts_of_run(out), [*others, *tales], language)
            rows.append({"film": name, "language": language, **row})
            wrong += [(f"{name} {kind}", case) for kind, case in cases]
    return Report("gate", rows, bars_of(rows), few(wrong))


def bars_of(rows: Sequence[Row]) -> list[Bar]:
    """Return what the gate must do on all films together."""
    return [
        Bar("fewest false lines tried on a film", min(row["false"] for row in rows), least=LEAST),
        Bar("false lines passed", sum(row["false"] - row["refused"] for row in rows), most=0),
        Bar("true lines tried", sum(row["true"] for row in rows), least=1),
        Bar("true lines refused", sum(row["true"] - row["passed"] for row in rows), most=0),
    ]
