"""The command ``goalmouth``: arguments in, results to stdout, progress to stderr."""

import argparse
import sys
from collections.abc import Sequence

from goalmouth import __version__
from goalmouth.errors import GoalmouthError

EPILOG = """examples:
  goalmouth highlights match.mp4 -o out/      the film, with everything that led to it
  goalmouth spot half1.mp4 half2.mp4 -o out/  what happened and when
  goalmouth ask out/ "the last two corners"   the moments that a question is about
  goalmouth simulate -o demo/ --seed 7        a simulated broadcast with its truth
  goalmouth evaluate spotting --labels valid.zip --predictions mine/
                                              the official scores of predictions
  goalmouth convert valid.zip mine.csv --from labels-v2 --to csv
                                              files of the field, each into any other
  goalmouth train recipes/actions.toml --data matches/
                                              a network of your own
  goalmouth doctor                            which engines are here, and how to get the others"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    from goalmouth.cli import ask, commands, convert, evaluate, features, importing, rescore, train

    top = argparse.ArgumentParser(
        prog="goalmouth",
        description="Watches a football match, tells you what happened and when, "
        "and commentates the highlights.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"goalmouth {__version__}")
    verbs = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add(verbs)
    evaluate.add(verbs)
    convert.add(verbs)
    train.add(verbs)
    importing.add(verbs)
    features.add(verbs)
    ask.add(verbs)
    rescore.add(verbs)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0 unless it failed."""
    options = parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except GoalmouthError as error:
        print(f"goalmouth: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("goalmouth: stopped; what was finished is kept, and the same command goes on", file=sys.stderr)
        return 130
    return code
