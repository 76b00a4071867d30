"""Part of the channels moved by a picture: all of it, or as far as a gate says.

Sudhakaran et al., "Gate-shift networks for video action recognition" (CVPR 2020), section 3.2; where what
stayed and what came are weighed by channel, "Gate-shift-fuse" (TPAMI 2023), section 3.2.
"""

import math

import torch
from torch import Tensor, nn

SHARE = 4
"""One channel in so many is moved where there is a gate; half as many without."""


def neighbour(maps: Tensor, later: bool) -> Tensor:
    """Return for each picture of (batch, time, …) what the next one shows, or the one before; else zero."""
    none = torch.zeros_like(maps[:, :1])
    return torch.cat((maps[:, 1:], none) if later else (none, maps[:, :-1]), 1)


class Shift(nn.Module):
    """What stands before a module, as in Lin et al., "TSM" (ICCV 2019), section 3.

    ``clips`` is how many clips the pictures are of that it gets next.
    """

    def __init__(self, before: nn.Module, wide: int) -> None:
        super().__init__()
        self.part, self.clips, self.net = wide // (2 * SHARE), 1, before

    def forward(self, x: Tensor) -> Tensor:
        """Return what the module says of (clips × time, wide, height, width)."""
        maps = x.unflatten(0, (self.clips, -1))
        later, earlier, rest = maps.split((self.part, self.part, x.shape[1] - 2 * self.part), 2)
        moved = neighbour(later, True), neighbour(earlier, False), rest
        out: Tensor = self.net(torch.cat(moved, 2).flatten(0, 1))
        return out


class Gated(nn.Module):
    """The same with a gate; fused: whether what is moved is weighed by channel, too."""

    def __init__(self, before: nn.Module, wide: int, fused: bool = False) -> None:
        super().__init__()
        self.folded, self.clips, self.net = math.ceil(wide // SHARE / 4) * 4, 1, before
        self.conv3D = nn.Conv3d(self.folded, 2, 3, padding=1, groups=2)
        self.bn = nn.BatchNorm3d(self.folded)
        self.weighers = nn.ModuleList(nn.Conv2d(2, 1, 3, padding=1) for _ in range(2 * fused))

    def forward(self, x: Tensor) -> Tensor:
        """See ``Shift``."""
        maps = x[:, : self.folded].unflatten(0, (self.clips, -1)).transpose(1, 2)
        gates = torch.tanh(self.conv3D(torch.relu(self.bn(maps))))
        halves = []
        for place, own in enumerate(maps.chunk(2, 1)):
            moved = own * gates[:, place : place + 1]
            stayed = own - moved
            came = neighbour(moved.transpose(1, 2), later=not place).transpose(1, 2)
            halves.append(
                self._joined(place, came, stayed).unflatten(1, (2, -1)).transpose(1, 2).flatten(1, 2)
            )
        told = torch.cat(halves, 1).transpose(1, 2).flatten(0, 1)
        out: Tensor = self.net(torch.cat((told, x[:, self.folded :]), 1))
        return out

    def _joined(self, place: int, came: Tensor, stayed: Tensor) -> Tensor:
        if not self.weighers:
            return came + stayed
        means = torch.stack((came.mean((3, 4)), stayed.mean((3, 4))), 1)
        share = torch.sigmoid(self.weighers[place](means)).squeeze(1)[..., None, None]
        return came * share + stayed * (1 - share)
