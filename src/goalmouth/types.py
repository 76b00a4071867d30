"""What flows along the chain. Frozen; times are float seconds from the start of the video.

A match may be several files (halves): time then runs on over them in order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Image = NDArray[np.uint8]
"""RGB, (height, width, 3)."""

HALVES_END = (2700.0, 5400.0, 6300.0, 7200.0)
"""Clock seconds at which a half is over, but for added time."""
STANDING = 1.5
"""Seconds around a reading over which a clock that shows nothing else does not run."""

Side = Literal["home", "away"]


@dataclass(frozen=True, slots=True)
class Video:
    """One video file and its place on the match's time axis."""

    path: Path
    duration: float
    """Seconds of picture."""
    frame_rate: Fraction
    width: int
    height: int
    start: float = 0.0
    """Where the file begins, in seconds of the whole match."""
    has_sound: bool = False

    @property
    def end(self) -> float:
        """Where the file ends, in seconds of the whole match."""
        return self.start + self.duration


@dataclass(frozen=True, slots=True)
class Shot:
    """A stretch of one camera, half-open ``[start, end)``."""

    start: float
    end: float
    view: Literal["wide", "close", "unknown"] = "unknown"
    replay: bool = False
    change: Literal["abrupt", "smooth", "logo", "end"] = "abrupt"
    """How the shot ends, in SoccerNet's words; ``end``: with the video."""
    change_start: float | None = None
    """When a gradual change to the next shot begins; ``None`` where it comes at once, at ``end``."""
    change_end: float | None = None
    shows: float | None = None
    """Of a replay: when what it shows happened, where that is known."""


@dataclass(frozen=True, slots=True)
class ScoreReading:
    """What the score bar shows at one time. Names stand as printed, left (or upper) one first."""

    time: float
    clock: float | None
    """Seconds of match clock as shown; ``None`` where the bar has no clock."""
    text: str
    """The clock as printed (``"45:00 +2"``, ``"1st HALF"``, ``"9 mins"``), or ``""``."""
    period: int | None
    home: str
    away: str
    home_score: int
    away_score: int
    confidence: float
    home_colour: str = ""
    """``#rrggbb`` as the bar marks the team, or ``""``; both are known or neither."""
    away_colour: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """What was said in one breath, ``[start, end]`` seconds of the whole match."""

    start: float
    end: float
    text: str
    translated: bool = False
    """Not as it was said, but put into English afterwards."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said, in time order; where there is a translation, both stand in it."""

    segments: tuple[Segment, ...]

    def __post_init__(self) -> None:
        """Check the order."""
        if any(a.start > b.start for a, b in pairwise(self.segments)):
            raise ValueError("segments must be in time order")


@dataclass(frozen=True, slots=True)
class Still:
    """A small picture of the match at a time, as a JPEG file's bytes."""

    time: float
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Banner:
    """What was laid over the picture for a while to tell something. What it did not tell is empty."""

    start: float
    end: float
    kind: str
    """``Substitution``, ``Yellow card``, ``Red card``, ``Yellow->red card``, ``Goal`` (its scorer),
    ``Half-time``, ``Full-time`` or ``Added time``."""
    text: str
    """All that is printed, as it was read."""
    team: str = ""
    """As printed."""
    side: Side | None = None
    player: str = ""
    """Who was booked, or scored, as printed."""
    player_in: str = ""
    player_out: str = ""
    minutes: int | None = None
    """Of a goal, when; of added time, how much."""
    score: tuple[int, int] | None = None
    """Of a board, left one first."""
    confidence: float = 1.0


@dataclass(frozen=True)
class MatchClock:
    """The map from video time to match time, as far as the score bar tells.

    times : (n,) seconds of video, rising; clocks : (n,) seconds of match clock counted through
    both halves (the second starts at 2700 even where the bar counts it from zero), NaN where the
    bar shows a time of which nothing tells whose half it is; periods : (n,) 1, 2, … or 0 where unknown.
    """

    times: NDArray[np.float64]
    clocks: NDArray[np.float64]
    periods: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Check that the three run along one axis."""
        if not (self.times.shape == self.clocks.shape == self.periods.shape and self.times.ndim == 1):
            raise ValueError("times, clocks and periods must share one axis")

    def at(self, time: float, reach: float = 90.0) -> tuple[int, float] | None:
        """Return ``(period, clock)`` at a video time; ``None`` when no reading within ``reach`` s tells."""
        if not len(self.times):
            return None
        nearest = int(np.argmin(np.abs(self.times - time)))
        if abs(float(self.times[nearest]) - time) > reach or np.isnan(self.clocks[nearest]):
            return None
        same = (self.periods == self.periods[nearest]) & ~np.isnan(self.clocks)
        times, clocks = self.times[same], self.clocks[same]
        clock = float(np.interp(time, times, clocks))
        if len(times) > 1 and not times[0] <= time <= times[-1]:
            # Beyond the readings the clock is taken to run on as it did near the last of them.
            edge = 0 if time < times[0] else -1
            away = np.abs(times - times[edge])
            near = (
                (away > 0) & (away <= max(12.0, float(np.partition(away, 1)[1]))) & _of_one_run(clocks, edge)
            )
            pace = (clocks[near] - clocks[edge]) / (times[near] - times[edge])
            rate = float(np.median(pace)) if len(pace) else 1.0
            began = 2700.0 if self.periods[nearest] == 2 else 0.0
            clock = max(began, float(clocks[edge]) + rate * (time - float(times[edge])))
        return int(self.periods[nearest]), clock

    def minute(self, time: float) -> int | None:
        """Return the minute that runs at a video time, as a commentator counts: the first is 1.

        ``None``, too, while the clock stands at the end of a half: play goes on and it does not tell how far.
        """
        at = self.at(time)
        return None if at is None or self._stands(time) else int(at[1] // 60) + 1

    def _stands(self, time: float) -> bool:
        nearest = self.times[np.argmin(np.abs(self.times - time))]
        shown = self.clocks[np.abs(self.times - nearest) <= STANDING]
        return len(shown) > 1 and np.ptp(shown) == 0 and float(shown[0]) in HALVES_END

    def halves(self) -> list[tuple[int, float, float, float, float]]:
        """Return ``(period, start, end, first clock, last clock)`` of each half, as far as it was seen."""
        found = []
        for period in sorted(set(self.periods.tolist()) - {0}):
            own = np.flatnonzero(self.periods == period)
            first, last = own[0], own[-1]
            found.append(
                (
                    int(period),
                    float(self.times[first]),
                    float(self.times[last]),
                    float(self.clocks[first]),
                    float(self.clocks[last]),
                )
            )
        return found


def _of_one_run(clocks: NDArray[np.float64], edge: int) -> NDArray[np.bool_]:
    """Return (n,) which readings no leap parts from the first (0) or the last (-1): a video may be cut."""
    steps = np.abs(np.diff(clocks))
    leaps = np.concatenate([[0], np.cumsum(steps > 30.0 + 5.0 * np.median(steps))])
    return np.asarray(leaps == leaps[edge])


@dataclass(frozen=True)
class EventTable:
    """Labels or predictions of many games, a row each, in the order of their files.

    game : (n,) which game; half : (n,) 1 or 2; milliseconds : (n,) within that half; label : (n,) place
    in the class list; value : (n,) of a label 1, or −1 where it is not shown; of a prediction its
    confidence.
    """

    game: NDArray[np.int64]
    half: NDArray[np.int64]
    milliseconds: NDArray[np.int64]
    label: NDArray[np.int64]
    value: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Check that all run along one axis."""
        if any(column.shape != self.game.shape or column.ndim != 1 for column in vars(self).values()):
            raise ValueError("the columns of a table must share one axis")


@dataclass(frozen=True)
class SoundTrack:
    """What is heard, at a steady rate.

    times : (n,) seconds; loudness : (n,) dBFS; crowd : (n,) decibels of the crowd's band above
    its own slow level; whistle, speech, cheering, music : (n,) how surely each is heard, 0…1.
    """

    times: Floats
    loudness: Floats
    crowd: Floats
    whistle: Floats
    speech: Floats
    cheering: Floats
    music: Floats

    def __post_init__(self) -> None:
        """Check that all run along one axis."""
        if any(values.shape != self.times.shape for values in vars(self).values()):
            raise ValueError("all that is heard must share the axis of times")


class Rows(Protocol):
    """(rows, columns), an array, or a file of which no more is in memory than is asked for."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Rows and columns."""
        ...

    def __getitem__(self, at: slice, /) -> Floats:
        """Return some rows."""
        ...


@dataclass(frozen=True)
class RowTrack:
    """What a network sees, picture by picture.

    times : (n,) seconds; rows : (n, columns) as its reader of ``game_state`` has them.
    """

    times: Floats
    rows: Rows

    def __post_init__(self) -> None:
        """Check that there is a row for each time."""
        if len(self.rows.shape) != 2 or self.times.shape != self.rows.shape[:1]:
            raise ValueError("rows must share the axis of times")


@dataclass(frozen=True)
class Evidence:
    """What the broadcast shows and says; each part but the videos may be absent (``None``)."""

    videos: tuple[Video, ...]
    shots: tuple[Shot, ...] | None = None
    scoreboard: tuple[ScoreReading, ...] | None = None
    clock: MatchClock | None = None
    sound: SoundTrack | None = None
    banners: tuple[Banner, ...] | None = None
    transcript: Transcript | None = None
    stills: tuple[Still, ...] | None = None
    rows: Mapping[str, RowTrack] = field(default_factory=dict)
    """By the reader of ``game_state`` that made them."""

    @property
    def duration(self) -> float:
        """Seconds of the whole match."""
        return self.videos[-1].end if self.videos else 0.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Something happened at a time: one candidate of one spotter, or of the fusion of all."""

    time: float
    label: str
    score: float
    source: str
    team: Side | None = None
    selected: bool = False
    """Above its class's threshold: set by the fuser and by nobody else."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """The truth about one moment, as a person labelled it."""

    time: float
    label: str
    team: Side | None = None
    visible: bool = True


@dataclass(frozen=True, slots=True)
class Moment:
    """Spots that belong to one happening, and how much it matters."""

    spots: tuple[Spot, ...]
    kind: str
    time: float
    minute: int | None = None
    """As a commentator counts: the first minute is 1."""
    rank: int = 0
    """1 is the most important of the film."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of video to show, half-open ``[start, end)``, for one moment."""

    start: float
    end: float
    moment: Moment

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.end - self.start


FactValue = str | int | float


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known about a moment, how sure, and which evidence says so."""

    name: str
    value: FactValue
    score: float
    source: str


def printed_minute(minute: FactValue | None, half: FactValue | None) -> str:
    """Return a minute as a scoresheet prints it: ``23'``, in added time ``45+2'``, ``""`` if unknown."""
    if not isinstance(minute, int):
        return ""
    over = minute - 45 * half if isinstance(half, int) and half in (1, 2) else 0
    return f"{minute - over}+{over}'" if over > 0 else f"{minute}'"


@dataclass(frozen=True, slots=True)
class Line:
    """One spoken line, in film seconds."""

    start: float
    end: float
    text: str
    moment: int
    """Which moment of the film it belongs to, counted from 0."""
    role: str
    """``lead`` (how it stood), ``call`` (what happened), ``detail`` (what follows from it), ``opening``,
    ``replay``, ``closing``."""
    facts: tuple[str, ...] = ()
    """Names of the facts it rests on."""
    rate: float = 1.0
    """How much faster than its natural pace the voice says it."""


@dataclass(frozen=True)
class Speech:
    """A spoken sound. samples : (n,) float32 mono in [-1, 1]; sample_rate in Hz."""

    samples: Floats
    sample_rate: int

    def __post_init__(self) -> None:
        """Check shape and type."""
        if self.samples.ndim != 1 or self.samples.dtype != np.float32:
            raise ValueError("samples must be (n,) float32")

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / self.sample_rate


@dataclass(frozen=True, slots=True)
class MomentFacts:
    """A moment of the film and everything known about it."""

    moment: Moment
    facts: tuple[Fact, ...] = ()

    def value(self, name: str) -> FactValue | None:
        """Return the value of the fact of that name, or ``None`` when nothing is known."""
        return next((fact.value for fact in self.facts if fact.name == name), None)


@dataclass(frozen=True, slots=True)
class Draft:
    """One thing to say about a moment, in several lengths."""

    role: str
    """See ``Line.role``."""
    wordings: tuple[str, ...]
    """The same claim in different lengths, the fullest first."""
    facts: tuple[str, ...]
    """Names of the facts it rests on."""
