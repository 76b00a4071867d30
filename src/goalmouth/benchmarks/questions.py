"""Questions with known answers over real label files: exactly right, said not to be understood, or wrong."""

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from goalmouth.benchmarks.asked.english import ENGLISH
from goalmouth.benchmarks.asked.french import FRENCH
from goalmouth.benchmarks.asked.fresh import FRESH_ENGLISH, FRESH_FRENCH
from goalmouth.benchmarks.asked.later import LATER_ENGLISH, LATER_FRENCH
from goalmouth.benchmarks.asked.raw import GAMES, Asked, labels
from goalmouth.benchmarks.common import Bar, Report, Row
from goalmouth.errors import InputError, NotUnderstood
from goalmouth.query.asking import ask
from goalmouth.query.match import Match
from goalmouth.query.reading import open_match

DATA = Path(__file__).parents[4] / "shared" / "data" / "soccernet"
RIGHT = 0.95
"""Of the questions, those that are answered exactly."""

SETS: Mapping[str, Sequence[Asked]] = {
    "english": ENGLISH,
    "french": FRENCH,
    "fresh english": FRESH_ENGLISH,
    "fresh french": FRESH_FRENCH,
    "later english": LATER_ENGLISH,
    "later french": LATER_FRENCH,
}
MEASURED = ("english", "french")


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="with valid.zip and fit.zip")
    parser.add_argument("--translator", default="grammar", metavar="NAME", help="grammar (default) or llm")


def run(options: argparse.Namespace) -> Report:
    """Ask every question."""
    if not (options.data / "valid.zip").exists():
        raise InputError(options.data, "has no valid.zip of SoccerNet in it", "Say where it is with --data")
    rows: list[Row] = []
    report = Report("questions", rows)
    counts: dict[str, Counter[str]] = {}
    for name, asked in SETS.items():
        counts[name] = own = Counter[str]()
        for one in asked:
            verdict, told = judged(one, options.data, options.translator)
            own[verdict] += 1
            if verdict != "right":
                lines = report.wrong if verdict == "wrong" else report.notes
                lines.append(f"{one.words} ({one.game}) {told}")
        rows.append({"questions": name, **{key: own[key] for key in ("right", "said", "wrong")}})
    asked_all = sum(counts[name].total() for name in MEASURED)
    right = sum(counts[name]["right"] for name in MEASURED) / asked_all
    wrong = sum(own["wrong"] for own in counts.values())
    report.bars = [
        Bar("exactly right of the two hundred", right, least=RIGHT),
        Bar("wrong of all", wrong, most=0),
    ]
    return report


def judged(one: Asked, data: Path, translator: str) -> tuple[str, str]:
    """Return ``right``, ``wrong`` or ``said`` (not to be understood) of a question's answer, and why."""
    truth = one.truth(labels(data, one.game))
    try:
        asked = ask(one.words, _match(data, one.game), translator)
    except NotUnderstood as error:
        return "said", error.problem
    answer = asked.answer
    if isinstance(truth, bool):
        right = answer.query.ask == "whether" and bool(answer.events) == truth
    elif isinstance(truth, int):
        right = answer.query.ask == "count" and len(answer.events) == truth
    else:
        given = [(event.file, round(event.time * 1000), event.label) for event in answer.events]
        right = answer.query.ask in ("list", "who") and given == [row[:3] for row in truth]
    return "right" if right else "wrong", f"understood as {asked.understood}: {len(answer.events)} found"


_matches: dict[tuple[Path, str], Match] = {}


def _match(data: Path, game: str) -> Match:
    """Return a game as anybody would open it, from the zip."""
    if (data, game) not in _matches:
        name, place = GAMES[game]
        _matches[data, game] = open_match(data / f"{name}.zip", place)
    return _matches[data, game]
