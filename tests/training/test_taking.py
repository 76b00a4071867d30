"""``goalmouth features``: files of halves and matches, made once, whole or not at all."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")
pytest.importorskip("onnx", reason="training needs the extra 'train'")

from goalmouth.cli import main  # noqa: E402
from goalmouth.datasets.features import open_features  # noqa: E402
from goalmouth.game_state.seen import PictureReader, Small  # noqa: E402
from goalmouth.media.decode import decode  # noqa: E402
from goalmouth.media.video import open_videos  # noqa: E402
from goalmouth.models.classifier import Classifier  # noqa: E402
from goalmouth.models.nanodet import NanoDet, ShuffleNetV2  # noqa: E402
from goalmouth.pipeline import features as taking  # noqa: E402
from goalmouth.training import classify, looking  # noqa: E402
from goalmouth.training.export import export  # noqa: E402
from inputs import cut_off, noise  # noqa: E402

MADE = {"recipe": "clips.toml", "backbone": "shufflenet_v2", "classes": ["a", "b"], "every": 2}


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a classifier of clips that has learnt nothing."""
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("network") / "mine.onnx"
    export(classify.shipped(Classifier("shufflenet_v2", 3, (32, 64), 4), MADE, {}), path)
    return path


@pytest.fixture
def words(tmp_path: Path, network: Path) -> list[str]:
    """Return a command on a folder with a match in halves and one as a whole."""
    for place, seconds in (("x/1_720p.mp4", 3), ("x/2_720p.mp4", 2), ("y/match.mp4", 3)):
        (tmp_path / "in" / place).parent.mkdir(parents=True, exist_ok=True)
        noise(tmp_path / "in" / place, seconds, loud=False)
    return ["features", str(tmp_path / "in"), "--backbone", str(network), "-o", str(tmp_path / "out")]


def stamps(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*.*")}


def test_halves_and_matches_have_files_as_soccernet_has_them(
    tmp_path: Path, words: list[str], network: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 0
    out = tmp_path / "out"
    names = ["x/1_mine.npy", "x/2_mine.npy", "y/match_features.npy"]
    assert capsys.readouterr().out.splitlines() == [str(out / name) for name in names]
    held = open_features(out / names[1])
    assert (held.rate, held.half, held.values.dtype) == (2, 2, np.float32)
    said = json.loads((out / "y" / "match_features.json").read_text())
    rows = np.load(out / names[2])
    assert {"rate": 2.0, "backbone": "shufflenet_v2", "size": [32, 64], "damaged": 0}.items() <= said.items()
    assert [said["rows"], said["columns"]] == list(rows.shape)
    # Each is the mean of what the network says within half a second of the video's own time.
    each: list[Any] = []
    reader = PictureReader(each.append, network)
    decode(open_videos([tmp_path / "in" / "y" / "match.mp4"]), [reader])
    reader.finish()
    every = np.stack(each)
    for place in (0, 2, 5):
        near = np.floor(every[:, 0] * 2 + 0.5 + 1e-4) == place
        assert rows[place] == pytest.approx(every[near, 1:].mean(0), abs=1e-5)
    assert len(rows) == int(every[-1, 0] * 2 + 0.5) + 1


def test_what_is_made_is_not_made_again(
    tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(words) == 0
    before, asked = stamps(tmp_path / "out"), []

    class Counted(PictureReader):
        def __init__(self, *given: Any) -> None:
            asked.append(given)
            super().__init__(*given)

    monkeypatch.setattr(taking, "PictureReader", Counted)
    assert main(words) == 0
    assert stamps(tmp_path / "out") == before and not asked
    # Of another video under the same name, at another rate, and where one of the two files is gone.
    noise(tmp_path / "in" / "x" / "1_720p.mp4", 2.5, loud=False)
    (tmp_path / "out" / "y" / "match_features.json").unlink()
    assert main(words) == 0
    after = stamps(tmp_path / "out")
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {
        f"{name}{end}" for name in ("x/1_mine", "y/match_features") for end in (".npy", ".json")
    }
    assert main([*words, "--rate", "3"]) == 0
    assert len(asked) == 2 + 3


def test_one_that_is_stopped_leaves_nothing_half_written(
    tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main([*words, "--rate", "1"]) == 0

    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(PictureReader, "finish", stopped)
        assert main(words) == 130
    # The first one was begun: what it was before is no longer said of it.
    assert sorted(stamps(tmp_path / "out" / "x")) == ["1_mine.npy", "2_mine.json", "2_mine.npy"]
    (tmp_path / "out" / "x" / ".1_mine-abcdefgh.npy").write_bytes(b"of one that was killed")
    assert main(words) == 0
    assert sorted(stamps(tmp_path / "out" / "x")) == [
        "1_mine.json",
        "1_mine.npy",
        "2_mine.json",
        "2_mine.npy",
    ]
    assert open_features(tmp_path / "out" / "x" / "1_mine.npy").rate == 2


def test_a_damaged_video_is_read_up_to_the_damage_and_one_that_is_none_stops_no_other(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    whole = noise(tmp_path / "whole.mkv", 6, loud=False)
    cut_off(whole, tmp_path / "in" / "x" / "cut.mkv", 0.6)
    (tmp_path / "in" / "x" / "none.mp4").write_bytes(b"nothing of the kind")
    assert main(words) == 1
    told = capsys.readouterr().err
    assert "none.mp4: cannot be read as a video" in told
    assert "none.mp4: has no features; 4 of 5 videos have" in told
    assert 4 <= len(np.load(tmp_path / "out" / "x" / "cut_features.npy")) < 12
    assert (tmp_path / "out" / "y" / "match_features.npy").exists()
    assert main(["features", str(tmp_path / "in" / "x" / "none.mp4"), *words[2:]]) == 1


def test_components_are_fitted_once_and_taken_again(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--pca", "3"]) == 0
    made = tmp_path / "out" / "x" / "1_mine_PCA3.npy"
    assert str(made) in capsys.readouterr().out.splitlines()
    kept = (tmp_path / "out" / "pca.npz").read_bytes()
    (tmp_path / "later").mkdir()
    noise(tmp_path / "later" / "1.mp4", 2, loud=False)
    assert main(["features", str(tmp_path / "later"), *words[2:], "--pca", "3"]) == 0
    assert (tmp_path / "out" / "pca.npz").read_bytes() == kept
    assert np.load(tmp_path / "out" / "1_mine_PCA3.npy").shape[1] == 3
    said = json.loads(made.with_suffix(".json").read_text())
    assert (said["columns"], said["pca"]) == (3, 464)
    assert open_features(made).rate == 2
    assert main([*words, "--pca", "2"]) == 1
    assert "pca.npz: has 3 components, not 2" in capsys.readouterr().err


def published(path: Path, seed: int) -> ShuffleNetV2:
    """Write weights of a detector by the names that published ones have, and return its backbone."""
    from safetensors.torch import save_file

    torch.manual_seed(seed)
    whole = NanoDet().eval()
    layers = [each for each in whole.modules() if isinstance(each, torch.nn.Conv2d)]
    named = {f"{at}.{name}": own for at, each in enumerate(layers) for name, own in each.state_dict().items()}
    save_file(named, path)
    return whole.backbone


def test_a_published_backbone_says_of_each_picture_what_it_always_says(
    tmp_path: Path, words: list[str]
) -> None:
    backbone = published(tmp_path / "a.safetensors", 1)
    words[words.index("--backbone") + 1] = "shufflenet_v2"
    words += ["--from", str(tmp_path / "a.safetensors"), "--size", "64", "96"]
    assert main(words) == 0
    rows = np.load(tmp_path / "out" / "x" / "1_shufflenet_v2.npy")
    pictures: list[Any] = []
    decode(open_videos([tmp_path / "in" / "x" / "1_720p.mp4"]), [Small(2.0, (64, 96), pictures.append)])
    with torch.no_grad():
        shown = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float()
        wanted = backbone(shown).mean((2, 3)).numpy()
    assert rows.shape == wanted.shape == (len(pictures), 464)
    assert rows == pytest.approx(wanted, abs=1e-3 * float(np.abs(wanted).max()))
    before = stamps(tmp_path / "out")
    assert main(words) == 0
    assert stamps(tmp_path / "out") == before


@pytest.mark.parametrize(
    ("backbone", "others", "told"),
    [
        ("shufflenet_v3", [], "unknown backbone 'shufflenet_v3'"),
        ("shufflenet_v2", [], "Give its published ones with --from"),
        ("shufflenet_v2", ["--from", "gone"], "gone: is no file"),
        ("gone.onnx", [], "gone.onnx: is no file"),
        ("{network}", ["--size", "32", "64"], "Leave --size out"),
        ("{network}", ["--rate", "7"], "sees 6.25 pictures a second, fewer than 7 rows"),
    ],
)
def test_what_does_not_go_together_is_told(
    tmp_path: Path, words: list[str], network: Path, backbone: str, others: list[str], told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    words[words.index("--backbone") + 1] = backbone.format(network=network)
    assert main([*words, *others]) == 1
    assert told in capsys.readouterr().err


def test_two_videos_of_one_half_are_not_mixed_up(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    noise(tmp_path / "in" / "x" / "1_224p.mp4", 1, loud=False)
    assert main(words) == 1
    assert "would have its features where those of" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_file_needs_no_torch_and_a_name_says_how_to_get_it(
    tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    assert main(words) == 0
    words[words.index("--backbone") + 1] = "shufflenet_v2"
    assert main(words) == 1
    assert "pip install 'goalmouth[train]'" in capsys.readouterr().err


def test_other_weights_make_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(looking, "export", lambda network, out: made.append(network.told["weights"]))
    for seed in (1, 1, 2):
        published(tmp_path / "a.safetensors", seed)
        looking.looking("shufflenet_v2", tmp_path / "a.safetensors", tmp_path / "out", (64, 96), 2.0)
    assert made[0] == made[1] != made[2]
