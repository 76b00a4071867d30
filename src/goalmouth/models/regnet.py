"""RegNetY of 200 and of 800 MFLOPs, the backbones of E2E-Spot and its successors.

Radosavovic et al., "Designing network design spaces" (CVPR 2020), eq. 2 to 4 and table 12: widths from a line
that is rounded to powers, squeeze and excitation of a quarter. Layers are named as in timm, under whose
names the field's checkpoints are published.
"""

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn

from goalmouth.models.backbones import Branch

SIZES = {"002": (13, 24, 36.44, 2.49, 8), "008": (14, 56, 38.84, 2.4, 16)}
"""How many blocks there are, how wide the first is, how much wider each, the power, a group's channels."""

STEM = 32
"""Channels of the first convolution."""

MEAN = tuple(255 * each for each in (0.485, 0.456, 0.406))
SCALE = tuple(1 / 255 / each for each in (0.229, 0.224, 0.225))
"""Of red, green and blue, 0…255, as for ImageNet: subtracted from a picture, then multiplied with it."""


def widths(size: str = "002") -> list[tuple[int, int]]:
    """Return the stages' channels and numbers of blocks."""
    depth, first, slope, power, group = SIZES[size]
    found: dict[int, int] = {}
    for place in range(depth):
        step = round(math.log((first + slope * place) / first) / math.log(power))
        wide = round(first * power**step / 8) * 8
        wide = max(group, round(wide / group) * group)
        found[wide] = found.get(wide, 0) + 1
    return list(found.items())


class Conv(nn.Module):
    """A convolution with batch norm, and a ReLU where ``act``."""

    def __init__(
        self, wide: int, out: int, kernel: int = 1, stride: int = 1, groups: int = 1, act: bool = True
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(wide, out, kernel, stride, kernel // 2, groups=groups, bias=False)
        self.bn = nn.BatchNorm2d(out)
        self.act = act

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, out, height / stride, width / stride)."""
        x = self.bn(self.conv(x))
        return torch.relu(x) if self.act else x


class Excite(nn.Module):
    """Channels weighed by what the whole picture shows: Hu et al., "Squeeze-and-excitation" (CVPR 2018)."""

    def __init__(self, wide: int, inner: int) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(wide, inner, 1)
        self.fc2 = nn.Conv2d(inner, wide, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return the same shape."""
        return x * torch.sigmoid(self.fc2(torch.relu(self.fc1(x.mean((2, 3), keepdim=True)))))


class Bottleneck(nn.Module):
    """One block of a stage."""

    def __init__(self, wide: int, out: int, stride: int, group: int) -> None:
        super().__init__()
        self.conv1 = Conv(wide, out)
        self.conv2 = Conv(out, out, 3, stride, groups=out // group)
        self.se = Excite(out, round(wide / 4))
        self.conv3 = Conv(out, out, act=False)
        changes = stride > 1 or wide != out
        self.downsample = Conv(wide, out, 1, stride, act=False) if changes else None

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, out, height / stride, width / stride)."""
        short = x if self.downsample is None else self.downsample(x)
        return torch.relu(self.conv3(self.se(self.conv2(self.conv1(x)))) + short)


class Stage(nn.Sequential):
    """Blocks of one width, the first of which halves the picture."""

    def __init__(self, wide: int, out: int, blocks: int, group: int) -> None:
        super().__init__()
        for place in range(blocks):
            block = Bottleneck(wide if place == 0 else out, out, 2 if place == 0 else 1, group)
            self.add_module(f"b{place + 1}", block)


class RegNetY(nn.Module):
    """Pictures in, maps out."""

    def __init__(self, size: str = "002") -> None:
        super().__init__()
        self.stem = Conv(3, STEM, 3, 2)
        wide, group = STEM, SIZES[size][-1]
        for number, (out, blocks) in enumerate(widths(size), 1):
            self.add_module(f"s{number}", Stage(wide, out, blocks, group))
            wide = out
        self.wide = wide

    def forward(self, pictures: Tensor) -> Tensor:
        """Return (batch, wide, height / 32, width / 32); see ``Backbone``."""
        mean, scale = (pictures.new_tensor(each)[:, None, None] for each in (MEAN, SCALE))
        x = self.stem((pictures - mean) * scale)
        for stage in self.children():
            x = stage(x) if isinstance(stage, Stage) else x
        return x

    def branches(self) -> list[Branch]:
        """Return every block with its first convolution; see ``Backbone``."""
        blocks = [block for block in self.modules() if isinstance(block, Bottleneck)]
        return [Branch(block, block.conv1, block.conv1.conv.in_channels) for block in blocks]

    def load_published(self, weights: Mapping[str, Tensor]) -> None:
        """Take weights under timm's names, without a classifier's; raise ``RuntimeError`` for others'."""
        self.load_state_dict({name: each for name, each in weights.items() if not name.startswith("head.")})
