"""A dataset as it lies there: a folder, or a zip that need not be unpacked."""

import json
import zipfile
import zlib
from functools import cached_property
from lzma import LZMAError
from pathlib import Path
from typing import Any

from goalmouth.errors import InputError

REMEDY = "Download it again, or give the unpacked folder"


class Store:
    """Reads files by their names inside a folder or a zip; names have forward slashes."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._zip: zipfile.ZipFile | None = None
        if self.path.is_dir():
            return
        try:
            self._zip = zipfile.ZipFile(self.path)
        except OSError as error:
            raise InputError(path, f"cannot be read ({error.strerror or error})", "Check the name") from error
        except zipfile.BadZipFile as error:
            raise InputError(path, f"is neither a folder nor a zip ({error})", REMEDY) from error

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All files, sorted."""
        if self._zip is not None:
            return tuple(sorted(name for name in self._zip.namelist() if not name.endswith("/")))
        found = (path.relative_to(self.path) for path in self.path.rglob("*") if path.is_file())
        return tuple(sorted(path.as_posix() for path in found))

    def folders(self, file: str) -> list[str]:
        """Return the folders that hold a file of that name, sorted; ``""`` is the top."""
        return [name[: -len(file)].rstrip("/") for name in self.names if f"/{name}".endswith(f"/{file}")]

    def where(self, name: str) -> Path:
        """Return a path for messages."""
        return self.path / name

    def read(self, name: str) -> bytes:
        """Return a file's content; raise ``InputError`` where it is absent or damaged."""
        try:
            return self._zip.read(name) if self._zip is not None else (self.path / name).read_bytes()
        except (OSError, KeyError) as error:
            raise InputError(self.where(name), "is not there, or cannot be read", "Check the name") from error
        except (zipfile.BadZipFile, LZMAError, zlib.error, EOFError, NotImplementedError) as error:
            raise InputError(self.where(name), f"cannot be unpacked ({error})", REMEDY) from error

    def json(self, name: str) -> Any:
        """Return a JSON file's content; raise ``InputError`` where there is none."""
        try:
            return json.loads(self.read(name))
        except ValueError as error:
            raise InputError(self.where(name), f"is not JSON ({error})", REMEDY) from error
