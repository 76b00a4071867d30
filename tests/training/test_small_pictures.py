"""Matches as small pictures: when what was seen, and that a network learns from them."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.errors import InputError  # noqa: E402
from goalmouth.game_state import seen as seeing  # noqa: E402
from goalmouth.game_state.seen import larger, middle  # noqa: E402
from goalmouth.pipeline.chain import Options, spot  # noqa: E402
from goalmouth.spotting import load_spotter, windows  # noqa: E402
from goalmouth.spotting.peaks import peaks  # noqa: E402
from goalmouth.training import end_to_end  # noqa: E402
from goalmouth.training.clips import Seen, read_seen  # noqa: E402
from goalmouth.training.export import export, export_kept  # noqa: E402
from goalmouth.training.recipes import Job, Part  # noqa: E402
from goalmouth.training.spotters import scores  # noqa: E402
from goalmouth.training.stretches import Form  # noqa: E402
from goalmouth.types import Floats, RowTrack  # noqa: E402
from inputs import noise  # noqa: E402

SIZE, EVERY, CLASSES = (32, 64), 2, ("bright", "red")
MODEL = {"backbone": "shufflenet_v2", "size": list(SIZE), "every": EVERY, "wide": 32, "trunk": "dilated"}
MODEL |= {"gate": "tsm", "shown": "colour", "neck": "places", "stride": 1, "displaced": True}
TRAIN = {"seed": 1, "batch": 4, "length": 24, "epochs": 8, "rate": 2e-3, "loss": "focal", "window": 2.0}


def seen(number: int, count: int = 400) -> Seen:
    """Return a match in which a part of the picture lights up, white or red, where something happens."""
    rng = np.random.default_rng(number)
    pictures = rng.integers(60, 100, (count, *larger(SIZE), 3)).astype(np.uint8)
    places = np.arange(10, count - 10, 13) + rng.integers(-3, 4, len(range(10, count - 10, 13)))
    kinds = rng.integers(0, 2, len(places))
    for place, kind in zip(places, kinds, strict=True):
        pictures[place, 8:20, 20:50, : 1 if kind else 3] = 250
    return Seen(pictures, EVERY, places * EVERY + (EVERY - 1) / 2, kinds)


def family(folder: Path, **given: Path) -> end_to_end.Whole:
    parts = {"model": Part(Path("a.toml"), "model", MODEL), "train": Part(Path("a.toml"), "train", TRAIN)}
    job = Job(Path("a.toml"), parts, folder / "a.onnx", **given)
    return end_to_end.Whole(job, Form([], [], {"own": CLASSES}))


def test_what_lights_up_is_learnt_and_told_of_another_match(tmp_path: Path) -> None:
    own, other = family(tmp_path), seen(2)
    net = own.train([seen(0), seen(1)])
    found = scores([other], [own.spotted(net, other)], CLASSES)
    assert found["mean"] > 0.9
    # What was kept is the same network; its file is held against it.
    assert export_kept(own.job.kept, tmp_path / "again.onnx") <= 1e-4


@pytest.mark.parametrize("count", [1, 3, 120])
def test_a_file_watched_bit_by_bit_says_what_the_network_says_of_all_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    torch.manual_seed(0)
    own, match = family(tmp_path), seen(3)
    net = own.untrained([match]).eval()
    torch.nn.init.normal_(net.trunk.head.weight, 0, 0.1)
    export(own.shipped(net, {}), tmp_path / "a.onnx")
    # What is beyond either end is like the nearest picture, farther than the network reaches.
    places = np.clip(np.arange(-net.late, count + net.late), 0, count - 1)
    shown = torch.from_numpy(middle(match.pictures[places], SIZE)).permute(0, 3, 1, 2).float()
    with torch.no_grad():
        rows = net.seen(shown[None])[:, net.late : net.late + count]
        wanted = net.told(rows)
    spotter = load_spotter(f"visual={tmp_path / 'a.onnx'}")
    assert spotter.needs == {f"pictures={tmp_path / 'a.onnx'}"}
    for together, stretch in ((7, 16), (500, 500)):
        monkeypatch.setattr(seeing, "TOGETHER", together)
        monkeypatch.setattr(windows, "STRETCH", stretch)
        kept: list[Floats] = []
        reader = seeing.PictureReader(kept.append, tmp_path / "a.onnx")
        for number, picture in enumerate(match.pictures[:count]):
            reader.see(SimpleNamespace(time=number / reader.rate, rgb=picture))
        reader.finish()
        told = np.stack(kept)
        assert told[:, 0] == pytest.approx(np.arange(count) / 6.25, abs=1e-4)
        scored, displaced = spotter.told(RowTrack(told[:, 0], told[:, 1:]))
        assert scored == pytest.approx(wanted[0][0].sigmoid().numpy(), abs=1e-4)
        assert displaced == pytest.approx(wanted[1][0].numpy(), abs=1e-3)


def test_a_trunk_that_must_get_whole_clips_gets_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODEL, "trunk", "sgp_mixer")
    own, match = family(tmp_path), seen(3, 70)
    net = own.untrained([match]).eval()
    torch.nn.init.normal_(net.trunk.head.weight, 0, 0.1)
    export(own.shipped(net, {}), tmp_path / "a.onnx")
    kept: list[Floats] = []
    reader = seeing.PictureReader(kept.append, tmp_path / "a.onnx")
    for number, picture in enumerate(match.pictures):
        reader.see(SimpleNamespace(time=number / reader.rate, rgb=picture))
    reader.finish()
    told = np.stack(kept)
    scored, displaced = load_spotter(f"visual={tmp_path / 'a.onnx'}").told(RowTrack(told[:, 0], told[:, 1:]))
    assert scored.shape == (2, 70 * EVERY)
    found = [(peak.row, peak.kind) for peak in own.spotted(net, match)]
    assert len(found) > 10
    assert [(peak.row, peak.kind) for peak in peaks(scored, displaced)][:10] == found[:10]


def test_a_network_of_ones_own_watches_a_video_in_the_one_pass(tmp_path: Path) -> None:
    own = family(tmp_path)
    net = own.untrained([seen(3)])
    for name in ("a.onnx", "b.onnx"):
        export(own.shipped(net, {}), tmp_path / name)
    noise(tmp_path / "1.mp4", 4)
    asked = Options(spotters=(f"visual={tmp_path / 'a.onnx'}",))
    found = spot(tmp_path / "1.mp4", tmp_path / "out", asked)
    assert found.spots
    assert {each.label for each in found.spots} <= set(CLASSES)
    rows = np.load(tmp_path / "out" / "pictures.npy")
    assert len(rows) == pytest.approx(4 * 6.25, abs=1)
    assert spot(tmp_path / "1.mp4", tmp_path / "out", asked).spots == found.spots
    both = Options(spotters=tuple(f"visual={tmp_path / name}" for name in ("a.onnx", "b.onnx")))
    with pytest.raises(InputError, match=r"b\.onnx: is a second network of its kind"):
        spot(tmp_path / "1.mp4", tmp_path / "out", both)


def test_pictures_stand_where_they_were_seen_in_videos_of_any_rate(tmp_path: Path) -> None:
    noise(tmp_path / "1.mp4", 4)
    (tmp_path / "labels.csv").write_text("time,label\n2.0,ace\n")
    form = Form(["1.mp4"], ["labels.csv"], {"own": ["serve", "ace"]})
    match = read_seen(tmp_path, form, larger(SIZE), EVERY, tmp_path / "pictures")
    assert match.pictures.shape[1:] == (*larger(SIZE), 3)
    assert len(match.pictures) == pytest.approx(4 * 6.25, abs=1)
    # 2 s after the first picture, which is in the middle of its rows.
    assert match.times == pytest.approx([2.0 * 12.5 + 0.5], abs=0.01)


def test_weights_of_another_backbone_are_refused(tmp_path: Path) -> None:
    from safetensors.torch import save_file

    save_file({"features.0.conv.weight": torch.zeros(1)}, tmp_path / "other.safetensors")
    (tmp_path / "none.safetensors").write_bytes(b"nothing of the kind")
    for name in ("other", "none"):
        with pytest.raises(InputError, match=f"{name}.safetensors: holds no weights of this backbone"):
            family(tmp_path, start=tmp_path / f"{name}.safetensors").train([seen(0)])
