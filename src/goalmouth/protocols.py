"""One protocol a family of engines, one verb a protocol."""

from collections.abc import Callable, Sequence
from typing import Protocol

from goalmouth.types import Draft, Evidence, MomentFacts, Speech, Spot

Hook = Callable[[str, float, float], None]
"""Progress: ``(step, done, total)``; the terminal and the studio both draw it."""

Duration = Callable[[str, float], float]
"""``(text, rate) -> seconds`` the voice takes to say it at that rate."""


class Spotter(Protocol):
    """Finds candidates in one kind of evidence, with high recall and no threshold."""

    @property
    def needs(self) -> frozenset[str]:
        """Names of the ``Evidence`` fields it reads, and of the readers of ``game_state`` whose rows.

        ``NAME=FILE`` for a reader with weights of one's own.
        """
        ...

    def spot(self, evidence: Evidence) -> list[Spot]:
        """Return candidates in any order."""
        ...


class Fuser(Protocol):
    """Makes one list of everybody's candidates: the only place with a threshold."""

    def fuse(self, spots: Sequence[Spot], evidence: Evidence) -> list[Spot]:
        """Return all candidates in time order, ``selected`` set on those above threshold."""
        ...


class Commentator(Protocol):
    """Writes what may be said of a moment, best wording first."""

    def write(self, facts: Sequence[MomentFacts]) -> list[list[Draft]]:
        """Return for each moment of the film its drafts in the order they are to be said."""
        ...


class Voice(Protocol):
    """Says a text aloud."""

    def speak(self, text: str) -> Speech:
        """Return the spoken text at the voice's natural pace."""
        ...
