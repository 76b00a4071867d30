"""Lines of print in a picture, read whole: a detector misses lone digits, a reader of the row does not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from goalmouth.scene.text import Box, Character, RowReader, TextReader, text_of
from goalmouth.types import Image


@dataclass(frozen=True, slots=True)
class Row:
    """One line of print: its place in the picture and its characters, x counted in the picture."""

    box: Box
    characters: tuple[Character, ...]

    @property
    def text(self) -> str:
        """The characters as a string; position i of it is character i."""
        return text_of(self.characters)

    @property
    def pitch(self) -> float:
        """The distance between neighbouring characters of one word, taken low: blanks are wider."""
        steps = sorted(b.x - a.x for a, b in pairwise(self.characters) if " " not in a.text + b.text)
        return max(steps[len(steps) // 3], self.box.height * 0.4) if steps else self.box.height * 0.5

    def span(self, start: int, end: int) -> Box:
        """Return the box of characters ``start`` to ``end`` (exclusive)."""
        half = self.pitch / 2
        first, last = self.characters[start].x, self.characters[end - 1].x
        return Box(first - half, self.box.y0, last + half, self.box.y1)


def rows_of(image: Image, reader: TextReader, boxes: Sequence[Box] | None = None) -> list[Row]:
    """Find text in a picture and read it row by row, gaps between the detected pieces included.

    A detector misses lone digits; reading the whole row from its first piece to its last does not.
    """
    boxes = reader.find(image) if boxes is None else boxes
    groups: list[list[Box]] = []
    for box in sorted(boxes, key=lambda b: b.x0):
        for group in groups:
            last = group[-1]
            level = abs((last.y0 + last.y1) - (box.y0 + box.y1)) / 2 < 0.4 * min(last.height, box.height)
            alike = 0.55 < box.height / last.height < 1.8
            if level and alike and box.x0 - last.x1 < 6 * box.height:
                group.append(box)
                break
        else:
            groups.append([box])
    rows = []
    for group in groups:
        box = Box.around(group).padded(4, 0)
        rows.append(read_row(image, box, reader))
    return [row for row in rows if row.characters]


def read_row(image: Image, box: Box, reader: RowReader, alphabet: str = "", rivals: bool = False) -> Row:
    """Read one row of a picture, in the alphabet if one is given; rivals : with what else it may be.

    A wide blank that was not read as a space becomes one.
    """
    box = Box(max(0.0, box.x0), max(0.0, box.y0), min(box.x1, image.shape[1]), min(box.y1, image.shape[0]))
    crop = box.of(image)
    if min(crop.shape[:2]) < 4:
        return Row(box, ())
    read = reader.read(crop, alphabet, rivals)
    row = Row(box, tuple(replace(c, x=c.x + float(round(box.x0))) for c in read))
    wide = 2.3 * row.pitch
    spaced: list[Character] = []
    for each in row.characters:
        if spaced and " " not in (each.text, spaced[-1].text) and each.x - spaced[-1].x > wide:
            spaced.append(Character(" ", (each.x + spaced[-1].x) / 2, 1.0))
        spaced.append(each)
    return Row(box, tuple(spaced))
