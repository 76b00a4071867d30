"""Trains the trunk that says what happened: ``python -m goalmouth.training.actions RECIPE --data FOLDER``."""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from goalmouth.evaluation.spotting import average_map
from goalmouth.game_state.pictures import RATE
from goalmouth.labels import SOCCERNET_BALL
from goalmouth.models.actions import REACH, ActionNet, Told
from goalmouth.spotting.peaks import APART, Peak, peaks
from goalmouth.training.command import ended
from goalmouth.training.export import export
from goalmouth.training.loop import Plan, fit
from goalmouth.training.stretches import Match, Stretches, read_match
from goalmouth.types import EventTable

LEAST = 5
"""Labels of a class, at least, for it to count in the mean."""


def loss_of(net: ActionNet, rows: Tensor, near: Tensor, later: Tensor) -> Tensor:
    """Return the loss: focal (Lin et al. 2017, γ = 1.5) of the classes, smooth L1 of the displacements."""
    logits, displaced = net(rows)
    likely = torch.sigmoid(logits)
    wrong = torch.where(near > 0, 1 - likely, likely)
    entropy = functional.binary_cross_entropy_with_logits(logits, near, reduction="none")
    apart = functional.smooth_l1_loss(displaced, later, reduction="none") * near
    return (entropy * wrong**1.5).sum() / len(rows) / 20 + apart.sum() / len(rows) / 40


@torch.no_grad()
def spotted(net: ActionNet, match: Match) -> list[Peak]:
    """Return what a network says of a match."""
    return peaks(*Told(net).eval()(torch.from_numpy(match.rows)).numpy())


def by_rate(matches: Sequence[Match], match: Match) -> list[Peak]:
    """Return what one would say who knew but how often each class happens: all of them, all the time."""
    rows = sum(len(each.rows) for each in matches)
    counts = np.bincount(np.concatenate([each.kinds for each in matches]), minlength=len(SOCCERNET_BALL))
    times = range(0, len(match.rows), 2 * APART)
    return [Peak(row, kind, float(count / rows)) for kind, count in enumerate(counts) for row in times]


def scores(matches: Sequence[Match], said: Sequence[Sequence[Peak]]) -> dict[str, float]:
    """Return the official average precision within 1 s by class, and its mean over those with enough."""
    labels, spots = [], []
    for game, (match, found) in enumerate(zip(matches, said, strict=True)):
        ones = np.ones(len(match.times))
        labels.append((game * ones, match.times / RATE * 1000, match.kinds, ones))
        columns = [(game, peak.row / RATE * 1000, peak.kind, peak.score) for peak in found]
        spots.append(tuple(np.array(columns).reshape(-1, 4).T))
    truth = _table(labels)
    scores = average_map(truth, _table(spots), len(SOCCERNET_BALL), "at1", 25).every.classes
    enough = [k for k in range(len(SOCCERNET_BALL)) if (truth.label == k).sum() >= LEAST]
    figures = {SOCCERNET_BALL[k]: round(float(scores[k]), 4) for k in enough}
    return {"mean": round(float(scores[enough].mean()), 4), **figures}


def _table(parts: Sequence[Sequence[NDArray[Any]]]) -> EventTable:
    game, time, kind, value = (np.concatenate(each) for each in zip(*parts, strict=True))
    half = np.ones(len(game), np.int64)
    whole = [np.rint(each).astype(np.int64) for each in (game, time, kind)]
    return EventTable(whole[0], half, whole[1], whole[2], value.astype(np.float64))


def main(arguments: Sequence[str] | None = None) -> int:
    """Train by a recipe, check with matches that were kept aside, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m goalmouth.training.actions", description=__doc__)
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="a folder of matches")
    parser.add_argument("--ball", type=Path, required=True, help="the network that finds the ball")
    parser.add_argument("--test", type=Path, help="matches to report on, of which nothing is learnt")
    parser.add_argument("--cache", type=Path, default=Path("rows"), help="default ./rows")
    parser.add_argument("--out", type=Path, default=Path("actions.onnx"), help="default ./actions.onnx")
    options = parser.parse_args(arguments)
    return ended(lambda: run(options))


def run(options: argparse.Namespace) -> None:
    """Do what a recipe says."""
    recipe = tomllib.loads(options.recipe.read_text("utf-8"))
    aside = recipe["data"]["aside"]
    folders = sorted(folder for folder in options.data.iterdir() if folder.is_dir())
    made = {folder.name: read_match(folder, options.ball, options.cache) for folder in folders}
    kept = [made.pop(name) for name in aside]
    net = train([*made.values()], recipe, options.out)
    figures = scores(kept, [spotted(net, match) for match in kept])
    print("kept aside:", _line(figures))
    told = {"classes": json.dumps(SOCCERNET_BALL), "reach": str(REACH), "recipe": options.recipe.name}
    axes = {"rows": {0: "time"}, "told": {2: "time"}}
    example = torch.zeros(2 * REACH, len(net.mean))
    export(Told(net), example, options.out, ("rows", "told"), axes, told | {"checked": json.dumps(figures)})
    if options.test:
        tested = [
            read_match(folder, options.ball, options.cache)
            for folder in sorted(options.test.iterdir())
            if folder.is_dir()
        ]
        untrained = ActionNet(len(net.mean), net.classes, recipe["train"]["wide"])
        print("test:", _line(scores(tested, [spotted(net, match) for match in tested])))
        print("untrained:", _line(scores(tested, [spotted(untrained, match) for match in tested])))
        print("by rate:", _line(scores(tested, [by_rate([*made.values()], match) for match in tested])))


def train(matches: Sequence[Match], recipe: dict[str, Any], out: Path) -> ActionNet:
    """Return a trunk that was trained on matches by a recipe."""
    said = dict(recipe["train"])
    batch, length, wide = said.pop("batch"), said.pop("length"), said.pop("wide")
    every = np.concatenate([match.rows for match in matches])
    steps = len(every) // (batch * length)
    plan = Plan(steps=steps, **said)
    torch.manual_seed(plan.seed)
    net = ActionNet(every.shape[1], len(SOCCERNET_BALL), wide)
    net.mean.copy_(torch.from_numpy(every.mean(0)))
    net.spread.copy_(torch.from_numpy(every.std(0) + 1e-3))
    stretches = Stretches(matches, length, batch, every.mean(0))

    def batches(epoch: int) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        rng = np.random.default_rng([plan.seed, epoch])
        for _ in range(plan.steps):
            yield stretches.draw(rng)

    fit(net, batches, lambda own: loss_of(net, *own), plan, out.with_suffix(".kept"))
    return net


def _line(figures: dict[str, float]) -> str:
    return "  ".join(f"{name} {value:.3f}" for name, value in figures.items())


if __name__ == "__main__":
    sys.exit(main())
