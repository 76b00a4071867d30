"""Files read by two processes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from goalmouth.datasets.beside import Beside
from goalmouth.datasets.store import Store

SCRIPT = """
import json, os, sys, time
from pathlib import Path
from goalmouth.datasets.beside import Beside
from goalmouth.datasets.store import Store
from goalmouth.errors import InputError

def read(store, name):
    time.sleep(0.01)
    return os.getpid(), store.json(name)

store = Store(Path(sys.argv[1]))
try:
    with Beside(store, store.names, read) as files:
        time.sleep(0.3)
        found = files.all()
    print(json.dumps([[pid == os.getpid(), own] for pid, own in found]))
except InputError as error:
    print(error)
try:
    os.wait()
except ChildProcessError:
    print("nobody left")
"""


def told(folder: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder)], capture_output=True, text=True, check=True, timeout=60
    )
    assert not done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(60):
        (tmp_path / f"{number:02d}.json").write_text(json.dumps([number]))
    return tmp_path


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_both_processes_read_and_nothing_is_lost_or_twice(folder: Path) -> None:
    found, left = told(folder)
    rows = json.loads(found)
    assert [own for _, own in rows] == [[number] for number in range(60)]
    here = [own for own, _ in rows]
    assert 0 < sum(here) < 60
    assert here == sorted(here)
    assert left == "nobody left"


@pytest.mark.parametrize("number", [0, 30, 59])
def test_a_damaged_file_is_named_wherever_it_is(folder: Path, number: int) -> None:
    damaged = folder / f"{number:02d}.json"
    damaged.write_text("{")
    found, left = told(folder)
    assert str(damaged) in found
    assert left == "nobody left"


def test_one_process_reads_alone_where_it_could_not_be_copied(folder: Path) -> None:
    import numpy as np

    store = Store(folder)
    with Beside(store, store.names, lambda store, name: (os.getpid(), np.sum(store.json(name)))) as files:
        assert files.all() == [(os.getpid(), number) for number in range(60)]
