"""Predictions of many games scored anew, as their files lie there."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from goalmouth.datasets.games import PREDICTIONS
from goalmouth.datasets.records import Game, Row
from goalmouth.datasets.store import Sink, Store, inside
from goalmouth.datasets.transcripts import read_game, transcribed
from goalmouth.errors import InputError
from goalmouth.labels import SOCCERNET_V2
from goalmouth.spotting.rescoring import Rescorer, likely
from goalmouth.spotting.transcript import TranscriptSpotter
from goalmouth.types import Floats, Spot

FILE = PREDICTIONS.files[0]

Said = Callable[[str, int], NDArray[np.floating] | None]
"""Returns of a game and a half what its transcript tells, (seconds, classes), or ``None`` without one."""


@dataclass(frozen=True)
class Rescored:
    """What was done of a game. problem : why it was left out, or ``""``; heard : halves with a transcript."""

    game: str
    moments: int = 0
    selected: int = 0
    heard: int = 0
    problem: str = ""


def rescore(
    predictions: Path, out: Path, transcripts: Path | None = None, weights: Path | None = None
) -> Iterator[Rescored]:
    """Write each game's predictions anew below ``out``, and yield what was done, game by game.

    predictions, transcripts : folders or zips of games, as SoccerNet lays them out; weights : a network of
    one's own. A game whose file is damaged is left out, with the reason. Raises ``InputError`` where there is
    no game at all, and ``OutputError``.
    """
    store = Store(predictions)
    names = PREDICTIONS.finds(store)
    if not names:
        raise InputError(predictions, f"holds no {FILE}", "Give the folder or zip that has the games in it")
    said = said_in(transcripts) if transcripts else _nothing
    rescorer = Rescorer(weights) if weights else Rescorer()
    with Sink.to(out) as sink:
        for name in names:
            folder = name.rpartition("/")[0]
            try:
                game = PREDICTIONS.game(store, name)
                new, done = _rescored(game, rescorer, said)
            except InputError as error:
                yield Rescored(folder, problem=str(error))
                continue
            sink.json(inside(folder, FILE), {"UrlLocal": folder} | dict(game.more) | {PREDICTIONS.key: new})
            yield done


def _rescored(game: Game, rescorer: Rescorer, said: Said) -> tuple[list[dict[str, Any]], Rescored]:
    """Return a game's entries anew, and what was done. Entries of classes not known stay as they are."""
    rows: list[Row] = []
    heard = 0
    for half, own in halves(game):
        told = said(game.name, half)
        heard += told is not None
        rows += [row for row in own if row.label not in rescorer.classes]
        rows += [
            Row(
                round(spot.time * 1000),
                spot.label,
                half,
                score=round(spot.score, 6),
                more={"selected": spot.selected, "source": spot.source},
            )
            for spot in rescorer.rescore(spots_of(own), told)
            if spot.label in rescorer.classes
        ]
    rows.sort(key=lambda row: (row.half, row.position, row.label, -(row.score or 0)))
    selected = sum(bool(row.more.get("selected")) for row in rows)
    return [PREDICTIONS.entry(row) for row in rows], Rescored(game.name, len(rows), selected, heard)


def halves(game: Game) -> list[tuple[int, list[Row]]]:
    """Return each half that has entries, with them."""
    return [(half, rows) for half, rows in game.halves() if rows]


def spots_of(rows: Sequence[Row]) -> list[Spot]:
    """Return entries of one half as spots, times from its beginning; who gives no confidence is sure."""
    return [Spot(row.position / 1000, row.label, 1.0 if row.score is None else row.score, "") for row in rows]


def _nothing(game: str, half: int) -> None:
    """Tell of no transcript."""


def said_in(path: Path, spotter: TranscriptSpotter | None = None) -> Said:
    """Return what tells of transcripts: those of games in a folder or zip, or what was told before.

    That is an ``.npz`` file with (seconds, classes) by ``game|half``. Raises ``InputError``, as what it
    returns does.
    """
    if path.suffix.lower() == ".npz":
        return _told_before(path)
    return partial(_listened, Store(path), spotter or TranscriptSpotter())


def _listened(store: Store, spotter: TranscriptSpotter, game: str, half: int) -> Floats | None:
    """Return what the spotter says of a half; ``None`` where nothing was said."""
    heard = read_game(store, game) if transcribed(store, game) else {}
    return likely(spotter, heard[half].segments, half) if half in heard else None


def _told_before(path: Path) -> Said:
    try:
        held = np.load(path)
        names = frozenset(held.files)
    except (OSError, ValueError, AttributeError, BadZipFile) as error:
        raise InputError(path, f"is no .npz file ({error})", "Check the name") from error

    def said(game: str, half: int) -> Floats | None:
        if (name := f"{game}|{half}") not in names:
            return None
        try:
            own = np.asarray(held[name], np.float32)
        except (OSError, ValueError, BadZipFile, zlib.error) as error:
            raise InputError(path, f"cannot be read at {name!r} ({error})", "Write it again") from error
        if own.ndim != 2 or own.shape[1] != len(SOCCERNET_V2) or not ((own >= 0) & (own <= 1)).all():
            problem = f"holds at {name!r} other than (seconds, {len(SOCCERNET_V2)}) of 0 to 1"
            raise InputError(path, problem, "Write one likelihood a second and class")
        return own

    return said
