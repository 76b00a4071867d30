"""From pictures to what happens in them, trained as one: a backbone that sees in time, and a light trunk.

The set-up follows Hong et al., "Spotting temporally precise, fine-grained events in video" (ECCV 2022);
every part has a name and may be another.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from goalmouth.models.looking import Looking
from goalmouth.models.rows import Dense


class EndToEnd(Looking):
    """Pictures in, logits of classes and displacements out.

    backbone, size, gate, shown, neck : see ``Looking``; trunk : of ``TRUNKS``; every : how many rows a
    picture stands for; length : pictures of the clips it is trained with; stride, displaced : see ``Dense``.
    """

    def __init__(
        self, backbone: str, classes: int, size: tuple[int, int], every: int, wide: int, length: int,
        trunk: str = "dilated", drop: float = 0.15, gate: str = "tsm", shown: str = "colour",
        neck: str = "places", stride: int = 1, displaced: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(backbone, size, gate, shown, neck)
        self.every, self.classes, self.stride = every, classes, stride
        self.trunk = Dense(self.columns, classes, wide, length * every // stride, trunk, drop, 1, displaced)

    @property
    def around(self) -> int:
        """Pictures before and after one on whose rows what is told of it depends."""
        # A row more, between two of which those that are told lie.
        return -(-self.trunk.reach * self.stride // self.every) + 1

    @property
    def fixed(self) -> int | None:
        """Pictures of which it must get the rows at once, if not of any number."""
        return self.trunk.fixed and self.trunk.fixed * self.stride // self.every

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits and displacements in rows, (batch, classes, every × time / stride) each.

        pictures : (batch, time, 3, height, width), RGB, 0…255.
        """
        return self.told(self.seen(pictures))

    def told(self, seen: Tensor) -> tuple[Tensor, Tensor]:
        """Return what the trunk says of what is seen; see ``forward``."""
        rows = seen.transpose(1, 2)
        if self.every != self.stride:
            rows = functional.interpolate(rows, scale_factor=self.every / self.stride, mode="linear")
        told: tuple[Tensor, Tensor] = self.trunk(rows.transpose(1, 2))
        return told

    def says(self, rows: Tensor) -> Tensor:
        """Return how likely each class is, and displacements; see ``goalmouth.models.seeing.Watching``."""
        logits, displaced = self.told(rows)
        return torch.stack((torch.sigmoid(logits), displaced), 1)


@torch.no_grad()
def begin(net: nn.Module, pictures: Tensor) -> None:
    """Scale a random network so that what each convolution says varies by one over pictures as they come.

    Krähenbühl et al., "Data-dependent initializations" (ICLR 2016), section 3.1: without it, one that has
    its batch norm folded in would learn next to nothing from a random start.
    """

    def scale(layer: nn.Module, _: Any, out: Tensor) -> Tensor | None:
        if not isinstance(layer, nn.Conv2d) or layer.bias is None:
            return None
        mean, spread = out.mean((0, 2, 3)), out.std((0, 2, 3)) + 1e-3
        layer.weight /= spread[:, None, None, None]
        layer.bias.copy_((layer.bias - mean) / spread)
        return (out - mean[:, None, None]) / spread[:, None, None]

    hooks = [layer.register_forward_hook(scale) for layer in net.modules()]
    net(pictures)
    for hook in hooks:
        hook.remove()
