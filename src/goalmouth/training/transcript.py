"""Trains networks that spot what happened from what was said, and chooses from when on they are believed."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from goalmouth.evaluation.counts import means
from goalmouth.evaluation.moments import Moment, counts, judged
from goalmouth.evaluation.spotting import average_map
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
from goalmouth.types import EventTable, Segment

TOLERANCES = (5, 15, 30)
"""Seconds by which a moment may be off."""

SOME = 5
"""One half in so many is asked whether an epoch was better than those before."""

FEW = ("Red card", "Yellow->red card")
"""Classes with a handful of events, which move the mean of all by more than a point."""

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

    def scores(self, said: Said, thresholds: Mapping[str, float]) -> dict[str, float]:
        """Return F1 of what is believed, at each tolerance, and average mAP of all."""
        sure = [own for own in said if own.score >= thresholds[own.label]]
        found = {}
        for tolerance in TOLERANCES:
            own = counts(self.truth, sure, tolerance)
            many = {name: each for name, each in own.items() if name not in FEW}
            found[f"micro {tolerance} s"] = means(own)["f1_micro"]
            found[f"macro {tolerance} s"] = means(own)["f1_macro"]
            found[f"of {len(many)} {tolerance} s"] = means(many)["f1_macro"]
        for metric in ("loose", "tight"):
            tables = self._table(self.truth), self._table(said)
            found[metric] = average_map(*tables, len(SOCCERNET_V2), metric, 2).every.mean
        return found

    def _table(self, own: Sequence[Moment]) -> EventTable:
        places = {_place(half): number for number, half in enumerate(self.halves)}
        where = np.array([places[each.place] for each in own])
        times = np.array([round(1000 * each.time) for each in own])
        kinds = np.array([SOCCERNET_V2.index(each.label) for each in own])
        return EventTable(where, np.ones_like(where), times, kinds, np.array([each.score for each in own]))


def _place(half: Half) -> str:
    return f"{half.game}|{half.half}"


def chosen(truth: Sequence[Moment], said: Said) -> dict[str, float]:
    """Return from which score on each class is believed: where the mean F1 over the tolerances is best."""
    return {name: _best(truth, said, name)[1] for name in SOCCERNET_V2}


def _best(truth: Sequence[Moment], said: Said, name: str) -> tuple[float, float]:
    """Return the best mean F1 of a class over the tolerances, and from which score on; 1 if none is right."""
    labels, own = ([each for each in every if each.label == name] for every in (truth, said))
    if not labels or not own:
        return 0.0, 1.0
    every = [judged(labels, own, tolerance) for tolerance in TOLERANCES]
    right = np.cumsum([[well for _, well in each] for each in every], 1)
    f1 = (2 * right / (1 + np.arange(right.shape[1]) + len(labels))).mean(0)
    best = int(f1.argmax())
    return float(f1[best]), every[0][best][0].score if f1[best] > 0 else 1.0


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
    data, said, reach = job.needed("data"), job.recipe["data"], job.recipe["spots"]["reach"]
    games = listed(data / f"{said['tuned']}.txt")
    learnt = [*read_halves(_place_of(data, said["learnt"]), listed(data / f"{said['learnt']}.txt"))]
    # Every other line: the list is in the order of leagues, and parts of it would differ.
    some, others = (
        Heard([*read_halves(_place_of(data, said["tuned"]), games[first::2])], reach) for first in (0, 1)
    )
    train = dict(job.recipe["train"])
    seeds = train.pop("seeds")
    stretches, checked = (Stretches(halves, **job.recipe["stretches"]) for halves in (learnt, some.halves))
    begun = cache(lambda: stretches.meanings(job.recipe["model"]["narrow"]))
    nets = [trained(job, stretches, checked, Plan(seed=seed, **train), begun) for seed in seeds]
    net = Sure(nets, stretches.area)
    thresholds = chosen(some.truth, some.said(net))
    told: dict[str, Any] = job.told
    for title, heard in (("chosen by", some), ("test", others)):
        told[title] = heard.scores(heard.said(net), thresholds)
        figures(title, told[title])
    own = {"classes": SOCCERNET_V2, "thresholds": thresholds, "reach": reach, "checked": told["test"]}
    texts = {name: json.dumps(value) for name, value in own.items()} | {"recipe": job.path.name}
    export(shipped(net, texts), job.out)
    write_json(job.out.with_suffix(".json"), told)


def _place_of(data: Path, name: str) -> Path:
    """Return the folder of games of that name, or the zip."""
    return data / name if (data / name).is_dir() else data / f"{name}.zip"
