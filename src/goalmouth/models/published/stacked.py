"""The ball action spotter that won SoccerNet's challenge of 2023: gray pictures in, classes of a moment out.

Baikulov, reference code lRomul/ball-action-spotting. A backbone sees stacks of a few pictures as if they were
colours; convolutions over space and time look at the maps of several stacks.
"""

from collections.abc import Mapping
from typing import Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from goalmouth.models.efficientnet import EfficientNetV2
from goalmouth.models.gates import InTime
from goalmouth.models.seeing import Point, Stack

LEAST = 1e-6
"""What values of maps are at least before their powers are averaged."""


class Norm3d(nn.Module):
    """Batch norm, and a SiLU where ``act``."""

    def __init__(self, wide: int, act: bool = True) -> None:
        super().__init__()
        self.bn3d, self.act = nn.BatchNorm3d(wide), act

    def forward(self, x: Tensor) -> Tensor:
        """Return the same shape."""
        x = self.bn3d(x)
        return functional.silu(x) if self.act else x


class Excite3d(nn.Module):
    """Channels weighed by what all maps show."""

    def __init__(self, wide: int, inner: int) -> None:
        super().__init__()
        self.conv_reduce, self.conv_expand = nn.Conv3d(wide, inner, 1), nn.Conv3d(inner, wide, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return the same shape."""
        inner = functional.silu(self.conv_reduce(x.mean((2, 3, 4), keepdim=True)))
        return x * torch.sigmoid(self.conv_expand(inner))


class Block3d(nn.Module):
    """Widened, filtered channel by channel over space and time, weighed, narrowed; beside a plain path."""

    def __init__(self, wide: int, inner: int, least: int) -> None:
        super().__init__()
        self.conv_pw, self.bn1 = nn.Conv3d(wide, inner, 1, bias=False), Norm3d(inner)
        self.conv_dw = nn.Conv3d(inner, inner, 3, padding=1, groups=inner, bias=False)
        self.bn2, self.se = Norm3d(inner), Excite3d(inner, least)
        self.conv_pwl, self.bn3 = nn.Conv3d(inner, wide, 1, bias=False), Norm3d(wide, act=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return the same shape, (batch, wide, stacks, height, width)."""
        inner = self.se(self.bn2(self.conv_dw(self.bn1(self.conv_pw(x)))))
        return x + self.bn3(self.conv_pwl(inner))


class Mean(nn.Module):
    """The mean of a power that is learnt, and its root: Radenović et al. (TPAMI 2018), section 3.2."""

    def __init__(self) -> None:
        super().__init__()
        self.p = nn.Parameter(torch.full((1,), 3.0))

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, wide) of (batch, wide, height, width)."""
        return x.clamp(min=LEAST).pow(self.p).mean((2, 3)).pow(1 / self.p)


class Ball2d3d(nn.Module):
    """Stacks of pictures seen one by one, told of side by side.

    stack : pictures of one; stacks : side by side; wide : channels of a stack's maps; inner, least : of a
    block of space and time, and of what weighs its channels; out : those told of each stack. Layers are named
    as in the reference code.
    """

    def __init__(
        self, stack: int, stacks: int, wide: int, blocks: int, inner: int, least: int, out: int, told: int
    ) -> None:
        super().__init__()
        self.stack, self.stacks, self.wide = stack, stacks, wide
        self.conv2d_encoder = EfficientNetV2(stack)
        self.conv2d_projection = _projection(EfficientNetV2.wide, wide)
        self.conv3d_encoder = nn.Sequential(*(Block3d(wide, inner, least) for _ in range(blocks)))
        self.conv3d_projection = _projection(wide, out)
        self.global_pool = Mean()
        self.classifier = nn.Linear(stacks * out, told)

    def forward(self, pictures: Tensor) -> Tensor:
        """Return logits of the moment in the middle, (batch, classes), any of which may be so.

        pictures : (batch, stacks × stack, height, width), gray, 0…255.
        """
        return self.told(self.seen(pictures))

    def seen(self, pictures: Tensor) -> Tensor:
        """Return the maps of each stack, (batch, stacks, wide, height / 32, width / 32).

        pictures : (batch, time, height, width), gray, 0…255, of as many stacks as one likes.
        """
        stacks = pictures.reshape(-1, self.stack, *pictures.shape[2:])
        maps = self.conv2d_projection(self.conv2d_encoder.maps(stacks / 255))
        parts: Tensor = maps.unflatten(0, (-1, pictures.shape[1] // self.stack))
        return parts

    def told(self, maps: Tensor) -> Tensor:
        """Return logits, (batch, classes), of maps, (batch, stacks, wide, height / 32, width / 32)."""
        x = self.conv3d_encoder(maps.transpose(1, 2)).transpose(1, 2)
        x = self.conv3d_projection(x.flatten(0, 1)).unflatten(0, (-1, self.stacks))
        told: Tensor = self.classifier(self.global_pool(x.flatten(1, 2)))
        return told

    @classmethod
    def of(cls, weights: Mapping[str, Tensor]) -> Self:
        """See ``Published``."""
        stack, wide = (
            weights["conv2d_encoder.conv_stem.weight"].shape[1],
            len(weights["conv2d_projection.0.weight"]),
        )
        blocks = len({name.split(".")[1] for name in weights if name.startswith("conv3d_encoder.")})
        inner, least = (
            len(weights[f"conv3d_encoder.0.{name}.weight"]) for name in ("conv_pw", "se.conv_reduce")
        )
        out, (told, columns) = len(weights["conv3d_projection.0.weight"]), weights["classifier.weight"].shape
        net = cls(stack, columns // out, wide, blocks, inner, least, out, told)
        net.load_state_dict(dict(weights))
        return net


class Sliding(nn.Module):
    """The same asked of every picture of a video; see ``goalmouth.models.seeing.Watching``.

    size : height and width of pictures, to which edges of black are added until 32 divides them, as there.
    """

    every = stride = around = 1
    fixed = None

    def __init__(self, net: Ball2d3d, size: tuple[int, int]) -> None:
        super().__init__()
        self.size, self.columns = size, net.classifier.out_features
        self.stack, self.around_each = Stack(), Around(net)

    def points(self) -> list[Point]:
        """See there."""
        return [Point(each, each) for each in (self.stack, self.around_each)]

    def seen(self, pictures: Tensor) -> Tensor:
        """Return logits, (1, time, classes), of (1, time, 3, height, width), RGB, 0…255."""
        gray = self.stack(pictures[0])
        down, across = (-side % 32 for side in self.size)
        edges = across // 2, across - across // 2, down // 2, down - down // 2
        maps = self.around_each.net.seen(functional.pad(gray, edges))[:, 0]
        logits: Tensor = self.around_each(maps)[None]
        return logits

    def says(self, rows: Tensor) -> Tensor:
        """See there; nothing is displaced."""
        likely = torch.sigmoid(rows).transpose(1, 2)
        return torch.stack((likely, likely * 0), 1)


class Around(InTime):
    """What is told of each stack's maps among those around it; beyond either end stands the nearest."""

    def __init__(self, net: Ball2d3d) -> None:
        super().__init__()
        self.net, self.reach = net, net.stacks // 2 * net.stack

    def forward(self, maps: Tensor) -> Tensor:
        """Return (time, classes) of (time, wide, height / 32, width / 32)."""
        first, last = (maps[place].expand(self.reach, -1, -1, -1) for place in (slice(1), slice(-1, None)))
        padded, wide = torch.cat((first, maps, last)), 2 * self.reach
        apart = range(0, wide + 1, self.net.stack)
        return self.net.told(torch.stack([padded[place : place - wide or None] for place in apart], 1))


def _projection(wide: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(wide, out, 1, bias=False), nn.BatchNorm2d(out), nn.SiLU())
