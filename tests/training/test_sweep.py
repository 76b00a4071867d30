"""The best values of a recipe: what is tried, once each, and gone on with."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="training needs the extra 'train'")
pytest.importorskip("onnx", reason="training needs the extra 'train'")
pytest.importorskip("optuna", reason="sweeping needs the extra 'sweep'")


from goalmouth.cli import main
from goalmouth.errors import EngineError, GoalmouthError, InputError
from goalmouth.training import sweep as module
from goalmouth.training.sweep import Range, ranges_of, sweep

RECIPE = """
network = "actions"
[model]
wide = 16
[train]
epochs = 9
rate = 1e-3
"""
VARY = ["train.rate=1e-4..1e-1", "model.wide=8,16"]


def toy(recipe: Path, out: Path, *given: Any) -> Path:
    """Stand in for training: best at a rate of 0.01; the fifth dies once, half done, and resumes."""
    others = dict(each.split("=") for each in given[3])
    rate, ran = float(others["train.rate"]), out.parent / "ran.txt"
    with ran.open("a") as file:
        file.write(f"{out.stem}\n")
    if out.stem == "trial-4" and not out.with_suffix(".kept").exists():
        out.with_suffix(".kept").write_text("half")
        signal.raise_signal(signal.SIGKILL)
    if out.stem == "trial-6":
        raise EngineError("training: the loss is no number any more in epoch 1")
    told = {"kept aside": {"own at1": {"mean": -abs(rate - 0.01), "ace": 1.0}}}
    out.with_suffix(".json").write_text(json.dumps(told))
    return out


def toyed(folder: Path, trials: int = 10, vary: list[str] = VARY, random: bool = False) -> Any:
    recipe = folder.parent / "one.toml"
    recipe.write_text(RECIPE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "train", toy)
        return sweep(recipe, folder, None, vary, trials, random)


def killed(folder: Path) -> None:
    code = f"import pathlib, test_sweep as t; t.toyed(pathlib.Path({str(folder)!r}))"
    there = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    own = Path(__file__).parent
    dead = subprocess.run([sys.executable, "-c", code], cwd=own, env=there, check=False)
    assert dead.returncode == -signal.SIGKILL


def test_a_sweep_that_was_killed_ends_with_each_trial_once(tmp_path: Path) -> None:
    killed(tmp_path / "out")
    found = toyed(tmp_path / "out")
    assert len(found) == 10
    means = [each["mean"] for each in found]
    assert means[:9] == sorted(means[:9], reverse=True)
    # One failed, and stands last.
    assert found[-1]["number"] == 6 and means[-1] is None
    assert sorted(each["number"] for each in found) == list(range(10))
    # The one that was stopped went on from what it had kept, and nothing that was done was done again.
    ran = (tmp_path / "out" / "ran.txt").read_text().split()
    assert ran == [f"trial-{number}" for number in (0, 1, 2, 3, 4, 4, 5, 6, 7, 8, 9)]
    # It tried what it would have tried.
    (tmp_path / "whole").mkdir()
    (tmp_path / "whole" / "trial-4.kept").write_text("half")
    assert toyed(tmp_path / "whole") == found
    # Asked again, it has them all; asked for more, it goes on.
    assert toyed(tmp_path / "out") == found
    assert (tmp_path / "out" / "ran.txt").read_text().split() == ran
    assert len(toyed(tmp_path / "out", 12)) == 12


def test_what_is_tried_follows_from_what_came_of_it_unless_at_random(tmp_path: Path) -> None:
    runs = {}
    for random in (False, True):
        folder = tmp_path / str(random)
        folder.mkdir()
        (folder / "trial-4.kept").write_text("half")
        runs[random] = [each["values"]["train.rate"] for each in toyed(folder, 9, random=random)]
        assert len(set(runs[random])) == 9
        assert all(1e-4 <= float(rate) <= 1e-1 for rate in runs[random])
    assert runs[True] != runs[False]


def test_trials_of_something_else_are_not_gone_on_with(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    toyed(tmp_path / "out", 2)
    with pytest.raises(InputError, match="other data or values"):
        toyed(tmp_path / "out", 2, ["train.rate=1e-4..1e-1"])


def test_ranges_are_read_as_they_are_meant() -> None:
    found = ranges_of(["a.b=1..9", "a.c=1e-4..1e-2", "a.d=gru,tcn", "a.e=[1, 2],[3, 4]", "a.f=true,false"])
    assert found["a.b"] == Range(1, 9, whole=True)
    assert found["a.c"] == Range(1e-4, 1e-2)
    assert [found[f"a.{key}"].choices for key in "def"] == [
        ("gru", "tcn"), ("[1, 2]", "[3, 4]"), ("true", "false")
    ]  # fmt: skip

    class Asked:
        """What a range asks a trial for."""

        def suggest_int(self, *given: Any, log: bool) -> Any:
            return given, log

        suggest_float = suggest_categorical = suggest_int

    # By the logarithm from ten times on, and never through zero.
    for text, log in (("1..9", False), ("1..10", True), ("0.0..1.0", False), ("0.001..0.1", True)):
        assert ranges_of([f"a.b={text}"])["a.b"].drawn(Asked(), "a.b").endswith(f"{log})")


@pytest.mark.parametrize(
    "wrong", ["train.rate", "train.rate=", "train.rate=2..1", "train.rate=a..b", "train.rates=1..2",
              "train.rate=fast,slow", "train.epochs=0.5..2"],
)  # fmt: skip
def test_what_cannot_vary_is_told_before_anything_is_trained(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(GoalmouthError, match=r"train\.(rate|epochs)"):
        toyed(tmp_path / "out", 2, [wrong])
    assert not (tmp_path / "out" / "ran.txt").exists()


def test_a_recipe_is_swept_by_one_command(
    tmp_path: Path, recipe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "swept"
    words = ["sweep", str(recipe), "--data", str(tmp_path / "data"), "-o", str(out), "--trials", "2"]
    words += ["--vary", "train.rate=1e-4..1e-2", "--vary", "model.wide=8,16", "--set", "train.epochs=1"]
    assert main(words) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[-4].split() == ["trial", "kept", "aside", "train.rate", "model.wide"]
    best = printed[-3].split()
    assert printed[-1].split()[::2] == ["--set", "--set"]
    assert f"model.wide={best[3]}" in printed[-1]
    told = json.loads((out / f"trial-{best[0]}.json").read_text())
    assert f"{next(iter(told['kept aside'].values())).get('mean', 0.0):.4f}" == best[1]
    # They are recorded as well.
    if (out / f"trial-{best[0]}.records").exists():
        assert list((out / f"trial-{best[0]}.records").glob("events.*"))
    assert main(words) == 0
    assert capsys.readouterr().out.splitlines() == printed[-4:]
