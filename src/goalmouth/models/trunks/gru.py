"""A recurrent layer both ways: the trunk of E2E-Spot.

Hong et al., "Spotting temporally precise, fine-grained events in video" (ECCV 2022), section 4.1; gated
recurrent units after Cho et al. (2014).
"""

from torch import Tensor, nn


class Recurrent(nn.Module):
    """One bidirectional layer of gated recurrent units; see ``Temporal``."""

    fixed = False

    def __init__(self, wide: int, length: int, drop: float) -> None:
        super().__init__()
        self.out = 2 * wide
        self.reach = length // 4
        self.gru = nn.GRU(wide, wide, batch_first=True, bidirectional=True)
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, 2 × wide, time)."""
        y, _ = self.gru(x.transpose(1, 2))
        told: Tensor = self.drop(y).transpose(1, 2)
        return told
