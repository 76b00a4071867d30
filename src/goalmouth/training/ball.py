"""Trains the network that finds the ball, with matches of an engine that knows where it is."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from goalmouth.datasets.engine import EngineMatch, read_engine
from goalmouth.game_state.pictures import SIZE, Gray, Successive
from goalmouth.media.decode import decode
from goalmouth.media.video import open_videos
from goalmouth.models.ball import ALIGNED, STRIDE, BallFeatures, BallNet
from goalmouth.training.export import Shipped, export
from goalmouth.training.loop import Plan, fit
from goalmouth.training.recipes import Job
from goalmouth.training.told import figures, say

SHIFT = 16
"""Pixels by which a crop is moved at random each time that it is shown."""
SPREAD = 0.8
"""Cells: how far from the ball the map still tells of it."""
BESIDE = 2.5
"""Square cells around the ball in which the place within a cell is taught."""
RIGHT = 5.0
"""Pixels from the ball within which it is found."""


@dataclass(frozen=True)
class Crops:
    """Parts of successive pictures, (n, 3, side, side), and where the ball is in each, (n, 2) pixels."""

    pictures: Gray
    balls: NDArray[np.float32]


def crops(match: EngineMatch, rng: np.random.Generator, side: int, every: int) -> Crops:
    """Return of every so many pictures a crop with the ball in it, and one from anywhere."""
    pictures: list[Gray] = []
    balls: list[NDArray[np.float64]] = []
    room = np.array(SIZE) - side

    def take(time: float, three: Gray) -> None:
        number = round(time * match.rate)
        if number % every or number >= len(match.ball):
            return
        ball = match.ball[number] * SIZE
        inside = bool(((ball > 0) & (ball < SIZE)).all())
        near = (ball - rng.uniform(SHIFT / 2, side - SHIFT / 2, 2)).round() if inside else None
        for wanted in (near, rng.integers(0, room + 1)):
            corner = rng.integers(0, room + 1) if wanted is None else np.clip(wanted, 0, room)
            x, y = (int(each) for each in corner)
            pictures.append(three[:, y : y + side, x : x + side].copy())
            balls.append(ball - corner)

    each = Successive(take)
    decode(open_videos([match.video]), [each])
    each.finish()
    return Crops(np.stack(pictures), np.array(balls, np.float32))


def shown(crops: Crops, places: NDArray[np.int64], rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Return crops as they are shown to the network, and where the ball is in each.

    Moved, mirrored, run backwards, larger and smaller, brighter and darker, with noise.
    """
    side = crops.pictures.shape[2] - SHIFT
    own = np.empty((len(places), 3, side, side), np.float32)
    balls = crops.balls[places].copy()
    for row, place in enumerate(places):
        dx, dy = rng.integers(0, SHIFT + 1, 2)
        picture = crops.pictures[place, :, dy : dy + side, dx : dx + side]
        balls[row] -= dx, dy
        if rng.random() < 0.5:
            picture, balls[row, 0] = picture[:, :, ::-1], side - balls[row, 0]
        own[row] = picture[::-1] if rng.random() < 0.1 else picture
    pictures = torch.from_numpy(own)
    contrast, light = rng.uniform(0.75, 1.3, len(places)), rng.uniform(-25, 25, len(places))
    lit = [torch.tensor(each, dtype=torch.float32)[:, None, None, None] for each in (contrast, light)]
    pictures = (pictures - 100) * lit[0] + 100 + lit[1]
    if rng.random() < 0.5:
        scale = float(rng.uniform(0.8, 1.25))
        size = round(side * scale / ALIGNED) * ALIGNED
        pictures = functional.interpolate(pictures, (size, size), mode="bilinear", antialias=True)
        balls *= size / side
    if rng.random() < 0.3:
        pictures = pictures + torch.randn_like(pictures) * 4
    return pictures.clamp(0, 255).contiguous(memory_format=torch.channels_last), torch.from_numpy(balls)


def loss_of(net: BallNet, pictures: Tensor, balls: Tensor) -> Tensor:
    """Return the loss of pictures (batch, 3, side, side) with the ball at (batch, 2) pixels or nowhere.

    The map's is the focal loss of Law and Deng, "CornerNet" (ECCV 2018), eq. 1.
    """
    told, _, _ = net(pictures)
    cells = torch.arange(told.shape[2]) + 0.5
    right = balls[:, 0, None, None] / STRIDE - cells
    below = balls[:, 1, None, None] / STRIDE - cells[:, None]
    off = torch.stack(torch.broadcast_tensors(right, below), 1).nan_to_num(1e3)
    far = (off**2).sum(1)
    wanted = torch.exp(-far / (2 * SPREAD**2))
    logit = told[:, 0]
    likely = torch.sigmoid(logit)
    nearest = (off.abs() <= 0.5).all(1)
    hit = -((1 - likely) ** 2) * functional.logsigmoid(logit) * nearest
    miss = -((1 - wanted) ** 4) * likely**2 * functional.logsigmoid(-logit) * ~nearest
    beside = far < BESIDE
    apart = ((told[:, 1:] - off).abs() * beside[:, None]).sum() / beside.sum().clamp(min=1)
    return (hit + miss).sum() / nearest.sum().clamp(min=1) + 0.3 * apart


@torch.no_grad()
def check(net: BallNet, crops: Crops) -> dict[str, float]:
    """Return how many balls are found where they are, and how many are seen where none is."""
    features = BallFeatures(net, 1).eval()
    side = crops.pictures.shape[2] - SHIFT
    found, invented = [], []
    for first in range(0, len(crops.balls), 64):
        own = crops.pictures[first : first + 64, :, SHIFT // 2 : -SHIFT // 2, SHIFT // 2 : -SHIFT // 2]
        balls = crops.balls[first : first + 64] - SHIFT // 2
        x, y, score = features(torch.from_numpy(own).float()).numpy()[:, :3].T
        away = np.hypot(*((np.stack((x, y), 1) + 1) / 2 * side - balls).T)
        inside = ((balls > 2) & (balls < side - 2)).all(1)
        found += (away[inside] <= RIGHT).tolist()
        invented += (score[~inside] > 0.5).tolist()
    return {"found": round(float(np.mean(found)), 4), "invented": round(float(np.mean(invented)), 4)}


def run(job: Job) -> None:
    """Do what a recipe says: train, check with the matches that were kept aside, write the weights."""
    said, trained = job.recipe["crops"], dict(job.recipe["train"])
    learnt, kept = job.matches("tracking.npz")
    say("cutting crops")

    def cut(folders: Sequence[Path]) -> Crops:
        matches = [read_engine(folder) for folder in folders]
        chance = [np.random.default_rng([trained["seed"], place[folder]]) for folder in folders]
        parts = [crops(*each, said["side"], said["every"]) for each in zip(matches, chance, strict=True)]
        pictures, balls = ([getattr(part, name) for part in parts] for name in ("pictures", "balls"))
        return Crops(np.concatenate(pictures), np.concatenate(balls))

    place = {folder: number for number, folder in enumerate(sorted([*learnt, *kept]))}
    seen = cut(learnt)
    torch.manual_seed(trained["seed"])
    net = BallNet().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    batch = trained.pop("batch")
    plan = Plan(steps=len(seen.balls) // batch, **trained)

    def batches(epoch: int) -> Iterator[tuple[Tensor, Tensor]]:
        rng = np.random.default_rng([plan.seed, epoch])
        order = rng.permutation(len(seen.balls))
        for step in range(plan.steps):
            yield shown(seen, order[step * batch : (step + 1) * batch], rng)

    made = {"network": "ball", "recipe": job.path.name}
    fit(net, batches, lambda own: loss_of(net, *own), plan, job.kept, made)
    found = check(net, cut(kept))
    figures("kept aside", found)
    export(shipped(net, made | {"checked": json.dumps(found)}), job.out)


def again(kept: Mapping[str, Any]) -> Shipped:
    """Return the network of a training that was kept."""
    net = BallNet()
    net.load_state_dict(kept["model"])
    return shipped(net, kept["made"])


def shipped(net: BallNet, made: Mapping[str, str]) -> Shipped:
    """Return a network as it goes into its file."""
    # Three balls of different brightness on grass, each moved a little: where it has no doubt what is where.
    pictures = torch.full((1, 3, *SIZE[::-1]), 90.0)
    for number in range(3):
        for ball, (x, y) in enumerate(((100, 80), (400, 120), (300, 250))):
            pictures[0, number, y : y + 4, x + 6 * number : x + 6 * number + 4] = 240 - 40 * ball
    axes = {"pictures": {0: "batch"}, "told": {0: "batch"}}
    return Shipped(BallFeatures(net), {"pictures": pictures}, ("told",), axes, made, fast=True)
