"""What files of detection and tracking have in common: footage, and in it boxes around what is seen."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from goalmouth.datasets.store import MEND, Store
from goalmouth.errors import InputError

XYWH = tuple[float, float, float, float]
PLACES = 9
"""Decimals that are kept when pixels become parts of a picture, or the other way round."""


@dataclass(frozen=True, slots=True)
class Boxed:
    """One thing in one picture. frame : from 0; box : left, top, width and height.

    track : who it is, as far as followed; points : keypoints (x, y) or (x, y, visibility); more : what the
    format says beyond these. ``None`` where a file does not say. Raises ``ValueError`` for a box turned
    inside out.
    """

    frame: int
    box: XYWH
    label: str
    track: int | None = None
    score: float | None = None
    team: str | None = None
    jersey: str | None = None
    points: tuple[tuple[float, ...], ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check what every format asks for."""
        if self.frame < 0:
            raise ValueError(f"picture {self.frame}: the first must not be before the video")
        if not all(abs(value) < float("inf") for value in self.box) or min(self.box[2:]) < 0:
            raise ValueError(f"box {self.box}: left, top, width and height, none of these two negative")


@dataclass(frozen=True, slots=True)
class Footage:
    """One video, or one set of pictures. size : width and height in pixels; rate : pictures a second.

    relative : whether boxes are in parts of the picture, not in pixels; pictures : their names, if they have
    some.
    """

    name: str
    boxes: tuple[Boxed, ...]
    size: tuple[int, int] | None = None
    rate: Fraction | None = None
    frames: int = 0
    relative: bool = False
    pictures: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def length(self) -> int:
        """How many pictures there are; where that is not said, up to the last box."""
        return self.frames or max((each.frame for each in self.boxes), default=-1) + 1

    def scaled(self, relative: bool) -> "Footage":
        """Return the same with boxes in parts of the picture, or in pixels; raise ``InputError``."""
        if relative == self.relative:
            return self
        if self.size is None:
            problem = "does not say how large its pictures are"
            raise InputError(self.name or "the footage", problem, "Lay the pictures beside the labels")
        wide, high = (1 / side if relative else side for side in self.size)

        def scale(x: float, y: float) -> tuple[float, float]:
            return round(x * wide, PLACES), round(y * high, PLACES)

        boxes = tuple(
            replace(
                each,
                box=(*scale(*each.box[:2]), *scale(*each.box[2:])),
                points=tuple((*scale(x, y), *rest) for x, y, *rest in each.points),
            )
            for each in self.boxes
        )
        return replace(self, boxes=boxes, relative=relative)


@dataclass(frozen=True, slots=True)
class Footages:
    """All of it, and the class list where the files hold one. assumed : what they do not say and need."""

    games: tuple[Footage, ...]
    classes: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()

    def class_list(self) -> tuple[str, ...]:
        """Return the classes: as given, or those that occur."""
        return self.classes or tuple(sorted({each.label for game in self.games for each in game.boxes}))


def boxes_in(store: Store, name: str, box_of: Callable[[str], Boxed]) -> Iterator[Boxed]:
    """Yield the box of each line of a file that is not blank; raise ``InputError`` naming the line."""
    for line, text in enumerate(store.text(name).splitlines(), 1):
        if text.strip():
            try:
                yield box_of(text)
            except (ValueError, OverflowError) as error:
                raise InputError(store.where(name), f"line {line}: {error}", MEND) from error
