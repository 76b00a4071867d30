"""What the visual spotter costs: against decoding alone, and against PyTorch on overlapping windows."""

import argparse
import shutil
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from goalmouth.benchmarks.bare import repeat
from goalmouth.benchmarks.common import Bar, Report, Row, say
from goalmouth.benchmarks.speed import Spent, measured, spending
from goalmouth.errors import MissingEngine
from goalmouth.files import make_folder
from goalmouth.game_state.pictures import RATE
from goalmouth.media.video import open_videos

FASTER = 4.0
"""How many times as fast it is to be."""
SHORT, LONG = 600.0, 5400.0
"""Seconds of the files whose memory is compared."""
GROWTH = 1.05
"""How much more memory the longer one may take: the counts of the system waver by so much."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("video", type=Path, metavar="VIDEO", help="a match, some minutes long")
    parser.add_argument("--times", type=int, default=3, metavar="N", help="how often (default 3)")
    parser.add_argument("--long", action="store_true", help="memory over 10 and 90 minutes, too")
    parser.add_argument("--out", type=Path, default=Path("bench"), metavar="DIR", help="default ./bench")


def run(options: argparse.Namespace) -> Report:
    """Measure, one process at a time."""
    if not find_spec("torch"):
        raise MissingEngine("library", "torch", "Install it with: pip install 'goalmouth[train]'")
    out = make_folder(options.out)
    work, seconds = out / "work", open_videos([options.video])[-1].end
    spent: dict[str, list[Spent]] = {}

    def take(name: str, *module: str | Path) -> None:
        shutil.rmtree(work, ignore_errors=True)
        spent.setdefault(name, []).append(measured(*module))

    try:
        for _ in range(options.times):
            take("decode", "goalmouth.benchmarks.bare", "decode", options.video)
            take("spot", "goalmouth.cli", "spot", options.video, "--spotter", "visual", "-o", work)
            take("eager", "goalmouth.benchmarks.eager", options.video)
        lengths = {"spot, 10 minutes": SHORT, "spot, 90 minutes": LONG} if options.long else {}
        for name, length in lengths.items():
            say(f"write {length / 60:g} minutes")
            repeat(options.video, out / "long.mp4", round(length / seconds))
            take(name, "goalmouth.cli", "spot", out / "long.mp4", "--spotter", "visual", "-o", work)
    finally:
        (out / "long.mp4").unlink(missing_ok=True)
        shutil.rmtree(work, ignore_errors=True)
    wall = {name: median(one.wall for one in each) for name, each in spent.items()}
    cpu = {name: median(one.cpu for one in each) for name, each in spent.items()}
    memory = {name: max(one.memory for one in each) for name, each in spent.items()}
    rows: list[Row] = [
        spending(name, each)
        | {
            "cpu_of_decode": round(cpu[name] / cpu["decode"], 2) if name in ("spot", "eager") else None,
            "pictures_s": round(seconds * RATE / wall[name], 1) if name in ("spot", "eager") else None,
        }
        for name, each in spent.items()
    ]
    bars = [Bar("eager on overlapping windows / spot, time", wall["eager"] / wall["spot"], least=FASTER)]
    if lengths:
        short, long = (memory[name] for name in lengths)
        bars.append(Bar("memory of 90 minutes / of 10", long / short, most=GROWTH))
    return Report("visual", rows, bars)
