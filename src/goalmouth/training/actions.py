"""Trains the trunk that says what happened, on rows that another network makes of each picture."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from goalmouth.game_state.ball import WEIGHTS
from goalmouth.game_state.pictures import RATE
from goalmouth.models.actions import REACH, ActionNet, Told
from goalmouth.spotting.peaks import Peak, peaks
from goalmouth.training.export import Shipped
from goalmouth.training.loop import Plan
from goalmouth.training.recipes import Job
from goalmouth.training.spotters import learn, teach
from goalmouth.training.stretches import Form, Match, Stretches, form_of, read_match


class Actions:
    """The ``Family`` of trunks over what was seen of the ball."""

    def __init__(self, job: Job, form: Form) -> None:
        self.job, self.form = job, form

    def read(self, folder: Path) -> Match:
        """Return a match; its rows are made once."""
        return read_match(folder, self.form, self.job.start or WEIGHTS, self.job.out.parent / "rows")

    def untrained(self, seen: Sequence[Match]) -> ActionNet:
        """Return a random trunk."""
        every = np.concatenate([match.rows for match in seen])
        net = ActionNet(every.shape[1], len(self.form.classes), self.job.recipe["train"]["wide"])
        net.mean.copy_(torch.from_numpy(every.mean(0)))
        net.spread.copy_(torch.from_numpy(every.std(0) + 1e-3))
        return net

    def train(self, seen: Sequence[Match]) -> ActionNet:
        """Return a trunk that was trained on matches as the recipe says."""
        said = dict(self.job.recipe["train"])
        batch, length, wide = said.pop("batch"), said.pop("length"), said.pop("wide")
        plan = Plan(steps=sum(match.length for match in seen) // (batch * length), **said)
        torch.manual_seed(plan.seed)
        net = self.untrained(seen)
        stretches = Stretches(seen, net.classes, length, batch, net.mean.numpy())
        own = {"classes": self.form.classes, "columns": len(net.mean), "wide": wide}
        made = {"network": "actions", "recipe": self.job.path.name, **own}
        learn(net, stretches, plan, self.job.kept, made)
        return net

    @torch.no_grad()
    def spotted(self, net: ActionNet, seen: Match) -> list[Peak]:
        """Return what a trunk says of a match."""
        return peaks(*Told(net).eval()(torch.from_numpy(seen.rows)).numpy())

    def shipped(self, net: ActionNet, told: Mapping[str, str]) -> Shipped:
        """Return a trunk as it goes into its file."""
        return shipped(net, self.form.classes, told)


def run(job: Job) -> None:
    """Do what a recipe says."""
    teach(job, Actions(job, form_of(job)))


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
    return Shipped(Told(net), {"rows": rows}, ("told",), axes, own)
