"""Cuts in videos whose cuts are known to the frame."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from goalmouth.media.decode import decode
from goalmouth.media.encode import Writer
from goalmouth.media.video import open_videos
from goalmouth.scene.shots import ShotReader

RATE = Fraction(25)


def texture(seed: int, tint: tuple[int, int, int]) -> NDArray[np.uint8]:
    random = np.random.default_rng(seed)
    coarse = random.integers(60, 190, (12, 60), np.uint8)
    gray = np.kron(coarse, np.ones((15, 15), np.uint8))
    return np.stack([np.clip(gray * (t / 128), 0, 255).astype(np.uint8) for t in tint], axis=2)


def cuts(tmp_path: Path, pictures: list[NDArray[np.uint8]]) -> list[float]:
    path = tmp_path / "v.mp4"
    with Writer(path, width=320, height=180, frame_rate=RATE, sample_rate=None) as writer:
        for picture in pictures:
            writer.picture(np.ascontiguousarray(picture))
    reader = ShotReader()
    seen = decode(open_videos([path]), [reader])
    shots = reader.shots(seen.videos[-1].end)
    assert shots[0].start == 0
    assert shots[-1].change == "end"
    assert all(a.end == b.start for a, b in pairwise(shots))
    return [round(shot.end, 2) for shot in shots[:-1]]


def pan(view: NDArray[np.uint8], frames: int, step: int = 2) -> list[NDArray[np.uint8]]:
    return [view[:, step * i : step * i + 320] for i in range(frames)]


def test_cuts_between_different_colours(tmp_path: Path) -> None:
    green, red = texture(1, (90, 160, 80)), texture(2, (170, 80, 80))
    assert cuts(tmp_path, pan(green, 50) + pan(red, 40) + pan(green, 50)) == [2.0, 3.6]


def test_cuts_between_two_cameras_on_one_pitch(tmp_path: Path) -> None:
    one, other = texture(1, (90, 160, 80)), texture(2, (90, 160, 80))
    assert cuts(tmp_path, pan(one, 50) + pan(other, 50)) == [2.0]


def test_pans_and_flashes_are_no_cuts(tmp_path: Path) -> None:
    view = texture(1, (90, 160, 80))
    flash = [np.full((180, 320, 3), 255, np.uint8)]
    assert cuts(tmp_path, pan(view, 40) + flash + pan(view[:, 82:], 60)) == []
