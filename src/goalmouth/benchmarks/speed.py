"""What ``make bench`` runs: processor time and memory, as ratios measured one after another.

Everything runs in a process of its own, one at a time; its processor seconds and its greatest memory
are what the system counted for it and for all it started.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from goalmouth.benchmarks.bare import keep_sound, repeat
from goalmouth.benchmarks.common import Bar, Report, Row, goalmouth, load, say
from goalmouth.errors import EngineError
from goalmouth.files import make_folder, write_json

SPOT, FILM = 2.0, 1.5
"""How many times the bare work ``spot`` and ``highlights`` may cost."""
MEMORY = 1500.0
"""Megabytes at most."""
GROWTH = 1.2
"""How much more memory a file four times as long may take."""
TURNS = 4
SEED, LAYOUT = 2024, "clock_first"


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took: cpu and wall in seconds, memory in megabytes."""

    cpu: float
    wall: float
    memory: float


def measured(*module: str | Path) -> Spent:
    """Run ``python -m`` with these words and return what it spent; raise ``EngineError`` if it fails."""
    say(f"measure {' '.join(map(str, module))}")
    return spent_by([sys.executable, "-m", *map(str, module)])


def spent_by(command: Sequence[str]) -> Spent:
    """Run a command and return what it spent; raise ``EngineError`` if it fails."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    told = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise EngineError(f"{' '.join(command[2:])} failed: {(told.strip().splitlines() or ['no word'])[-1]}")
    # Linux counts memory in kilobytes, macOS in bytes.
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return Spent(usage.ru_utime + usage.ru_stime, time.monotonic() - begin, usage.ru_maxrss / unit)


def spending(name: str, spent: Sequence[Spent]) -> Row:
    """Return a row of a report: what something took, each time that it ran."""
    return {
        "what": name,
        "times": len(spent),
        "wall_s": round(median(one.wall for one in spent), 2),
        "cpu_s": round(median(one.cpu for one in spent), 2),
        "memory_mb": round(max(one.memory for one in spent)),
    }


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--quick", action="store_true", help="once instead of three times, no long file")
    parser.add_argument("--duration", type=float, default=600.0, metavar="S", help="default 600")
    parser.add_argument("--out", type=Path, default=Path("bench"), metavar="DIR", help="default ./bench")


def run(options: argparse.Namespace) -> Report:
    """Measure; the broadcast is made once and kept in the folder."""
    out = make_folder(options.out)
    video = _broadcast(out, options.duration)
    work = out / "work"
    rows: list[Row] = []
    spent: dict[str, list[Spent]] = {}

    def take(name: str, *module: str | Path) -> None:
        spent.setdefault(name, []).append(measured(*module))

    try:
        for turn in range(1 if options.quick else 3):
            shutil.rmtree(work, ignore_errors=True)
            take("decode", "goalmouth.benchmarks.bare", "decode", video)
            take("spot", "goalmouth.cli", "spot", video, "-o", work)
            take("highlights", "goalmouth.cli", "highlights", video, "-o", work)
            sound, film = out / "sound.npy", out / "bare.mp4"
            if not turn:
                keep_sound(work / "highlights.mp4", sound)
            take("re-encode", "goalmouth.benchmarks.bare", "encode", video, work, film, sound)
        stages = load(work / "run.json")
        if not options.quick:
            long = out / "long.mp4"
            repeat(video, long, TURNS)
            shutil.rmtree(work)
            take("spot, 4 × as long", "goalmouth.cli", "spot", long, "-o", work)
            take("highlights, 4 × as long", "goalmouth.cli", "highlights", long, "-o", work)
    finally:
        for name in ("sound.npy", "bare.mp4", "long.mp4"):
            (out / name).unlink(missing_ok=True)
        shutil.rmtree(work, ignore_errors=True)
    cost = {name: median(one.cpu for one in each) for name, each in spent.items()}
    memory = {name: max(one.memory for one in each) for name, each in spent.items()}
    against = {"spot": "decode", "highlights": "re-encode"}
    for name, each in spent.items():
        base = against.get(name)
        row: Row = {"what": name, "times": len(each), "cpu_s": round(cost[name], 2)}
        row["wall_s"] = round(median(one.wall for one in each), 2)
        row |= {"memory_mb": round(memory[name]), "ratio": cost[name] / cost[base] if base else None}
        rows.append(row | {"of": base or ""})
    total = cost["spot"] + cost["highlights"]
    whole: Row = {"what": "spot and highlights", "times": len(spent["spot"]), "cpu_s": round(total, 2)}
    rows.append(whole | {"wall_s": None, "memory_mb": None, "ratio": total / cost["decode"], "of": "decode"})
    say(f"the film: {stages['film']['frames']} pictures; the file: {stages['watch']['frames']}")
    bars = [
        Bar("spot / decode, cpu", cost["spot"] / cost["decode"], most=SPOT),
        Bar("highlights / re-encode, cpu", cost["highlights"] / cost["re-encode"], most=FILM),
        Bar("memory of spot, MB", memory["spot"], most=MEMORY),
        Bar("memory of highlights, MB", memory["highlights"], most=MEMORY),
    ]
    for name in ("spot", "highlights"):
        if (longer := f"{name}, 4 × as long") in memory:
            bars.append(Bar(f"memory of {longer}, MB", memory[longer], most=MEMORY))
            bars.append(Bar(f"memory of {longer} / once", memory[longer] / memory[name], most=GROWTH))
    return Report("speed", rows, bars)


def _broadcast(out: Path, duration: float) -> Path:
    """Return the broadcast to measure on, made when it is not there."""
    folder = out / f"broadcast-{duration:g}"
    note = folder / "done.json"
    wanted = {"seed": SEED, "layout": LAYOUT, "duration": duration, "lines": 720}
    if not note.exists() or json.loads(note.read_text(encoding="utf-8")) != wanted:
        say(f"simulate {duration:g} s at 1280×720, once; this takes as long as the file and more")
        goalmouth("simulate", "-o", folder, "--seed", SEED, "--layout", LAYOUT, "--duration", duration)
        write_json(note, wanted)
    return folder / "match.mp4"
