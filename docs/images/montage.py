"""Stills of one match's films in three shapes: ``make picture`` writes ``film.jpg`` with it.

``python docs/images/montage.py film.jpg WIDE UPRIGHT SQUARE`` takes them from three run folders of one
match, made with ``--aspect`` 16:9, 9:16 and 1:1.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import av
from PIL import Image

HEIGHT, GAP = 640, 6
"""Lines of the picture, and pixels between two stills."""
BEFORE, AFTER = 2.5, 1.2
"""Seconds before a moment's action, and after it, when its caption is up."""
OPENING, CLOSING = 2.0, 1.2
"""Seconds from the film's beginning, and to its end, where its title and its last plate are up."""


def still(film: Path, time: float, height: int) -> Image.Image:
    """Return the picture shown at a time of the film, so many lines high."""
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        container.seek(int(time / stream.time_base), stream=stream)
        frame = next(frame for frame in container.decode(stream) if frame.time >= time)
        return frame.to_image(width=round(frame.width * height / frame.height), height=height)


def times(out: Path) -> tuple[float, float, float, float]:
    """Return four times of a film: its title, before and after its first goal, and its end."""
    clips = json.loads((out / "clips.json").read_text())
    best = min(clips, key=lambda clip: clip["moment"]["rank"])
    action = best["film_start"] + best["moment"]["time"] - best["start"]
    return OPENING, action - BEFORE, action + AFTER, clips[-1]["film_end"] - CLOSING


def montage(wide: Path, upright: Path, square: Path) -> Image.Image:
    """Return two stills of the wide film, one of the upright, two of the square, beside each other."""
    opening, before, after, closing = times(wide)
    small = (HEIGHT - GAP) // 2

    def stills(out: Path, height: int, *moments: float) -> list[Image.Image]:
        return [still(out / "highlights.mp4", time, height) for time in moments]

    columns: list[Sequence[Image.Image]] = [
        stills(wide, small, opening, after),
        stills(upright, HEIGHT, after),
        stills(square, small, before, closing),
    ]
    width = sum(column[0].width + GAP for column in columns) - GAP
    page = Image.new("RGB", (width, HEIGHT), "white")
    x = 0
    for column in columns:
        y = 0
        for image in column:
            page.paste(image, (x, y))
            y += image.height + GAP
        x += column[0].width + GAP
    return page


if __name__ == "__main__":
    montage(*map(Path, sys.argv[2:5])).save(sys.argv[1], quality=82, optimize=True, progressive=True)
