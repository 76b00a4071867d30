"""``goalmouth train`` and ``goalmouth export``: networks from recipes, and files of networks."""

import argparse
from pathlib import Path

from goalmouth.cli.commands import Verbs
from goalmouth.errors import MissingEngine


def add(verbs: Verbs) -> None:
    """Add both commands."""
    train = verbs.add_parser("train", help="a network of one's own, by a recipe")
    train.add_argument("recipe", type=Path, metavar="RECIPE", help="a TOML file; see the folder recipes")
    train.add_argument("--data", type=Path, metavar="DIR", help="matches to learn from")
    train.add_argument(
        "--test", type=Path, metavar="DIR", help="matches to report on, of which it learns nothing"
    )
    train.add_argument(
        "--from",
        dest="start",
        type=Path,
        metavar="FILE",
        help="a network to build on, where the recipe says so",
    )
    train.add_argument("-o", "--out", type=Path, metavar="FILE", help="default: RECIPE's name and .onnx")
    train.set_defaults(run=run_train)
    export = verbs.add_parser("export", help="the network of a training, stopped or whole, as an ONNX file")
    export.add_argument("kept", type=Path, metavar="KEPT", help="what training keeps beside its file: .kept")
    export.add_argument("-o", "--out", type=Path, required=True, metavar="FILE", help="the file to write")
    export.set_defaults(run=run_export)


def _torch() -> None:
    try:
        import torch  # noqa: F401
    except ImportError as error:
        raise MissingEngine("library", "torch", "Install it with: pip install 'goalmouth[train]'") from error


def run_train(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth train``."""
    _torch()
    from goalmouth.training.recipes import train

    print(train(arguments.recipe, arguments.out, arguments.data, arguments.test, arguments.start))
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth export``."""
    _torch()
    from goalmouth.training.export import export_kept

    export_kept(arguments.kept, arguments.out)
    print(arguments.out)
    return 0
