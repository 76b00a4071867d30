"""Lazy tables of engines: ``name -> "module:Class"``, open to other packages by entry point."""

import importlib
from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import Any

from goalmouth.errors import UnknownName


class Registry:
    """One swappable family: its rows, and whatever other packages add under its entry-point group.

    Nothing is imported until ``load``, so a table may name engines that are not installed.
    """

    def __init__(self, family: str, rows: Mapping[str, str]) -> None:
        self.family = family
        self.rows = dict(rows)

    @property
    def group(self) -> str:
        """The entry-point group by which other packages add rows."""
        return f"goalmouth.{self.family}{'es' if self.family.endswith('s') else 's'}"

    def names(self) -> list[str]:
        """Every name that can be asked for; our own rows first, in their order."""
        return [*self.rows, *(e.name for e in entry_points(group=self.group) if e.name not in self.rows)]

    def load(self, name: str) -> Any:
        """Import and return the class behind ``name``; raise ``UnknownName`` with the choices."""
        if name in self.rows:
            module, _, attribute = self.rows[name].partition(":")
            return getattr(importlib.import_module(module), attribute)
        for entry in entry_points(group=self.group):
            if entry.name == name:
                return entry.load()
        raise UnknownName(self.family, name, self.names())
