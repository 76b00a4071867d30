"""Several processes that train one network, each on its part of every batch."""

import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, distributed, nn

from goalmouth.errors import EngineError, GoalmouthError
from goalmouth.files import scratch
from goalmouth.training.told import say

PATIENT = timedelta(days=30)
"""How long one waits for another, which may watch matches first; one that died is seen at once."""

SOON = 5.0
"""Seconds within which a process that lost another, or died, shows it."""

AGAIN = "The same command goes on where it was stopped"


@dataclass
class Crew:
    """One process among those that train together; one alone has nobody to ask."""

    rank: int = 0
    size: int = 1
    _own: Tensor | None = field(default=None, repr=False)

    @property
    def first(self) -> bool:
        """Whether it is the one that checks, writes and tells."""
        return self.rank == 0

    def part(self, batch: Any) -> Any:
        """Return this process's rows of a tensor, or of each in a tuple; raise ``EngineError`` if uneven."""
        if self.size == 1:
            return batch
        if isinstance(batch, tuple):
            return tuple(self.part(each) for each in batch)
        if len(batch) % self.size:
            raise EngineError(
                f"training: {self.size} processes cannot have equal parts of a batch of {len(batch)}. "
                "Give --processes a number that divides the recipe's batch"
            )
        return batch[self.rank :: self.size]

    def average(self, model: nn.Module) -> None:
        """Give all processes the mean of their gradients."""
        slopes = [weight.grad for weight in model.parameters() if weight.grad is not None]
        if self.size > 1 and slopes:
            flat = torch.cat([slope.flatten() for slope in slopes])
            distributed.all_reduce(flat)
            flat /= self.size
            for slope, own in zip(slopes, flat.split([each.numel() for each in slopes]), strict=True):
                slope.copy_(own.view_as(slope))

    def mean(self, value: float) -> float:
        """Return the mean of a number over the processes."""
        if self.size == 1:
            return value
        told = torch.tensor(value, dtype=torch.float64)
        distributed.all_reduce(told)
        return float(told) / self.size

    def of_first(self, value: Callable[[], float]) -> float:
        """Return what the first process finds, without asking for it in the others."""
        told = torch.tensor(value() if self.first else 0.0, dtype=torch.float64)
        if self.size > 1:
            distributed.broadcast(told, 0)
        return float(told)

    def share(self, model: nn.Module) -> None:
        """Give all processes the first one's buffers, such as statistics of the batches that it saw."""
        if self.size > 1:
            for buffer in model.buffers():
                distributed.broadcast(buffer, 0)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Draw random numbers of one's own: what is drawn outside is the same in every process."""
        if self.size == 1:
            yield
            return
        common = torch.get_rng_state()
        if self._own is None:
            torch.manual_seed(int(torch.randint(2**62, ())) + self.rank)
        else:
            torch.set_rng_state(self._own)
        yield
        self._own = torch.get_rng_state()
        torch.set_rng_state(common)

    def begin(self) -> None:
        """Forget which numbers were drawn: those of an epoch follow from it alone."""
        self._own = None

    def meet(self) -> None:
        """Wait until all processes are here.

        The others begin when the first one is here, and find made what it had to make of the matches.
        """
        if self.size > 1:
            for _ in range(2 if self.first else 1):
                distributed.barrier()

    def leave(self) -> None:
        """End every process but the first, whose alone is what comes after training."""
        if not self.first:
            raise SystemExit(0)


def crew() -> Crew:
    """Return this process's place among those that train together."""
    if distributed.is_available() and distributed.is_initialized():
        return Crew(distributed.get_rank(), distributed.get_world_size())
    return Crew()


def in_processes(count: int, work: Callable[..., Any], *given: Any) -> Any:
    """Return what work returns in the first of so many processes, all of which do it.

    Each of them must come to ``fit``. work, given : what ``pickle`` takes.
    Raises what was raised in one of them, after all were ended; ``EngineError`` for one that died.
    """
    context = multiprocessing.get_context("spawn")
    with scratch("train") as folder:
        pipes = [context.Pipe(duplex=False) for _ in range(count)]
        processes = [
            context.Process(target=_run, args=(rank, count, folder, there, work, given))
            for rank, (_, there) in enumerate(pipes)
        ]
        try:
            for process, (_, there) in zip(processes, pipes, strict=True):
                process.start()
                there.close()
            return _watched(processes, [here for here, _ in pipes])
        finally:
            for process in processes:
                if process.is_alive():
                    process.terminate()
                process.join(10)
                if process.is_alive():
                    process.kill()


def _watched(processes: Sequence[Any], pipes: Sequence[Connection]) -> Any:
    """Return what the first process did; raise what went wrong in any."""
    told: dict[int, tuple[Any, ...]] = {}
    while told.get(0, ("",))[0] != "done":
        silent = [rank for rank in range(len(pipes)) if rank not in told]
        wait([own for rank in silent for own in (pipes[rank], processes[rank].sentinel)])
        ended = [rank for rank in silent if processes[rank].exitcode is not None]
        told |= {rank: said for rank in silent if (said := _said(pipes[rank], 0))}
        lost = any(each[0] == "failed" for each in told.values()) or set(ended) - told.keys()
        if lost and told.get(0, ("",))[0] != "done":
            raise _first_trouble(processes, pipes, told)
    # The others leave when training ends; those that still wait for its begin find the first one gone.
    others = [told.get(rank) or _said(pipe, SOON) for rank, pipe in enumerate(pipes)]
    if any(each is None or each[0] != "done" for each in others):
        say("training: the first process did not need the others for this network")
    return told[0][1]


def _first_trouble(
    processes: Sequence[Any], pipes: Sequence[Connection], told: Mapping[int, tuple[Any, ...]]
) -> GoalmouthError:
    """Return what began it: those that lose another fail as well, and may be the first to tell."""
    told = dict(told)
    for rank, pipe in enumerate(pipes):
        if rank not in told and (said := _said(pipe, SOON)):
            told[rank] = said
        if rank not in told:
            processes[rank].join(SOON)
    if dead := [rank for rank, own in enumerate(processes) if rank not in told and own.exitcode is not None]:
        code, which = processes[dead[0]].exitcode, f"process {dead[0] + 1} of {len(processes)}"
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return EngineError(f"training: {which} died ({how}), and the others were ended. {AGAIN}")
    failed = [each[1:] for each in told.values() if each[0] == "failed"]
    return _again(*min(failed, key=lambda each: (each[1] is None, each[0])))


def _said(pipe: Connection, seconds: float) -> tuple[Any, ...] | None:
    """Return what a process tells within some time, or ``None``."""
    try:
        return tuple(pipe.recv()) if pipe.poll(seconds) else None
    except (EOFError, ConnectionError):
        return None


def _again(_: float, kind: type[GoalmouthError] | None, text: str, state: dict[str, Any]) -> GoalmouthError:
    """Return an error as it was raised in another process."""
    if kind is None:
        return EngineError(text)
    error = kind.__new__(kind, text)
    error.__dict__.update(state)
    return error


def _run(
    rank: int, count: int, folder: Path, pipe: Connection, work: Callable[..., Any], given: Iterable[Any]
) -> None:
    """Do one process's work, and tell the process that watches what came of it."""
    # The one that watches ends all of them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if rank:
        sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    torch.set_num_threads(max(1, torch.get_num_threads() // count))
    cuda = torch.cuda.is_available() and torch.cuda.device_count() >= count
    if cuda:
        torch.cuda.set_device(rank)
    try:
        distributed.init_process_group(
            "cpu:gloo,cuda:nccl" if cuda else "gloo",
            init_method=(folder / "meet").as_uri(), rank=rank, world_size=count, timeout=PATIENT,
        )  # fmt: skip
        if rank:
            distributed.barrier()
        pipe.send(("done", work(*given)))
    except SystemExit:
        pipe.send(("done", None))
    except GoalmouthError as error:
        pipe.send(("failed", time.time(), type(error), str(error), error.__dict__))
    except Exception:
        text = f"training: process {rank + 1} of {count} failed\n{traceback.format_exc()}"
        pipe.send(("failed", time.time(), None, text, {}))
    # Threads of torch may wait for a process that is gone.
    sys.stderr.flush()
    sys.stdout.flush()
    os._exit(0)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
