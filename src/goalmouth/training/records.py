"""What is recorded of a training, epoch by epoch, for TensorBoard and for Weights & Biases."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from goalmouth.errors import EngineError, MissingEngine
from goalmouth.files import make_folder, write_text

_wanted: ContextVar[tuple[str, ...]] = ContextVar("records", default=())

RUN = "wandb.txt"
"""The file that keeps a run's name for Weights & Biases, so that a resumed training goes on in it."""


class Record(Protocol):
    """One place to record figures in."""

    def add(self, epoch: int, figures: Mapping[str, float]) -> None:
        """Record an epoch's figures by name; epochs count from one."""
        ...

    def close(self) -> None:
        """Write what is not yet written."""
        ...


@contextmanager
def recording(wandb: bool = False) -> Iterator[None]:
    """Record every training meanwhile: for TensorBoard where it is installed, and for Weights & Biases.

    Raises ``MissingEngine`` where the latter is asked for and not installed.
    """
    if wandb:
        try:
            # A folder of that name, as it leaves behind, would do for the package itself.
            import_module("wandb.sdk")
        except ImportError as error:
            remedy = "Install it with: pip install 'goalmouth[wandb]'"
            raise MissingEngine("library", "wandb", remedy) from error
    there = ("tensorboard",) if find_spec("tensorboard") else ()
    before = _wanted.set((*there, "wandb") if wandb else there)
    try:
        yield
    finally:
        _wanted.reset(before)


@contextmanager
def records(kept: Path, done: int, plan: Mapping[str, Any]) -> Iterator[list[Record]]:
    """Yield the places in which a training is to be recorded, in a folder beside what it keeps.

    done : epochs that it had before; what was recorded of later ones, or of another training, is dropped.
    """
    kinds: dict[str, Callable[[Path, int, Mapping[str, Any]], Record]]
    kinds = {"tensorboard": TensorBoard, "wandb": WeightsAndBiases}
    opened: list[Record] = []
    try:
        if _wanted.get():
            folder = make_folder(kept.with_suffix(".records"))
            for name in _wanted.get():
                opened.append(kinds[name](folder, done, plan))
        yield opened
    finally:
        for each in opened:
            each.close()


class TensorBoard:
    """Event files, as ``tensorboard --logdir`` shows them."""

    def __init__(self, folder: Path, done: int, plan: Mapping[str, Any]) -> None:
        from torch.utils.tensorboard import SummaryWriter

        # Readers take files in the order of the seconds in their names.
        while any(f".{int(time.time())}." in file.name for file in folder.glob("events.*")):
            time.sleep(0.1)
        self._writer = SummaryWriter(str(folder), purge_step=done + 1)
        if not done:
            self._writer.add_text("plan", json.dumps(dict(plan)), 1)

    def add(self, epoch: int, figures: Mapping[str, float]) -> None:
        """See ``Record``."""
        for name, value in figures.items():
            self._writer.add_scalar(name, value, epoch)
        self._writer.flush()

    def close(self) -> None:
        """See ``Record``."""
        self._writer.close()


class WeightsAndBiases:
    """A run of Weights & Biases; with ``WANDB_MODE=offline`` it stays on this machine."""

    def __init__(self, folder: Path, done: int, plan: Mapping[str, Any]) -> None:
        import wandb

        if not (done and (folder / RUN).exists()):
            write_text(folder / RUN, uuid4().hex[:8])
        name = (folder / RUN).read_text("utf-8")
        try:
            self._run = wandb.init(
                project="goalmouth", name=folder.stem, id=name, resume="allow", dir=str(folder),
                config=dict(plan), settings=wandb.Settings(silent=True, console="off"),
            )  # fmt: skip
        except wandb.Error as error:
            raise EngineError(
                f"wandb: {error}. Log in with: wandb login, or stay on this machine with WANDB_MODE=offline"
            ) from error

    def add(self, epoch: int, figures: Mapping[str, float]) -> None:
        """See ``Record``."""
        self._run.log(dict(figures), step=epoch)

    def close(self) -> None:
        """See ``Record``."""
        self._run.finish()
