"""SoccerNet's files of labels, of cameras and of predictions (Deliège et al. 2021).

Halves, milliseconds and ``"1 - 12:34"`` exist only here: elsewhere time is float seconds that run
on over all files. A half is the file's number where halves are files; a single file is half 1.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args

from goalmouth.errors import InputError
from goalmouth.files import write_json
from goalmouth.types import Annotation, Side, Spot, Video

_SIDES: dict[str, Side] = {"home": "home", "away": "away"}
_NO_SIDE = "not applicable"


CAMERAS: Final[tuple[str, ...]] = (
    "Main camera center",
    "Close-up player or field referee",
    "Main camera left",
    "Main camera right",
    "Goal line technology camera",
    "Main behind the goal",
    "Spider camera",
    "Close-up side staff",
    "Close-up corner",
    "Close-up behind the goal",
    "Inside the goal",
    "Public",
    "other",
)
"""The camera types of SoccerNet-v2, in the official evaluator's order."""
ChangeType = Literal["abrupt", "logo", "smooth"]
ReplayType = Literal["real-time", "replay", "other"]


@dataclass(frozen=True, slots=True)
class CameraShot:
    """One row of ``Labels-cameras.json``. end : seconds of the whole match at which the shot ends.

    link : of a replay, the event that it shows.
    """

    end: float
    label: str
    change: ChangeType = "abrupt"
    replay: ReplayType = "real-time"
    link: Annotation | None = None


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


def write_cameras(path: Path, shots: Sequence[CameraShot], videos: Sequence[Video], url: str = "") -> None:
    """Write ``Labels-cameras.json``, in time order. Raises ``OutputError``.

    A shot that ends where its file ends is of that file's half.
    """
    rows = []
    for shot in sorted(shots, key=lambda s: s.end):
        half, seconds = half_of(shot.end, videos)
        if half > 1 and seconds < 0.0005:
            half, seconds = half - 1, shot.end - videos[half - 2].start
        row: dict[str, Any] = {
            "gameTime": game_time(half, seconds),
            "label": shot.label,
            "change_type": shot.change,
            "replay": shot.replay,
            "position": str(round(seconds * 1000)),
        }
        if shot.link is not None:
            linked, inside = half_of(shot.link.time, videos)
            row["link"] = {
                "label": shot.link.label,
                "half": str(linked),
                "time": game_time(linked, inside).split(" - ")[1],
                "team": shot.link.team or _NO_SIDE,
                "position": str(round(inside * 1000)),
                "visibility": "visible" if shot.link.visible else "not shown",
            }
        rows.append(row)
    write_json(path, {"UrlLocal": url, "UrlYoutube": "", "annotations": rows})


def read_cameras(path: Path, offsets: Sequence[float] = (0.0,)) -> list[CameraShot]:
    """Read ``Labels-cameras.json``. offsets : seconds at which each half's file begins.

    Raises ``InputError`` as ``read_labels`` does, and for a change, a replay or a link of no known kind.
    """
    out = []
    for row, half, seconds in _rows(path, "annotations", offsets):
        change, replay = row.get("change_type", "abrupt"), row.get("replay", "real-time")
        if change not in get_args(ChangeType) or replay not in get_args(ReplayType):
            raise InputError(path, f"has a shot with change {change!r} and replay {replay!r}", _REMEDY)
        link = None
        if row.get("link"):
            try:
                linked, inside = int(row["link"]["half"]), float(row["link"]["position"]) / 1000
                label, start = str(row["link"]["label"]), offsets[max(1, linked) - 1]
            except (KeyError, IndexError, TypeError, ValueError) as error:
                problem = f"has a link without a good label, position or half ({error!r})"
                raise InputError(path, problem, _REMEDY) from error
            visible = row["link"].get("visibility", "visible") == "visible"
            link = Annotation(start + inside, label, _SIDES.get(str(row["link"].get("team"))), visible)
        end = offsets[half - 1] + seconds
        out.append(CameraShot(end, row["label"], cast(ChangeType, change), cast(ReplayType, replay), link))
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
