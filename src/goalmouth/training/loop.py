"""The loop that trains a network, and goes on where it was stopped to the very same end."""

import math
import pickle
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from goalmouth.errors import EngineError, InputError
from goalmouth.files import replacing
from goalmouth.training.parallel import Crew, crew
from goalmouth.training.records import records
from goalmouth.training.steps import Average, copied, mixed, sharper, showing, sparing
from goalmouth.training.told import say

Batch = TypeVar("Batch")

REMEDY = "Remove it to begin anew"


@dataclass(frozen=True)
class Plan:
    """How to train; raises ``EngineError`` for what cannot be.

    rate : the highest of a rising and falling one; begun : how much of it those parts get that began with
    weights of others; steps : batches an epoch has. amp : compute in bfloat16 where that is safe. ema : the
    part of the weights' moving average that stays at a step, which is what is trained then; 0 : none. sam,
    mixup : see ``sharper`` and ``mixed``; 0 : not. accumulate : batches whose mean gradient makes a step.
    patience : after so many epochs in a row without a better check, stop; the best one's weights are what is
    trained then; 0 : never. checkpointing : see ``sparing``.
    """

    seed: int
    epochs: int
    steps: int
    rate: float
    decay: float = 0.02
    rising: float = 0.15
    clip: float = 5.0
    begun: float = 1.0
    amp: bool = False
    ema: float = 0.0
    sam: float = 0.0
    mixup: float = 0.0
    accumulate: int = 1
    patience: int = 0
    checkpointing: bool = False

    def __post_init__(self) -> None:
        least = {"ema": 0, "sam": 0, "mixup": 0, "accumulate": 1, "patience": 0}
        wrong = [name for name, value in least.items() if not value <= getattr(self, name) < math.inf]
        if wrong or self.ema >= 1:
            name = (wrong or ["ema"])[0]
            most = " and below 1" if name == "ema" else ""
            raise EngineError(f"training: {name} must be {least[name]} or more{most}. Change it in [train]")


def fit(
    model: nn.Module,
    batches: Callable[[int], Iterable[Batch]],
    loss_of: Callable[[Batch], Tensor],
    plan: Plan,
    kept: Path,
    made: Mapping[str, Any],
    begun: nn.Module | None = None,
    check: Callable[[], float] | None = None,
) -> None:
    """Train a model, and keep after every epoch what it takes to go on.

    batches : of an epoch, by its number, ``plan.steps`` of them; the same ones for the same number.
    loss_of : a batch's loss. kept : a file; where it holds an earlier epoch of the same plan, training goes
    on from there, on one machine to the same weights as if it had not been stopped. made : what it takes to
    make the model anew, which is kept with it. begun : the part that began with weights of others, if any.
    check : how good the model is, the higher the better; asked after every epoch where the plan has patience.
    Of several processes (see ``in_processes``), all but the first end here.
    Raises ``InputError`` for a kept file that is none or of another plan, and ``EngineError`` for a loss
    that is no number, or a plan that this model cannot be trained by.
    """
    if plan.patience and not check:
        raise EngineError("training: nothing checks this network meanwhile. Remove patience from [train]")
    together = crew()
    together.meet()
    course = Course(model, plan, begun)
    told_of = {"plan": asdict(plan), "made": dict(made)}
    done = course.resume(kept, told_of) if kept.exists() else 0
    with ExitStack() as stack:
        writes = together.first and not course.over(done)
        places = stack.enter_context(records(kept, done, told_of["plan"])) if writes else []
        while not course.over(done):
            begin, source = time.monotonic(), Waited(batches, done)
            loss = course.epoch(done, source, loss_of, together)
            spent, done = time.monotonic() - begin, done + 1
            course.seconds += spent
            waiting = source.seconds / max(spent, 1e-9)
            line = f"epoch {done} of {plan.epochs}: loss {loss:.4f}, {spent:.0f} s, "
            line += f"{waiting:.0%} of it waiting for batches"
            figures = {"loss": loss, "rate": course.rate, "waiting": waiting}
            if plan.patience and check:
                figures["check"] = together.of_first(partial(course.checked, check))
                course.judge(figures["check"])
                line += f", check {figures['check']:.4f}"
            say(line)
            # Before it is kept: what is done again after a stop is recorded again in its place.
            for place in places:
                place.add(done, figures)
            if together.first:
                course.keep(kept, told_of | {"epochs": done, "seconds": course.seconds})
    if done < plan.epochs:
        say(f"stopped after epoch {done}: none of the last {plan.patience} checks was better")
    model.load_state_dict(course.result())
    together.leave()


class Waited:
    """An epoch's batches, and how many seconds were spent waiting for them."""

    def __init__(self, batches: Callable[[int], Iterable[Any]], epoch: int) -> None:
        self._batches, self._epoch, self.seconds = batches, epoch, 0.0

    def __iter__(self) -> Iterator[Any]:
        begin = time.monotonic()
        source = iter(self._batches(self._epoch))
        while True:
            batch = next(source, None)
            self.seconds += time.monotonic() - begin
            if batch is None:
                return
            yield batch
            begin = time.monotonic()


class Course:
    """How far training has come: the model, all that changes beside it, and the best of it so far."""

    def __init__(self, model: nn.Module, plan: Plan, begun: nn.Module | None) -> None:
        older = list(begun.parameters()) if begun else []
        known = {id(weight) for weight in older}
        groups = [[weight for weight in model.parameters() if id(weight) not in known], older]
        rates = [plan.rate, plan.rate * plan.begun]
        self.model, self.plan = model, plan
        every = [{"params": each} for each in groups]
        self.optimiser = torch.optim.AdamW(every, plan.rate, weight_decay=plan.decay)
        total = plan.epochs * -(-plan.steps // plan.accumulate)
        one = torch.optim.lr_scheduler.OneCycleLR
        self.schedule = one(self.optimiser, rates, total, pct_start=plan.rising)
        self.average = Average(model, plan.ema) if plan.ema else None
        self.best: dict[str, Tensor] | None = None
        self.score, self.worse, self.seconds = -math.inf, 0, 0.0

    @property
    def rate(self) -> float:
        """Of the step to come."""
        return float(self.schedule.get_last_lr()[0])

    def over(self, done: int) -> bool:
        """Say whether training ends after so many epochs."""
        return done >= self.plan.epochs or 0 < self.plan.patience <= self.worse

    def epoch(
        self, number: int, batches: Iterable[Batch], loss_of: Callable[[Batch], Tensor], together: Crew
    ) -> float:
        """Train for an epoch, and return its mean loss; raise ``EngineError`` for one that is no number."""
        plan, told = self.plan, 0.0
        self.model.train()
        # What chance there is in an epoch follows from its number alone.
        torch.manual_seed(plan.seed * 1_000_003 + number)
        together.begin()
        source = iter(batches)
        with sparing(self.model) if plan.checkpointing else nullcontext():
            for first in range(0, plan.steps, plan.accumulate):
                several = min(plan.accumulate, plan.steps - first)
                told += self._step(islice(source, several), several, loss_of, together) / plan.steps
                if not math.isfinite(told):
                    raise EngineError(
                        f"training: the loss is no number any more in epoch {number + 1}. "
                        "Lower the recipe's rate, or look for labels that are no numbers"
                    )
        together.share(self.model)
        return together.mean(told)

    def _step(
        self, group: Iterable[Batch], several: int, loss_of: Callable[[Batch], Tensor], together: Crew
    ) -> float:
        """Change the weights once by the mean gradient of several batches, and return the sum of losses."""
        # What is looked at twice is the same.
        shown = self._shown(group, together)
        shown = list(shown) if self.plan.sam else shown
        told = self._slopes(shown, several, loss_of, together)
        if self.plan.sam:
            with sharper(self.model, self.plan.sam):
                self._slopes(shown, several, loss_of, together)
        nn.utils.clip_grad_norm_(self.model.parameters(), self.plan.clip)
        self.optimiser.step()
        self.schedule.step()
        if self.average:
            self.average.add(self.model)
        return told

    def _shown(self, group: Iterable[Any], together: Crew) -> Iterable[Any]:
        for batch in group:
            yield together.part(mixed(batch, self.plan.mixup) if self.plan.mixup else batch)

    def _slopes(
        self, group: Iterable[Any], several: int, loss_of: Callable[[Any], Tensor], together: Crew
    ) -> float:
        """Leave the gradient of the mean loss in the weights, and return the sum of losses."""
        self.optimiser.zero_grad()
        told, device = 0.0, next(self.model.parameters()).device.type
        for batch in group:
            with together.apart():
                with torch.autocast(device, torch.bfloat16) if self.plan.amp else nullcontext():
                    loss = loss_of(batch)
                told += float(loss.detach())
                (loss / several).backward()
        together.average(self.model)
        return told

    def checked(self, check: Callable[[], float]) -> float:
        """Return what a check says of what is trained."""
        with showing(self.model.eval(), self._now()):
            return check()

    def judge(self, score: float) -> None:
        """Remember what is trained where no check said better, or how long ago one did."""
        better = score > self.score
        if better or self.best is None:
            self.best = {name: value.clone() for name, value in self._now().items()}
        self.score = score if better else self.score
        self.worse = 0 if better else self.worse + 1

    def _now(self) -> dict[str, Tensor]:
        return self.average.state if self.average else copied(self.model)

    def result(self) -> dict[str, Tensor]:
        """Return the state of what is trained: the best, the average, or the model as it is."""
        return self.best or self._now()

    def keep(self, kept: Path, told_of: dict[str, Any]) -> None:
        """Write what it takes to go on; ``model`` is what is trained."""
        states = {"model": self.result(), "optimiser": self.optimiser.state_dict()}
        states["schedule"] = self.schedule.state_dict()
        if self.average or self.best:
            states["going"] = self.model.state_dict()
        if self.average:
            states["average"] = self.average.state
        if self.best:
            states["checked"] = {"score": self.score, "worse": self.worse}
        with replacing(kept) as path, path.open("wb") as file:
            torch.save({**told_of, **states}, file)

    def resume(self, kept: Path, told_of: dict[str, Any]) -> int:
        """Load what was kept, and return how many epochs are done. Raises ``InputError``."""
        found = held(kept)
        # A plan that was kept before there were all of its values has the usual ones.
        found["plan"] = asdict(Plan(0, 0, 0, 0.0)) | found["plan"]
        if any(found[name] != value for name, value in told_of.items()):
            raise InputError(kept, "was kept by training of another plan", REMEDY)
        try:
            self.model.load_state_dict(found["model"])
            self.optimiser.load_state_dict(found["optimiser"])
            self.schedule.load_state_dict(found["schedule"])
            if self.plan.patience:
                self.best = copied(self.model)
                self.score, self.worse = found["checked"]["score"], found["checked"]["worse"]
            if self.average:
                self.model.load_state_dict(found["average"])
                self.average.state = copied(self.model)
            if self.average or self.best:
                self.model.load_state_dict(found["going"])
        except (KeyError, RuntimeError, ValueError) as error:
            raise InputError(kept, f"holds no training to go on with ({error})", REMEDY) from error
        done: int = found["epochs"]
        self.seconds = found["seconds"]
        say(f"going on after epoch {done} of {told_of['plan']['epochs']}")
        return done


def held(kept: Path) -> dict[str, Any]:
    """Return what training kept: ``plan``, ``made``, ``epochs``, ``seconds`` and states.

    Raises ``InputError``.
    """
    try:
        found: dict[str, Any] = torch.load(kept, weights_only=True)
        found.setdefault("seconds", 0.0)
        if not {"plan", "made", "epochs", "model"} <= found.keys():
            raise ValueError("it lacks what training keeps")
    except (OSError, RuntimeError, ValueError, EOFError, TypeError, AttributeError,
            pickle.UnpicklingError, zipfile.BadZipFile) as error:  # fmt: skip
        raise InputError(kept, f"holds no training to go on with ({error})", REMEDY) from error
    return found
