"""Features that others have taken of videos: ``.npy`` files, read as they are needed.

SoccerNet's have a file a half, ``1_ResNET_TF2_PCA512.npy``: (time, channels) at 2 a second; those of Baidu
(Zhou et al. 2021) are at 1 a second, and newer ones a pickled dictionary with ``features``. Our own have a
JSON file beside them, which says what they are.
"""

import json
import pickle
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from goalmouth.datasets.records import rate_of
from goalmouth.errors import InputError, OutputError
from goalmouth.files import replacing

HALF = re.compile(r"^(\d)_")
RATES: Mapping[str, Fraction] = {"baidu": Fraction(1), "resnet": Fraction(2)}
"""What stands in a file's name, in small letters, and how many cells a second such files have."""

SAFE = {
    (module, name)
    for module in ("numpy", "numpy.core.multiarray", "numpy._core.multiarray")
    for name in ("ndarray", "dtype", "_reconstruct", "scalar")
}
"""What a pickled file may be made of: anything else could be a program."""

BROKEN = (
    pickle.UnpicklingError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    MemoryError,
    ImportError,
)
"""What loading a damaged pickle may end in."""

REMEDY = "Give an array of time by channels, as numpy.save writes it"


@dataclass(frozen=True)
class Features:
    """One half's. values : (time, channels), not read before it is used; rate : cells a second."""

    values: NDArray[Any]
    rate: Fraction
    half: int = 1

    @property
    def duration(self) -> float:
        """Seconds."""
        return float(len(self.values) / self.rate)


def open_features(path: Path, rate: Fraction | None = None) -> Features:
    """Open a file of features; those of a pickled dictionary are read at once.

    rate : cells a second, where neither the file beside it nor its name tells. Raises ``InputError``.
    """
    path = Path(path)
    try:
        values = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise InputError(path, f"cannot be read ({error.strerror or error})", "Check the name") from error
    except (ValueError, EOFError) as error:
        values = _pickled(path, error)
    if not isinstance(values, np.ndarray):
        raise InputError(path, "holds several arrays", REMEDY)
    if values.ndim == 3 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim != 2 or not np.issubdtype(values.dtype, np.floating):
        raise InputError(path, f"holds {values.dtype} of the shape {values.shape}", REMEDY)
    known = _told(path) or next((each for name, each in RATES.items() if name in path.name.lower()), None)
    if rate is None and known is None:
        raise InputError(path, "does not say how many cells a second it has", "Give the rate")
    half = HALF.match(path.name)
    return Features(values, rate or known or Fraction(1), int(half[1]) if half else 1)


def beside(path: Path) -> Path:
    """Return the file that says what a file of features is."""
    return path.with_suffix(".json")


def about(path: Path) -> dict[str, Any]:
    """Return what the file beside a file of features says of it: nothing where there is none."""
    try:
        said = json.loads(beside(path).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _told(path: Path) -> Fraction | None:
    try:
        return rate_of(about(path)["rate"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None


def save_features(path: Path, values: NDArray[np.floating[Any]]) -> None:
    """Write features, (time, channels), as a whole or not at all. Raises ``OutputError``."""
    if values.ndim != 2:
        raise OutputError(path, f"would hold the shape {values.shape}", REMEDY)
    with replacing(path) as beside, beside.open("wb") as file:
        np.save(file, values, allow_pickle=False)


class _Careful(pickle.Unpickler):
    """Loads arrays and what Python is made of; refuses whatever could run."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in SAFE:
            raise pickle.UnpicklingError(f"it holds {module}.{name}, which is no array")
        return super().find_class(module, name)


def _pickled(path: Path, before: Exception) -> NDArray[Any]:
    """Return what lies under ``features`` in a pickled dictionary."""
    try:
        with path.open("rb") as file:
            if file.read(1) == b"\x93":
                file.seek(0)
                # An array of one object, the dictionary.
                version = npy.read_magic(file)
                {(1, 0): npy.read_array_header_1_0}.get(version, npy.read_array_header_2_0)(file)
            else:
                file.seek(0)
            held = _Careful(file).load()
        held = held.item() if isinstance(held, np.ndarray) and held.dtype == object else held
        return np.asarray(held["features"])
    except BROKEN as error:
        problem = f"is no array ({before}), and no dictionary of one ({error})"
        raise InputError(path, problem, REMEDY) from error
