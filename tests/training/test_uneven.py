"""A video seen as if it had other pictures."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.training.uneven import LEFT_OUT, Uneven
from inputs import noise


class Times:
    """A reader that notes when it saw something."""

    rate = 6.0

    def __init__(self) -> None:
        self.times: list[float] = []

    def see(self, frame: "object") -> None:
        self.times.append(frame.time)  # type: ignore[attr-defined]


def test_pictures_are_left_out_but_never_the_first(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from goalmouth.media.decode import decode
    from goalmouth.media.video import open_videos

    videos = open_videos([noise(tmp_path / "a.mp4", 30, loud=False)])
    plain, uneven, every = Times(), Times(), Times()
    every.rate = 1000.0
    decode(videos, [plain, Uneven(uneven), Uneven(every)])
    assert uneven.times[0] == plain.times[0] == 0
    assert np.ptp(np.diff(plain.times)) < 1e-3 < np.ptp(np.diff(uneven.times))
    assert 1 - len(every.times) / (30 * 12) == pytest.approx(LEFT_OUT, abs=0.08)
    assert set(uneven.times) <= set(every.times)
