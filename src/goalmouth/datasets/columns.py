"""What the official metrics take of one file of labels or predictions, as columns. It loads no numpy."""

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from goalmouth.datasets.clock import parsed
from goalmouth.datasets.store import Store
from goalmouth.errors import InputError

REMEDY = "Give a file as SoccerNet writes it"


class _Row(Protocol):
    """An event of a file."""

    label: str
    team: str

    @property
    def half(self) -> int: ...
    @property
    def position(self) -> int: ...
    @property
    def value(self) -> float: ...


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


@dataclass(frozen=True)
class Columns:
    """Events of one file. others : how many there were of each class that is not in the list."""

    kinds: "array[int]"
    halves: "array[int]"
    milliseconds: "array[int]"
    values: "array[float]"
    others: Counter[str]


class Reader:
    """Reads files of one kind.

    classes : names by number; sides : whether classes are of one team each, such as ``PASS-left``.
    """

    def __init__(
        self, classes: Sequence[str], sides: bool, decode: Callable[[bytes], Sequence[_Row]]
    ) -> None:
        self.places = {name: place for place, name in enumerate(classes)}
        self.sides, self.decode = sides, decode

    def read(self, store: Store, name: str) -> Columns:
        """Return what a file holds; raise ``InputError`` where it is missing, damaged or of another kind."""
        content = store.read(name)
        try:
            return self._columns(self.decode(content))
        except (msgspec.DecodeError, ValueError, OverflowError) as error:
            raise InputError(store.where(name), f"cannot be read ({error})", REMEDY) from error

    def _columns(self, rows: Sequence[_Row]) -> Columns:
        others = Counter[str]()
        if self.sides:
            for row in rows:
                row.label = f"{row.label}-{row.team}"
        kinds = [self.places.get(row.label, -1) for row in rows]
        if -1 in kinds:
            others.update(row.label for row in rows if row.label not in self.places)
            rows = [row for row in rows if row.label in self.places]
            kinds = [kind for kind in kinds if kind >= 0]
        halves, values = [row.half for row in rows], [row.value for row in rows]
        times = [row.position for row in rows]
        if not {1, 2}.issuperset(halves) or min(times, default=0) < 0 or any(x != x for x in values):
            wrong = next(r for r in rows if r.half not in (1, 2) or r.position < 0 or r.value != r.value)
            raise ValueError(
                f"{wrong.label} in half {wrong.half} at {wrong.position} ms of confidence {wrong.value}: "
                "halves are 1 or 2, times and confidences numbers"
            )
        return Columns(array("q", kinds), array("q", halves), array("q", times), array("d", values), others)


def labels_of(classes: Sequence[str], sides: bool = False) -> Reader:
    """Return what reads files of labels."""
    decoder = msgspec.json.Decoder(_Labels)
    return Reader(classes, sides, lambda content: decoder.decode(content).rows)


def predictions_of(classes: Sequence[str], sides: bool = False) -> Reader:
    """Return what reads files of predictions."""
    decoder = msgspec.json.Decoder(_Predictions, strict=False)
    return Reader(classes, sides, lambda content: decoder.decode(content).rows)
