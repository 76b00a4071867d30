"""Damaged copies of a recording, each watched in a process that may die of it."""

import multiprocessing
import shutil
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

from numpy.random import Generator, default_rng

from goalmouth.benchmarks.common import load
from goalmouth.errors import EngineError, GoalmouthError
from goalmouth.evaluation.timing import pairs
from goalmouth.film.source import pictures, sound
from goalmouth.media.video import join, open_videos
from goalmouth.pipeline.chain import spot

REACH = 5.0
"""Seconds from the truth within which a goal is that goal."""
LIMIT = 120.0
"""Seconds that no copy may take, on a busy machine either; an undamaged one takes about one."""
MORE = 1.5
"""Seconds by which a damaged copy may seem longer than what it was copied from."""
HEAD = 2048
"""Bytes at a file's beginning that count as its head."""


def flipped(data: bytearray, rng: Generator) -> None:
    """Change single bits, few or many, anywhere."""
    for at in rng.integers(0, len(data), round(10 ** rng.uniform(0, 3))):
        data[at] ^= 1 << int(rng.integers(8))


def burst(data: bytearray, rng: Generator) -> None:
    """Replace a stretch by noise."""
    length = round(len(data) * 10 ** rng.uniform(-4, -0.5))
    at = int(rng.integers(len(data) - length))
    data[at : at + length] = rng.bytes(length)


def blank(data: bytearray, rng: Generator) -> None:
    """Replace a stretch by zeros, as a disk or a download that broke off leaves it."""
    length = round(len(data) * 10 ** rng.uniform(-3, -0.2))
    at = int(rng.integers(len(data) - length))
    data[at : at + length] = bytes(length)


def cut(data: bytearray, rng: Generator) -> None:
    """Cut the file off."""
    del data[int(rng.integers(1, len(data))) :]


def dropped(data: bytearray, rng: Generator) -> None:
    """Take packets of a transport stream's size out, in runs."""
    for _ in range(int(rng.integers(1, 30))):
        at = int(rng.integers(max(1, len(data) // 188))) * 188
        del data[at : at + 188 * int(rng.integers(1, 20))]


def shuffled(data: bytearray, rng: Generator) -> None:
    """Swap two stretches."""
    length = round(len(data) * rng.uniform(0.001, 0.1))
    one, other = sorted(int(at) for at in rng.integers(0, len(data) - length, 2))
    if other - one >= length:
        first, second = data[one : one + length], data[other : other + length]
        data[one : one + length], data[other : other + length] = second, first


def head(data: bytearray, rng: Generator) -> None:
    """Change bytes where the file says what it is."""
    for at in rng.integers(0, min(HEAD, len(data)), round(10 ** rng.uniform(0, 2))):
        data[at] = int(rng.integers(256))


def index(data: bytearray, rng: Generator) -> None:
    """Change bytes in the index of an mp4, or at the end where others keep theirs."""
    at = data.find(b"moov")
    low, high = (at, min(len(data), at + 6000)) if at >= 0 else (max(0, len(data) - 3000), len(data))
    for place in rng.integers(low, high, round(10 ** rng.uniform(0, 1.5))):
        data[place] = int(rng.integers(256))


KINDS: Mapping[str, Callable[[bytearray, Generator], None]] = {
    each.__name__: each for each in (flipped, burst, blank, cut, dropped, shuffled, head, index)
}


def damaged(source: bytes, seed: int) -> tuple[str, bytes]:
    """Return a kind of damage and the copy that has it; the same seed gives the same copy."""
    rng = default_rng(seed)
    kind = list(KINDS)[seed % len(KINDS)]
    data = bytearray(source)
    KINDS[kind](data, rng)
    return kind, bytes(data)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one copy: ``result`` or ``error`` (a clear one), or what must not be."""

    verdict: str
    words: str = ""
    seconds: float = 0.0
    """Of video that was there."""
    goals: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()


def look(path: Path, out: Path) -> Outcome:
    """Find the goals of a file and read a stretch of it as a film would; raise nothing."""
    try:
        found = spot(path, out)
        durations = load(out / "run.json")["watch"]["durations"]
        videos = join([replace(v, duration=d) for v, d in zip(open_videos([path]), durations, strict=True)])
        for _ in pictures(videos, 1.0, 20, Fraction(10)):
            pass
        sound(videos, 1.0, 48_000, 48_000)
    except GoalmouthError as error:
        one_line = str(path) in str(error) and "\n" not in str(error)
        return Outcome("error" if one_line else "unclear", str(error))
    except Exception as error:
        return Outcome("raised", "".join(traceback.format_exception(error)[-3:]))
    goals = tuple(s.time for s in found.spots if s.selected and s.label == "Goal")
    return Outcome("result", "", sum(durations), goals, found.notes)


def _serve(ours: "Connection[Any, Any]", out: Path) -> None:
    """Look at one file after another, in a process of its own."""
    while True:
        path = ours.recv()
        shutil.rmtree(out, ignore_errors=True)
        ours.send(look(path, out))


class Watcher:
    """Has files looked at by a process of its own, which is used again until it dies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, self.folder / "out"), daemon=True)
        self.process.start()
        theirs.close()

    def look(self, path: Path) -> Outcome:
        """Return what became of a file; ``crash`` or ``hang`` where the process came to grief."""
        try:
            self.pipe.send(path)
            if self.pipe.poll(LIMIT):
                return cast(Outcome, self.pipe.recv())
            outcome = Outcome("hang", f"not done within {LIMIT:.0f} s")
        except (EOFError, OSError):
            self.process.join()
            outcome = Outcome("crash", f"the process ended with {self.process.exitcode}")
        self.close()
        self._start()
        return outcome

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def judged(outcome: Outcome, whole: Outcome) -> Outcome:
    """Return the outcome, ``untrue`` where a damaged copy shows what its original does not."""
    if outcome.verdict != "result":
        return outcome
    if outcome.seconds > whole.seconds + MORE:
        return replace(outcome, verdict="untrue", words=f"lasts {outcome.seconds:.1f} s")
    if len(pairs(whole.goals, outcome.goals, REACH)) < len(outcome.goals):
        return replace(outcome, verdict="untrue", words=f"goals at {outcome.goals}")
    return outcome


def examine(
    sources: Sequence[Path], seeds: Sequence[int], folder: Path
) -> Iterator[tuple[int, str, str, Outcome]]:
    """Yield ``(seed, source, kind, outcome)`` of one damaged copy a seed, the sources taken in turn.

    Raises ``EngineError`` where an undamaged source has no goal: then nothing could be shown.
    """
    watcher = Watcher(folder)
    try:
        wholes = [watcher.look(source) for source in sources]
        for source, whole in zip(sources, wholes, strict=True):
            if not whole.goals:
                raise EngineError(
                    f"{source}: no goal was found in it undamaged ({whole.words or whole.notes})"
                )
        for seed in seeds:
            which = seed // len(KINDS) % len(sources)
            kind, data = damaged(sources[which].read_bytes(), seed)
            copy = folder / f"copy{sources[which].suffix}"
            copy.write_bytes(data)
            yield seed, sources[which].name, kind, judged(watcher.look(copy), wholes[which])
    finally:
        watcher.close()
