"""Stretches of time and whole clips: counts that can be told by hand, and what must always hold."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalmouth.cli import main
from goalmouth.errors import InputError
from goalmouth.evaluation.clips import classified
from goalmouth.evaluation.counts import means
from goalmouth.evaluation.intervals import Interval, matched, overlap
from goalmouth.pipeline.counted import evaluate_clips, evaluate_intervals

times = st.integers(0, 40)
stretches = st.builds(
    lambda place, a, b, label, score: Interval(place, min(a, b), max(a, b), label, score),
    st.sampled_from("ab"), times, times, st.sampled_from(["REPLAY", "PAUSE"]), st.floats(0, 1),
)  # fmt: skip


@given(truth=st.lists(stretches, max_size=8), said=st.lists(stretches, max_size=8), least=st.floats(0.05, 1))
def test_every_label_and_every_prediction_is_counted_once(
    truth: list[Interval], said: list[Interval], least: float
) -> None:
    counts = matched(truth, said, least)
    for name in {each.label for each in (*truth, *said)}:
        right, wrong, missed = counts[name]
        assert right + wrong == sum(each.label == name for each in said)
        assert right + missed == sum(each.label == name for each in truth)
    perfect = matched(truth, truth, least)
    assert all(own[1:] == (0, 0) for own in perfect.values())


@given(one=stretches, other=stretches)
def test_overlap_is_a_share_and_the_same_both_ways(one: Interval, other: Interval) -> None:
    assert 0 <= overlap(one, other) <= 1
    assert overlap(one, other) == overlap(other, one)
    assert overlap(one, one) == 1


def test_stretches_are_scored_from_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "truth.csv").write_text("game,time,end,label\na,10,20,REPLAY\na,30,40,REPLAY\nb,5,9,PAUSE\n")
    (tmp_path / "mine.csv").write_text(
        "game,time,end,label,confidence\na,11,21,REPLAY,0.9\na,38,50,REPLAY,0.8\nb,5,9,PAUSE,0.1\n"
    )
    words = [str(tmp_path / "truth.csv"), "--predictions", str(tmp_path / "mine.csv")]
    assert main(["evaluate", "intervals", "--labels", *words, "--iou", "0.5", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["per_class"]["REPLAY"] == {
        "tp": 1, "fp": 1, "fn": 1, "precision": 0.5, "recall": 0.5, "f1": 0.5,
    }  # fmt: skip
    assert (told["f1_micro"], told["f1_macro"]) == (pytest.approx(2 / 3), 0.75)
    assert main(["evaluate", "intervals", "--labels", *words, "--threshold", "0.5"]) == 0
    assert "macro" in capsys.readouterr().out
    (tmp_path / "spots.csv").write_text("time,label\n10,Goal\n")
    with pytest.raises(InputError, match=r"spots\.csv: entry 0 .* no end"):
        evaluate_intervals(tmp_path / "spots.csv", tmp_path / "mine.csv", 0.5)


def test_clips_are_scored_from_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "game,time,label\none,0,Tackle\ntwo,0,Tackle\nthree,0,Dive\nfour,0,Dive\n"
    (tmp_path / "truth.csv").write_text(rows)
    (tmp_path / "mine.csv").write_text("game,time,label\none,0,Tackle\ntwo,0,Dive\nthree,0,Dive\n")
    words = ["--labels", str(tmp_path / "truth.csv"), "--predictions", str(tmp_path / "mine.csv")]
    assert main(["evaluate", "clips", *words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["accuracy"] == 0.5
    assert told["per_class"]["Tackle"]["precision"] == 1 and told["per_class"]["Dive"]["recall"] == 0.5
    assert (told["precision_micro"], told["recall_micro"]) == (pytest.approx(2 / 3), 0.5)
    assert main(["evaluate", "clips", *words]) == 0
    assert "accuracy 0.5000" in capsys.readouterr().out
    (tmp_path / "more.csv").write_text("game,time,label\nfive,0,Tackle\n")
    with pytest.raises(InputError, match="'five'"):
        evaluate_clips(tmp_path / "truth.csv", tmp_path / "more.csv")


@given(
    st.dictionaries(
        st.text("xyz", max_size=2), st.tuples(st.sampled_from("AB"), st.sampled_from("AB")), min_size=1
    )
)
def test_with_every_clip_answered_micro_is_the_accuracy(clips: dict[str, tuple[str, str]]) -> None:
    truth = {clip: own for clip, (own, _) in clips.items()}
    said = {clip: own for clip, (_, own) in clips.items()}
    right = sum(own == other for own, other in clips.values()) / len(clips)
    found = means(classified(truth, said))
    assert found["precision_micro"] == found["recall_micro"] == pytest.approx(right)
    assert found["f1_micro"] == pytest.approx(right)
