"""What all event files of the field have in common: games, and in them rows with a time.

A row holds what any of the formats can say. What a format has beyond that is kept by its own name, so
that reading and writing one format gives the same file back; what a target cannot hold is counted.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Any, Final

from goalmouth.labels import SOCCERNET_BALL, SOCCERNET_V2

VIDEOS: Final = "videos"
"""Where a game keeps what a file says of its videos: by half, or under ``""`` for the one of a whole game."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry. position, end : milliseconds within the half; score : confidence.

    half : 0 is before and after the match, of which only captions speak.
    shown : whether the event is in the picture; more : what the format says beyond these. ``None`` where
    a file does not say. Raises ``ValueError`` for what no file may say.
    """

    position: float
    label: str = ""
    half: int = 1
    end: float | None = None
    team: str | None = None
    shown: bool | None = None
    score: float | None = None
    text: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check what every format asks for."""
        if self.half < 0:
            raise ValueError(f"half {self.half}: it must be 1 or 2")
        for name, value in (("time", self.position), ("end", self.end), ("confidence", self.score)):
            if value is not None and not math.isfinite(value):
                raise ValueError(f"{name} {value}: it must be a number")
        if self.position < 0 or (self.end is not None and self.end < self.position):
            raise ValueError(f"time {self.position:g} to {self.end} ms: it must not be negative")


@dataclass(frozen=True, slots=True)
class Game:
    """One match, or one video. name : its folder; split : train, valid, test where a file says so.

    rates, frames : of each half's video, pictures a second and how many, where known.
    """

    name: str
    rows: tuple[Row, ...]
    split: str = ""
    rates: Mapping[int, Fraction] = field(default_factory=dict)
    frames: Mapping[int, int] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    def halves(self) -> Iterator[tuple[int, list[Row]]]:
        """Yield each half that has a video or rows, with its rows; the first has those of no half too."""
        halves = sorted({*self.rates, *self.frames, *(row.half for row in self.rows)} - {0} or {1})
        for half in halves:
            yield half, [row for row in self.rows if row.half == half or (not row.half and half == halves[0])]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Games, and the class list where the files hold one. assumed : what they do not say and need."""

    games: tuple[Game, ...]
    classes: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()

    def class_list(self) -> tuple[str, ...]:
        """Return the classes: as given, or the field's list that all labels are of, or those that occur."""
        found = {row.label for game in self.games for row in game.rows}
        lists = [self.classes] if self.classes else [SOCCERNET_V2, SOCCERNET_BALL]
        return next((names for names in lists if found <= set(names)), tuple(sorted(found)))


class Lost:
    """Counts what a target could not hold: its fields, and by how much times were moved."""

    def __init__(self) -> None:
        self.rows = Counter[str]()
        self.notes: list[str] = []
        self.moved = 0.0
        self.assumed: list[str] = []

    def all_but(self, held: Sequence[str], rows: Sequence[Row]) -> None:
        """Count the fields of some rows that are not among those that a format holds."""
        for row in rows:
            for each in fields(Row):
                value = getattr(row, each.name)
                if each.name not in held and each.name not in ("position", "half") and value is not None:
                    self.rows.update(
                        list(value) if each.name == "more" else [each.name] if value != "" else []
                    )

    def game(self, game: Game) -> None:
        """Note what is said of a whole game."""
        if keys := sorted(key for key in game.more if key != VIDEOS and not key.isdigit()):
            self.note(f"what is said of whole games ({', '.join(keys)})")

    def note(self, text: str) -> None:
        """Note something else, once."""
        self.notes += [] if text in self.notes else [text]

    def assume(self, text: str) -> None:
        """Note, once, what the target needed and the source did not say."""
        self.assumed += [] if text in self.assumed else [text]

    def told(self) -> list[str]:
        """Return a line for each thing lost or assumed."""
        lines = [f"{name} of {count} entries" for name, count in sorted(self.rows.items())]
        if self.moved > 0:
            lines.append(f"times, moved by up to {self.moved:.0f} ms onto pictures")
        return [f"lost: {line}" for line in lines + self.notes] + [
            f"assumed: {line}" for line in self.assumed
        ]


def number(value: Any) -> float:
    """Return a number that a file gives, as text too; raise ``ValueError`` for anything else."""
    try:
        return float(value if not isinstance(value, bool) else "")
    except (TypeError, ValueError):
        raise ValueError(f"{value!r} is no number") from None


def whole(value: float) -> int | float:
    """Return a number without its ``.0``."""
    return int(value) if value == int(value) else value


def frame_of(position: float, rate: Fraction) -> int:
    """Return the picture that is shown at a time in milliseconds, from 0."""
    # A rate such as 25/12 cannot be told exactly in binary: a picture's own time is in it.
    return math.floor(Fraction(position).limit_denominator(10**6) * rate / 1000 + Fraction(1, 10**6))


def time_of(frame: float, rate: Fraction) -> float:
    """Return the milliseconds at which a picture is first shown."""
    return float(Fraction(frame) * 1000 / rate)


def rate_of(value: Any) -> Fraction:
    """Return pictures a second as a fraction: 2.0833 is 25/12, 29.97 is 30000/1001.

    A rate that was measured, with many places, stays what it is. Raises ``ValueError``.
    """
    exact = Fraction(value) if isinstance(value, str) else Fraction(number(value))
    if not 0 < exact <= 1000:
        raise ValueError(f"{value} pictures a second")
    rounded = exact if isinstance(value, str) else Fraction(str(float(value)))
    within = 1e-4 if rounded.denominator <= 10**4 else 1e-12
    close = (Fraction(round(exact * low), low) for low in (1, 12, 1001))
    return next((rate for rate in close if rate and abs(rate / exact - 1) < within), exact)
