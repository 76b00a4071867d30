"""``goalmouth train``, ``compare``, ``sweep`` and ``export``: networks by recipes, and files of networks."""

import argparse
from pathlib import Path
from typing import Any

from goalmouth.cli.commands import Verbs
from goalmouth.errors import MissingEngine


def add(verbs: Verbs) -> None:
    """Add the commands."""
    train = verbs.add_parser("train", help="a network of one's own, by a recipe")
    train.add_argument("recipe", type=Path, metavar="RECIPE", help="a TOML file; see the folder recipes")
    train.add_argument(
        "--processes", type=_whole, default=1, metavar="N", help="that share every batch (default 1)"
    )
    train.add_argument("--wandb", action="store_true", help="record it on Weights & Biases, too")
    train.add_argument("-o", "--out", type=Path, metavar="FILE", help="default: RECIPE's name and .onnx")
    train.set_defaults(run=run_train)
    compare = verbs.add_parser("compare", help="networks by several recipes, side by side")
    compare.add_argument(
        "recipes",
        type=Path,
        nargs="*",
        metavar="RECIPE",
        help="TOML files of spotters; none: the table of what DIR holds",
    )
    compare.add_argument("--out", "-o", type=Path, required=True, metavar="DIR", help="for what they make")
    compare.add_argument(
        "--seeds", type=int, nargs="+", default=[], metavar="N", help="train each with each of these seeds"
    )
    compare.set_defaults(run=run_compare)
    sweep = verbs.add_parser("sweep", help="the best values of a recipe, by training with many")
    sweep.add_argument("recipe", type=Path, metavar="RECIPE", help="a TOML file of a spotter")
    sweep.add_argument(
        "--vary",
        action="append",
        required=True,
        metavar="KEY=VALUES",
        help="from..to, or choices with commas, such as train.rate=1e-4..1e-2 or model.wide=64,128;"
        " may be repeated",
    )
    sweep.add_argument("--trials", type=_whole, default=20, metavar="N", help="in all (default 20)")
    sweep.add_argument("--random", action="store_true", help="do not learn from trials what to try next")
    sweep.add_argument("--seed", type=int, default=1, metavar="N", help="of what is tried (default 1)")
    sweep.add_argument("--out", "-o", type=Path, required=True, metavar="DIR", help="for what they make")
    sweep.set_defaults(run=run_sweep)
    for verb in (train, compare, sweep):
        verb.add_argument(
            "--from",
            dest="start",
            type=Path,
            metavar="FILE",
            help="a network to build on, where the recipe says so",
        )
    for verb in (train, compare):
        verb.add_argument(
            "--test", type=Path, metavar="DIR", help="matches to report on, of which it learns nothing"
        )
    for verb in (train, compare, sweep):
        verb.add_argument("--data", type=Path, metavar="DIR", help="matches to learn from")
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


def _whole(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def need_torch() -> None:
    """Raise ``MissingEngine`` where PyTorch is not installed."""
    try:
        import torch  # noqa: F401
    except ImportError as error:
        raise MissingEngine("library", "torch", "Install it with: pip install 'goalmouth[train]'") from error


def run_train(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth train``."""
    need_torch()
    given = arguments.out, arguments.data, arguments.test, arguments.start, arguments.others
    if arguments.processes == 1:
        print(trained(arguments.wandb, arguments.recipe, *given))
        return 0
    from goalmouth.training.parallel import in_processes

    print(in_processes(arguments.processes, trained, arguments.wandb, arguments.recipe, *given))
    return 0


def trained(wandb: bool, *given: Any) -> Path:
    """Train as one of the processes that do, and record it; see ``train``."""
    from goalmouth.training.recipes import train
    from goalmouth.training.records import recording

    with recording(wandb):
        return train(*given)


def run_compare(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth compare``."""
    need_torch()
    from goalmouth.training.compare import compare, table
    from goalmouth.training.records import recording

    own = arguments.start, arguments.others, arguments.seeds
    given = arguments.out, arguments.data, arguments.test, *own
    with recording():
        print(table(compare(arguments.recipes, *given)))
    return 0


def run_sweep(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth sweep``."""
    need_torch()
    from goalmouth.training.records import recording
    from goalmouth.training.sweep import flags, sweep, table

    own = arguments.trials, arguments.random, arguments.seed, arguments.start, arguments.others
    with recording():
        found = sweep(arguments.recipe, arguments.out, arguments.data, arguments.vary, *own)
    print(table(found))
    print(flags(found[0]["values"]))
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth export``."""
    need_torch()
    from goalmouth.training.export import export_kept

    export_kept(arguments.kept, arguments.out)
    print(arguments.out)
    return 0
