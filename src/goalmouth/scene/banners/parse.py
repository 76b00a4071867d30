"""From cells of print to what a banner tells. What the cells do not say stays unsaid."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from goalmouth.scene.banners.cells import SYMBOL, Cell, level
from goalmouth.scene.banners.words import distance, plain, split_off, stands_for
from goalmouth.types import Banner, Side

MINUTE = re.compile(r"\s*\(?(\d{1,3})(?:\s*\+\s*(\d{1,2}))?\s*(?:['’′´`‘\"°“”*]|min\.?)+\)?$")
BALL = re.compile(SYMBOL.pattern + r"\s*\w")
"""A ball before a name, as the reader takes it."""
BARE = re.compile(r"\s+(\d{1,3})$")
NUMBER = re.compile(r"^#?\d{1,2}(?:[.\s]+|(?=[^\W\d_]{2}))")
SCORE = re.compile(r"(?<![\d:])(\d{1,2})\s*[-–—]\s*(\d{1,2})(?![\d:])|(?<![\d:])(\d):(\d)(?![\d:])")
CLOCK = re.compile(r"\b\d{1,3}:\d\d\b")
FIGURE = re.compile(CLOCK.pattern + r"|^\W*\d{1,2}(?:\W+\d{1,2})?\W*$|[^\W\d_]{2} ?\d\W*$")
"""A clock, a score by itself, or a name with its score."""
PLUS = re.compile(r"^\+\s?(\d{1,2})\s*(?:['’′´`]|min\.?)?$")

ONES = re.compile(r"(?<=\s)[Il|]{1,2}(?=\s*['’′´`‘]\s*$)")
ODD_CASE = re.compile(r"^[^\W\d_A-ZÀ-Þ]\w*[A-ZÀ-Þ]")
"""A word that begins small and goes on in capitals."""
SMALL = re.compile(r"(?<=[A-Z])[ø-ÿà-öčęěłńřśšźžō](?=[A-Z])")
"""A letter that looks alike in both cases, small among capitals."""
LARGE = re.compile(r"(?<=[^\W\d_A-ZÀ-Þ])[COSUVWXZ]\b")
"""The same at a small word's end, large."""
STROKE = re.compile(r"(?<=[A-ZÀ-Þ])I(?=[^\W\d_A-ZÀ-Þ])")
"""A stroke between a capital and a small letter is a small L."""
ARROW = re.compile(r"^[+*^]\s+(?=\d{1,2}\s)")

WAYS: dict[str, int] = {"green": 1, "red": -1}
LABELS = {"in": 1, "out": -1}
"""Who comes on and who goes off, by a mark's colour and by a word."""

CARDS = {"yellow": "Yellow card", "red": "Red card"}
ACROSS, DOWN = 10.0, 2.5
"""Heights of print between two players of one banner, beside and under each other, at most."""

FEW = 3
"""Cells that may name players on a banner; more of them are boards, where no name is sure."""

SURE_NAME = 0.75
"""Mean probability of its letters from which a name counts."""

SURE_LETTER = 0.4
"""Probability that its most doubtful letter needs."""


@dataclass(frozen=True, slots=True)
class _Person:
    """A cell that may name a player: what is left of it without number and minute, and what speaks for it."""

    name: str
    cell: Cell
    numbered: bool
    minute: int | None
    weight: float = 0.0
    way: int = 0
    """1 : comes on; −1 : goes off; 0 : nothing tells."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What the cells say in words and figures."""

    kinds: tuple[str, ...]
    heads: tuple[Cell, ...]
    """Cells that hold the words."""
    teams: tuple[str, ...]
    """What stands in one cell with the word."""
    labels: tuple[tuple[Cell, int], ...]
    """Words beside who comes on (1) or goes off (−1)."""
    free: tuple[Cell, ...]
    figures: tuple[Cell, ...]
    """Clocks and scores: what stands beside them is the bar's."""
    counts: tuple[Cell, ...]
    """Those of them that only a bar has: minutes and seconds, goals on either side of a dash."""
    running: tuple[int, ...]
    """The minutes that clocks among the cells are in, as players are told with them."""
    plus: int | None
    score: tuple[int, int] | None


def parse(
    cells: Sequence[Cell], start: float, end: float, teams: tuple[str, str] = ("", "")
) -> Banner | None:
    """Return what a banner tells; ``None`` where it is none of ours. teams : home and away, as on the bar."""
    said = _said([_mended(cell) for cell in cells if cell.text], teams)
    kinds = set(said.kinds)
    if len(kinds) > 1 or "own_goal" in kinds:
        return None
    kind = next(iter(kinds), "")
    text = " ".join(cell.text for cell in cells)
    sure = min((cell.score for cell in said.heads), default=0.9)
    blank = Banner(start, end, kind, text=text, confidence=round(sure, 3))
    if kind in ("Half-time", "Full-time"):
        return replace(blank, score=said.score) if said.score else None
    if said.plus is not None and kind in ("", "Added time"):
        # A bar prints added time of its own beside its clock.
        alone = not said.free and said.score is None
        return replace(blank, kind="Added time", minutes=said.plus) if kind or alone else None
    if kind == "Added time":
        return None
    people = _people(said, teams)
    kind = kind or _told_by_marks([person for person in people if not _of_bar(person, said, teams)])
    if not kind:
        return None
    chosen, team = _chosen(people, 2 if kind == "Substitution" else 1, said, teams)
    banner = replace(blank, kind=kind, team=team, side=_side(team, teams))
    if kind == "Substitution" and (chosen or said.kinds):
        return _change(banner, chosen)
    if not chosen:
        return banner if said.kinds and kind != "Goal" else None
    person = chosen[0]
    sure = min(banner.confidence, person.cell.score)
    minute = person.minute if kind == "Goal" else None
    return replace(banner, player=_sure_name(person), minutes=minute, confidence=round(sure, 3))


def _mended(cell: Cell) -> Cell:
    """Return a cell without what small print is taken for: I for 1 in a minute, + for an arrow."""
    text = ONES.sub(lambda found: "1" * len(found[0]), ARROW.sub("", cell.text))
    return cell if text == cell.text else replace(cell, text=text)


def _arrowed(cell: Cell, text: str) -> tuple[str, str] | None:
    """Return the direction of a filled label whose arrow was taken for a letter before its word."""
    found = split_off(text[1:])
    own = found is not None and not found[1] and LABELS.get(found[0]) == WAYS.get(cell.own, 0)
    return found if own else None


def _said(cells: Sequence[Cell], names: tuple[str, str]) -> _Said:
    kinds, heads, teams, labels, free, figures, counts, running = [], [], [], [], [], [], [], []
    plus: int | None = None
    score: tuple[int, int] | None = None
    for cell in cells:
        text = SYMBOL.sub("", cell.text).strip()
        split = split_off(text) or _arrowed(cell, text)
        if split and split[0] in LABELS:
            labels.append((cell, LABELS[split[0]]))
        elif split and not (split[0] == "Goal" and _of_nobody(split[1], names)):
            kinds.append(split[0])
            heads.append(cell)
            if counted := PLUS.match(split[1]):
                plus = int(counted[1])
            elif split[1]:
                teams.append(split[1])
        elif found := PLUS.match(text):
            plus = int(found[1])
        elif found := SCORE.search(text):
            one, other = (each for each in found.groups() if each)
            score = int(one), int(other)
        elif sum(c.isalpha() for c in text) >= 2:
            free.append(cell)
        if FIGURE.search(text) and not MINUTE.search(text):
            figures.append(cell)
        if CLOCK.search(text) or SCORE.search(text):
            counts.append(cell)
        if clock := CLOCK.search(text):
            running.append(int(clock[0].partition(":")[0]) + 1)
    return _Said(
        tuple(kinds),
        tuple(heads),
        tuple(teams),
        tuple(labels),
        tuple(free),
        tuple(figures),
        tuple(counts),
        tuple(running),
        plus,
        score,
    )


def _of_nobody(rest: str, teams: tuple[str, str]) -> bool:
    """Say whether what stands beside a word is neither team's name: a channel may be called GOAL TV."""
    return bool(rest) and any(teams) and not _of_team(rest, teams)


def _of_team(name: str, teams: tuple[str, str]) -> bool:
    return any(team and stands_for(team, name) for team in teams)


def _people(said: _Said, teams: tuple[str, str]) -> list[_Person]:
    """Return the free cells as persons, weighed."""
    people = []
    for cell in said.free:
        text, minute = SYMBOL.sub("", cell.text).strip(), None
        ball = not cell.beside and BALL.match(cell.text) is not None
        if found := MINUTE.search(text):
            minute = int(found[1]) + int(found[2] or 0)
            text = text[: found.start()]
        elif (found := BARE.search(text)) and (
            "Goal" in said.kinds or ball or _twice(text, cell) or int(found[1]) in said.running
        ):
            # The stroke behind the minute is small print.
            minute, text = int(found[1]), text[: found.start()]
        bare = NUMBER.sub("", text)
        numbered = bare != text or BARE.search(bare) is not None
        name = re.sub(r"^[\W\d_]+|[^\w.]+$", "", BARE.sub("", bare))
        if sum(c.isalpha() for c in name) >= 2:
            person = _Person(name, cell, numbered, minute)
            people.append(replace(person, weight=_weight(person, said, teams), way=_way(cell, said)))
    return people


def _twice(text: str, cell: Cell) -> bool:
    """Say whether a name stands between two numbers and beside no mark: the second is no shirt's."""
    return not cell.beside and NUMBER.match(text) is not None and BARE.search(text) is not None


def _weight(person: _Person, said: _Said, teams: tuple[str, str]) -> float:
    cell = person.cell
    weight = 2.0 * person.numbered + 3.0 * (person.minute is not None)
    weight += 2.0 * (cell.beside != "") + 1.0 * cell.card + 1.5 * (cell.own in ("green", "red"))
    weight += 2.0 * any(_under(label, cell) for label, _ in said.labels)
    weight -= 2.0 * _of_team(person.name, teams)
    return weight - 0.5 * any(level(head.box, cell.box) for head in said.heads)


def _under(label: Cell, cell: Cell) -> bool:
    """Say whether a label stands right above a cell or right to its left."""
    high = cell.box.height
    across = min(label.box.x1, cell.box.x1) - max(label.box.x0, cell.box.x0)
    below = cell.box.y0 - label.box.y1
    left = cell.box.x0 - label.box.x1
    above = -0.3 * high < below < 1.5 * high and across > -1.5 * high
    return above or (level(label.box, cell.box) and -0.5 * high < left < 3.0 * high)


def _way(cell: Cell, said: _Said) -> int:
    """Return whether a cell's name comes on or goes off, as far as anything tells."""
    near = sorted(
        ((abs(label.box.x0 - cell.box.x0), way) for label, way in said.labels if _under(label, cell)),
    )
    if near:
        return near[0][1]
    return WAYS.get(cell.own, 0) or WAYS.get(cell.beside, 0)


def _of_bar(person: _Person, said: _Said, teams: tuple[str, str]) -> bool:
    """Say whether a cell is the bar's, whose pills and crests are red and green too, or heads a score.

    A team is no player, nor is what the match is called.
    """
    team = _of_team(person.name, teams)
    beside = any(level(cell.box, person.cell.box) for cell in said.counts)
    heads = any(_under(person.cell, cell) for cell in said.counts)
    return (team or beside or heads) and (not person.numbered or (team and beside))


def _told_by_marks(people: Sequence[_Person]) -> str:
    """Return what a banner without a word tells by its colours, or ``""``."""
    marked = [p for p in people if p.cell.beside]
    for pair in (marked, [p for p in people if p.cell.own in ("green", "red")]):
        # A red field with a light arrow on it has the shape of a card.
        opposed = sorted(p.way for p in pair) == [-1, 1]
        plain_ = pair if opposed else [p for p in pair if not p.cell.card]
        if sorted(p.way for p in plain_) == [-1, 1]:
            return "Substitution" if _of_one_print(*plain_) else ""
    pair = [p for p in people if p.numbered and p.minute is None and not p.cell.card]
    if len(pair) == 2 and sorted(abs(p.way) for p in pair) == [0, 1] and _of_one_print(*pair):
        # In small pictures one of the two arrows may be lost.
        return "Substitution"
    cards = [p for p in marked if p.cell.card and p.cell.beside in CARDS]
    if len(cards) == 1 and cards[0].minute is None and (_sure_name(cards[0]) or len(people) <= FEW):
        return CARDS[cards[0].cell.beside]
    timed = [p for p in people if p.minute is not None]
    if len(timed) == 1 and not timed[0].cell.card and timed[0].cell.beside != "yellow":
        # Scorers, and nobody else, are told with their minute and no card; a crest may stand beside them.
        return "Goal"
    return ""


def _of_one_print(one: _Person, other: _Person) -> bool:
    """Say whether two cells are of one print, one right under or beside the other."""
    a, b = one.cell.box, other.cell.box
    high = min(a.height, b.height)
    beside = level(a, b) and max(a.x0, b.x0) - min(a.x1, b.x1) < ACROSS * high
    below = max(a.y0, b.y0) - min(a.y1, b.y1) < DOWN * high and min(a.x1, b.x1) > max(a.x0, b.x0)
    return 0.7 < a.height / b.height < 1.4 and (beside or below)


def _chosen(
    people: Sequence[_Person], wanted: int, said: _Said, teams: tuple[str, str]
) -> tuple[list[_Person], str]:
    """Return the players named, none where that is in doubt, and the team."""
    ours = [p for p in people if any(team and plain(team) == plain(p.name) for team in teams)]
    ranked = sorted((p for p in people if p not in ours), key=lambda p: -p.weight)
    chosen, others = ranked[:wanted], ranked[wanted:]
    if len(chosen) < wanted or (others and chosen[-1].weight - others[0].weight < 0.4):
        chosen, others = [], ranked
    others += ours
    near = [team for team in said.teams if team]
    barred = [p.cell for p in others if any(level(p.cell.box, cell.box) for cell in said.figures)]
    others = [p for p in others if p.cell not in barred]
    known = [p.name for p in others if _of_team(p.name, teams)]
    if len({plain(name) for name in known}) > 1:
        # The bar itself is in the picture.
        known = []
    beside = [p.name for p in others if any(level(head.box, p.cell.box) for head in said.heads)]
    found = [*near, *known, *beside]
    return sorted(chosen, key=lambda p: (p.cell.box.y0, p.cell.box.x0)), found[0] if found else ""


def _change(banner: Banner, people: Sequence[_Person]) -> Banner:
    """Return who comes on for whom; neither where that cannot be told."""
    ways = [person.way for person in people]
    if len(people) != 2 or ways[0] == ways[1]:
        return banner
    coming, going = people if ways[0] > ways[1] else people[::-1]
    sure = min(banner.confidence, *(p.cell.score for p in people))
    return replace(
        banner, player_in=_sure_name(coming), player_out=_sure_name(going), confidence=round(sure, 3)
    )


def _sure_name(person: _Person) -> str:
    doubtful = person.cell.score < SURE_NAME or person.cell.least < SURE_LETTER
    doubtful = doubtful or any(map(str.isdigit, person.name))
    if doubtful:
        return ""
    if ODD_CASE.search(person.name):
        return person.name.upper()
    name = LARGE.sub(lambda found: found[0].lower(), STROKE.sub("l", person.name))
    return SMALL.sub(lambda found: found[0].upper(), name)


def _side(team: str, teams: tuple[str, str]) -> Side | None:
    """Return whose team it is, if it can be only one of the two."""
    if not team:
        return None
    exact = [plain(each) == plain(team) for each in teams]
    alike = exact if any(exact) else [bool(each) and stands_for(each, team) for each in teams]
    if not any(alike) and len(team) > 2:
        # Only two can play: a letter misread in the one is not the other.
        alike = [bool(each) and distance(plain(each), plain(team)) == 1 for each in teams]
    if alike == [True, False]:
        return "home"
    return "away" if alike == [False, True] else None
