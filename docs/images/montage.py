"""Four stills of a film beside each other: ``make picture`` writes ``film.jpg`` with it.

``python docs/images/montage.py OUT film.jpg`` takes the pictures from the run folder ``OUT``.
"""

import json
import sys
from pathlib import Path

import av
from PIL import Image

WIDTH, HEIGHT, GAP = 640, 360, 6
AFTER = 1.2
"""Seconds after a moment's action, when its caption is up."""


def still(film: Path, time: float) -> Image.Image:
    """Return the picture shown at a time of the film."""
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        container.seek(int(time / stream.time_base), stream=stream)
        frame = next(frame for frame in container.decode(stream) if frame.time >= time)
        return frame.to_image(width=WIDTH, height=HEIGHT)


def montage(out: Path) -> Image.Image:
    """Return two rows of two stills: the first goal before and after, then the next moments by rank."""
    clips = sorted(json.loads((out / "clips.json").read_text()), key=lambda clip: clip["moment"]["rank"])
    action = [clip["film_start"] + clip["moment"]["time"] - clip["start"] for clip in clips]
    times = [action[0] - 2.5, *(time + AFTER for time in action[:3])]
    page = Image.new("RGB", (2 * WIDTH + GAP, 2 * HEIGHT + GAP), "white")
    for number, time in enumerate(times):
        page.paste(
            still(out / "highlights.mp4", time), (number % 2 * (WIDTH + GAP), number // 2 * (HEIGHT + GAP))
        )
    return page


if __name__ == "__main__":
    montage(Path(sys.argv[1])).save(sys.argv[2], quality=82, optimize=True, progressive=True)
