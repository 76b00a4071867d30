"""NanoDet-Plus-m, a detector that is cheap enough to look at every picture of a match.

RangiLyu, "NanoDet-Plus" (2021): ShuffleNetV2 1.0× (Ma et al., ECCV 2018) without its last layer, a neck
that goes down and up again with Ghost blocks (Han et al., CVPR 2020), and a head of its own for each of
the strides 8, 16, 32 and 64. Batch norm is folded into the convolutions, as in the published files.
"""

import re
from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from goalmouth.models.backbones import Branch
from goalmouth.models.convolution import Convolution

CLASSES = 80
"""Of COCO; a person is the first, a sports ball number 32."""

STEPS = 8
"""Each of a box's four distances is told as so many logits, for 0 to 7 strides."""

WIDTHS, REPEATS, NECK = (116, 232, 464), (4, 8, 4), 96
STRIDES = (8, 16, 32, 64)

MEAN, SCALE = (103.53, 116.28, 123.675), (0.017429, 0.017507, 0.017125)
"""Of blue, green and red, 0…255: subtracted from a picture, then multiplied with it."""


class Conv(nn.Sequential):
    """A convolution, and a leaky ReLU where ``act``; depth-wise where it is wide and keeps its channels."""

    def __init__(self, wide: int, out: int, kernel: int = 1, stride: int = 1, act: bool = True) -> None:
        groups = wide if kernel > 1 and wide == out else 1
        own = Convolution(wide, out, kernel, stride, kernel // 2, groups=groups)
        super().__init__(own, *([nn.LeakyReLU(0.1, inplace=True)] if act else []))


class Unit(nn.Module):
    """One unit of ShuffleNetV2: half of the channels pass, or all are halved in size."""

    def __init__(self, wide: int, out: int, stride: int) -> None:
        super().__init__()
        half = self.half = out // 2
        self.short = (
            nn.Sequential(Conv(wide, wide, 3, 2, act=False), Conv(wide, half)) if stride == 2 else None
        )
        self.long = nn.Sequential(
            Conv(wide if stride == 2 else half, half),
            Conv(half, half, 3, stride, act=False),
            Conv(half, half),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return ``(batch, out, height / stride, width / stride)``."""
        if self.short is not None:
            parts = self.short(x), self.long(x)
        else:
            kept, changed = x.chunk(2, 1)
            parts = kept, self.long(changed)
        joined = torch.cat(parts, 1)
        return joined.unflatten(1, (2, -1)).transpose(1, 2).flatten(1, 2)


class Ghost(nn.Module):
    """Half of the channels by a convolution, the other half cheaply from them."""

    def __init__(self, wide: int, out: int, act: bool) -> None:
        super().__init__()
        self.own = Conv(wide, out // 2, act=act)
        self.cheap = Conv(out // 2, out // 2, 3, act=act)

    def forward(self, x: Tensor) -> Tensor:
        """Return ``(batch, out, height, width)``."""
        own = self.own(x)
        return torch.cat((own, self.cheap(own)), 1)


class Bottleneck(nn.Module):
    """Two Ghost modules beside a plain path."""

    def __init__(self, wide: int, out: int) -> None:
        super().__init__()
        self.ghosts = nn.Sequential(Ghost(wide, out, True), Ghost(out, out, False))
        self.plain = nn.Sequential(Conv(wide, wide, 5, act=False), Conv(wide, out, act=False))

    def forward(self, x: Tensor) -> Tensor:
        """Return ``(batch, out, height, width)``."""
        return self.ghosts(x) + self.plain(x)


def _separable(stride: int = 1) -> nn.Sequential:
    return nn.Sequential(Conv(NECK, NECK, 5, stride), Conv(NECK, NECK))


class GhostPan(nn.Module):
    """The neck: maps of strides 8, 16 and 32 in, those and one of stride 64 out, of 96 channels."""

    def __init__(self) -> None:
        super().__init__()
        self.reduce = nn.ModuleList(Conv(wide, NECK) for wide in WIDTHS)
        self.finer = nn.ModuleList(Bottleneck(2 * NECK, NECK) for _ in range(2))
        self.coarser = nn.ModuleList(
            nn.ModuleList([_separable(2), Bottleneck(2 * NECK, NECK)]) for _ in range(2)
        )
        self.last = nn.ModuleList(_separable(2) for _ in range(2))

    def forward(self, fine: Tensor, middle: Tensor, coarse: Tensor) -> list[Tensor]:
        """Return the maps, the finest first."""
        maps = [reduce(x) for reduce, x in zip(self.reduce, (fine, middle, coarse), strict=True)]
        before = maps[2]
        for place, block in zip((1, 0), self.finer, strict=True):
            larger = functional.interpolate(maps[place + 1], scale_factor=2.0, mode="bilinear")
            maps[place] = block(torch.cat((larger, maps[place]), 1))
        for place, block in zip((1, 2), self.coarser, strict=True):
            shrink, join = block  # type: ignore[misc]
            maps[place] = join(torch.cat((shrink(maps[place - 1]), maps[place]), 1))
        first, second = self.last
        return [*maps, first(before) + second(maps[2])]


class ShuffleNetV2(nn.Module):
    """The backbone: pictures in, maps of strides 8, 16 and 32 out."""

    wide = WIDTHS[-1]

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(Conv(3, 24, 3, 2), nn.MaxPool2d(3, 2, 1))
        self.stages = nn.ModuleList()
        wide = 24
        for out, repeats in zip(WIDTHS, REPEATS, strict=True):
            units = [
                Unit(wide if place == 0 else out, out, 2 if place == 0 else 1) for place in range(repeats)
            ]
            self.stages.append(nn.Sequential(*units))
            wide = out

    def maps(self, pictures: Tensor) -> list[Tensor]:
        """Return the maps of each stride, of pictures as ``NanoDet`` gets them."""
        x, found = self.stem(pictures), []
        for stage in self.stages:
            x = stage(x)
            found.append(x)
        return found

    def forward(self, pictures: Tensor) -> Tensor:
        """Return (batch, 464, height / 32, width / 32); see ``Backbone``."""
        mean, scale = (pictures.new_tensor(each)[:, None, None] for each in (MEAN, SCALE))
        return self.maps((pictures.flip(1) - mean) * scale)[-1]

    def branches(self) -> list[Branch]:
        """Return the units that have a plain path; see ``Backbone``."""
        units = [unit for stage in self.stages for unit in stage]  # type: ignore[attr-defined]
        return [Branch(unit, unit.long, unit.half, unit.half) for unit in units if unit.short is None]

    def load_published(self, weights: Mapping[str, Tensor]) -> None:
        """Take those of the detector; see ``load_published``."""
        whole = NanoDet()
        load_published(whole, weights)
        self.load_state_dict(whole.backbone.state_dict())


class NanoDet(nn.Module):
    """Pictures in, for each stride the logits of classes and distances out.

    ``stride × x`` and ``stride × y`` of a cell are the point from which a box's four distances (left, top,
    right, bottom) are told; the expectation of each softmax over 0 to 7, times the stride.
    """

    def __init__(self) -> None:
        super().__init__()
        self.backbone = ShuffleNetV2()
        self.neck = GhostPan()
        self.heads = nn.ModuleList(
            nn.Sequential(_separable(), _separable(), Conv(NECK, CLASSES + 4 * STEPS, act=False))
            for _ in STRIDES
        )

    def maps(self, pictures: Tensor) -> list[Tensor]:
        """Return the neck's maps, ``(batch, 96, height / stride, width / stride)`` for each stride.

        pictures : (batch, 3, height, width), blue, green, red, normalised by ``MEAN`` and ``SCALE``; height
        and width are multiples of 64.
        """
        return list(self.neck(*self.backbone.maps(pictures)))

    def forward(self, pictures: Tensor) -> list[Tensor]:
        """Return for each stride ``(batch, 80 + 4 × 8, height / stride, width / stride)``."""
        return [head(x) for head, x in zip(self.heads, self.maps(pictures), strict=True)]


def load_published(model: NanoDet, weights: Mapping[str, Tensor]) -> None:
    """Take the published weights: their layers are numbered in the order of the graph, which is ours.

    Raises ``ValueError`` where a layer is missing, too many, or of another shape.
    """
    names = sorted({name.rpartition(".")[0] for name in weights}, key=_number)
    own = [module for module in model.modules() if isinstance(module, nn.Conv2d)]
    if len(names) != len(own):
        raise ValueError(f"{len(names)} layers, where NanoDet-Plus-m has {len(own)}")
    with torch.no_grad():
        for name, layer in zip(names, own, strict=True):
            weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
            if weight.shape != layer.weight.shape or layer.bias is None:
                raise ValueError(f"{name} is {tuple(weight.shape)}, where {tuple(layer.weight.shape)} is due")
            layer.weight.copy_(weight)
            layer.bias.copy_(bias)


def _number(name: str) -> int:
    return int(re.sub(r"\D", "", name) or 0)
