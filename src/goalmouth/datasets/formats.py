"""Every file of the field by name, how one is told from another, and from one to the other."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from goalmouth.datasets.records import Dataset, Lost
from goalmouth.datasets.store import Options, Sink, Store
from goalmouth.errors import InputError
from goalmouth.registry import Registry


class Format(Protocol):
    """One kind of file."""

    def finds(self, store: Store) -> list[str]:
        """Return the files that are of this kind by their names."""

    def read(self, store: Store) -> Any:
        """Read them; where none is found, the first file. Raises ``InputError``.

        Returns a ``Dataset`` of events, or ``Footages`` for a row of ``BOXES``.
        """

    def write(self, dataset: Any, sink: Sink, lost: Lost, options: Options) -> None:
        """Write files, and count what they cannot hold."""


FORMATS = Registry(
    "format",
    {
        "labels-v2": "goalmouth.datasets.games:LABELS_V2",
        "labels-ball": "goalmouth.datasets.games:LABELS_BALL",
        "cameras": "goalmouth.datasets.games:CAMERAS",
        "captions": "goalmouth.datasets.games:CAPTIONS",
        "predictions": "goalmouth.datasets.games:PREDICTIONS",
        "grounding": "goalmouth.datasets.games:GROUNDING",
        "echoes": "goalmouth.datasets.games:ECHOES",
        "csv": "goalmouth.datasets.spreadsheet:CSV",
        "osl-v1": "goalmouth.datasets.osl:OSL_V1",
        "osl-v2": "goalmouth.datasets.osl:OSL_V2",
        "e2e-spot": "goalmouth.datasets.e2e_spot:E2E_SPOT",
        "yolo": "goalmouth.datasets.yolo:YOLO",
        "mot": "goalmouth.datasets.mot:MOT",
        "gsr": "goalmouth.datasets.gsr:GSR",
    },
)
BOXES = ("yolo", "mot", "gsr")
"""Those that hold boxes around what is seen; all others hold events."""


@dataclass(frozen=True)
class Conversion:
    """What was done. lost : a line for each thing that the target could not hold, or had to be told."""

    source: str
    games: int
    rows: int
    files: tuple[str, ...]
    lost: tuple[str, ...]


def format_of(store: Store) -> str:
    """Return the one format that a store's files are of; raise ``InputError`` where that is in doubt."""
    found = [name for name in FORMATS.names() if FORMATS.load(name).finds(store)]
    if not found:
        contents = (store.json(name) for name in store.json_names)
        found = list(dict.fromkeys(kind for each in contents if (kind := _told_by(each))))
    if len(found) != 1:
        problem = f"holds {' and '.join(found)}" if found else "holds no events in a format that is known"
        raise InputError(store.path, problem, f"Choose with --from: {', '.join(FORMATS.names())}")
    return found[0]


def _told_by(content: Any) -> str:
    """Return the format of a JSON file of any name, or ``""``."""
    if isinstance(content, list):
        return "e2e-spot" if FORMATS.load("e2e-spot").is_one(content) else ""
    if not isinstance(content, dict):
        return ""
    rows = content.get("annotations", content.get("predictions"))
    listed = rows[:50] if isinstance(rows, list) else []
    said = {key for row in listed if isinstance(row, dict) for key in row}
    if "bbox_image" in said:
        return "gsr"
    keys = {
        "videos": "osl-v1",
        "data": "osl-v2",
        "predictions": "predictions",
        "Replays": "grounding",
        "segments": "echoes",
        "annotations": "labels-v2",
    }
    found = next((name for key, name in keys.items() if key in content), "")
    if found != "labels-v2" or not isinstance(content["annotations"], list):
        return found
    if "change_type" in said:
        return "cameras"
    return "captions" if "label" not in said or "description" in said else found


def read(source: Path, given: str | None = None) -> tuple[str, Dataset]:
    """Return the format of files of events, and what they hold; see ``convert``."""
    name, held = _read(source, given)
    if name in BOXES:
        raise InputError(source, f"holds boxes ({name}), no events", "Give labels or predictions of events")
    return name, held


def _read(source: Path, given: str | None) -> tuple[str, Any]:
    store = Store(source)
    name = given or format_of(store)
    reader: Format = FORMATS.load(name)
    if not store.names:
        raise InputError(source, "is empty", "Give the folder or zip that has the files in it")
    return name, reader.read(store)


def convert(
    source: Path, target: Path, to: str, given: str | None = None, rate: Fraction | None = None
) -> Conversion:
    """Read files of one format and write another.

    source, target : a folder, a zip or a file; given : the source's format, else it is found out; rate :
    pictures a second, for formats that count pictures, where the source does not say.
    Raises ``InputError``, ``OutputError`` and ``UnknownName``.
    """
    writer: Format = FORMATS.load(to)
    name, dataset = _read(source, given)
    if (name in BOXES) != (to in BOXES):
        kinds = ("events", "boxes") if name not in BOXES else ("boxes", "events")
        problem = f"holds {kinds[0]} ({name}), and {to} holds {kinds[1]}"
        others = (each for each in FORMATS.names() if (each in BOXES) == (name in BOXES))
        raise InputError(source, problem, f"Choose with --to: {', '.join(others)}")
    lost = Lost()
    for line in dataset.assumed:
        lost.assume(line)
    with Sink.to(target) as sink:
        writer.write(dataset, sink, lost, Options(rate))
    rows = sum(len(game.boxes if to in BOXES else game.rows) for game in dataset.games)
    return Conversion(name, len(dataset.games), rows, tuple(sink.names), tuple(lost.told()))
