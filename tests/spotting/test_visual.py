"""Ball actions, seen by the networks that are shipped."""

from pathlib import Path

import numpy as np
import pytest

from goalmouth.datasets.soccernet import read_labels
from goalmouth.labels import SOCCERNET_BALL
from goalmouth.pipeline.chain import Options, Result, spot
from goalmouth.spotting import visual
from goalmouth.types import BallTrack, Evidence, Video
from inputs import remuxed

MATCH = Path(__file__).parents[3] / "shared" / "data" / "matches" / "valid" / "match_02"
SECONDS = 40.0


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Result:
    if not MATCH.exists():
        pytest.skip(f"needs {MATCH}")
    folder = tmp_path_factory.mktemp("visual")
    remuxed(MATCH / "video.mp4", folder / "match.mp4", SECONDS)
    return spot(folder / "match.mp4", folder / "out", Options(spotters=("visual",)))


def test_passes_and_drives_of_an_unseen_match_are_spotted(seen: Result) -> None:
    labels = [a for a in read_labels(MATCH / "Labels-ball.json") if a.time < SECONDS - 1]
    found = [
        any(s.label == a.label and abs(s.time - a.time) < 0.5 and s.selected for s in seen.spots)
        for a in labels
    ]
    assert len(labels) > 5
    assert np.mean(found) > 0.4
    assert {s.label for s in seen.spots} <= set(SOCCERNET_BALL)
    assert {s.source for s in seen.spots} == {"visual"}


def test_a_run_that_has_seen_does_not_look_again(seen: Result) -> None:
    file = seen.out / "ball.npy"
    before, rows = file.stat().st_mtime_ns, np.load(file)
    assert rows.shape[0] == pytest.approx(SECONDS * 12.5, abs=15)
    assert (np.diff(rows[:, 0]) > 0).all()
    again = spot(seen.out.parent / "match.mp4", seen.out, Options(spotters=("visual",)))
    assert again.spots == seen.spots and file.stat().st_mtime_ns == before


def test_a_match_is_told_alike_in_stretches_and_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    spotter = visual.VisualSpotter()
    rows = np.random.default_rng(0).normal(0, 0.3, (700, 236)).astype(np.float32)
    whole = spotter.told(rows)
    assert whole.shape == (2, len(SOCCERNET_BALL), 700)
    monkeypatch.setattr(visual, "STRETCH", 90)
    assert spotter.told(rows) == pytest.approx(whole, abs=1e-4)


def test_without_a_picture_nothing_is_told() -> None:
    video = Video(Path("a.mp4"), 1.0, 25, 64, 36)  # type: ignore[arg-type]
    none = BallTrack(np.zeros(0, np.float32), np.zeros((0, 236), np.float32))
    assert visual.VisualSpotter().spot(Evidence((video,), ball=none)) == []
