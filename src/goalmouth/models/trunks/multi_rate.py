"""Rows looked at at three rates at once: every one, every second, every fourth.

The 1-2-4 variant of a RegNetY spotter by team 3 of Barcelona's Master in Computer Vision (2025, code
mcv-m6-video/mcv-c6-2025-team3, week 7): a Transformer encoder for each rate, what they say side by side.
"""

import torch
from torch import Tensor, nn

from goalmouth.models.trunks.transformer import Encoder

STRIDES = (1, 2, 4)


class MultiRate(nn.Module):
    """One encoder for each rate; see ``Temporal``."""

    fixed = True

    def __init__(self, wide: int, length: int, drop: float) -> None:
        super().__init__()
        self.out = len(STRIDES) * wide
        self.reach = length // 4
        self.own = nn.ModuleList(Encoder(wide, -(-length // stride), drop) for stride in STRIDES)

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, 3 × wide, length) of (batch, wide, length)."""
        told = (
            encoder(x[..., ::stride]).repeat_interleave(stride, 2)[..., : x.shape[2]]
            for encoder, stride in zip(self.own, STRIDES, strict=True)
        )
        return torch.cat(tuple(told), 1)
