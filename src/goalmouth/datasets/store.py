"""A dataset as it lies there: a folder, a file, or a zip that need not be unpacked; and where one goes."""

import gzip
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from lzma import LZMAError
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goalmouth.errors import InputError, OutputError
from goalmouth.files import make_folder, replacing

if TYPE_CHECKING:
    from goalmouth.datasets.records import Row

REMEDY = "Download it again, or give the unpacked folder"
MEND = "Mend or remove it"
FILES = (".json", ".gz", ".csv", ".txt", ".npy")
"""How a single file's name ends."""

SCORES = ".score.json.gz"
"""How the names of files end that hold a score for each picture: they are large, and have no events."""

DAMAGED = (zipfile.BadZipFile, gzip.BadGzipFile, LZMAError, zlib.error, EOFError, NotImplementedError)


class Store:
    """Reads files by their names inside a folder or a zip; names have forward slashes."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._zip: zipfile.ZipFile | None = None
        self._alone = self.path.suffix.lower() in FILES and self.path.is_file()
        if self._alone or self.path.is_dir():
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
        if self._alone:
            return (self.path.name,)
        found = (path.relative_to(self.path) for path in self.path.rglob("*") if path.is_file())
        return tuple(sorted(path.as_posix() for path in found))

    @property
    def json_names(self) -> list[str]:
        """The JSON files that may hold events."""
        return [n for n in self.names if n.endswith((".json", ".json.gz")) and not n.endswith(SCORES)]

    def folders(self, file: str) -> list[str]:
        """Return the folders that hold a file of that name, sorted; ``""`` is the top."""
        return [name[: -len(file)].rstrip("/") for name in self.names if f"/{name}".endswith(f"/{file}")]

    def has(self, name: str) -> bool:
        """Say whether there is such a file."""
        return name in self._zip.NameToInfo if self._zip is not None else self.where(name).is_file()

    def where(self, name: str) -> Path:
        """Return a path for messages."""
        return self.path if self._alone else self.path / name

    def read(self, name: str) -> bytes:
        """Return a file's content; raise ``InputError`` where it is absent or damaged."""
        try:
            if self._alone and name != self.path.name:
                raise KeyError(name)
            content = self._zip.read(name) if self._zip is not None else self.where(name).read_bytes()
            return gzip.decompress(content) if name.endswith(".gz") else content
        except DAMAGED as error:
            raise InputError(self.where(name), f"cannot be unpacked ({error})", REMEDY) from error
        except (OSError, KeyError) as error:
            raise InputError(self.where(name), "is not there, or cannot be read", "Check the name") from error

    def text(self, name: str) -> str:
        """Return a text file's content; raise ``InputError`` where there is none."""
        try:
            return self.read(name).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(
                self.where(name), f"is not text in UTF-8 ({error})", "Save it as UTF-8"
            ) from error

    def documents(self, wanted: Callable[[Any], bool]) -> list[tuple[str, Any]]:
        """Return the JSON files, by name, of such content; where there is none, the first file.

        Raises ``InputError`` for one that is no JSON.
        """
        found = ((name, self.json(name)) for name in self.json_names)
        return [each for each in found if wanted(each[1])] or [(n, self.json(n)) for n in self.names[:1]]

    def json(self, name: str) -> Any:
        """Return a JSON file's content; raise ``InputError`` where there is none."""
        try:
            return json.loads(self.read(name))
        except ValueError as error:
            raise InputError(self.where(name), f"is not JSON ({error})", REMEDY) from error


class Sink:
    """Takes files by their names, for a folder, a zip, or as the one file that is asked for."""

    def __init__(self, path: Path, archive: zipfile.ZipFile | None = None) -> None:
        self.path = Path(path)
        self.names: list[str] = []
        self._zip = archive
        self._alone = archive is None and self.path.suffix.lower() in FILES

    @classmethod
    @contextmanager
    def to(cls, path: Path) -> Iterator["Sink"]:
        """Yield a sink. A zip is there as a whole or not at all, and so is each file of a folder."""
        with ExitStack() as stack:
            archive = None
            if path.suffix.lower() == ".zip":
                beside = stack.enter_context(replacing(path))
                archive = stack.enter_context(zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED))
            yield cls(path, archive)

    def write(self, name: str, content: bytes) -> None:
        """Take a file. Raises ``OutputError``."""
        name = name.lstrip("/")
        if ".." in name.split("/"):
            raise OutputError(self.path / name, "lies outside of what is written", "Rename the game")
        if self._alone and self.names:
            problem = f"is one file, and there is more than one to write ({self.names[0]}, {name})"
            raise OutputError(self.path, problem, "Give a folder or a zip")
        self.names.append(name)
        if self._zip is not None:
            self._zip.writestr(name, content)
            return
        path = self.path if self._alone else self.path / name
        make_folder(path.parent)
        with replacing(path) as beside:
            beside.write_bytes(content)

    def json(self, name: str, value: Any) -> None:
        """Take a JSON file."""
        content = (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
        self.write(name, gzip.compress(content, mtime=0) if name.endswith(".gz") else content)


@dataclass(frozen=True)
class Options:
    """What a target may need to be told. rate : pictures a second, where the source does not say."""

    rate: Fraction | None = None


def inside(folder: str, file: str) -> str:
    """Return the name of a file in a folder of a store, ``""`` for the store itself."""
    return f"{folder}/{file}".lstrip("/")


def paths(folders: Iterable[str], file: str) -> list[str]:
    """Return the names of one kind of file in some folders."""
    return [inside(folder, file) for folder in folders]


def rows_of(
    where: Path, content: Any, key: str, parse: "Callable[[dict[str, Any]], Row]"
) -> "tuple[Row, ...]":
    """Return the entries of a list in a JSON file; raise ``InputError`` that names a broken one."""
    rows = content.get(key) if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise InputError(where, f"has no list {key!r}", "Give a file as the format has it")
    found = []
    for place, raw in enumerate(rows):
        try:
            found.append(parse(raw))
        except KeyError as error:
            raise InputError(where, f"entry {place} of {key!r} has no {error}", MEND) from error
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise InputError(where, f"entry {place} of {key!r} cannot be read ({error})", MEND) from error
    return tuple(found)
