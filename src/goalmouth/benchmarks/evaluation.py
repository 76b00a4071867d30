"""``goalmouth evaluate`` beside the official package, command against command: the figures and the time."""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from goalmouth.benchmarks.common import Bar, Report, Row, say
from goalmouth.errors import EngineError
from goalmouth.labels import SOCCERNET_V2

DATA = Path(__file__).parents[4] / "shared" / "data"
SAME = 1e-9
FASTER = 25.0
"""How many times as fast as the official package the command is on loose."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--labels", type=Path, default=DATA / "soccernet" / "fit.zip", metavar="ZIP")
    parser.add_argument(
        "--predictions", type=Path, default=DATA / "netvladpp" / "predictions.zip", metavar="ZIP"
    )
    parser.add_argument("--games", type=Path, default=DATA / "soccernet" / "fit.txt", metavar="FILE")
    parser.add_argument("--metric", nargs="+", default=["loose", "tight", "at1"], metavar="NAME")
    parser.add_argument(
        "--times", type=int, default=3, metavar="N", help="how often ours is timed (default 3)"
    )


def run(options: argparse.Namespace) -> Report:
    """Run both on the same files, one after the other."""
    rows: list[Row] = []
    apart = 0.0
    for metric in options.metric:
        files = options.labels, options.predictions, options.games
        theirs, official = _timed("goalmouth.benchmarks.official", *files, metric)
        words = ("--labels", "--predictions", "--games")
        given = [word for pair in zip(words, files, strict=True) for word in pair]
        mine = [
            _timed("goalmouth.cli", "evaluate", "spotting", *given, "--metric", metric, "--json")
            for _ in range(options.times)
        ]
        ours, seconds = mine[0][0], median(each[1] for each in mine)
        differences = [_apart(ours, theirs, part) for part in ("", "_visible", "_unshown")]
        apart = max(apart, *differences)
        row: Row = {
            "metric": metric,
            "games": ours["games"],
            "a_mAP": ours["a_mAP"],
            "apart": max(differences),
        }
        rows.append(row | {"official_s": official, "ours_s": seconds, "times as fast": official / seconds})
    fast = next((row["times as fast"] for row in rows if row["metric"] == "loose"), None)
    bars = [
        Bar("greatest difference from the official figures", apart, most=SAME),
        Bar("times as fast as the official package, loose", fast, least=FASTER),
    ]
    return Report("evaluation", rows, bars)


def _timed(*module: str | Path) -> tuple[dict[str, Any], float]:
    """Return what a module prints as JSON, and the seconds its process took."""
    command = [sys.executable, "-m", *map(str, module)]
    say(" ".join(command[2:]))
    begin = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - begin
    if done.returncode:
        raise EngineError(f"{command[2]} failed: {(done.stderr.strip().splitlines() or ['no word'])[-1]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found, seconds


def _apart(ours: dict[str, Any], theirs: dict[str, Any], part: str) -> float:
    own = [ours[f"a_mAP_per_class{part}"][name] for name in SOCCERNET_V2]
    pairs = zip(
        [ours[f"a_mAP{part}"], *own], [theirs[f"a_mAP{part}"], *theirs[f"a_mAP_per_class{part}"]], strict=True
    )
    return max(abs(float(one) - float(other)) for one, other in pairs)
