"""``goalmouth train``, ``compare`` and ``export``: networks from recipes, and files of networks."""

import argparse
from pathlib import Path

from goalmouth.cli.commands import Verbs
from goalmouth.errors import MissingEngine


def add(verbs: Verbs) -> None:
    """Add the commands."""
    train = verbs.add_parser("train", help="a network of one's own, by a recipe")
    train.add_argument("recipe", type=Path, metavar="RECIPE", help="a TOML file; see the folder recipes")
    train.add_argument(
        "--from",
        dest="start",
        type=Path,
        metavar="FILE",
        help="a network to build on, where the recipe says so",
    )
    train.add_argument("-o", "--out", type=Path, metavar="FILE", help="default: RECIPE's name and .onnx")
    train.set_defaults(run=run_train)
    compare = verbs.add_parser("compare", help="networks by several recipes, side by side")
    compare.add_argument("recipes", type=Path, nargs="+", metavar="RECIPE", help="TOML files of spotters")
    compare.add_argument("--out", "-o", type=Path, required=True, metavar="DIR", help="for what they make")
    compare.add_argument(
        "--seeds", type=int, nargs="+", default=[], metavar="N", help="train each with each of these seeds"
    )
    compare.set_defaults(run=run_compare)
    for verb in (train, compare):
        verb.add_argument("--data", type=Path, metavar="DIR", help="matches to learn from")
        verb.add_argument(
            "--test", type=Path, metavar="DIR", help="matches to report on, of which it learns nothing"
        )
        verb.add_argument(
            "--set",
            dest="others",
            action="append",
            default=[],
            metavar="KEY=VALUE",
            help="otherwise than the recipe says, such as model.trunk=gru or train.epochs=3; may be repeated",
        )
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

    given = arguments.out, arguments.data, arguments.test, arguments.start, arguments.others
    print(train(arguments.recipe, *given))
    return 0


def run_compare(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth compare``."""
    _torch()
    from goalmouth.training.compare import compare, table

    given = arguments.out, arguments.data, arguments.test, arguments.others, arguments.seeds
    print(table(compare(arguments.recipes, *given)))
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth export``."""
    _torch()
    from goalmouth.training.export import export_kept

    export_kept(arguments.kept, arguments.out)
    print(arguments.out)
    return 0
