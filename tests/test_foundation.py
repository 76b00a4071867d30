"""Whole-or-absent files, lazy tables, the map of match time."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalmouth.errors import OutputError, UnknownName
from goalmouth.files import RowFile, make_folder, replacing, row_file, write_json
from goalmouth.registry import Registry
from goalmouth.types import MatchClock


def test_a_file_that_fails_leaves_the_old_one_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_json(path, [1])
    with pytest.raises(RuntimeError), replacing(path) as beside:
        beside.write_text("half")
        raise RuntimeError
    assert path.read_text() == "[\n 1\n]\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file/out"):
        make_folder(tmp_path / "file" / "out")
    with pytest.raises(OutputError, match=r"a\.json"):
        write_json(tmp_path / "absent" / "a.json", 1)


def test_a_table_imports_nothing_until_asked_and_lists_its_names() -> None:
    table = Registry("thing", {"path": "pathlib:Path", "ghost": "no.such.module:Thing"})
    assert table.load("path") is Path
    assert table.names() == ["path", "ghost"]
    with pytest.raises(UnknownName, match="ghost, path"):
        table.load("pth")


def test_the_clock_runs_on_as_it_did_since_the_video_was_last_cut():
    # Forty seconds of the first minute, then ten of added time.
    times = np.arange(0.0, 50.5, 0.5)
    clocks = np.floor(np.where(times < 45, times, times + 2694))
    clock = MatchClock(times, clocks, np.ones(len(times), np.int64))
    assert clock.minute(52.0) == 46
    assert clock.minute(60.0) == 46
    # Of a clock that runs eighteen times as fast, a leap is no cut.
    fast = MatchClock(times, 18.0 * times, np.ones(len(times), np.int64))
    assert fast.at(60.0) == (1, pytest.approx(1080, abs=20))


def test_match_time_is_interpolated_within_a_half_and_unknown_far_from_readings() -> None:
    clock = MatchClock(
        np.array([10.0, 20.0, 100.0, 110.0]), np.array([0.0, 10.0, 2700.0, 2710.0]), np.array([1, 1, 2, 2])
    )
    assert clock.at(15.0) == (1, 5.0)
    assert clock.at(25.0) == (1, 15.0)
    assert clock.at(105.0) == (2, 2705.0)
    assert clock.at(300.0) is None


def test_the_networks_leave_no_file_and_send_no_word(tmp_path: Path) -> None:
    load = "from goalmouth.scene.sound.network import load_network; load_network()"
    read = "from goalmouth.scene.text import shared_reader; shared_reader()"
    places = {name: str(tmp_path) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    places |= {"PYTHONPATH": os.pathsep.join(sys.path)}
    own = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    for code in (f"{load}; {read}", f"{read}; {load}"):
        subprocess.run([sys.executable, "-c", code], env=own | places, check=True)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("rows", [0, 1, 70_000])
def test_rows_that_come_one_by_one_are_one_array(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "rows.npy"
    with row_file(path) as add:
        for number in range(rows):
            add(np.array([number, -1], np.float32))
    found = np.load(path)
    assert found.shape == ((rows, 2) if rows else (0, 0))
    assert not rows or found[-1].tolist() == [rows - 1, -1]
    with pytest.raises(ZeroDivisionError), row_file(tmp_path / "half.npy") as add:
        add(np.zeros(3, np.float32))
        raise ZeroDivisionError
    assert [file.name for file in tmp_path.iterdir()] == ["rows.npy"]


@given(at=st.slices(50))
def test_a_file_of_rows_says_what_an_array_would(at: slice, tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = np.arange(50 * 3, dtype=np.float32).reshape(50, 3)
    path = tmp_path_factory.getbasetemp() / "rows.npy"
    with row_file(path) as add:
        for row in rows:
            add(row)
    for columns in (slice(1), slice(1, None)):
        held = RowFile(path, columns)
        assert held.shape == rows[:, columns].shape
        assert np.array_equal(held[at], rows[at, columns])
