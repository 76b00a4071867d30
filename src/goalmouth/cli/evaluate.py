"""``goalmouth evaluate``: the field's metrics on files as they lie there."""

import argparse
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from goalmouth.cli.commands import Verbs

if TYPE_CHECKING:
    from goalmouth.pipeline.counted import Counted
    from goalmouth.pipeline.evaluation import Evaluation


def add(verbs: Verbs) -> None:
    """Add the command and its tasks."""
    top = verbs.add_parser("evaluate", help="the field's official metrics on labels and predictions")
    tasks = top.add_subparsers(dest="task", required=True, metavar="TASK")
    spotting = tasks.add_parser("spotting", help="average mAP of action spotting")
    _games(spotting)
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
    spotting.add_argument(
        "--team", action="store_true", help="predictions must name the team too, left or right"
    )
    spotting.add_argument(
        "--threshold", type=float, metavar="T", help="count what is right and wrong of such confidence"
    )
    spotting.set_defaults(run=run_spotting)
    grounding = tasks.add_parser("grounding", help="average AP of what replays show")
    _games(grounding)
    grounding.set_defaults(run=run_grounding)
    cameras = tasks.add_parser("cameras", help="mean IoU of camera shots, and mAP of their boundaries")
    _folders(cameras)
    cameras.add_argument(
        "--change", default="abrupt", metavar="NAME", help="boundaries told apart: abrupt, logo or smooth"
    )
    cameras.add_argument(
        "--mode", default="official", metavar="NAME", help="official, or corrected: no cell too many"
    )
    cameras.set_defaults(run=run_cameras)
    frames = tasks.add_parser("frames", help="mAP within a few pictures, as E2E-Spot's code has it")
    _files(frames, "a folder, a zip or a JSON file of E2E-Spot")
    frames.add_argument(
        "--tolerance", type=int, nargs="+", default=[0, 1, 2, 4], metavar="N", help="pictures (0 1 2 4)"
    )
    frames.set_defaults(run=run_frames)
    intervals = tasks.add_parser("intervals", help="precision, recall and F1 of stretches of time")
    clips = tasks.add_parser("clips", help="accuracy, precision, recall and F1 of one class a clip")
    for task in (intervals, clips):
        _files(task, "files of any format that 'goalmouth convert' reads")
    intervals.add_argument("--iou", type=float, default=0.5, metavar="X", help="overlap from which (0.5)")
    intervals.add_argument("--threshold", type=float, default=0.0, metavar="T", help="least confidence (0)")
    intervals.set_defaults(run=run_intervals)
    clips.set_defaults(run=run_clips)


def _folders(task: argparse.ArgumentParser) -> None:
    _files(task, "a folder or zip of games, as SoccerNet lays them out")
    task.add_argument("--games", type=Path, metavar="FILE", help="these games, a path a line (default: all)")


def _games(task: argparse.ArgumentParser) -> None:
    _folders(task)
    task.add_argument("--metric", default="loose", metavar="NAME", help="loose, tight or at1 to at5")


def _files(task: argparse.ArgumentParser, what: str) -> None:
    task.add_argument("--labels", type=Path, required=True, metavar="PATH", help=what)
    task.add_argument("--predictions", type=Path, required=True, metavar="PATH", help=what)
    task.add_argument("--json", action="store_true", help="print the result for machines")


def _fps(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 1000")
    return int(text)


def run_spotting(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth evaluate spotting``."""
    # No matrices are multiplied: numpy need not start a thread for each core, which takes a while.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from goalmouth.pipeline.evaluation import evaluate_spotting

    found = evaluate_spotting(
        arguments.labels,
        arguments.predictions,
        arguments.metric,
        arguments.classes,
        arguments.mode,
        arguments.fps,
        arguments.games,
        arguments.team,
        arguments.threshold,
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


def run_cameras(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth evaluate cameras``."""
    from goalmouth.pipeline.cameras import evaluate_cameras

    found = evaluate_cameras(
        arguments.labels, arguments.predictions, arguments.change, arguments.mode, arguments.games
    )
    if arguments.json:
        print(json.dumps(found.told()))
        return 0
    wide = max(map(len, found.overlaps))
    print(f"{found.mode}, {found.games} games, intersection over union")
    for kind, value in found.overlaps.items():
        print(f"{kind:{wide}} " + ("      –" if value is None else f"{value:7.4f}"))
    print(f"{'mean':{wide}} {found.mIoU:7.4f}")
    scores = found.scores
    print(f"mAP of boundaries {scores.every.mean:.4f}, of {found.change} ones {scores.visible.mean:.4f}")
    return 0


def run_frames(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth evaluate frames``."""
    from goalmouth.pipeline.frames import evaluate_frames

    found = evaluate_frames(arguments.labels, arguments.predictions, arguments.tolerance)
    told = found.told()
    if arguments.json:
        print(json.dumps(told))
        return 0
    names = next(iter(found.precision.values()))
    wide = max(map(len, [*names, "mean"]))
    print(f"{found.videos} videos, average precision within so many pictures")
    print(f"{'':{wide}}" + "".join(f" {within:7d}" for within in found.precision))
    for name in names:
        print(f"{name:{wide}}" + "".join(f" {own[name]:7.4f}" for own in found.precision.values()))
    print(f"{'mean':{wide}}" + "".join(f" {mean:7.4f}" for mean in told["mAP"].values()))
    return 0


def run_intervals(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth evaluate intervals``."""
    from goalmouth.pipeline.counted import evaluate_intervals

    labels, predictions = arguments.labels, arguments.predictions
    return _tell(evaluate_intervals(labels, predictions, arguments.iou, arguments.threshold), arguments.json)


def run_clips(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth evaluate clips``."""
    from goalmouth.pipeline.counted import evaluate_clips

    return _tell(evaluate_clips(arguments.labels, arguments.predictions), arguments.json)


def _tell(found: "Counted", as_json: bool) -> int:
    told = found.told()
    if as_json:
        print(json.dumps(told))
        return 0
    wide = max(map(len, [*found.counts, "micro", "macro"]))
    print(f"{'':{wide}}   right   wrong  missed precision recall     F1")
    for name, own in told["per_class"].items():
        whole = "".join(f" {own[key]:7}" for key in ("tp", "fp", "fn"))
        print(f"{name:{wide}}{whole} {own['precision']:9.4f} {own['recall']:6.4f} {own['f1']:6.4f}")
    for kind in ("micro", "macro"):
        own = [told[f"{name}_{kind}"] for name in ("precision", "recall", "f1")]
        print(f"{kind:{wide}}{'':24} {own[0]:9.4f} {own[1]:6.4f} {own[2]:6.4f}")
    if found.accuracy is not None:
        print(f"accuracy {found.accuracy:.4f}")
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
    told = found.told()
    if "a_mAP_ten" in told:
        lines.append(f"{'of ten':{wide}} {told['a_mAP_ten']:7.4f}")
    for what, counts in zip(("labels", "predictions"), found.left_out, strict=True):
        if counts:
            most = ", ".join(f"{label} {count}" for label, count in counts.most_common(5))
            lines.append(f"left out: {counts.total()} {what} of no class in the list ({most})")
    for delta, counted in (found.counts or {}).items():
        wide = max(map(len, counted))
        lines += ["", f"{f'within {delta} s':{wide}}    right   wrong  missed precision recall"]
        for name, own in counted.items():
            whole = "".join(f" {own[key]:7}" for key in ("tp", "fp", "fn"))
            lines.append(f"{name:{wide}}{whole} {own['precision']:10.4f} {own['recall']:6.4f}")
    return "\n".join(lines)
