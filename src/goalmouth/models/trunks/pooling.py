"""What a window of rows has in common: the simplest thing that spots.

Giancola et al., "SoccerNet: A scalable dataset for action spotting in soccer videos" (CVPRW 2018), section 5,
and, with what comes before a row apart from what comes after it, Giancola and Ghanem, "Temporally-aware
feature pooling for action spotting in soccer broadcasts" (CVPRW 2021), section 3. There a window of 15 s
has one answer; here the window slides, and each row has its own.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

WINDOW = 24
"""Rows before a row, and as many from it on."""


class Pooled(nn.Module):
    """Each row gets what is pooled of the rows before it, and of those from it on; see ``Temporal``."""

    fixed = False
    reach = WINDOW

    def __init__(self, wide: int, length: int, drop: float) -> None:
        super().__init__()
        self.out = 2 * wide
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, 2 × wide, time)."""
        # Beyond either end the nearest row stands.
        pooled = self.pool(functional.pad(x, (WINDOW, WINDOW - 1), mode="replicate"))
        return self.drop(torch.cat((pooled[..., :-WINDOW], pooled[..., WINDOW:]), 1))

    def pool(self, x: Tensor) -> Tensor:
        """Return what ``WINDOW`` rows have in common, (batch, channels, time − WINDOW + 1)."""
        raise NotImplementedError


class Average(Pooled):
    """Their mean."""

    def pool(self, x: Tensor) -> Tensor:
        """See ``Pooled``."""
        return functional.avg_pool1d(x, WINDOW, 1)


class Maximum(Pooled):
    """The highest value of each channel."""

    def pool(self, x: Tensor) -> Tensor:
        """See ``Pooled``."""
        return functional.max_pool1d(x, WINDOW, 1)
