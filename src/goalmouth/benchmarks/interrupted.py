"""``highlights`` killed at any moment, or without room to write: what is left, and what comes next."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from numpy.random import Generator

from goalmouth.errors import EngineError

COST = re.compile(r'<section aria-labelledby="cost">.*?</section>', re.DOTALL)
"""What of the page tells how long things took."""

FULL = r"""
import resource, sys
from goalmouth.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.exit(main(sys.argv[2:]))
"""
"""A process for which every disk is full beyond so many bytes a file."""


def command(video: Path, out: Path) -> list[str]:
    """Return the command that is interrupted."""
    return [sys.executable, "-m", "goalmouth.cli", "highlights", str(video), "-o", str(out)]


def contents(out: Path) -> dict[str, bytes]:
    """Return the files of a run folder, without ``run.json`` and the page's costs: they tell of time."""
    found = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    found.pop("run.json", None)
    if "index.html" in found:
        found["index.html"] = COST.sub("", found["index.html"].decode()).encode()
    return found


def undisturbed(video: Path, out: Path) -> float:
    """Make the film and return its seconds of processor time; raise ``EngineError`` where there is none."""
    before = os.times()
    done = subprocess.run(command(video, out), capture_output=True, text=True, check=False)
    if done.returncode or not (out / "highlights.mp4").exists():
        raise EngineError(f"highlights {video} made no film: {done.stderr.strip()}")
    spent = os.times()
    return spent.children_user + spent.children_system - before.children_user - before.children_system


def _spent(child: "subprocess.Popen[bytes]", since: float) -> float:
    """Return a process's seconds of processor time, where Linux tells them, else of any time."""
    try:
        fields = Path(f"/proc/{child.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return time.monotonic() - since


@dataclass(frozen=True, slots=True)
class Killed:
    """What came of one run that was killed, and of the same command after it."""

    after: float
    """Seconds of processor time it had."""
    had: tuple[str, ...]
    """What it had finished, by name."""
    wrong: tuple[str, ...]
    """Files broken, missing, different or left over, in words."""


def kill(video: Path, out: Path, scratch: Path, after: float, expected: Mapping[str, bytes]) -> Killed:
    """Kill a run after so many seconds of its own time, run it again and compare.

    ``scratch``: its folder for the passing.

    A run that was done before that is killed no more, and ``had`` holds everything.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"TMPDIR": str(scratch)}
    child = subprocess.Popen(
        command(video, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
    start = time.monotonic()
    while child.poll() is None:
        if _spent(child, start) >= after:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
        time.sleep(0.005)
    had = tuple(sorted(path.name for path in out.glob("[!.]*"))) if out.exists() else ()
    wrong = list(_broken(out))
    done = subprocess.run(command(video, out), capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        wrong.append(f"the next run fails: {done.stderr.strip()}")
    return Killed(after, had, (*wrong, *differences(contents(out), expected), *_left(scratch)))


def differences(found: Mapping[str, bytes], expected: Mapping[str, bytes]) -> Iterator[str]:
    """Yield in words where two run folders differ."""
    for name in sorted(found.keys() | expected.keys()):
        if name not in expected:
            yield f"{name} is left over"
        elif name not in found:
            yield f"{name} is missing"
        elif found[name] != expected[name]:
            one, other = found[name], expected[name]
            at = next((i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), -1)
            yield f"{name} differs from byte {at} on ({len(one)} and {len(other)} bytes)"


def _broken(out: Path) -> Iterator[str]:
    """Yield what stands under a final name and is not whole."""
    for path in out.glob("[!.]*.json"):
        try:
            json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            yield f"{path.name} is half written"


def _left(scratch: Path) -> Iterator[str]:
    yield from (f"{path.name} is left in the folder for the passing" for path in scratch.iterdir())


def moments(seconds: float, count: int, rng: Generator) -> list[float]:
    """Return as many moments of a run that takes so many seconds, one in each part of it."""
    return [seconds * float(i + rng.random()) / count for i in range(count)]


@contextmanager
def small_disk(folder: Path, room: int) -> Iterator[bool]:
    """Mount a disk of so many bytes there; ``False`` where that is not allowed, and nothing is mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={room}", "goalmouth", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], capture_output=True, check=False)


def unclear(video: Path, out: Path, room: int, disk: bool = False) -> Iterator[str]:
    """Yield what is wrong with how a run ends that has no more than ``room`` bytes for a file.

    ``disk``: ``out`` is on a disk of that size, so that no limit need stand for it.
    """
    limited = [sys.executable, "-c", FULL, str(room), "highlights", str(video), "-o", str(out)]
    given = command(video, out) if disk else limited
    done = subprocess.run(given, capture_output=True, text=True, check=False)
    said = "\n".join(line for line in done.stderr.splitlines() if not line.endswith("…"))
    if done.returncode != 1 or "\n" in said or not said.startswith("goalmouth: ") or "-o" not in said:
        yield f"{room} bytes: exit code {done.returncode}, {said!r}"
    yield from (f"{room} bytes: {words}" for words in _broken(out))
    for path in out.glob("*") if out.exists() else ():
        if path.name.startswith(".") or path.suffix in (".mp4", ".html"):
            yield f"{room} bytes: {path.name} is left"
