"""``goalmouth evaluate``: the field's metrics on files as they lie there."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from goalmouth.cli.commands import Verbs

if TYPE_CHECKING:
    from goalmouth.pipeline.evaluation import Evaluation


def add(verbs: Verbs) -> None:
    """Add the command and its tasks."""
    top = verbs.add_parser("evaluate", help="the field's official metrics on labels and predictions")
    tasks = top.add_subparsers(dest="task", required=True, metavar="TASK")
    spotting = tasks.add_parser("spotting", help="average mAP of action spotting")
    _common(spotting)
    spotting.add_argument(
        "--classes", default="v2", metavar="NAME", help="v2, ball, or a file with a class a line"
    )
    spotting.add_argument(
        "--mode",
        default="official",
        metavar="NAME",
        help="official: as the package SoccerNet 0.2.0 does it; corrected: without its mistakes",
    )
    spotting.add_argument(
        "--fps", type=_fps, metavar="N", help="cells a second of the official metric (2; ball: 25)"
    )
    spotting.set_defaults(run=run_spotting)
    grounding = tasks.add_parser("grounding", help="average AP of what replays show")
    _common(grounding)
    grounding.set_defaults(run=run_grounding)


def _common(task: argparse.ArgumentParser) -> None:
    games = "a folder or zip of games, as SoccerNet lays them out"
    task.add_argument("--labels", type=Path, required=True, metavar="DIR|ZIP", help=games)
    task.add_argument("--predictions", type=Path, required=True, metavar="DIR|ZIP", help=games)
    task.add_argument("--games", type=Path, metavar="FILE", help="these games, a path a line (default: all)")
    task.add_argument("--metric", default="loose", metavar="NAME", help="loose, tight or at1 to at5")
    task.add_argument("--json", action="store_true", help="print the result for machines")


def _fps(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 1000")
    return int(text)


def run_spotting(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth evaluate spotting``."""
    from goalmouth.pipeline.evaluation import evaluate_spotting

    found = evaluate_spotting(
        arguments.labels,
        arguments.predictions,
        arguments.metric,
        arguments.classes,
        arguments.mode,
        arguments.fps,
        arguments.games,
    )
    print(json.dumps(found.told()) if arguments.json else _table(found))
    return 0


def run_grounding(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth evaluate grounding``."""
    from goalmouth.pipeline.grounding import evaluate_grounding

    found = evaluate_grounding(arguments.labels, arguments.predictions, arguments.metric, arguments.games)
    if arguments.json:
        print(json.dumps(found.told()))
    else:
        print(f"{found.metric}, {found.games} games: average AP {found.a_AP:.4f}")
        print(f"{found.replays} replays were predicted, {found.known} of them end where a labelled one does")
    return 0


def _table(found: "Evaluation") -> str:
    parts = found.scores.every, found.scores.visible, found.scores.unshown
    wide = max(map(len, [*found.classes, "mean"]))
    lines = [f"{found.metric}, {found.mode}, {found.games} games", f"{'':{wide}}     all visible unshown"]
    rows = [
        *zip(found.classes, *(part.classes for part in parts), strict=True),
        ("mean", *(part.mean for part in parts)),
    ]
    lines += [f"{name:{wide}} {a:7.4f} {b:7.4f} {c:7.4f}" for name, a, b, c in rows]
    for what, counts in zip(("labels", "predictions"), found.left_out, strict=True):
        if counts:
            most = ", ".join(f"{label} {count}" for label, count in counts.most_common(5))
            lines.append(f"left out: {counts.total()} {what} of no class in the list ({most})")
    return "\n".join(lines)
