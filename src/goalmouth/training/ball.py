"""Trains the network that finds the ball: ``python -m goalmouth.training.ball RECIPE --data FOLDER``."""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from goalmouth.datasets.engine import EngineMatch, read_engine
from goalmouth.errors import InputError
from goalmouth.game_state.pictures import SIZE, Gray, Successive
from goalmouth.media.decode import decode
from goalmouth.media.video import open_videos
from goalmouth.models.ball import STRIDE, BallFeatures, BallNet
from goalmouth.training.command import ended, say
from goalmouth.training.export import export
from goalmouth.training.loop import Plan, fit

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


def crops(match: EngineMatch, side: int, every: int, rng: np.random.Generator) -> Crops:
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
        size = round(side * scale / 16) * 16
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
    net.eval()
    side = crops.pictures.shape[2] - SHIFT
    found, invented = [], []
    for first in range(0, len(crops.balls), 64):
        own = crops.pictures[first : first + 64, :, SHIFT // 2 : -SHIFT // 2, SHIFT // 2 : -SHIFT // 2]
        balls = crops.balls[first : first + 64] - SHIFT // 2
        told, _, _ = net(torch.from_numpy(own).float())
        score, cell = told[:, 0].flatten(1).max(1)
        wide = told.shape[3]
        offs = told[:, 1:].flatten(2).gather(2, cell[:, None, None].expand(-1, 2, 1))[:, :, 0]
        place = torch.stack((cell % wide, cell // wide), 1) + 0.5 + offs
        away = np.hypot(*(place.numpy() * STRIDE - balls).T)
        inside = ((balls > 2) & (balls < side - 2)).all(1)
        found += (away[inside] <= RIGHT).tolist()
        invented += (score.numpy()[~inside] > 0).tolist()
    return {"found": round(float(np.mean(found)), 4), "invented": round(float(np.mean(invented)), 4)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Train by a recipe, check with matches that were kept aside, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m goalmouth.training.ball", description=__doc__)
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="a folder of matches with tracking.npz")
    parser.add_argument("--out", type=Path, default=Path("ball.onnx"), help="default ./ball.onnx")
    options = parser.parse_args(arguments)
    return ended(lambda: run(options.recipe, options.data, options.out))


def run(path: Path, data: Path, out: Path) -> None:
    """Do what a recipe says."""
    recipe = tomllib.loads(path.read_text("utf-8"))
    said, seed = recipe["crops"], recipe["train"]["seed"]
    folders = sorted(folder for folder in data.iterdir() if folder.is_dir())
    if not {*said["aside"]} <= {folder.name for folder in folders}:
        raise InputError(data, f"lacks matches of the recipe ({', '.join(said['aside'])})", "Name another")
    say("cutting crops")
    made = {
        folder.name: crops(
            read_engine(folder), said["side"], said["every"], np.random.default_rng([seed, number])
        )
        for number, folder in enumerate(folders)
    }
    aside = _joined([made.pop(name) for name in said["aside"]])
    seen = _joined([*made.values()])
    torch.manual_seed(seed)
    net = BallNet().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    batch = recipe["train"].pop("batch")
    plan = Plan(steps=len(seen.balls) // batch, **recipe["train"])

    def batches(epoch: int) -> Iterator[tuple[Tensor, Tensor]]:
        rng = np.random.default_rng([plan.seed, epoch])
        order = rng.permutation(len(seen.balls))
        for step in range(plan.steps):
            yield shown(seen, order[step * batch : (step + 1) * batch], rng)

    fit(net, batches, lambda own: loss_of(net, *own), plan, out.with_suffix(".kept"))
    figures = check(net, aside)
    print("  ".join(f"{name} {value:.3f}" for name, value in figures.items()))
    axes = {"pictures": {0: "batch"}, "told": {0: "batch"}}
    example, said_of_it = (
        torch.zeros(1, 3, *SIZE[::-1]),
        {"recipe": path.name, "checked": json.dumps(figures)},
    )
    export(BallFeatures(net), example, out, ("pictures", "told"), axes, said_of_it)


def _joined(parts: Sequence[Crops]) -> Crops:
    return Crops(
        np.concatenate([part.pictures for part in parts]), np.concatenate([part.balls for part in parts])
    )


if __name__ == "__main__":
    sys.exit(main())
