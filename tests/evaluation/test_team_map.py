"""Ball actions by team: each team's classes as the official package scores them, weighted by their labels."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from goalmouth.benchmarks import official
from goalmouth.cli import main
from goalmouth.errors import UnknownName
from goalmouth.labels import SOCCERNET_BALL
from goalmouth.pipeline.evaluation import SIDES, evaluate_spotting

pytest.importorskip("SoccerNet.Evaluation.ActionSpotting", reason="needs the extra 'dev'")

Rows = list[dict[str, Any]]


def drawn(rng: np.random.Generator) -> tuple[Rows, Rows]:
    """Return labels and predictions that find many of them, some for the wrong team."""
    labels, said = [], []
    for name in SOCCERNET_BALL:
        for _ in range(int(rng.integers(1, 9))):
            side, at = str(rng.choice(SIDES)), int(rng.integers(0, 600_000))
            labels.append({"label": name, "team": side, "position": str(at), "gameTime": "1 - 00:00"})
            for _ in range(2):
                near = max(0, at + int(rng.normal(0, 400)))
                team = side if rng.random() < 0.8 else SIDES[side == SIDES[0]]
                row = {"label": name, "team": team, "position": str(near), "half": "1"}
                said.append(row | {"confidence": str(rng.random())})
    return labels, said


def written(folder: Path, labels: Rows, said: Rows, file: str) -> tuple[Path, Path]:
    for name, key, rows in (
        (file, "annotations", labels),
        ("results_spotting.json", "predictions", said),
    ):
        place = folder / key / "league" / "season" / "game"
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(json.dumps({key: rows}))
    return folder / "annotations", folder / "predictions"


@pytest.mark.parametrize("seed", range(4))
def test_teams_weigh_as_many_labels_as_they_have(tmp_path: Path, seed: int) -> None:
    labels, said = drawn(np.random.default_rng(seed))
    ours = evaluate_spotting(
        *written(tmp_path / "ours", labels, said, "Labels-ball.json"), "at1", "ball", team=True
    )
    # The package knows no teams: to it each team's action is a class.
    sided = [[row | {"label": f"{row['label']}-{row['team']}"} for row in rows] for rows in (labels, said)]
    names = [f"{name}-{side}" for name in SOCCERNET_BALL for side in SIDES]
    files = written(tmp_path / "theirs", *sided, "Labels-v2.json")
    theirs = official.spotting(*files, classes=names, metric="at1", fps=25)
    counts = Counter(row["label"] for row in sided[0])
    weights = np.array([counts[name] for name in names], float).reshape(-1, 2)
    own = (np.array(theirs["a_mAP_per_class"]).reshape(-1, 2) * weights).sum(1) / weights.sum(1)
    assert ours.scores.every.classes == pytest.approx(own, abs=1e-9)
    assert ours.scores.every.mean == pytest.approx(own.mean(), abs=1e-9)
    assert ours.told()["a_mAP_ten"] == pytest.approx(own[[i for i in range(12) if i not in (10, 11)]].mean())


def test_the_command_asks_for_teams(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"label": "PASS", "position": "5000", "gameTime": "1 - 00:05"}
    said = [{"label": "PASS", "position": "5000", "half": "1", "confidence": "0.9", "team": "right"}]
    known, found = map(str, written(tmp_path, [row | {"team": "left"}], said, "Labels-ball.json"))
    words = ["evaluate", "spotting", "--labels", known, "--predictions", found]
    words += ["--classes", "ball", "--metric", "at1", "--json"]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["a_mAP_per_class"]["PASS"] == pytest.approx(1)
    assert main([*words, "--team"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["team"], told["a_mAP_per_class"]["PASS"]) == (True, 0)
    with pytest.raises(UnknownName, match="official"):
        evaluate_spotting(Path(known), Path(found), "at1", "ball", "corrected", team=True)
