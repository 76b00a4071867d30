"""Average mAP against the official package, on made-up cases and on a published system's predictions."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.benchmarks import official
from goalmouth.cli import main
from goalmouth.errors import InputError, UnknownName
from goalmouth.evaluation.deltas import METRICS
from goalmouth.labels import SOCCERNET_BALL, SOCCERNET_V2
from goalmouth.pipeline.evaluation import evaluate_spotting

pytest.importorskip("SoccerNet.Evaluation.ActionSpotting", reason="needs the extra 'dev'")

REAL = Path(__file__).parents[3] / "shared" / "data"
SMALL = ("Goal", "Foul", "Corner")

Rows = list[dict[str, Any]]


def agree(ours: dict[str, Any], theirs: dict[str, Any], classes: Sequence[str]) -> None:
    for part in ("", "_visible", "_unshown"):
        assert ours[f"a_mAP{part}"] == pytest.approx(theirs[f"a_mAP{part}"], abs=1e-9)
        own = [ours[f"a_mAP_per_class{part}"][name] for name in classes]
        assert own == pytest.approx(list(theirs[f"a_mAP_per_class{part}"]), abs=1e-9)


def write(
    folder: Path, games: Sequence[tuple[Rows, Rows]], file: str = "Labels-v2.json"
) -> tuple[Path, Path]:
    for number, (labels, predictions) in enumerate(games):
        for name, key, rows in (
            (file, "annotations", labels),
            ("results_spotting.json", "predictions", predictions),
        ):
            place = folder / key / "league" / "season" / f"game {number}"
            place.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(json.dumps({key: rows}))
    return folder / "annotations", folder / "predictions"


def label(half: int, position: int, name: str, shown: bool = True) -> dict[str, Any]:
    seconds = position // 1000
    return {
        "gameTime": f"{half} - {seconds // 60:02d}:{seconds % 60:02d}", "label": name,
        "position": str(position), "visibility": "visible" if shown else "not shown",
    }  # fmt: skip


def prediction(half: int, position: int, name: str, confidence: Any) -> dict[str, Any]:
    return {"half": str(half), "position": str(position), "label": name, "confidence": confidence}


# Near each other, so that windows overlap; now and then beyond the two hours that the metric knows.
positions = st.one_of(st.integers(0, 90_000), st.integers(7_195_000, 7_260_000))
halves = st.integers(1, 2)
names = st.sampled_from([*SMALL, "Nothing of ours"])
# Few values, so that many tie; strings and what lies beyond 1 as well.
confidences = st.one_of(st.sampled_from([0.0, 0.25, 0.5, 0.501, 1.0, "0.75", 1.5, -0.5]), st.floats(0, 1))
games = st.lists(
    st.tuples(
        st.lists(st.builds(label, halves, positions, names, st.booleans()), max_size=12),
        st.lists(st.builds(prediction, halves, positions, names, confidences), max_size=30),
    ),
    min_size=1,
    max_size=2,
)


@settings(deadline=None, max_examples=60)
@given(games=games, metric=st.sampled_from(sorted(METRICS)), fps=st.sampled_from([1, 2, 5]))
def test_made_up_games_score_as_officially(
    tmp_path_factory: pytest.TempPathFactory, games: list[tuple[Rows, Rows]], metric: str, fps: int
) -> None:
    folder = tmp_path_factory.mktemp("games")
    classes = folder / "classes.txt"
    classes.write_text("\n".join(SMALL))
    labels, predictions = write(folder, games)
    ours = evaluate_spotting(labels, predictions, metric, str(classes), fps=fps).told()
    agree(ours, official.spotting(labels, predictions, SMALL, metric, fps), SMALL)


@settings(deadline=None, max_examples=5)
@given(seed=st.integers(0, 2**32 - 1))
def test_ball_actions_score_as_officially(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    random, folder = np.random.default_rng(seed), tmp_path_factory.mktemp("ball")

    def some(count: int) -> list[tuple[int, str]]:
        times = random.integers(0, 300_000, count).tolist()
        return [(time, str(random.choice(SOCCERNET_BALL))) for time in times]

    truth: Rows = [label(1, time, name, bool(random.integers(4))) for time, name in some(200)]
    said: Rows = [prediction(1, time, name, float(random.random())) for time, name in some(600)]
    labels, predictions = write(folder, [(truth, said)], "Labels-ball.json")
    ours = evaluate_spotting(labels, predictions, "at1", "ball").told()
    agree(ours, official.spotting(labels, predictions, SOCCERNET_BALL, "at1", 25), SOCCERNET_BALL)


@pytest.mark.skipif(not REAL.exists(), reason="needs the real data beside the project")
@pytest.mark.parametrize("metric", ["loose", "tight", "at1"])
def test_a_published_system_scores_as_officially(metric: str) -> None:
    labels, predictions = REAL / "soccernet" / "fit.zip", REAL / "netvladpp" / "predictions.zip"
    ours = evaluate_spotting(labels, predictions, metric).told()
    games = [line for line in (REAL / "soccernet" / "fit.txt").read_text().splitlines() if line]
    assert ours["games"] == len(games) == 46
    agree(ours, official.spotting(labels, predictions, metric=metric, games=games), SOCCERNET_V2)


def test_what_the_list_does_not_have_is_left_out_and_counted(tmp_path: Path) -> None:
    truth, said = [label(1, 1000, "Goal"), label(1, 2000, "Dance")], [prediction(1, 1000, "Song", 0.5)]
    labels, predictions = write(tmp_path, [(truth, said)])
    found = evaluate_spotting(labels, predictions).told()
    assert found["left_out"] == {"labels": {"Dance": 1}, "predictions": {"Song": 1}}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (prediction(3, 1000, "Goal", 0.5), "halves are 1 or 2"),
        (prediction(1, -1000, "Goal", 0.5), "times and confidences numbers"),
        (prediction(1, 1000, "Goal", "nan"), "times and confidences numbers"),
        (prediction(1, 1000, "Goal", "much"), r"predictions\[0\]\.confidence"),
        ({"half": "1", "position": "1000", "label": "Goal"}, "confidence"),
        (prediction(1, 1000, "Goal", 0.5) | {"position": "60000.5"}, r"predictions\[0\]\.position"),
        ("Goal", "predictions"),
    ],
)
def test_a_broken_prediction_is_a_clear_error(tmp_path: Path, row: Any, words: str) -> None:
    labels, predictions = write(tmp_path, [([label(1, 1000, "Goal")], [row])])
    with pytest.raises(InputError, match=words) as caught:
        evaluate_spotting(labels, predictions)
    assert "results_spotting.json" in str(caught.value)


def test_a_game_without_predictions_and_a_broken_zip_are_clear_errors(tmp_path: Path) -> None:
    labels, predictions = write(tmp_path, [([label(1, 1000, "Goal")], [])])
    next(predictions.rglob("*.json")).unlink()
    with pytest.raises(InputError, match="is not there"):
        evaluate_spotting(labels, predictions)
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(InputError, match="neither a folder nor a zip"):
        evaluate_spotting(labels, broken)
    with pytest.raises(UnknownName, match="at1, at2"):
        evaluate_spotting(labels, predictions, "at6")


def corrected(folder: Path, truth: Rows, said: Rows, metric: str = "at1") -> dict[str, Any]:
    labels, predictions = write(folder, [(truth, said)])
    return evaluate_spotting(labels, predictions, metric, mode="corrected").told()


def test_corrected_a_perfect_prediction_is_perfect_whatever_the_classes_and_the_end(tmp_path: Path) -> None:
    truth = [label(1, 7_300_000, "Goal"), label(1, 7_300_600, "Goal", False), label(2, 5, "Foul")]
    said = [prediction(int(row["gameTime"][0]), int(row["position"]), row["label"], 3.0) for row in truth]
    found = corrected(tmp_path, truth, said)
    assert (found["a_mAP"], found["a_mAP_visible"], found["a_mAP_unshown"]) == (1.0, 1.0, 1.0)
    assert np.isnan(found["a_mAP_per_class"]["Corner"])


def test_corrected_every_prediction_counts_and_the_surest_finds_its_label(tmp_path: Path) -> None:
    truth = [label(1, 10_000, "Goal")]
    said = [prediction(1, 10_100, "Goal", 0.9), prediction(1, 10_120, "Goal", 0.2)]
    assert corrected(tmp_path, truth, said)["a_mAP"] == 1.0
    # Officially the second one, of the same cell, replaces the first, and alone is as good.
    labels, predictions = write(tmp_path, [(truth, said[::-1])])
    assert evaluate_spotting(labels, predictions, "at1", mode="corrected").told()["a_mAP"] == 1.0


def test_corrected_what_found_the_unshown_is_no_mistake_among_the_shown(tmp_path: Path) -> None:
    truth = [label(1, 10_000, "Goal", False), label(1, 90_000, "Goal")]
    said = [prediction(1, 10_000, "Goal", 0.9), prediction(1, 90_000, "Goal", 0.5)]
    found = corrected(tmp_path, truth, said)
    assert (found["a_mAP_visible"], found["a_mAP_unshown"]) == (1.0, 1.0)


def test_the_command_prints_a_table_and_as_json_the_official_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth, said = [label(1, 1000, "Goal"), label(1, 2000, "Dance")], [prediction(1, 1000, "Goal", 0.5)]
    labels, predictions = map(str, write(tmp_path, [(truth, said)]))
    given = ["evaluate", "spotting", "--labels", labels, "--predictions", predictions, "--metric", "at1"]
    assert main(given) == 0
    table = capsys.readouterr().out
    assert re.search(r"^Goal +1\.0000  1\.0000  0\.0000$", table, re.M)
    assert re.search(r"^mean +0\.0588", table, re.M)
    assert "left out: 1 labels of no class in the list (Dance 1)" in table
    assert main([*given, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["a_mAP_per_class"]["Goal"], found["games"], found["fps"]) == (1.0, 1, 2)
    assert main([*given, "--classes", str(tmp_path / "absent.txt")]) == 1
    assert "absent.txt: is neither a file nor one of v2, ball" in capsys.readouterr().err


def test_what_reaches_a_threshold_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels = [label(1, 10_000, "Goal"), label(1, 60_000, "Goal"), label(2, 5_000, "Foul")]
    said = [
        prediction(1, 10_400, "Goal", 0.9),
        prediction(1, 30_000, "Goal", 0.8),
        prediction(1, 60_000, "Goal", 0.2),
        prediction(2, 9_000, "Foul", 0.7),
    ]
    known, found = write(tmp_path, [(labels, said)])
    words = ["evaluate", "spotting", "--labels", str(known), "--predictions", str(found), "--metric", "at1"]
    assert main([*words, "--threshold", "0.5", "--json"]) == 0
    (counts,) = json.loads(capsys.readouterr().out)["counts"].values()
    assert counts["Goal"] == {"tp": 1, "fp": 1, "fn": 1, "precision": 0.5, "recall": 0.5}
    assert counts["Foul"] == {"tp": 0, "fp": 1, "fn": 1, "precision": 0.0, "recall": 0.0}
    assert counts["Corner"] == {"tp": 0, "fp": 0, "fn": 0, "precision": 0.0, "recall": 0.0}
    assert main([*words, "--threshold", "0.5"]) == 0
    assert "within 1 s" in capsys.readouterr().out
