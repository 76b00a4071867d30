"""Recipes, and the table of what can be trained by one: ``goalmouth train RECIPE``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goalmouth.errors import InputError
from goalmouth.registry import Registry

NETWORKS = Registry(
    "network",
    {
        "ball": "goalmouth.training.ball:run",
        "actions": "goalmouth.training.actions:run",
        "end_to_end": "goalmouth.training.end_to_end:run",
        "hearing": "goalmouth.training.hearing:run",
        "small_print": "goalmouth.training.small_print:run",
    },
)


class Part(dict[str, Any]):
    """A table of a recipe; asked for what it lacks, it raises ``InputError``."""

    def __init__(self, path: Path, name: str, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.path, self.name = path, name

    def __missing__(self, key: str) -> Any:
        raise InputError(self.path, f"says nothing of {key!r} in [{self.name}]", "See the recipes we ship")


@dataclass(frozen=True)
class Job:
    """One training: a recipe, and what it is given besides.

    data : a folder of matches to learn from; test : one to report on, of which nothing is learnt; start : a
    network to build on; out : the file to write.
    """

    path: Path
    recipe: Mapping[str, Part]
    out: Path
    data: Path | None = None
    test: Path | None = None
    start: Path | None = None

    def needed(self, name: str) -> Path:
        """Return what must be given; raise ``InputError`` where it is not."""
        given: Path | None = getattr(self, name)
        if given is None:
            flag = {"data": "--data DIR", "start": "--from FILE"}[name]
            raise InputError(self.path, "needs more than itself", f"Give {flag}; the recipe says what it is")
        return given

    @property
    def kept(self) -> Path:
        """The file in which training keeps how far it has come."""
        return self.out.with_suffix(".kept")

    def matches(self, file: str) -> tuple[list[Path], list[Path]]:
        """Return the folders with such a file to learn from, and those that the recipe keeps aside."""
        aside, data = self.recipe["data"]["aside"], self.needed("data")
        found = folders(data, file)
        kept = [folder for folder in found if folder.name in aside]
        learnt = [folder for folder in found if folder.name not in aside]
        if len(kept) < len(aside) or not learnt:
            problem = f"lacks matches to learn from, or those kept aside ({', '.join(aside)})"
            raise InputError(data, problem, "Name another folder with --data, or other matches in [data]")
        return learnt, kept


def folders(data: Path, file: str) -> list[Path]:
    """Return the folders, at any depth, that hold such a file; raise ``InputError`` for none."""
    found = sorted(each.parent for each in data.rglob(file))
    if not found:
        raise InputError(data, f"has no folder with {file} in it", "Name another folder")
    return found


def train(
    path: Path,
    out: Path | None = None,
    data: Path | None = None,
    test: Path | None = None,
    start: Path | None = None,
) -> Path:
    """Do what a recipe says, and return the network's file: see ``Job``.

    Raises ``InputError`` and ``UnknownName``.
    """
    try:
        said = tomllib.loads(path.read_text("utf-8"))
        name: str = said.pop("network")
        recipe = {key: Part(path, key, values) for key, values in said.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(path, f"is no recipe ({error})", "See the recipes we ship") from error
    for given in (data, test, start):
        if given is not None and not given.exists():
            raise InputError(given, "is not there", "Check the name")
    job = Job(path, Part(path, "", recipe), out or Path(f"{path.stem}.onnx"), data, test, start)
    NETWORKS.load(name)(job)
    return job.out
