"""Files under a final name are whole or absent: write beside, then rename."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EACCES, EPERM, EROFS
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goalmouth.errors import OutputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

FULL = "Free some space or give another place with -o"
FORBIDDEN = "Make it writable or give another place with -o"

HEADER = 128
"""Bytes of an ``.npy`` file's header, up to a number of rows of 20 digits."""


def remedy(error: OSError) -> str:
    """Return what can be done about a place that cannot be written to."""
    return FORBIDDEN if error.errno in (EACCES, EPERM, EROFS) else FULL


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Yield a name beside ``path`` to write to; it becomes ``path`` only when the block succeeds.

    The extension is kept, because muxers choose the container by it. ``OSError`` becomes
    ``OutputError``.
    """
    path = Path(path)
    beside: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        beside = Path(name)
        yield beside
        beside.chmod(0o644)
        beside.replace(path)
    except OSError as error:
        raise OutputError(path, f"cannot be written ({error.strerror or error})", remedy(error)) from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def sweep(path: Path) -> None:
    """Remove what a run that was killed had begun to write beside ``path`` (see ``replacing``)."""
    for beside in path.parent.glob(f".{path.stem}-????????{path.suffix}"):
        beside.unlink(missing_ok=True)


@contextmanager
def row_file(path: Path, kind: str = "<f4") -> Iterator["Callable[[NDArray[Any]], None]"]:
    """Yield what takes rows (columns,) one by one, which become an ``.npy`` file of (rows, columns).

    kind : of numbers, as numpy writes it.
    However many there are, they take no memory. ``OSError`` becomes ``OutputError``.
    """
    # Not above: commands that write no rows need not wait for it.
    from numpy.lib.format import write_array_header_1_0

    rows = columns = 0

    def add(row: "NDArray[Any]") -> None:
        nonlocal rows, columns
        file.write(row.astype(kind).tobytes())
        rows, columns = rows + 1, len(row)

    with replacing(path) as beside, beside.open("wb") as file:
        # How many there are is known at the end; numpy fills up its header to this length.
        file.write(bytes(HEADER))
        yield add
        file.seek(0)
        header = {"descr": kind, "fortran_order": False, "shape": (rows, columns)}
        write_array_header_1_0(file, header)


class RowFile:
    """Some columns of what ``row_file`` wrote, (rows, columns); only what is asked for is in memory."""

    def __init__(self, path: Path, columns: slice) -> None:
        self.path, self.columns = path, columns
        self.shape: tuple[int, ...] = self._held().shape

    def __getitem__(self, at: slice, /) -> "NDArray[Any]":
        # A map that stayed open would hold every page that was ever looked at.
        return self._held()[at].copy()

    def _held(self) -> "NDArray[Any]":
        import numpy as np

        held: NDArray[Any] = np.load(self.path, mmap_mode="r")[:, self.columns]
        return held


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """Yield a folder for the passing; one that a killed process left there goes as well.

    ``OSError`` becomes ``OutputError``.
    """
    prefix = f"goalmouth-{name}-"
    try:
        for old in Path(tempfile.gettempdir()).glob(f"{prefix}*-*"):
            if not _alive(old.name.removeprefix(prefix).partition("-")[0]):
                shutil.rmtree(old, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=f"{prefix}{os.getpid()}-") as folder:
            yield Path(folder)
    except OSError as error:
        problem = f"cannot be written ({error.strerror or error})"
        raise OutputError(tempfile.gettempdir(), problem, "Free some space or set TMPDIR") from error


def _alive(process: str) -> bool:
    """Say whether a process of that number runs; what cannot be told counts as alive."""
    if os.name != "posix" or not process.isdecimal():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def digest(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_text(path: str | Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with replacing(path) as beside:
        beside.write_text(text, encoding="utf-8")


def write_json(path: str | Path, value: Any) -> None:
    """Write JSON whole or not at all."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def make_folder(path: str | Path) -> Path:
    """Create a folder that can be written to, or raise ``OutputError``."""
    path = Path(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        problem = f"is not a folder one can write to ({error.strerror or error})"
        raise OutputError(path, problem, remedy(error)) from error
    return path
