"""``goalmouth rescore``: any spotter's predictions, made better by what stands around them."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from goalmouth.cli.commands import Verbs
from goalmouth.errors import InputError


def add(verbs: Verbs) -> None:
    """Add the command."""
    verb = verbs.add_parser(
        "rescore", help="predictions made better by their order and by what was said: results_spotting.json"
    )
    games = "a folder or zip of games, as SoccerNet lays them out"
    verb.add_argument("--predictions", type=Path, required=True, metavar="PATH", help=games)
    verb.add_argument(
        "--transcripts",
        type=Path,
        metavar="PATH",
        help="a folder of the same games with what was said, or an .npz file of what it tells",
    )
    verb.add_argument(
        "--weights", type=Path, metavar="FILE", help="a network of one's own, by recipes/rescore.toml"
    )
    verb.add_argument("-o", "--out", type=Path, required=True, metavar="DIR", help="a folder, or a .zip")
    verb.add_argument("--json", action="store_true", help="print the result for machines")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth rescore``; games that cannot be read are told of, and the others go on."""
    from goalmouth.pipeline.rescore import rescore

    done = []
    for game in rescore(arguments.predictions, arguments.out, arguments.transcripts, arguments.weights):
        done.append(game)
        if game.problem:
            print(f"goalmouth: {game.problem}", file=sys.stderr)
    written = [game for game in done if not game.problem]
    if arguments.json:
        print(json.dumps([asdict(game) for game in done]))
    else:
        chosen = sum(game.selected for game in written)
        heard = sum(game.heard for game in written)
        print(f"{len(written)} games, {chosen} moments selected, {heard} halves with a transcript")
        print(arguments.out)
    if not written:
        raise InputError(arguments.predictions, "holds no game that can be read", "See what was said above")
    return 1 if len(written) < len(done) else 0
