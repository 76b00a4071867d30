"""``goalmouth import-checkpoint``: a network that others trained, as an ONNX file."""

import argparse
import math
from pathlib import Path

from goalmouth.cli.commands import Verbs
from goalmouth.cli.train import need_torch


def add(verbs: Verbs) -> None:
    """Add the command."""
    verb = verbs.add_parser(
        "import-checkpoint",
        help="a network that others trained, as an ONNX file",
        epilog="families: netvlad, netvlad++, calf, e2e-spot, t-deed, ball-2d3d",
    )
    verb.add_argument(
        "checkpoint", type=Path, metavar="FILE", help="of PyTorch, or .safetensors; code in it is never run"
    )
    verb.add_argument("--family", required=True, metavar="NAME", help="what it is a network of")
    verb.add_argument("-o", "--out", type=Path, required=True, metavar="FILE", help="the file to write")
    verb.add_argument(
        "--classes",
        required=True,
        metavar="LIST",
        help="what it learnt, in its order: v2, ball, or a file with a class a line",
    )
    verb.add_argument(
        "--rate", type=_rate, metavar="R", help="rows or pictures a second (default: as published)"
    )
    verb.add_argument(
        "--size", type=_count, nargs=2, metavar=("HEIGHT", "WIDTH"), help="of pictures, where it sees them"
    )
    verb.add_argument(
        "--length", type=_count, metavar="N", help="rows that it looks at (default: as published)"
    )
    verb.set_defaults(run=run)


def _rate(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return value


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth import-checkpoint``."""
    need_torch()
    from goalmouth.training.importing import bring

    size = tuple(arguments.size) if arguments.size else None
    given = arguments.family, arguments.out, arguments.classes, arguments.rate, size, arguments.length
    bring(arguments.checkpoint, *given)
    print(arguments.out)
    return 0
