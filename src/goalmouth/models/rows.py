"""What happened, and when, from features that another network has taken of a video."""

import torch
from torch import Tensor, nn

from goalmouth.models.actions import Dense


class RowNet(Dense):
    """A trunk by name over rows, each of whose columns is first made to vary by one around zero."""

    mean: Tensor
    spread: Tensor

    def __init__(
        self, columns: int, classes: int, wide: int, length: int, trunk: str = "transformer",
        drop: float = 0.15, stride: int = 1, displaced: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(columns, classes, wide, length, trunk, drop, stride, displaced)
        self.register_buffer("mean", torch.zeros(columns))
        self.register_buffer("spread", torch.ones(columns))

    def forward(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """See ``Dense``."""
        return super().forward((rows - self.mean) / self.spread)


class Likely(nn.Module):
    """What a trunk says of a whole match."""

    def __init__(self, net: RowNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, rows: Tensor) -> Tensor:
        """Return how likely each class is, and its displacement, (2, classes, time / stride).

        rows : (time, columns).
        """
        logits, displaced = self.net(rows[None])
        return torch.stack((torch.sigmoid(logits)[0], displaced[0]))
