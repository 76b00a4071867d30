"""Features of videos: their names and means, and principal components that stay the same."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from goalmouth.errors import InputError
from goalmouth.files import write_json
from goalmouth.pipeline import principal as pca
from goalmouth.pipeline.features import Means, Taker, features, videos_in
from goalmouth.runtime import SHIPPED


def file(folder: Path, name: str, rows: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / name, rows.astype(np.float32))
    write_json((folder / name).with_suffix(".json"), {"key": name, "columns": rows.shape[1], "rate": 2.0})
    return folder / name


def rows(seed: int, count: int = 300) -> Any:
    rng = np.random.default_rng(seed)
    # Two directions in which they vary much, off the origin.
    turned = np.linalg.qr(np.random.default_rng(0).normal(size=(6, 6)))[0]
    return 5 + rng.normal(size=(count, 6)) * [9, 4, 0.1, 0.1, 0.1, 0.1] @ turned.T


def test_components_are_those_of_all_rows_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pca, "BLOCK", 70)
    files = [file(tmp_path / name, "1_a.npy", rows(seed)) for seed, name in enumerate("ab")]
    made = pca.principal(files, tmp_path / "pca.npz", 2, "w")
    assert [path.name for path in made] == ["1_a_PCA2.npy"] * 2
    every = np.concatenate([np.load(path) for path in files]).astype(np.float64)
    found = np.concatenate([np.load(path) for path in made])
    wanted = np.linalg.svd(every - every.mean(0), full_matrices=False)
    assert found.dtype == np.float32
    assert np.abs(found) == pytest.approx(np.abs(wanted[0] * wanted[1])[:, :2], abs=1e-3)


def test_what_comes_later_is_projected_as_what_came_first(tmp_path: Path) -> None:
    first = file(tmp_path / "a", "1_a.npy", rows(0))
    later = file(tmp_path / "b", "1_a.npy", 100 * rows(1) + 1)
    pca.principal([first], tmp_path / "pca.npz", 2, "w")
    before = (tmp_path / "pca.npz").read_bytes()
    (made,) = pca.principal([later], tmp_path / "pca.npz", 2, "w")
    assert (tmp_path / "pca.npz").read_bytes() == before
    axes = pca.load(tmp_path / "pca.npz")
    assert np.load(made) == pytest.approx(axes.of(np.load(later)), rel=1e-5)
    # Once more, it is done already; by other axes, it is done anew.
    stamp = made.stat().st_mtime_ns
    assert pca.principal([later], tmp_path / "pca.npz", 2, "w") == [made]
    assert made.stat().st_mtime_ns == stamp
    (tmp_path / "pca.npz").unlink()
    pca.principal([later], tmp_path / "pca.npz", 2, "w")
    assert made.stat().st_mtime_ns != stamp


def test_components_of_something_else_are_refused(tmp_path: Path) -> None:
    one = file(tmp_path, "1_a.npy", rows(0))
    with pytest.raises(InputError, match=r"1_a\.npy: gives 300 rows of 6, too few for 7"):
        pca.principal([one], tmp_path / "pca.npz", 7, "w")
    assert not (tmp_path / "pca.npz").exists()
    pca.principal([one], tmp_path / "pca.npz", 2, "w")
    with pytest.raises(InputError, match=r"pca\.npz: was fitted over features of another network"):
        pca.principal([one], tmp_path / "pca.npz", 2, "other")
    with pytest.raises(InputError, match=r"pca\.npz: has 2 components, not 3"):
        pca.principal([one], tmp_path / "pca.npz", 3, "w")
    (tmp_path / "pca.npz").write_bytes(b"nothing")
    with pytest.raises(InputError, match=r"pca\.npz: holds no principal components"):
        pca.principal([one], tmp_path / "pca.npz", 2, "w")


@pytest.mark.parametrize(
    ("share", "wanted"), [(1, [0, 1, 2, 3, 4]), (1 / 3, [0.5, 3.0]), (0.4, [0.5, 2.5, 4])]
)
def test_each_row_is_the_mean_of_those_nearest_to_it(share: float, wanted: list[float]) -> None:
    found: list[Any] = []
    means = Means(found.append, share)
    for number in range(5):
        means.add(np.array([number, 2 * number]))
    means.finish()
    assert np.array(found)[:, 0] == pytest.approx(wanted)
    assert np.array(found)[:, 1] == pytest.approx(2 * np.array(wanted))


def test_videos_of_folders_are_found_where_they_lie(tmp_path: Path) -> None:
    for name in ("x/1_720p.mkv", "x/2_720p.MKV", "y/z/match.mp4", "y/notes.txt", "y/1_a.npy"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = {str(folder / video.name) for video, folder in videos_in([tmp_path])}
    assert found == {"x/1_720p.mkv", "x/2_720p.MKV", "y/z/match.mp4"}
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="empty: has no video in it"):
        videos_in([tmp_path / "empty"])


def test_a_network_that_sees_no_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none.onnx").write_bytes(b"nothing")
    for network in (tmp_path / "none.onnx", SHIPPED / "actions.onnx"):
        with pytest.raises(InputError, match=f"{network.name}: is no network that sees pictures"):
            features([tmp_path / "a.mp4"], Taker(network), tmp_path / "out")
