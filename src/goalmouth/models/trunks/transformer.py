"""A Transformer's encoder along time, as for dense detection anchors.

Soares et al., "Temporally precise action spotting using dense detection anchors" (ICIP 2022), section 3.1;
after Vaswani et al. (NeurIPS 2017), with norms first.
"""

import torch
from torch import Tensor, nn

LAYERS, HEADS = 3, 4


class Encoder(nn.Module):
    """Every row looks at every other of its clip, and knows its place; see ``Temporal``."""

    fixed = True

    def __init__(self, wide: int, length: int, drop: float) -> None:
        super().__init__()
        self.out = wide
        self.reach = length // 4
        self.places = nn.Parameter(0.02 * torch.randn(1, length, wide))
        layer = nn.TransformerEncoderLayer(
            wide, HEADS, 2 * wide, drop, "gelu", batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerEncoder(layer, LAYERS, nn.LayerNorm(wide), enable_nested_tensor=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, wide, length) of the same."""
        told: Tensor = self.layers(x.transpose(1, 2) + self.places)
        return told.transpose(1, 2)
