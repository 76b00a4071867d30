"""From pictures to what happens in them, trained as one: a backbone that sees in time, and a light trunk.

Part of the channels is shifted by a picture, as in Lin et al., "TSM: Temporal shift module for efficient
video understanding" (ICCV 2019), section 3, two-sided, on the residual branches; over it the trunk of
``goalmouth.models.actions``. The set-up follows Hong et al., "Spotting temporally precise, fine-grained
events in video" (ECCV 2022), with dilated convolutions where they have a recurrent layer.
"""

from copy import deepcopy
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from goalmouth.models.actions import Dense
from goalmouth.models.backbones import BACKBONES, Backbone
from goalmouth.models.gates import neighbour

SHIFTED = 8
"""One in so many channels is shifted forwards, and as many backwards."""

SQUEEZED = 64
"""Channels of a map's places as the trunk gets them."""


class EndToEnd(nn.Module):
    """Pictures in, logits of classes and displacements out.

    backbone : of ``BACKBONES``; size : height and width of pictures; every : how many rows a picture stands
    for, since scores are told more often than pictures are looked at; length : pictures of the clips it is
    trained with; trunk : of ``TRUNKS``.
    """

    def __init__(
        self, backbone: str, classes: int, size: tuple[int, int], every: int, wide: int, length: int,
        trunk: str = "dilated", drop: float = 0.15,
    ) -> None:  # fmt: skip
        super().__init__()
        self.every, self.size, self.classes = every, size, classes
        # On processors, convolutions of few channels are twice as quick so.
        self.backbone: Backbone = BACKBONES.load(backbone)().to(memory_format=torch.channels_last)
        self._clips = 1
        for branch in self.backbone.branches():
            branch.register_forward_pre_hook(self._shift)
        self.squeeze = nn.Conv2d(self.backbone.wide, SQUEEZED, 1)
        self.columns = SQUEEZED * -(-size[0] // 32) * -(-size[1] // 32)
        self.norm = nn.LayerNorm(self.columns)
        self.trunk = Dense(self.columns, classes, wide, length * every, trunk, drop)

    @property
    def late(self) -> int:
        """Pictures before and after one on which what is seen of it depends."""
        return len(self.backbone.branches())

    @property
    def around(self) -> int:
        """Pictures before and after one on whose rows what is told of it depends."""
        # A row more, between two of which those that are told lie.
        return -(-self.trunk.reach // self.every) + 1

    @property
    def fixed(self) -> int | None:
        """Pictures of which it must get the rows at once, if not of any number."""
        return self.trunk.fixed and self.trunk.fixed // self.every

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits and displacements in rows, (batch, classes, every × time) each.

        pictures : (batch, time, 3, height, width), RGB, 0…255.
        """
        return self.told(self.seen(pictures))

    def seen(self, pictures: Tensor) -> Tensor:
        """Return what the trunk gets of pictures, (batch, time, columns)."""
        self._clips = pictures.shape[0]
        maps = pictures.flatten(0, 1).contiguous(memory_format=torch.channels_last)
        rows = self.norm(self.squeeze(self.backbone(maps)).flatten(1))
        return rows.unflatten(0, (self._clips, -1))

    def told(self, seen: Tensor) -> tuple[Tensor, Tensor]:
        """Return what the trunk says of what is seen; see ``forward``."""
        rows = functional.interpolate(seen.transpose(1, 2), scale_factor=float(self.every), mode="linear")
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
    before, after = neighbour(x[:, :, :part], False), neighbour(x[:, :, part : 2 * part], True)
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


class Streamed(nn.Module):
    """A network that takes a video bit by bit, each picture once, and says the same as of all at once.

    Every block with a shift keeps the last two maps that it got, and says of one what it says when the next
    has come; so what is seen comes ``late`` pictures later.
    """

    def __init__(self, net: EndToEnd) -> None:
        super().__init__()
        self.net = deepcopy(net).eval()
        branches = {id(branch) for branch in self.net.backbone.branches()}
        blocks = [
            block
            for block in self.net.backbone.modules()
            if any(id(child) in branches for child in block.children())
        ]
        for number, block in enumerate(blocks):
            block.register_forward_pre_hook(partial(self._after_earlier, number))
            block.register_forward_hook(lambda *given: given[2][1:-1])
        self._shapes: list[torch.Size] = []
        self._before: list[Tensor] = []
        self._after: list[Tensor] = []
        with torch.no_grad():
            self.net.seen(torch.zeros(1, 2, 3, *net.size))
        self._shapes = [each.shape[1:] for each in self._after]

    @property
    def carried(self) -> int:
        """Numbers that are kept of each of two pictures."""
        return sum(shape.numel() for shape in self._shapes)

    def forward(self, pictures: Tensor, before: Tensor, rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return what is seen, what to give with the next pictures, and what is told of rows.

        That is (time, columns), (2, carried), and (2, classes, every × rows): how likely each class is, and
        its displacement.
        pictures : (time, height, width, 3), RGB, 0…255; before : (2, carried), zero before the first; rows :
        (rows, columns) of what is seen, with ``around`` more on either side of those that count.
        """
        parts = before.split([shape.numel() for shape in self._shapes], 1)
        self._before = [part.view(2, *shape) for part, shape in zip(parts, self._shapes, strict=True)]
        self._after = []
        seen = self.net.seen(pictures.permute(0, 3, 1, 2)[None].float())[0]
        after = torch.cat([each.flatten(1) for each in self._after], 1)
        logits, displaced = self.net.told(rows[None])
        return seen, after, torch.stack((torch.sigmoid(logits[0]), displaced[0]))

    def _after_earlier(self, number: int, _: nn.Module, given: tuple[Tensor]) -> tuple[Tensor]:
        maps = given[0]
        before = self._before[number] if self._before else torch.zeros_like(maps[:2])
        maps = torch.cat((before, maps))
        self._after.append(maps[-2:])
        return (maps,)
