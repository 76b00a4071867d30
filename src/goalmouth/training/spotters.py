"""What training has in common for every family of spotter: its loss, its figures, and its steps."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from goalmouth.datasets.classes import class_list
from goalmouth.evaluation.spotting import average_map
from goalmouth.evaluation.timing import pairs
from goalmouth.files import write_json
from goalmouth.game_state.pictures import RATE
from goalmouth.spotting.peaks import APART, Peak
from goalmouth.training.ahead import ahead
from goalmouth.training.costs import costs
from goalmouth.training.export import Shipped, export
from goalmouth.training.loop import Plan, fit, held
from goalmouth.training.losses import LOSSES, Loss, displacement
from goalmouth.training.recipes import Job, folders
from goalmouth.training.stretches import Asked, Form, Labelled, all_labelled
from goalmouth.training.told import figures, say
from goalmouth.types import EventTable

LEAST = 5
"""Labels of a class, at least, for it to count in the mean of the metric within a second."""

Seen = TypeVar("Seen", bound=Labelled)
Net = TypeVar("Net", bound=nn.Module)

Batch = tuple[Tensor, ...]
"""What is shown, and what rows of it are to tell: see ``goalmouth.training.stretches.Asked``."""


class Family(Protocol[Seen, Net]):
    """One way to look at matches, and the network that spots in what is seen so."""

    form: Form

    def read(self, folder: Path, learnt: bool) -> Seen:
        """Return a match, which is to be learnt from or not; raise ``InputError``."""
        ...

    def untrained(self, seen: Sequence[Seen]) -> Net:
        """Return a network that knows nothing but how what is seen varies."""
        ...

    def train(self, seen: Sequence[Seen], check: Callable[[Net], float] | None = None) -> Net:
        """Return one that was trained; check : see ``fit``."""
        ...

    def spotted(self, net: Net, seen: Seen) -> list[Peak]:
        """Return what a network says of a match."""
        ...

    def shipped(self, net: Net, told: Mapping[str, str]) -> Shipped:
        """Return a network as it goes into a file, with what the file is to say of itself besides."""
        ...


def teach(job: Job, family: Family[Seen, Net]) -> None:
    """Do what a recipe says: train, check with the matches that were kept aside, write the weights.

    Where there are matches to report on, print what the network says of them, what it says untrained, and
    what one would say who knew but how often each class happens. All figures are kept beside the weights.
    """
    form = family.form
    learnt, aside = job.matches(form.labels[0])
    seen = [family.read(folder, True) for folder in learnt]
    kept = [family.read(folder, False) for folder in aside]
    all_labelled(seen, form, job)

    def check(own: Net) -> float:
        # What is said of the same matches at the end, without saying it after every epoch.
        with redirect_stdout(StringIO()):
            found = report("", kept, [family.spotted(own, match) for match in kept], form)
        return next(iter(found.values())).get("mean", 0.0)

    net = family.train(seen, check)
    told: dict[str, Any] = job.told
    # However often it was stopped.
    told["seconds"] = round(held(job.kept)["seconds"], 1)
    checked = report("kept aside", kept, [family.spotted(net, match) for match in kept], form)
    shipped = family.shipped(net, {"recipe": job.path.name, "checked": json.dumps(checked)})
    export(shipped, job.out)
    told |= {**costs(shipped, job.out), "kept aside": checked}
    if job.test:
        tested = [family.read(folder, False) for folder in folders(job.test, form.labels[0])]
        nothing = family.untrained(seen)
        spots = {
            "test": lambda match: family.spotted(net, match),
            "untrained": lambda match: family.spotted(nothing, match),
            "by rate": lambda match: by_rate(seen, match, len(form.classes)),
        }
        told |= {title: report(title, tested, [*map(own, tested)], form) for title, own in spots.items()}
    write_json(job.out.with_suffix(".json"), told)


class Draws(Protocol):
    """Draws batches of what is seen."""

    def draw(self, rng: np.random.Generator) -> Batch:
        """Return one."""
        ...


def learn(
    net: Net,
    draws: Draws,
    plan: Plan,
    kept: Path,
    made: Mapping[str, Any],
    taught: "Taught",
    begun: nn.Module | None = None,
    check: Callable[[Net], float] | None = None,
) -> None:
    """Train a network on batches that follow from a plan's seed, and check it meanwhile; see ``fit``."""
    batches, own = drawn(draws, plan), check and partial(check, net)
    fit(net, batches, partial(taught.by, net), plan, kept, made, begun, own)


def drawn(draws: Draws, plan: Plan) -> Callable[[int], Iterator[Batch]]:
    """Return what yields an epoch's batches, by its number: they follow from it and the plan's seed."""

    def batches(epoch: int) -> Iterator[Batch]:
        rng = np.random.default_rng([plan.seed, epoch])
        return ahead(draws.draw(rng) for _ in range(plan.steps))

    return batches


@dataclass(frozen=True)
class Lesson:
    """What a recipe says of learning: so many clips of some length at once, and what rows are to tell."""

    plan: Plan
    batch: int
    length: int
    asked: Asked
    taught: "Taught"


def lesson(job: Job, count: int) -> Lesson:
    """Return what a recipe says of learning from so many rows, or pictures."""
    said = dict(job.recipe["train"])
    batch, length, loss = said.pop("batch"), said.pop("length"), said.pop("loss")
    asked = Asked(job.recipe["model"]["stride"], said.pop("window"))
    # What is no part of learning, but of what is learnt from.
    said.pop("uneven", None)
    plan = Plan(steps=max(1, count // (batch * length)), **said)
    return Lesson(plan, batch, length, asked, Taught(loss, asked.share))


@dataclass(frozen=True)
class Taught:
    """What a network is taught by. loss : of ``LOSSES``; share : of displacements, see ``Asked``."""

    loss: str
    share: float

    def by(self, net: nn.Module, batch: Batch) -> Tensor:
        """Return the loss of classes and displacements together."""
        shown, near, later, within = batch
        loss: Loss = LOSSES.load(self.loss)
        logits, displaced = net(shown)
        return (
            loss(logits, near, later, within) / 20 + self.share * displacement(displaced, later, within) / 40
        )


def by_rate(matches: Sequence[Labelled], match: Labelled, classes: int) -> list[Peak]:
    """Return what one would say who knew but how often each class happens: all of them, all the time."""
    rows = sum(each.length for each in matches)
    counts = np.bincount(np.concatenate([each.kinds for each in matches]), minlength=classes)
    times = range(0, match.length, 2 * APART)
    return [Peak(row, kind, float(count / rows)) for kind, count in enumerate(counts) for row in times]


def scores(
    matches: Sequence[Labelled],
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


def seconds_off(matches: Sequence[Labelled], said: Sequence[Sequence[Peak]]) -> float:
    """Return how many seconds events are from what was told of them, on average; nan where nothing was.

    Of each class so many are taken for told, the surest, as there are events in the match; what is more than
    a second from every event counts for none.
    """
    apart = []
    for match, found in zip(matches, said, strict=True):
        for kind in np.unique(match.kinds):
            rows = match.times[match.kinds == kind]
            own = sorted((each for each in found if each.kind == kind), key=lambda peak: -peak.score)
            told = pairs(rows, [float(each.row) for each in own[: len(rows)]], RATE)
            apart += [abs(row - other) / RATE for row, other in told]
    return float(np.mean(apart)) if apart else float("nan")


def report(
    title: str, matches: Sequence[Labelled], said: Sequence[Sequence[Peak]], form: Form
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
    off = seconds_off(matches, said)
    say(f"{title}: {off:.3f} s off where told within a second")
    return {**told, "timing": {"seconds off": round(off, 4)}} if off == off else told


def _table(parts: Sequence[Sequence[NDArray[Any]]]) -> EventTable:
    game, time, kind, value = (np.concatenate(each) for each in zip(*parts, strict=True))
    half = np.ones(len(game), np.int64)
    whole = [np.rint(each).astype(np.int64) for each in (game, time, kind)]
    return EventTable(whole[0], half, whole[1], whole[2], value.astype(np.float64))
