"""Principal components of features: fitted over many files once, the same for all that come later."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from goalmouth.datasets.features import about, beside
from goalmouth.errors import InputError
from goalmouth.files import replacing, row_file, sweep, write_json
from goalmouth.pipeline.run import fingerprint

BLOCK = 4096
"""Rows that are in memory at once."""

REMEDY = "Remove it to fit another, or give another place with -o"

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Axes:
    """Where features vary most. mean : (columns,); axes : (columns, fewer); weights : see ``Taker``."""

    mean: Values
    axes: Values
    weights: str

    def of(self, rows: NDArray[Any]) -> Values:
        """Return (rows, fewer) of (rows, columns)."""
        found: Values = (np.asarray(rows, np.float64) - self.mean) @ self.axes
        return found


def principal(files: Sequence[Path], kept: Path, columns: int, weights: str) -> list[Path]:
    """Write files of features once more, each row as its principal components; return those files.

    kept : where the axes are, or will be when they are fitted over all of these; weights : of the network
    that made the features. Raises ``InputError`` for axes of other features, or of another number.
    """
    axes = load(kept) if kept.exists() else None
    if axes is None:
        axes = fit(files, columns, weights)
        with replacing(kept) as path:
            np.savez(path, mean=axes.mean, axes=axes.axes, weights=np.array(weights))
    if axes.weights != weights:
        raise InputError(kept, "was fitted over features of another network", REMEDY)
    if axes.axes.shape[1] != columns:
        raise InputError(kept, f"has {axes.axes.shape[1]} components, not {columns}", REMEDY)
    return [project(file, axes) for file in files]


def load(kept: Path) -> Axes:
    """Return axes that were kept; raise ``InputError``."""
    try:
        with np.load(kept, allow_pickle=False) as held:
            axes = Axes(held["mean"], held["axes"], str(held["weights"]))
        if axes.axes.ndim != 2 or axes.mean.shape != axes.axes.shape[:1]:
            raise ValueError(f"a mean of {axes.mean.shape} and axes of {axes.axes.shape}")
        return axes
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise InputError(kept, f"holds no principal components ({error})", REMEDY) from error


def fit(files: Sequence[Path], columns: int, weights: str) -> Axes:
    """Return the axes along which the rows of all files vary most, the first one most of all.

    Raises ``InputError`` where there are fewer rows or columns than that.
    """
    count, total = 0, np.zeros(1)
    for rows in blocks(files):
        count, total = count + len(rows), total + rows.sum(0)
    if not columns <= min(count - 1, len(total)):
        problem = f"gives {count} rows of {len(total)}, too few for {columns} components"
        raise InputError(files[0], problem, "Give more videos, or ask for fewer with --pca")
    mean = total / count
    spread = np.zeros((len(mean), len(mean)))
    for rows in blocks(files):
        spread += (rows - mean).T @ (rows - mean)
    axes = np.linalg.svd(spread / count, hermitian=True)[0][:, :columns]
    # Of an axis and its opposite, always the same one.
    axes *= np.sign(axes[np.abs(axes).argmax(0), np.arange(columns)])
    return Axes(mean, axes, weights)


def blocks(files: Sequence[Path]) -> Iterator[Values]:
    """Yield the rows of files, (rows, columns), a few at once."""
    for file in files:
        held = np.load(file, mmap_mode="r")
        for first in range(0, len(held), BLOCK):
            yield np.asarray(held[first : first + BLOCK], np.float64)


def project(file: Path, axes: Axes) -> Path:
    """Write a file's principal components beside it, unless they are there; return that file."""
    columns = axes.axes.shape[1]
    to = file.with_name(f"{file.stem}_PCA{columns}.npy")
    said = about(file)
    key = fingerprint(said["key"], axes.mean.tobytes(), axes.axes.tobytes())
    if to.exists() and about(to).get("key") == key:
        return to
    sweep(to)
    beside(to).unlink(missing_ok=True)
    with row_file(to) as add:
        for rows in blocks([file]):
            for row in axes.of(rows):
                add(row)
    write_json(beside(to), said | {"columns": columns, "pca": said["columns"], "key": key})
    return to
