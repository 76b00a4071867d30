"""Matches as small pictures: when what was seen, and that a network learns from them."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.errors import InputError  # noqa: E402
from goalmouth.training import end_to_end  # noqa: E402
from goalmouth.training.actions import scores  # noqa: E402
from goalmouth.training.clips import Clips, Seen, larger, read_seen  # noqa: E402
from goalmouth.training.export import export_kept  # noqa: E402
from goalmouth.training.recipes import Job, Part  # noqa: E402
from goalmouth.training.stretches import Form, Match  # noqa: E402
from inputs import noise  # noqa: E402

SIZE, EVERY, CLASSES = (32, 64), 2, ("bright", "red")
MODEL = {"backbone": "shufflenet_v2", "size": list(SIZE), "every": EVERY, "wide": 32}
TRAIN = {"seed": 1, "batch": 4, "length": 24, "epochs": 8, "rate": 2e-3}


def seen(number: int, count: int = 400) -> Seen:
    """Return a match in which a part of the picture lights up, white or red, where something happens."""
    rng = np.random.default_rng(number)
    pictures = rng.integers(60, 100, (count, *larger(SIZE), 3)).astype(np.uint8)
    places = np.arange(10, count - 10, 13) + rng.integers(-3, 4, len(range(10, count - 10, 13)))
    kinds = rng.integers(0, 2, len(places))
    for place, kind in zip(places, kinds, strict=True):
        pictures[place, 8:20, 20:50, : 1 if kind else 3] = 250
    rows = np.zeros((EVERY * count, 0), np.float32)
    return Seen(Match(rows, places * EVERY + (EVERY - 1) / 2, kinds), pictures)


def job(folder: Path, **given: Path) -> Job:
    parts = {"model": Part(Path("a.toml"), "model", MODEL), "train": Part(Path("a.toml"), "train", TRAIN)}
    return Job(Path("a.toml"), parts, folder / "a.onnx", **given)


def test_what_lights_up_is_learnt_and_told_of_another_match(tmp_path: Path) -> None:
    net = end_to_end.train([seen(0), seen(1)], job(tmp_path), CLASSES)
    other = seen(2)
    found = scores([other.match], [end_to_end.spotted(net, other)], CLASSES)
    assert found["mean"] > 0.9
    # What was kept is the same network; its file is held against it.
    assert export_kept(job(tmp_path).kept, tmp_path / "again.onnx") <= 1e-4


def test_stretches_of_any_length_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    net = end_to_end.fresh({**MODEL, "classes": CLASSES})
    own = seen(3, 120)
    end_to_end.begin(net, Clips([own], net, 8, 1).draw(np.random.default_rng(0))[0])
    told = []
    for length in (16, 500):
        monkeypatch.setattr(end_to_end, "STRETCH", length)
        told.append({(peak.row, peak.kind): peak.score for peak in end_to_end.spotted(net, own)})
    assert told[0] and told[0] == pytest.approx(told[1], abs=1e-5)


def test_pictures_stand_where_they_were_seen_in_videos_of_any_rate(tmp_path: Path) -> None:
    noise(tmp_path / "1.mp4", 4)
    (tmp_path / "labels.csv").write_text("time,label\n2.0,ace\n")
    form = Form(["1.mp4"], ["labels.csv"], {"own": ["serve", "ace"]})
    match = read_seen(tmp_path, form, larger(SIZE), EVERY, tmp_path / "pictures")
    assert match.pictures.shape[1:] == (*larger(SIZE), 3)
    assert len(match.pictures) == pytest.approx(4 * 6.25, abs=1)
    # 2 s after the first picture, which is in the middle of its rows.
    assert match.match.times == pytest.approx([2.0 * 12.5 + 0.5], abs=0.01)


def test_weights_of_another_backbone_are_refused(tmp_path: Path) -> None:
    from safetensors.torch import save_file

    save_file({"features.0.conv.weight": torch.zeros(1)}, tmp_path / "other.safetensors")
    (tmp_path / "none.safetensors").write_bytes(b"nothing of the kind")
    for name in ("other", "none"):
        with pytest.raises(InputError, match=f"{name}.safetensors: holds no weights of this backbone"):
            end_to_end.train([seen(0)], job(tmp_path, start=tmp_path / f"{name}.safetensors"), CLASSES)
