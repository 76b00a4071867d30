"""Real television, where its clips lie beside the project; nothing of it is in the repository."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from goalmouth.media.decode import decode
from goalmouth.media.video import open_videos
from goalmouth.scene.scoreboard.layout import read_layout
from goalmouth.scene.scoreboard.reader import ScoreboardReader
from goalmouth.scene.scoreboard.track import readings
from goalmouth.scene.sound import SoundReader, spans
from goalmouth.scene.text import shared_reader

DATA = Path(__file__).parents[3] / "shared" / "data" / "television"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="no ../shared/data/television beside the project")


def truth() -> list[dict]:
    return json.loads((DATA / "truth.json").read_text(encoding="utf-8"))


def test_bars_on_stills_are_read() -> None:
    for row in truth():
        if not row["file"].startswith("stills/") or row["bar"] is None:
            continue
        picture = np.asarray(Image.open(DATA / row["file"]).convert("RGB"))
        layout = read_layout(picture[: picture.shape[0] // 4], shared_reader())
        bar = row["bar"]
        assert layout is not None, row["file"]
        assert (layout.home.text, *layout.scores, layout.away.text) == (
            bar["home"],
            bar["home_score"],
            bar["away_score"],
            bar["away"],
        )
        assert bar["clock"] in (None, layout.clock.text if layout.clock else None), row["file"]


def test_a_clip_is_read_from_its_first_second_to_its_last() -> None:
    row = next(row for row in truth() if "sheriff" in row["file"])
    reader = ScoreboardReader()
    decode(open_videos([DATA / row["file"]]), [reader])
    reader.finish()
    found = readings(reader.sightings)
    assert {(r.home, r.home_score, r.away_score, r.away) for r in found} == {("RMA", 0, 0, "SHE")}
    assert all(abs((r.clock or 0) - (24 * 60 + 1 + r.time)) <= 1.0 for r in found)
    assert found[0].time < 2.0
    assert found[-1].time > row["duration"] - 2.0


def test_commentators_are_heard_and_music_alone_is_none() -> None:
    for row in truth():
        if not row["file"].startswith("clips/") or not row["sound"]:
            continue
        reader = SoundReader()
        decode(open_videos([DATA / row["file"]]), [], [reader])
        track = reader.track()
        assert track is not None
        spoken = sum(end - start for start, end in spans(track)) / row["duration"]
        # The vertical clip has music under it and nobody who speaks.
        expected = spoken < 0.2 if "vertical" in row["file"] else spoken > 0.4
        assert expected, (row["file"], spoken)
