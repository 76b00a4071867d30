"""Trains the trunk that says what happened, on rows that another network makes of each picture."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from goalmouth.datasets.classes import class_list
from goalmouth.evaluation.spotting import average_map
from goalmouth.game_state.ball import WEIGHTS
from goalmouth.game_state.pictures import RATE
from goalmouth.models.actions import REACH, ActionNet, Told
from goalmouth.spotting.peaks import APART, Peak, peaks
from goalmouth.training.export import Shipped, export
from goalmouth.training.loop import Plan, fit
from goalmouth.training.recipes import Job, folders
from goalmouth.training.stretches import Form, Match, Stretches, all_labelled, form_of, read_match
from goalmouth.training.told import figures
from goalmouth.types import EventTable

LEAST = 5
"""Labels of a class, at least, for it to count in the mean of the metric within a second."""


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


def by_rate(matches: Sequence[Match], match: Match, classes: int) -> list[Peak]:
    """Return what one would say who knew but how often each class happens: all of them, all the time."""
    rows = sum(len(each.rows) for each in matches)
    counts = np.bincount(np.concatenate([each.kinds for each in matches]), minlength=classes)
    times = range(0, len(match.rows), 2 * APART)
    return [Peak(row, kind, float(count / rows)) for kind, count in enumerate(counts) for row in times]


def scores(
    matches: Sequence[Match],
    said: Sequence[Sequence[Peak]],
    classes: Sequence[str],
    metric: str = "at1",
    fps: int = 25,
    least: int = LEAST,
) -> dict[str, float]:
    """Return the official average precision by class, and its mean over those with enough labels.

    classes : names by number, those to leave out of it all empty.
    """
    labels, spots = [], []
    for game, (match, found) in enumerate(zip(matches, said, strict=True)):
        ones = np.ones(len(match.times))
        labels.append((game * ones, match.times / RATE * 1000, match.kinds, ones))
        columns = [(game, peak.row / RATE * 1000, peak.kind, peak.score) for peak in found]
        spots.append(tuple(np.array(columns).reshape(-1, 4).T))
    truth = _table(labels)
    by_class = average_map(truth, _table(spots), len(classes), metric, fps).every.classes
    enough = [k for k, name in enumerate(classes) if name and (truth.label == k).sum() >= least]
    named = {classes[k]: round(float(by_class[k]), 4) for k in enough}
    return {"mean": round(float(by_class[enough].mean()), 4), **named} if enough else {}


def report(
    title: str, matches: Sequence[Match], said: Sequence[Sequence[Peak]], form: Form
) -> dict[str, dict[str, float]]:
    """Print and return the figures of each class list, by its metrics; see ``scores``."""
    told = {}
    for key, names in form.lists.items():
        own = [name if name in names else "" for name in form.classes]
        fps = class_list(key).rate
        for metric in ("tight", "loose") if fps == 2 else ("at1",):
            found = scores(matches, said, own, metric, fps, LEAST if metric == "at1" else 1)
            figures(f"{title}, {Path(key).stem}, {metric}", found)
            told[f"{Path(key).stem} {metric}"] = found
    return told


def _table(parts: Sequence[Sequence[NDArray[Any]]]) -> EventTable:
    game, time, kind, value = (np.concatenate(each) for each in zip(*parts, strict=True))
    half = np.ones(len(game), np.int64)
    whole = [np.rint(each).astype(np.int64) for each in (game, time, kind)]
    return EventTable(whole[0], half, whole[1], whole[2], value.astype(np.float64))


def run(job: Job) -> None:
    """Do what a recipe says: train, check with the matches that were kept aside, write the weights."""
    form = form_of(job)
    learnt, aside = job.matches(form.labels[0])

    def read(places: Sequence[Path]) -> list[Match]:
        return [read_match(each, form, job.start or WEIGHTS, job.out.parent / "rows") for each in places]

    matches, kept = read(learnt), read(aside)
    all_labelled(matches, form, job)
    net = train(matches, job, form.classes)
    checked = report("kept aside", kept, [spotted(net, match) for match in kept], form)
    export(shipped(net, form.classes, {"recipe": job.path.name, "checked": json.dumps(checked)}), job.out)
    if job.test:
        tested = read(folders(job.test, form.labels[0]))
        untrained = ActionNet(len(net.mean), net.classes, job.recipe["train"]["wide"])
        report("test", tested, [spotted(net, match) for match in tested], form)
        report("untrained", tested, [spotted(untrained, match) for match in tested], form)
        report("by rate", tested, [by_rate(matches, match, net.classes) for match in tested], form)


def train(matches: Sequence[Match], job: Job, classes: Sequence[str]) -> ActionNet:
    """Return a trunk that was trained on matches as a recipe says."""
    said = dict(job.recipe["train"])
    batch, length, wide = said.pop("batch"), said.pop("length"), said.pop("wide")
    every = np.concatenate([match.rows for match in matches])
    steps = len(every) // (batch * length)
    plan = Plan(steps=steps, **said)
    torch.manual_seed(plan.seed)
    net = ActionNet(every.shape[1], len(classes), wide)
    net.mean.copy_(torch.from_numpy(every.mean(0)))
    net.spread.copy_(torch.from_numpy(every.std(0) + 1e-3))
    stretches = Stretches(matches, len(classes), length, batch, every.mean(0))

    def batches(epoch: int) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        rng = np.random.default_rng([plan.seed, epoch])
        for _ in range(plan.steps):
            yield stretches.draw(rng)

    made = {"network": "actions", "recipe": job.path.name, "classes": list(classes)}
    made |= {"columns": every.shape[1], "wide": wide}
    fit(net, batches, lambda own: loss_of(net, *own), plan, job.kept, made)
    return net


def again(kept: Mapping[str, Any]) -> Shipped:
    """Return the network of a training that was kept."""
    made = kept["made"]
    net = ActionNet(made["columns"], len(made["classes"]), made["wide"])
    net.load_state_dict(kept["model"])
    return shipped(net, made["classes"], {"recipe": made["recipe"]})


def shipped(net: ActionNet, classes: Sequence[str], told: Mapping[str, str]) -> Shipped:
    """Return a trunk as it goes into its file."""
    own = {"classes": json.dumps(classes), "reach": str(REACH), "rate": str(RATE), **told}
    axes = {"rows": {0: "time"}, "told": {2: "time"}}
    rows = torch.linspace(-1, 1, 2 * REACH)[:, None].sin() * net.spread + net.mean
    return Shipped(Told(net), rows, ("rows", "told"), axes, own)
