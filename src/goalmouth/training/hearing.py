"""Trains the network that hears speech, cheering, whistles and music."""

import json
import multiprocessing
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from goalmouth.errors import InputError
from goalmouth.files import digest
from goalmouth.models.hearing import STRIDE, Hearing, Tagger
from goalmouth.scene.sound.mel import LogMel, MelSpec
from goalmouth.training.export import Shipped, export
from goalmouth.training.mixtures import CLASSES, OPEN, Mixer
from goalmouth.training.recipes import Job
from goalmouth.training.told import figures, say
from goalmouth.training.voices import say_all

SHORTEST = 512
"""Frames of the shortest stretch that is trained on: the last window of a video is short, too."""

Batch = tuple[Tensor, Tensor]


class Maker:
    """Makes the pictures and targets of stretch after stretch; each follows from the seed and its number."""

    def __init__(self, mixer: Mixer, spec: MelSpec, frames: int, seed: int) -> None:
        self.mixer, self.spec, self.frames, self.seed = mixer, spec, frames, seed
        self.mel = LogMel(spec)

    def __call__(self, number: int) -> tuple["np.ndarray[Any, Any]", "np.ndarray[Any, Any]"]:
        """Return the picture (bands, frames) and the targets (frames / stride, classes); ``nan`` is open."""
        spec = self.spec
        stretch = self.mixer.draw(np.random.default_rng([self.seed, number]), self.frames * spec.hop)
        picture = self.mel(np.pad(stretch.samples, spec.window // 2))[: self.frames].T
        heard = np.stack([stretch.heard[name] for name in CLASSES], 1)
        # A value is about the frames around its own, half of them before it.
        around = np.pad(heard, ((STRIDE // 2, 0), (0, 0)), mode="edge")[: self.frames]
        groups = around.reshape(-1, STRIDE, len(CLASSES)).astype(np.float32)
        targets = np.where(groups == OPEN, np.nan, groups)
        settled = np.isfinite(targets).mean(1) > 0.5
        means = np.nansum(targets, 1) / np.maximum(np.isfinite(targets).sum(1), 1)
        return picture.astype(np.float16), np.where(settled, means, np.nan).astype(np.float16)


def make(recipe: Mapping[str, Any], sound: Mapping[str, Any], spec: MelSpec) -> Batch:
    """Return the pictures (n, bands, frames) and targets (n, frames / 16, classes) of a recipe's part."""
    paces = sound.get("paces", [1.0])
    mixer = Mixer(say_all(sound["voices"], paces, spec.sample_rate, spec.hop), spec.sample_rate, spec.hop)
    maker = Maker(mixer, spec, recipe["sound"]["frames"], sound["seed"])
    with multiprocessing.get_context("fork").Pool(2) as pool:
        made = pool.map(maker, range(sound["stretches"]), chunksize=20)
    pictures, targets = (torch.from_numpy(np.stack(part)) for part in zip(*made, strict=True))
    return pictures, targets


def loss_of(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the mean cross-entropy of what is settled."""
    settled = ~torch.isnan(targets)
    return nn.functional.binary_cross_entropy_with_logits(logits[settled], targets[settled])


def train(model: Hearing, tagger: Tagger, data: Batch, plan: Mapping[str, Any]) -> None:
    """Train the head and the late part of the trunk; the early part stays as published.

    What the published network says of a stretch is asked of the trained trunk as well, so that it does
    not forget real sound over drawn sound.
    """
    random = np.random.default_rng(plan["seed"])
    pictures, targets = data
    first, batch = plan["first"], plan["batch"]
    for each in model.features.parameters():
        each.requires_grad_(False)
    late = list(model.late(first))
    for each in late:
        each.requires_grad_(True)
    kept = ("features.", "spoken.")
    own = [each for name, each in model.named_parameters() if not name.startswith(kept)]
    rates = [plan["rate"], plan["trunk_rate"]]
    groups = [{"params": params, "lr": rate} for params, rate in zip((own, late), rates, strict=True)]
    optimiser = torch.optim.AdamW(groups, weight_decay=1e-3)
    steps = plan["epochs"] * (len(pictures) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, steps, pct_start=0.15)
    tagger.eval().requires_grad_(False)
    model.train()
    # Batch statistics of drawn sound would unsettle a trunk that has seen real sound.
    model.features.eval()
    begin = time.monotonic()
    for epoch in range(plan["epochs"]):
        order, losses, apart = random.permutation(len(pictures)), [], []
        for picks in np.array_split(order, len(order) // batch)[: len(order) // batch]:
            length = 32 * int(random.integers(SHORTEST // 32, pictures.shape[2] // 32 + 1))
            start = 32 * int(random.integers(0, (pictures.shape[2] - length) // 32 + 1))
            x = pictures[picks, None, :, start : start + length].float() + _tilt(random, len(picks))
            goal = targets[picks, start // STRIDE : (start + length) // STRIDE].float()
            with torch.no_grad():
                early = model.features[:first](x)
                said = tagger.classifier(tagger.features[first:](early))
            fine = model.features[first:13](early)
            deep = model.features[13:](fine)
            keep = (tagger.classifier(deep) - said).square().mean()
            loss = loss_of(model.head(fine, deep), goal)
            optimiser.zero_grad()
            (loss + plan["keep"] * keep).backward()
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
            apart.append(float(keep.detach()))
        spent = time.monotonic() - begin
        say(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, apart {np.mean(apart):.3f}, {spent:.0f} s")


def _tilt(random: np.random.Generator, count: int) -> Tensor:
    """Return how other microphones would colour and level each picture, (count, 1, 128, 1)."""
    corners = random.normal(0, 0.12, (count, 6)) + random.normal(0, 0.15, (count, 1))
    curves = [np.interp(np.linspace(0, 5, 128), np.arange(6), row) for row in corners]
    return torch.from_numpy(np.stack(curves).astype(np.float32))[:, None, :, None]


@torch.no_grad()
def check(model: Hearing, data: Batch) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 of each class, value by value, at one half."""
    model.eval()
    pictures, targets = data
    said = torch.cat([model(part[:, None].float()) for part in pictures.split(16)]) > 0
    found = {}
    for k, name in enumerate(CLASSES):
        settled = ~torch.isnan(targets[..., k])
        heard, truth = said[..., k][settled], targets[..., k][settled] >= 0.5
        right = float((heard & truth).sum())
        precision, recall = right / max(1, int(heard.sum())), right / max(1, int(truth.sum()))
        f1 = 2 * right / max(1, int(heard.sum() + truth.sum()))
        found[name] = {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}
    return found


class _Heard(nn.Module):
    """What is exported: likelihoods, and pictures as they come."""

    def __init__(self, model: Hearing) -> None:
        super().__init__()
        self.model = model

    def forward(self, picture: Tensor) -> Tensor:
        """Return (frames / 16, classes), 0…1. picture : (frames, bands)."""
        return torch.sigmoid(self.model(picture.T[None, None]))[0]


def run(job: Job) -> None:
    """Do what a recipe says: train, check with voices that were not heard, write the weights."""
    recipe, weights = job.recipe, job.needed("start")
    start = recipe["start"]
    found = digest(weights)
    if found != start["sha256"]:
        problem = (
            f"is not the file that {job.path} starts from ({start['published']}; its SHA-256 is {found})"
        )
        raise InputError(weights, problem, "The recipe says where to get it")
    published = {name: value.float() for name, value in load_file(weights).items()}
    torch.manual_seed(recipe["train"]["seed"])
    spec, tagger, model = MelSpec(), Tagger(), Hearing(len(CLASSES))
    tagger.load_state_dict(published, strict=True)
    model.begin_with(published)
    say("drawing sound")
    data, unheard = make(recipe, recipe["sound"], spec), make(recipe, recipe["check"], spec)
    train(model, tagger, data, recipe["train"])
    found = check(model, unheard)
    for name, row in found.items():
        figures(name, row)
    told = {"classes": json.dumps(CLASSES), "stride": str(STRIDE), "mel": json.dumps(asdict(spec))}
    told |= {"recipe": job.path.name, "started_from": start["published"], "checked": json.dumps(found)}
    axes = {"picture": {0: "frames"}, "heard": {0: "values"}}
    example = unheard[0][0].T.float()
    export(Shipped(_Heard(model), {"picture": example}, ("heard",), axes, told), job.out)
