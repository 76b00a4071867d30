"""SoccerNet's ``Labels-v2.json`` and ``results_spotting.json`` (Deliège et al. 2021).

Halves, milliseconds and ``"1 - 12:34"`` exist only here: elsewhere time is float seconds that run
on over all files. A half is the file's number where halves are files; a single file is half 1.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from goalmouth.errors import InputError
from goalmouth.files import write_json
from goalmouth.types import Annotation, Side, Spot, Video

_SIDES: dict[str, Side] = {"home": "home", "away": "away"}
_NO_SIDE = "not applicable"


def half_of(time: float, videos: Sequence[Video]) -> tuple[int, float]:
    """Return the half (from 1) and the seconds inside it of a time of the whole match."""
    half = 1
    for number, video in enumerate(videos, 1):
        # A millisecond's grace: times are written to the millisecond.
        if time >= video.start - 0.0005:
            half = number
    return half, max(0.0, time - (videos[half - 1].start if videos else 0.0))


def game_time(half: int, seconds: float) -> str:
    """Return ``"1 - 12:34"``; the seconds are cut off, as SoccerNet does."""
    whole = int(seconds + 0.0005)
    return f"{half} - {whole // 60:02d}:{whole % 60:02d}"


def write_labels(
    path: Path, annotations: Sequence[Annotation], videos: Sequence[Video], url: str = ""
) -> None:
    """Write ``Labels-v2.json``, in time order. Raises ``OutputError``."""
    rows = []
    for annotation in sorted(annotations, key=lambda a: a.time):
        half, seconds = half_of(annotation.time, videos)
        rows.append(
            {
                "gameTime": game_time(half, seconds),
                "label": annotation.label,
                "position": str(round(seconds * 1000)),
                "team": annotation.team or _NO_SIDE,
                "visibility": "visible" if annotation.visible else "not shown",
            }
        )
    write_json(path, {"UrlLocal": url, "UrlYoutube": "", "annotations": rows})


def read_labels(path: Path, offsets: Sequence[float] = (0.0,)) -> list[Annotation]:
    """Read ``Labels-v2.json``. offsets : seconds at which each half's file begins.

    Raises ``InputError`` for a file that is missing, damaged or of another kind, and for a half
    without an offset.
    """
    out = []
    for row, half, seconds in _rows(path, "annotations", offsets):
        team = _SIDES.get(str(row.get("team", _NO_SIDE)))
        visible = row.get("visibility", "visible") == "visible"
        out.append(Annotation(offsets[half - 1] + seconds, str(row["label"]), team, visible))
    return out


def write_predictions(path: Path, spots: Sequence[Spot], videos: Sequence[Video], url: str = "") -> None:
    """Write ``results_spotting.json``: every candidate, in time order. Raises ``OutputError``."""
    rows = []
    for spot in sorted(spots, key=lambda s: s.time):
        half, seconds = half_of(spot.time, videos)
        row: dict[str, Any] = {
            "gameTime": game_time(half, seconds),
            "label": spot.label,
            "position": str(round(seconds * 1000)),
            "half": str(half),
            "confidence": spot.score,
            "time": spot.time,
            "selected": spot.selected,
            "source": spot.source,
        }
        rows.append(row | ({"team": spot.team} if spot.team else {}))
    write_json(path, {"UrlLocal": url, "predictions": rows})


def read_predictions(path: Path, offsets: Sequence[float] = (0.0,)) -> list[Spot]:
    """Read ``results_spotting.json``, ours or another's (without ``time``, ``selected``, ``source``).

    offsets : see ``read_labels``; not needed where a prediction carries its own ``time``.
    """
    out = []
    for row, half, seconds in _rows(path, "predictions", offsets):
        try:
            time = float(row["time"]) if "time" in row else offsets[half - 1] + seconds
            score = float(row.get("confidence", 1.0))
        except (TypeError, ValueError) as error:
            raise InputError(
                path, f"has a time or confidence that is no number ({error})", _REMEDY
            ) from error
        team = _SIDES.get(str(row.get("team")))
        source, selected = str(row.get("source", "")), bool(row.get("selected", False))
        out.append(Spot(time, str(row["label"]), score, source, team, selected))
    return out


_REMEDY = "Give a file as SoccerNet writes it"


def _rows(path: Path, key: str, offsets: Sequence[float]) -> Iterator[tuple[dict[str, Any], int, float]]:
    """Yield each entry with its half and the seconds inside it."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(path, f"cannot be read ({error.strerror or error})", "Check the name") from error
    except ValueError as error:
        raise InputError(path, f"is not JSON ({error})", _REMEDY) from error
    rows = content.get(key) if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise InputError(path, f"has no list {key!r}", _REMEDY)
    for number, row in enumerate(rows):
        try:
            label, position = row["label"], row["position"]
            half = int(row["half"]) if "half" in row else int(str(row["gameTime"]).split(" - ")[0])
            seconds = float(position) / 1000
        except (KeyError, TypeError, ValueError) as error:
            problem = f"entry {number} of {key!r} lacks a good label, position or half ({error!r})"
            raise InputError(path, problem, _REMEDY) from error
        if not isinstance(label, str):
            raise InputError(path, f"entry {number} of {key!r} has a label that is no text", _REMEDY)
        own_time = key == "predictions" and "time" in row
        if half < 1 or (half > len(offsets) and not own_time):
            problem = f"entry {number} of {key!r} is of half {half}, and {len(offsets)} file(s) were given"
            raise InputError(path, problem, "Give the video of every half")
        yield row, half, seconds
