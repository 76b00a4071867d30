"""A query's answer: the moments of a match, exactly as the query says, and sentences about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from goalmouth.errors import NotUnderstood
from goalmouth.query.kinds import GROUPS, SIDELESS
from goalmouth.query.match import Event, Match
from goalmouth.query.model import Part, Query, Relation, When
from goalmouth.query.render import group_of, noun

HALF: Final = 2700.0


@dataclass(frozen=True)
class Answer:
    """What a query finds. named : for each event, the kind or group it was asked for by.

    notes : what a person should know about it.
    """

    query: Query
    events: tuple[Event, ...]
    named: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """What two readings of a question have in common when they come to the same."""
        counted = len(self.events) if self.query.ask == "count" else self.events
        return self.query.ask, bool(self.events) if self.query.ask == "whether" else counted


class Unanswerable(NotUnderstood):
    """A query is understood, and the match does not tell what it asks."""

    def __init__(self, problem: str) -> None:
        super().__init__("", problem, ())


def answer(query: Query, match: Match) -> Answer:
    """Return what a query finds; raise ``Unanswerable`` where the match cannot tell."""
    found: dict[int, str] = {}
    notes: dict[str, None] = {}
    for part in query.parts:
        for place in _places(part, match, notes):
            found.setdefault(place, _named(part, match.events[place]))
    order = sorted(found)
    return Answer(query, tuple(match.events[k] for k in order), tuple(found[k] for k in order), tuple(notes))


def _named(part: Part, event: Event) -> str:
    """Return by which word an event was asked for: free-kicks are direct or not only where that was said."""
    kinds = GROUPS["free-kick"]
    return "free-kick" if event.kind in kinds and set(kinds) <= set(part.kinds) else event.kind


def _places(part: Part, match: Match, notes: dict[str, None]) -> list[int]:
    """Return the places in the match's list of the events of a part, in time order."""
    found = [k for k, e in enumerate(match.events) if not part.kinds or e.kind in part.kinds]
    _told_apart(part, match, notes)
    if part.when is not None:
        found = [k for k in found if _within(match.events[k], part.when, match)]
    if part.team is not None:
        found = _of_team(part, found, match, notes)
    if part.player is not None:
        found = _of_player(part, found, match, notes)
    for relation in part.relations:
        found = _related(relation, found, match, notes)
    if part.pick is not None:
        pick = part.pick
        ranked = found if pick.end == "first" else found[::-1]
        found = sorted(ranked[pick.skip : pick.skip + pick.count])
    return found


def _told_apart(part: Part, match: Match, notes: dict[str, None]) -> None:
    """Note what somebody might have meant as well, and what cannot be found here."""
    second = "Yellow->red card"
    if part.kinds and second not in part.kinds and {"Yellow card", "Red card"} & set(part.kinds):
        count = sum(e.kind == second for e in match.events)
        if count:
            apart = "second yellow cards are apart and not in this"
            notes[f"{apart}: {count} (ask for “second yellows” or “cards”)"] = None
    if part.kinds and not set(part.kinds) & set(match.kinds):
        names = ", ".join(noun(kind, "en", True) for kind in part.kinds)
        notes[f"nothing here is labelled as such: {names}"] = None


def _within(event: Event, when: When, match: Match) -> bool:
    since = 0.0 if when.since is None else when.since
    until = float("inf") if when.until is None else when.until
    if when.clock == "video":
        if match.files > 1:
            raise Unanswerable("the match is in several videos: say in which half")
        inside = since <= event.time < until
        return inside and (when.half is None or _half(event) == when.half)
    if when.half is not None and _half(event) != when.half:
        return False
    if when.since is None and when.until is None:
        return True
    if event.clock is None:
        raise Unanswerable("minutes of the match are not known here, only times of the video, such as 36:00")
    if when.clock == "half":
        return since <= event.clock < until
    # Added time of the first half comes after 45:00 and before the second half, whatever its clock says.
    return _mark(since) <= (_half(event), event.clock) < _mark(until)


def _mark(seconds: float) -> tuple[int, float]:
    return (1, seconds) if seconds <= HALF else (2, seconds - HALF)


def _half(event: Event) -> int:
    if event.half is None:
        raise Unanswerable("which half it was is not known here: no match clock was read")
    return event.half


def _of_team(part: Part, found: list[int], match: Match, notes: dict[str, None]) -> list[int]:
    if part.kinds and set(part.kinds) <= set(SIDELESS):
        raise Unanswerable(f"“{noun(part.kinds[0], 'en')}” is of no team")
    lost = [k for k in found if match.events[k].team is None and match.events[k].kind not in SIDELESS]
    if lost and len(lost) == len(found):
        raise Unanswerable("the teams of these events are not known here")
    if lost:
        notes[f"of {len(lost)} of {len(found)} the team is not known: they are left out"] = None
    return [k for k in found if match.events[k].team == part.team]


def _of_player(part: Part, found: list[int], match: Match, notes: dict[str, None]) -> list[int]:
    named = [k for k in found if match.events[k].player]
    if found and not named:
        raise Unanswerable(f"whose these events are is not known here, so not which are {part.player}'s")
    if len(named) < len(found):
        notes[f"of {len(found) - len(named)} of {len(found)} no player is named: they are left out"] = None
    return [k for k in named if part.player in str(match.events[k].player).split(" / ")]


def _related(relation: Relation, found: list[int], match: Match, notes: dict[str, None]) -> list[int]:
    others = _places(relation.of, match, notes)
    events = match.events
    if relation.within is not None:
        return [k for k in found if any(_close(events[k], events[o], relation) for o in others if o != k)]
    if relation.nearest:
        if len(others) > 1:
            name = noun(group_of(relation.of.kinds) or relation.of.kinds[0], "en", True)
            notes[f"there are {len(others)} {name} to tell it by: of each of them, the nearest"] = None
        nearest = set()
        for other in others:
            edge = events[other].place
            if relation.side == "before":
                early = [k for k in found if events[k].place < edge]
                nearest |= {k for k in early if events[k].place == events[early[-1]].place}
            else:
                late = [k for k in found if events[k].place > edge]
                nearest |= {k for k in late if events[k].place == events[late[0]].place}
        return sorted(nearest)
    if len(others) > 1:
        name = noun(group_of(relation.of.kinds) or relation.of.kinds[0], "en", True)
        raise Unanswerable(
            f"there are {len(others)} {name} to tell it by: say which (the first, the last …), "
            "or within how many seconds"
        )
    edges = [events[other].place for other in others]
    if relation.side == "before":
        return [k for k in found if any(events[k].place < edge for edge in edges)]
    return [k for k in found if any(events[k].place > edge for edge in edges)]


def _close(event: Event, other: Event, relation: Relation) -> bool:
    """Say whether two events of one file are near enough, on the right side."""
    if event.file != other.file or relation.within is None:
        return False
    # A microsecond forgives that milliseconds are no binary numbers.
    after = event.time - other.time
    near = abs(after) <= relation.within + 1e-6
    return near and (relation.side == "around" or (after > 0 if relation.side == "after" else after < 0))


def chosen(queries: Sequence[Query], match: Match, question: str, told: Sequence[str]) -> Answer:
    """Return the one answer that all readings of a question come to.

    told : the readings in words. Raises ``NotUnderstood`` where they differ, or one cannot be answered.
    """
    found = [answer(query, match) for query in queries]
    if len({each.key for each in found}) > 1:
        differing: dict[object, str] = {}
        for each, words in zip(found, told, strict=True):
            differing.setdefault(each.key, words)
        ways = "; or ".join(list(differing.values())[:3])
        raise NotUnderstood(question, f"it can be read in several ways that differ here: {ways}", ())
    return found[0]
