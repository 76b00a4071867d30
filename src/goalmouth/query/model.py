"""A question as a value: what is asked, of which events. It holds no answer, and its JSON form is strict."""

import math
from typing import Any, Literal

import msgspec

from goalmouth.errors import EngineError
from goalmouth.query.kinds import KINDS, Side, ordered

MOST = 10_000
"""Of anything that is counted."""


class Pick(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Some of the events by their order: ``count`` from one end, after ``skip`` that are passed over."""

    end: Literal["first", "last"] = "first"
    count: int = 1
    skip: int = 0

    def __post_init__(self) -> None:
        """Check that it picks something, and what words can say."""
        if not 1 <= self.count <= MOST or not 0 <= self.skip <= MOST:
            raise ValueError("a pick counts from 1, and skips from 0")
        if self.skip and self.count > 1:
            raise ValueError("a pick that skips takes one")


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A stretch of the match. since, until : seconds, half-open ``[since, until)``.

    clock : ``match`` runs on from 45:00 in the second half; ``half`` counts from the beginning of each
    half; ``video`` is the time in the one video there is.
    """

    half: int | None = None
    since: float | None = None
    until: float | None = None
    clock: Literal["match", "half", "video"] = "match"

    def __post_init__(self) -> None:
        """Check that it is a stretch."""
        if self.half not in (None, 1, 2):
            raise ValueError("half is 1 or 2")
        for value in (self.since, self.until):
            if value is not None and not (math.isfinite(value) and value >= 0):
                raise ValueError("times are seconds from 0")
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise ValueError("since is before until")
        if self.until == 0:
            raise ValueError("until is above 0")
        if self.half is None and self.since is None and self.until is None:
            raise ValueError("a stretch has a half or a time")
        if self.since is None and self.until is None and self.clock != "match":
            raise ValueError("a clock needs a time")


class Relation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where an event lies beside others, ``of``.

    within : seconds at most between the two, both in one half; nearest : of each of the others the one
    event next to it. With neither, the other is to be one alone.
    """

    side: Literal["before", "after", "around"]
    of: "Part"
    within: float | None = None
    nearest: bool = False

    def __post_init__(self) -> None:
        """Check what goes together."""
        if self.within is not None and not 0 < self.within <= MOST:
            raise ValueError("within is seconds above 0")
        if self.within is not None and self.nearest:
            raise ValueError("a relation is within a time or the nearest, not both")
        if self.side == "around" and self.within is None:
            raise ValueError("around needs within")
        if not self.of.kinds:
            raise ValueError("of needs kinds")


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Events: of some kinds (none named: of any), filtered, and at last picked from."""

    kinds: tuple[str, ...] = ()
    team: Side | None = None
    player: str | None = None
    when: When | None = None
    relations: tuple[Relation, ...] = ()
    pick: Pick | None = None

    def __post_init__(self) -> None:
        """Check that it is in its one form."""
        if self.kinds != ordered(self.kinds):
            raise ValueError(f"kinds stand once each in this order: {', '.join(ordered(self.kinds))}")
        if self.player == "":
            raise ValueError("a player has a name")
        if self.player is not None and self.team is not None:
            raise ValueError("a player is of one team: name one of the two")
        if len(self.relations) > 2:
            raise ValueError("two relations at most")
        if self.pick is not None and any(relation.nearest for relation in self.relations):
            raise ValueError("a pick and the nearest do not go together")


class Query(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is asked of the match, and the language of the answer. Several parts are put together."""

    parts: tuple[Part, ...]
    ask: Literal["list", "count", "whether", "who"] = "list"
    language: Literal["en", "fr"] = "en"

    def __post_init__(self) -> None:
        """Check that something is asked."""
        if not self.parts:
            raise ValueError("a query has a part at least")

    def joined(self) -> "Query":
        """Return it with parts that differ in their kinds alone as one."""
        done: list[Part] = []
        for part in self.parts:
            alike = next((k for k, other in enumerate(done) if _alike(part, other)), None)
            if alike is None:
                done.append(part)
            else:
                both = ordered((*part.kinds, *done[alike].kinds))
                done[alike] = msgspec.structs.replace(part, kinds=both)
        return Query(tuple(dict.fromkeys(done)), self.ask, self.language)

    def to_json(self) -> Any:
        """Return it as JSON has it; what is left out is as usual."""
        return msgspec.to_builtins(self)

    @classmethod
    def from_json(cls, value: Any, kinds: tuple[str, ...] = KINDS) -> "Query":
        """Return the query of a JSON value; raise ``EngineError`` for anything that is not wholly one.

        kinds : that may be asked for.
        """
        try:
            query = msgspec.convert(value, cls)
        except (msgspec.ValidationError, RecursionError) as error:
            raise EngineError(f"not a query: {error}") from error
        for part in query.parts:
            _known(part, kinds)
        return query


def _alike(one: Part, other: Part) -> bool:
    """Say whether two parts filter alike, and each event for itself."""
    alone = one.pick is None and not any(relation.nearest for relation in one.relations)
    same = msgspec.structs.replace(one, kinds=()) == msgspec.structs.replace(other, kinds=())
    return alone and same and bool(one.kinds) and bool(other.kinds)


def _known(part: Part, kinds: tuple[str, ...]) -> None:
    if others := [kind for kind in part.kinds if kind not in kinds]:
        raise EngineError(f"not a query: unknown kind {others[0]!r}")
    for relation in part.relations:
        _known(relation.of, kinds)
