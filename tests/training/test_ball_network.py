"""The network that finds the ball: what is drawn to learn from, and what is written."""

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.models.ball import BallFeatures, BallNet  # noqa: E402
from goalmouth.training import ball  # noqa: E402


def planted(seed: int, count: int = 60, side: int = 80) -> ball.Crops:
    """Return crops of noise in which a bright dot moves, and as many without one."""
    rng = np.random.default_rng(seed)
    pictures = rng.integers(70, 110, (count, 3, side, side), np.uint8)
    balls = np.full((count, 2), np.nan, np.float32)
    for number in range(0, count, 2):
        x, y = rng.integers(24, side - 30, 2)
        for when in range(3):
            pictures[number, when, y : y + 3, x + 2 * when - 2 : x + 2 * when + 1] = 250
        balls[number] = x + 1.5, y + 1.5
    return ball.Crops(pictures, balls)


def test_a_crop_is_shown_with_its_ball_where_it_went() -> None:
    crops, rng = planted(0), np.random.default_rng(1)
    places = np.arange(0, 60, 2)
    for _ in range(5):
        pictures, balls = ball.shown(crops, places, rng)
        for picture, (x, y) in zip(pictures.numpy(), balls.numpy(), strict=True):
            around = picture[1, max(0, int(y) - 2) : int(y) + 3, max(0, int(x) - 2) : int(x) + 3]
            assert around.max() > np.median(picture) + 60


def test_a_moving_dot_is_learnt_and_found_in_crops_not_seen() -> None:
    torch.manual_seed(0)
    net, seen = BallNet((8, 8, 12, 16)), planted(0, 200)
    optimiser = torch.optim.AdamW(net.parameters(), 5e-3)
    rng = np.random.default_rng(2)
    for _ in range(60):
        optimiser.zero_grad()
        ball.loss_of(net, *ball.shown(seen, rng.integers(0, 200, 24), rng)).backward()
        optimiser.step()
    figures = ball.check(net, planted(3))
    assert figures["found"] > 0.8
    assert figures["invented"] < 0.2


def test_what_was_kept_is_written_and_says_the_same(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="training needs the extra 'train'")
    from goalmouth.runtime import onnx_session
    from goalmouth.training.export import export

    torch.manual_seed(0)
    net = BallNet()
    made = {"network": "ball", "recipe": "ball.toml"}
    network = ball.again({"model": net.state_dict(), "made": made})
    assert export(network, tmp_path / "ball.onnx") < 1e-4
    session, told = onnx_session(tmp_path / "ball.onnx", 1)
    assert json.loads(json.dumps(dict(told))) == made
    with torch.no_grad():
        wanted = BallFeatures(net).eval()(network.example["pictures"]).numpy()
    given = {name: each.numpy() for name, each in network.example.items()}
    assert session.run(None, given)[0] == pytest.approx(wanted, abs=1e-4)
