"""The second stage: what it learns of features at any rate, and both stages as one file."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")
pytest.importorskip("onnx", reason="training needs the extra 'train'")

from goalmouth.cli import main  # noqa: E402
from goalmouth.errors import InputError  # noqa: E402
from goalmouth.models.classifier import Classifier  # noqa: E402
from goalmouth.pipeline.chain import Options, spot  # noqa: E402
from goalmouth.runtime import onnx_session  # noqa: E402
from goalmouth.spotting import load_spotter  # noqa: E402
from goalmouth.spotting.windows import told_over  # noqa: E402
from goalmouth.training import classify  # noqa: E402
from goalmouth.training.export import export, export_kept  # noqa: E402
from goalmouth.training.features import OverFeatures, varying  # noqa: E402
from goalmouth.training.recipes import Job, Part  # noqa: E402
from goalmouth.training.spotters import by_rate, scores, seconds_off  # noqa: E402
from goalmouth.training.stretches import Asked, Form  # noqa: E402
from goalmouth.training.taken import TakenStretches, read_taken  # noqa: E402
from goalmouth.types import RowTrack  # noqa: E402

RATE, COLUMNS, CLASSES = 2.0, 12, ("serve", "ace")
FILES = ["1_own.npy", "2_own.npy"]
MODEL = {"trunk": "dilated", "wide": 32, "stride": 1, "displaced": True}
TRAIN = {"seed": 1, "batch": 8, "length": 48, "epochs": 30, "rate": 5e-3, "loss": "focal", "window": 2.0}
FORM = Form([], ["labels.csv"], {"own": CLASSES})


def match(folder: Path, seed: int, counts: tuple[int, ...] = (700, 500)) -> Path:
    """Write features of halves in which a column leaps where something of a class happens."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True)
    lines = ["time,label,half"]
    for half, (name, count) in enumerate(zip(FILES, counts, strict=False), 1):
        rows = 50 + rng.normal(size=(count, COLUMNS)).astype(np.float32)
        for place in range(10, count - 10, 14):
            kind = int(rng.integers(2))
            rows[place, 3 + kind] += 9
            lines.append(f"{(place + rng.uniform(-0.3, 0.3)) / RATE},{CLASSES[kind]},{half}")
        np.save(folder / name, rows)
        said = {"rate": RATE, "columns": COLUMNS}
        (folder / name).with_suffix(".json").write_text(json.dumps(said))
    (folder / "labels.csv").write_text("\n".join(lines))
    return folder


def family(folder: Path, **model: Any) -> OverFeatures:
    parts = {"model": MODEL | model, "train": TRAIN, "features": {"rate": RATE}}
    parts["data"] = {"features": FILES}
    own = {name: Part(Path("a.toml"), name, each) for name, each in parts.items()}
    return OverFeatures(Job(Path("a.toml"), own, folder / "a.onnx"), FORM)


def test_what_is_planted_is_learnt_at_two_rows_a_second(tmp_path: Path) -> None:
    own = family(tmp_path)
    seen = [own.read(match(tmp_path / name, seed), True) for seed, name in enumerate("ab")]
    other = own.read(match(tmp_path / "c", 2), False)
    net = own.train(seen)
    said = own.spotted(net, other)
    # By the official figures, as of every other family.
    assert scores([other], [said], CLASSES)["mean"] > 0.9
    assert scores([other], [by_rate(seen, other, 2)], CLASSES)["mean"] < 0.5
    assert scores([other], [own.spotted(own.untrained(seen), other)], CLASSES)["mean"] < 0.5
    assert seconds_off([other], [said]) < 0.25
    # What was kept is the same trunk; its file is held against it.
    assert export_kept(own.job.kept, tmp_path / "again.onnx") <= 1e-4
    told = onnx_session(tmp_path / "again.onnx", 1)[1]
    assert (told["rate"], told["columns"], json.loads(told["classes"])) == ("2", "12", list(CLASSES))


def test_halves_follow_each_other_at_the_features_own_rate(tmp_path: Path) -> None:
    own = read_taken(match(tmp_path / "a", 0), FORM, [tmp_path / "a" / name for name in FILES], RATE)
    assert (own.count, own.length) == (1200, 7500)
    assert [half.start for half in own.halves] == [0, 350]
    every = np.concatenate([np.load(tmp_path / "a" / name) for name in FILES])
    for first, last in ((0, 5), (690, 710), (1190, 1300), (700, 1200)):
        assert np.array_equal(own.rows(first, last), every[first:last])
    # What leaps is where the labels are.
    rows, kinds = np.rint(own.own.times).astype(int), own.own.kinds
    assert (every[rows, 3 + kinds] > 54).all() and set(rows // 700) == {0, 1}
    assert own.times == pytest.approx(own.own.times * 6.25)
    mean, spread = varying([own])
    assert mean == pytest.approx(every.mean(0), abs=1e-3) and spread == pytest.approx(every.std(0), abs=1e-2)


def test_features_of_any_scale_are_learnt_alike(tmp_path: Path) -> None:
    own, folder = family(tmp_path), match(tmp_path / "a", 0)
    nets = []
    for scale in (1.0, 1e-4):
        for name in FILES:
            np.save(folder / name, (np.load(folder / name) * scale).astype(np.float32))
        torch.manual_seed(0)
        nets.append((own.untrained([held := own.read(folder, True)]).eval(), held.rows(0, 48)))
    with torch.no_grad():
        one, other = (net(torch.from_numpy(rows)[None])[0] for net, rows in nets)
    assert one.std() > 0 and other.numpy() == pytest.approx(one.numpy(), abs=1e-2 * float(one.std()))


@pytest.mark.parametrize("trunk", ["transformer", "netvlad++"])
def test_any_trunk_and_stride_is_trained_and_written(tmp_path: Path, trunk: str) -> None:
    own = family(tmp_path, trunk=trunk, stride=2)
    own.job.recipe["train"]["epochs"] = 1
    seen = own.read(match(tmp_path / "a", 0), True)
    net = own.train([seen])
    assert export(own.shipped(net, {}), tmp_path / "a.onnx") <= 1e-4
    assert all(0 <= peak.row < seen.length for peak in own.spotted(net, seen))


def test_features_that_do_not_fit_are_told_with_what_to_do(tmp_path: Path) -> None:
    folder = match(tmp_path / "a", 0)
    files = [folder / name for name in FILES]
    with pytest.raises(InputError, match=r"1_own\.npy: has 2\.0 rows a second, not 3.*\[features\]"):
        read_taken(folder, FORM, files, 3.0)
    held = read_taken(folder, FORM, files, RATE)
    with pytest.raises(InputError, match=r"has 1200 rows, fewer than the 2000 .* Lower length"):
        TakenStretches([held], 2, 2000, 1, Asked())
    np.save(folder / FILES[1], np.zeros((500, 3), np.float32))
    with pytest.raises(InputError, match="a: has features of 12 and 3 columns"):
        read_taken(folder, FORM, files, RATE)
    (folder / FILES[0]).unlink()
    with pytest.raises(InputError, match=r"1_own\.npy: cannot be read"):
        read_taken(folder, FORM, files, RATE)
    recipe = family(tmp_path).job
    with pytest.raises(InputError, match=r"a\.toml: names files of features .* Leave --from out"):
        OverFeatures(Job(recipe.path, recipe.recipe, recipe.out, start=tmp_path / "a.onnx"), FORM)


@pytest.fixture
def words(tmp_path: Path, classes: Path) -> list[str]:
    """Return a command that trains the recipe that ships on two short videos and a classifier's features."""
    recipe = (Path(__file__).parents[2] / "recipes" / "two_stage.toml").read_text()
    begin, end = recipe.index("[labels]"), recipe.index("[train]")
    own = f'[labels]\n"labels.csv" = "{classes}"\n'
    own += '[data]\nvideos = ["1.mp4"]\nfeatures = []\nabsent = []\naside = ["c"]\n'
    (tmp_path / "two.toml").write_text(recipe[:begin] + own + recipe[end:])
    torch.manual_seed(0)
    made = {"recipe": "clips.toml", "backbone": "shufflenet_v2", "classes": ["a", "b"], "every": 2}
    export(classify.shipped(Classifier("shufflenet_v2", 3, (32, 64), 4), made, {}), tmp_path / "clips.onnx")
    said = ["train", str(tmp_path / "two.toml"), "--data", str(tmp_path / "data")]
    said += ["-o", str(tmp_path / "b.onnx")]
    for other in ("epochs=1", "batch=2", "length=16"):
        said += ["--set", f"train.{other}"]
    return [*said, "--from", str(tmp_path / "clips.onnx")]


def test_both_stages_become_one_file_that_watches_a_video(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 0
    said = capsys.readouterr()
    assert said.err.count("watched") == 2 and "kept aside" in said.out
    told = json.loads((tmp_path / "b.json").read_text())
    assert told["parameters"] > 0 and told["kept aside"]
    video = tmp_path / "data" / "c" / "1.mp4"
    asked = Options(spotters=(f"visual={tmp_path / 'b.onnx'}",))
    found = [each for each in spot(video, tmp_path / "out", asked).spots if each.source == "visual"]
    assert found and {each.label for each in found} <= set(CLASSES)
    # As the trunk alone says of the features that were taken.
    assert export_kept(tmp_path / "b.kept", tmp_path / "alone.onnx") <= 1e-4
    (file,) = (tmp_path / "features").glob("c-*/1_clips.npy")
    rows = np.load(file)
    told_of = onnx_session(tmp_path / "alone.onnx", 1)[1]
    assert float(told_of["rate"]) == 6.25 and told_of["columns"] == str(rows.shape[1])
    watched = np.load(tmp_path / "out" / "pictures.npy")[:, 1:]
    assert watched == pytest.approx(rows, abs=1e-4)
    alone = onnx_session(tmp_path / "alone.onnx", 1)[0]
    reach, fixed = int(told_of["reach"]), int(told_of["fixed"])

    def tell(own: Any) -> Any:
        return alone.run(["told"], {"rows": own})[0]

    wanted = told_over(len(rows), reach, fixed, lambda a, b: rows[a:b], tell)
    times = (np.arange(len(rows)) / 6.25).astype(np.float32)
    both = load_spotter(f"visual={tmp_path / 'b.onnx'}").told(RowTrack(times, rows))
    assert both == pytest.approx(wanted, abs=1e-4)
    # Nothing is watched a second time.
    (tmp_path / "b.kept").unlink()
    assert main(words) == 0
    assert "watched" not in capsys.readouterr().err


def test_fewer_rows_than_pictures_are_learnt_from_but_stay_two_files(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--set", "features.rate=3.0", "--set", "train.length=8"]) == 0
    assert "of features alone; in one with what takes them, at 6.25 rows" in capsys.readouterr().err
    _, said = onnx_session(tmp_path / "b.onnx", 1)
    assert said["rate"] == "3" and "carried" not in said
    words = words[: words.index("--from")]
    assert main(words) == 1
    assert "Give --from FILE" in capsys.readouterr().err
