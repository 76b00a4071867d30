"""Trains a backbone by name as a classifier of clips: what happens in about a second, or nothing."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from goalmouth.errors import InputError
from goalmouth.files import write_json
from goalmouth.game_state.pictures import RATE
from goalmouth.game_state.seen import Pictures, larger, middle
from goalmouth.models.classifier import Classifier
from goalmouth.models.end_to_end import begin
from goalmouth.training import end_to_end
from goalmouth.training.clips import Change, Seen, read_seen
from goalmouth.training.costs import costs
from goalmouth.training.export import Shipped, export
from goalmouth.training.loop import Plan, fit, held
from goalmouth.training.recipes import Job, folders
from goalmouth.training.spotters import drawn
from goalmouth.training.stretches import Form, all_labelled, form_of, stacked
from goalmouth.training.told import figures

NONE = "none"
"""The first class: in the clip nothing happens."""

PARTS = ("backbone", "gate", "shown", "size", "length")
"""What a recipe says of the network; see ``Classifier``."""

TOGETHER = 16
"""Clips that are looked at together where nothing is learnt."""

Whole = NDArray[np.int64]


class Examples:
    """Clips of matches, each around an event or around a moment at which there is none.

    of : for each class, none first, (clips, 2): a match's number, and the picture in the clip's middle.
    """

    def __init__(self, seen: Sequence[Seen], classes: int, length: int) -> None:
        self.seen, self.length = seen, length
        found: list[list[tuple[int, int]]] = [[] for _ in range(1 + classes)]
        for number, match in enumerate(seen):
            # A picture was seen in the middle of the rows that it stands for.
            middles = np.rint((match.times - (match.every - 1) / 2) / match.every).astype(int)
            free = np.ones(len(match.pictures), np.bool_)
            for own, kind in zip(middles, match.kinds, strict=True):
                found[1 + kind].append((number, own))
                free[max(0, own - length // 2 - 1) : own + length // 2 + 2] = False
            found[0] += [(number, int(own)) for own in np.flatnonzero(free)]
        self.of = [np.array(own, np.int64).reshape(-1, 2) for own in found]

    def clip(self, number: int, own: int) -> Pictures:
        """Return the pictures around one of a match; beyond either end the nearest one stands."""
        pictures = self.seen[number].pictures
        first = own - self.length // 2
        return pictures[np.clip(np.arange(first, first + self.length), 0, len(pictures) - 1)]

    def spread(self, share: float) -> tuple[Whole, Whole]:
        """Return all events, and of the moments without one as many as make up a share: clips, classes.

        Those are evenly apart. Clips are (clips, 2), as in ``of``.
        """
        nothing, *events = self.of
        many = min(len(nothing), round(sum(map(len, events)) * share / (1 - share)))
        own = [nothing[np.linspace(0, len(nothing) - 1, many).astype(int)] if many else nothing[:0], *events]
        return np.concatenate(own), np.repeat(np.arange(len(own)), [len(each) for each in own])


class Draws:
    """Draws batches of clips; see ``Examples``.

    share : of clips in which nothing happens. Of the others each class has its part by the square root of how
    often it happens, as Mahajan et al. (ECCV 2018), section 2.2, have it: rare ones are seen more often.
    """

    def __init__(self, examples: Examples, size: Sequence[int], batch: int, share: float) -> None:
        self.examples, self.size, self.batch = examples, size, batch
        likely = np.sqrt([float(len(own)) for own in examples.of])
        likely[0] = 0
        likely *= (1 - share * bool(len(examples.of[0]))) / likely.sum()
        likely[0] = 1 - likely.sum()
        self._likely = likely

    def draw(self, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Return pictures, (batch, time, 3, height, width), and their classes, (batch, classes), 0 or 1."""
        pictures, wanted = stacked([self._one(rng) for _ in range(self.batch)])
        return pictures.permute(0, 1, 4, 2, 3), wanted

    def _one(self, rng: np.random.Generator) -> tuple[NDArray[Any], ...]:
        kind = int(rng.choice(len(self._likely), p=self._likely))
        own = self.examples.of[kind]
        number, place = own[rng.integers(len(own))]
        # Where in a clip something happens is not to tell what.
        most = self.examples.length // 8 if kind else 0
        place += rng.integers(-most, most + 1)
        wanted = np.eye(len(self._likely), dtype=np.float32)[kind]
        clip = self.examples.clip(int(number), int(place))
        return Change.drawn(clip.shape, self.size, rng).of(clip), wanted


@torch.no_grad()
def said_of(net: Classifier, examples: Examples, clips: Whole) -> Whole:
    """Return the class that a network says of each of some clips, (clips, 2)."""
    net.eval()
    found = []
    for first in range(0, len(clips), TOGETHER):
        shown = [middle(examples.clip(*map(int, own)), net.size) for own in clips[first : first + TOGETHER]]
        logits = net(torch.from_numpy(np.stack(shown)).permute(0, 1, 4, 2, 3).float())
        found.append(logits.argmax(1).numpy())
    return np.concatenate(found)


def right(wanted: Whole, found: Whole, classes: Sequence[str]) -> dict[str, float]:
    """Return the accuracy, the mean of the classes' recalls, and each of those that there are, none's too."""
    own = {name: found[wanted == kind] == kind for kind, name in enumerate((NONE, *classes))}
    recalls = {name: round(float(hit.mean()), 4) for name, hit in own.items() if len(hit)}
    mean = float(np.mean([*recalls.values()]))
    return {"accuracy": round(float((wanted == found).mean()), 4), "mean recall": round(mean, 4), **recalls}


class Clipped:
    """What a recipe says, and the matches that it is about."""

    def __init__(self, job: Job, form: Form) -> None:
        self.job, self.form = job, form
        self.said, self.train = job.recipe["model"], dict(job.recipe["train"])
        self.batch, self.share = self.train.pop("batch"), self.train.pop("none")
        if not 0 <= self.share < 1:
            raise InputError(job.path, f"has {self.share} as none in [train]", "Give a share from 0, below 1")

    def read(self, folder: Path) -> Seen:
        """Return a match; its pictures are made once."""
        cache = self.job.out.parent / "pictures"
        return read_seen(folder, self.form, larger(self.said["size"]), self.said["every"], cache)

    def examples(self, seen: Sequence[Seen]) -> Examples:
        """Return the clips of matches."""
        return Examples(seen, len(self.form.classes), self.said["length"])

    def untrained(self, draws: Draws) -> Classifier:
        """Return a random network."""
        torch.manual_seed(self.train["seed"])
        net = fresh(self._made())
        begin(net, draws.draw(np.random.default_rng(self.train["seed"]))[0])
        return net

    def trained(self, examples: Examples, kept: Examples) -> Classifier:
        """Return one that was trained as the recipe says; its backbone begins with ``--from``."""
        start, draws = self.job.start, self.draws(examples)
        count = sum(map(len, examples.of[1:])) / (1 - self.share)
        plan = Plan(steps=max(1, round(count / self.batch)), **self.train)
        torch.manual_seed(plan.seed)
        made = self._made()
        net = end_to_end.load_backbone(fresh(made), start) if start else self.untrained(draws)
        begun = net.seeing.backbone if start else None

        def loss_of(batch: tuple[Tensor, ...]) -> Tensor:
            return functional.cross_entropy(net(batch[0]), batch[1])

        def check() -> float:
            return self.figures(net, kept)["mean recall"]

        fit(net, drawn(draws, plan), loss_of, plan, self.job.kept, made, begun, check)
        net.eval()
        return net

    def draws(self, examples: Examples) -> Draws:
        """Return what draws clips to learn from."""
        return Draws(examples, self.said["size"], self.batch, self.share)

    def figures(self, net: Classifier, examples: Examples) -> dict[str, float]:
        """Return what a network says rightly of matches; see ``right``."""
        clips, wanted = examples.spread(self.share)
        return right(wanted, said_of(net, examples, clips), self.form.classes)

    def report(self, title: str, net: Classifier, learnt: Examples, of: Examples) -> dict[str, Any]:
        """Print and return the figures of matches, beside those of who knows less.

        That is the same network untrained, and one who says of every clip what happens most often.
        """
        wanted = of.spread(self.share)[1]
        often = np.bincount(learnt.spread(self.share)[1]).argmax()
        told = {
            title: self.figures(net, of),
            f"{title}, untrained": self.figures(self.untrained(self.draws(learnt)), of),
            f"{title}, by rate": right(wanted, np.full_like(wanted, often), self.form.classes),
        }
        for name, own in told.items():
            figures(name, own)
        return told

    def _made(self) -> dict[str, Any]:
        """Return what it takes to make the recipe's network anew."""
        own = {key: self.said[key] for key in (*PARTS, "every")}
        own |= {"network": "clips", "recipe": self.job.path.name, "classes": self.form.classes}
        return own | {"start": self.job.start.name if self.job.start else ""}


def run(job: Job) -> None:
    """Do what a recipe says: train, check with the matches that were kept aside, write the weights."""
    form = form_of(job)
    own = Clipped(job, form)
    learnt, aside = job.matches(form.labels[0])
    seen = [own.read(folder) for folder in learnt]
    kept = own.examples([own.read(folder) for folder in aside])
    all_labelled(seen, form, job)
    examples = own.examples(seen)
    net = own.trained(examples, kept)
    told: dict[str, Any] = job.told
    # However often it was stopped.
    told["seconds"] = round(held(job.kept)["seconds"], 1)
    checked = own.report("kept aside", net, examples, kept)
    whole = shipped(net, own._made(), {"checked": json.dumps(checked)})
    export(whole, job.out)
    told |= {**costs(whole, job.out), **checked}
    if job.test:
        tested = own.examples([own.read(folder) for folder in folders(job.test, form.labels[0])])
        told |= own.report("test", net, examples, tested)
    write_json(job.out.with_suffix(".json"), told)


def fresh(made: Mapping[str, Any]) -> Classifier:
    """Return a network as ``made`` tells of it, at random."""
    own = {key: made[key] for key in PARTS} | {"size": tuple(made["size"])}
    return Classifier(classes=1 + len(made["classes"]), **own)


def again(kept: Mapping[str, Any]) -> Shipped:
    """Return the network of a training that was kept."""
    net = fresh(kept["made"])
    net.load_state_dict(kept["model"])
    return shipped(net, kept["made"], {})


def shipped(net: Classifier, made: Mapping[str, Any], told: Mapping[str, str]) -> Shipped:
    """Return a network as it goes into its file: it sees pictures, and tells of the clips around them."""
    own = {"recipe": made["recipe"], "backbone": made["backbone"], **told}
    return end_to_end.shipped(net, made["classes"], own, RATE / made["every"])
