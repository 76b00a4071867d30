"""Trains the second of two stages: a trunk by name over features, which are given or taken on the spot."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from goalmouth.errors import InputError
from goalmouth.game_state.pictures import RATE
from goalmouth.models.rows import Likely, RowNet
from goalmouth.pipeline.features import Taker
from goalmouth.pipeline.run import fingerprint
from goalmouth.spotting.peaks import Peak, peaks
from goalmouth.spotting.windows import told_over
from goalmouth.training.actions import PARTS, over_rows
from goalmouth.training.export import Shipped
from goalmouth.training.joined import join
from goalmouth.training.recipes import Job
from goalmouth.training.spotters import learn, lesson, teach
from goalmouth.training.stretches import Form, form_of
from goalmouth.training.taken import Taken, TakenStretches, read_taken
from goalmouth.training.told import say
from goalmouth.types import Floats

BLOCK = 4096
"""Rows that are in memory at once."""


class OverFeatures:
    """The ``Family`` of trunks over features."""

    def __init__(self, job: Job, form: Form) -> None:
        self.job, self.form, self.rate = job, form, float(job.recipe["features"]["rate"])
        self.files = [str(name) for name in job.recipe["data"]["features"]]
        if self.files and job.start:
            problem = "names files of features in [data], and a network that takes them is given, too"
            raise InputError(job.path, problem, "Leave --from out, or features = []")
        self.taker = None if self.files else Taker(job.needed("start"), self.rate)

    def read(self, folder: Path, learnt: bool) -> Taken:
        """Return a match; its features are taken once."""
        files = [folder / name for name in self.files]
        if self.taker:
            # Matches of one name in two places are two.
            cache = f"{folder.name}-{fingerprint(str(folder.resolve()))}"
            place = self.job.out.parent / "features" / cache
            for name in self.form.videos:
                files.append(place / self.taker.file_of(folder / name))
                if self.taker.take(folder / name, files[-1]):
                    say(f"watched {folder / name}")
        return read_taken(folder, self.form, files, self.rate)

    def untrained(self, seen: Sequence[Taken]) -> RowNet:
        """Return a random trunk."""
        net = _fresh(self._made(seen))
        mean, spread = varying(seen)
        net.mean.copy_(torch.from_numpy(mean))
        # Columns that hardly vary, on the scale of the others, are not to be made to.
        net.spread.copy_(torch.from_numpy(spread + 1e-2 * spread.mean() + 1e-12))
        return net

    def train(self, seen: Sequence[Taken], check: Callable[[RowNet], float] | None = None) -> RowNet:
        """Return a trunk that was trained on matches as the recipe says."""
        own = lesson(self.job, sum(match.count for match in seen))
        torch.manual_seed(own.plan.seed)
        net = self.untrained(seen)
        stretches = TakenStretches(seen, net.classes, own.length, own.batch, own.asked)
        learn(net, stretches, own.plan, self.job.kept, self._made(seen), own.taught, check=check)
        return net

    @torch.no_grad()
    def spotted(self, net: RowNet, seen: Taken) -> list[Peak]:
        """Return what a trunk says of a match, in rows of all figures; see ``Taken``."""
        likely = Likely(net).eval()

        def tell(rows: Floats) -> Floats:
            return np.asarray(likely(torch.from_numpy(rows)).numpy())

        told = told_over(seen.count, net.reach, net.fixed, seen.rows, tell, 1, net.stride)
        found = peaks(told[0], told[1], net.stride)
        return [Peak(round(peak.row * RATE / seen.rate), peak.kind, peak.score) for peak in found]

    def shipped(self, net: RowNet, told: Mapping[str, str]) -> Shipped:
        """Return a trunk as it goes into its file."""
        return shipped(net, self.form.classes, self.rate, told)

    def _made(self, seen: Sequence[Taken]) -> dict[str, Any]:
        """Return what it takes to make the recipe's network anew."""
        said, length = self.job.recipe["model"], self.job.recipe["train"]["length"]
        own = {key: said[key] for key in ("wide", "trunk", "stride", "displaced")}
        own |= {"columns": seen[0].halves[0].values.shape[1], "length": length, "rate": self.rate}
        return {"network": "features", "recipe": self.job.path.name, "classes": self.form.classes, **own}


def varying(seen: Sequence[Taken]) -> tuple[Floats, Floats]:
    """Return the mean of each column of all matches, and how much it varies, (columns,) each."""
    count, total, squares = 0, np.zeros(1), np.zeros(1)
    for match in seen:
        for first in range(0, match.count, BLOCK):
            rows = match.rows(first, first + BLOCK).astype(np.float64)
            count, total, squares = count + len(rows), total + rows.sum(0), squares + (rows**2).sum(0)
    mean = total / count
    spread = np.sqrt(np.maximum(squares / count - mean**2, 0))
    return mean.astype(np.float32), spread.astype(np.float32)


def run(job: Job) -> None:
    """Do what a recipe says.

    Where features are the rows that the first network makes of each picture, what is written is both in one,
    which sees pictures as any other that was trained end to end.
    """
    family = OverFeatures(job, form_of(job))
    teach(job, family)
    if family.taker is None:
        return
    seen = family.taker.seen
    if abs(family.rate / seen - 1) > 1e-6:
        say(f"{job.out}: of features alone; in one with what takes them, at {seen:g} rows a second")
        return
    join(family.taker.network, job.out)
    say(f"{job.out}: both networks in one, which sees pictures")


def again(kept: Mapping[str, Any]) -> Shipped:
    """Return the trunk of a training that was kept, without the network that takes its features."""
    made = kept["made"]
    net = _fresh(made)
    net.load_state_dict(kept["model"])
    return shipped(net, made["classes"], made["rate"], {"recipe": made["recipe"]})


def _fresh(made: Mapping[str, Any]) -> RowNet:
    """Return a network as ``made`` tells of it, at random."""
    return RowNet(classes=len(made["classes"]), **{key: made[key] for key in PARTS})


def shipped(net: RowNet, classes: Sequence[str], rate: float, told: Mapping[str, str]) -> Shipped:
    """Return a trunk as it goes into its file; rate : rows a second."""
    return over_rows(net, Likely(net), classes, rate, {**told, "columns": str(len(net.mean))})
