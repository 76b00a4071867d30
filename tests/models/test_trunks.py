"""What goes over rows in time: each learns, takes what it says it takes, and sees as far as it says."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.models.actions import SEEN, ActionNet  # noqa: E402
from goalmouth.models.trunks import TRUNKS  # noqa: E402
from goalmouth.spotting import windows  # noqa: E402
from goalmouth.spotting.visual import VisualSpotter  # noqa: E402
from goalmouth.training.actions import shipped  # noqa: E402
from goalmouth.training.export import export  # noqa: E402
from goalmouth.types import RowTrack  # noqa: E402

WIDE, LENGTH, COLUMNS = 32, 160, SEEN + 4

NEARLY = ("gru",)
"""What is farther than they say changes what they tell, if little."""


class OwnTrunk(torch.nn.Module):
    """What somebody adds: a class, and a row of the table."""

    fixed, reach = False, 2

    def __init__(self, wide: int, length: int, drop: float) -> None:
        super().__init__()
        self.out = wide
        self.along = torch.nn.Conv1d(wide, wide, 5, padding=2)

    def forward(self, x: "torch.Tensor") -> "torch.Tensor":
        return self.along(x)


NAMES = [*TRUNKS.names(), "own"]


@pytest.fixture(autouse=True)
def one_row_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TRUNKS.rows, "own", f"{__name__}:OwnTrunk")


def rows(count: int) -> "torch.Tensor":
    return torch.randn(1, count, COLUMNS, generator=torch.Generator().manual_seed(0))


def net(name: str, stride: int = 1) -> ActionNet:
    torch.manual_seed(0)
    made = ActionNet(COLUMNS, 3, WIDE, LENGTH, name, stride=stride)
    torch.nn.init.normal_(made.head.weight)
    return made.eval()


@pytest.mark.parametrize("name", NAMES)
def test_every_part_learns(name: str) -> None:
    own = net(name).train()
    logits, displaced = own(rows(LENGTH))
    assert logits.shape == displaced.shape == (1, 3, LENGTH)
    (logits.sigmoid().sum() + displaced.square().sum()).backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in own.parameters())


@pytest.mark.parametrize("name", NAMES)
def test_what_is_told_depends_on_rows_within_reach_alone(name: str) -> None:
    own = net(name)
    if own.fixed:
        pytest.skip("it looks at the whole clip")
    time = 2 * own.reach + 31
    for count in (time, time + 1):
        one, other = rows(count), rows(count)
        other[:, -1] = 5
        with torch.no_grad():
            apart = (own(one)[0] - own(other)[0])[0].abs().amax(0)
        assert apart[-1] > 1e-4
        assert apart[: -own.reach - 1].max() <= (1e-2 if name in NEARLY else 0)


@pytest.mark.parametrize(("name", "stride"), [*((name, 1) for name in NAMES), ("tcn", 2), ("multi_rate", 2)])
def test_a_match_is_told_the_same_from_its_file_bit_by_bit(
    name: str, stride: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("onnx", reason="training needs the extra 'train'")
    network = shipped(net(name, stride), ("a", "b", "c"), {})
    assert export(network, tmp_path / "a.onnx") <= 1e-4
    spotter = VisualSpotter(tmp_path / "a.onnx")
    own = rows(500)[0].numpy()
    track = RowTrack((np.arange(len(own)) / 12.5).astype(np.float32), own)
    told = spotter.told(track)
    assert told.shape == (2, 3, 500 // stride)
    monkeypatch.setattr(windows, "STRETCH", 192)
    assert spotter.told(track) == pytest.approx(told, abs=1e-2 if name in NEARLY else 1e-4)
