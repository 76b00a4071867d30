"""Dilated convolutions, after van den Oord et al., "WaveNet" (2016), not causal."""

from torch import Tensor, nn

DILATIONS = (1, 2, 4, 8, 16, 32)


class Dilated(nn.Module):
    """Residual layers, each of which looks twice as far as the one before; see ``Temporal``."""

    fixed = False
    reach = sum(DILATIONS)

    def __init__(self, wide: int, length: int, drop: float) -> None:
        super().__init__()
        self.out = wide
        self.layers = nn.ModuleList(_Layer(wide, dilation, drop) for dilation in DILATIONS)

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, wide, time) of the same."""
        for layer in self.layers:
            x = x + layer(x)
        return x


class _Layer(nn.Module):
    def __init__(self, wide: int, dilation: int, drop: float) -> None:
        super().__init__()
        # Over the channels of one row alone: what a row is told must not depend on how many there are.
        self.norm = nn.LayerNorm(wide)
        self.along = nn.Conv1d(wide, wide, 3, padding=dilation, dilation=dilation)
        self.across = nn.Sequential(nn.GELU(), nn.Conv1d(wide, wide, 1), nn.Dropout(drop))

    def forward(self, x: Tensor) -> Tensor:
        normed = self.norm(x.transpose(1, 2)).transpose(1, 2)
        return self.across(self.along(normed))
