"""The loop that trains a network, and goes on where it was stopped to the very same end."""

import math
import pickle
import time
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from goalmouth.errors import EngineError, InputError
from goalmouth.files import replacing
from goalmouth.training.told import say

Batch = TypeVar("Batch")

REMEDY = "Remove it to begin anew"


@dataclass(frozen=True)
class Plan:
    """How to train.

    rate : the highest of a rising and falling one; begun : how much of it those parts get that began with
    weights of others; steps : batches an epoch has.
    """

    seed: int
    epochs: int
    steps: int
    rate: float
    decay: float = 0.02
    rising: float = 0.15
    clip: float = 5.0
    begun: float = 1.0


def fit(
    model: nn.Module,
    batches: Callable[[int], Iterable[Batch]],
    loss_of: Callable[[Batch], Tensor],
    plan: Plan,
    kept: Path,
    made: Mapping[str, Any],
    begun: nn.Module | None = None,
) -> None:
    """Train a model, and keep after every epoch what it takes to go on.

    batches : of an epoch, by its number, ``plan.steps`` of them; the same ones for the same number.
    loss_of : a batch's loss. kept : a file; where it holds an earlier epoch of the same plan, training goes
    on from there, on one machine to the same weights as if it had not been stopped. made : what it takes to
    make the model anew, which is kept with it. begun : the part that began with weights of others, if any.
    Raises ``InputError`` for a kept file that is none or of another plan, and ``EngineError`` for a loss
    that is no number.
    """
    older = list(begun.parameters()) if begun else []
    known = {id(weight) for weight in older}
    groups = [[weight for weight in model.parameters() if id(weight) not in known], older]
    rates = [plan.rate, plan.rate * plan.begun]
    optimiser = torch.optim.AdamW([{"params": each} for each in groups], plan.rate, weight_decay=plan.decay)
    total = plan.epochs * plan.steps
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, total, pct_start=plan.rising)
    parts = {"model": model, "optimiser": optimiser, "schedule": schedule}
    told_of = {"plan": asdict(plan), "made": dict(made)}
    first = _resumed(kept, parts, told_of) if kept.exists() else 0
    model.train()
    for epoch in range(first, plan.epochs):
        # What chance there is in an epoch follows from its number alone.
        torch.manual_seed(plan.seed * 1_000_003 + epoch)
        begin, told = time.monotonic(), 0.0
        for batch in batches(epoch):
            loss = loss_of(batch)
            told += float(loss.detach()) / plan.steps
            if not math.isfinite(told):
                raise EngineError(
                    f"training: the loss is no number any more in epoch {epoch + 1}. "
                    "Lower the recipe's rate, or look for labels that are no numbers"
                )
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), plan.clip)
            optimiser.step()
            schedule.step()
        say(f"epoch {epoch + 1} of {plan.epochs}: loss {told:.4f}, {time.monotonic() - begin:.0f} s")
        _keep(kept, parts, told_of | {"epochs": epoch + 1})


def held(kept: Path) -> dict[str, Any]:
    """Return what training kept: ``plan``, ``made``, ``epochs`` and states; raise ``InputError``."""
    try:
        found: dict[str, Any] = torch.load(kept, weights_only=True)
        if not {"plan", "made", "epochs", "model"} <= found.keys():
            raise ValueError("it lacks what training keeps")
    except (OSError, RuntimeError, ValueError, EOFError, TypeError, AttributeError,
            pickle.UnpicklingError, zipfile.BadZipFile) as error:  # fmt: skip
        raise InputError(kept, f"holds no training to go on with ({error})", REMEDY) from error
    return found


def _keep(kept: Path, parts: dict[str, Any], told_of: dict[str, Any]) -> None:
    states = {name: part.state_dict() for name, part in parts.items()}
    with replacing(kept) as path, path.open("wb") as file:
        torch.save({**told_of, **states}, file)


def _resumed(kept: Path, parts: dict[str, Any], told_of: dict[str, Any]) -> int:
    """Load what was kept, and return how many epochs are done."""
    found = held(kept)
    if any(found[name] != value for name, value in told_of.items()):
        raise InputError(kept, "was kept by training of another plan", REMEDY)
    try:
        for name, part in parts.items():
            part.load_state_dict(found[name])
    except (KeyError, RuntimeError, ValueError) as error:
        raise InputError(kept, f"holds no training to go on with ({error})", REMEDY) from error
    done: int = found["epochs"]
    say(f"going on after epoch {done} of {told_of['plan']['epochs']}")
    return done
