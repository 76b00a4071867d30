"""Real broadcasts: their score bars and changes of shot, against what a person read and saw."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from goalmouth.benchmarks import shots
from goalmouth.benchmarks.common import (
    Bar,
    Report,
    Row,
    few,
    load,
    same_name,
    share,
    watch,
    workplace,
)
from goalmouth.errors import EngineError, InputError
from goalmouth.types import Image

SETTLED = 2.0
"""Seconds a bar may be there before it must be read."""
REACH = 1.0
"""Seconds from which a reading is taken for a second, and by which its clock may be off."""
MAY_BE_SILENT = ("japan_", "villarreal_")
"""Clips whose bar is in another script or cut off: right or silent, never wrong."""
EDGE = 0.5
"""Seconds by which the eye may be off about when a bar appears."""

CUTS = re.compile(r"hard cuts at ([^;]*)")
DISSOLVES = re.compile(r"dissolve\b[^(;]*\((\d+\.\d+)-(\d+\.\d+) s\)")
"""How a clip's notes name its changes of shot."""


def changes_named(notes: str) -> list[tuple[float, float]]:
    """Return from when to when each change of shot goes that a clip's notes name, in order."""
    cuts = [float(time) for told in CUTS.findall(notes) for time in re.findall(r"\d+\.\d+", told)]
    dissolves = [(float(start), float(end)) for start, end in DISSOLVES.findall(notes)]
    return sorted([*((time, time) for time in cuts), *dissolves])


def seconds_of(clock: str | None) -> float | None:
    """Return ``"06:10"`` as seconds; ``None`` for what is no time."""
    minutes, colon, seconds = (clock or "").partition(":")
    return int(minutes) * 60.0 + int(seconds) if colon else None


def faults(row: Row, bar: Row, silent: bool = False) -> list[str]:
    """Return what is wrong in a reading: ``teams``, ``score``, ``clock``.

    ``silent`` : an empty name or no clock says nothing, which is not wrong.
    """
    found = []
    for side in ("home", "away"):
        if not (same_name(row[side], bar[side]) or (silent and not row[side])):
            found.append("teams")
            break
    if (row["home_score"], row["away_score"]) != (bar["home_score"], bar["away_score"]):
        found.append("score")
    start, shown = seconds_of(bar["clock_start"]), bar["visible"][0]
    expected = None if start is None else start + row["time"] - shown
    if row["clock"] is None:
        if expected is not None and not silent:
            found.append("clock")
    elif expected is None or abs(row["clock"] - expected) > REACH + 1e-6:
        found.append("clock")
    return found


def judge(readings: Sequence[Row], bar: Row | None, silent: bool) -> tuple[Row, list[tuple[str, str]]]:
    """Return a clip's figures and its wrong cases. bar : the truth, ``None`` where there is no bar."""
    low, high = bar["visible"] if bar else (0.0, -1.0)
    wrong: list[tuple[str, str]] = []
    in_bar = right = stray = 0
    for row in readings:
        said = f"at {row['time']:.2f} s read {row['home']} {row['home_score']}-{row['away_score']} "
        said += f"{row['away']} {row['text'] or 'no clock'}"
        if bar is None or not low - EDGE <= row["time"] <= high + EDGE:
            stray += 1
            wrong.append(("no bar", said))
            continue
        found = faults(row, bar, silent)
        # Before a bar has settled its reading need not be there, but a clip that may be silent has no
        # such excuse.
        if silent or row["time"] >= low + SETTLED:
            in_bar += 1
            right += not found
        if found:
            wrong.append((" and ".join(found), said))
    seconds = right_seconds = 0
    at = low + SETTLED
    while bar is not None and at <= high:
        seconds += 1
        nearest = min(readings, key=lambda row: abs(row["time"] - at), default=None)
        near = nearest is not None and abs(nearest["time"] - at) <= REACH
        right_seconds += bool(near and nearest and not faults(nearest, bar, silent))
        at += 1.0
    figures = {"readings": in_bar, "right": right, "stray": stray, "seconds": seconds}
    return figures | {"right_seconds": right_seconds}, wrong


def crops_of(image: Image) -> dict[str, Image]:
    """Return crops of a still with its bar: the top band, the corner, and the bar itself.

    The bar's own place is what the reader finds in the corner, with little and with much around it.
    """
    from goalmouth.scene.scoreboard.layout import read_layout
    from goalmouth.scene.text import shared_reader

    high, wide = image.shape[:2]
    crops = {"band": image[: round(0.3 * high)], "corner": image[: round(0.25 * high), : wide // 2]}
    found = next(filter(None, (read_layout(crop, shared_reader()) for crop in crops.values())), None)
    if found is not None:
        height = found.home.box.height
        for name, pad in (("tight", 0.4), ("loose", 1.0)):
            crops[name] = found.box.padded(2 * pad * height, pad * height).of(image)
    return crops


def judge_still(image: Image, bar: Row) -> tuple[dict[str, bool], list[str]]:
    """Return for each crop whether it was read rightly, and what was read wrongly."""
    from goalmouth.scene.scoreboard.layout import read_layout
    from goalmouth.scene.text import shared_reader

    right: dict[str, bool] = dict.fromkeys(("band", "corner", "tight", "loose"), False)
    wrong = []
    for name, crop in crops_of(image).items():
        layout = read_layout(crop, shared_reader())
        if layout is None:
            wrong.append(f"{name}: nothing read")
            continue
        clock, text = (layout.clock.seconds, layout.clock.text) if layout.clock else (None, "")
        named = same_name(layout.home.text, bar["home"]) and same_name(layout.away.text, bar["away"])
        scored = layout.scores == (bar["home_score"], bar["away_score"])
        told = same_name(text, bar["clock"] or "") or (
            clock is not None and clock == seconds_of(bar["clock"])
        )
        right[name] = named and scored and told
        if not right[name]:
            scores = "-".join(map(str, layout.scores))
            wrong.append(f"{name}: read {layout.home.text} {scores} {layout.away.text} {text or 'no clock'}")
    return right, wrong


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="holds truth.json, and what it names")
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep what was read")
    parser.add_argument("--only", default="", metavar="TEXT", help="only files whose name holds it")


def run(options: argparse.Namespace) -> Report:
    """Read every clip and still of the folder."""
    truth = [row for row in load(options.folder / "truth.json") if options.only in row["file"]]
    report = Report("television")
    wrong: list[tuple[str, str]] = []
    with workplace(options.out) as out:
        for known in (row for row in truth if "duration" in row):
            _clip(options.folder, out, known, report, wrong)
    clips = [row for row in report.rows if row["changes"] is not None]
    if clips:
        named, found, right = (
            sum(row[key] for row in clips) for key in ("changes", "changes_found", "changes_right")
        )
        report.bars.append(Bar("changes of shot named that are found", right, least=named))
        report.bars.append(Bar("changes of shot found that are not named", found - right, most=0))
    stills = [row for row in truth if "duration" not in row and row["bar"] is not None]
    read = 0
    for known in stills:
        path = options.folder / known["file"]
        picture = cv2.imread(str(path))
        if picture is None:
            raise InputError(path, "is no picture", "Copy it again")
        right, cases = judge_still(np.asarray(picture[..., ::-1], np.uint8), known["bar"])
        read += right["tight"]
        crops = [name for name, ok in right.items() if ok]
        report.rows.append(_row(path.stem, f"right in: {', '.join(crops) or 'none'}"))
        wrong += [(path.stem, case) for case in cases]
    if stills:
        report.bars.append(Bar("stills read from the bar's crop", share(read, len(stills)), least=1.0))
    report.wrong = few(wrong)
    return report


def _row(name: str, verdict: str, figures: Row | None = None) -> Row:
    keys = (
        "readings",
        "right",
        "stray",
        "seconds",
        "right_seconds",
        "changes",
        "changes_found",
        "changes_right",
    )
    empty: dict[str, Any] = dict.fromkeys(keys)
    return {"file": name} | (figures or empty) | {"verdict": verdict}


def _clip(folder: Path, out: Path, known: Row, report: Report, wrong: list[tuple[str, str]]) -> None:
    path = folder / known["file"]
    try:
        watch("spot", path, out / path.stem)
    except EngineError as error:
        # One clip that breaks the command must not hide how the others fare.
        wrong.append((path.stem, str(error)))
        report.bars.append(Bar(f"{path.stem}: watched to its end", 0, least=1))
        report.rows.append(_row(path.stem, "failed"))
        return
    silent = known["bar"] is None or path.name.startswith(MAY_BE_SILENT)
    figures, cases = judge(load(out / path.stem / "scoreboard.json"), known["bar"], silent)
    spans = changes_named(known["notes"])
    edges = [0.0, *((start + end) / 2 for start, end in spans)]
    truth: list[Row] = [{"start": edge} for edge in edges]
    for row, (start, end) in zip(truth, spans, strict=False):
        row |= {"change_start": start, "change_end": end}
    changed, missed = shots.compare(truth, (), load(out / path.stem / "shots.json"), ())
    figures |= {key: changed[key] for key in ("changes", "changes_found", "changes_right")}
    wrong += [(f"{path.stem} {kind}", case) for kind, case in [*cases, *missed]]
    if silent:
        bad = figures["readings"] - figures["right"] + figures["stray"]
        report.bars.append(Bar(f"{path.stem}: wrong readings", bad, most=0))
        report.rows.append(_row(path.stem, "right or silent", figures))
        return
    by_second = share(figures["right_seconds"], figures["seconds"])
    by_reading = share(figures["right"], figures["readings"])
    report.bars.append(Bar(f"{path.stem}: seconds read rightly", by_second, least=0.9))
    report.bars.append(Bar(f"{path.stem}: readings that are right", by_reading, least=0.9))
    report.rows.append(_row(path.stem, "bar must be read", figures))
