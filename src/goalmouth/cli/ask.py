"""``goalmouth ask``: questions about a match, in English or French."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from goalmouth.cli.commands import Verbs, share_of
from goalmouth.cli.progress import Progress

NOTHING, WHAT = 1, 3
"""Exit codes: nothing was found; the question is not understood."""

CAN = """You can ask for events by class, team, player, half, minutes, order, number and what is beside them:
  "all corners for the home team after the 80th minute", "the last two yellow cards", "how many fouls?",
  "the foul before the penalty", "les buts en première mi-temps", "combien de fautes pour les visiteurs ?\""""


def add(verbs: Verbs) -> None:
    """Add the command."""
    verb = verbs.add_parser("ask", help="questions about a match: when, how many, which")
    verb.add_argument(
        "match", type=Path, metavar="RUN|LABELS", help="a run folder, a game's folder, or a file of events"
    )
    verb.add_argument("question", nargs="+", metavar="QUESTION", help="in English or French")
    verb.add_argument("--json", action="store_true", help="print the query and its answer for machines")
    verb.add_argument("--clip", type=Path, metavar="DIR", help="cut the intervals into DIR")
    verb.add_argument(
        "--video", type=Path, action="append", default=[], metavar="FILE", help="to cut; once for each half"
    )
    verb.add_argument("--game", metavar="NAME", help="part of a game's name, where there are several")
    verb.add_argument(
        "--threshold", type=share_of, metavar="P", help="confidence from which predictions count, 0 to 1"
    )
    verb.add_argument(
        "--translator",
        default="grammar",
        metavar="NAME",
        help="who reads the question: grammar (default), llm, or llm=URL#MODEL",
    )
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth ask``."""
    from goalmouth.errors import NotUnderstood
    from goalmouth.query.asking import ask
    from goalmouth.query.reading import open_match
    from goalmouth.query.sentences import lines, value

    match = open_match(arguments.match, arguments.game, arguments.threshold)
    question = " ".join(arguments.question)
    try:
        asked = ask(question, match, arguments.translator)
    except NotUnderstood as error:
        if arguments.json:
            said = {"question": question, "not_understood": list(error.words), "problem": error.problem}
            print(json.dumps(said, ensure_ascii=False))
        print(f"goalmouth: {error}\n{CAN}", file=sys.stderr)
        return WHAT
    files: list[Path] = []
    if arguments.clip and asked.answer.events:
        from goalmouth.query.cutting import cut

        with Progress() as progress:
            files = cut(asked.answer.events, match, arguments.clip, arguments.video, progress)
    if arguments.json:
        found: dict[str, Any] = {"question": question, "understood": asked.understood}
        found |= value(asked.answer, match) | {"notes": list(asked.notes), "clips": [str(f) for f in files]}
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(f"understood: {asked.understood}", file=sys.stderr)
        for note in asked.notes:
            print(f"note: {note}", file=sys.stderr)
        for line in (*lines(asked.answer, match), *(str(file) for file in files)):
            print(line)
    return 0 if asked.answer.events else NOTHING
