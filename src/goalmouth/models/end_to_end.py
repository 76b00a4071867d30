"""From pictures to what happens in them, trained as one: a backbone that sees in time, and a light trunk.

Part of the channels is shifted by a picture, as in Lin et al., "TSM: Temporal shift module for efficient
video understanding" (ICCV 2019), section 3, two-sided, on the residual branches; over it the trunk of
``goalmouth.models.actions``. The set-up follows Hong et al., "Spotting temporally precise, fine-grained
events in video" (ECCV 2022), with dilated convolutions where they have a recurrent layer.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from goalmouth.models.actions import REACH, Trunk
from goalmouth.models.backbones import BACKBONES, Backbone

SHIFTED = 8
"""One in so many channels is shifted forwards, and as many backwards."""

SQUEEZED = 64
"""Channels of a map's places as the trunk gets them."""


class EndToEnd(nn.Module):
    """Pictures in, logits of classes and displacements out.

    backbone : of ``BACKBONES``; size : height and width of pictures; every : how many rows a picture stands
    for, since scores are told more often than pictures are looked at.
    """

    def __init__(
        self, backbone: str, classes: int, size: tuple[int, int], every: int = 2, wide: int = 128,
        drop: float = 0.15,
    ) -> None:  # fmt: skip
        super().__init__()
        self.every, self.size, self.classes = every, size, classes
        self.backbone: Backbone = BACKBONES.load(backbone)()
        self._clips = 1
        for branch in self.backbone.branches():
            branch.register_forward_pre_hook(self._shift)
        self.squeeze = nn.Conv2d(self.backbone.wide, SQUEEZED, 1)
        cells = -(-size[0] // 32) * -(-size[1] // 32)
        self.norm = nn.LayerNorm(SQUEEZED * cells)
        self.trunk = Trunk(SQUEEZED * cells, classes, wide, drop)

    @property
    def reach(self) -> int:
        """Pictures before and after one on which what is told of it depends."""
        return len(self.backbone.branches()) + -(-REACH // self.every) + 1

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits and displacements in rows, (batch, classes, every × time) each.

        pictures : (batch, time, 3, height, width), RGB, 0…255.
        """
        self._clips = pictures.shape[0]
        seen = self.norm(self.squeeze(self.backbone(pictures.flatten(0, 1))).flatten(1))
        rows = seen.unflatten(0, (self._clips, -1)).transpose(1, 2)
        rows = functional.interpolate(rows, scale_factor=float(self.every), mode="linear")
        told: tuple[Tensor, Tensor] = self.trunk(rows.transpose(1, 2))
        return told

    def _shift(self, _: nn.Module, given: tuple[Any, ...]) -> tuple[Tensor]:
        return (shifted(given[0], self._clips),)


def shifted(maps: Tensor, batch: int) -> Tensor:
    """Return maps, (batch × time, channels, height, width), with part of the channels of their neighbours.

    Where there is no neighbour, they are zero.
    """
    x = maps.unflatten(0, (batch, -1))
    part = x.shape[2] // SHIFTED
    none = torch.zeros_like(x[:, :1, :part])
    before = torch.cat((none, x[:, :-1, :part]), 1)
    after = torch.cat((x[:, 1:, part : 2 * part], none), 1)
    return torch.cat((before, after, x[:, :, 2 * part :]), 2).flatten(0, 1)


@torch.no_grad()
def begin(net: EndToEnd, pictures: Tensor) -> None:
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
