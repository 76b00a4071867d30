"""A small network that hears: MobileNetV3 of width 0.4 on log-mel pictures, and a head a few frames apart.

The trunk is EfficientAT's ``mn04`` (Schmid, Koutini, Widmer, "Efficient large-scale audio tagging via
transformer-to-CNN knowledge distillation", ICASSP 2023; MobileNetV3: Howard et al., ICCV 2019), its
parameters named as published, so that published weights load as they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

WIDTH = 0.4
TAGS = 527
"""Classes of AudioSet."""

STRIDE = 16
"""Mel frames between two values of ``Hearing``."""

SPEECH = 0
"""Of AudioSet's classes, and of ours."""

SPOKEN, SHARP = -2.94, 3.0
"""The logit (of 0.05) at which the published network leaves open whether a stretch holds speech at all, and
how much surer we are for each step away from it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One block of the published table, channels before the width is applied."""

    kernel: int
    wide: int
    out: int
    squeeze: bool
    hard: bool
    stride: int


TABLE = (
    Row(3, 16, 16, False, False, 1),
    Row(3, 64, 24, False, False, 2),
    Row(3, 72, 24, False, False, 1),
    Row(5, 72, 40, True, False, 2),
    Row(5, 120, 40, True, False, 1),
    Row(5, 120, 40, True, False, 1),
    Row(3, 240, 80, False, True, 2),
    Row(3, 200, 80, False, True, 1),
    Row(3, 184, 80, False, True, 1),
    Row(3, 184, 80, False, True, 1),
    Row(3, 480, 112, True, True, 1),
    Row(3, 672, 112, True, True, 1),
    Row(5, 672, 160, True, True, 2),
    Row(5, 960, 160, True, True, 1),
    Row(5, 960, 160, True, True, 1),
)
FINE = 13
"""How many of ``features`` (the stem and twelve blocks) come before the last halving of time."""


def rounded(channels: float) -> int:
    """Return a number of channels as a multiple of 8 that is at most a tenth too small."""
    near = max(8, int(channels + 4) // 8 * 8)
    return near + 8 if near < 0.9 * channels else near


def _convolution(
    given: int, out: int, kernel: int, stride: int = 1, groups: int = 1, after: type[nn.Module] | None = None
) -> nn.Sequential:
    layers = [
        nn.Conv2d(given, out, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(out, eps=1e-3, momentum=0.01),
    ]
    return nn.Sequential(*layers, *([after()] if after else []))


class Squeeze(nn.Module):
    """Weighs channels by what they are on average over the whole picture."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        inner = rounded(channels // 4)
        self.fc1, self.fc2 = nn.Linear(channels, inner), nn.Linear(inner, channels)

    def forward(self, x: Tensor) -> Tensor:
        """Return x : (batch, channels, bands, frames), its channels weighed."""
        weight = torch.sigmoid(self.fc2(torch.relu(self.fc1(x.mean((2, 3))))))
        return x * weight[:, :, None, None]


class Concurrent(nn.Module):
    """The published place of ``Squeeze``, which could hold several side by side; here it is one."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conc_se_layers = nn.ModuleList([Squeeze(channels)])

    def forward(self, x: Tensor) -> Tensor:
        """Return x : (batch, channels, bands, frames), its channels weighed."""
        out: Tensor = self.conc_se_layers[0](x)
        return out


class Block(nn.Module):
    """An inverted residual block: widen, look around in each channel, weigh, narrow."""

    def __init__(self, given: int, row: Row) -> None:
        super().__init__()
        wide, out = rounded(row.wide * WIDTH), rounded(row.out * WIDTH)
        after = nn.Hardswish if row.hard else nn.ReLU
        parts: list[nn.Module] = [_convolution(given, wide, 1, after=after)] if wide != given else []
        parts.append(_convolution(wide, wide, row.kernel, row.stride, groups=wide, after=after))
        parts += [Concurrent(wide)] if row.squeeze else []
        parts.append(_convolution(wide, out, 1))
        self.block = nn.Sequential(*parts)
        self.same = row.stride == 1 and given == out

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, channels, bands, frames) of x : the same, at most halved in bands and frames."""
        out: Tensor = self.block(x)
        return out + x if self.same else out


def features() -> nn.Sequential:
    """Return the trunk: (batch, 1, bands, frames) to (batch, 384, bands / 32, frames / 32)."""
    given = rounded(16 * WIDTH)
    layers: list[nn.Module] = [_convolution(1, given, 3, 2, after=nn.Hardswish)]
    for row in TABLE:
        layers.append(Block(given, row))
        given = rounded(row.out * WIDTH)
    return nn.Sequential(*layers, _convolution(given, 6 * given, 1, after=nn.Hardswish))


class Tagger(nn.Module):
    """The published network: what sounds occur in a clip, as logits of AudioSet's classes."""

    def __init__(self) -> None:
        super().__init__()
        self.features = features()
        self.classifier = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(384, 512), nn.Hardswish(), nn.Dropout(0.2),
            nn.Linear(512, TAGS),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (batch, tags). x : (batch, 1, bands, frames) of log-mel."""
        out: Tensor = self.classifier(self.features(x))
        return out


class Hearing(nn.Module):
    """What is heard when: the trunk at two depths, and a head that keeps the axis of time.

    The deep one knows the sounds, the fine one when they begin and end. There is speech only where the
    published network, too, says that the stretch holds some: it has heard people sing, we have not.
    """

    def __init__(self, classes: int, inner: int = 64) -> None:
        super().__init__()
        self.features = features()
        self.deep = nn.Conv1d(384, inner, 1)
        self.fine = nn.Conv1d(48 * 8, inner, 1)
        self.around = nn.Conv1d(2 * inner, inner, 5, padding=2)
        self.out = nn.Conv1d(inner, classes, 3, padding=1)
        self.bend = nn.Hardswish()
        self.drop = nn.Dropout(0.2)
        self.spoken = nn.Sequential(nn.Linear(384, 512), nn.Hardswish(), nn.Linear(512, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (batch, frames / 16, classes).

        x : (batch, 1, 128, frames), frames a multiple of 32.
        """
        fine, deep = self.depths(x)
        heard = self.head(fine, deep)
        held = SHARP * (self.spoken(deep.mean((2, 3))) - SPOKEN)
        speech = torch.minimum(heard[:, :, SPEECH], held)
        return torch.cat([speech[:, :, None], heard[:, :, SPEECH + 1 :]], 2)

    def depths(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the trunk at its two depths: (batch, 48, 8, frames / 16), (batch, 384, 4, frames / 32)."""
        fine = self.features[:FINE](x)
        return fine, self.features[FINE:](fine)

    def head(self, fine: Tensor, deep: Tensor) -> Tensor:
        """Return the logits (batch, frames / 16, classes) of what ``depths`` returned."""
        known = self.bend(self.deep(deep.mean(2)))
        known = nn.functional.interpolate(known, scale_factor=2.0, mode="nearest")
        timed = self.bend(self.fine(fine.flatten(1, 2)))
        both = self.bend(self.around(self.drop(torch.cat([known, timed], 1))))
        out: Tensor = self.out(self.drop(both)).transpose(1, 2)
        return out

    def begin_with(self, published: Mapping[str, Any]) -> None:
        """Take the published network's trunk and what it knows of speech. published : its state."""
        own = {name[9:]: value for name, value in published.items() if name.startswith("features.")}
        self.features.load_state_dict(own, strict=True)
        last = {name: published[f"classifier.5.{name}"][SPEECH : SPEECH + 1] for name in ("weight", "bias")}
        first = {name: published[f"classifier.2.{name}"] for name in ("weight", "bias")}
        self.spoken[0].load_state_dict(first)
        self.spoken[2].load_state_dict(last)

    def late(self, first: int) -> Iterator[nn.Parameter]:
        """Yield the parameters of the trunk from ``features[first]`` on."""
        for layer in self.features[first:]:
            yield from layer.parameters()
