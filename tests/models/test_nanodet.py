"""The detector's network: as published where the published weights are at hand, and trainable."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra 'train'")
load_file = pytest.importorskip("safetensors.torch", reason="needs the extra 'train'").load_file

from goalmouth.models.nanodet import CLASSES, NECK, STEPS, STRIDES, NanoDet, load_published  # noqa: E402

WEIGHTS = Path(__file__).parents[3] / "shared" / "weights" / "nanodet_plus_m_416.safetensors"
published = pytest.mark.skipif(not WEIGHTS.exists(), reason=f"needs {WEIGHTS}")


def test_pictures_go_forward_and_gradients_back() -> None:
    model = NanoDet()
    pictures = torch.rand(2, 3, 64, 128)
    maps, out = model.maps(pictures), model(pictures)
    for stride, one, other in zip(STRIDES, maps, out, strict=True):
        size = (64 // stride, 128 // stride)
        assert one.shape == (2, NECK, *size)
        assert other.shape == (2, CLASSES + 4 * STEPS, *size)
    sum(each.square().mean() for each in out).backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in model.parameters())


@published
def test_published_weights_give_the_published_outputs() -> None:
    model = NanoDet().eval()
    load_published(model, load_file(WEIGHTS))
    channel, y, x = np.meshgrid(range(3), range(128), range(128), indexing="ij")
    wave = np.sin(0.1 * (x + 2 * y + 3 * channel)).astype(np.float32)
    known = np.load(WEIGHTS.with_suffix("").with_suffix(".check.npz"))
    with torch.no_grad():
        found = model(torch.from_numpy(wave)[None])
    for stride, one in zip(STRIDES, found, strict=True):
        assert np.abs(one[0].numpy() - known[f"stride_{stride}"]).max() < 1e-4


@published
def test_weights_of_another_network_are_refused() -> None:
    weights = load_file(WEIGHTS)
    swapped = weights | {"Conv_3.weight": weights["Conv_4.weight"]}
    with pytest.raises(ValueError, match="Conv_3 is"):
        load_published(NanoDet(), swapped)
    with pytest.raises(ValueError, match="layers"):
        load_published(NanoDet(), {name: one for name, one in weights.items() if "Conv_0" not in name})
