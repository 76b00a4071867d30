"""Ball actions, seen by the networks that are shipped."""

from pathlib import Path

import numpy as np
import pytest

from goalmouth.datasets.soccernet import read_labels
from goalmouth.errors import InputError
from goalmouth.labels import SOCCERNET_BALL, SOCCERNET_V2
from goalmouth.pipeline.chain import Options, Result, spot
from goalmouth.spotting import load_spotter, visual, windows
from goalmouth.types import Evidence, RowTrack, Video
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
    assert {s.label for s in seen.spots} <= {*SOCCERNET_BALL, *SOCCERNET_V2}
    assert {s.source for s in seen.spots} == {"visual"}


def test_a_run_that_has_seen_does_not_look_again(seen: Result) -> None:
    file = seen.out / "ball.npy"
    before, rows = file.stat().st_mtime_ns, np.load(file)
    assert rows.shape[0] == pytest.approx(SECONDS * 12.5, abs=15)
    assert (np.diff(rows[:, 0]) > 0).all()
    again = spot(seen.out.parent / "match.mp4", seen.out, Options(spotters=("visual",)))
    assert again.spots == seen.spots and file.stat().st_mtime_ns == before


def track(rate: float, seconds: float = 56.0) -> RowTrack:
    """Return rows that swing slowly, seen so many times a second; their motion is per picture."""
    times = np.arange(0, seconds, 1 / rate)
    swing = np.sin(times[:, None] * np.linspace(0.2, 1.2, 236) + np.arange(236))
    swing[:, :2] = 0.02 * 12.5 / rate
    return RowTrack(times.astype(np.float32), (0.3 * swing).astype(np.float32))


def test_a_match_is_told_alike_in_stretches_and_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    spotter, seen = visual.VisualSpotter(), track(12.5)
    whole = spotter.told(seen)
    assert whole.shape == (2, len(spotter.classes), 700)
    monkeypatch.setattr(windows, "STRETCH", 90)
    assert spotter.told(seen) == pytest.approx(whole, abs=1e-4)


def test_rows_at_the_networks_own_rate_stay_as_they_are() -> None:
    seen = track(12.5)
    assert visual.steady(seen, 0, 700, 12.5) == pytest.approx(seen.rows, abs=1e-6)
    assert visual.steady(seen, 100, 130, 12.5) == pytest.approx(seen.rows[100:130], abs=1e-6)


@pytest.mark.parametrize("rate", [10.0, 12.0, 12.4])
def test_other_rates_are_brought_to_that_rate(rate: float) -> None:
    wanted = track(12.5).rows[:690]
    assert visual.steady(track(rate), 0, 690, 12.5) == pytest.approx(wanted, abs=6e-3)
    spotter = visual.VisualSpotter()
    told = spotter.told(track(rate))[0, :, :600]
    assert told == pytest.approx(spotter.told(track(12.5))[0, :, :600], abs=0.03)


def test_other_weights_are_taken_by_name(tmp_path: Path) -> None:
    (tmp_path / "mine.onnx").write_bytes(visual.WEIGHTS.read_bytes())
    assert load_spotter(f"visual={tmp_path / 'mine.onnx'}").needs == {"ball"}
    with pytest.raises(InputError, match=r"other\.onnx: is not there"):
        load_spotter(f"visual={tmp_path / 'other.onnx'}")
    with pytest.raises(InputError, match="has no weights"):
        load_spotter(f"sound={tmp_path / 'mine.onnx'}")


def test_without_a_picture_nothing_is_told() -> None:
    video = Video(Path("a.mp4"), 1.0, 25, 64, 36)  # type: ignore[arg-type]
    none = RowTrack(np.zeros(0, np.float32), np.zeros((0, 236), np.float32))
    assert visual.VisualSpotter().spot(Evidence((video,), rows={"ball": none})) == []
