"""Recipes, and the table of what can be trained by one: ``goalmouth train RECIPE``."""

import tomllib
from collections.abc import Mapping, Sequence
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
        "clips": "goalmouth.training.classify:run",
        "features": "goalmouth.training.features:run",
        "transcript": "goalmouth.training.transcript:run",
        "hearing": "goalmouth.training.hearing:run",
        "lora": "goalmouth.training.lora:run",
        "small_print": "goalmouth.training.small_print:run",
        "rescore": "goalmouth.training.rescore:run",
    },
)


class Part(dict[str, Any]):
    """A table of a recipe; asked for what it lacks, it raises ``InputError``."""

    def __init__(self, path: Path, name: str, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.path, self.name = path, name

    def __missing__(self, key: str) -> Any:
        where = f" in [{self.name}]" if self.name else ""
        raise InputError(self.path, f"says nothing of {key!r}{where}", "See the recipes we ship")


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

    @property
    def told(self) -> dict[str, Any]:
        """What figures say of where they come from."""
        start = self.start.name if self.start else ""
        return {"recipe": self.path.stem, "said": self.recipe, "start": start}

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
    others: Sequence[str] = (),
) -> Path:
    """Do what a recipe says, and return the network's file: see ``Job``.

    others : what is to be otherwise than the recipe says, such as ``train.epochs=3``.
    Raises ``InputError`` and ``UnknownName``.
    """
    name, recipe = read_recipe(path, others)
    for given in (data, test, start):
        if given is not None and not given.exists():
            raise InputError(given, "is not there", "Check the name")
    job = Job(path, Part(path, "", recipe), out or Path(f"{path.stem}.onnx"), data, test, start)
    made: Path | None = NETWORKS.load(name)(job)
    return made or job.out


def read_recipe(path: Path, others: Sequence[str] = ()) -> tuple[str, dict[str, Part]]:
    """Return a recipe's network and its tables; others : see ``train``. Raises ``InputError``."""
    said = _said(path)
    for other in others:
        _set(path, said, other)
    try:
        return str(said.pop("network")), {key: Part(path, key, own) for key, own in said.items()}
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(path, f"is no recipe ({error})", "See the recipes we ship") from error


def keys_of(path: Path) -> list[str]:
    """Return what of a recipe could be otherwise: ``train.epochs`` and so on. Raises ``InputError``."""
    return _keys(_said(path))


def _keys(said: Mapping[str, Any]) -> list[str]:
    return [f"{name}.{own}" for name, values in said.items() if isinstance(values, dict) for own in values]


def _said(path: Path) -> dict[str, Any]:
    """Return what a recipe says, on top of the one that it names as ``base``; raise ``InputError``."""
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(path, f"is no recipe ({error})", "See the recipes we ship") from error
    if "base" not in said:
        return said
    base = _said(path.parent / said.pop("base"))
    return base | {
        key: base[key] | own if isinstance(own, dict) and isinstance(base.get(key), dict) else own
        for key, own in said.items()
    }


def _set(path: Path, said: dict[str, Any], other: str) -> None:
    """Put another value into a recipe's tables; raise ``InputError`` for one that it does not have."""
    where, _, text = other.partition("=")
    table, _, key = where.strip().partition(".")
    known = _keys(said)
    if where.strip() not in known:
        problem = f"says nothing of {where.strip()!r} that could be otherwise"
        raise InputError(path, problem, f"Give one of {', '.join(known)}, as in train.epochs=3")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        # Names need no quotes.
        value = text.strip()
    usual = said[table][key]
    if not isinstance(value, (int, float) if isinstance(usual, float) else type(usual)):
        raise InputError(path, f"has {usual!r} as {where.strip()}, not {text!r}", "Give a value of its kind")
    said[table][key] = value
