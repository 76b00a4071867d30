"""Matches of one's own as rows and events: what is read, and what is told where it does not fit."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.errors import InputError
from goalmouth.game_state.ball import WEIGHTS
from goalmouth.training.recipes import Job
from goalmouth.training.stretches import Form, Match, all_labelled, read_match
from inputs import noise

FORM = Form(["1.mp4", "2.mp4"], ["labels.csv"], {"own": ["serve", "ace"]})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("match")
    noise(folder / "1.mp4", 4)
    noise(folder / "2.mp4", 2)
    return folder


def read(folder: Path, labels: str) -> Match:
    (folder / "labels.csv").write_text(labels)
    return read_match(folder, FORM, WEIGHTS, folder / "rows")


def test_labels_of_both_halves_in_any_format_are_events_of_the_whole_match(folder: Path) -> None:
    match = read(folder, "half,time,label\n1,1.0,serve\n2,1.0,ace\n2,1.5,net\n")
    assert match.kinds.tolist() == [0, 1]
    assert match.times == pytest.approx([12.5, 62.5], abs=1.5)
    assert len(match.rows) == pytest.approx(75, abs=2)
    job = Job(Path("a.toml"), {}, Path("a.onnx"))
    all_labelled([match], FORM, job)
    with pytest.raises(InputError, match="no match to learn from has a label of let"):
        all_labelled([match], replace(FORM, lists={**FORM.lists, "other": ["let"]}), job)


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ("half,time,label\n3,1.0,serve\n", "label of half 3"),
        ("time,label\n99,serve\n", "after the video's end"),
        ("time,label\n1,net\n", "no label of any class"),
        ("time,label\nnan,serve\n", "time"),
        ("time,label\n-3,serve\n", "negative"),
    ],
)
def test_labels_that_do_not_fit_the_video_are_told(folder: Path, labels: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read(folder, labels)


def test_rows_are_made_once_for_the_same_video_and_weights(folder: Path) -> None:
    read(folder, "time,label\n1,serve\n")
    (file,) = (folder / "rows").iterdir()
    before = file.stat().st_mtime_ns
    assert np.isfinite(read(folder, "time,label\n1,serve\n").rows).all()
    assert file.stat().st_mtime_ns == before
