"""Files under a final name are whole or absent: write beside, then rename."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from goalmouth.errors import OutputError

FULL = "Free some space or give another place with -o"


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
        raise OutputError(path, f"cannot be written ({error.strerror or error})", FULL) from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def sweep(path: Path) -> None:
    """Remove what a run that was killed had begun to write beside ``path`` (see ``replacing``)."""
    for beside in path.parent.glob(f".{path.stem}-????????{path.suffix}"):
        beside.unlink(missing_ok=True)


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
        raise OutputError(path, problem, FULL) from error
    return path
