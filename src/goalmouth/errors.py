"""Everything that can go wrong on purpose.

::

    GoalmouthError
    ├── InputError        a file the user gave cannot be used
    ├── OutputError       a place we were told to write to cannot be written
    ├── UnknownName       a name that no table row carries (lists the choices)
    ├── MissingEngine     an engine that is known but not installed (names the remedy)
    ├── EngineError       an engine that is installed and failed
    └── NotUnderstood     a question of which not every word is understood, or that asks what is not known

A message says what is wrong with which file and what to do about it. Only ``cli`` and
``studio`` catch the base class; the others may be caught where something can be done.
"""

from collections.abc import Iterable
from pathlib import Path


class GoalmouthError(Exception):
    """Base of every error that Goalmouth raises on purpose."""


class InputError(GoalmouthError):
    """A file the user gave cannot be used."""

    def __init__(self, path: str | Path, problem: str, remedy: str) -> None:
        self.path = Path(path)
        super().__init__(f"{path}: {problem}. {remedy}")


class OutputError(GoalmouthError):
    """A file or folder cannot be written."""

    def __init__(self, path: str | Path, problem: str, remedy: str) -> None:
        self.path = Path(path)
        super().__init__(f"{path}: {problem}. {remedy}")


class UnknownName(GoalmouthError):
    """A name that no row of a table carries."""

    def __init__(self, family: str, name: str, choices: Iterable[str]) -> None:
        super().__init__(f"unknown {family} {name!r}: choose from {', '.join(sorted(choices))}")


class MissingEngine(GoalmouthError):
    """A known engine is not installed here."""

    def __init__(self, family: str, name: str, remedy: str) -> None:
        super().__init__(f"the {family} {name!r} is not installed here. {remedy}")


class EngineError(GoalmouthError):
    """An installed engine failed at its work."""


class NotUnderstood(GoalmouthError):
    """A question cannot be answered as it stands. words : those that are not understood."""

    def __init__(self, question: str, problem: str, words: Iterable[str]) -> None:
        self.question, self.problem, self.words = question, problem, tuple(words)
        super().__init__(f"the question is not understood: {problem}")
