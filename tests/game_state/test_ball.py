"""Where the ball is, as the shipped network sees it."""

from pathlib import Path

import numpy as np
import pytest

from goalmouth.datasets.engine import read_engine
from goalmouth.game_state import ball
from goalmouth.media.video import Frame, open_container
from goalmouth.types import Floats

MATCH = Path(__file__).parents[3] / "shared" / "data" / "matches" / "valid" / "match_02"
pytestmark = pytest.mark.skipif(not MATCH.exists(), reason=f"needs {MATCH}")


@pytest.fixture(scope="module")
def frames() -> list[Frame]:
    with open_container(MATCH / "video.mp4") as container:
        pictures = zip(range(120), container.decode(video=0), strict=False)
        return [Frame(picture, number / 12.5) for number, picture in pictures]


def rows(frames: list[Frame]) -> Floats:
    found: list[Floats] = []
    reader = ball.BallReader(lambda row: found.append(row[1:]))
    for frame in frames:
        reader.see(frame)
    reader.finish()
    return np.stack(found)


def test_the_ball_is_found_in_a_match_that_training_did_not_see(frames: list[Frame]) -> None:
    told, truth = rows(frames), read_engine(MATCH).ball[: len(frames)]
    inside = ((truth > 0) & (truth < 1)).all(1)
    away = np.hypot(*((told[:, 3:5] + 1) / 2 - truth).T * np.array([[640], [352]]))
    assert inside.sum() > 60
    assert (away[inside] < 5).mean() > 0.6


def test_the_picture_moves_as_the_camera_turns(frames: list[Frame]) -> None:
    shifted = Frame(frames[0].picture, 0.0)
    turned = np.roll(frames[0].luma, 10, axis=1)
    shifted.__dict__["luma"] = turned
    moved = rows([frames[0], shifted])[1, :2]
    assert moved == pytest.approx([2 * 10 / frames[0].width, 0], abs=0.004)


def test_rows_do_not_depend_on_how_many_are_looked_at_at_once(
    frames: list[Frame], monkeypatch: pytest.MonkeyPatch
) -> None:
    together = rows(frames[:11])
    monkeypatch.setattr(ball, "TOGETHER", 1)
    assert rows(frames[:11]) == pytest.approx(together, abs=1e-4)
