"""What the words of commentators tell alone, on real matches: how right it is, and what it takes."""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from goalmouth.benchmarks.common import Bar, Report, Row, by_turns, goalmouth, load, say, workplace
from goalmouth.benchmarks.speed import spent_by
from goalmouth.datasets.games import LABELS_V2
from goalmouth.datasets.store import Store, inside
from goalmouth.errors import InputError
from goalmouth.evaluation.counts import f1, means
from goalmouth.evaluation.moments import TOLERANCES, Moment, counts, scores
from goalmouth.labels import SOCCERNET_V2

DATA = Path(__file__).parents[4] / "shared" / "data" / "soccernet"

LEAST = {"micro 5 s": 0.33, "micro 15 s": 0.49, "micro 30 s": 0.55, "macro 15 s": 0.42} | {
    "loose": 0.36,
    "tight": 0.11,
}
SECONDS, MEGABYTES = 10.0, 500.0
"""What a match may take on one core."""

ASIDE = 7.5
"""Seconds before and after a moment that make it an interval."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="with valid.zip and valid.txt")
    parser.add_argument("--games", type=int, default=50, metavar="N", help="how many (default 50, all)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="how many at once (default 2)")


def run(options: argparse.Namespace) -> Report:
    """Spot in every other match of the list, by which nothing was learnt, and look at the labels."""
    if not (options.data / "valid.zip").exists():
        raise InputError(options.data, "has no valid.zip of SoccerNet in it", "Say where it is with --data")
    store = Store(options.data / "valid.zip")
    games = (options.data / "valid.txt").read_text("utf-8").split("\n")[1::2][: options.games]
    with workplace(None) as place:
        folders = [_unpacked(store, game, place / str(number)) for number, game in enumerate(games)]
        by_turns(_spotted, folders, options.jobs)
        said = [own for game, folder in zip(games, folders, strict=True) for own in _said(game, folder)]
        longest = max(folders, key=lambda folder: sum(f.stat().st_size for f in folder.rglob("*.json")))
        spent = spent_by(_command(longest, place / "timed"))
    truth = [own for game in games for own in _labels(store, game)]
    chosen = [own for own, sure in said if sure]
    found = scores(truth, [own for own, _ in said], chosen)
    report = Report("said", _rows(truth, chosen))
    report.bars = [Bar(name, found[name], least=least) for name, least in LEAST.items()]
    report.bars += [
        Bar("seconds of a match on one core", spent.wall, most=SECONDS),
        Bar("megabytes", spent.memory, most=MEGABYTES),
    ]
    report.notes = [
        "  ".join(f"{name} {value:.3f}" for name, value in found.items() if name not in LEAST),
        f"as intervals of {2 * ASIDE:g} s, half of the union in common: {_intervals(truth, chosen):.3f}",
    ]
    return report


def _unpacked(store: Store, game: str, folder: Path) -> Path:
    """Write what was said in a game into a folder, and return it."""
    for name in store.names:
        if name.startswith(f"{game}/whisper"):
            file = folder / name.removeprefix(f"{game}/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(store.read(name))
    return folder


def _command(folder: Path, out: Path) -> list[str]:
    """Return the command that spots in a game, on one core where cores can be chosen."""
    one = "import os, sys; os.sched_setaffinity(0, {0}); " if hasattr(os, "sched_setaffinity") else ""
    code = f"{one}from goalmouth.cli import main; raise SystemExit(main())"
    return [sys.executable, "-c", code, "spot", "--transcript", str(folder), "-o", str(out)]


def _spotted(folder: Path) -> Row:
    say(f"spot {folder.name}")
    found: Row = goalmouth("spot", "--transcript", folder, "-o", folder / "out")
    return found


def _said(game: str, folder: Path) -> Iterator[tuple[Moment, bool]]:
    for row in load(folder / "out" / "results_spotting.json")["predictions"]:
        time = int(row["position"]) / 1000
        yield Moment(f"{game}|{row['half']}", time, row["label"], float(row["confidence"])), row["selected"]


def _labels(store: Store, game: str) -> Iterator[Moment]:
    for row in LABELS_V2.game(store, inside(game, "Labels-v2.json")).rows:
        if row.label in SOCCERNET_V2:
            yield Moment(f"{game}|{row.half}", row.position / 1000, row.label)


def _rows(truth: list[Moment], chosen: list[Moment]) -> list[Row]:
    every = [counts(truth, chosen, tolerance) for tolerance in TOLERANCES]
    rows: list[Row] = []
    for name in SOCCERNET_V2:
        right, wrong, missed = every[0].get(name, (0, 0, 0))
        row: Row = {"class": name, "labels": right + missed, "said": right + wrong}
        rows.append(
            row
            | {f"F1 {t} s": f1(*own.get(name, (0, 0, 0))) for t, own in zip(TOLERANCES, every, strict=True)}
        )
    return rows


def _intervals(truth: list[Moment], chosen: list[Moment]) -> float:
    # Two of one length have half of their union in common where they are a third of it apart.
    return means(counts(truth, chosen, 2 * ASIDE / 3))["f1_micro"]
