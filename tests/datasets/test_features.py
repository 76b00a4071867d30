"""Files of features: read as they are needed, of the field's kinds, and nothing that could run."""

import os
import pickle
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from goalmouth.datasets.features import open_features, save_features
from goalmouth.errors import InputError, OutputError

VALUES = np.random.default_rng(3).normal(size=(40, 8)).astype(np.float32)


def test_features_come_back_as_they_were_and_are_not_read_before(tmp_path: Path) -> None:
    path = tmp_path / "2_ResNET_TF2_PCA512.npy"
    save_features(path, VALUES)
    found = open_features(path)
    assert isinstance(found.values, np.memmap) and found.half == 2 and found.rate == 2
    assert found.duration == 20.0
    np.testing.assert_array_equal(found.values, VALUES)
    assert open_features(path, Fraction(25, 12)).rate == Fraction(25, 12)


@pytest.mark.parametrize("in_an_array", [True, False])
def test_a_pickled_dictionary_is_read(tmp_path: Path, in_an_array: bool) -> None:
    path, held = tmp_path / "1_baidu_soccer_embeddings.npy", {"features": VALUES[:, None], "fps": 1}
    if in_an_array:
        np.save(path, np.array(held, dtype=object), allow_pickle=True)
    else:
        path.write_bytes(pickle.dumps(held))
    found = open_features(path)
    assert found.rate == 1
    np.testing.assert_array_equal(found.values, VALUES)


class Program:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("ran",)


def test_a_file_that_would_run_something_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "1_baidu.npy"
    for content in ({"features": Program()}, Program()):
        path.write_bytes(pickle.dumps(content))
        with pytest.raises(InputError, match="which is no array"):
            open_features(path)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("values", "said"),
    [(VALUES[0], "the shape"), (VALUES.astype(np.int64), "int64"), (np.array(["a"]), "the shape")],
)
def test_what_is_no_table_of_numbers_is_named(tmp_path: Path, values: Any, said: str) -> None:
    np.save(tmp_path / "1_ResNET.npy", values)
    with pytest.raises(InputError, match=said):
        open_features(tmp_path / "1_ResNET.npy")


def test_damage_and_an_unknown_rate_are_named(tmp_path: Path) -> None:
    path = tmp_path / "1_mine.npy"
    save_features(path, VALUES)
    with pytest.raises(InputError, match="how many cells a second"):
        open_features(path)
    whole = path.read_bytes()
    for cut in (0, 5, 60, len(whole) - 100):
        path.write_bytes(whole[:cut])
        with pytest.raises(InputError):
            open_features(path, Fraction(2))
    with pytest.raises(InputError, match="Check the name"):
        open_features(tmp_path / "none.npy")
    with pytest.raises(OutputError, match="shape"):
        save_features(path, VALUES[0])
