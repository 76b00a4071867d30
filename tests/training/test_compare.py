"""Recipes side by side: one on top of another, changed by a word, and gone on with."""

import json
import shutil
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs the extra 'train'")
pytest.importorskip("onnx", reason="training needs the extra 'train'")

from goalmouth.cli import main

FIRST = """
network = "clips"
[model]
backbone = "shufflenet_v2"
gate = "none"
shown = "colour"
size = [32, 64]
every = 2
length = 4
[train]
seed = 1
batch = 2
none = 0.3
epochs = 1
rate = 1e-3
"""

SECOND = """
network = "features"
[features]
by = "clips.toml"
rate = 6.25
[model]
trunk = "dilated"
wide = 16
stride = 1
displaced = true
[train]
seed = 1
batch = 2
length = 12
epochs = 1
loss = "focal"
window = 2.0
rate = 1e-3
"""

TABLES = """
[labels]
"labels.csv" = "{classes}"
[data]
videos = ["1.mp4"]
features = []
absent = []
aside = ["c"]
"""


@pytest.fixture
def given(tmp_path: Path, recipe: Path) -> list[str]:
    shutil.copytree(tmp_path / "data" / "a", tmp_path / "test" / "d")
    recipe.rename(tmp_path / "one.toml")
    (tmp_path / "other.toml").write_text('base = "one.toml"\n[model]\ntrunk = "gru"\n')
    recipes = [str(tmp_path / name) for name in ("one.toml", "other.toml")]
    return ["compare", *recipes, "--data", str(tmp_path / "data"), "--test", str(tmp_path / "test"),
            "--set", "train.epochs=1", "-o", str(tmp_path / "out")]  # fmt: skip


def test_each_recipe_is_trained_once_and_stands_in_the_table(
    tmp_path: Path, given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(given) == 0
    printed = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in printed[-2:]} == {"one", "other"}
    assert "untrained" in printed[-3] and "by rate" in printed[-3]
    told = {name: json.loads((tmp_path / "out" / f"{name}.json").read_text()) for name in ("one", "other")}
    # What a GRU weighs that dilated convolutions do not: the second recipe says but its trunk.
    assert told["one"]["parameters"] != told["other"]["parameters"]
    assert all(
        own["gflops"] > 0 and own["rows_s"] > 0 and own["rows_s_exported"] > 0 for own in told.values()
    )
    # One that was stopped before the second is done goes on with it alone.
    before = (tmp_path / "out" / "one.onnx").stat().st_mtime_ns
    (tmp_path / "out" / "other.json").unlink()
    assert main(given) == 0
    assert (tmp_path / "out" / "other.json").exists()
    assert (tmp_path / "out" / "one.onnx").stat().st_mtime_ns == before
    again = capsys.readouterr().out.splitlines()
    assert again[-3] == printed[-3]
    # Without recipes it tells what there is; of an empty folder, nothing.
    assert main(["compare", "-o", given[-1]]) == 0
    assert capsys.readouterr().out.splitlines() == again[-3:]
    assert main(["compare", "-o", str(tmp_path / "none")]) == 1
    assert "none: holds no figures" in capsys.readouterr().err
    # What was made otherwise is not taken for what is asked.
    assert main([*given, "--set", "train.seed=2"]) == 1
    assert "one.json: was made by another recipe" in capsys.readouterr().err


@pytest.mark.parametrize(
    "other", ["train.epoch=1", "epochs=1", "train=1", "train.epochs", "train.epochs=many"]
)
def test_what_a_recipe_does_not_have_cannot_be_otherwise(
    given: list[str], other: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given[given.index("train.epochs=1")] = other
    assert main(given) == 1
    assert "train.epochs" in capsys.readouterr().err


def test_an_unknown_trunk_is_told_with_those_there_are(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*given, "--set", "model.trunk=grru"]) == 1
    assert "dilated, " in capsys.readouterr().err


def test_a_second_stage_is_compared_after_its_first(
    tmp_path: Path, given: list[str], classes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = TABLES.format(classes=classes)
    (tmp_path / "clips.toml").write_text(FIRST + own)
    (tmp_path / "stages.toml").write_text(SECOND + own)
    given[2] = str(tmp_path / "stages.toml")
    assert main([*given, "--set", "model.trunk=gru"]) == 0
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()[-2:]} == {"one", "stages"}
    told = {name: json.loads((tmp_path / "out" / f"{name}.json").read_text()) for name in ("one", "stages")}
    # What is to be otherwise is so wherever there is such a thing.
    assert {each["said"]["model"]["trunk"] for each in told.values()} == {"gru"}
    assert [told[name]["start"] for name in ("one", "stages")] == ["", "clips.onnx"]
    # Weights are for what has a backbone: the first stage, and no other.
    (tmp_path / "weights.safetensors").write_bytes(b"none")
    given += ["--from", str(tmp_path / "weights.safetensors"), "--set", "model.trunk=gru"]
    assert main(given) == 1
    assert "clips.json: was made by another recipe, or from another file" in capsys.readouterr().err
    (tmp_path / "out" / "clips.json").unlink()
    (tmp_path / "out" / "clips.kept").unlink()
    assert main(given) == 1
    assert "weights.safetensors: holds no weights of this backbone" in capsys.readouterr().err
