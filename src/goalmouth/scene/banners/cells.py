"""What a banner's picture holds: cells of print, the colour they stand on, and the mark beside them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from goalmouth.scene.banners.letters import joined, lettered, mixed, restored
from goalmouth.scene.scoreboard.rows import Row, read_row
from goalmouth.scene.small_print import small_print_reader
from goalmouth.scene.text import Box, TextReader
from goalmouth.types import Image

Mark = Literal["green", "red", "yellow", ""]
"""The colour of a mark; ``""`` for none or one of no colour."""

SURE = 0.6
"""Mean probability of its characters from which a cell counts."""

WORD_GAP, CELL_GAP = 0.35, 0.9
"""Blanks, in heights of the print: up to the first words are of one cell, from the second on of two."""

TWO = re.compile(r"(?:^|\s)\d{1,2}\s+[^\d]*[^\W\d_]{2}[^\d]*\s(?=\d{1,2}\s+[^\W\d_]{2})")
"""A numbered player, before another one."""

SYMBOL = re.compile(r"[\u2190-\u21ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef★☆●◎⊙]")
"""What the reader takes balls and arrows for."""

MARK = re.compile(r"[0O](?=\s?\d{1,2}\s+[^\W\d_]{2})")
"""What the reader takes a card beside a shirt's number for: numbers begin with no nought."""

ARROW = re.compile(r"[\u2190-\u21ff]\s*")
"""What the reader knows for an arrow: a mark beside the print."""

NUMBER_GAP = 1.7
"""The same, between a shirt's number and the name beside it."""

STRONG, FAINT = 110, 70
"""Saturation, of 255, of a mark's colour; and in small pictures, whose colours are smaller still."""

GREY = 128
"""What is loose in a settled picture."""

LIKE = 40.0
"""Distance of two fills, in steps of colour, below which they are one."""

SHADE, SURROUNDED = 16.0, 0.7
"""Distance of a card's colour, in steps, from a field of nearly the same; share of the field around it."""

HUES = {"red": ((345, 360), (0, 12)), "yellow": ((40, 64),), "green": ((100, 170),)}
"""Hues in degrees."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of print. fill : the colour that it stands on; own : that colour as a mark's.

    beside : the colour of the mark to its left; card : whether that mark has the shape of a card;
    least : probability of its most doubtful letter.
    """

    text: str
    box: Box
    score: float
    fill: tuple[int, int, int]
    own: Mark = ""
    beside: Mark = ""
    card: bool = False
    least: float = 1.0


def read_cells(image: Image, reader: TextReader, faint: bool = False) -> list[Cell]:
    """Return the cells of a banner's crop in reading order; its print is best 20 to 40 pixels high.

    faint : the crop is of a small picture, in which the colours of marks are washed out.
    """
    found: list[Cell] = []
    fill_of = _fill_between if faint else _fill
    for box in sorted(reader.find(image), key=lambda b: b.x0):
        row = read_row(image, box, reader, rivals=True)
        characters = restored(row.characters)
        if faint:
            characters = joined(characters, read_row(image, box, small_print_reader()).characters)
        if mixed(characters):
            wanted = "".join(c for c in reader.alphabet.characters if c.isalpha() and c < "\u0250")
            again = read_row(image, box, reader, wanted + ".-'’ ", rivals=True)
            characters = lettered(characters, restored(again.characters))
        row = replace(row, characters=characters)
        for start, end in _pieces(row):
            if MARK.match(row.text[start:end]):
                start += 1
            elif arrow := ARROW.match(row.text[start:end]):
                start += len(arrow[0])
            letters = [c for c in row.characters[start:end] if c.text.strip()]
            score = sum(c.score for c in letters) / max(len(letters), 1)
            if letters and score >= SURE:
                place = row.span(start, end)
                text = row.text[start:end].strip()
                doubt = min((c.score for c in letters if c.text.isalpha()), default=1.0)
                fill = fill_of(image, place)
                if fill == (GREY, GREY, GREY):
                    # The detector took the print for higher than its field.
                    fill = _fill_between(image, place)
                found.append(Cell(text, place, score, fill, least=doubt))
    hues = _hues(image, FAINT if faint else STRONG)
    whole = _merged(found)
    merged = [_marked(cell, image, hues, _lowest(cell, whole)) for cell in whole]
    return sorted(merged, key=lambda c: (round((c.box.y0 + c.box.y1) / c.box.height), c.box.x0))


def level(one: Box, other: Box) -> bool:
    """Say whether two boxes stand in one row."""
    apart = abs((one.y0 + one.y1) - (other.y0 + other.y1)) / 2
    return apart < 0.4 * min(one.height, other.height)


def _pieces(row: Row) -> list[tuple[int, int]]:
    """Return where the cells of a row read at once begin and end: a wide blank divides them."""
    solid = [i for i, c in enumerate(row.characters) if c.text.strip()]
    if not solid:
        return []
    wide = CELL_GAP * row.box.height + row.pitch
    two = TWO.search(row.text)
    cuts = [
        (a, b)
        for a, b in pairwise(solid)
        if row.characters[b].x - row.characters[a].x > wide
        or _drawn(row.text, a, b)
        or (two is not None and b == two.end())
    ]
    return list(
        zip([solid[0], *(b for _, b in cuts)], [*(a + 1 for a, _ in cuts), solid[-1] + 1], strict=True)
    )


def _drawn(text: str, before: int, after: int) -> bool:
    """Say whether what comes after a blank and Latin print is no letter but a ball or an arrow."""
    return after - before > 1 and text[before] < "\u0250" and SYMBOL.match(text[after]) is not None


def _merged(cells: Sequence[Cell]) -> list[Cell]:
    """Put words of one cell together that the detector took apart. cells : from left to right."""
    out: list[Cell] = []
    for cell in cells:
        for i, left in enumerate(out):
            gap = cell.box.x0 - left.box.x1
            most = NUMBER_GAP if re.fullmatch(r"\W*\d{1,2}", left.text) else WORD_GAP
            near = -1.0 <= gap / cell.box.height < most
            if TWO.search(f"{left.text} {cell.text}"):
                continue
            if near and level(left.box, cell.box) and _apart(left.fill, cell.fill) < LIKE:
                size = len(left.text) + len(cell.text)
                score = (left.score * len(left.text) + cell.score * len(cell.text)) / size
                box = Box.around([left.box, cell.box])
                out[i] = replace(left, text=f"{left.text} {cell.text}", box=box, score=score)
                out[i] = replace(out[i], least=min(left.least, cell.least))
                break
        else:
            out.append(cell)
    return out


def _apart(one: Sequence[int], other: Sequence[int]) -> float:
    return float(np.linalg.norm(np.subtract(one, other)))


def _fill(image: Image, box: Box) -> tuple[int, int, int]:
    """Return the colour above and below a cell's print."""
    high = max(1, round(0.1 * box.height))
    part = box.of(image)
    ground = np.concatenate([part[:high].reshape(-1, 3), part[-high:].reshape(-1, 3)])
    red, green, blue = (int(v) for v in np.median(ground, axis=0))
    return red, green, blue


def _fill_between(image: Image, box: Box) -> tuple[int, int, int]:
    """Return the colour between a cell's letters: in small pictures boxes reach over the cell's edge."""
    part = box.of(image)
    quarter = len(part) // 4
    pixels = part[quarter : max(quarter + 1, len(part) - quarter)].reshape(-1, 3)
    shades = (pixels >> 5).astype(np.int32) @ (64, 8, 1)
    most = pixels[shades == np.bincount(shades).argmax()]
    red, green, blue = (int(v) for v in np.median(most, axis=0))
    return red, green, blue


def _hues(image: Image, least: int = STRONG) -> dict[str, NDArray[np.uint8]]:
    """Return for each colour of marks where it is, (height, width) of 0 and 1."""
    hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
    strong = (hsv[..., 1] > least) & (hsv[..., 2] > 80)
    degrees = hsv[..., 0].astype(np.int32) * 2
    return {
        name: (strong & np.any([(degrees >= a) & (degrees <= b) for a, b in spans], axis=0)).astype(np.uint8)
        for name, spans in HUES.items()
    }


def _lowest(cell: Cell, cells: Sequence[Cell]) -> float:
    """Return the least height of print in a cell's row, on the same colour."""
    row = [each for each in cells if level(each.box, cell.box) and _apart(each.fill, cell.fill) < LIKE]
    return min(each.box.height for each in (cell, *row))


def _marked(cell: Cell, image: Image, hues: dict[str, NDArray[np.uint8]], lowest: float) -> Cell:
    """Return the cell with the marks on it and beside it. lowest : see ``_lowest``."""
    top, bottom = _ground(cell, image)
    # The detector takes some print for higher than it is; it is never as high as its cell.
    high = min(lowest, 0.8 * (bottom - top))
    for reach in (2.4, 3.9):
        # A shirt's number that was not read stands between a name and its mark.
        window = Box(cell.box.x0 - reach * high, top, cell.box.x0 - 0.05 * high, bottom)
        beside, card = _mark_in(window, high, image, hues, _colour_of(cell.fill))
        if beside:
            break
    return replace(cell, own=_colour_of(cell.fill), beside=beside, card=card)


def _ground(cell: Cell, image: Image) -> tuple[float, float]:
    """Return from which line to which a cell's own colour reaches, left of its print."""
    high = cell.box.height
    right = max(2, round(cell.box.x0 - 0.15 * high))
    low = max(0, round(cell.box.y0 - 0.5 * high))
    beside = image[low : round(cell.box.y1 + 0.5 * high), max(0, right - max(2, round(0.25 * high))) : right]
    column = np.median(beside.astype(np.float64), axis=1)
    away = np.linalg.norm(column - np.array(cell.fill), axis=1) > 1.5 * LIKE
    middle = len(column) // 2
    above, below = np.flatnonzero(away[:middle]), np.flatnonzero(away[middle:])
    top = low + (int(above[-1]) + 1 if len(above) else 0)
    bottom = low + (middle + int(below[0]) if len(below) else len(column))
    if bottom - top < 0.6 * high:
        return cell.box.y0, cell.box.y1
    return float(top), float(bottom)


def _colour_of(fill: tuple[int, int, int]) -> Mark:
    pixel = np.array(fill, np.uint8).reshape(1, 1, 3)
    found = [name for name, mask in _hues(pixel).items() if mask.any()]
    return found[0] if found else ""  # type: ignore[return-value]


def _mark_in(
    window: Box, high: float, image: Image, hues: dict[str, NDArray[np.uint8]], own: Mark
) -> tuple[Mark, bool]:
    """Return the mark in a window left of a cell whose print is so high: its colour, and whether a card.

    own : the cell's own colour, which no filled cell beside it can be told from.
    """
    best: tuple[bool, int, Mark] = (False, 0, "")
    filled: tuple[bool, int, Mark] = (False, 0, "")
    if window.x1 - max(0.0, window.x0) < 0.5 * high:
        return "", False
    light = cv2.inRange(window.of(image), (200, 200, 200), (255, 255, 255)) > 0
    names: tuple[Mark, ...] = ("green", "red", "yellow")
    for name in names:
        mask = np.ascontiguousarray(window.of(hues[name][..., None]).reshape(light.shape))
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
        for i in range(1, count):
            x, y, w, h, area = (int(v) for v in stats[i])
            if x == 0:
                continue
            inside = y > 0 and y + h < mask.shape[0] and x + w < mask.shape[1]
            if inside and 0.4 * high < h < 1.35 * high and 0.42 * high < w < 1.35 * high:
                # An arrow covers little more than half of the box around it.
                card = name != "green" and 1.1 < h / w < 2.0 and area > 0.68 * w * h
                # A card may lie on a field of the team's colour.
                best = max(best, (card, area, name))
            elif name not in ("yellow", own) and h > 0.7 * high and w > 0.5 * high:
                # A filled cell with a light arrow on it; a light arrow is what a pitch has not.
                arrow = light[y : y + h, x : x + w] & (labels[y : y + h, x : x + w] != i)
                if 0.06 < float(arrow.mean()) < 0.5:
                    filled = max(filled, (False, area, name))
    if not best[2]:
        best = max(_card_on(window, high, image, hues, name, own) for name in ("red", "yellow"))
    card, _, mark = best if best[2] else filled
    return mark, card


def _behind(window: Box, hue: NDArray[np.uint8]) -> bool:
    """Say whether a colour goes on to the picture's upper or lower edge, as that of a shirt behind does."""
    labels = cv2.connectedComponents(hue)[1]
    edges = labels[[0, -1]]
    beyond = np.isin(labels, edges[edges > 0]).astype(np.uint8)
    return bool(2 * window.of(beyond[..., None]).sum() > window.of(hue[..., None]).sum())


def _card_on(
    window: Box, high: float, image: Image, hues: dict[str, NDArray[np.uint8]], name: Mark, own: Mark
) -> tuple[bool, int, Mark]:
    """Return the card in a window that lies on a field nearly as red, or as yellow, as itself."""
    part = window.of(image).astype(np.float32)
    field = window.of(hues[name][..., None])[..., 0] > 0
    if field.sum() < high * high or (name != own and _behind(window, hues[name])):
        return False, 0, ""
    usual = np.median(part[field], axis=0)
    other = field & (np.linalg.norm(part - usual, axis=2) > SHADE)
    other = cv2.morphologyEx(other.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(other)
    # A card may have an outline.
    edges = [2 * max(1, round(width * high)) + 1 for width in (0.1, 0.2)]
    for i in range(1, count):
        _, _, w, h, area = (int(v) for v in stats[i])
        if not (0.4 * high < h < 1.35 * high and 1.1 < h / w < 2.0 and area > 0.8 * w * h):
            continue
        near, far = (cv2.dilate((labels == i).astype(np.uint8), np.ones((k, k))) > 0 for k in edges)
        if (field & (labels == 0))[far & ~near].mean() > SURROUNDED:
            return True, area, name
    return False, 0, ""
