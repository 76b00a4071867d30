"""Part of the channels moved by a picture: all of it, or as far as a gate says.

Lin et al., "TSM: Temporal shift module for efficient video understanding" (ICCV 2019), section 3; Sudhakaran
et al., "Gate-shift networks for video action recognition" (CVPR 2020), section 3.2; where what stayed and
what came are weighed by channel, "Gate-shift-fuse" (TPAMI 2023), section 3.2.
"""

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from goalmouth.registry import Registry

GATES = Registry(
    "gate",
    {
        "none": "goalmouth.models.gates:Still",
        "tsm": "goalmouth.models.gates:Shift",
        "gsm": "goalmouth.models.gates:Gated",
        "gsf": "goalmouth.models.gates:Fused",
    },
)

SHARE = 4
"""One channel in so many is moved where there is a gate; half as many without."""


class InTime(nn.Module):
    """A layer that gets maps of several clips' pictures, (clips × time, …), and looks beyond each of them.

    clips : how many clips it gets next; reach : pictures before and after one on which what is said of it
    depends; around : the same maps with those of ``reach`` more pictures on either side, if they are known.
    """

    clips = 1
    reach = 0
    around: Tensor | None = None

    def before(self, _: nn.Module, given: tuple[Any, ...]) -> tuple[Tensor]:
        """Stand before another module, as its forward pre-hook."""
        return (self(given[0]),)

    def within(self, told: Tensor) -> Tensor:
        """Return what is told of the pictures themselves, of that of those around them, too."""
        return told if self.around is None else told[self.reach : -self.reach]


def neighbour(maps: Tensor, later: bool) -> Tensor:
    """Return for each picture of (batch, time, …) what the next one shows, or the one before; else zero."""
    none = torch.zeros_like(maps[:, :1])
    return torch.cat((maps[:, 1:], none) if later else (none, maps[:, :-1]), 1)


class Still(InTime):
    """None; made of ``wide``, the channels that it gets, as all gates."""

    def __init__(self, wide: int) -> None:
        super().__init__()

    def forward(self, x: Tensor) -> Tensor:
        """Return the same."""
        return x


class Shift(InTime):
    """All of it."""

    reach = 1

    def __init__(self, wide: int) -> None:
        super().__init__()
        self.part = wide // (2 * SHARE)

    def forward(self, x: Tensor) -> Tensor:
        """Return (clips × time, wide, height, width) of the same."""
        maps = (x if self.around is None else self.around).unflatten(0, (self.clips, -1))
        later, earlier = maps[:, :, : self.part], maps[:, :, self.part : 2 * self.part]
        moved = torch.cat((neighbour(later, True), neighbour(earlier, False)), 2).flatten(0, 1)
        return torch.cat((self.within(moved), x[:, 2 * self.part :]), 1)


class Gated(InTime):
    """As much as a gate says."""

    reach = 2

    def __init__(self, wide: int) -> None:
        super().__init__()
        self.folded = math.ceil(wide // SHARE / 4) * 4
        self.conv3D = nn.Conv3d(self.folded, 2, 3, padding=1, groups=2)
        self.bn = nn.BatchNorm2d(self.folded)

    def forward(self, x: Tensor) -> Tensor:
        """See ``Shift``."""
        seen = (x if self.around is None else self.around)[:, : self.folded]
        maps, gates = seen.unflatten(0, (self.clips, -1)), self.gates(seen)
        half, halves = self.folded // 2, []
        for place in range(2):
            own = maps[:, :, place * half : (place + 1) * half]
            moved = own * gates[:, :, place : place + 1]
            told = self.joined(place, neighbour(moved, later=not place), own - moved)
            halves.append(told.unflatten(2, (2, -1)).transpose(2, 3).flatten(2, 3))
        return torch.cat((self.within(torch.cat(halves, 2).flatten(0, 1)), x[:, self.folded :]), 1)

    def gates(self, seen: Tensor) -> Tensor:
        """Return how much of either half is moved, (clips, time, 2, height, width).

        The convolution over time and space is three over space whose results are shifted and added: that
        takes a fraction of the time, since they have few channels.
        """
        weight = self.conv3D.weight.transpose(1, 2).flatten(0, 1)
        told = functional.conv2d(torch.relu(self.bn(seen)), weight, padding=1, groups=2)
        parts = told.unflatten(1, (2, 3)).unflatten(0, (self.clips, -1))
        earlier, later = neighbour(parts[:, :, :, 0], False), neighbour(parts[:, :, :, 2], True)
        return torch.tanh(earlier + parts[:, :, :, 1] + later + self.conv3D.bias[:, None, None])

    def joined(self, place: int, came: Tensor, stayed: Tensor) -> Tensor:
        """Return what there is of a half, 0 or 1, of what came and what stayed: (clips, time, …) each."""
        return came + stayed


class Fused(Gated):
    """The same, and what came is weighed against what stayed."""

    reach = 3

    def __init__(self, wide: int) -> None:
        super().__init__(wide)
        self.weighers = nn.ModuleList(nn.Conv2d(2, 1, 3, padding=1) for _ in range(2))

    def joined(self, place: int, came: Tensor, stayed: Tensor) -> Tensor:
        """See ``Gated``."""
        # Of each channel over time.
        means = torch.stack([each.mean((3, 4)).transpose(1, 2) for each in (came, stayed)], 1)
        share = torch.sigmoid(self.weighers[place](means)).squeeze(1).transpose(1, 2)[..., None, None]
        return came * share + stayed * (1 - share)
