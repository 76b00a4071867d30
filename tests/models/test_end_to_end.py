"""A backbone with time shifted through it: what reaches what, whatever the backbone."""

import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.models.backbones import BACKBONES  # noqa: E402
from goalmouth.models.end_to_end import EndToEnd, begin  # noqa: E402
from goalmouth.models.gates import Shift  # noqa: E402


def pictures(time: int, seed: int = 0) -> "torch.Tensor":
    return torch.rand(1, time, 3, 64, 96, generator=torch.Generator().manual_seed(seed)) * 255


def test_part_of_the_channels_comes_from_either_neighbour() -> None:
    maps = torch.arange(2 * 3).float().view(6, 1, 1, 1).expand(6, 8, 1, 1)
    gate = Shift(8)
    gate.clips = 2
    found = gate(maps)[:, :, 0, 0].view(2, 3, 8)
    assert found[..., 0].tolist() == [[1, 2, 0], [4, 5, 0]]
    assert found[..., 1].tolist() == [[0, 0, 1], [0, 3, 4]]
    assert torch.equal(found[..., 2:], maps[:, 2:, 0, 0].view(2, 3, 6))


@pytest.mark.parametrize("name", BACKBONES.names())
def test_what_is_told_depends_on_pictures_within_reach_alone(name: str) -> None:
    torch.manual_seed(1)
    net = EndToEnd(name, 3, (64, 96), 2, 128, 24)
    begin(net, pictures(4))
    # So that no scores are the same for want of a say.
    torch.nn.init.normal_(net.trunk.head.weight)
    net.eval()
    time = net.late + net.around + 12
    one, other = pictures(time), pictures(time)
    other[:, -1] = 0
    with torch.no_grad():
        (logits, displaced), (changed, _) = net(one), net(other)
    assert logits.shape == displaced.shape == (1, 3, time * net.every)
    assert torch.equal(logits[:, :, : 11 * net.every], changed[:, :, : 11 * net.every])
    # From the picture before on, and farther than the trunk alone reaches.
    assert (logits - changed)[0, :, -2 * net.every].abs().max() > 1e-4


@pytest.mark.parametrize("name", BACKBONES.names())
def test_every_part_learns_from_a_random_start(name: str) -> None:
    torch.manual_seed(1)
    net = EndToEnd(name, 3, (64, 96), 2, 128, 24)
    own = pictures(6)
    begin(net, own)
    logits, displaced = net(own)
    assert 0.1 < net.seeing.backbone(own[0]).std() < 10
    (logits.sigmoid().sum() + displaced.square().sum()).backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in net.parameters())
