"""The best values of a recipe, looked for by training with many: ``goalmouth sweep RECIPE``."""

import json
import math
import shlex
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goalmouth.errors import EngineError, InputError, MissingEngine
from goalmouth.files import make_folder
from goalmouth.training.recipes import read_recipe, train
from goalmouth.training.told import say

WIDE = 10
"""A range whose end is so many times its begin is drawn from by the logarithm."""

LOOKED = 5
"""Trials that are drawn at random before the rest follow from what they came to."""

HOW = "Give it as train.rate=1e-4..1e-2, or as model.wide=64,128"


@dataclass(frozen=True)
class Range:
    """Values that a recipe may have in one place, as ``--set`` takes them.

    From ``low`` to ``high``, integers alone where ``whole``; or one of ``choices``.
    """

    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    choices: tuple[str, ...] = ()

    @property
    def ends(self) -> tuple[str, ...]:
        """Values that it may have, the least and the greatest at least."""
        return self.choices or tuple(str(int(end) if self.whole else end) for end in (self.low, self.high))

    def drawn(self, trial: Any, key: str) -> str:
        """Return a trial's value."""
        if self.choices:
            return str(trial.suggest_categorical(key, self.choices))
        wide = self.low > 0 and self.high >= WIDE * self.low
        if self.whole:
            return str(trial.suggest_int(key, int(self.low), int(self.high), log=wide))
        return str(trial.suggest_float(key, self.low, self.high, log=wide))


def ranges_of(texts: Sequence[str]) -> dict[str, Range]:
    """Return what is to vary, of texts such as ``train.rate=1e-4..1e-2``; raise ``EngineError`` else."""
    found = {}
    for text in texts:
        key, _, values = (each.strip() for each in text.partition("="))
        if not key or not values:
            raise EngineError(f"--vary {text}: says no values. {HOW}")
        low, dots, high = values.partition("..")
        found[key] = _between(text, low, high) if dots else Range(choices=_choices(values))
    return found


def _between(text: str, low: str, high: str) -> Range:
    try:
        whole = all(each.strip().lstrip("+-").isdecimal() for each in (low, high))
        between = Range(float(low), float(high), whole)
    except ValueError as error:
        raise EngineError(f"--vary {text}: is no range of numbers. {HOW}") from error
    if not between.low < between.high < float("inf"):
        raise EngineError(f"--vary {text}: does not go from less to more. {HOW}")
    return between


def _choices(text: str) -> tuple[str, ...]:
    try:
        return tuple(json.dumps(value) for value in tomllib.loads(f"values = [{text}]")["values"])
    except (tomllib.TOMLDecodeError, TypeError):
        # Names need no quotes.
        return tuple(each.strip() for each in text.split(","))


def sweep(
    recipe: Path,
    out: Path,
    data: Path | None,
    vary: Sequence[str],
    trials: int,
    random: bool = False,
    seed: int = 1,
    start: Path | None = None,
    others: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """Return what each of so many trials came to, the best on the matches kept aside first.

    A trial is its ``number``, ``values`` by key, and ``mean``, ``None`` where its training failed. out : a
    folder; trials that it holds stand, and one that was stopped goes on. vary : see ``ranges_of``; random :
    draw all of them at random, not by what others came to (the tree-structured Parzen estimator of Bergstra
    et al., "Algorithms for hyper-parameter optimization", NeurIPS 2011). data, start, others : see ``train``.
    Raises ``InputError``, ``UnknownName`` and ``MissingEngine``, and ``EngineError`` where all trials failed.
    """
    try:
        import optuna
    except ImportError as error:
        raise MissingEngine("library", "optuna", "Install it with: pip install 'goalmouth[sweep]'") from error
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    ranges = ranges_of(vary)
    for key, between in ranges.items():
        # What the recipe lacks shows before anything is trained.
        for value in between.ends:
            read_recipe(recipe, [*others, f"{key}={value}"])
    folder = make_folder(out)
    study = optuna.create_study(
        storage=f"sqlite:///{folder / 'sweep.db'}", study_name="sweep", direction="maximize",
        load_if_exists=True,
    )  # fmt: skip
    said = {
        "recipe": read_recipe(recipe, others),
        "vary": sorted(vary),
        "data": str(data),
        "from": str(start),
    }
    asked = json.dumps(said, sort_keys=True)
    if study.user_attrs.get("asked", asked) != asked:
        problem = "holds trials of another recipe, of other data or values"
        raise InputError(folder, problem, "Remove it, or give another folder with -o")
    study.set_user_attr("asked", asked)
    state = optuna.trial.TrialState
    while True:
        there = study.get_trials(deepcopy=False)
        stopped = next((each for each in there if each.state == state.RUNNING), None)
        over = [each for each in there if each.state in (state.COMPLETE, state.PRUNED)]
        if stopped and set(stopped.params) != set(ranges):
            # Stopped while its values were drawn; the next one draws the same.
            study.tell(stopped.number, state=state.FAIL)
            continue
        if stopped:
            number, values = stopped.number, _texts(stopped.params)
        elif len(over) < trials:
            # Each has a seed of its own, so that a sweep that was stopped draws what it would have drawn.
            own = seed * 1_000_003 + len(over)
            parzen, uniform = optuna.samplers.TPESampler, optuna.samplers.RandomSampler
            study.sampler = uniform(seed=own) if random else parzen(seed=own, n_startup_trials=LOOKED)
            trial = study.ask()
            number, values = trial.number, {key: each.drawn(trial, key) for key, each in ranges.items()}
        else:
            break
        say(f"trial {len(over) + 1} of {trials}: {flags(values)}")
        mean = _mean(recipe, folder / f"trial-{number}.onnx", data, start, [*others, *_set(values)])
        # Among the worst for what is drawn next, where a trial that failed would be passed over.
        study.tell(number, mean, state=state.PRUNED if mean is None else state.COMPLETE)
    found = [
        {"number": each.number, "values": _texts(each.params), "mean": each.value}
        for each in sorted(over, key=lambda each: -math.inf if each.value is None else each.value)[::-1]
    ]
    if not any(each["mean"] is not None for each in found):
        raise EngineError(f"{folder}: every trial failed; above is why. Give other values with --vary")
    return found


def table(found: Sequence[Mapping[str, Any]]) -> str:
    """Return trials as lines."""
    head = ["trial", "kept aside", *found[0]["values"]]
    rows = [
        [
            str(each["number"]),
            "failed" if each["mean"] is None else f"{each['mean']:.4f}",
            *map(_short, texts),
        ]
        for each in found
        for texts in [each["values"].values()]
    ]
    wide = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = ["  ".join(f"{cell:>{w}}" for cell, w in zip(row, wide, strict=True)) for row in (head, *rows)]
    return "\n".join(lines)


def flags(values: Mapping[str, str]) -> str:
    """Return values as a person types them for ``goalmouth train``."""
    return " ".join(f"--set {shlex.quote(each)}" for each in _set(values))


def _set(values: Mapping[str, str]) -> list[str]:
    return [f"{key}={value}" for key, value in values.items()]


def _texts(params: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in params.items()}


def _short(text: str) -> str:
    try:
        return f"{float(text):.6g}"
    except ValueError:
        return text


def _mean(
    recipe: Path, out: Path, data: Path | None, start: Path | None, others: Sequence[str]
) -> float | None:
    """Return what a trial's training tells of the matches kept aside, or ``None`` where it failed."""
    file = out.with_suffix(".json")
    if not file.exists():
        try:
            train(recipe, out, data, None, start, others)
        except EngineError as error:
            say(str(error))
            return None
    if not file.exists():
        raise InputError(recipe, "is of no spotter, so there are no figures", "Give a recipe of a spotter")
    by_metric = json.loads(file.read_text("utf-8"))["kept aside"]
    return float(next(iter(by_metric.values())).get("mean", 0.0))
