"""EfficientNetV2-B0 against its published size, and what it takes and refuses."""

import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.models.efficientnet import EfficientNetV2  # noqa: E402


def test_it_has_the_published_size_and_rounds_maps_up() -> None:
    model = EfficientNetV2()
    parameters = sum(p.numel() for p in model.parameters())
    # 7.14 million with its last convolution, that one's batch norm, and its classifier of 1000 classes.
    assert parameters + 192 * 1280 + 2 * 1280 + 1281 * 1000 == 7_139_704
    assert len(model.branches()) == 1 + 1 + 2 + 4 + 7
    with torch.no_grad():
        assert model.eval()(torch.zeros(2, 3, 64, 97)).shape == (2, 192, 2, 4)


def test_published_weights_are_taken_without_the_classifier_and_others_refused() -> None:
    torch.manual_seed(1)
    model, other = EfficientNetV2(), EfficientNetV2()
    own = model.state_dict()
    head = {"conv_head.weight": torch.zeros(1280, 192, 1, 1), "classifier.bias": torch.zeros(1000)}
    other.load_published(own | head)
    picture = torch.rand(1, 3, 64, 64) * 255
    with torch.no_grad():
        assert torch.equal(model.eval()(picture), other.eval()(picture))
    own.pop("blocks.5.7.bn3.running_var")
    with pytest.raises(RuntimeError, match=r"blocks\.5\.7\.bn3"):
        other.load_published(own)


def test_pictures_of_other_channels_are_seen_unchanged() -> None:
    model = EfficientNetV2(5).eval()
    with torch.no_grad():
        assert model.maps(torch.rand(1, 5, 32, 32)).shape == (1, 192, 1, 1)
