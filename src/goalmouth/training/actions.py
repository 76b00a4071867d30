"""Trains the trunk that says what happened, on rows that another network makes of each picture."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from goalmouth.game_state.ball import WEIGHTS
from goalmouth.game_state.pictures import RATE
from goalmouth.models.actions import ActionNet, Told
from goalmouth.models.rows import RowNet
from goalmouth.spotting.peaks import Peak, peaks
from goalmouth.spotting.windows import told_over
from goalmouth.training.export import Shipped
from goalmouth.training.recipes import Job
from goalmouth.training.spotters import learn, lesson, teach
from goalmouth.training.stretches import Form, Match, Rows, Stretches, form_of, read_match

PARTS = "columns", "wide", "length", "trunk", "stride", "displaced"
"""What there is to know of a trunk over rows; see ``goalmouth.models.rows.RowNet``."""


class Actions:
    """The ``Family`` of trunks over what was seen of the ball."""

    def __init__(self, job: Job, form: Form) -> None:
        self.job, self.form = job, form

    def read(self, folder: Path, learnt: bool) -> Match:
        """Return a match; its rows are made once."""
        cache, weights = self.job.out.parent / "rows", self.job.start or WEIGHTS
        return read_match(folder, self.form, weights, cache, learnt and self.job.recipe["train"]["uneven"])

    def untrained(self, seen: Sequence[Match]) -> ActionNet:
        """Return a random trunk."""
        every = np.concatenate([match.rows for match in seen])
        net = _fresh(self._made(every.shape[1]))
        net.mean.copy_(torch.from_numpy(every.mean(0)))
        net.spread.copy_(torch.from_numpy(every.std(0) + 1e-3))
        return net

    def train(self, seen: Sequence[Match], check: Callable[[ActionNet], float] | None = None) -> ActionNet:
        """Return a trunk that was trained on matches as the recipe says."""
        own = lesson(self.job, sum(match.length for match in seen))
        torch.manual_seed(own.plan.seed)
        net = self.untrained(seen)
        stretches = Stretches(seen, net.classes, own.length, own.batch, own.asked, net.mean.numpy())
        learn(net, stretches, own.plan, self.job.kept, self._made(len(net.mean)), own.taught, check=check)
        return net

    @torch.no_grad()
    def spotted(self, net: ActionNet, seen: Match) -> list[Peak]:
        """Return what a trunk says of a match."""
        told = Told(net).eval()

        def tell(rows: Rows) -> Rows:
            return np.asarray(told(torch.from_numpy(rows)).numpy())

        rows = seen.rows
        told = told_over(len(rows), net.reach, net.fixed, lambda a, b: rows[a:b], tell, 1, net.stride)
        return peaks(told[0], told[1], net.stride)

    def shipped(self, net: ActionNet, told: Mapping[str, str]) -> Shipped:
        """Return a trunk as it goes into its file."""
        return shipped(net, self.form.classes, told)

    def _made(self, columns: int) -> dict[str, Any]:
        """Return what it takes to make the recipe's network anew."""
        said, length = self.job.recipe["model"], self.job.recipe["train"]["length"]
        own = {key: said[key] for key in ("wide", "trunk", "stride", "displaced")}
        own |= {"classes": self.form.classes, "columns": columns}
        return {"network": "actions", "recipe": self.job.path.name, "length": length, **own}


def run(job: Job) -> None:
    """Do what a recipe says."""
    teach(job, Actions(job, form_of(job)))


def again(kept: Mapping[str, Any]) -> Shipped:
    """Return the network of a training that was kept."""
    made = kept["made"]
    net = _fresh(made)
    net.load_state_dict(kept["model"])
    return shipped(net, made["classes"], {"recipe": made["recipe"]})


def _fresh(made: Mapping[str, Any]) -> ActionNet:
    """Return a network as ``made`` tells of it, at random."""
    return ActionNet(classes=len(made["classes"]), **{key: made[key] for key in PARTS})


def shipped(net: ActionNet, classes: Sequence[str], told: Mapping[str, str]) -> Shipped:
    """Return a trunk as it goes into its file."""
    return over_rows(net, Told(net), classes, RATE, told)


def over_rows(
    net: RowNet, model: torch.nn.Module, classes: Sequence[str], rate: float, told: Mapping[str, str]
) -> Shipped:
    """Return a trunk over rows as it goes into its file.

    model : what tells of rows, (time, columns), by the trunk; rate : rows a second.
    """
    own = {"classes": json.dumps(classes), "reach": str(net.reach), "rate": f"{rate:g}", **told}
    own |= {"fixed": str(net.fixed)} if net.fixed else {}
    own |= {"stride": str(net.stride)} if net.stride > 1 else {}
    axes = {} if net.fixed else {"rows": {0: "time"}, "told": {2: "time"}}
    count = net.fixed or max(2 * net.reach, 8 * net.stride)
    rows = torch.linspace(-1, 1, count)[:, None].sin() * net.spread + net.mean
    return Shipped(model, {"rows": rows}, ("told",), axes, own)
