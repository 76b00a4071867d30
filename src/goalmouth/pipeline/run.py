"""The run folder: what each stage left behind, what it cost, and whether it still holds."""

import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goalmouth import __version__
from goalmouth.errors import InputError, OutputError
from goalmouth.files import make_folder, sweep, write_json
from goalmouth.protocols import Hook
from goalmouth.types import Video

RESULTS: Mapping[str, tuple[str, ...]] = {
    "watch": (
        "shots.json",
        "scoreboard.json",
        "banners.json",
        "sound.json",
        "ball.npy",
        "pictures.npy",
        "stills.zip",
        "transcript.json",
    ),
    "spot": ("results_spotting.json", "halves.json", "replays.json"),
    "lines": ("clips.json", "facts.json", "lines.json"),
    "voice": ("voice.wav",),
    "film": ("highlights.vtt", "highlights.mp4"),
    "page": ("index.html", "report.md"),
}
"""The stages in their order, and what each may leave."""

FOLDERS: Mapping[str, str] = {"page": "stills"}
"""The folder of a stage that leaves pictures by number, ``01.jpg`` and so on."""

WATTS = 10.0
"""What a busy core is taken to draw, for the energy estimate in ``run.json``."""


def cpu_seconds() -> float:
    """Return the processor time of this process and of the engines it ran to their end."""
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system


def fingerprint(*parts: object) -> str:
    """Return a short name for a stage's inputs: equal inputs, equal name."""
    return hashlib.sha256(repr((__version__, *parts)).encode()).hexdigest()[:16]


def identity(videos: Sequence[Video]) -> list[tuple[str, int, int]]:
    """Return what tells one set of files from another, without reading them."""
    stats = [(video.path.resolve(), video.path.stat()) for video in videos]
    return [(str(path), stat.st_size, stat.st_mtime_ns) for path, stat in stats]


@dataclass(slots=True)
class Cost:
    """What a stage took; the stage itself fills in ``frames``, ``files`` beyond its usual ones, ``notes``."""

    frames: int = 0
    files: list[str] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)


class Run:
    """A folder of results. A stage whose inputs are as they were, and whose files stand, is not redone.

    When a stage is redone, what it and the stages after it had left is removed first: everything in
    the folder belongs to one set of inputs and options.
    """

    def __init__(self, out: Path, progress: Hook | None = None) -> None:
        self.out = make_folder(out)
        self.progress = progress
        self.stages: dict[str, dict[str, Any]] = {}
        self._ours = self.file("run.json").exists()
        self._sweep()
        try:
            known = json.loads(self.file("run.json").read_text(encoding="utf-8"))
            self.stages = {name: known[name] for name in RESULTS if isinstance(known.get(name), dict)}
        except (OSError, ValueError, AttributeError):
            # No earlier run, or one that cannot be told apart: everything is done anew.
            self.stages = {}

    def file(self, name: str) -> Path:
        """Return the path of a result."""
        return self.out / name

    def read(self, name: str) -> Any:
        """Return what a JSON result holds; raise ``InputError`` where it was damaged since."""
        try:
            return json.loads(self.file(name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            problem = f"is not as Goalmouth wrote it ({error})"
            raise InputError(self.file(name), problem, "Delete it and run again") from error

    def holds(self, stage: str, key: str) -> bool:
        """Say whether a stage was done on these inputs and its files are still there."""
        known = self.stages.get(stage, {})
        return known.get("key") == key and all(self.file(name).exists() for name in known.get("files", ()))

    @contextmanager
    def stage(self, name: str, key: str) -> Iterator[Cost]:
        """Measure a stage; ``run.json`` speaks of it only once it has succeeded."""
        self._drop_from(name)
        cost, wall, cpu = Cost(), time.monotonic(), cpu_seconds()
        yield cost
        spent = cpu_seconds() - cpu
        self.stages[name] = {
            "seconds": round(time.monotonic() - wall, 3),
            "cpu_seconds": round(spent, 3),
            "frames": cost.frames,
            "energy_wh": round(spent * WATTS / 3600, 4),
            "files": [*(file for file in RESULTS[name] if self.file(file).exists()), *cost.files],
            "key": key,
            **cost.notes,
        }
        write_json(self.file("run.json"), self.stages)

    def _sweep(self) -> None:
        """Remove what a killed run had begun to write: the stages that stand will not write it again."""
        for name in ("run.json", *(name for names in RESULTS.values() for name in names)):
            try:
                sweep(self.file(name))
            except OSError as error:
                raise _in_the_way(self.file(name), error) from error
        for name in (name for stage in FOLDERS for name in self._pictures(stage, begun=".")):
            self.file(name).unlink(missing_ok=True)

    def _drop_from(self, stage: str) -> None:
        """Forget a stage and those after it; first in ``run.json``, lest it vouch for what is gone."""
        names = list(RESULTS)
        late = names[names.index(stage) :]
        left = [file for name in late for file in (*RESULTS[name], *self._pictures(name))]
        for name in late:
            self.stages.pop(name, None)
        write_json(self.file("run.json"), self.stages)
        for file in dict.fromkeys(left):
            path = self.file(file)
            try:
                if path.is_file() and not self._ours:
                    # No run of ours left it: it is replaced when its turn comes, never just removed.
                    continue
                path.unlink(missing_ok=True)
            except OSError as error:
                raise _in_the_way(path, error) from error
        for folder in (self.file(FOLDERS[name]) for name in late if name in FOLDERS):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    def _pictures(self, stage: str, begun: str = "") -> list[str]:
        """Return the numbered pictures that a stage left; with ``begun``, those it had begun to write."""
        folder = self.file(FOLDERS.get(stage, "."))
        found = sorted(folder.glob(f"{begun}[0-9]*.jpg")) if stage in FOLDERS else []
        return [str(path.relative_to(self.out)) for path in found]


def _in_the_way(path: Path, error: OSError) -> OutputError:
    problem = f"is in the way and cannot be removed ({error.strerror or error})"
    return OutputError(path, problem, "Remove it or give another folder with -o")
