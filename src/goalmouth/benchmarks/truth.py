"""Is what a film says true: its lines against the match's truth files, and against nothing else.

Neither the gate nor ``claims`` has a part in it: plain patterns look for what the booth's two languages
can say of teams, scores, minutes, halves, actions, players and relations, and events of the truth say
whether it was so.
"""

import argparse
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

from goalmouth.benchmarks.common import Bar, Report, Row, few, language_of, load, name_of, share
from goalmouth.benchmarks.events import Event, Match, truth_of

REACH = 10.0
"""Seconds from where the film places its moment to the event that it shows."""
NEAR = 3.0
"""Seconds around a moment of which the minutes may be given."""
LATE = 79 * 60.0
"""From this clock on something is late."""
SIDES = ("home", "away")
Words = Mapping[str, Any]


@cache
def patterns(language: str) -> Words:
    """Return a language's patterns; ``@h`` and ``@a`` stand for the teams, ``@p`` for a player."""
    text = resources.files("goalmouth.benchmarks").joinpath("truth.toml").read_text("utf-8")
    found: dict[str, Words] = tomllib.loads(text)
    return found[language]


@dataclass(frozen=True)
class Scene:
    """What of the truth a line of one moment may speak of. time : where the film places the moment."""

    match: Match
    time: float

    @property
    def events(self) -> list[Event]:
        """What happened near by, the nearest first."""
        near = [event for event in self.match.events if abs(event.time - self.time) <= REACH]
        return sorted(near, key=lambda event: abs(event.time - self.time))

    @property
    def states(self) -> list[tuple[int, int]]:
        """How it stood near by: before, between and after the goals."""
        earlier = [event.score for event in self.match.events if event.time < self.time - REACH]
        found = [earlier[-1] if earlier else (0, 0)]
        for event in sorted(self.events, key=lambda event: event.time):
            found += [event.before, event.score]
        return list(dict.fromkeys(found))

    @property
    def minutes(self) -> set[int]:
        """The minutes near by, as a commentator counts."""
        own = {event.minute for event in self.events}
        return own | self.match.minutes(self.time - NEAR, self.time + NEAR)

    @property
    def half(self) -> set[int]:
        """The half of what happened near by, or else before."""
        last = [event.half for event in self.match.events if event.time <= self.time + REACH]
        return {event.half for event in self.events} or set(last[-1:] or [1])

    @property
    def goals(self) -> list[Event]:
        """The goals near by."""
        return [event for event in self.events if event.label == "Goal"]

    def lead(self, side: str) -> list[int]:
        """By how many goals a side leads near by."""
        sign = 1 if side == "home" else -1
        return [sign * (home - away) for home, away in self.states]


def _own(score: tuple[int, int], side: str | None) -> int:
    """Return by how many goals a side leads at a score."""
    return (score[0] - score[1]) * (1 if side == "home" else -1)


def marked(text: str, match: Match) -> tuple[str, list[str]]:
    """Return the text with ``@h``, ``@a`` for the teams and ``@p0`` … for players, and those players."""
    text = text.replace("’", "'")
    for name, mark in sorted(zip(match.teams, ("@h", "@a"), strict=True), key=lambda pair: -len(pair[0])):
        if name:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", mark, text)
    players: list[str] = []
    for name in sorted(match.players, key=lambda name: -len(name)):
        pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
        if re.search(pattern, text, re.I):
            text = re.sub(pattern, f"@p{len(players)}", text, flags=re.I)
            players.append(name)
    return text, players


def examine(text: str, scene: Scene, language: str) -> tuple[int, list[str]]:
    """Return how many claims a line makes that can be checked, and those that are false."""
    words = patterns(language)
    told, players = marked(text, scene.match)
    verdicts = [
        *_names(told, words),
        *_players(told, players, scene, words),
        *_scores(told, scene, words),
        *_times(told, scene, words),
        *_relations(told, scene, words),
        *_actions(told, scene, words),
    ]
    return len(verdicts), [claim for claim, true in verdicts if not true]


def _names(told: str, words: Words) -> Iterator[tuple[str, bool]]:
    """Who is named must play: a capital inside a sentence, or capitals all through, is a name."""
    for mark in re.findall(r"@[ha]\b", told):
        yield f"the name {mark}", True
    plain = re.sub(r"@\w+", "@", told)
    for name in re.findall(r"(?<=[\w,@] )[A-Z][\w-]+|\b[A-Z]{2,}\b", plain):
        yield f"the name {name}", name in words["no_names"]


def _players(told: str, players: Sequence[str], scene: Scene, words: Words) -> Iterator[tuple[str, bool]]:
    for i, name in enumerate(players):
        parts = {
            "player": [e for e in scene.events if e.player == name],
            "player_in": [e for e in scene.events if e.player_in == name],
            "player_out": [e for e in scene.events if e.player_out == name],
        }
        said = [part for part in ("player_in", "player_out") if _any(words[part], told, f"@p{i}")]
        yield f"{name} in it", any(parts.values())
        for part in said:
            yield f"{name} as {part}", bool(parts[part])
        for label, pattern in words["actions"].items():
            if label != "Substitution" and not said and re.search(pattern, _countless(told, words), re.I):
                yield (
                    f"{label} by {name}",
                    any(e.label == label for e in parts["player"])
                    or _shared(label, parts["player"], words, told),
                )
        if re.search(words["again"].replace("@p", f"@p{i}"), told, re.I):
            before = [e for e in scene.match.events if e.time < scene.time - REACH]
            yield f"again {name}", any(e.label == "Goal" and e.player == name for e in before)


def _shared(label: str, events: Sequence[Event], words: Words, told: str) -> bool:
    """Whether one of the events is of another class that the same words may mean."""
    return any(
        event.label != label and re.search(words["actions"].get(event.label, "$^"), told, re.I)
        for event in events
    )


def _any(found: Sequence[str], told: str, mark: str) -> bool:
    return any(re.search(pattern.replace("@p", mark), told) for pattern in found)


def _scores(told: str, scene: Scene, words: Words) -> Iterator[tuple[str, bool]]:
    for home, away in re.findall(r"(?<![\d-])(\d+)[-–](\d+)(?![\d-])", told):
        yield f"the score {home}-{away}", (int(home), int(away)) in scene.states
    if re.search(words["goalless"], told, re.I):
        yield "goalless", (0, 0) in scene.states


def _times(told: str, scene: Scene, words: Words) -> Iterator[tuple[str, bool]]:
    def numbers(name: str) -> list[int]:
        nonlocal told
        found = [int(next(filter(None, match.groups()))) for match in re.finditer(words[name], told, re.I)]
        told = re.sub(words[name], " ", told, flags=re.I)
        return found

    minutes, clock = scene.minutes, scene.match.clock(scene.time)
    for n in numbers("added_minutes"):
        near = {shown for at, shown in scene.match.added if abs(at - scene.time) <= 60}
        yield f"{n} minutes added", n in near
    for n in numbers("since"):
        goals = [event for event in scene.match.events if event.label == "Goal"]
        pairs = [(a, b) for a, b in pairwise(goals) if b in scene.goals]
        yield f"{n} minutes since the last goal", any(abs(b.minute - a.minute - n) <= 1 for a, b in pairs)
    for n in numbers("left"):
        yield f"{n} minutes left", any(90 - n in (m - 1, m) for m in minutes)
    for n in numbers("nth_minute"):
        yield f"minute {n}", n in minutes
    for n in numbers("elapsed"):
        yield f"after {n} minutes", any(n in (m - 1, m) for m in minutes)
    for half in (1, 2):
        if re.search(words[f"half_{half}"], told, re.I):
            yield f"half {half}", half in scene.half
    if re.search(words["added_time"], told, re.I):
        yield "added time", any(max(minutes) > 45 * half or clock >= 2700 * half - 60 for half in scene.half)
    if re.search(words["late"], told, re.I):
        yield "late", clock >= LATE


def _relations(told: str, scene: Scene, words: Words) -> Iterator[tuple[str, bool]]:
    goals = [(_own(e.before, e.side), _own(e.score, e.side), e) for e in scene.goals]
    tests: dict[str, Callable[[int, int, Event], bool]] = {
        "opener": lambda old, new, e: e.before == (0, 0),
        "equaliser": lambda old, new, e: new == 0,
        "takes_lead": lambda old, new, e: old == 0,
        "doubles": lambda old, new, e: new == 2,
        "extends": lambda old, new, e: old >= 1,
        "pulls_back": lambda old, new, e: new < 0,
    }
    named = set(_sides(told))
    alone = sorted(named) if len(named) == 1 else []
    for name, test in tests.items():
        for match in re.finditer(words[name], told, re.I):
            # In a line with one team it is that team's.
            sides = _sides(match[0]) or alone
            fits = [e for old, new, e in goals if test(old, new, e)]
            yield name, any(not sides or e.side in sides for e in fits)
            told = told.replace(match[0], " ", 1)
    for name, sign in (("leads", 1), ("trails", -1)):
        for match in re.finditer(words[name], told, re.I):
            for side in _sides(match[0]):
                yield f"{side} {name}", any(sign * lead > 0 for lead in scene.lead(side))
    if re.search(words["level"], told, re.I):
        yield "level", 0 in scene.lead("home")
    for name in ("own_count", "total_count"):
        for match in re.finditer(words[name], told, re.I):
            n = words["ordinals"].index(match[1].lower()) + 1
            counts = [
                sum(e.score) if name == "total_count" else e.score[e.side != "home"]
                for e in scene.goals
                if not alone or e.side in alone
            ]
            yield f"{name} {n}", n in counts
    for match in re.finditer(words["were_down"], told, re.I):
        n = words["cardinals"].index(match[1].lower()) + 1
        earlier = [e for e in scene.match.events if e.time <= scene.time + REACH]
        yield f"were {n} down", any(-_own(e.score, g.side) == n for e in earlier for g in scene.goals)
    if re.search(words["comeback"], told, re.I):
        earlier = [e for e in scene.match.events if e.time <= scene.time + REACH]
        yield "comeback", any(_own(e.score, g.side) < 0 for e in earlier for g in scene.goals)


def _sides(text: str) -> list[str]:
    return [SIDES["ha".index(mark)] for mark in re.findall(r"@([ha])\b", text)]


def _countless(told: str, words: Words) -> str:
    """Return the text without what speaks of goals and is none."""
    return re.sub(words["no_action"], " ", told, flags=re.I)


def _actions(told: str, scene: Scene, words: Words) -> Iterator[tuple[str, bool]]:
    for sentence in re.split(r"(?<=[.!?]) ", told):
        plain = _countless(sentence, words)
        sides = _sides(plain)
        said = [label for label, pattern in words["actions"].items() if re.search(pattern, plain, re.I)]
        if not said:
            continue
        # Words such as "free-kick" may stand for several classes: one of them must have happened.
        own = [e for e in scene.events if e.label in said]
        yield " or ".join(said), bool(own)
        if len(set(sides)) == 1 and {"Half-time", "Full-time"}.isdisjoint(said):
            yield f"{' or '.join(said)} of {sides[0]}", any(e.side in (sides[0], None) for e in own)


def masked_grams(texts: Sequence[str], match: Match) -> list[tuple[str, ...]]:
    """Return the four-grams that come more than once, names, scores and minutes being one word each."""
    seen = Counter[tuple[str, ...]]()
    for text in texts:
        told, _ = marked(text, match)
        told = re.sub(r"@\w+|\d+[-–]\d+|\d+(?:st|nd|rd|th|re|e)?\b", " § ", told).lower()
        words = re.findall(r"[^\W\d_]+|§", told)
        seen.update(tuple(words[i : i + 4]) for i in range(len(words) - 3))
    return [gram for gram, count in seen.items() if count > 1]


def judge(
    lines: Sequence[Row], times: Sequence[float], match: Match, language: str
) -> tuple[Row, list[tuple[str, str]]]:
    """Return one film's figures, and its false claims. times : where each moment is placed in the video."""
    wrong: list[tuple[str, str]] = []
    claims = checkable = 0
    for line in lines:
        count, false = examine(line["text"], Scene(match, times[line["moment"]]), language)
        claims += count
        checkable += count > 0
        wrong += [("false", f"{line['text']!r}: {claim}") for claim in false]
    again = masked_grams([line["text"] for line in lines], match)
    wrong += [("repeated", " ".join(gram)) for gram in again]
    row: Row = {
        "language": language, "lines": len(lines), "checkable": share(checkable, len(lines)),
        "claims": claims, "false": len(wrong) - len(again), "repeated": len(again),
    }  # fmt: skip
    return row, wrong


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    what = "a folder that highlights wrote; its match's truth is in FOLDER, or in 'match' beside it"
    parser.add_argument("out", nargs="+", metavar="OUT[=FOLDER]", help=what)


def run(options: argparse.Namespace) -> Report:
    """Hold every film's lines against the truth."""
    rows: list[Row] = []
    wrong: list[tuple[str, str]] = []
    for given in options.out:
        name, _, folder = given.partition("=")
        out = Path(name)
        match = truth_of(Path(folder or out.resolve().parent / "match"))
        times = [clip["moment"]["time"] for clip in load(out / "clips.json")]
        row, cases = judge(load(out / "lines.json"), times, match, language_of(out))
        rows.append({"film": name_of(out), **row})
        wrong += [(f"{name_of(out)} {kind}", case) for kind, case in cases]
    return Report("truth", rows, bars_of(rows), few(wrong))


def bars_of(rows: Sequence[Row]) -> list[Bar]:
    """Return what all films together must be."""
    return [
        Bar("claims checked", sum(row["claims"] for row in rows), least=1),
        Bar("false claims", sum(row["false"] for row in rows), most=0),
        Bar("masked four-grams that come twice in a film", sum(row["repeated"] for row in rows), most=0),
    ]
