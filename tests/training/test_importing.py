"""Checkpoints of others: what is taken, what is refused and why, and that files say what networks say."""

import argparse
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.cli import main  # noqa: E402
from goalmouth.errors import InputError, UnknownName  # noqa: E402
from goalmouth.game_state.seen import PictureReader  # noqa: E402
from goalmouth.models.published import FAMILIES  # noqa: E402
from goalmouth.runtime import onnx_session  # noqa: E402
from goalmouth.spotting import load_spotter  # noqa: E402
from goalmouth.spotting.windows import told_over  # noqa: E402
from goalmouth.training import importing  # noqa: E402
from goalmouth.training.importing import bring, read_checkpoint, take  # noqa: E402
from goalmouth.types import RowTrack  # noqa: E402
from made_up import given, weights  # noqa: E402

PUBLISHED = Path(__file__).parents[1] / "models" / "published"

State = dict[str, Any]


def state(family: str) -> State:
    told = json.loads((PUBLISHED / f"{family}.json").read_text("utf-8"))
    return dict(weights(told["shapes"], told.get("gain")))


def saved(path: Path, value: object, **how: Any) -> Path:
    torch.save(value, path, **how)
    return path


def listed(folder: Path, count: int) -> str:
    path = folder / "classes.txt"
    path.write_text("\n".join(f"class {number}" for number in range(count)), "utf-8")
    return str(path)


def prefixed(own: State, prefix: str) -> State:
    return {prefix + name: each for name, each in own.items()}


def with_company(own: State) -> State:
    """Return what the development kit writes, and what others add to it."""
    said = argparse.Namespace(rate=np.float32(0.5), names=["a"])
    best = {
        "best_loss": np.float64(0.25),
        "kind": np.dtype("float32"),
        "args": said,
        "optimizer": {"lr": 1e-3},
    }
    return {"epoch": 3, "state_dict": own, **best}


WRAPPED: dict[str, Callable[[State], object]] = {
    "alone": lambda own: own,
    "as the development kit does": with_company,
    "as argus does": lambda own: {"model_name": "a", "params": {"model": 1}, "nn_state_dict": own},
    "as Lightning does": lambda own: {"state_dict": prefixed(own, "model."), "loops": {}},
    "on several devices, compiled": lambda own: {"model": prefixed(own, "_orig_mod.module.")},
    "twice": lambda own: {"model": {"state_dict": own, "epoch": 1}},
}


@pytest.mark.parametrize("name", WRAPPED)
@pytest.mark.parametrize("zipped", [True, False])
def test_weights_are_found_whatever_is_around_them(tmp_path: Path, name: str, zipped: bool) -> None:
    own = state("netvlad")
    how = {"_use_new_zipfile_serialization": zipped}
    found = read_checkpoint(saved(tmp_path / "a.pth.tar", WRAPPED[name](own), **how))
    assert found.keys() == own.keys()
    assert all(torch.equal(found[key], own[key]) for key in own)


def test_numbers_that_an_older_numpy_wrote_are_passed_over(tmp_path: Path) -> None:
    what = {"state_dict": state("netvlad"), "best_loss": np.float64(0.25)}
    path = saved(tmp_path / "a.pt", what, _use_new_zipfile_serialization=False)
    older = path.read_bytes().replace(b"numpy._core.multiarray\n", b"numpy.core.multiarray\n")
    path.write_bytes(older)
    assert b"numpy.core.multiarray\nscalar" in older
    assert read_checkpoint(path).keys() == what["state_dict"].keys()


def test_safetensors_are_read(tmp_path: Path) -> None:
    own = state("netvlad++")
    pytest.importorskip("safetensors.torch").save_file(own, tmp_path / "a.safetensors")
    assert isinstance(take(tmp_path / "a.safetensors", "netvlad++"), FAMILIES.load("netvlad++"))


@pytest.mark.parametrize("family", FAMILIES.names())
def test_every_family_is_taken_and_has_a_way_into_a_file(tmp_path: Path, family: str) -> None:
    own = state(family)
    net = take(saved(tmp_path / "a.pt", {"state_dict": own}), family)
    assert isinstance(net, FAMILIES.load(family)) and not net.training
    assert family in importing.EXPORTS


class Code:
    """Something that makes a file when it is unpickled in the usual way."""

    def __init__(self, made: Path, call: Callable[..., object], *given: str) -> None:
        self.made, self.how = made, (call, given)

    def __reduce__(self) -> Any:
        return self.how


@pytest.mark.parametrize("around", [lambda own: own, lambda own: {"epoch": own, **state("netvlad")}])
@pytest.mark.parametrize("zipped", [True, False])
def test_code_in_a_checkpoint_is_refused_and_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, around: Callable[[object], object], zipped: bool
) -> None:
    # Not even where somebody tells PyTorch to trust all files.
    monkeypatch.setenv("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", "1")
    made = tmp_path / "made"
    for code, said in (
        (Code(made, os.mkdir, str(made)), "mkdir"),
        (Code(made, open, str(made), "w"), "open"),
    ):
        path = saved(tmp_path / "a.pt", around(code), _use_new_zipfile_serialization=zipped)
        with pytest.raises(InputError, match=rf"a\.pt: would run \w+\.{said} .*refused.*state dict alone"):
            read_checkpoint(path)
        assert not made.exists()
        # It is the reading that refuses: unpickled as usual, the same file does make it.
        torch.load(path, weights_only=False)
        assert made.exists()
        made.rmdir() if made.is_dir() else made.unlink()


def test_what_a_checkpoint_says_of_itself_does_not_become_of_its_own_kind(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pt", {"state_dict": {"w": torch.ones(2)}, "a": argparse.Namespace(b=1)})
    with torch.serialization.safe_globals(importing.STANDING_IN):
        found = torch.load(path, weights_only=True)["a"]
    assert not isinstance(found, argparse.Namespace) and not vars(found)
    # And nowhere else is anything more allowed than before.
    with pytest.raises(Exception, match="argparse"):
        torch.load(path, weights_only=True)


def broken(change: Callable[[State], object]) -> Callable[[Path], object]:
    return lambda path: saved(path, change(state("netvlad")))


def without(own: State, name: str) -> State:
    return {key: each for key, each in own.items() if key != name}


def cut(path: Path) -> None:
    whole = saved(path, state("netvlad")).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "absent": (lambda path: None, "is no file.*Check the name"),
    "a folder": (lambda path: path.mkdir(), "is no file"),
    "empty": (lambda path: path.touch(), "is empty.*Fetch it again"),
    "no checkpoint": (lambda path: path.write_text("what a match\n" * 9), "no whole checkpoint.*Fetch it"),
    "a pointer": (
        lambda path: path.write_text("version https://git-lfs.github.com/spec/v1\n"),
        "no whole ch",
    ),
    "truncated": (cut, "is no whole checkpoint"),
    "no weights": (lambda path: saved(path, {"epoch": 3}), "holds no weights by name.*state dict alone"),
    "a list": (lambda path: saved(path, [torch.ones(2)]), "holds no weights by name"),
    "itself": (broken(lambda own: {"state_dict": {"model": "a"}}), "holds no weights by name"),
    "a word": (broken(lambda own: {**own, "b": "c"}), "no weight among its weights: b"),
    "sparse": (broken(lambda own: {**own, "b": torch.eye(2).to_sparse()}), "no weight among its weights: b"),
    "no numbers": (
        broken(lambda own: {**own, "fc.bias": torch.full((5,), torch.nan)}),
        "no numbers: fc.bias",
    ),
    "missing": (broken(lambda own: without(own, "fc.bias")), "no weights of netvlad .*lacks 'fc.bias'"),
    "extra": (broken(lambda own: {**own, "more": torch.ones(2)}), "no weights of netvlad .*more.*--family"),
    "misshapen": (broken(lambda own: {**own, "fc.weight": torch.ones(5, 9)}), "no weights of netvlad"),
    "flat": (broken(lambda own: {**own, "pool_layer.clusters": torch.tensor(1.0)}), "no weights of netvlad"),
    "other": (lambda path: saved(path, state("calf")), "no weights of netvlad .*lacks"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_checkpoint_of_the_family_is_refused_by_name(tmp_path: Path, name: str) -> None:
    write, said = REFUSED[name]
    path, out = tmp_path / "a.pt", tmp_path / "a.onnx"
    write(path)
    before = set(tmp_path.iterdir())
    with pytest.raises(InputError, match=rf"(?s)a\.pt: .*{said}"):
        bring(path, "netvlad", out, "v2")
    assert set(tmp_path.iterdir()) == before


def test_safetensors_that_are_none_or_cut_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    pytest.importorskip("safetensors.torch").save_file(state("netvlad"), path)
    for part in (path.read_bytes()[:-100], b"\xff" * 64):
        path.write_bytes(part)
        with pytest.raises(InputError, match=r"a\.safetensors: is no whole file of safetensors .*again"):
            read_checkpoint(path)


def test_damage_anywhere_is_refused_or_leaves_weights(tmp_path: Path) -> None:
    whole = saved(tmp_path / "a.pt", {"epoch": 1, "state_dict": state("netvlad++")}).read_bytes()
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(150):
        hurt = bytearray(whole[: rng.integers(1, len(whole))] if rng.random() < 0.3 else whole)
        # What says how the weights lie is at the front.
        hurt[rng.integers(min(len(hurt), 1500))] ^= 1 << int(rng.integers(8))
        (tmp_path / "a.pt").write_bytes(hurt)
        try:
            assert read_checkpoint(tmp_path / "a.pt")
        except InputError:
            refused += 1
    assert refused > 50


@pytest.mark.parametrize(("family", "told"), [("netvlad", 5), ("calf", 3), ("ball-2d3d", 4), ("t-deed", 4)])
def test_a_list_of_other_classes_is_refused(tmp_path: Path, family: str, told: int) -> None:
    path = saved(tmp_path / "a.pt", state(family))
    with pytest.raises(InputError, match=rf"a\.pt: tells {told} classes, and 6 are named.*--classes"):
        bring(path, family, tmp_path / "a.onnx", listed(tmp_path, 6))
    assert not list(tmp_path.glob("*.onnx"))


@pytest.mark.parametrize(
    ("family", "asked", "said"),
    [
        ("calf", {"length": 9}, "48 rows at once.*Leave --length out"),
        ("calf", {"size": (32, 64)}, "no pictures.*Leave --size out"),
        ("netvlad", {"length": 1}, "cannot look at 1 row.*greater --length"),
        ("t-deed", {"length": 9}, "8 rows at once.*Leave --length out"),
        ("e2e-spot", {"length": 3}, "cannot look at 3 pictures.*greater --length"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, family: str, asked: State, said: str) -> None:
    count = {"calf": 3, "netvlad": 5}.get(family, 4)
    path = saved(tmp_path / "a.pt", state(family))
    with pytest.raises(InputError, match=rf"a\.pt: .*{said}"):
        bring(path, family, tmp_path / "a.onnx", listed(tmp_path, count), **asked)
    with pytest.raises(UnknownName, match="choose from"):
        bring(path, "nothing", tmp_path / "a.onnx", listed(tmp_path, count))


@pytest.mark.parametrize("family", ["netvlad", "netvlad++"])
def test_a_file_tells_of_each_row_what_its_window_says(tmp_path: Path, family: str) -> None:
    path, out = saved(tmp_path / "a.pt", state(family)), tmp_path / "a.onnx"
    assert bring(path, family, out, listed(tmp_path, 5), length=8) < 1e-4
    session, said = onnx_session(out, 1)
    rows = given([50, 24]).numpy()
    found = session.run(["told"], {"rows": rows})[0]
    around = np.clip(np.arange(50)[:, None] + np.arange(-4, 4), 0, 49)
    with torch.no_grad():
        wanted = take(path, family)(torch.from_numpy(rows[around]))[:, 0, 1:].T.numpy()
    assert found.shape == (2, 5, 50) and not found[1].any()
    assert found[0] == pytest.approx(wanted, abs=1e-5)
    assert wanted.std(1).min() > 1e-3
    assert json.loads(said["classes"]) == [f"class {number}" for number in range(5)]
    assert (said["family"], said["rate"], said["reach"], said["columns"]) == (family, "2", "4", "24")

    def tell(part: Any) -> Any:
        return session.run(["told"], {"rows": part})[0]

    many = np.tile(rows, (50, 1))
    by_parts = told_over(len(many), int(said["reach"]), None, lambda a, b: many[a:b], tell)
    assert by_parts == pytest.approx(tell(many), abs=1e-5)


def test_without_a_word_a_window_is_fifteen_seconds(tmp_path: Path) -> None:
    path, out = saved(tmp_path / "a.pt", state("netvlad")), tmp_path / "a.onnx"
    bring(path, "netvlad", out, listed(tmp_path, 5), rate=1.0)
    said = onnx_session(out, 1)[1]
    assert (said["rate"], said["reach"]) == ("1", "7")


def test_detections_of_a_chunk_are_told_where_they_are(tmp_path: Path) -> None:
    path, out = saved(tmp_path / "a.pt", state("calf")), tmp_path / "a.onnx"
    assert bring(path, "calf", out, listed(tmp_path, 3)) < 1e-4
    session, said = onnx_session(out, 1)
    rows = torch.randn(48, 24, generator=torch.Generator().manual_seed(0))
    found = session.run(["told"], {"rows": rows.numpy()})[0]
    wanted = np.zeros((3, 48))
    with torch.no_grad():
        detections = take(path, "calf")(rows[None])[1][0].numpy()
    for sure, place, *kinds in detections:
        kind, row = int(np.argmax(kinds)), int(np.floor(place * 47))
        wanted[kind, row] = max(wanted[kind, row], sure)
    assert found[0] == pytest.approx(wanted, abs=1e-5) and not found[1].any()
    assert 1 <= (wanted > 0).sum() <= len(detections)
    assert (said["fixed"], said["reach"], said["rate"]) == ("48", "10", "2")


def test_of_two_detections_in_one_place_the_surer_stays() -> None:
    rows = torch.tensor([[0.9, 0.5, 0.1, 0.8], [0.4, 0.5, 0.2, 0.3], [0.7, 1.0, 0.6, 0.5]])

    class Said(torch.nn.Module):
        def forward(self, _: Any) -> Any:
            return None, rows[None]

    told = importing.Detected(Said())(torch.zeros(9, 24))[0]
    assert told.nonzero().tolist() == [[0, 8], [1, 4]]
    assert told[1, 4] == pytest.approx(0.9) and told[0, 8] == pytest.approx(0.7)


def watched(path: Path, shown: "torch.Tensor") -> Any:
    """Return what a file tells of pictures, (1, time, 3, height, width), that come one by one."""
    kept: list[Any] = []
    reader = PictureReader(kept.append, path)
    for number, picture in enumerate(shown[0].byte().permute(0, 2, 3, 1).numpy()):
        reader.see(SimpleNamespace(time=number / 12.5, rgb=picture))
    reader.finish()
    told = np.stack(kept)
    return load_spotter(f"visual={path}").told(RowTrack(told[:, 0], told[:, 1:]))


@pytest.mark.parametrize("family", ["e2e-spot", "t-deed"])
def test_a_video_is_told_from_a_file_as_clip_by_clip_by_the_network(tmp_path: Path, family: str) -> None:
    path, out = saved(tmp_path / "a.pt", state(family)), tmp_path / "a.onnx"
    length = {"length": 8} if family == "e2e-spot" else {}
    assert bring(path, family, out, listed(tmp_path, 4), 12.5, (64, 64), **length) < 1e-4
    net, count = take(path, family), 30
    shown = given([1, count, 3, 64, 64])
    late = sum(point.layer.reach for point in net.points())
    places = np.clip(np.arange(-late, count + late), 0, count - 1)
    with torch.no_grad():
        rows = net.seen(shown[:, places])[0, late : late + count]
        clips = [net.says(rows[None, first : first + 8])[0, ..., 2:6] for first in range(2, 22, 4)]
    wanted = torch.cat(clips, 2)
    found = watched(out, shown)
    assert found.shape == (2, 4, count)
    assert found[..., 4:24] == pytest.approx(wanted.numpy(), abs=1e-4)


def test_every_picture_is_told_of_among_the_stacks_around_it(tmp_path: Path) -> None:
    path, out = saved(tmp_path / "a.pth", {"nn_state_dict": state("ball-2d3d")}), tmp_path / "a.onnx"
    assert bring(path, "ball-2d3d", out, listed(tmp_path, 4), size=(32, 64)) < 1e-4
    net, count = take(path, "ball-2d3d"), 14
    shown = given([1, count, 3, 32, 64])
    found = watched(out, shown)
    gray = (shown * torch.tensor([0.299, 0.587, 0.114])[:, None, None]).sum(2)
    with torch.no_grad():
        wanted = torch.cat([net(gray[:, first : first + 9]) for first in range(count - 8)]).sigmoid().T
    assert wanted.std() > 1e-2
    assert found[0, :, 4:-4] == pytest.approx(wanted.numpy(), abs=1e-4)
    assert not found[1].any()


def test_the_command_writes_the_file_and_says_where(tmp_path: Path, capsys: Any) -> None:
    path, out = saved(tmp_path / "a.ckpt", state("netvlad++")), tmp_path / "a.onnx"
    words = ["import-checkpoint", str(path), "--family", "netvlad++", "-o", str(out), "--length", "6"]
    assert main([*words, "--classes", listed(tmp_path, 5), "--rate", "1.5"]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    assert onnx_session(out, 1)[1]["rate"] == "1.5"
    with pytest.raises(InputError, match=r"a\.onnx: looks at rows of 24 features"):
        load_spotter(f"visual={out}")
    before = out.read_bytes()
    assert main([*words, "--classes", "v2"]) == 1
    assert "tells 5 classes, and 17 are named" in capsys.readouterr().err
    assert out.read_bytes() == before
    for wrong in (["--rate", "0"], ["--rate", "inf"], ["--size", "3", "-1"], ["--length", "x"]):
        with pytest.raises(SystemExit):
            main([*words, "--classes", "v2", *wrong])
    shutil.rmtree(tmp_path)
