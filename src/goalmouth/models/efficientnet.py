"""EfficientNetV2-B0 without its last convolution and classifier.

Tan and Le, "EfficientNetV2: Smaller models and faster training" (ICML 2021), table 4, scaled to B0: fused
blocks first, then ones that filter channel by channel and weigh them. Pictures are padded as TensorFlow does
("SAME"). Layers are named as in timm (``tf_efficientnetv2_b0``), under whose names its weights are published.
"""

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from goalmouth.models.backbones import Branch
from goalmouth.models.convolution import Convolution
from goalmouth.models.regnet import MEAN, SCALE

STEM, FIRST = 32, 16
"""Channels of the first convolution, and of the one block that does not widen."""

STAGES = (
    (4, 32, 2, 2, True),
    (4, 48, 2, 2, True),
    (4, 96, 3, 2, False),
    (6, 112, 5, 1, False),
    (6, 192, 8, 2, False),
)
"""How many times wider each block is inside, its channels, how many of them, the first one's stride, and
whether it is fused."""

EPSILON = 1e-3
"""What is added to variances."""

HEAD = ("conv_head.", "bn2.", "classifier.")
"""How the names of what comes after the maps begin."""


class Conv(Convolution):
    """A convolution without a bias; odd pixels of padding go right and below."""

    def __init__(self, wide: int, out: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> None:
        super().__init__(wide, out, kernel, stride, groups=groups, bias=False)
        # As in the published code. What torch begins with is so small that deep layers see next to nothing.
        nn.init.normal_(self.weight, std=math.sqrt(2 * groups / (kernel**2 * out)))

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, out, height / stride, width / stride), rounded up."""
        kernel, stride = self.kernel_size[0], self.stride[0]
        if kernel > 1:
            down, right = (max(0, kernel - (int(side) % stride or stride)) for side in x.shape[-2:])
            x = functional.pad(x, (right // 2, right - right // 2, down // 2, down - down // 2))
        told: Tensor = super().forward(x)
        return told


class Norm(nn.BatchNorm2d):
    """Batch norm, and a SiLU where ``act``."""

    def __init__(self, wide: int, act: bool = True) -> None:
        super().__init__(wide, EPSILON)
        self.act = act

    def forward(self, x: Tensor) -> Tensor:
        """Return the same shape."""
        x = super().forward(x)
        return functional.silu(x) if self.act else x


class Excite(nn.Module):
    """Channels weighed by what the whole map shows: Hu et al., "Squeeze-and-excitation" (CVPR 2018)."""

    def __init__(self, wide: int, inner: int) -> None:
        super().__init__()
        self.conv_reduce, self.conv_expand = nn.Conv2d(wide, inner, 1), nn.Conv2d(inner, wide, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return the same shape."""
        inner = functional.silu(self.conv_reduce(x.mean((2, 3), keepdim=True)))
        return x * torch.sigmoid(self.conv_expand(inner))


class Block(nn.Module):
    """A residual block, beside a plain path where the size stays."""

    def __init__(self, wide: int, out: int, stride: int) -> None:
        super().__init__()
        self.plain = stride == 1 and wide == out

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, out, height / stride, width / stride)."""
        return x + self.branch(x) if self.plain else self.branch(x)

    def branch(self, x: Tensor) -> Tensor:
        """Return what is added to the plain path."""
        raise NotImplementedError

    @property
    def entry(self) -> nn.Conv2d:
        """What the branch begins with."""
        return next(each for each in self.modules() if isinstance(each, nn.Conv2d))


class Single(Block):
    """One convolution."""

    def __init__(self, wide: int, out: int, stride: int = 1) -> None:
        super().__init__(wide, out, stride)
        self.conv, self.bn1 = Conv(wide, out, 3, stride), Norm(out)

    def branch(self, x: Tensor) -> Tensor:
        """See ``Block``."""
        told: Tensor = self.bn1(self.conv(x))
        return told


class Fused(Block):
    """Widened and filtered at once, then narrowed."""

    def __init__(self, wide: int, out: int, times: int, stride: int) -> None:
        super().__init__(wide, out, stride)
        inner = times * wide
        self.conv_exp, self.bn1 = Conv(wide, inner, 3, stride), Norm(inner)
        self.conv_pwl, self.bn2 = Conv(inner, out), Norm(out, act=False)

    def branch(self, x: Tensor) -> Tensor:
        """See ``Block``."""
        told: Tensor = self.bn2(self.conv_pwl(self.bn1(self.conv_exp(x))))
        return told


class Apart(Block):
    """Widened, filtered channel by channel, weighed, narrowed."""

    def __init__(self, wide: int, out: int, times: int, stride: int) -> None:
        super().__init__(wide, out, stride)
        inner = times * wide
        self.conv_pw, self.bn1 = Conv(wide, inner), Norm(inner)
        self.conv_dw, self.bn2 = Conv(inner, inner, 3, stride, groups=inner), Norm(inner)
        self.se = Excite(inner, wide // 4)
        self.conv_pwl, self.bn3 = Conv(inner, out), Norm(out, act=False)

    def branch(self, x: Tensor) -> Tensor:
        """See ``Block``."""
        x = self.se(self.bn2(self.conv_dw(self.bn1(self.conv_pw(x)))))
        told: Tensor = self.bn3(self.conv_pwl(x))
        return told


class EfficientNetV2(nn.Module):
    """Pictures in, maps out. channels : of a picture; of others than three only ``maps`` can be asked for."""

    wide = STAGES[-1][1]

    def __init__(self, channels: int = 3) -> None:
        super().__init__()
        self.conv_stem, self.bn1 = Conv(channels, STEM, 3, 2), Norm(STEM)
        stages, wide = [nn.Sequential(Single(STEM, FIRST))], FIRST
        for times, out, repeats, stride, fused in STAGES:
            kind = Fused if fused else Apart
            begin, rest = (
                kind(wide, out, times, stride),
                (kind(out, out, times, 1) for _ in range(repeats - 1)),
            )
            stages.append(nn.Sequential(begin, *rest))
            wide = out
        self.blocks = nn.Sequential(*stages)

    def maps(self, pictures: Tensor) -> Tensor:
        """Return (batch, 192, height / 32, width / 32) of (batch, channels, height, width), normalised."""
        maps: Tensor = self.blocks(self.bn1(self.conv_stem(pictures)))
        return maps

    def forward(self, pictures: Tensor) -> Tensor:
        """Return (batch, 192, height / 32, width / 32); see ``Backbone``."""
        mean, scale = (pictures.new_tensor(each)[:, None, None] for each in (MEAN, SCALE))
        return self.maps((pictures - mean) * scale)

    def branches(self) -> list[Branch]:
        """Return the blocks with a plain path, and their first convolutions; see ``Backbone``."""
        blocks = [block for block in self.modules() if isinstance(block, Block) and block.plain]
        return [Branch(block, block.entry, block.entry.in_channels) for block in blocks]

    def load_published(self, weights: Mapping[str, Tensor]) -> None:
        """Take weights under timm's names, but for a classifier's; raise ``RuntimeError`` for others'."""
        self.load_state_dict({name: each for name, each in weights.items() if not name.startswith(HEAD)})
