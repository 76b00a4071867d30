"""A part of a question while it is read: what was said of it so far, and what query that makes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple, get_args

from goalmouth.query.kinds import Side, ordered
from goalmouth.query.lexicon import Noun, Verb
from goalmouth.query.model import Part, Pick, Relation, When

Clock = Literal["match", "half", "video"]

HALF: Final = 2700.0
MATCH: Final = 5400.0
EACH: Final = 0
"""In place of a half: of each of them."""

FLIPS: Final = frozenset(
    (
        "Goal", "Shots on target", "Shots off target", "SHOT", "Corner", "Penalty",
        "Direct free-kick", "Indirect free-kick", "FREE KICK", "Throw-in",
    )
)  # fmt: skip
"""What is "against" a team is the other one's; of a card or a foul nobody could tell."""


class Span(NamedTuple):
    """A stretch as it was said. flavour : of its times.

    ``mark`` counts from the beginning of the match, or of a half where one is named; ``shown`` is what
    answers show; ``minute`` is one of them; ``first`` and ``last`` are lengths at one end; others are clocks.
    """

    half: int | None = None
    since: float | None = None
    until: float | None = None
    flavour: str = "mark"

    def cut(self, other: "Span") -> "Span | None":
        """Return what is in both where one says from when and the other until when."""
        if self.flavour != other.flavour or self.flavour not in ("mark", "shown"):
            return None
        if None not in (self.since, other.since) or None not in (self.until, other.until):
            return None
        since = other.since if self.since is None else self.since
        until = other.until if self.until is None else self.until
        return Span(self.half, since, until, self.flavour)


class Link(NamedTuple):
    """A relation as it was said. near : right before or after."""

    side: Literal["before", "after", "around"]
    of: "Draft"
    within: float | None = None
    near: bool = False


@dataclass(frozen=True)
class Draft:
    """What was said of a part, each thing once. early : what was said before its noun."""

    noun: Noun | None = None
    every: bool = False
    article: str = ""
    plural: bool | None = None
    team: Side | None = None
    both: Literal["", "both", "each"] = ""
    player: str | None = None
    half: int | None = None
    span: Span | None = None
    links: tuple[Link, ...] = ()
    pick: Pick | None = None
    verbs: tuple[Verb, ...] = ()
    flip: bool = False
    early: frozenset[str] = frozenset()
    does: bool = False
    opens: bool = False
    same: bool = False
    closed: bool = False
    narrow: bool = False
    nearest: bool = False
    also: tuple[Pick, ...] = ()

    def has(self, name: str) -> bool:
        """Say whether something was said: ``team``, ``time``, ``links`` or ``pick``."""
        return {
            "team": self.team is not None or bool(self.both) or self.same or self.player is not None,
            "time": self.half is not None or self.span is not None,
            "links": bool(self.links),
            "pick": self.pick is not None,
        }[name]

    def taking(self, other: "Draft", name: str) -> "Draft":
        """Return it with what was said of another part."""
        if name == "team":
            return replace(self, team=other.team, both=other.both, player=other.player)
        if name == "time":
            return replace(self, half=other.half, span=other.span)
        return replace(self, **{name: getattr(other, name)})

    def apart(self) -> tuple["Draft", ...]:
        """Return a part for each pick, team and half of "the first and the last goal of each half"."""
        if self.pick is None:
            return (replace(self, half=None) if self.half == EACH else self,)
        parts = [replace(self, pick=pick, also=()) for pick in (self.pick, *self.also)]
        if self.both == "each":
            parts = [replace(p, team=side, both="") for p in parts for side in get_args(Side)]
        if self.half == EACH:
            parts = [replace(p, half=half) for p in parts for half in (1, 2)]
        return tuple(parts)

    @property
    def number(self) -> bool | None:
        """Whether it is of many; ``None`` where nothing tells."""
        noun = self.noun.plural if self.noun else None
        return self.plural if self.plural is not None else noun

    def when(self, single: bool) -> Iterator[When | None]:
        """Yield what its times mean; nothing where they contradict. single : there is one video of it all."""
        half, span = self.half, self.span
        if span is None:
            yield None if half is None else When(half=half)
            return
        if half is not None and span.half is not None and half != span.half:
            return
        half = half if half is not None else span.half
        half, since, until, clock = _meant(half, span, single)
        if until is not None and (until <= 0 or (since or 0.0) >= until):
            return
        yield When(half, since, until, clock)

    def parts(self, single: bool, ask: str) -> Iterator[Part]:
        """Yield the parts that it can mean."""
        kinds = self.noun.kinds if self.noun else ()
        team = self.team
        for verb in self.verbs:
            if not kinds or not verb.kinds.issuperset(kinds):
                return
            flipped = verb.other.intersection(kinds)
            if flipped and len(flipped) < len(kinds):
                return
            if flipped and team is not None:
                team = "away" if team == "home" else "home"
        if self.same:
            return
        if self.both and self.pick is not None:
            # "The first goal of both teams": one or two.
            return
        if self.opens and self.has("team"):
            # Who opened the scoring is not whose goal came first of his own.
            return
        if self.flip and team is not None:
            team = "away" if team == "home" else "home"
        for when in self.when(single):
            for relations in self._relations(single, ask):
                yield Part(ordered(kinds), team, self.player, when, relations, self.pick)

    def _relations(self, single: bool, ask: str) -> Iterator[tuple[Relation, ...]]:
        found: list[tuple[Relation, ...]] = [()]
        for link in self.links:
            nexts = []
            for nearest in self._nearest(link, ask):
                of = link.of
                if of.same and self.team is not None:
                    # "Their first goal": of the team whose events are asked for.
                    of = replace(of, team=self.team, same=False)
                for part in of.parts(single, "list"):
                    relation = Relation(link.side, part, link.within, nearest)
                    nexts += [(*done, relation) for done in found]
            found = nexts
        yield from found

    def _nearest(self, link: Link, ask: str) -> tuple[bool, ...]:
        """Return whether of each of the others only the event next to it is meant, as far as words tell."""
        if link.within is not None:
            return (False,)
        if self.pick is not None and (link.near or self.nearest):
            # "The last corner just before the goal" is the last one before it.
            ends = {"before": "last", "after": "first"}
            return (False,) if ends.get(link.side) == self.pick.end and not self.pick.skip else ()
        if link.near or self.nearest:
            return () if self.number and not self.every else (True,)
        if self.pick is not None or self.every or self.number or len(self.links) > 1:
            return (False,)
        if ask in ("whether", "count"):
            return (False,)
        if self.article == "indefinite" or self.does or (self.number is None and not self.article):
            return (True, False)
        return (True,) if self.number is False else (True, False)


def _meant(
    half: int | None, span: Span, single: bool
) -> tuple[int | None, float | None, float | None, Clock]:
    """Return the half, from when to when, and on which clock."""
    since, until = span.since, span.until
    if span.flavour in ("match", "half", "video"):
        return half, since, until, span.flavour  # type: ignore[return-value]
    if span.flavour == "shown" and single:
        return half, since, until, "video"
    if span.flavour in ("first", "last"):
        whole = MATCH if half is None else HALF
        since, until = (None, since) if span.flavour == "first" else (whole - (since or 0.0), None)
        return half, since, until, "match" if half is None else "half"
    if span.flavour == "minute" and half is None:
        half = 1 if (until or 0.0) <= HALF else 2
    if half is None:
        return None, since, until, "match"
    if (half == 2 and max(since or 0.0, until or 0.0) > HALF) or (half == 2 and since == HALF):
        # Of the second half minutes are counted from its beginning, or from that of the match.
        since, until = (None if t is None else t - HALF for t in (since, until))
    return half, None if since is None else max(0.0, since), until, "half"
