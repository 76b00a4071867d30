"""A backbone with time shifted through it: what reaches what, whatever the backbone."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.models.backbones import BACKBONES  # noqa: E402
from goalmouth.models.end_to_end import EndToEnd, begin  # noqa: E402
from goalmouth.models.gates import GATES, Shift  # noqa: E402
from goalmouth.models.necks import NECKS  # noqa: E402
from goalmouth.models.seeing import Streamed  # noqa: E402
from goalmouth.training.end_to_end import shipped  # noqa: E402
from goalmouth.training.export import export  # noqa: E402
from goalmouth.training.steps import sparing  # noqa: E402

PARTS = [
    *((name, "tsm", "places", "colour") for name in BACKBONES.names()),
    *(("regnety_002", name, "mean", "colour") for name in GATES.names()),
    *(("shufflenet_v2", "tsm", name, "gray") for name in NECKS.names()),
]
"""Backbone, gate, neck, and how pictures are shown: each by every name that there is."""


def named(parts: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(("backbone", "gate", "neck", "shown"), parts, strict=True))


def pictures(time: int, seed: int = 0, size: tuple[int, int] = (64, 96)) -> "torch.Tensor":
    return torch.rand(1, time, 3, *size, generator=torch.Generator().manual_seed(seed)) * 255


def test_part_of_the_channels_comes_from_either_neighbour() -> None:
    maps = torch.arange(2 * 3).float().view(6, 1, 1, 1).expand(6, 8, 1, 1)
    gate = Shift(8)
    gate.clips = 2
    found = gate(maps)[:, :, 0, 0].view(2, 3, 8)
    assert found[..., 0].tolist() == [[1, 2, 0], [4, 5, 0]]
    assert found[..., 1].tolist() == [[0, 0, 1], [0, 3, 4]]
    assert torch.equal(found[..., 2:], maps[:, 2:, 0, 0].view(2, 3, 6))


def net(size: tuple[int, int] = (64, 96), **parts: Any) -> EndToEnd:
    torch.manual_seed(1)
    made = EndToEnd(classes=3, size=size, every=2, wide=32, length=24, **parts)
    begin(made, pictures(4, size=size))
    # So that no scores are the same for want of a say.
    torch.nn.init.normal_(made.trunk.head.weight)
    return made


@pytest.mark.parametrize("parts", PARTS, ids=" ".join)
def test_what_is_told_depends_on_pictures_within_reach_alone(parts: tuple[str, ...]) -> None:
    own = net(**named(parts)).eval()
    time = own.late + own.around + 12
    one, other = pictures(time), pictures(time)
    other[:, -1] = 0
    with torch.no_grad():
        (logits, displaced), (changed, _) = own(one), own(other)
    assert logits.shape == displaced.shape == (1, 3, time * own.every)
    assert torch.equal(logits[:, :, : 11 * own.every], changed[:, :, : 11 * own.every])
    # From the picture before on, and farther than the trunk alone reaches.
    assert (logits - changed)[0, :, -2 * own.every].abs().max() > 1e-4


@pytest.mark.parametrize("parts", PARTS, ids=" ".join)
def test_bit_by_bit_each_picture_is_seen_as_among_all_at_once(parts: tuple[str, ...]) -> None:
    own = net(**named(parts)).eval()
    streamed, time = Streamed(own), 2 * own.late + 9
    shown = pictures(time).round()
    found, before = [], torch.zeros(streamed.carried)
    with torch.no_grad():
        whole = own.seen(shown)[0]
        for some in shown[0].permute(0, 2, 3, 1).to(torch.uint8).split(7):
            seen, before, _ = streamed(some, before, torch.zeros(2, own.columns))
            found.append(seen)
    # The first and the last have no neighbours here, and gray ones there.
    told = torch.cat(found)[2 * own.late :]
    assert told.numpy() == pytest.approx(whole[own.late : time - own.late].numpy(), abs=1e-4)
    assert whole.std() > 1e-2


@pytest.mark.parametrize("parts", PARTS, ids=" ".join)
def test_every_part_learns_from_a_random_start(parts: tuple[str, ...]) -> None:
    own, shown = net(**named(parts)), pictures(6)
    logits, displaced = own(shown)
    assert 0.1 < own.seeing.backbone(shown[0]).std() < 10
    (logits.sigmoid().sum() + displaced.square().sum()).backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in own.parameters())


def test_what_is_computed_again_to_spare_memory_learns_the_same() -> None:
    plain, spare = (net(backbone="regnety_002", gate="gsf", neck="mean").train() for _ in range(2))
    shown = pictures(6)
    for own, how in ((plain, nullcontext()), (spare, sparing(spare))):
        torch.manual_seed(0)
        with how:
            logits, displaced = own(shown)
            (logits.sigmoid().sum() + displaced.square().sum()).backward()
    assert all(
        torch.equal(p.grad, q.grad) for p, q in zip(plain.parameters(), spare.parameters(), strict=True)
    )
    # What passes twice is counted once.
    states = plain.state_dict().values(), spare.state_dict().values()
    assert all(torch.equal(one, other) for one, other in zip(*states, strict=True))


@pytest.mark.parametrize("parts", PARTS, ids=" ".join)
def test_a_file_says_the_same_of_pictures_of_odd_sizes(parts: tuple[str, ...], tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="training needs the extra 'train'")
    own = net((39, 67), trunk="tcn", **named(parts))
    assert export(shipped(own, ("a", "b", "c"), {}), tmp_path / "a.onnx") <= 1e-4
