"""What teams and players are called: a name, its parts, and what people make of it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from goalmouth.query.kinds import Side
from goalmouth.query.lexicon import LANGUAGES, lexicon, words_of
from goalmouth.query.match import Match

WHOLE: Final = {
    "utd": "united", "st": "saint", "atl": "atletico", "ath": "athletic", "dyn": "dynamo", "dep": "deportivo",
    "man": "manchester", "sg": "saint germain",
}  # fmt: skip
"""Short forms of words in names of teams."""

ALIASES: Final = {
    "manchester united": ("man utd", "man united", "man u", "red devils"),
    "manchester city": ("man city",),
    "paris sg": ("psg",),
    "paris saint germain": ("psg",),
    "barcelona": ("barca", "barcelone", "fc barcelone", "fc barcelona"),
    "tottenham": ("spurs",),
    "juventus": ("juve",),
    "bayern munich": ("bayern munchen",),
    "dortmund": ("bvb", "borussia dortmund"),
    "b monchengladbach": ("gladbach", "borussia monchengladbach"),
    "sevilla": ("seville", "fc seville"),
    "as roma": ("rome",),
    "napoli": ("naples",),
    "valencia": ("valence",),
    "fc koln": ("cologne",),
    "atl madrid": ("atleti",),
    "wolfsburg": ("wolfsbourg",),
    "fc augsburg": ("augsbourg",),
    "sc freiburg": ("fribourg",),
    "hamburger sv": ("hamburg", "hambourg", "hsv"),
    "d zagreb": ("dinamo zagreb",),
    "real madrid": ("los blancos",),
    "inter": ("inter milan",),
    "west brom": ("west bromwich", "west bromwich albion", "wba"),
    "newcastle utd": ("newcastle united",),
    "marseille": ("olympique marseille", "olympique de marseille"),
    "lyon": ("olympique lyonnais", "olympique lyon"),
}
"""Names of teams as the data sets of the field have them, and how else people call them."""

LEAST = 3
"""Letters of a part of a name that stands for the whole."""
_GAME = re.compile(r"^(?:\d{4}-\d\d-\d\d - \d\d-\d\d )?(.+?) (\d+) ?- ?(\d+) (.+)$")


def teams_of(folder: str) -> dict[Side, tuple[str, ...]]:
    """Return the teams that a game's folder is named after, or none."""
    found = _GAME.match(folder.rstrip("/").rpartition("/")[2])
    return {"home": (found[1].strip(),), "away": (found[4].strip(),)} if found else {}


def _called(names: tuple[str, ...]) -> Iterator[str]:
    """Yield every way to call a team, its parts last."""
    for name in names:
        words = words_of(name)
        whole = [part for word in words for part in WHOLE.get(word, word).split()]
        yield " ".join(words)
        yield " ".join(whole)
        yield from ALIASES.get(" ".join(words), ())
        yield from (part for part in {*words, *whole} if len(part) >= LEAST and part.isalpha())


def _free(text: str) -> bool:
    """Say whether a single word means nothing else in any language."""
    return not any(text in lexicon(language).phrases for language in LANGUAGES)


def entries(match: Match) -> list[tuple[str, str, Any]]:
    """Return the names of a match for the lexicon; what both teams are called is ``both_called``."""
    called: dict[str, set[Side]] = {}
    for side, names in match.teams.items():
        full = {" ".join(words_of(name)) for name in names}
        for text in _called(names):
            if text and (text in full or " " in text or _free(text)):
                called.setdefault(text, set()).add(side)
    found: list[tuple[str, str, Any]] = [
        (text, "team", next(iter(sides))) if len(sides) == 1 else (text, "both_called", text)
        for text, sides in called.items()
    ]
    return found + list(_players(match.players, called))


def _players(
    players: Mapping[str, Side | None], called: Mapping[str, set[Side]]
) -> Iterator[tuple[str, str, Any]]:
    parts: dict[str, set[str]] = {}
    for name in players:
        words = words_of(name)
        for text in {" ".join(words), *(word for word in words if len(word) >= LEAST)}:
            parts.setdefault(text, set()).add(name)
    for text, names in parts.items():
        if text in called or not (" " in text or _free(text)):
            continue
        yield (text, "player", next(iter(names))) if len(names) == 1 else (text, "many_called", text)
