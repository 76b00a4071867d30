"""The network's shapes, where torch is."""

import pytest

torch = pytest.importorskip("torch", reason="needs the extra 'train'")

from goalmouth.models.hearing import STRIDE, Hearing, Tagger  # noqa: E402


def test_the_published_network_has_its_published_size() -> None:
    assert sum(each.numel() for each in Tagger().parameters()) == 983599


@pytest.mark.parametrize("frames", [32, 320, 1024])
def test_a_value_comes_every_sixteen_frames(frames: int) -> None:
    model = Hearing(4).eval()
    with torch.no_grad():
        assert model(torch.zeros(2, 1, 128, frames)).shape == (2, frames // STRIDE, 4)


def test_the_trunk_loads_by_the_published_names_and_by_no_others() -> None:
    tagger, model = Tagger(), Hearing(4)
    model.begin_with(tagger.state_dict())
    x = torch.randn(1, 1, 128, 64)
    with torch.no_grad():
        fine, deep = model.eval().depths(x)
        assert torch.equal(deep, tagger.eval().features(x))
    assert fine.shape == (1, 48, 8, 4) and deep.shape == (1, 384, 4, 2)
    with pytest.raises(RuntimeError, match="Missing key"):
        model.begin_with({})


def test_what_is_trained_is_the_head_and_the_late_trunk() -> None:
    model = Hearing(4)
    for each in model.features.parameters():
        each.requires_grad_(False)
    for each in model.late(11):
        each.requires_grad_(True)
    model(torch.randn(2, 1, 128, 64)).sum().backward()
    assert model.features[0][0].weight.grad is None
    assert model.features[11].block[0][0].weight.grad.abs().sum() > 0
    assert model.out.weight.grad.abs().sum() > 0


def test_there_is_no_speech_where_the_published_network_says_so() -> None:
    model, x = Hearing(4).eval(), torch.randn(1, 1, 128, 64)
    with torch.no_grad():
        ungated = model.head(*model.depths(x))
        model.spoken[2].bias.fill_(20.0)
        assert torch.allclose(model(x), ungated)
        model.spoken[2].bias.fill_(-20.0)
        assert (torch.sigmoid(model(x)[..., 0]) < 0.001).all()
        assert torch.allclose(model(x)[..., 1:], ungated[..., 1:])
