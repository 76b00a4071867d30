"""What the benchmarks share: bars and their report, matching in time, Goalmouth as a fresh process."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from goalmouth.errors import EngineError, InputError
from goalmouth.files import make_folder

T = TypeVar("T")
Row = dict[str, Any]

SAME = 3
"""Wrong cases of one kind that are told one by one."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure and what it must be: at least ``least``, at most ``most``. ``None``: not measured, missed."""

    name: str
    value: float | None
    least: float | None = None
    most: float | None = None

    @property
    def met(self) -> bool:
        """Whether the figure is within its bounds."""
        return (
            self.value is not None
            and (self.least is None or self.value >= self.least)
            and (self.most is None or self.value <= self.most)
        )

    @property
    def bounds(self) -> str:
        """The bounds in words."""
        if self.least is not None and self.most is not None:
            return f"{self.least:g} to {self.most:g}"
        return f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"


@dataclass
class Report:
    """What a benchmark found. rows : one a case, all with the same keys; wrong : failing cases in words.

    notes : what a person is to judge.
    """

    benchmark: str
    rows: list[Row] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def met(self) -> bool:
        """Whether there are bars and every one is met."""
        return bool(self.bars) and all(bar.met for bar in self.bars)

    def show(self, as_json: bool) -> int:
        """Print everything and return the exit code: 1 when a bar is missed."""
        if as_json:
            bars = [
                {"name": b.name, "value": b.value, "least": b.least, "most": b.most, "met": b.met}
                for b in self.bars
            ]
            value = {"benchmark": self.benchmark, "met": self.met, "bars": bars}
            value |= {"rows": self.rows, "wrong": self.wrong, "notes": self.notes}
            print(json.dumps(value, ensure_ascii=False))
        else:
            for line in (*table(self.rows), *self.notes, *(f"wrong: {one}" for one in self.wrong)):
                print(line)
            for bar in self.bars:
                verdict = "ok    " if bar.met else "MISSED"
                print(f"{verdict} {bar.name}: {shown(bar.value)} ({bar.bounds})")
        return 0 if self.met else 1


def shown(value: Any) -> str:
    """Return a figure as it stands in a table."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return "-" if value is None else str(value)


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of a table, a column a key."""
    if not rows:
        return
    cells = [list(rows[0]), *([shown(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def share(part: float, whole: float) -> float | None:
    """Return a part of a whole; ``None`` where there is no whole."""
    return part / whole if whole else None


def same_name(one: str, other: str) -> bool:
    """Say whether two printed names are the same but for case and blanks."""
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()


def few(cases: Iterable[tuple[str, str]]) -> list[str]:
    """Return wrong cases ``(kind, words)`` in words: the first of each kind, and how many more."""
    told: list[str] = []
    for kind, group in groupby(sorted(cases, key=lambda case: case[0]), key=lambda case: case[0]):
        words = [case[1] for case in group]
        told += [f"{kind}: {one}" for one in words[:SAME]]
        told += [f"{kind}: and {len(words) - SAME} more"] if len(words) > SAME else []
    return told


def load(path: Path) -> Any:
    """Read a JSON file, or raise ``InputError``."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(path, f"cannot be read ({error})", "Check the folder's name") from error


def name_of(out: Path) -> str:
    """Return what to call a film that was made into ``out``: ``run`` in a match's folder is that match's."""
    return out.resolve().parent.name if out.name == "run" else out.name


def language_of(out: Path) -> str:
    """Return the language of a film, as its subtitles state it."""
    found = (out / "highlights.vtt").read_text("utf-8") if (out / "highlights.vtt").exists() else ""
    stated = re.search(r"^Language: (\w+)", found, re.M)
    return stated[1] if stated else "en"


def selected_goals(run: Path) -> list[float]:
    """Return the times of the goals that a run selected."""
    rows = load(run / "results_spotting.json")["predictions"]
    return [row["time"] for row in rows if row["label"] == "Goal" and row["selected"]]


def goalmouth(*arguments: str | Path | float) -> Any:
    """Run a command of Goalmouth in a fresh process and return its ``--json``."""
    command = [sys.executable, "-m", "goalmouth.cli", *map(str, arguments), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no word"]
        raise EngineError(f"{' '.join(command[2:])} failed: {last[0]}")
    return json.loads(done.stdout)


def watch(verb: str, video: Path, out: Path) -> None:
    """Run ``spot`` or ``highlights`` anew: what another version of the code left in ``out`` goes first."""
    say(f"{verb} {video}")
    shutil.rmtree(out, ignore_errors=True)
    goalmouth(verb, video, "-o", out)


def seeds_of(text: str) -> list[int]:
    """Return the seeds of ``7``, ``101-110`` or ``7,101-110``."""
    spans = [part.partition("-") for part in text.split(",")]
    return [n for low, _, high in spans for n in range(int(low), int(high or low) + 1)]


def say(text: str) -> None:
    """Tell the person who waits how far it is."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def workplace(out: Path | None) -> Iterator[Path]:
    """Yield the folder given, or one that is thrown away afterwards."""
    if out is not None:
        yield make_folder(out)
        return
    with tempfile.TemporaryDirectory(prefix="goalmouth-") as name:
        yield Path(name)


def by_turns(work: Callable[[T], Row], cases: Sequence[T], jobs: int) -> list[Row]:
    """Return each case's row, in order, so many cases at a time."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max(1, jobs)) as pool:
        return list(pool.map(work, cases))
