"""Trains a backbone by name and a trunk over it as one, on small pictures of matches."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import torch

from goalmouth.errors import InputError, MissingEngine
from goalmouth.game_state.pictures import RATE
from goalmouth.game_state.seen import larger, middle
from goalmouth.models.end_to_end import EndToEnd, begin
from goalmouth.models.seeing import Seeing, Streamed, Watching
from goalmouth.spotting.peaks import Peak, peaks
from goalmouth.spotting.windows import told_over
from goalmouth.training.clips import Clips, Seen, read_seen
from goalmouth.training.export import Shipped
from goalmouth.training.recipes import Job
from goalmouth.training.spotters import learn, lesson, teach
from goalmouth.training.stretches import Asked, Form, form_of
from goalmouth.types import Floats

PARTS = (
    "backbone", "gate", "shown", "neck", "trunk", "size", "every", "wide", "stride", "displaced",
)  # fmt: skip
"""What a recipe says of the network; see ``EndToEnd``."""

TOGETHER = 64
"""Pictures that are looked at together where nothing is learnt."""


class Seer(Protocol):
    """What has a backbone."""

    seeing: Seeing


Net = TypeVar("Net", bound=Seer)


class Whole:
    """The ``Family`` of networks that see the pictures themselves."""

    def __init__(self, job: Job, form: Form) -> None:
        self.job, self.form = job, form

    def read(self, folder: Path, learnt: bool) -> Seen:
        """Return a match; its pictures are made once, unless the recipe says that none are kept."""
        said = self.job.recipe["model"]
        kept = self.job.recipe["data"].get("cached", True)
        cache = self.job.out.parent / "pictures" if kept else None
        return read_seen(folder, self.form, larger(said["size"]), said["every"], cache)

    def untrained(self, seen: Sequence[Seen]) -> EndToEnd:
        """Return a random network."""
        net, train = fresh(self._made()), self.job.recipe["train"]
        clips = Clips(seen, net, train["length"], train["batch"], Asked(net.stride))
        begin(net, clips.draw(np.random.default_rng(train["seed"]))[0])
        return net

    def train(self, seen: Sequence[Seen], check: Callable[[EndToEnd], float] | None = None) -> EndToEnd:
        """Return one that was trained on matches as the recipe says; its backbone begins with ``--from``."""
        own, start = lesson(self.job, sum(len(each.pictures) for each in seen)), self.job.start
        torch.manual_seed(own.plan.seed)
        made = self._made()
        net = load_backbone(fresh(made), start) if start else self.untrained(seen)
        begun = net.seeing.backbone if start else None
        clips = Clips(seen, net, own.length, own.batch, own.asked)
        learn(net, clips, own.plan, self.job.kept, made, own.taught, begun, check)
        return net

    @torch.no_grad()
    def spotted(self, net: EndToEnd, seen: Seen) -> list[Peak]:
        """Return what a network says of a match."""
        streamed, count = Streamed(net), len(seen.pictures)
        seen_of, before = [], torch.zeros(streamed.carried)
        places = np.clip(np.arange(-net.late, count + net.late), 0, count - 1)
        for first in range(0, len(places), TOGETHER):
            shown = middle(seen.pictures[places[first : first + TOGETHER]], net.size)
            own, before = streamed.see(torch.from_numpy(shown), before)
            seen_of.append(own.numpy())
        rows = np.concatenate(seen_of)[2 * net.late :]

        def tell(own: Floats) -> Floats:
            return np.asarray(streamed.net.says(torch.from_numpy(own)[None])[0].numpy())

        told = told_over(count, net.around, net.fixed, lambda a, b: rows[a:b], tell, net.every, net.stride)
        return peaks(told[0], told[1], net.stride)

    def shipped(self, net: EndToEnd, told: Mapping[str, str]) -> Shipped:
        """Return a network as it goes into its file."""
        return shipped(net, self.form.classes, told)

    def _made(self) -> dict[str, Any]:
        """Return what it takes to make the recipe's network anew."""
        said, start = self.job.recipe["model"], self.job.start
        own = {key: said[key] for key in PARTS}
        own["length"] = self.job.recipe["train"]["length"]
        own |= {"network": "end_to_end", "recipe": self.job.path.name, "classes": self.form.classes}
        return own | {"start": start.name if start else ""}


def run(job: Job) -> None:
    """Do what a recipe says."""
    teach(job, Whole(job, form_of(job)))


def fresh(made: Mapping[str, Any]) -> EndToEnd:
    """Return a network as ``made`` tells of it, at random."""
    own = {key: made[key] for key in (*PARTS, "length")} | {"size": tuple(made["size"])}
    return EndToEnd(classes=len(made["classes"]), **own)


def load_backbone(net: Net, weights: Path) -> Net:
    """Return a network with published weights in its backbone; raise ``InputError`` if they do not fit."""
    try:
        from safetensors import SafetensorError
        from safetensors.torch import load_file
    except ImportError as error:
        raise MissingEngine("library", "safetensors", "pip install 'goalmouth[train]'") from error
    try:
        net.seeing.backbone.load_published(load_file(weights))
    except (OSError, RuntimeError, ValueError, KeyError, SafetensorError) as error:
        problem = f"holds no weights of this backbone ({error})"
        raise InputError(weights, problem, "See the recipe for the file that fits") from error
    return net


def again(kept: Mapping[str, Any]) -> Shipped:
    """Return the network of a training that was kept."""
    net = fresh(kept["made"])
    net.load_state_dict(kept["model"])
    return shipped(net, kept["made"]["classes"], {"recipe": kept["made"]["recipe"]})


def shipped(net: Watching, classes: Sequence[str], told: Mapping[str, str], rate: float = RATE) -> Shipped:
    """Return a network as it goes into its file; rate : rows a second."""
    model, (height, width) = Streamed(net), net.size
    given = {
        "pictures": torch.randint(0, 256, (8, height, width, 3), dtype=torch.uint8),
        "before": torch.zeros(model.carried),
        "rows": torch.randn(net.fixed or 2 * net.around or 1, net.columns),
    }
    axes = {"pictures": {0: "pictures"}, "seen": {0: "pictures"}}
    axes |= {} if net.fixed else {"rows": {0: "rows"}, "told": {2: "told"}}
    own = {
        "classes": classes, "reach": net.around, "rate": rate, "every": net.every, "stride": net.stride,
        "height": height, "width": width, "late": model.late, "carried": model.carried,
        "columns": net.columns,
    }  # fmt: skip
    own |= {"fixed": net.fixed} if net.fixed else {}
    said = {name: value if isinstance(value, str) else json.dumps(value) for name, value in own.items()}
    return Shipped(model, given, ("seen", "after", "told"), axes, {**said, **told})
