"""The engines under a network: they say the same, and what is no network is told."""

from pathlib import Path

import numpy as np
import pytest

from goalmouth import runtime
from goalmouth.errors import InputError


def balls() -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    """Return three pictures of grass and stripes on which three balls, one brighter than the next, roll."""
    y, x = np.mgrid[:352, :640]
    three = np.stack([90 + 10 * np.sin(x / 40) + 5 * np.sin(y / 9)] * 3).astype(np.float32)
    for number in range(3):
        for ball, (left, top) in enumerate(((100, 80), (400, 120), (300, 250))):
            three[number, top : top + 4, left + 6 * number : left + 6 * number + 4] = 240 - 30 * ball
    return three[None]


def test_openvino_says_what_onnx_runtime_says() -> None:
    pytest.importorskip("openvino", reason="needs the extra 'openvino'")
    path = runtime.SHIPPED / "ball.onnx"
    (ours, told), (other, also) = (load(path, 0) for load in (runtime.onnx_session, runtime.openvino_session))
    assert dict(told) == dict(also)
    one, two = (session.run(None, {"pictures": balls()})[0] for session in (ours, other))
    # It may calculate in bfloat16, which has eight bits: a place within a pixel, scores within a hundredth.
    assert one[:, :2] == pytest.approx(two[:, :2], abs=1 / 320)
    assert one[:, 2] == pytest.approx(two[:, 2], abs=1e-2)
    assert one[:, 9:] == pytest.approx(two[:, 9:], abs=float(np.abs(one[:, 9:]).max()) * 1e-2)


@pytest.mark.parametrize("fast", [False, True])
def test_a_file_that_is_no_network_is_told(tmp_path: Path, fast: bool) -> None:
    (tmp_path / "ball.onnx").write_bytes(b"nothing")
    with pytest.raises(InputError, match=r"ball\.onnx: is no network that finds the ball"):
        runtime.load_network(tmp_path / "ball.onnx", "finds the ball", fast=fast)
