"""Trains networks that spot what happened from what was said, and chooses from when on they are believed."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, product
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from goalmouth.evaluation.moments import TOLERANCES, Moment, judged, scores
from goalmouth.files import write_json
from goalmouth.labels import SOCCERNET_V2
from goalmouth.models.spoken import Spoken, Sure, coarse
from goalmouth.spotting.density import moments
from goalmouth.spotting.transcript import example
from goalmouth.spotting.words import BUCKETS, KNOWN, TRACKS, tracks_of
from goalmouth.training.export import Shipped, export
from goalmouth.training.heard import Half, Stretches, listed, read_halves
from goalmouth.training.loop import Plan, fit
from goalmouth.training.recipes import Job
from goalmouth.training.spotters import drawn
from goalmouth.training.told import figures
from goalmouth.types import Segment

ROUNDS = 4
"""How often each class's threshold is chosen, given those of the others."""

SOME = 5
"""One half in so many is asked whether an epoch was better than those before."""

Said = list[Moment]


@dataclass(frozen=True)
class Heard:
    """Halves, what happened in them, and what a network says of each: moments in time."""

    halves: Sequence[Half]
    reach: int
    truth: list[Moment] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put all labels together."""
        for half in self.halves:
            own = zip(half.times, half.kinds, strict=True)
            self.truth.extend(Moment(_place(half), time, SOCCERNET_V2[kind]) for time, kind in own)

    @torch.no_grad()
    def said(self, net: Sure) -> Said:
        """Return all moments that a network thinks of."""
        net.eval()
        found = []
        for half in self.halves:
            given = example(half.said, half.seconds, half.half)
            likely = net(*(torch.from_numpy(given[name]) for name in given)).numpy()
            found += [
                Moment(_place(half), min(own.time, half.seconds), SOCCERNET_V2[own.kind], own.score)
                for own in moments(likely, self.reach)
            ]
        return found


def _place(half: Half) -> str:
    return f"{half.game}|{half.half}"


@dataclass(frozen=True)
class Prefixes:
    """What comes of believing the so many surest moments of a class.

    scores : (moments,), falling; right : (tolerances, moments + 1), how many of so many are right; labels :
    how many there are to find.
    """

    scores: NDArray[np.float64]
    right: NDArray[np.int64]
    labels: int

    @property
    def f1(self) -> NDArray[np.float64]:
        """(moments + 1,): the mean over the tolerances."""
        counts = np.arange(len(self.scores) + 1) + self.labels
        return np.asarray((2 * self.right / np.maximum(counts, 1)).mean(0))


def prefixes(truth: Sequence[Moment], said: Said, name: str) -> Prefixes:
    """Return them of a class by name."""
    labels, own = ([each for each in every if each.label == name] for every in (truth, said))
    every = [judged(labels, own, tolerance) for tolerance in TOLERANCES]
    right = np.cumsum([[0, *(well for _, well in each)] for each in every], 1)
    return Prefixes(np.array([moment.score for moment, _ in every[0]]), right, len(labels))


def chosen(truth: Sequence[Moment], said: Said) -> dict[str, float]:
    """Return from which score on each class is believed.

    Where the F1 of all moments together, and the mean of the classes', are best in sum, over the tolerances.
    """
    every = [prefixes(truth, said, name) for name in SOCCERNET_V2]
    taken = [int(own.f1.argmax()) for own in every]
    for _, (kind, own) in product(range(ROUNDS), enumerate(every)):
        others = [
            (each, count) for at, (each, count) in enumerate(zip(every, taken, strict=True)) if at != kind
        ]
        right = own.right + sum(each.right[:, count, None] for each, count in others)
        total = np.arange(len(own.scores) + 1) + sum(count for _, count in others)
        together = (2 * right / (total + len(truth))).mean(0)
        taken[kind] = int((together + own.f1 / len(every)).argmax())
    pairs = zip(SOCCERNET_V2, every, taken, strict=True)
    return {name: float(own.scores[count - 1]) if count else 1.0 for name, own, count in pairs}


def trained(
    job: Job, stretches: Stretches, others: Stretches, plan: Plan, begun: Callable[[], Tensor]
) -> Spoken:
    """Return one network that was trained; ``others`` say when it was best.

    begun : what it begins with, see ``Stretches.meanings``.
    """
    torch.manual_seed(plan.seed)
    net: Spoken = fresh(job.recipe["model"], stretches.length)
    kept = job.kept.with_suffix(f".{plan.seed}.kept")
    if not kept.exists():
        net.begin(begun())

    def loss_of(batch: tuple[Tensor, ...]) -> Tensor:
        *given, wanted, there = batch
        apart = functional.binary_cross_entropy_with_logits(net(*given), wanted, reduction="none")
        return (apart * there[:, None]).sum() / there.sum()

    @torch.no_grad()
    def check() -> float:
        return -float(np.mean([float(loss_of(batch)) for batch in others.whole(SOME)]))

    made = {"network": "transcript", "recipe": job.path.name, **job.recipe["model"]}
    fit(net, drawn(stretches, plan), loss_of, plan, kept, made, None, check)
    return coarse(net)


def fresh(said: Mapping[str, Any], length: int) -> Spoken:
    """Return a random network as a recipe says."""
    own = {**said, "buckets": BUCKETS, "tracks": TRACKS, "known": KNOWN, "length": length}
    return Spoken(classes=len(SOCCERNET_V2), **own)


def shipped(net: Sure, told: Mapping[str, str]) -> Shipped:
    """Return networks as they go into a file, which tells of one half."""
    given = example(tracks_of([Segment(2.0, 5.0, "a corner from the left")]), 40, 1)
    axes = {name: {0: name} for name in given if name != "known"} | {"known": {1: "seconds"}}
    # What there is one of for each part, each different word, and each word.
    axes["of"], axes["rows"], axes["kept"] = {0: "parts"}, {0: "words"}, {0: "words"}
    axes["told"] = {1: "seconds"}
    return Shipped(net, {name: torch.from_numpy(own) for name, own in given.items()}, ("told",), axes, told)


def run(job: Job) -> None:
    """Do what a recipe says: train, choose by some games, tell of others, write the weights."""
    data, reach = job.needed("data"), job.recipe["spots"]["reach"]
    learnt, tuned = (_halves(data, job.recipe["data"][name]) for name in ("learnt", "tuned"))
    # Every other line: the list is in the order of leagues, and parts of it would differ.
    some, others = (Heard([*chain(*tuned[first::2])], reach) for first in (0, 1))
    train = dict(job.recipe["train"])
    seeds = train.pop("seeds")
    stretches, checked = (
        Stretches(own, **job.recipe["stretches"]) for own in ([*chain(*learnt)], some.halves)
    )
    begun = cache(lambda: stretches.meanings(job.recipe["model"]["narrow"]))
    nets = [trained(job, stretches, checked, Plan(seed=seed, **train), begun) for seed in seeds]
    net = Sure(nets, stretches.area)
    thresholds = chosen(some.truth, some.said(net))
    told: dict[str, Any] = job.told
    for title, heard in (("chosen by", some), ("test", others)):
        said = heard.said(net)
        sure = (own for own in said if own.score >= thresholds[own.label])
        told[title] = scores(heard.truth, said, sure)
        figures(title, told[title])
    own = {"classes": SOCCERNET_V2, "thresholds": thresholds, "reach": reach, "checked": told["test"]}
    texts = {name: json.dumps(value) for name, value in own.items()} | {"recipe": job.path.name}
    export(shipped(net, texts), job.out)
    write_json(job.out.with_suffix(".json"), told)


def _halves(data: Path, name: str) -> list[list[Half]]:
    """Return the halves of each game of a list, from a folder of that name or a zip."""
    store = data / name if (data / name).is_dir() else data / f"{name}.zip"
    return [[*read_halves(store, [game])] for game in listed(data / f"{name}.txt")]
