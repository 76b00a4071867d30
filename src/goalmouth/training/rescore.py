"""Trains the network that scores a spotter's candidates anew, by what is around them and what was said."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from goalmouth.datasets.games import LABELS_V2, PREDICTIONS
from goalmouth.datasets.store import Store, inside
from goalmouth.errors import InputError
from goalmouth.labels import SOCCERNET_V2
from goalmouth.models.rescoring import Rescorer, Several, rescorer
from goalmouth.pipeline.rescore import halves, said_in, spots_of
from goalmouth.spotting.surroundings import surroundings
from goalmouth.training.export import Shipped, export
from goalmouth.training.recipes import Job
from goalmouth.training.rescored import CLASSES, Half, Told, ablation, best_thresholds, calibrated, trusted
from goalmouth.training.told import say
from goalmouth.types import Floats, Spot


@dataclass(frozen=True)
class Lesson:
    """A half as the network gets it, and what it should say: see ``surroundings`` and ``targets``."""

    half: Half
    seen: NDArray[np.float16]
    places: Floats
    wanted: Floats


def lesson(half: Half, wide: int) -> Lesson:
    """Return a half as the network gets it. wide : see ``targets``."""
    seen, places = surroundings(half.spots, SOCCERNET_V2, half.seconds, half.said)
    return Lesson(half, seen.astype(np.float16), places, targets(half.labels, half.seconds, wide))


def targets(labels: Sequence[Spot], seconds: int, wide: int) -> Floats:
    """Return how much of each class happens in each second, and within ``wide`` of it, (2, seconds, classes).

    A label between two seconds is shared out between them; and a little further, for labels are not exact.
    """
    exact = np.zeros((seconds, CLASSES))
    for label in labels:
        time = min(label.time, seconds - 1.001)
        at, kind = int(time), SOCCERNET_V2.index(label.label)
        exact[at, kind] += 1 - (time - at)
        exact[at + 1, kind] += time - at
    kernels = np.array([0.25, 0.5, 0.25]), np.ones(2 * wide + 1)
    spread = [[np.convolve(column, kernel, "same") for column in exact.T] for kernel in kernels]
    return np.minimum(np.array(spread), 1).transpose(0, 2, 1).astype(np.float32)


def learn(lessons: Sequence[Lesson], recipe: Mapping[str, Any], seed: int, alone: bool = False) -> Rescorer:
    """Return a network that was trained on halves.

    alone : whether it gets of the spotter only each class's own candidates, to find out what the rest brings.
    """
    plan = recipe["train"]
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    # What is told of one second lies together: seconds are picked at random.
    seen = torch.from_numpy(np.concatenate([each.seen.transpose(1, 0, 2) for each in lessons]))
    places = torch.from_numpy(np.concatenate([each.places for each in lessons]))
    wanted = torch.from_numpy(np.concatenate([each.wanted for each in lessons], 1))
    rows, channels, knots = seen.shape
    net = rescorer(CLASSES, channels, knots, places.shape[1], recipe["model"])
    if alone:
        net.lags.data[: channels // 2] = 0
        net.lags.register_hook(lambda slope: torch.cat([0 * slope[: channels // 2], slope[channels // 2 :]]))
    weights = _weights(wanted, plan)
    count = int(rows * plan["share"] / plan["batch"])
    optimiser, schedule = _optimiser(net, plan, plan["epochs"] * count)
    heard = any(each.half.said is not None for each in lessons)
    net.train()
    for epoch in range(plan["epochs"]):
        losses = []
        for picks in torch.from_numpy(random.permutation(rows)).split(plan["batch"])[:count]:
            near, where = seen[picks].float().transpose(0, 1), places[picks]
            if heard:
                _deafen(near, where, torch.rand(len(picks)) < plan["deaf"])
            said = net(near, where)
            loss = nn.functional.binary_cross_entropy_with_logits(said, wanted[:, picks], reduction="none")
            loss = (loss * weights).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
        say(f"seed {seed}, epoch {epoch + 1}: loss {CLASSES * np.mean(losses):.4f}")
    net.eval()
    return net


def _deafen(seen: Tensor, places: Tensor, deaf: Tensor) -> None:
    """Take the transcript away from some rows, so that one network does with and without."""
    seen[len(seen) // 2 :, deaf] = 0
    places[deaf, -1] = 0


def _weights(wanted: Tensor, plan: Mapping[str, Any]) -> Tensor:
    """Return how much each target counts, (2, 1, classes): rare classes more, wide ones less."""
    counts = wanted[0].sum(0)
    own = ((counts.mean() + 1) / (counts + 5)) ** plan["rare"]
    own = own / own.mean()
    return torch.stack([own, plan["wide_share"] * own])[:, None]


def _optimiser(net: Rescorer, plan: Mapping[str, Any], steps: int) -> tuple[Any, Any]:
    """Return what moves the weights, and by how much when; straight ways learn quicker than mixed ones."""
    straight = {"shared": (5.0, 0.0), "own": (2.5, plan["own_decay"])}
    groups = [
        {"params": [each], "lr": plan["rate"] * times, "weight_decay": decay}
        for name, each in net.named_parameters()
        for times, decay in [straight.get(name, (1.0, plan["decay"]))]
    ]
    optimiser = torch.optim.AdamW(groups)
    rates = [group["lr"] for group in groups]
    return optimiser, torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, steps, pct_start=0.1)


@torch.no_grad()
def told(net: Several, own: Lesson, deaf: bool = False) -> Floats:
    """Return what a network says of a half, (2, seconds, classes). deaf : without its transcript."""
    seen, places = torch.from_numpy(own.seen).float(), torch.from_numpy(own.places).clone()
    if deaf:
        _deafen(seen, places, torch.ones(len(places), dtype=torch.bool))
    return np.asarray(net(seen, places).numpy())


def several(
    lessons: Sequence[Lesson], recipe: Mapping[str, Any], members: int, alone: bool = False
) -> Several:
    """Return networks that differ by their seeds alone, as one."""
    seed = recipe["train"]["seed"]
    nets: list[nn.Module] = [learn(lessons, recipe, seed + number, alone) for number in range(members)]
    together = Several(nets)
    together.eval()
    return together


def crossed(
    lessons: Sequence[Lesson], recipe: Mapping[str, Any], seed: int, alone: bool
) -> dict[str, list[Told]]:
    """Return what networks say of each half that had not seen its match, by what they were given.

    alone : whether to find out as well what a transcript brings without other classes' candidates.
    """
    check = recipe["check"]
    heard = any(each.half.said is not None for each in lessons)
    # What each network is given: whether other classes are hidden, and whether the transcript is.
    ways = {"transcript": (True, False)} if heard and alone else {}
    ways |= {"context": (False, True)} | ({"all": (False, False)} if heard else {})
    order = np.random.default_rng(seed).permutation(sorted({each.half.match for each in lessons}))
    found: dict[str, dict[int, Told]] = {way: {} for way in ways}
    for fold in range(check["folds"]):
        apart = set(order[fold :: check["folds"]].tolist())
        learnt = [each for each in lessons if each.half.match not in apart]
        say(f"fold {fold + 1} of {check['folds']}, {len(apart)} matches kept apart")
        hidden = {own for own, _ in ways.values()}
        nets = {own: several(learnt, recipe, check["alone" if own else "members"], own) for own in hidden}
        trust = trusted([each.half for each in learnt], recipe["train"]["doubt"])
        for place, each in enumerate(lessons):
            if each.half.match in apart:
                for way, (own, deaf) in ways.items():
                    found[way][place] = Told(told(nets[own], each, deaf), trust, fold)
    return {way: [own[place] for place in range(len(lessons))] for way, own in found.items()}


def read(job: Job) -> list[Half]:
    """Return the halves of all games that have both predictions and labels; raise ``InputError`` for none."""
    data, named = job.needed("data"), job.recipe["data"]
    predictions, labels = Store(data / named["predictions"]), Store(data / named["labels"])
    said = said_in(data / named["transcripts"]) if named["transcripts"] else None
    truths = dict.fromkeys(LABELS_V2.finds(labels))
    found = []
    for match, name in enumerate(PREDICTIONS.finds(predictions)):
        folder = name.rpartition("/")[0]
        if (truth := inside(folder, LABELS_V2.files[0])) not in truths:
            continue
        happened = dict(halves(LABELS_V2.game(labels, truth)))
        for half, rows in halves(PREDICTIONS.game(predictions, name)):
            known = [spot for spot in spots_of(happened.get(half, [])) if spot.label in SOCCERNET_V2]
            heard = said(folder, half) if said else None
            found.append(Half(match, half, spots_of(rows), known, heard))
    if not found:
        raise InputError(data, "holds no game with predictions and labels", "See [data] in the recipe")
    return found


def run(job: Job) -> None:
    """Do what a recipe says: print figures of matches kept apart, train on all, write the weights."""
    recipe = job.recipe
    own = read(job)
    lessons = [lesson(half, recipe["train"]["wide"]) for half in own]
    thresholds: Mapping[str, float] = dict.fromkeys(SOCCERNET_V2, 0.5)
    doubt = recipe["train"]["doubt"]
    beliefs = trusted(own, doubt)
    for number, seed in enumerate(recipe["check"]["seeds"]):
        found = crossed(lessons, recipe, seed, alone=not number)
        last = ablation(own, found, f"folds by seed {seed}", doubt)
        thresholds = best_thresholds(own, last)
        beliefs = calibrated(own, found[list(found)[-1]], doubt)
    net = several(lessons, recipe, recipe["train"]["members"])
    said = {
        "classes": json.dumps(SOCCERNET_V2),
        "thresholds": json.dumps(thresholds),
        "recipe": job.path.name,
    }
    said |= {"beliefs": json.dumps([astuple(each) for each in beliefs])}
    example = {
        "seen": torch.from_numpy(lessons[0].seen[:, :64]).float(),
        "places": torch.from_numpy(lessons[0].places[:64]),
    }
    axes = {"seen": {1: "seconds"}, "places": {0: "seconds"}, "told": {1: "seconds"}}
    export(Shipped(net, example, ("told",), axes, said), job.out)
