"""``goalmouth train`` with what a plan may have besides, in one process and in two."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")
pytest.importorskip("onnx", reason="training needs the extra 'train'")


from goalmouth.cli import main  # noqa: E402
from goalmouth.training import spotters  # noqa: E402
from goalmouth.training.loop import held  # noqa: E402

BESIDES = """
amp = true
ema = 0.9
sam = 0.02
mixup = 0.2
accumulate = 2
patience = 2
"""


@pytest.fixture
def words(tmp_path: Path, recipe: Path) -> list[str]:
    recipe.write_text(recipe.read_text() + BESIDES)
    return ["train", str(recipe), "--data", str(tmp_path / "data"), "-o", str(tmp_path / "mine.onnx")]


def test_what_is_checked_is_what_is_told_in_the_end(
    tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []

    def scores(_: Any, said: Any, *__: Any) -> dict[str, float]:
        # The official figure of four seconds of noise is nearly always the same.
        asked.append(round(1 - sum(peak.score for peak in said[0]) % 1, 9))
        return {"mean": asked[-1]}

    monkeypatch.setattr(spotters, "scores", scores)
    assert main(words) == 0
    kept = held(tmp_path / "mine.kept")
    # A class list of one's own has two metrics, of which the first counts.
    *checks, last = asked[::2]
    assert len(checks) == kept["epochs"] and np.ptp(checks) > 0
    # The best one is what is written, and two that were not better ended it.
    best = int(np.argmax(checks))
    assert last == checks[best] == kept["checked"]["score"]
    assert kept["epochs"] == min(9, best + 3)
    told = json.loads((tmp_path / "mine.json").read_text())
    assert next(iter(told["kept aside"].values()))["mean"] == last
    # Meanwhile nothing of it is printed.
    said = capsys.readouterr()
    assert said.out.count("kept aside") == 2
    assert said.err.count(", check ") == kept["epochs"]


def test_two_processes_train_by_one_command(
    tmp_path: Path, words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--processes", "2", "--set", "train.epochs=2"]) == 0
    said = capfd.readouterr()
    assert said.out.splitlines()[-1] == str(tmp_path / "mine.onnx")
    assert said.err.count("epoch 1 of 2") == 1
    # Each match was watched once, evenly and unevenly if it is learnt from.
    assert said.err.count("watching") == 3
    assert (tmp_path / "mine.onnx").exists() and (tmp_path / "mine.json").exists()


def test_parts_of_a_batch_must_be_equal(words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--processes", "2", "--set", "train.batch=1"]) == 1
    assert "equal parts of a batch of 1" in capfd.readouterr().err
