"""Matches of the 3-D engine: where the ball is seen."""

from pathlib import Path

import numpy as np
import pytest

from goalmouth.datasets.engine import projected, read_engine
from goalmouth.errors import InputError


def from_above(count: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Return cameras 10 m up the z axis that look down along it; x is to the right, y up the picture."""
    view = np.eye(4)[None].repeat(count, 0)
    view[:, 2, 3] = -10
    return view


def test_a_camera_sees_what_is_before_it_in_the_middle_and_what_is_higher_above() -> None:
    points = np.array([[0, 0, 0], [10, 0, 0], [0, 10, 0], [0, 5, 5]])
    seen = projected(points, from_above(4), np.full(4, 90.0), 2.0)
    assert seen == pytest.approx(np.array([[0.5, 0.5], [0.75, 0.5], [0.5, 0.0], [0.5, 0.0]]))


def test_an_unknown_ball_is_seen_nowhere(tmp_path: Path) -> None:
    held = {
        "ball_cm": np.array([[0, 0, 0], [-32768, 0, 0]], np.int16), "wide": np.ones(2, bool),
        "view": from_above(2),
        "fov": np.full(2, 40.0), "fps": 12.5, "size": np.array([640, 360]),
    }  # fmt: skip
    np.savez(tmp_path / "tracking.npz", **held)
    assert np.isnan(read_engine(tmp_path).ball).any(1).tolist() == [False, True]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", None])
def test_broken_tracking_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "tracking.npz").write_bytes(content)
    else:
        np.savez(tmp_path / "tracking.npz", ball_cm=np.zeros((2, 3)))
    with pytest.raises(InputError, match=r"tracking\.npz"):
        read_engine(tmp_path)
