"""Recipes: what they must say, and what is told where something is missing."""

from pathlib import Path

import pytest

from goalmouth.cli import main
from goalmouth.errors import InputError, UnknownName
from goalmouth.training.recipes import NETWORKS, Job, Part, train

RECIPES = Path(__file__).parents[2] / "recipes"


def written(folder: Path, text: str) -> Path:
    path = folder / "recipe.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_recipe_names_a_network_that_can_be_trained(path: Path) -> None:
    pytest.importorskip("torch", reason="training needs the extra 'train'")
    import tomllib

    assert callable(NETWORKS.load(tomllib.loads(path.read_text("utf-8"))["network"]))


def test_what_is_no_recipe_is_told(tmp_path: Path) -> None:
    for text in ("network = ", "[train]\nseed = 1", 'network = "ball"\nepochs = 3'):
        with pytest.raises(InputError, match=r"recipe\.toml: is no recipe"):
            train(written(tmp_path, text))
    with pytest.raises(UnknownName, match="actions, ball, clips, end_to_end, features"):
        train(written(tmp_path, 'network = "ball_actions"'))


def test_a_table_that_a_recipe_lacks_is_named(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="training needs the extra 'train'")
    with pytest.raises(InputError, match=r"says nothing of 'data'\."):
        train(written(tmp_path, 'network = "actions"'))


@pytest.mark.parametrize("name", ["data", "test", "start"])
def test_what_is_given_and_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="gone: is not there"):
        train(RECIPES / "hearing.toml", **{name: tmp_path / "gone"})


def test_what_a_recipe_does_not_say_is_named(tmp_path: Path) -> None:
    part = Part(tmp_path / "recipe.toml", "train", {"seed": 1})
    assert part["seed"] == 1
    with pytest.raises(InputError, match=r"'epochs' in \[train\]"):
        part["epochs"]


def test_matches_kept_aside_are_never_learnt_from(tmp_path: Path) -> None:
    recipe = {"data": Part(tmp_path, "data", {"aside": ["b"]})}
    for name in ("a", "b", "deep/c"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "labels.csv").touch()
    (tmp_path / "empty").mkdir()
    learnt, kept = Job(tmp_path, recipe, tmp_path / "out", tmp_path).matches("labels.csv")
    assert [each.name for each in learnt] == ["a", "c"] and [each.name for each in kept] == ["b"]
    with pytest.raises(InputError, match=r"no folder with other\.csv"):
        Job(tmp_path, recipe, tmp_path / "out", tmp_path).matches("other.csv")
    (tmp_path / "b" / "labels.csv").unlink()
    with pytest.raises(InputError, match="kept aside"):
        Job(tmp_path, recipe, tmp_path / "out", tmp_path).matches("labels.csv")
    with pytest.raises(InputError, match="--data DIR"):
        Job(tmp_path, recipe, tmp_path / "out").matches("labels.csv")


def test_the_command_tells_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch", reason="training needs the extra 'train'")
    assert main(["train", str(RECIPES / "actions.toml"), "--data", str(tmp_path)]) == 1
    assert "no folder with Labels-ball.json" in capsys.readouterr().err
    (tmp_path / "a.kept").write_text("nothing")
    assert main(["export", str(tmp_path / "a.kept"), "-o", str(tmp_path / "a.onnx")]) == 1
    assert "a.kept: holds no training" in capsys.readouterr().err
    assert not (tmp_path / "a.onnx").exists()
