"""The backbones by name, against published figures."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.models import mobilenet, regnet  # noqa: E402

WEIGHTS = Path(__file__).parents[3] / "shared" / "weights"


def test_mobilenet_says_what_the_published_one_says() -> None:
    file = WEIGHTS / "mobilenet_v2_100.safetensors"
    if not file.exists():
        pytest.skip("the published weights are not beside this checkout")
    safetensors = pytest.importorskip("safetensors.torch")
    model = mobilenet.MobileNetV2().eval()
    model.load_published(safetensors.load_file(file))
    c, y, x = np.mgrid[:3, :128, :128]
    picture = torch.from_numpy(np.sin(0.1 * (x + 2 * y + 3 * c)).astype(np.float32))[None]
    with torch.no_grad():
        found = model.maps(picture, (3, 6, 13, 18))
    wanted = np.load(WEIGHTS / "mobilenet_v2_100.check.npz")
    for number, one in zip((3, 6, 13, 18), found, strict=True):
        assert one[0].numpy() == pytest.approx(wanted[f"features_{number}"], abs=1e-4)


def test_regnet_has_the_published_stages_and_size() -> None:
    assert regnet.widths() == [(24, 1), (56, 1), (152, 4), (368, 7)]
    model = regnet.RegNetY()
    parameters = sum(p.numel() for p in model.parameters())
    # 3.16 million with its classifier of 1000 classes.
    assert parameters + 368 * 1000 + 1000 == pytest.approx(3.16e6, rel=5e-3)
    with torch.no_grad():
        assert model.eval()(torch.zeros(2, 3, 64, 96)).shape == (2, 368, 2, 3)
