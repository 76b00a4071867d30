"""Labels and predictions of many games as one table, the way the official metrics read them."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec
import numpy as np

from goalmouth.datasets.clock import parsed
from goalmouth.datasets.store import Store, paths
from goalmouth.errors import InputError
from goalmouth.types import EventTable

REMEDY = "Give a file as SoccerNet writes it"


class _Label(msgspec.Struct, gc=False):
    label: str
    game_time: str = msgspec.field(name="gameTime")
    at: str | int | float | None = msgspec.field(name="position", default=None)
    visibility: str = "visible"
    team: str = ""

    @property
    def half(self) -> int:
        return int(self.game_time.partition(" - ")[0])

    @property
    def position(self) -> int:
        if self.at is not None:
            return int(self.at)
        return int(parsed(self.game_time)[1])

    @property
    def value(self) -> float:
        return -1.0 if self.visibility == "not shown" else 1.0


class _Prediction(msgspec.Struct, gc=False):
    """Numbers may be written as text: they are read as numbers at once, of which there are many."""

    label: str
    half: int
    position: int
    value: float = msgspec.field(name="confidence")
    team: str = ""


class _Labels(msgspec.Struct, gc=False):
    rows: list[_Label] = msgspec.field(name="annotations")


class _Predictions(msgspec.Struct, gc=False):
    rows: list[_Prediction] = msgspec.field(name="predictions")


_File = TypeVar("_File", _Labels, _Predictions)


def read_labels(
    store: Store, games: Sequence[str], classes: Sequence[str], file: str, sides: bool = False
) -> tuple[EventTable, Counter[str]]:
    """Return the labels of some games, and how many there were of each class that is not in the list.

    sides : classes are of one team each, such as ``PASS-left``.
    Raises ``InputError`` for a file that is missing, damaged or of another kind.
    """
    return _table(store, games, classes, file, sides, msgspec.json.Decoder(_Labels).decode)


def read_predictions(
    store: Store, games: Sequence[str], classes: Sequence[str], file: str, sides: bool = False
) -> tuple[EventTable, Counter[str]]:
    """Return the predictions for some games; see ``read_labels``."""
    return _table(store, games, classes, file, sides, msgspec.json.Decoder(_Predictions, strict=False).decode)


def _table(
    store: Store,
    games: Sequence[str],
    classes: Sequence[str],
    file: str,
    sides: bool,
    decode: Callable[[bytes], _File],
) -> tuple[EventTable, Counter[str]]:
    places = {name: place for place, name in enumerate(classes)}
    others = Counter[str]()
    parts: list[EventTable] = []
    for game, name in enumerate(paths(games, file)):
        content = store.read(name)
        try:
            rows: Sequence[_Label | _Prediction] = decode(content).rows
            if sides:
                for row in rows:
                    row.label = f"{row.label}-{row.team}"
            kinds = [places.get(row.label, -1) for row in rows]
            if -1 in kinds:
                others.update(row.label for row in rows if row.label not in places)
                rows = [row for row in rows if row.label in places]
                kinds = [kind for kind in kinds if kind >= 0]
            part = _columns(game, rows, kinds)
        except (msgspec.DecodeError, ValueError, OverflowError) as error:
            raise InputError(store.where(name), f"cannot be read ({error})", REMEDY) from error
        parts.append(part)
    columns = zip(*(vars(part).values() for part in [_columns(0, [], []), *parts]), strict=True)
    return EventTable(*(np.concatenate(column) for column in columns)), others


def _columns(game: int, rows: Sequence[_Label | _Prediction], kinds: Sequence[int]) -> EventTable:
    table = EventTable(
        np.full(len(rows), game),
        np.array([row.half for row in rows], np.int64),
        np.array([row.position for row in rows], np.int64),
        np.array(kinds, np.int64),
        np.array([row.value for row in rows], np.float64),
    )
    wrong = (table.half < 1) | (table.half > 2) | (table.milliseconds < 0) | np.isnan(table.value)
    if wrong.any():
        own = rows[int(wrong.argmax())]
        raise ValueError(
            f"{own.label} in half {own.half} at {own.position} ms of confidence {own.value}: "
            "halves are 1 or 2, times and confidences numbers"
        )
    return table
