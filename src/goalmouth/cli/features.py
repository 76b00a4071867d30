"""``goalmouth features``: rows that a network makes of videos, for another one to look at."""

import argparse
import sys
from pathlib import Path

from goalmouth.cli.commands import Verbs
from goalmouth.cli.importing import _count, _rate
from goalmouth.cli.progress import Progress
from goalmouth.cli.train import need_torch
from goalmouth.errors import InputError

SIZE = 224, 398
"""Height and width of pictures unless told: SoccerNet's small videos have it."""


def add(verbs: Verbs) -> None:
    """Add the command."""
    verb = verbs.add_parser("features", help="rows that a network makes of videos: OUT/VIDEO_features.npy")
    verb.add_argument(
        "videos", type=Path, nargs="+", metavar="VIDEO", help="a file, or a folder of them at any depth"
    )
    verb.add_argument(
        "--backbone",
        required=True,
        metavar="NAME",
        help="of a published one; or a network that sees pictures, an ONNX file as recipes/clips.toml makes",
    )
    verb.add_argument(
        "--from", dest="start", type=Path, metavar="FILE", help="the published weights (.safetensors) of NAME"
    )
    verb.add_argument(
        "--rate", type=_rate, default=2.0, metavar="R", help="rows a second (default 2, as SoccerNet's)"
    )
    verb.add_argument(
        "--size",
        type=_count,
        nargs=2,
        metavar=("HEIGHT", "WIDTH"),
        help="of the pictures that NAME sees (default {} {})".format(*SIZE),
    )
    verb.add_argument(
        "--pca", type=_count, metavar="N", help="as many principal components, too, as …_PCAN.npy"
    )
    verb.add_argument("-o", "--out", type=Path, required=True, metavar="DIR", help="for the files")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth features``."""
    from goalmouth.pipeline.features import Taker, features

    network = _network(arguments)
    taker = Taker(network, arguments.rate)
    with Progress() as progress:
        made = features(
            arguments.videos, taker, arguments.out, arguments.pca, progress,
            lambda line: print(f"goalmouth: {line}", file=sys.stderr),
        )  # fmt: skip
    for file in made:
        print(file)
    return 0


def _network(arguments: argparse.Namespace) -> Path:
    """Return the file of the network; raise ``InputError`` for what does not go together."""
    file = Path(arguments.backbone)
    if file.suffix == ".onnx":
        if not file.is_file():
            raise InputError(file, "is no file", "Check the name")
        for name, given in {"--from": arguments.start, "--size": arguments.size}.items():
            if given:
                raise InputError(file, "has its own weights and size", f"Leave {name} out")
        return file
    need_torch()
    from goalmouth.models.backbones import BACKBONES
    from goalmouth.training.looking import looking

    BACKBONES.load(arguments.backbone)
    if arguments.start is None:
        problem = "is the name of a backbone without its weights"
        raise InputError(arguments.backbone, problem, "Give its published ones with --from FILE.safetensors")
    size = arguments.size or SIZE
    return looking(arguments.backbone, arguments.start, arguments.out, (size[0], size[1]), arguments.rate)
