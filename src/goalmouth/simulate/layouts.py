"""The table of score bars: what each shows, how it is drawn, where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from goalmouth.simulate.bar import Cell, Column, Part, Row

ClockStyle = Literal["running", "short", "stopped", "plus", "period", "half", "minutes", "none"]
Corner = Literal["top left", "top right", "top centre", "bottom left"]

HALF = 45 * 60


@dataclass(frozen=True)
class Layout:
    """One kind of bar. hides : leaves the screen during close-ups. card : names the scorer below."""

    part: Part
    clock: ClockStyle = "running"
    names: Literal["short", "full"] = "short"
    corners: tuple[Corner, ...] = ("top left",)
    script: str = "latin"
    radius: float = 0.0
    hides: bool = False
    card: bool = False
    faces: tuple[str, ...] = ("grotesque", "plain", "condensed", "narrow", "bold")
    size: tuple[int, int] = (20, 26)
    """Text height at 720 lines: least, most."""


def _score(side: str, fill: str = "light", opacity: float = 1.0) -> Cell:
    return Cell(f"{side}_score", fill, wide="0", opacity=opacity)


def _both(between: str, fill: str, **more: Any) -> Cell:
    return Cell(f"={{home_score}}{between}{{away_score}}", fill, wide=f"0{between}0", **more)


def _name(side: str, fill: str = "dark", **more: Any) -> Cell:
    return Cell(side, fill, wide="MMM", **more)


def _clock(fill: str, **more: Any) -> Cell:
    return Cell("clock", fill, wide="88:88", **more)


LAYOUTS: Final[Mapping[str, Layout]] = {
    # 23:10 | AAA 0 2 BBB
    "clock_first": Layout(
        Row(
            (
                _clock("light"),
                _name("home"),
                _score("home", "accent"),
                _score("away", "accent"),
                _name("away"),
            )
        ),
    ),
    # AAA 0-2 BBB  23:10
    "dash": Layout(
        Row(
            (
                Cell("home_chip"),
                _name("home"),
                _both("-", "light"),
                _name("away"),
                Cell("away_chip"),
                _clock("accent"),
            )
        ),
        corners=("top left", "top right"),
        radius=0.3,
        hides=True,
    ),
    # AAA 1 0 BBB | 2T | 04:52
    "period": Layout(
        Row(
            (
                Row((_name("home", "home"), _score("home"), _score("away"), _name("away", "away"))),
                Row((Cell("period", "accent", size=0.9), _clock("dark"))),
            ),
            gap=0.15,
        ),
        clock="period",
        corners=("top left", "top centre"),
    ),
    # 4:52 AAA 0 0 BBB, see-through
    "short_clock": Layout(
        Row(
            (
                _clock("dark", opacity=0.62),
                _name("home", opacity=0.62),
                _score("home", "dark", opacity=0.62),
                _score("away", "dark", opacity=0.62),
                _name("away", opacity=0.62),
            )
        ),
        clock="short",
        corners=("top left", "top right"),
        faces=("plain", "condensed", "grotesque"),
    ),
    # Full names either side of an inverted score, clock below
    "full_names": Layout(
        Column(
            (
                Row(
                    (
                        Cell("home_crest", "light"),
                        Cell("home", "light"),
                        _both(" - ", "dark"),
                        Cell("away", "light"),
                        Cell("away_crest", "light"),
                    )
                ),
                _clock("accent", size=0.86),
            )
        ),
        names="full",
        corners=("top centre", "top left"),
        size=(18, 23),
    ),
    # 65:32 RMA 0 0 BAY (2-2)
    "aggregate": Layout(
        Row(
            (
                Row((Cell("logo", "light", pad=0.1), _clock("light"))),
                Row(
                    (
                        _name("home", "home"),
                        _score("home", "home"),
                        _score("away", "away"),
                        _name("away", "away"),
                    )
                ),
                Cell("aggregate", "light", pill=True, size=0.9),
            ),
            gap=0.2,
        ),
    ),
    # The competition's name above the bar
    "competition": Layout(
        Row(
            (
                Cell("logo", "accent", pad=0.1),
                Column(
                    (
                        Cell("competition", "accent", size=0.52, high=1.5),
                        Row(
                            (
                                Cell("home_chip"),
                                _name("home"),
                                _both(" - ", "light"),
                                _name("away"),
                                Cell("away_chip"),
                                _clock("accent"),
                            )
                        ),
                    )
                ),
            )
        ),
    ),
    # 45:00 +2: the clock stops, a box appears
    "stopped": Layout(
        Row(
            (
                Cell("home_chip"),
                _name("home"),
                _score("home"),
                _score("away"),
                _name("away"),
                Cell("away_chip"),
                _clock("dark"),
                Cell("added", "accent"),
            )
        ),
        clock="stopped",
        corners=("top left",),
        radius=0.18,
    ),
    # +2 47:12 RMA 2 2 BAR
    "plus_first": Layout(
        Row(
            (
                Cell("added", "accent"),
                _clock("light"),
                _name("home"),
                _score("home", "dark"),
                _score("away", "dark"),
                _name("away"),
            )
        ),
        clock="plus",
        corners=("top left",),
    ),
    # Two rows, the clock beside them
    "stacked_beside": Layout(
        Row(
            (
                Column((Cell("logo", "accent", high=1.9), _clock("dark", size=0.9))),
                Column(
                    (
                        Row((Cell("home_chip"), _name("home", "light"), _score("home", "dark"))),
                        Row((Cell("away_chip"), _name("away", "light"), _score("away", "dark"))),
                    )
                ),
            )
        ),
        size=(18, 22),
        hides=True,
    ),
    # Two rows, the clock above them
    "stacked_below": Layout(
        Column(
            (
                _clock("accent", size=0.9),
                Row((Cell("home_crest", "dark"), _name("home", "dark", least=4), _score("home"))),
                Row((Cell("away_crest", "dark"), _name("away", "dark", least=4), _score("away"))),
            ),
            gap=0.06,
        ),
        corners=("top left", "bottom left"),
        size=(18, 23),
        card=False,
    ),
    # MC 0-1 MU | 1st HALF
    "half_text": Layout(
        Row(
            (
                Cell("home_chip"),
                Cell("=  {home} {home_score}-{away_score} {away}  ", "dark"),
                Cell("away_chip"),
                Cell("clock", "light", size=0.8, wide="2nd HALF"),
            )
        ),
        clock="half",
        corners=("top left", "top right"),
    ),
    # AAA 1-0 BBB  9 mins
    "minutes": Layout(
        Row(
            (
                Row((_name("home", "light"), _both("-", "home"), _name("away", "light"))),
                Cell("clock", "dark", wide="88 mins", size=0.85),
            ),
            gap=0.12,
        ),
        clock="minutes",
        corners=("top left",),
    ),
    # Highlights programmes: no clock
    "no_clock": Layout(
        Row(
            (
                Cell("logo", "accent"),
                _name("home", "home"),
                _score("home", "light"),
                Cell("=|", "light", pad=0.0),
                _score("away", "light"),
                _name("away", "away"),
            )
        ),
        clock="none",
        corners=("top left",),
    ),
    # AAA 1 * BBB 0: the score after each name
    "score_after": Layout(
        Row(
            (
                _clock("dark"),
                Cell("home_crest", "light"),
                _name("home", "light"),
                _score("home", "accent"),
                Cell("logo", "dark"),
                Cell("away_crest", "light"),
                _name("away", "light"),
                _score("away", "accent"),
            )
        ),
        corners=("top left", "bottom left"),
        size=(18, 24),
    ),
    # A slanted badge
    "slanted": Layout(
        Row(
            (
                _name("home", "home", slant=0.35),
                _both("-", "light", slant=0.35, size=1.1),
                _name("away", "away", slant=0.35),
                _clock("dark", slant=0.35, size=0.9),
            ),
            gap=-0.22,
        ),
        corners=("top left", "top right"),
        faces=("bold", "grotesque", "condensed"),
        hides=True,
    ),
    # Pills, and a card that names the scorer
    "pills": Layout(
        Row(
            (
                _clock("light", pill=True),
                _name("home", "home", pill=True),
                _both(" - ", "dark", pill=True),
                _name("away", "away", pill=True),
            ),
            gap=0.12,
        ),
        card=True,
    ),
    # White text on the picture's own grass through a dark veil
    "veil": Layout(
        Row(
            (
                _name("home", opacity=0.5),
                _score("home", "accent"),
                _score("away", "accent"),
                _name("away", opacity=0.5),
                _clock("dark", opacity=0.75),
            )
        ),
        corners=("top left", "top centre"),
        radius=0.45,
        card=True,
    ),
    "cyrillic": Layout(
        Row(
            (
                Cell("home", "home", wide="ММШ"),
                _score("home"),
                _score("away"),
                Cell("away", "away", wide="ММШ"),
                _clock("dark"),
            )
        ),
        script="cyrillic",
        faces=("bold", "condensed", "book"),
    ),
    "greek": Layout(
        Row(
            (
                _clock("accent"),
                Cell("home_chip"),
                Cell("home", "dark", wide="ΜΜΜ"),
                _both("-", "light"),
                Cell("away", "dark", wide="ΜΜΜ"),
                Cell("away_chip"),
            )
        ),
        script="greek",
        faces=("bold", "condensed", "book"),
        radius=0.25,
    ),
}


@dataclass(frozen=True)
class Shown:
    """What a bar prints for a match time. text, clock : see ``ScoreReading``."""

    cells: Mapping[str, str]
    text: str
    clock: float | None


def show_clock(style: ClockStyle, half: int, clock: float, added: int) -> Shown:
    """Return the texts of the clock's cells. clock : seconds of match, the second half from 2700."""
    limit = HALF * half
    over = clock >= limit
    seconds = int(clock)
    minutes, rest = divmod(seconds, 60)
    plain = f"{minutes:02d}:{rest:02d}"
    if style == "none":
        return Shown({"clock": ""}, "", None)
    if style == "half":
        text = "1st HALF" if half == 1 else "2nd HALF"
        return Shown({"clock": text}, text, None)
    if style == "minutes":
        text = f"{minutes + 1} mins" if minutes else "1 min"
        return Shown({"clock": text}, text, (minutes + 1) * 60.0)
    if style == "period":
        since = seconds - HALF * (half - 1)
        text = f"{since // 60:02d}:{since % 60:02d}"
        return Shown({"clock": text, "period": "1T" if half == 1 else "2T"}, text, float(since))
    if style == "short":
        text = f"{minutes}:{rest:02d}"
        return Shown({"clock": text}, text, float(seconds))
    box = f"+{added}"
    if style == "stopped" and over:
        stopped = f"{limit // 60}:00"
        return Shown({"clock": stopped, "added": box}, f"{stopped} {box}", float(limit))
    if style == "plus" and over:
        return Shown({"clock": plain, "added": box}, f"{box} {plain}", float(seconds))
    return Shown({"clock": plain}, plain, float(seconds))
