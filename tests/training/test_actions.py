"""The trunk over time: what it learns, and that windows change nothing."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.game_state.pictures import RATE  # noqa: E402
from goalmouth.models.actions import SEEN, ActionNet  # noqa: E402
from goalmouth.spotting import visual, windows  # noqa: E402
from goalmouth.spotting.peaks import peaks  # noqa: E402
from goalmouth.training import actions  # noqa: E402
from goalmouth.training.export import export, export_kept  # noqa: E402
from goalmouth.training.recipes import Job, Part  # noqa: E402
from goalmouth.training.spotters import by_rate, scores  # noqa: E402
from goalmouth.training.stretches import Asked, Form, Match, Rows  # noqa: E402
from goalmouth.types import RowTrack  # noqa: E402

COLUMNS = SEEN + 20
PLAN = {"seed": 1, "batch": 8, "length": 128, "uneven": False, "epochs": 40, "rate": 5e-3}
PLAN |= {"loss": "focal", "window": 2.0}
MODEL = {"trunk": "dilated", "wide": 32, "stride": 1, "displaced": True}
PARTS = {name: Part(Path("a.toml"), name, own) for name, own in (("model", MODEL), ("train", PLAN))}
CLASSES = ("a", "b", "c", "d")


def match(seed: int, rows: int = 3000) -> Match:
    """Return a match in which a place of the ball leaps downwards where something of a class happens."""
    rng = np.random.default_rng(seed)
    times = np.arange(20, rows - 20, 29) + rng.uniform(-4, 4, len(range(20, rows - 20, 29)))
    kinds = rng.integers(0, 3, len(times))
    values = rng.normal(size=(rows, COLUMNS)).astype(np.float32)
    values[times.round().astype(int), np.array([4, 7, 10])[kinds]] += 8
    return Match(values, times, kinds)


def track(rows: Rows) -> RowTrack:
    """Return rows as they are written while a match is watched."""
    return RowTrack((np.arange(len(rows)) / RATE).astype(np.float32), rows)


def test_each_row_is_told_of_the_nearest_event_of_a_class() -> None:
    match = Match(np.zeros((20, COLUMNS), np.float32), np.array([5.4, 8.0]), np.array([2, 2]))
    near, later, within = Asked().of(match, 3)
    assert np.array_equal(near, within)
    assert np.flatnonzero(near[2]).tolist() == [4, 5, 6, 7, 8, 9, 10]
    assert later[2, 4:11] == pytest.approx([1.4, 0.4, -0.6, 1.0, 0.0, -1.0, -2.0])
    assert not near[[0, 1]].any() and not later[[0, 1]].any()


def test_what_is_planted_is_learnt_and_told_of_another_match(tmp_path: Path) -> None:
    job = Job(Path("a.toml"), PARTS, tmp_path / "actions.onnx")
    family = actions.Actions(job, Form([], [], {"own": CLASSES}))
    net = family.train([match(0), match(1)])
    other = match(2)
    said = family.spotted(net, other)
    assert scores([other], [said], CLASSES)["mean"] > 0.9
    assert scores([other], [by_rate([match(0)], other, 4)], CLASSES)["mean"] < 0.4
    untrained = family.spotted(family.untrained([match(0)]), other)
    assert scores([other], [untrained], CLASSES)["mean"] < 0.4
    # What was kept is the same network, and its file says the same.
    export_kept(job.kept, tmp_path / "again.onnx")
    spotter = visual.VisualSpotter(tmp_path / "again.onnx")
    assert spotter.classes == CLASSES
    again = {(peak.row, peak.kind): peak.score for peak in peaks(*spotter.told(track(other.rows)))}
    assert [again[peak.row, peak.kind] for peak in said[:50]] == pytest.approx(
        [p.score for p in said[:50]], abs=1e-4
    )


def test_stretches_of_any_length_say_the_same_as_the_whole_match(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("onnx", reason="training needs the extra 'train'")
    network = actions.shipped(ActionNet(COLUMNS, len(CLASSES), 32, 128), CLASSES, {})
    export(network, tmp_path / "a.onnx")
    model: Any = network.model
    spotter = visual.VisualSpotter(tmp_path / "a.onnx")
    rows = match(3, 400).rows
    whole = model(torch.from_numpy(rows)).detach().numpy()
    for length in (7, 130, 5000):
        monkeypatch.setattr(windows, "STRETCH", length)
        assert spotter.told(track(rows)) == pytest.approx(whole, abs=1e-4)
