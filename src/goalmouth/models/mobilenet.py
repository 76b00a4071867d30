"""MobileNetV2 without its classifier: Sandler et al., "MobileNetV2" (CVPR 2018), table 2.

Batch norm is folded into the convolutions, and pictures are padded as TensorFlow does ("SAME"), as in the
published file.
"""

from collections.abc import Mapping

from torch import Tensor, nn
from torch.nn import functional

from goalmouth.models.backbones import Branch
from goalmouth.models.convolution import Convolution

STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
"""How many times wider each block is inside, its channels, how many of them, and the first one's stride."""

FIRST, LAST = 32, 1280
"""Channels of the first convolution and of the last."""

MEAN, SCALE = 127.5, 1 / 127.5
"""Of red, green and blue, 0…255: subtracted from a picture, then multiplied with it."""


class Conv(nn.Module):
    """A convolution, and a ReLU that ends at 6 where ``act``; odd pixels of padding go right and below."""

    def __init__(
        self, wide: int, out: int, kernel: int = 1, stride: int = 1, groups: int = 1, act: bool = True
    ) -> None:
        super().__init__()
        self.conv = Convolution(wide, out, kernel, stride, groups=groups)
        self.act = act

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, out, height / stride, width / stride), rounded up."""
        kernel, stride = self.conv.kernel_size[0], self.conv.stride[0]
        if kernel > 1:
            down, right = (max(0, kernel - (side % stride or stride)) for side in x.shape[-2:])
            x = functional.pad(x, (right // 2, right - right // 2, down // 2, down - down // 2))
        x = self.conv(x)
        return functional.relu6(x) if self.act else x


class Block(nn.Module):
    """Widened, filtered channel by channel, narrowed; beside a plain path where the size stays."""

    def __init__(self, wide: int, out: int, times: int, stride: int) -> None:
        super().__init__()
        inner = times * wide
        widen = [Conv(wide, inner)] if times > 1 else []
        self.conv = nn.Sequential(
            *widen, Conv(inner, inner, 3, stride, groups=inner), Conv(inner, out, act=False)
        )
        self.wide, self.plain = wide, stride == 1 and wide == out

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, out, height / stride, width / stride)."""
        return x + self.conv(x) if self.plain else self.conv(x)


class MobileNetV2(nn.Module):
    """Pictures in, maps out."""

    wide = LAST

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [Conv(3, FIRST, 3, 2)]
        wide = FIRST
        for times, out, repeats, stride in STAGES:
            for place in range(repeats):
                layers.append(Block(wide, out, times, stride if place == 0 else 1))
                wide = out
        self.features = nn.Sequential(*layers, Conv(wide, LAST))

    def maps(self, pictures: Tensor, after: tuple[int, ...]) -> list[Tensor]:
        """Return what some layers say, counted from the first convolution, 0.

        pictures : (batch, 3, height, width), red, green, blue, normalised by ``MEAN`` and ``SCALE``.
        """
        x, found = pictures, []
        for number, layer in enumerate(self.features):
            x = layer(x)
            if number in after:
                found.append(x)
        return found

    def forward(self, pictures: Tensor) -> Tensor:
        """Return (batch, 1280, height / 32, width / 32); see ``Backbone``."""
        maps: Tensor = self.features((pictures - MEAN) * SCALE)
        return maps

    def branches(self) -> list[Branch]:
        """Return the blocks that have a plain path; see ``Backbone``."""
        blocks = [layer for layer in self.features if isinstance(layer, Block) and layer.plain]
        return [Branch(block, block.conv, block.wide) for block in blocks]

    def load_published(self, weights: Mapping[str, Tensor]) -> None:
        """Take the published weights, which are whole numbers with a scale for each channel.

        Raises ``RuntimeError`` where a layer is missing, too many, or of another shape.
        """
        state = {}
        for name, weight in weights.items():
            layer, _, part = name.rpartition(".")
            if part == "weight":
                state[name] = weight.float() * weights[f"{layer}.scale"].view(-1, 1, 1, 1)
            elif part == "bias":
                state[name] = weight
        self.load_state_dict(state, strict=True)
