"""Banners that tell who comes on, who is booked, who scored: one design a broadcast, in its language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from goalmouth.simulate.bar import Cell, Column, Look, Painter, Part, Row
from goalmouth.simulate.record import Banner
from goalmouth.simulate.teams import Team
from goalmouth.types import Image

KINDS = ("Substitution", "Yellow card", "Red card", "Goal", "Half-time", "Full-time", "Added time")
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "English": ("Substitution", "Yellow card", "Red card", "Goal", "Half-time", "Full-time", "Added time",
                "In", "Out"),
    "short": ("Change", "Booked", "Sent off", "Goal", "HT", "FT", "Added", "On", "Off"),
    "Spanish": ("Cambio", "Tarjeta amarilla", "Tarjeta roja", "Gol", "Descanso", "Final",
                "Tiempo extra", "Entra", "Sale"),
    "French": ("Remplacement", "Carton jaune", "Carton rouge", "But", "Mi-temps", "Fin du match",
               "Temps additionnel", "Entre", "Sort"),
    "Italian": ("Sostituzione", "Ammonizione", "Espulsione", "Gol", "Fine primo tempo", "Finale",
                "Recupero", "Entra", "Esce"),
    "German": ("Wechsel", "Gelbe Karte", "Rote Karte", "Tor", "Halbzeit", "Ende", "Nachspielzeit",
               "Ein", "Aus"),
}  # fmt: skip
"""Language -> the words of ``KINDS``, then those beside who comes on and who goes off."""
ARRANGEMENTS = ("stack", "line", "columns", "rows", "crest", "slanted")
PLACES = ("left", "centre", "bar")
_ICONS = {"Yellow card": "yellow", "Red card": "red", "Goal": "ball"}


@dataclass(frozen=True)
class Style:
    """What a seed decides. upper : names in capitals; numbered : shirt numbers beside names."""

    words: tuple[str, ...]
    arrangement: str
    place: str
    upper: bool
    numbered: bool
    worded: bool
    first_out: bool
    full: bool
    """Whether teams are named in full."""
    body: str
    head: str


def draw_style(rng: np.random.Generator) -> Style:
    """Draw how a broadcaster makes its banners."""
    words = WORDS[str(rng.choice(["English", *WORDS]))]
    arrangement = str(rng.choice(ARRANGEMENTS))
    wordless = arrangement in ("rows", "line", "crest") and rng.random() < 0.5
    body = str(rng.choice(("dark", "light")))
    return Style(
        words, arrangement, str(rng.choice(PLACES)), bool(rng.random() < 0.6), bool(rng.random() < 0.7),
        not wordless, bool(rng.random() < 0.3), bool(rng.random() < 0.5), body,
        str(rng.choice(("accent", "accent", "dark" if body == "light" else "light"))),
    )  # fmt: skip


People = list[tuple[str, str, str]]
"""The lines of a banner: icon, shirt number, name."""


class Banners:
    """Draws banners. ``picture`` and ``printed`` agree: the one shows what the other says."""

    def __init__(self, rng: np.random.Generator, look: Look, teams: tuple[Team, Team], room: int) -> None:
        self.room = room
        """Pixels that a banner may be wide."""
        self.style = draw_style(rng)
        colours = {**look.colours, "green": (24, 160, 70), "red": (206, 30, 40)}
        size = max(7, round(look.size * float(rng.uniform(1.0, 1.45))))
        # Pillow's own font has no capitals with accents.
        face = "book" if look.face == "plain" else look.face
        self.look = replace(look, size=size, face=face, colours=colours, radius=0.0)
        self.teams = teams
        self.slides = bool(rng.random() < 0.5)
        self._drawn: dict[Banner, Image] = {}

    def name(self, text: str | None) -> str | None:
        """Return a name as it is printed."""
        return text.upper() if text and self.style.upper else text

    def word(self, banner: Banner) -> str:
        """Return the word for what happened, in capitals."""
        return self.style.words[KINDS.index(banner.kind)].upper()

    def picture(self, banner: Banner) -> Image:
        """Return the banner, colour × cover and cover."""
        if banner not in self._drawn:
            part, look = self._part(banner), self.look
            picture = Painter(part, look).draw({})
            if picture.shape[1] > self.room:
                size = int(look.size * self.room / picture.shape[1])
                picture = Painter(part, replace(look, size=size)).draw({})
            self._drawn[banner] = picture
        return self._drawn[banner]

    def printed(self, banner: Banner) -> str:
        """Return all that is printed, in reading order."""
        return " ".join(_texts(self._part(banner)))

    def _part(self, banner: Banner) -> Part:
        if banner.kind in ("Half-time", "Full-time"):
            return self._board(banner)
        if banner.kind == "Added time":
            return self._added(banner)
        side = "home" if banner.side == 0 else "away"
        team = self.teams[banner.side or 0]
        rows = self._people(banner)
        arrange = {
            "stack": self._stack, "line": self._line, "columns": self._columns,
            "rows": self._rows, "crest": self._crest, "slanted": self._slanted,
        }[self.style.arrangement]  # fmt: skip
        return arrange(self.word(banner), side, self._team(team), rows, banner.kind == "Substitution")

    def _team(self, team: Team) -> str:
        return (team.full if self.style.full else team.short).upper()

    def _people(self, banner: Banner) -> People:
        names = [banner.player]
        icons = [_ICONS.get(banner.kind, "")]
        if banner.kind == "Substitution":
            names, icons = [banner.player_in, banner.player_out], ["up", "down"]
        out = []
        for icon, name, number in zip(icons, names, banner.numbers, strict=True):
            text = self.name(name) or ""
            if banner.kind == "Goal":
                text = f"{text} {banner.minutes}'"
            out.append((icon, str(number) if self.style.numbered else "", text))
        return out[::-1] if self.style.first_out else out

    def _person(self, row: tuple[str, str, str], names: str, fill: str, icon: bool = True) -> list[Cell]:
        cells = [Cell(row[0], fill, ink=fill)] if icon and row[0] else []
        if row[1]:
            cells.append(Cell("=" + row[1], fill, wide="88", pad=0.3, size=0.9))
        return [*cells, Cell("=" + row[2], fill, wide=names, align="left", pad=0.4)]

    def _stack(self, word: str, side: str, team: str, rows: People, change: bool) -> Part:
        body, names = self.style.body, "|".join(name for _, _, name in rows)
        head = [Cell(f"{side}_chip"), Cell("=" + word, self.style.head, size=0.8, align="left")]
        head.append(Cell("=" + team, self.style.head, size=0.8))
        lines = [Row(tuple(self._person(row, names, body))) for row in rows]
        return Column((Row(tuple(head)), *lines), stretch=False)

    def _line(self, word: str, side: str, team: str, rows: People, change: bool) -> Part:
        cells: list[Cell] = [Cell(f"{side}_chip"), Cell("=" + team, self.style.head)]
        if self.style.worded:
            cells.append(Cell("=" + word, self.style.head, size=0.8))
        for row in rows:
            cells += self._person(row, "", self.style.body)
        return Row(tuple(cells))

    def _columns(self, word: str, side: str, team: str, rows: People, change: bool) -> Part:
        body, names = self.style.body, "|".join(name for _, _, name in rows)
        halves: list[Part] = []
        for row in rows:
            label = {"up": self.style.words[7], "down": self.style.words[8]}.get(row[0], "").upper()
            fill = {"up": "green", "down": "red"}.get(row[0], self.style.head)
            person = Row(tuple(self._person(row, names, body, icon=not change)))
            halves.append(Column((Cell("=" + label, fill, size=0.7), person)) if label else person)
        title = Cell(f"={word}  {team}", self.style.head, size=0.85)
        head = Row((Cell(f"{side}_crest", self.style.head), title))
        return Column((head, Row(tuple(halves), gap=0.15)), stretch=False)

    def _rows_part(self, rows: People) -> list[Part]:
        names = "|".join(name for _, _, name in rows)
        out: list[Part] = []
        for row in rows:
            fill = {"up": "green", "down": "red"}.get(row[0], self.style.head)
            icon = Cell(row[0], fill, ink="light")
            out.append(Row((icon, *self._person(row, names, self.style.body, icon=False))))
        return out

    def _rows(self, word: str, side: str, team: str, rows: People, change: bool) -> Part:
        lines = self._rows_part(rows)
        if self.style.worded:
            lines.insert(0, Row((Cell(f"{side}_chip"), Cell(f"={word}", self.style.head, size=0.75))))
        return Row((Cell(f"{side}_chip"), Column(tuple(lines), stretch=False)))

    def _crest(self, word: str, side: str, team: str, rows: People, change: bool) -> Part:
        lines = self._rows_part(rows)
        if self.style.worded or not change:
            lines.insert(0, Cell(f"={team}  {word}" if self.style.worded else f"={team}", self.style.head,
                                 size=0.75, align="left"))  # fmt: skip
        crest = Cell(f"{side}_crest", "light", high=1.62 * len(lines))
        return Row((crest, Column(tuple(lines))))

    def _slanted(self, word: str, side: str, team: str, rows: People, change: bool) -> Part:
        cells: list[Part] = [Cell("=" + word, self.style.head, slant=0.3, size=0.85, pad=0.8)]
        cells.append(Cell("=" + team, side, slant=0.3, pad=0.7))
        for row in rows:
            text = f"{row[1]} {row[2]}".strip()
            fill = {"up": "green", "down": "red"}.get(row[0], self.style.body)
            if row[0] in ("yellow", "red"):
                cells.append(Cell(row[0], self.style.body, ink="light"))
            cells.append(Cell("=" + text, fill, slant=0.3, pad=0.7))
        return Row(tuple(cells), gap=-0.1)

    def _board(self, banner: Banner) -> Part:
        home, away = (self._team(team) for team in self.teams)
        body, (one, other) = self.style.body, banner.score or (0, 0)
        names = f"{home}|{away}"
        score = Row((
            Cell("home_chip"), Cell("=" + home, body, wide=names, pad=0.7, high=2.0),
            Cell(f"={one} - {other}", self.style.head, size=1.15, pad=0.6, high=2.0),
            Cell("=" + away, body, wide=names, pad=0.7, high=2.0), Cell("away_chip"),
        ))  # fmt: skip
        return Column((Cell("=" + self.word(banner), self.style.head, size=0.8), score), gap=0.08)

    def _added(self, banner: Banner) -> Part:
        figure = Cell(f"=+{banner.minutes}", self.style.head, size=1.2, pad=0.6, high=2.0)
        if not self.style.worded:
            return figure
        return Row((figure, Cell("=" + self.word(banner), self.style.body, high=2.0)))


def _texts(part: Part) -> list[str]:
    if isinstance(part, Cell):
        return [part.shows[1:]] if part.shows.startswith("=") and part.shows[1:].strip() else []
    return [text for inner in part.parts for text in _texts(inner)]
