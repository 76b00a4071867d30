"""Trains the network that reads small print."""

import json
import multiprocessing
import time
from collections.abc import Sequence
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import ImageFont
from torch import Tensor, nn

from goalmouth.errors import InputError
from goalmouth.models.small_print import STRIDE, SmallPrint
from goalmouth.scene.banners.words import distance
from goalmouth.scene.small_print import ALIGNED, LINES, as_input
from goalmouth.training.export import Shipped, export
from goalmouth.training.recipes import Job
from goalmouth.training.rows import ALPHABET, Drawer, Gray
from goalmouth.training.told import figures, say

Row = tuple[Gray, str]
OWN = Path(__file__).parents[1] / "film" / "fonts"


def fonts_of(names: Sequence[str]) -> list[Path]:
    """Return the files of typefaces; raise ``InputError`` for one that is not there."""
    installed = [point.load() for kind in ("ttf", "otf") for point in entry_points(group=f"fonts_{kind}")]
    files = [*OWN.glob("*.ttf"), *(Path(path) for files in installed for path in files.values())]
    beside = {path.name: path for path in files}
    found = []
    for name in names:
        try:
            found.append(Path(str(ImageFont.truetype(str(beside.get(name, name)), 10).path)))
        except OSError as error:
            raise InputError(
                name, "is no typeface of this machine", "The recipe says where to get it"
            ) from error
    return found


def draw(drawer: Drawer, count: int, seed: int) -> list[Row]:
    """Return rows, the narrowest first; each follows from the seed and its number."""
    with multiprocessing.get_context("fork").Pool(2) as pool:
        rows = pool.map(partial(_one, drawer, seed), range(count), chunksize=200)
    return sorted(rows, key=lambda row: row[0].shape[1])


def _one(drawer: Drawer, seed: int, number: int) -> Row:
    return drawer(np.random.default_rng([seed, number]))


def stacked(rows: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return pictures (n, 1, lines, columns), how many values each has, all symbols, how many each has."""
    wide = -(-max(picture.shape[1] for picture, _ in rows) // ALIGNED) * ALIGNED
    pictures = np.stack([as_input(picture, wide) for picture, _ in rows])
    symbols = [1 + ALPHABET.index(letter) for _, text in rows for letter in text]
    values = [-(-picture.shape[1] // STRIDE) for picture, _ in rows]
    lengths = [len(text) for _, text in rows]
    return torch.from_numpy(pictures)[:, None], *map(torch.tensor, (values, symbols, lengths))  # type: ignore[return-value]


def train(model: SmallPrint, rows: Sequence[Row], plan: dict[str, Any]) -> None:
    """Train with batches of rows of about one width. rows : the narrowest first."""
    random, batch = np.random.default_rng(plan["seed"]), plan["batch"]
    loss_of = nn.CTCLoss(zero_infinity=True)
    optimiser = torch.optim.AdamW(model.parameters(), plan["rate"], weight_decay=1e-3)
    steps, begin = plan["epochs"] * (len(rows) // batch), time.monotonic()
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, plan["rate"], steps, pct_start=0.1)
    model.to(memory_format=torch.channels_last).train()  # type: ignore[call-overload]
    for epoch in range(plan["epochs"]):
        losses = []
        shift = int(random.integers(len(rows) % batch + 1))
        for at in random.permutation(len(rows) // batch):
            pictures, values, symbols, lengths = stacked(rows[shift + at * batch : shift + (at + 1) * batch])
            said = model(pictures.to(memory_format=torch.channels_last)).log_softmax(2).transpose(0, 1)
            loss = loss_of(said, symbols, values, lengths)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
            if len(losses) % 250 == 0:
                say(f"epoch {epoch + 1}: loss {np.mean(losses[-250:]):.4f}, {time.monotonic() - begin:.0f} s")


@torch.no_grad()
def check(model: SmallPrint, rows: Sequence[Row]) -> dict[str, float]:
    """Return the share of rows, and of letters, that are read exactly."""
    model.eval()
    right = wrong = letters = 0
    for picture, text in rows:
        x = torch.from_numpy(as_input(picture))[None, None]
        best = model(x)[0].argmax(1).tolist()
        read = "".join(ALPHABET[b - 1] for a, b in zip([0, *best], best, strict=False) if b not in (0, a))
        right += read == text
        wrong += distance(read, text)
        letters += len(text)
    return {"rows": round(right / len(rows), 4), "letters": round(1 - wrong / letters, 4)}


class _Read(nn.Module):
    """What is exported: probabilities."""

    def __init__(self, model: SmallPrint) -> None:
        super().__init__()
        self.model = model

    def forward(self, row: Tensor) -> Tensor:
        """Return (columns / ``STRIDE``, symbols). row : (lines, columns), a multiple of 8."""
        return torch.softmax(self.model(row[None, None]), 2)[0]


def run(job: Job) -> None:
    """Do what a recipe says: train, check with rows that were not drawn before, write the weights."""
    recipe = job.recipe
    plan = recipe["train"]
    drawer = Drawer(fonts_of(recipe["rows"]["fonts"]), tuple(recipe["rows"]["sizes"]))
    torch.manual_seed(plan["seed"])
    model = SmallPrint(1 + len(ALPHABET), LINES)
    say("drawing rows")
    train(model, draw(drawer, recipe["rows"]["count"], plan["seed"]), plan)
    unseen = Drawer(fonts_of(recipe["check"]["fonts"]), drawer.sizes)
    rows = draw(unseen, 2000, recipe["check"]["seed"])
    found = check(model, rows)
    figures("unseen", found)
    told = {"alphabet": ALPHABET, "stride": str(STRIDE), "recipe": job.path.name}
    told |= {"checked": json.dumps(found)}
    axes = {"row": {1: "columns"}, "symbols": {0: "values"}}
    example = torch.from_numpy(as_input(rows[-1][0]))
    export(Shipped(_Read(model), {"row": example}, ("symbols",), axes, told), job.out)
