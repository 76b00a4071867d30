"""Recipes on equal terms: each trained on the same matches, and their figures side by side."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from goalmouth.errors import InputError
from goalmouth.files import make_folder
from goalmouth.training.recipes import read_recipe, train
from goalmouth.training.told import say


def compare(
    recipes: Sequence[Path], out: Path, data: Path | None, test: Path | None, others: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Return what each recipe's training tells of itself, the best on the match kept aside first.

    out : a folder; where it holds a recipe's figures already, they stand, so that what was stopped goes on.
    data, test, others : see ``train``. Raises ``InputError`` and ``UnknownName``.
    """
    folder, found = make_folder(out), []
    for recipe in recipes:
        file = folder / f"{recipe.stem}.json"
        if not file.exists():
            say(recipe.stem)
            train(recipe, file.with_suffix(".onnx"), data, test, None, others)
        if not file.exists():
            raise InputError(recipe, "is of no spotter, so there are no figures", "Give recipes of spotters")
        told = json.loads(file.read_text("utf-8"))
        if told["said"] != read_recipe(recipe, others)[1]:
            raise InputError(file, "was made by another recipe", "Remove it, or give another folder with -o")
        found.append(told)
    return sorted(found, key=lambda told: -_mean(told["kept aside"]))


def table(found: Sequence[Mapping[str, Any]]) -> str:
    """Return the figures as lines: of the match kept aside, then of those to report on."""
    metrics = list(found[0]["kept aside"])
    parts = [part for part in ("test", "untrained", "by rate") if part in found[0]]
    columns = [("kept aside", metrics[0])]
    columns += [(part, metric) for part in parts for metric in (metrics if part == "test" else metrics[:1])]
    head = ["", "parameters", "GFLOPs a row", "seconds", "rows/s", "exported", *map(" ".join, columns)]
    rows = [
        [
            told["recipe"], f"{told['parameters']:,}", f"{told['gflops']:.4f}", f"{told['seconds']:.0f}",
            f"{told['rows_s']:.0f}", f"{told['rows_s_exported']:.0f}",
            *(f"{told[part][metric].get('mean', float('nan')):.3f}" for part, metric in columns),
        ]
        for told in found
    ]  # fmt: skip
    wide = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = ["  ".join(f"{cell:>{w}}" for cell, w in zip(row, wide, strict=True)) for row in (head, *rows)]
    return "\n".join(lines)


def _mean(by_metric: Mapping[str, Mapping[str, float]]) -> float:
    return next(iter(by_metric.values())).get("mean", 0.0)
