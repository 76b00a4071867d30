"""Trains a backbone by name and a trunk over it as one, on small pictures of matches."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from goalmouth.errors import InputError, MissingEngine
from goalmouth.game_state.pictures import RATE
from goalmouth.models.end_to_end import EndToEnd, begin
from goalmouth.spotting.peaks import Peak, peaks
from goalmouth.training.actions import by_rate, loss_of, report
from goalmouth.training.clips import Clips, Seen, larger, middle, read_seen
from goalmouth.training.export import Shipped, export
from goalmouth.training.loop import Plan, fit
from goalmouth.training.recipes import Job, folders
from goalmouth.training.stretches import all_labelled, form_of

STRETCH = 128
"""Pictures that are looked at together where nothing is learnt, besides those around them."""


class Told(nn.Module):
    """What a network says: how likely each class is, and its displacement, (2, classes, rows)."""

    def __init__(self, net: EndToEnd) -> None:
        super().__init__()
        self.net = net

    def forward(self, pictures: Tensor) -> Tensor:
        """Return it of pictures (time, 3, height, width)."""
        logits, displaced = self.net(pictures[None])
        return torch.stack((torch.sigmoid(logits[0]), displaced[0]))


@torch.no_grad()
def spotted(net: EndToEnd, seen: Seen) -> list[Peak]:
    """Return what a network says of a match."""
    told, shown, parts = Told(net).eval(), middle(seen, net.size), []
    for first in range(0, len(shown), STRETCH):
        before, after = max(0, first - net.reach), min(len(shown), first + STRETCH + net.reach)
        rows = told(torch.from_numpy(shown[before:after].astype(np.float32)).permute(0, 3, 1, 2))
        begin_ = (first - before) * net.every
        parts.append(rows[:, :, begin_ : begin_ + STRETCH * net.every])
    scores, displaced = torch.cat(parts, 2).numpy()
    return peaks(scores, displaced)


def run(job: Job) -> None:
    """Do what a recipe says: train, check with the matches that were kept aside, write the weights."""
    form, said = form_of(job), job.recipe["model"]
    size = larger(said["size"])
    learnt, aside = job.matches(form.labels[0])

    def read(places: Sequence[Path]) -> list[Seen]:
        return [read_seen(each, form, size, said["every"], job.out.parent / "pictures") for each in places]

    seen, kept = read(learnt), read(aside)
    matches = [each.match for each in seen]
    all_labelled(matches, form, job)
    net = train(seen, job, form.classes)
    checked = report("kept aside", [each.match for each in kept], [spotted(net, each) for each in kept], form)
    export(shipped(net, {"classes": json.dumps(form.classes), "checked": json.dumps(checked)}), job.out)
    if job.test:
        tested = read(folders(job.test, form.labels[0]))
        own = [each.match for each in tested]
        report("test", own, [spotted(net, each) for each in tested], form)
        report("by rate", own, [by_rate(matches, match, net.classes) for match in own], form)


def made(job: Job, classes: Sequence[str]) -> dict[str, Any]:
    """Return what it takes to make a recipe's network anew."""
    said = job.recipe["model"]
    told = {key: said[key] for key in ("backbone", "size", "every", "wide")}
    return {
        "network": "end_to_end",
        "recipe": job.path.name,
        "classes": list(classes),
        "start": job.start.name if job.start else "",
        **told,
    }


def fresh(told: Mapping[str, Any]) -> EndToEnd:
    """Return a network as ``made`` tells of it, at random."""
    height, width = told["size"]
    return EndToEnd(told["backbone"], len(told["classes"]), (height, width), told["every"], told["wide"])


def train(seen: Sequence[Seen], job: Job, classes: Sequence[str]) -> EndToEnd:
    """Return a network that was trained on matches as a recipe says; its backbone begins with ``--from``."""
    said = dict(job.recipe["train"])
    batch, length = said.pop("batch"), said.pop("length")
    plan = Plan(steps=sum(len(each.pictures) for each in seen) // (batch * length), **said)
    torch.manual_seed(plan.seed)
    told = made(job, classes)
    net = fresh(told)
    clips = Clips(seen, net, length, batch)
    if job.start:
        load_backbone(net, job.start)
    else:
        begin(net, clips.draw(np.random.default_rng(plan.seed))[0])

    def batches(epoch: int) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        rng = np.random.default_rng([plan.seed, epoch])
        for _ in range(plan.steps):
            yield clips.draw(rng)

    fit(net, batches, lambda own: loss_of(net, *own), plan, job.kept, told)
    return net


def load_backbone(net: EndToEnd, weights: Path) -> None:
    """Give a network's backbone published weights; raise ``InputError`` where they do not fit."""
    try:
        from safetensors import SafetensorError
        from safetensors.torch import load_file
    except ImportError as error:
        raise MissingEngine("library", "safetensors", "pip install 'goalmouth[train]'") from error
    try:
        net.backbone.load_published(load_file(weights))
    except (OSError, RuntimeError, ValueError, KeyError, SafetensorError) as error:
        problem = f"holds no weights of this backbone ({error})"
        raise InputError(weights, problem, "See the recipe for the file that fits") from error


def again(kept: Mapping[str, Any]) -> Shipped:
    """Return the network of a training that was kept."""
    net = fresh(kept["made"])
    net.load_state_dict(kept["model"])
    return shipped(net, {"classes": json.dumps(kept["made"]["classes"])})


def shipped(net: EndToEnd, told: Mapping[str, str]) -> Shipped:
    """Return a network as it goes into its file."""
    pictures = torch.rand(2 * net.reach, 3, *net.size) * 255
    axes = {"pictures": {0: "time"}, "told": {2: "rows"}}
    own = {"reach": str(net.reach), "rate": str(RATE), "every": str(net.every), **told}
    return Shipped(Told(net), pictures, ("pictures", "told"), axes, own)
