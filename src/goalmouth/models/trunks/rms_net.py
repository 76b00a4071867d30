"""Two convolutions along time, and the most that any row of a window says: RMS-Net's head.

Tomei et al., "RMS-Net: Regression and masking for soccer event spotting" (ICPR 2020), section III-A: kernels
of nine rows, then a maximum over the window. There a window has one class and one offset; here it slides.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

KERNEL, AROUND = 9, 12
"""Rows of a convolution; and before and after a row of which the most counts."""


class Most(nn.Module):
    """What a window's rows say at most, beside what the row itself says; see ``Temporal``."""

    fixed = False
    reach = KERNEL - 1 + AROUND

    def __init__(self, wide: int, length: int, drop: float) -> None:
        super().__init__()
        self.out = wide
        self.first, self.second = (nn.Conv1d(wide, wide, KERNEL, padding=KERNEL // 2) for _ in range(2))
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, wide, time) of the same."""
        x = functional.relu(self.second(self.drop(functional.relu(self.first(x)))))
        around, own = x.split(x.shape[1] // 2, 1)
        most = functional.max_pool1d(around, 2 * AROUND + 1, 1, AROUND)
        told: Tensor = self.drop(torch.cat((most, own), 1))
        return told
