"""SoccerNet's files of labels, of cameras and of predictions (Deliège et al. 2021).

Halves, milliseconds and ``"1 - 12:34"`` exist only in this folder: elsewhere time is float seconds that run
on over all files. A half is the file's number where halves are files; a single file is half 1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast, get_args

from goalmouth.datasets.clock import game_time
from goalmouth.datasets.games import row_of
from goalmouth.datasets.records import Row, number
from goalmouth.datasets.store import Store, rows_of
from goalmouth.errors import InputError
from goalmouth.files import write_json
from goalmouth.types import Annotation, Side, Spot, Video

_SIDES: dict[str, Side] = {"home": "home", "away": "away"}
_NO_SIDE = "not applicable"


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
    for place, video in enumerate(videos, 1):
        # A millisecond's grace: times are written to the millisecond.
        if time >= video.start - 0.0005:
            half = place
    return half, max(0.0, time - (videos[half - 1].start if videos else 0.0))


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
    return [
        Annotation(_time(row, offsets), row.label, _SIDES.get(row.team or ""), row.shown is not False)
        for row in _rows(path, "annotations", offsets)
    ]


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
    for row in _rows(path, "annotations", offsets):
        change, replay = row.more.get("change_type", "abrupt"), row.more.get("replay", "real-time")
        if change not in get_args(ChangeType) or replay not in get_args(ReplayType):
            raise InputError(path, f"has a shot with change {change!r} and replay {replay!r}", _REMEDY)
        link = None
        if row.more.get("link"):
            try:
                shown = row_of(row.more["link"])
                at = offsets[shown.half - 1] + shown.position / 1000
            except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
                problem = f"has a link without a good label, position or half ({error!r})"
                raise InputError(path, problem, _REMEDY) from error
            link = Annotation(at, shown.label, _SIDES.get(shown.team or ""), shown.shown is not False)
        kinds = cast(ChangeType, change), cast(ReplayType, replay)
        out.append(CameraShot(_time(row, offsets), row.label, *kinds, link))
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
    for row in _rows(path, "predictions", offsets):
        try:
            time = number(row.more["time"]) if "time" in row.more else _time(row, offsets)
        except ValueError as error:
            raise InputError(path, f"has a time that is no number ({error})", _REMEDY) from error
        score = 1.0 if row.score is None else row.score
        source, selected = str(row.more.get("source", "")), bool(row.more.get("selected", False))
        out.append(Spot(time, row.label, score, source, _SIDES.get(row.team or ""), selected))
    return out


_REMEDY = "Give a file as SoccerNet writes it"
FILES = 99
"""A match may lie in more files than it has halves."""


def _time(row: Row, offsets: Sequence[float]) -> float:
    return offsets[row.half - 1] + row.position / 1000


def _rows(path: Path, key: str, offsets: Sequence[float]) -> Iterator[Row]:
    """Yield each entry; raise ``InputError`` for one of a half that no file was given for."""
    content = Store(path).json(Path(path).name)
    for place, row in enumerate(rows_of(path, content, key, partial(row_of, halves=FILES))):
        if row.half > len(offsets) and "time" not in row.more:
            problem = f"entry {place} of {key!r} is of half {row.half}, and {len(offsets)} file(s) were given"
            raise InputError(path, problem, "Give the video of every half")
        yield row
