"""Simulated broadcasts, each against its truth: every goal, reading, change of shot and replay."""

import argparse
import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from goalmouth.benchmarks import banners, shots
from goalmouth.benchmarks.common import (
    Bar,
    Report,
    Row,
    by_turns,
    few,
    goalmouth,
    load,
    same_name,
    say,
    seeds_of,
    selected_goals,
    share,
    watch,
    workplace,
)
from goalmouth.benchmarks.made import Made
from goalmouth.errors import EngineError
from goalmouth.evaluation.timing import pairs
from goalmouth.simulate.fonts import has_script
from goalmouth.simulate.layouts import LAYOUTS

GOAL_REACH = 5.0
SMALL = 300
"""Lines under which less is asked of the changes of shot."""
STRIDE = 7
"""Neighbouring seeds take layouts this far apart in the table; it must share no divisor with its length."""
AROUND = 1.0
"""Seconds around a reading in which the half it was put into is one that ran."""
FADING = 1.0
"""Seconds before and after the truth's rows in which a bar that fades is still read."""


@dataclass
class Readings:
    """How many of our readings were right, in what, and how many seconds of truth they cover.

    halves : of the ``halved`` that were put into a half.
    """

    readings: int = 0
    names: int = 0
    scores: int = 0
    clocks: int = 0
    halves: int = 0
    halved: int = 0
    seconds: int = 0
    covered: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)


def judge(
    truth: Sequence[Row], found: Sequence[Row], silent: bool = False, halves: Sequence[Row] = ()
) -> Readings:
    """Compare readings with the truth's rows around them; both in time order.

    The truth is written every few pictures while the bar is wholly there, so what was on the screen
    at a reading's time is what the row before or the row after it says. A reading that has not both
    within a step is of a fading bar, of which the truth says nothing, where a row is within a second;
    else it was read where no bar was, and is wrong. silent : an empty name is not wrong. halves : of
    ``halves.json``; at their edges the truth may be a second off, which a clock takes to leave 45:00.
    """
    times = [row["time"] for row in truth]
    step = min((b - a for a, b in pairwise(times)), default=0.2) + 1e-3
    result = Readings()
    for row in found:
        at = row["time"]
        before, after = _within(truth, times, at - step, at), _within(truth, times, at, at + step)
        if not (before and after):
            if not _within(truth, times, at - FADING, at + FADING):
                result.readings += 1
                result.wrong.append(("no bar", f"at {at:.2f} s read {_say(row)}"))
            continue
        near = [*before, *after]
        result.readings += 1
        names = all(
            same_name(row[side], near[0][side]) or (silent and not row[side]) for side in ("home", "away")
        )
        scores = any(_score(row) == _score(one) for one in near)
        clocks = _clock_fits(row["clock"], [one["clock"] for one in near])
        result.names += names
        result.scores += scores
        result.clocks += clocks
        put = [half["period"] for half in halves if half["start"] <= at <= half["end"]]
        about = _within(truth, times, at - AROUND, at + AROUND)
        in_half = not put or any(one.get("period") in put for one in about)
        result.halved += bool(put)
        result.halves += bool(put) and in_half
        for kind, right in (("names", names), ("score", scores), ("clock", clocks), ("half", in_half)):
            if not right:
                result.wrong.append((kind, f"at {at:.2f} s read {_say(row)}, was {_say(near[0])}"))
    read_at = [row["time"] for row in found]
    for second in sorted({math.floor(time) for time in times}):
        result.seconds += 1
        result.covered += bool(_within(found, read_at, second - 0.5, second + 1.5))
    return result


def _within(rows: Sequence[Row], times: Sequence[float], low: float, high: float) -> Sequence[Row]:
    return rows[bisect_left(times, low - 1e-6) : bisect_right(times, high + 1e-6)]


def _clock_fits(read: float | None, truth: Sequence[float | None]) -> bool:
    shown = [clock for clock in truth if clock is not None]
    if read is None or not shown:
        return read is None and not shown
    return min(shown) - 0.5 < read < max(shown) + 0.5


def _score(row: Row) -> tuple[int, int]:
    return row["home_score"], row["away_score"]


def _say(row: Row) -> str:
    clock = "no clock" if row["clock"] is None else f"{row['clock']:g} s {row.get('text', '')!r}"
    return f"{row['home']} {row['home_score']}-{row['away_score']} {row['away']} {clock}"


def layout_of(seed: int) -> str:
    """Return a seed's layout: any run of consecutive seeds goes round the whole table."""
    drawable = [name for name, row in LAYOUTS.items() if has_script(row.script)]
    stride = next(n for n in range(STRIDE, STRIDE + len(drawable) + 1) if math.gcd(n, len(drawable)) == 1)
    return drawable[seed * stride % len(drawable)]


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--seeds", type=seeds_of, default=seeds_of("101-110"), help="default 101-110")
    parser.add_argument("--duration", type=float, default=150.0, metavar="S", help="default 150")
    parser.add_argument("--lines", type=int, default=720, metavar="N", help="height (default 720)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="broadcasts at a time (default 1)")
    parser.add_argument("--films", action="store_true", help="make and judge films in every language")
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep all; a broadcast there is used again")


def run(options: argparse.Namespace) -> Report:
    """Simulate, watch and compare."""
    wrong: list[tuple[str, str]] = []
    made = Made()
    with workplace(options.out) as out:

        def work(seed: int) -> Row:
            layout = layout_of(seed)
            size = "" if options.lines == 720 else f"-{options.lines}"
            folder = out / f"{seed}-{layout}-{options.duration:g}{size}"
            simulated = ("--seed", seed, "--duration", options.duration, "--lines", options.lines)
            row, cases = _one(folder, seed, layout, simulated, options.films)
            if (folder / "run" / "highlights.mp4").exists():
                cases = cases + made.judge(folder, folder / "match" / "match.mp4")
            wrong.extend((f"seed {seed} ({layout}) {kind}", words) for kind, words in cases)
            return row

        rows = by_turns(work, options.seeds, options.jobs)
    total: dict[str, Any] = {"seed": "all", "layout": f"{len({row['layout'] for row in rows})} layouts"}
    total |= {key: sum(row[key] for row in rows) for key in rows[0] if key not in ("seed", "layout")}
    bars = [
        Bar("goals found within 5 s", share(total["found"], total["goals"]), least=1.0),
        Bar("goals invented", total["invented"], most=0),
        Bar("readings with the exact score", share(total["scores"], total["readings"]), least=0.99),
        Bar("readings with the exact clock", share(total["clocks"], total["readings"]), least=0.99),
        Bar("readings without a wrong name", share(total["names"], total["readings"]), least=0.99),
        Bar("readings in the right half", share(total["halves"], total["halved"]), least=1.0),
        Bar("seconds of bar with a reading", share(total["covered"], total["seconds"]), least=0.9),
        *shots.bars_of(total, options.lines < SMALL),
    ]
    bars += [*banners.bars_of(total, options.lines), *made.bars()]
    return Report("simulated", [*rows, total], bars, few(wrong))


def _one(
    folder: Path, seed: int, layout: str, simulated: Sequence[str | float], film: bool
) -> tuple[Row, list[tuple[str, str]]]:
    match, watched = folder / "match", folder / "run"
    if not (match / "match.json").exists():
        say(f"simulate {folder.name}")
        goalmouth("simulate", "-o", match, *simulated, "--layout", layout)
    try:
        watch("highlights" if film else "spot", match / "match.mp4", watched)
    except EngineError as error:
        # One broadcast that breaks the command must not hide how the others fare.
        goals = sum(event["label"] == "Goal" for event in load(match / "match.json")["events"])
        none = _row(seed, layout, goals, 0, 0, Readings(), _shots(match, None)[0]) | banners.NOTHING
        return none, [("failed", str(error))]
    return compare(match, watched, seed, layout)


def compare(match: Path, watched: Path, seed: int, layout: str) -> tuple[Row, list[tuple[str, str]]]:
    """Return one broadcast's row and its wrong cases."""
    truth = load(match / "match.json")
    goals = [event["time"] for event in truth["events"] if event["label"] == "Goal"]
    found = selected_goals(watched)
    matched = pairs(goals, found, GOAL_REACH)
    # Names in other scripts may be left out, never be wrong.
    silent = LAYOUTS[layout].script != "latin"
    rows = load(match / "scoreboard.json"), load(watched / "scoreboard.json")
    read = judge(*rows, silent, load(watched / "halves.json"))
    missed = set(goals) - {a for a, _ in matched}
    invented = set(found) - {b for _, b in matched}
    wrong = [("goal", f"missed at {time:.2f} s") for time in sorted(missed)]
    wrong += [("goal", f"invented at {time:.2f} s") for time in sorted(invented)]
    if not read.readings:
        wrong.append(("bar", "never read"))
    seen, misseen = _shots(match, watched)
    told, mistold = banners.compare(match, watched)
    row = _row(seed, layout, len(goals), len(matched), len(found) - len(matched), read, seen)
    return row | told, wrong + read.wrong + misseen + mistold


def _shots(match: Path, watched: Path | None) -> tuple[Row, list[tuple[str, str]]]:
    """Compare shots and replays. watched : ``None`` where nothing was."""
    truth = load(match / "match.json")
    names = "shots.json", "replays.json"
    ours = [load(watched / name) if watched else [] for name in names]
    return shots.compare(truth["shots"], truth.get("replays", []), *ours)


def _row(seed: int, layout: str, goals: int, found: int, invented: int, read: Readings, seen: Row) -> Row:
    return {
        "seed": seed, "layout": layout, "goals": goals, "found": found, "invented": invented,
        "readings": read.readings, "names": read.names, "scores": read.scores, "clocks": read.clocks,
        "halved": read.halved, "halves": read.halves, "seconds": read.seconds, "covered": read.covered,
        **seen,
    }  # fmt: skip
