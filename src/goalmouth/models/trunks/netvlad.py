"""Rows told by how they stray from a vocabulary that is learnt: NetVLAD, before and after a row apart.

Arandjelović et al., "NetVLAD: CNN architecture for weakly supervised place recognition" (CVPR 2016), section
3; for football Giancola et al. (CVPRW 2018); before and after apart, NetVLAD++, Giancola and Ghanem,
"Temporally-aware feature pooling for action spotting in soccer broadcasts" (CVPRW 2021), section 3. There a
window has one answer; here it slides, and each row has its own.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from goalmouth.models.trunks.pooling import WINDOW

WORDS = 16
"""Of the vocabulary, for all of a window's rows together."""


class Vocabulary(nn.Module):
    """Sums over windows of what rows are apart from each word, as far as they belong to it."""

    def __init__(self, wide: int, words: int) -> None:
        super().__init__()
        self.words = words
        self.belong = nn.Parameter(torch.randn(words, wide) / math.sqrt(wide))
        self.centres = nn.Parameter(torch.randn(words, wide, 1) / math.sqrt(wide))

    def forward(self, x: Tensor, window: int) -> Tensor:
        """Return (batch, words × channels, time − window + 1) of (batch, channels, time)."""
        x = functional.normalize(x, dim=1)
        shares = torch.softmax(functional.conv1d(x, self.belong[..., None]), 1)
        summed = windowed(shares[:, :, None] * x[:, None], window)
        apart = summed - windowed(shares, window)[:, :, None] * self.centres
        return functional.normalize(functional.normalize(apart, dim=2).flatten(1, 2), dim=1)


def windowed(x: Tensor, window: int) -> Tensor:
    """Return sums over windows, (…, time − window + 1), of (…, time), each from sums over halves of it."""
    count, width, begin, told = x.shape[-1] - window + 1, 1, 0, None
    while True:
        if window & width:
            part = x[..., begin : begin + count]
            told = part if told is None else told + part
            begin += width
        if told is not None and 2 * width > window:
            return told
        x = x[..., :-width] + x[..., width:]
        width *= 2


class Vocabularies(nn.Module):
    """One vocabulary for windows of rows, or one for each half of them, the first being the shorter."""

    def __init__(self, wide: int, words: int, halves: int) -> None:
        super().__init__()
        self.own = nn.ModuleList(Vocabulary(wide, words // halves) for _ in range(halves))

    def forward(self, x: Tensor, window: int) -> Tensor:
        """Return (batch, words × channels, time − window + 1) of (batch, channels, time)."""
        if len(self.own) == 1:
            told: Tensor = self.own[0](x, window)
            return told
        before, after = window // 2, window - window // 2
        return torch.cat(
            (self.own[0](x[..., : x.shape[2] - after], before), self.own[1](x[..., before:], after)), 1
        )


class NetVLAD(nn.Module):
    """Each row gets what the window around it tells; see ``Temporal``."""

    fixed = False
    reach, after = WINDOW, WINDOW
    """Rows of a window before the one that is told of, and from it on."""
    halves = 1

    def __init__(self, wide: int, length: int, drop: float) -> None:
        super().__init__()
        self.out = WORDS * wide
        self.around = Vocabularies(wide, WORDS, self.halves)
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, words × wide, time)."""
        padded = functional.pad(x, (self.reach, self.after - 1), mode="replicate")
        told: Tensor = self.drop(self.around(padded, self.reach + self.after))
        return told


class TemporallyAware(NetVLAD):
    """NetVLAD++: what comes before a row has a vocabulary of its own, and what comes from it on."""

    halves = 2


class SlowFusion(NetVLAD):
    """NetVLAD over five rows, which are all the stacks that a clip has in Cecca, 2024."""

    reach, after = 2, 3
