"""The reader against broadcasts whose score bar is known to the frame."""

import json
from bisect import bisect_left
from fractions import Fraction
from pathlib import Path

import pytest

from goalmouth.media.decode import decode
from goalmouth.media.video import open_videos
from goalmouth.scene.scoreboard.reader import ScoreboardReader
from goalmouth.scene.scoreboard.track import readings
from goalmouth.simulate.broadcast import simulate
from goalmouth.simulate.layouts import LAYOUTS
from goalmouth.types import ScoreReading

NOT_READ = ("cyrillic", "greek")
"""Scripts whose letters the recogniser does not know or takes for Latin ones."""


def read(folder: Path) -> list[ScoreReading]:
    reader = ScoreboardReader()
    decode(open_videos([folder / "match.mp4"]), [reader])
    reader.finish()
    return readings(reader.sightings)


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_every_layout_is_found_and_read(layout: str, tmp_path: Path) -> None:
    seed = 500 + list(LAYOUTS).index(layout)
    simulate(tmp_path, seed, duration=24.0, frame_rate=Fraction(4), layout=layout)
    truth = json.loads((tmp_path / "scoreboard.json").read_text())
    times = [row["time"] for row in truth]
    found = read(tmp_path)
    wrong = []
    for each in found:
        # A bar that fades in or out is in the picture a moment longer than in the truth.
        row = truth[min(bisect_left(times, each.time - 0.01), len(truth) - 1)]
        if abs(row["time"] - each.time) > 0.05:
            continue
        scores = (row["home_score"], row["away_score"], row["clock"])
        names = each.home in (row["home"], "") and each.away in (row["away"], "")
        if (each.home_score, each.away_score, each.clock) != scores or not names:
            wrong.append((each, row))
    assert wrong == []
    covered = sum(any(abs(each.time - time) <= 1.0 for each in found) for time in times)
    assert covered >= 0.95 * len(times)
    assert all(each.home and each.away for each in found) or layout in NOT_READ


def test_pictures_without_a_bar_give_no_readings(tmp_path: Path) -> None:
    import numpy as np

    from goalmouth.media.encode import Writer

    random = np.random.default_rng(3)
    field = random.integers(0, 255, (360, 900, 3), np.uint8)
    with Writer(
        tmp_path / "match.mp4", width=640, height=360, frame_rate=Fraction(5), sample_rate=None
    ) as writer:
        for i in range(60):
            writer.picture(np.ascontiguousarray(field[:, 4 * i : 4 * i + 640]))
    assert read(tmp_path) == []
