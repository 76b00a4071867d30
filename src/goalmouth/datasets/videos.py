"""Formats of one file for many videos: which half of which game a video is, and back."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Any

from goalmouth.datasets.records import VIDEOS, Game, Row
from goalmouth.datasets.store import inside

HALF = re.compile(r"([12])(?:_(?:224p|720p|HQ|HD))?$")
SUFFIXES = (".mkv", ".mp4", ".avi", ".mov", ".ts", ".webm", ".m4v", ".mpg", ".mpeg", ".npy")


@dataclass(frozen=True, slots=True)
class Entry:
    """One video of such a file. more : what the file says of it besides."""

    path: str
    rows: tuple[Row, ...]
    rate: Fraction | None = None
    frames: int | None = None
    split: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


def game_of(path: str) -> tuple[str, int | None]:
    """Return the game and the half of a path such as ``league/game/1_720p.mkv``; ``None`` for no half."""
    place = PurePosixPath(path.replace("\\", "/"))
    stem = place.stem if place.suffix.lower() in SUFFIXES else place.name
    if found := HALF.match(stem):
        folder = place.parent.as_posix()
        return ("" if folder == "." else folder), int(found[1])
    return (place.with_name(stem).as_posix() if stem else ""), None


def games(entries: Iterable[Entry]) -> tuple[Game, ...]:
    """Put the halves of each game together, in the order in which the games begin."""
    found: dict[tuple[str, str], list[tuple[int | None, Entry]]] = {}
    for entry in entries:
        name, half = game_of(entry.path)
        found.setdefault((entry.split, name), []).append((half, entry))
    out = []
    for (split, name), own in found.items():
        rows = tuple(row for _, entry in own for row in entry.rows)
        rates = {half or 1: entry.rate for half, entry in own if entry.rate is not None}
        frames = {half or 1: entry.frames for half, entry in own if entry.frames is not None}
        videos = {str(half or ""): {"path": entry.path, **entry.more} for half, entry in own}
        out.append(Game(name, rows, split, rates, frames, {VIDEOS: videos}))
    return tuple(out)


def entries(game: Game, suffix: str = "") -> Iterator[tuple[int, Entry]]:
    """Yield a game's videos, each with the half whose rate and length it has. suffix : of new paths."""
    said = game.more.get(VIDEOS, {})
    if "" in said:
        parts = [(1, "", game.rows)]
    else:
        parts = [(half, str(half), tuple(rows)) for half, rows in game.halves()]
    for half, key, rows in parts:
        more = dict(said.get(key, {}))
        path = more.pop("path", inside(game.name, f"{half}{suffix}"))
        yield half, Entry(path, rows, game.rates.get(half), game.frames.get(half), game.split, more)
