"""Scoring anew: what is planted in made-up matches is learnt, and the figures say what is so."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from goalmouth.labels import SOCCERNET_V2
from goalmouth.spotting.moments import Belief
from goalmouth.training.rescored import (
    Half,
    Told,
    best_thresholds,
    calibrated,
    calibration,
    shifted,
    trusted,
)
from goalmouth.types import Spot

FOUL, FREE = "Foul", "Direct free-kick"


def made(match: int, seed: int, late: float = 3.0) -> Half:
    """Return a half in which fouls are doubtful, and a sure free-kick follows just the true ones."""
    rng = np.random.default_rng(seed)
    spots, labels = [], []
    for time in range(20, 1500, 45):
        spots.append(Spot(time + late, FOUL, 0.4, ""))
        if rng.random() < 0.5:
            labels.append(Spot(float(time), FOUL, 1.0, ""))
            labels.append(Spot(time + 12.0, FREE, 1.0, ""))
            spots.append(Spot(time + 12.0, FREE, 0.9, ""))
    return Half(match, 1, spots, labels)


def test_a_constant_delay_is_found_on_other_folds() -> None:
    halves = [made(match, match, 3.0 if match < 2 else 5.0) for match in range(4)]
    moved = shifted(halves, [0, 0, 1, 1])
    fouls = [next(s.time for s in own if s.label == FOUL) for own in moved]
    assert fouls == [18.0, 18.0, 22.0, 22.0]


def test_few_labels_leave_the_spotter_its_say() -> None:
    trust = dict(zip(SOCCERNET_V2, trusted([made(0, 0)], 10.0), strict=True))
    assert trust["Red card"] == Belief(1.0) and 0.2 < trust[FOUL].trust < 0.5
    assert set(trusted([made(0, 0)], 0.0)) == {Belief()}


def test_calibration_is_how_far_confidence_is_off() -> None:
    half = Half(0, 1, [], [Spot(100.0 * n, FOUL, 1.0, "") for n in range(1, 9)])
    right = [Spot(100.0 * n, FOUL, 0.85, "") for n in range(1, 9)]
    wrong = [Spot(100.0 * n + 50, FOUL, 0.85, "") for n in (1, 2)]
    assert calibration([half], [[*right, *wrong]]) == pytest.approx(0.05)
    assert calibration([half], [right]) == pytest.approx(0.15)


def test_scores_become_the_share_that_is_right() -> None:
    rng = np.random.default_rng(7)
    halves, told = [], []
    for match in range(8):
        values, labels = np.full((2, 1600, len(SOCCERNET_V2)), 1e-6, np.float32), []
        kind = SOCCERNET_V2.index(FOUL)
        for time in range(20, 1500, 30):
            much = float(rng.choice([0.1, 0.3, 0.6]))
            values[0, time, kind], values[1, time - 5 : time + 6, kind] = -np.log1p(-much), much
            # Half as often right as it says.
            labels += [Spot(float(time), FOUL, 1.0, "")] if rng.random() < much / 2 else []
        halves.append(Half(match, 1, [Spot(1598.0, FREE, 0.0, "")], labels))
        told.append(Told(values, [Belief()] * len(SOCCERNET_V2), match % 2))
    beliefs = calibrated(halves, told, 1.0, apart=1)
    sure = [
        Told(each.values, beliefs, each.fold).moments(half) for each, half in zip(told, halves, strict=True)
    ]
    before = calibration(halves, [each.moments(half) for each, half in zip(told, halves, strict=True)])
    assert calibration(halves, sure) < before / 3
    # What is surer stays so.
    assert all(belief.scale > 0 for belief in beliefs)


def test_thresholds_are_where_most_is_right() -> None:
    halves = [made(match, match) for match in range(6)]
    spots = [
        [Spot(s.time, FOUL, 0.75, "") for s in half.labels if s.label == FOUL]
        + [Spot(s.time + 22, FOUL, 0.35, "") for s in half.spots if s.label == FOUL]
        for half in halves
    ]
    least = best_thresholds(halves, spots)
    assert 0.35 < least[FOUL] <= 0.75 and least["Red card"] == 0.5


RECIPE = """
network = "rescore"
[data]
predictions = "said.zip"
labels = "."
transcripts = ""
[model]
bases = 4
wide = 16
dropped = 0.1
[train]
seed = 1
members = 1
epochs = 6
batch = 256
share = 1.0
rate = 1e-2
decay = 0.01
own_decay = 0.03
rare = 0.0
wide = 6
wide_share = 0.3
deaf = 0.3
doubt = 0.0
[check]
folds = 2
seeds = [1]
members = 1
alone = 1
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder with predictions and labels of made-up matches, and the recipe beside."""
    (tmp_path / "rescore.toml").write_text(RECIPE)
    with zipfile.ZipFile(tmp_path / "said.zip", "w") as archive:
        for match in range(6):
            own = made(match, match)
            folder = tmp_path / f"match {match}"
            folder.mkdir()
            rows = [
                {"gameTime": "1 - 0:00", "label": s.label, "position": str(round(1000 * s.time)), "half": "1"}
                for s in own.labels
            ]
            (folder / "Labels-v2.json").write_text(json.dumps({"annotations": rows}))
            told = [
                {"label": s.label, "position": str(round(1000 * s.time)), "half": "1", "confidence": s.score}
                for s in own.spots
            ]
            archive.writestr(f"match {match}/results_spotting.json", json.dumps({"predictions": told}))
    return tmp_path


def test_a_recipe_learns_what_follows_what_and_prints_what_it_brings(data: Path, capsys) -> None:
    pytest.importorskip("torch", reason="training needs the extra 'train'")
    pytest.importorskip("onnx", reason="training needs the extra 'train'")
    from goalmouth.cli import main
    from goalmouth.spotting.rescoring import Rescorer

    net = data / "own.onnx"
    assert main(["train", str(data / "rescore.toml"), "--data", str(data), "-o", str(net)]) == 0
    out = capsys.readouterr().out
    own, bias, context = (
        [float(x) for x in line.split()[-4:]] if "+" in line else [float(x) for x in line.split()[-2:]]
        for line in out.splitlines()[1:4]
    )
    # The delay alone helps the tight figure; which fouls are true, only what is around them tells.
    assert bias[3] > 1 and context[2] > bias[2] + 1 and context[3] > bias[3]
    assert own[0] + context[2] == pytest.approx(context[0], abs=0.011)
    new = made(9, 99)
    found = [s for s in Rescorer(net).rescore(new.spots) if s.label == FOUL]
    true = [label.time for label in new.labels if label.label == FOUL]
    sure = sorted(found, key=lambda spot: -spot.score)[: len(true)]
    assert np.mean([min(abs(spot.time - time) for time in true) < 1.5 for spot in sure]) > 0.9


def test_games_without_labels_are_an_error(data: Path, capsys) -> None:
    pytest.importorskip("torch", reason="training needs the extra 'train'")
    from goalmouth.cli import main

    for file in data.rglob("Labels-v2.json"):
        file.unlink()
    (data / "rescore.toml").write_text(RECIPE)
    assert main(["train", str(data / "rescore.toml"), "--data", str(data)]) == 1
    assert "no game with predictions and labels" in capsys.readouterr().err
