"""Invented clubs, players, kits and sponsors. Any likeness to a real one is chance."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from goalmouth.simulate.fonts import has_script

Colour = tuple[int, int, int]
Pattern = Literal["plain", "stripes", "hoops", "halves", "sash", "sleeves"]

# Full name as a bar prints it, the three letters, the script, main and second colour, shirt pattern.
_CLUBS: tuple[tuple[str, str, str, Colour, Colour, Pattern], ...] = (
    ("Northgate", "NGT", "latin", (200, 24, 44), (255, 255, 255), "plain"),
    ("Port Albion", "PAL", "latin", (24, 62, 160), (255, 255, 255), "stripes"),
    ("Ravensholm", "RAV", "latin", (24, 24, 28), (240, 240, 240), "stripes"),
    ("Costa Verde", "CVE", "latin", (12, 122, 68), (250, 250, 250), "hoops"),
    ("Valmora", "VAL", "latin", (248, 248, 248), (22, 34, 90), "plain"),
    ("Sankt Orben", "ORB", "latin", (245, 205, 20), (20, 20, 20), "plain"),
    ("Lagunera", "LAG", "latin", (110, 186, 236), (255, 255, 255), "sleeves"),
    ("Eastmoor", "EAS", "latin", (122, 24, 60), (130, 190, 235), "sleeves"),
    ("Bryngarth", "BRY", "latin", (230, 92, 20), (20, 20, 20), "plain"),
    ("Montferrand", "MTF", "latin", (70, 30, 130), (255, 255, 255), "sash"),
    ("Dunmarra", "DUN", "latin", (20, 84, 60), (250, 200, 40), "halves"),
    ("Kelvara", "KEL", "latin", (180, 20, 36), (18, 30, 110), "stripes"),
    ("Oakhaven", "OAK", "latin", (250, 250, 250), (200, 24, 44), "sash"),
    ("Tresanto", "TRE", "latin", (30, 120, 200), (18, 18, 24), "stripes"),
    ("Заречье", "ЗАР", "cyrillic", (30, 70, 180), (255, 255, 255), "plain"),
    ("Волжанка", "ВОЛ", "cyrillic", (200, 24, 44), (255, 255, 255), "hoops"),
    ("Кедровый", "КЕД", "cyrillic", (20, 110, 60), (245, 210, 40), "sleeves"),
    ("Светлогорье", "СВЕ", "cyrillic", (245, 245, 245), (20, 60, 150), "plain"),
    ("Αλκυών", "ΑΛΚ", "greek", (30, 80, 190), (255, 255, 255), "stripes"),
    ("Δελφίνι", "ΔΕΛ", "greek", (250, 205, 30), (20, 20, 20), "stripes"),
    ("Φάρος", "ΦΑΡ", "greek", (190, 24, 40), (255, 255, 255), "stripes"),
    ("Ορίων", "ΟΡΙ", "greek", (18, 120, 70), (255, 255, 255), "plain"),
)

_PLAYERS = """
    Adair Alder Amaro Arden Bardet Belmar Bowyer Branko Calder Carrow Castane Corvin Dahlin Darrow
    Delacour Dorsey Elwin Esparza Falk Ferrand Galvao Garrick Halden Harkes Ibarra Jansky Jorand Kaspar
    Kerrow Lindner Lorca Maddox Marek Mendoro Nadir Norrick Okafer Orsini Pascoe Perrin Quint Radek
    Ramires Rowan Sandor Silvano Tarrant Toma Ulrich Varga Vasco Weller Wexley Yarrow Zanetto Zeller
""".split()  # noqa: SIM905 - a paragraph reads better than a column
_ACCENTED = """
    Åkerby Brückel Cernář Durão Édouan Göransen Ibáñel Jørvik Köstner Łaskow Muñizo Önderal Péchaud
    Quiñol Rønnvik Šimarek Søberg Tézenac Übrigsen Živanek
""".split()  # noqa: SIM905 - a paragraph reads better than a column

# Some carry numbers and even scores, so that a careless reader of scores is found out.
BOARDS = (
    "NORDBANK",
    "VOLTA ENERGY",
    "FIZZ COLA 0.0",
    "CALL 0800 2-1-0",
    "SKYLARK AIR",
    "BET 3-2",
    "MERIDIAN 24/7",
    "PAVO TYRES",
    "RADIO 99.1",
    "OSTRA INSURANCE",
    "5G LUMEN",
    "SINCE 1908",
    "CASA MIRO",
    "HALDEN STEEL 4-4",
    "KOBALT TOOLS",
    "20:45 MATCH NIGHT",
)

CHANNELS = ("STADIUM+", "VISTA 1", "GOAL TV", "ARENA HD", "NORD SPORT", "CANAL 7")
COMPETITIONS = ("PREMIER SERIES", "CONTINENTAL CUP", "NATIONAL LEAGUE", "SUPERCOPA", "LIGA ATLANTICA")


@dataclass(frozen=True)
class Team:
    """One side: names as bars print them, colours, and eleven players (goalkeeper first).

    numbers : of the players' shirts, then of the substitutes'.
    """

    full: str
    short: str
    script: str
    main: Colour
    second: Colour
    pattern: Pattern
    players: tuple[str, ...]
    substitutes: tuple[str, ...] = ()
    numbers: tuple[int, ...] = tuple(range(1, 12))

    @property
    def squad(self) -> tuple[str, ...]:
        """Return everybody, those who begin before those who wait."""
        return self.players + self.substitutes


SUBSTITUTES = 5


def _distance(one: Colour, other: Colour) -> float:
    return float(np.linalg.norm(np.subtract(one, other)))


def draw_teams(rng: np.random.Generator, script: str) -> tuple[Team, Team]:
    """Return two sides of one script whose shirts can be told apart; the visitors change if need be."""
    clubs = [club for club in _CLUBS if club[2] == script]
    first, second = (clubs[int(i)] for i in rng.choice(len(clubs), 2, replace=False))
    each = 11 + SUBSTITUTES
    # Where no font of the system is found, Pillow's own must do, which lacks most accents.
    players = _PLAYERS + (_ACCENTED if has_script("cyrillic") else [])
    names = [str(name) for name in rng.choice(players, 2 * each, replace=False)]

    def numbers() -> tuple[int, ...]:
        outfield = [int(n) for n in 2 + rng.permutation(28)[: each - 1]]
        return (1, *sorted(outfield[:10]), *outfield[10:])

    home = Team(*first, tuple(names[:11]), tuple(names[11:each]), numbers())
    away = Team(*second, tuple(names[each : each + 11]), tuple(names[each + 11 :]), numbers())
    if _distance(home.main, away.main) < 170:
        far = max(((235, 225, 70), (245, 245, 245), (30, 34, 60)), key=lambda c: _distance(c, home.main))
        away = replace(away, main=far, second=away.main, pattern="sleeves")
    return home, away
