"""Networks as published, beside their reference code on the same video: from the file to scores."""

import argparse
import shutil
import sys
from pathlib import Path
from statistics import median

from goalmouth.benchmarks import peer
from goalmouth.benchmarks.bare import repeat
from goalmouth.benchmarks.common import Bar, Report, Row, say
from goalmouth.benchmarks.speed import Spent, measured, spending, spent_by
from goalmouth.files import make_folder
from goalmouth.media.video import open_videos

FASTER = 4.0
"""How many times as fast it is to be."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("video", type=Path, metavar="VIDEO", help="a match; its first minute is looked at")
    parser.add_argument("--family", choices=("e2e-spot", "t-deed"), required=True, help="which one")
    parser.add_argument(
        "--code", type=Path, required=True, metavar="DIR", help="a checkout of the reference code"
    )
    parser.add_argument(
        "--python", default=sys.executable, metavar="FILE", help="an interpreter with what that code needs"
    )
    parser.add_argument("--seconds", type=float, default=60.0, metavar="S", help="of the video (default 60)")
    parser.add_argument("--times", type=int, default=3, metavar="N", help="how often (default 3)")
    parser.add_argument("--out", type=Path, default=Path("bench"), metavar="DIR", help="default ./bench")


def run(options: argparse.Namespace) -> Report:
    """Measure, one process at a time; the weights are random, and the same on both sides."""
    out, family = make_folder(options.out), options.family
    clip, weights, network = out / "clip.mp4", out / f"{family}.pt", out / f"{family}.onnx"
    repeat(options.video, clip, 1, options.seconds)
    video = open_videos([clip])[-1]
    reference = [options.python, peer.__file__, str(options.code.resolve()), family, str(weights.resolve())]
    say(f"random weights of {family}")
    spent_by(reference)
    names = out / "classes.txt"
    names.write_text("".join(f"{number}\n" for number in range(1, peer.CLASSES + 1)))
    told = "--classes", names, "--rate", float(video.frame_rate), "--size", peer.HIGH, peer.WIDE
    measured(
        "goalmouth.cli", "import-checkpoint", weights, "--family", family, *map(str, told), "-o", network
    )
    spent: dict[str, list[Spent]] = {"reference": [], "spot": []}
    try:
        for _ in range(options.times):
            shutil.rmtree(out / "work", ignore_errors=True)
            own = "goalmouth.cli", "spot", clip, "--spotter", f"visual={network}", "-o", out / "work"
            spent["spot"].append(measured(*own))
            say(f"measure the reference code of {family}")
            spent["reference"].append(spent_by([*reference, str(clip.resolve())]))
    finally:
        shutil.rmtree(out / "work", ignore_errors=True)
    pictures = video.duration * float(video.frame_rate)
    wall = {name: median(one.wall for one in each) for name, each in spent.items()}
    rows: list[Row] = [
        spending(name, each) | {"pictures_s": round(pictures / wall[name], 1)} for name, each in spent.items()
    ]
    ratio = wall["reference"] / wall["spot"]
    return Report("published", rows, [Bar(f"{family}: reference / spot, time", ratio, least=FASTER)])
