"""``goalmouth convert``: the field's files of events and of boxes, each into any other."""

import argparse
import sys
from fractions import Fraction
from pathlib import Path

from goalmouth.cli.commands import Verbs


def add(verbs: Verbs) -> None:
    """Add the command."""
    verb = verbs.add_parser(
        "convert",
        help="labels, predictions and transcripts from one format of the field into another",
        epilog="formats: labels-v2, labels-ball, cameras, captions, predictions, grounding, echoes, csv, "
        "osl-v1, osl-v2, e2e-spot; boxes: yolo, mot, gsr",
    )
    verb.add_argument("source", type=Path, metavar="IN", help="a folder, a zip or a file")
    verb.add_argument("target", type=Path, metavar="OUT", help="the same; a name that ends in .zip makes one")
    verb.add_argument("--to", required=True, metavar="FORMAT", help="what to write")
    verb.add_argument("--from", dest="given", metavar="FORMAT", help="what IN is, where that is in doubt")
    verb.add_argument("--fps", type=_rate, metavar="N", help="pictures a second, such as 25 or 25/12")
    verb.set_defaults(run=run)


def _rate(text: str) -> Fraction:
    from goalmouth.datasets.records import rate_of

    try:
        return rate_of(text)
    except (ValueError, ZeroDivisionError):
        raise argparse.ArgumentTypeError(f"{text!r} is not pictures a second, such as 25 or 25/12") from None


def run(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth convert``."""
    from goalmouth.datasets.formats import convert

    done = convert(arguments.source, arguments.target, arguments.to, arguments.given, arguments.fps)
    for line in done.lost:
        print(f"goalmouth: {line}", file=sys.stderr)
    print(f"{done.source} → {arguments.to}: {done.rows} entries of {done.games} games, in {arguments.target}")
    return 0
