"""Recipes on equal terms: each trained on the same matches, and their figures side by side."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from goalmouth.errors import InputError
from goalmouth.files import make_folder
from goalmouth.training.recipes import keys_of, read_recipe, train
from goalmouth.training.told import say

Told = Mapping[str, Any]


def compare(
    recipes: Sequence[Path],
    out: Path,
    data: Path | None,
    test: Path | None,
    start: Path | None = None,
    others: Sequence[str] = (),
    seeds: Sequence[int] = (),
) -> list[list[Told]]:
    """Return what each recipe's trainings tell of themselves, the best on the match kept aside first.

    out : a folder; where it holds the figures of a training already, they stand, so that what was stopped
    goes on. start : published weights, for recipes that name a backbone. others : see ``train``; each is for
    the recipes that have such a value, and one at least must. seeds : train each recipe with each of them; by
    default once, with its own. data, test : see ``train``. No recipes: of all trainings in the folder.
    Raises ``InputError`` and ``UnknownName``.
    """
    given = Given(make_folder(out), data, test, start)
    if not recipes:
        return _ranked(given.all())
    said = [keys_of(recipe) for recipe in recipes]
    for other in others:
        if not any(_key(other) in own for own in said):
            # Which says what there is.
            read_recipe(recipes[0], [other])
    found = []
    for recipe, known in zip(recipes, said, strict=True):
        own = [other for other in others if _key(other) in known]
        runs = [(f"-{seed}", [*own, f"train.seed={seed}"]) for seed in seeds] or [("", own)]
        found.append([given.told(recipe, *run) for run in runs])
    return _ranked(found)


def _ranked(found: Iterable[list[Told]]) -> list[list[Told]]:
    return sorted(found, key=lambda told: -fmean(_mean(each["kept aside"]) for each in told))


def _key(other: str) -> str:
    return other.partition("=")[0].strip()


@dataclass(frozen=True)
class Given:
    """What every recipe is trained with; see ``compare``."""

    out: Path
    data: Path | None
    test: Path | None
    start: Path | None

    def told(self, recipe: Path, name: str, others: Sequence[str]) -> Told:
        """Return the figures of a training, which is done unless there are some; name : put to its files'."""
        file = self.out / f"{recipe.stem}{name}.json"
        said = read_recipe(recipe, others)[1]
        start = self._start(recipe, said, name)
        if not file.exists():
            say(file.stem)
            train(recipe, file.with_suffix(".onnx"), self.data, self.test, start, others)
        if not file.exists():
            raise InputError(recipe, "is of no spotter, so there are no figures", "Give recipes of spotters")
        told: Told = json.loads(file.read_text("utf-8"))
        if told["said"] != said or told["start"] != (start.name if start else ""):
            problem = "was made by another recipe, or from another file"
            raise InputError(file, problem, "Remove it, or give another folder with -o")
        return told

    def all(self) -> list[list[Told]]:
        """Return the figures that are there, those of one recipe with several seeds together."""
        found: dict[str, list[Told]] = {}
        for file in sorted(self.out.glob("*.json")):
            told = json.loads(file.read_text("utf-8"))
            # First stages have figures of another kind.
            if "trunk" in told.get("said", {}).get("model", {}):
                found.setdefault(told["recipe"], []).append(told)
        if not found:
            raise InputError(self.out, "holds no figures", "Name recipes to train")
        return list(found.values())

    def _start(self, recipe: Path, said: Mapping[str, Any], name: str) -> Path | None:
        """Return what a recipe's network builds on: where a recipe makes that, too, it is trained first."""
        if "features" not in said:
            return self.start if "backbone" in said["model"] else None
        if said["data"]["features"]:
            return None
        first = recipe.parent / said["features"]["by"]
        self.told(first, name, [f"train.seed={said['train']['seed']}"])
        return self.out / f"{first.stem}{name}.onnx"


def table(found: Sequence[Sequence[Told]]) -> str:
    """Return the figures as lines: of the match kept aside, then of those to report on.

    Of several seeds the mean, and half of how far they are apart.
    """
    first = found[0][0]
    metrics = list(first["kept aside"])
    parts = [part for part in ("test", "untrained", "by rate") if part in first]
    columns = [("kept aside", metrics[0])]
    columns += [(part, metric) for part in parts for metric in (metrics if part == "test" else metrics[:1])]
    head = ["", "parameters", "GFLOPs a row", "seconds", "rows/s", "exported", *map(" ".join, columns)]
    costs = (("parameters", ",.0f"), ("gflops", ".4f"), ("seconds", ".0f"), ("rows_s", ".0f"),
             ("rows_s_exported", ".0f"))  # fmt: skip
    rows = [
        [
            told[0]["recipe"],
            *(f"{fmean(each[key] for each in told):{form}}" for key, form in costs),
            *(_spread([_mean(each[part], metric) for each in told]) for part, metric in columns),
        ]
        for told in found
    ]
    wide = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = ["  ".join(f"{cell:>{w}}" for cell, w in zip(row, wide, strict=True)) for row in (head, *rows)]
    return "\n".join(lines)


def _spread(values: Sequence[float]) -> str:
    apart = f" ±{(max(values) - min(values)) / 2:.3f}" if len(values) > 1 else ""
    return f"{fmean(values):.3f}{apart}"


def _mean(by_metric: Mapping[str, Mapping[str, float]], metric: str = "") -> float:
    """Return the mean of a metric, by default the first."""
    own = by_metric.get(metric, {}) if metric else next(iter(by_metric.values()))
    return next(iter(own.values()), float("nan"))
