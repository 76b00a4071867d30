"""Clips told apart: what is drawn, what is learnt, and what the file says of a video."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")
pytest.importorskip("onnx", reason="training needs the extra 'train'")

from goalmouth.cli import main  # noqa: E402
from goalmouth.errors import InputError  # noqa: E402
from goalmouth.game_state import seen as seeing  # noqa: E402
from goalmouth.game_state.seen import PictureReader, larger, middle  # noqa: E402
from goalmouth.spotting import load_spotter  # noqa: E402
from goalmouth.training.classify import Clipped, Draws, Examples, right, shipped  # noqa: E402
from goalmouth.training.clips import Seen  # noqa: E402
from goalmouth.training.export import export, export_kept  # noqa: E402
from goalmouth.training.recipes import Job, Part  # noqa: E402
from goalmouth.training.stretches import Form  # noqa: E402
from goalmouth.types import Floats, RowTrack  # noqa: E402
from inputs import noise  # noqa: E402

SIZE, EVERY, CLASSES = (32, 64), 2, ("bright", "red")
MODEL = {"backbone": "shufflenet_v2", "gate": "tsm", "shown": "colour", "size": list(SIZE), "every": EVERY}
MODEL |= {"length": 4}
TRAIN = {"seed": 1, "batch": 8, "none": 0.3, "epochs": 6, "rate": 2e-3}


def seen(number: int, count: int = 300) -> Seen:
    """Return a match in which a part of the picture lights up, white or red, where something happens."""
    rng = np.random.default_rng(number)
    pictures = rng.integers(60, 100, (count, *larger(SIZE), 3)).astype(np.uint8)
    places = np.arange(10, count - 10, 13) + rng.integers(-3, 4, len(range(10, count - 10, 13)))
    kinds = rng.integers(0, 2, len(places))
    for place, kind in zip(places, kinds, strict=True):
        pictures[place - 1 : place + 2, 8:20, 20:50, : 1 if kind else 3] = 250
    return Seen(pictures, EVERY, places * EVERY + (EVERY - 1) / 2, kinds)


def clipped(folder: Path, **given: object) -> Clipped:
    parts = {"model": MODEL, "train": TRAIN | given}
    own = {name: Part(Path("a.toml"), name, each) for name, each in parts.items()}
    return Clipped(Job(Path("a.toml"), own, folder / "a.onnx"), Form([], [], {"own": CLASSES}))


def test_what_lights_up_is_told_apart_in_another_match(tmp_path: Path) -> None:
    own = clipped(tmp_path)
    learnt, other = own.examples([seen(0), seen(1)]), own.examples([seen(2)])
    net = own.trained(learnt, other)
    told = own.report("test", net, learnt, other)
    assert told["test"]["accuracy"] > 0.9 and told["test"]["mean recall"] > 0.9
    assert told["test, untrained"]["mean recall"] < 0.6
    assert told["test, by rate"]["mean recall"] == pytest.approx(1 / 3, abs=1e-4)
    # What was kept is the same network; its file is held against it.
    assert export_kept(own.job.kept, tmp_path / "again.onnx") <= 1e-4


def test_a_clip_is_around_its_event_or_around_nothing() -> None:
    match = seen(4)
    examples = Examples([match], len(CLASSES), 4)
    middles = (match.times - 0.5) / EVERY
    assert [len(own) for own in examples.of[1:]] == np.bincount(match.kinds).tolist()
    for kind in range(2):
        assert examples.of[1 + kind][:, 1].tolist() == middles[match.kinds == kind].tolist()
        assert all(examples.clip(0, own)[2, 12, 30, 0] == 250 for own in examples.of[1 + kind][:, 1])
    apart = np.abs(examples.of[0][:, 1][:, None] - middles).min(1)
    assert apart.min() == 4 and len(examples.of[0]) == 300 - 7 * len(middles)
    # At either end the nearest picture stands.
    assert np.array_equal(examples.clip(0, 0)[0], match.pictures[0])
    assert examples.clip(0, 299).shape == (4, *larger(SIZE), 3)


def test_rare_classes_are_drawn_more_often_than_they_happen() -> None:
    match = seen(5)
    kinds = (np.arange(len(match.kinds)) >= len(match.kinds) - 1).astype(np.int64)
    match = Seen(match.pictures, EVERY, match.times, kinds)
    draws = Draws(Examples([match], 2, 4), SIZE, 64, 0.25)
    pictures, wanted = draws.draw(np.random.default_rng(0))
    assert pictures.shape == (64, 4, 3, *SIZE) and (wanted.sum(1) == 1).all()
    many = np.mean([draws.draw(np.random.default_rng(each))[1].mean(0).numpy() for each in range(9)], 0)
    other = np.sqrt(len(kinds) - 1)
    assert many == pytest.approx([0.25, 0.75 * other / (1 + other), 0.75 / (1 + other)], abs=0.05)


def test_rows_are_of_one_scale_whatever_a_backbone_says(tmp_path: Path) -> None:
    own, pictures = clipped(tmp_path), torch.from_numpy(middle(seen(6).pictures[:4], SIZE))
    net = own.untrained(own.draws(own.examples([seen(6)]))).eval()
    shown = pictures.permute(0, 3, 1, 2)[None].float()
    with torch.no_grad():
        wanted = net.seen(shown)
        net.seeing.register_forward_hook(lambda _, __, maps: maps * 1e-2)
        assert net.seen(shown).numpy() == pytest.approx(wanted.numpy(), abs=0.02)
    assert wanted.std() == pytest.approx(1, abs=0.05)


def test_recall_is_of_each_class_whatever_it_weighs() -> None:
    found = right(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1]), CLASSES)
    assert found == {"accuracy": 0.75, "mean recall": 0.8334, "none": 0.6667, "bright": 1.0}


def test_a_share_that_leaves_no_events_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.toml: has 1\.0 as none"):
        clipped(tmp_path, none=1.0)


@pytest.mark.parametrize(("length", "gate"), [(4, "tsm"), (5, "none")])
def test_a_file_gives_features_and_what_the_clip_around_each_picture_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int, gate: str
) -> None:
    monkeypatch.setitem(MODEL, "length", length)
    monkeypatch.setitem(MODEL, "gate", gate)
    monkeypatch.setattr(seeing, "TOGETHER", 7)
    own, match, count = clipped(tmp_path), seen(3), 40
    net = own.untrained(own.draws(own.examples([match]))).eval()
    torch.nn.init.normal_(net.head.weight, 0, 0.3)
    export(shipped(net, own._made(), {}), tmp_path / "a.onnx")
    kept: list[Floats] = []
    reader = PictureReader(kept.append, tmp_path / "a.onnx")
    assert reader.rate == 6.25
    for number, picture in enumerate(match.pictures[:count]):
        reader.see(SimpleNamespace(time=number / reader.rate, rgb=picture))
    reader.finish()
    told = np.stack(kept)
    late = sum(point.layer.reach for point in net.points())
    places = np.clip(np.arange(-late, count + late), 0, count - 1)
    shown = torch.from_numpy(middle(match.pictures[places], SIZE)).permute(0, 3, 1, 2).float()
    with torch.no_grad():
        rows = net.seen(shown[None])[0, late : late + count]
        first = 20 - length // 2
        wanted = net.head(rows[first : first + length].mean(0)).softmax(0)
    assert told[:, 1:] == pytest.approx(rows.numpy(), abs=1e-3)
    scored, displaced = load_spotter(f"visual={tmp_path / 'a.onnx'}").told(RowTrack(told[:, 0], told[:, 1:]))
    assert scored.shape == (2, count) and not displaced.any()
    assert scored[:, 20] == pytest.approx(wanted[1:].numpy(), abs=1e-4)


def test_the_recipe_trains_on_videos_and_keeps_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("data/a", "data/c", "test/d"):
        (tmp_path / folder).mkdir(parents=True)
        noise(tmp_path / folder / "1.mp4", 4)
        rows = [f"{at / 10},{'ace' if at % 2 else 'serve'}" for at in range(5, 35, 5)]
        (tmp_path / folder / "labels.csv").write_text("\n".join(["time,label", *rows]))
    (tmp_path / "classes.txt").write_text("serve\nace\n")
    recipe = (Path(__file__).parents[2] / "recipes" / "clips.toml").read_text()
    begin, end = recipe.index("[labels]"), recipe.index("[train]")
    own = f'[labels]\n"labels.csv" = "{tmp_path / "classes.txt"}"\n'
    own += '[data]\nvideos = ["1.mp4"]\nabsent = []\naside = ["c"]\n'
    (tmp_path / "clips.toml").write_text(recipe[:begin] + own + recipe[end:])
    words = ["train", str(tmp_path / "clips.toml"), "--data", str(tmp_path / "data")]
    words += ["--test", str(tmp_path / "test"), "-o", str(tmp_path / "clips.onnx")]
    for other in ("epochs=1", "batch=2"):
        words += ["--set", f"train.{other}"]
    assert main([*words, "--set", "model.size=[32, 64]", "--set", "model.length=2"]) == 0
    printed = capsys.readouterr().out
    assert all(f"{name}, by rate" in printed for name in ("kept aside", "test"))
    told = json.loads((tmp_path / "clips.json").read_text())
    assert {"kept aside", "test", "test, untrained", "test, by rate"} <= told.keys()
    assert {"accuracy", "mean recall", "serve", "ace"} <= told["test"].keys()
    assert told["gflops"] > 0
