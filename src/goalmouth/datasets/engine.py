"""Matches of a 3-D football engine (Google Research Football), which knows where everything is.

A folder holds ``video.mp4``, ``tracking.npz`` and ``Labels-ball.json``; positions are metres from the centre
spot, x along the touchline, z up.
"""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from goalmouth.errors import InputError

UNKNOWN = -32768
"""What stands for a position that the engine did not tell."""

REMEDY = "Copy the match again"


@dataclass(frozen=True)
class EngineMatch:
    """One match.

    ball : (frames, 2) where the ball is in the picture, in shares of its width and height, outside 0…1 where
    it is out of the picture and NaN where it is unknown.
    """

    video: Path
    rate: float
    ball: NDArray[np.float64]


def read_engine(folder: Path) -> EngineMatch:
    """Read a match. Raises ``InputError`` where its tracking is absent, broken or of another kind."""
    path = folder / "tracking.npz"
    try:
        with np.load(path) as held:
            ball, view, fov = held["ball_cm"], held["view"], held["fov"]
            rate, size = float(held["fps"]), held["size"]
        seen = projected(ball / 100.0, view, fov, float(size[0] / size[1]))
    except FileNotFoundError as error:
        raise InputError(path, "is not there", "Name folders of matches with tracking.npz in them") from error
    except (OSError, EOFError, KeyError, ValueError, IndexError, zipfile.BadZipFile) as error:
        raise InputError(path, f"is no tracking of an engine's match ({error})", REMEDY) from error
    seen[(ball == UNKNOWN).any(1)] = np.nan
    return EngineMatch(folder / "video.mp4", rate, seen)


def projected(
    points: NDArray[Any], view: NDArray[Any], fov: NDArray[Any], aspect: float
) -> NDArray[np.float64]:
    """Return where points are seen, (n, 2), in shares of a picture's width and height.

    points : (n, 3) metres; view : (n, 4, 4) from the world to the camera, which looks along −z;
    fov : (n,) vertical degrees; aspect : of the picture, its width by its height.
    """
    whole = np.concatenate([points, np.ones((len(points), 1))], 1)
    x, y, z, _ = np.einsum("nij,nj->in", view.astype(np.float64), whole)
    focal = 1 / np.tan(np.radians(fov.astype(np.float64)) / 2)
    return np.stack([(1 - focal / aspect * x / z) / 2, (1 + focal * y / z) / 2], 1)
