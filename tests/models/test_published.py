"""Networks as published say what the reference code says: same weights, same input.

The files hold names and shapes of the reference's weights, and what its own code said of the input below: of
jhong93/spot, arturxe2/T-DEED, SilvioGiancola/SoccerNetv2-DevKit and lRomul/ball-action-spotting, run once
beside ours.
"""

import json
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.models.published import FAMILIES  # noqa: E402
from made_up import given, weights  # noqa: E402

FILES = sorted((Path(__file__).parent / "published").glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_told_is_what_the_reference_tells(path: Path) -> None:
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    net = FAMILIES.load(told["family"]).of(weights(told["shapes"], told.get("gain"))).eval()
    shown = given(told["input"])
    with torch.no_grad():
        found, changed = net(shown), net(shown.flip(-1))
    for one, other in zip(found if isinstance(found, tuple) else (found,), told["outputs"], strict=True):
        assert one.flatten().tolist() == pytest.approx(other, abs=1e-4)
    # What is shown is not lost on the way, or any network would say the same; a vocabulary sees little of it.
    first, second = (each[0] if isinstance(each, tuple) else each for each in (found, changed))
    assert (first - second).abs().max() > (1e-5 if "netvlad" in path.stem else 1e-2)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_weights_of_another_network_or_a_part_of_them_are_refused(path: Path) -> None:
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    family = FAMILIES.load(told["family"])
    own = weights(told["shapes"])
    other = next(each for each in FILES if json.loads(each.read_text("utf-8"))["family"] != told["family"])
    with pytest.raises((KeyError, ValueError, RuntimeError)):
        family.of(weights(json.loads(other.read_text("utf-8"))["shapes"]))
    own.pop(next(name for name in own if name.endswith("bias")))
    with pytest.raises((KeyError, ValueError, RuntimeError)):
        family.of(own)


def test_windows_of_a_half_are_told_at_once() -> None:
    told = json.loads((FILES[0].parent / "netvlad++.json").read_text("utf-8"))
    net = FAMILIES.load("netvlad++").of(weights(told["shapes"])).eval()
    rows = torch.randn(1, 40, 24, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        one_by_one = torch.cat([net(rows[:, first : first + 10]) for first in range(31)], 1)
        assert torch.allclose(net(rows, 10), one_by_one, atol=1e-6)


def test_stacks_seen_one_by_one_are_told_as_if_seen_at_once() -> None:
    told = json.loads((FILES[0].parent / "ball-2d3d.json").read_text("utf-8"))
    net = FAMILIES.load("ball-2d3d").of(weights(told["shapes"], told["gain"])).eval()
    pictures = given(told["input"])
    with torch.no_grad():
        wanted = net(pictures)
        maps = torch.cat([net.seen(each) for each in pictures.split(net.stack, 1)], 1)
        changed = net(pictures.flip(1))
    assert torch.allclose(net.told(maps), wanted, atol=1e-4)
    # What is seen, and in which order, is not lost on the way.
    assert (changed - wanted).abs().min(1).values.max() > 1e-2
