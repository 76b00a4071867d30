"""Lines as subtitles: cues for the film's own track and the WebVTT file beside it."""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from goalmouth.types import Line

WIDTH = 42
"""Characters a row, as broadcasters have it."""
ROWS = 2


class Cue(NamedTuple):
    """A subtitle of one or two rows, in film seconds."""

    start: float
    end: float
    text: str


def cues(lines: Sequence[Line]) -> list[Cue]:
    """Return a cue for each line; a line too long for two rows becomes several, by characters."""
    found: list[Cue] = []
    for line in sorted(lines, key=lambda line: line.start):
        pages = _pages(line.text)
        share = (line.end - line.start) / max(1, sum(len(page) for page in pages))
        at = line.start
        for page in pages:
            until = at + share * len(page)
            found.append(Cue(at, until, page))
            at = until
    return found


def _pages(text: str) -> list[str]:
    """Split into texts of at most two rows; pages, and the rows of one page, are about equally long."""
    words = " ".join(text.split())
    rows = textwrap.wrap(words, WIDTH)
    count = -(-len(rows) // ROWS)
    # A last page of one word would be gone before it could be read.
    for page_width in range(max(1, len(words) // max(1, count)), ROWS * WIDTH + 1):
        pages = textwrap.wrap(words, page_width)
        if len(pages) <= count and all(len(textwrap.wrap(page, WIDTH)) <= ROWS for page in pages):
            return [_even(page) for page in pages]
    return [_even(" ".join(rows[index : index + ROWS])) for index in range(0, len(rows), ROWS)]


def _even(page: str) -> str:
    if len(page) <= WIDTH:
        return page
    widths = range(len(page) // 2, WIDTH + 1)
    fits = (fit for width in widths if len(fit := textwrap.wrap(page, width)) <= ROWS)
    return "\n".join(next(fits, textwrap.wrap(page, WIDTH)))


def webvtt(lines: Sequence[Line], language: str = "") -> str:
    """Return a WebVTT file (W3C, https://www.w3.org/TR/webvtt1/)."""
    blocks = ["WEBVTT" + (f"\nLanguage: {language}" if language else "")]
    for cue in cues(lines):
        text = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        blocks.append(f"{_clock(cue.start)} --> {_clock(cue.end)}\n{text}")
    return "\n\n".join(blocks) + "\n"


def _clock(seconds: float) -> str:
    thousandths = max(0, round(seconds * 1000))
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
