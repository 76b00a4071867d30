"""Matches of another engine: pictures, bar and clock that nobody here drew, and exact truth."""

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from goalmouth.benchmarks.common import (
    Bar,
    Report,
    Row,
    by_turns,
    few,
    load,
    selected_goals,
    share,
    watch,
    workplace,
)
from goalmouth.benchmarks.made import Made
from goalmouth.datasets.soccernet import read_labels
from goalmouth.errors import InputError
from goalmouth.evaluation.timing import pairs

GOAL_REACH = 10.0
CLOCK_REACH = 2.0
"""Seconds of match clock."""


def judge(
    readings: Sequence[Row], scores: NDArray[Any], clocks: NDArray[Any], rate: float
) -> tuple[int, int, list[tuple[str, str]]]:
    """Return how many readings have the right score and clock, and the wrong ones in words.

    scores : (frames, 2); clocks : (frames,) seconds; rate : frames a second. What the picture shows
    may be drawn a frame before or after the engine notes it.
    """
    right_scores = right_clocks = 0
    wrong: list[tuple[str, str]] = []
    for row in readings:
        frame = min(round(row["time"] * rate), len(scores) - 1)
        near = slice(max(0, frame - 1), frame + 2)
        score = row["home_score"], row["away_score"]
        own = bool((scores[near] == score).all(axis=1).any())
        clock = row["clock"]
        on_time = clock is not None and bool((np.abs(clocks[near] - clock) <= CLOCK_REACH).any())
        right_scores += own
        right_clocks += on_time
        at = f"at {row['time']:.2f} s"
        if not own:
            wrong.append(("score", f"{at} read {score}, was {tuple(scores[frame].tolist())}"))
        if not on_time:
            wrong.append(("clock", f"{at} read {clock} ({row['text']!r}), was {clocks[frame]:.1f}"))
    return right_scores, right_clocks, wrong


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="holds match_*/video.mp4 and its truth")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="matches at a time (default 1)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep the films")


def run(options: argparse.Namespace) -> Report:
    """Make a film of each match and compare what was seen with what was."""
    matches = sorted(video.parent for video in options.folder.glob("*/video.mp4"))
    if not matches:
        raise InputError(options.folder, "holds no */video.mp4", "Give the folder that holds the matches")
    wrong: list[tuple[str, str]] = []
    made = Made()
    with workplace(options.out) as out:

        def work(match: Path) -> Row:
            watched = out / match.name / "run"
            watched.parent.mkdir(exist_ok=True)
            beside = watched.with_name("match")
            if not beside.exists():
                # The benchmarks of films look for a film's truth beside it.
                beside.symlink_to(match.resolve())
            watch("highlights", match / "video.mp4", watched)
            row, cases = compare(match, watched)
            cases += made.judge(watched.parent, match / "video.mp4")
            wrong.extend((f"{match.name} {kind}", words) for kind, words in cases)
            return row

        rows = by_turns(work, matches, options.jobs)
    bars = []
    for row in rows:
        name = row["match"]
        bars += [
            Bar(f"{name}: readings with the exact score", share(row["scores"], row["readings"]), least=0.97),
            Bar(
                f"{name}: readings with the clock within 2 s",
                share(row["clocks"], row["readings"]),
                least=0.97,
            ),
            Bar(f"{name}: goals found within 10 s", share(row["found"], row["goals"]), least=1.0),
            Bar(f"{name}: goals invented", row["invented"], most=0),
            Bar(f"{name}: films made", int(row["film"]), least=1),
            Bar(f"{name}: seconds with a reading", share(row["covered"], row["seconds"]), least=0.9),
        ]
    return Report("matches", rows, [*bars, *made.bars()], few(wrong))


def compare(match: Path, watched: Path) -> tuple[Row, list[tuple[str, str]]]:
    """Return one match's row and its wrong cases."""
    with np.load(match / "tracking.npz") as truth:
        scores, clocks, rate = truth["score"], truth["clock_s"], float(truth["fps"])
    readings = load(watched / "scoreboard.json")
    right_scores, right_clocks, wrong = judge(readings, scores, clocks, rate)
    goals = [a.time for a in read_labels(match / "Labels-v2.json") if a.label == "Goal"]
    found = selected_goals(watched)
    matched = pairs(goals, found, GOAL_REACH)
    wrong += [("goal", f"missed at {time:.2f} s") for time in sorted(set(goals) - {a for a, _ in matched})]
    wrong += [("goal", f"invented at {time:.2f} s") for time in sorted(set(found) - {b for _, b in matched})]
    seconds = math.ceil(len(scores) / rate)
    names = {(row["home"], row["away"]) for row in readings}
    row = {
        "match": match.name, "goals": len(goals), "found": len(matched),
        "invented": len(found) - len(matched), "readings": len(readings), "scores": right_scores,
        "clocks": right_clocks, "seconds": seconds, "covered": len({int(r["time"]) for r in readings}),
        "names": " / ".join(f"{home}-{away}" for home, away in sorted(names)),
        "film": (watched / "highlights.mp4").exists(),
    }  # fmt: skip
    return row, wrong
