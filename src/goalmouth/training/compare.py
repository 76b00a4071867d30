"""Recipes on equal terms: each trained on the same matches, and their figures side by side."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from goalmouth.errors import InputError
from goalmouth.files import make_folder
from goalmouth.training.recipes import read_recipe, train
from goalmouth.training.told import say

Told = Mapping[str, Any]


def compare(
    recipes: Sequence[Path],
    out: Path,
    data: Path | None,
    test: Path | None,
    others: Sequence[str] = (),
    seeds: Sequence[int] = (),
) -> list[list[Told]]:
    """Return what each recipe's trainings tell of themselves, the best on the match kept aside first.

    out : a folder; where it holds the figures of a training already, they stand, so that what was stopped
    goes on. seeds : train each recipe with each of them; by default once, with its own. data, test, others :
    see ``train``. Raises ``InputError`` and ``UnknownName``.
    """
    folder = make_folder(out)
    found = []
    for recipe in recipes:
        runs = [(f"{recipe.stem}-{seed}", [f"train.seed={seed}"]) for seed in seeds] or [(recipe.stem, [])]
        files = [(folder / f"{name}.json", [*others, *own]) for name, own in runs]
        found.append([_told(recipe, file, data, test, own) for file, own in files])
    return sorted(found, key=lambda told: -fmean(_mean(each["kept aside"]) for each in told))


def _told(recipe: Path, file: Path, data: Path | None, test: Path | None, others: Sequence[str]) -> Told:
    """Return the figures in a file, which are made if they are not there."""
    if not file.exists():
        say(file.stem)
        train(recipe, file.with_suffix(".onnx"), data, test, None, others)
    if not file.exists():
        raise InputError(recipe, "is of no spotter, so there are no figures", "Give recipes of spotters")
    told: Told = json.loads(file.read_text("utf-8"))
    if told["said"] != read_recipe(recipe, others)[1]:
        raise InputError(file, "was made by another recipe", "Remove it, or give another folder with -o")
    return told


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
