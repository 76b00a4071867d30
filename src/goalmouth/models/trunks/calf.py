"""Convolutions of several lengths side by side: the trunk of CALF.

Cioppa et al., "A context-aware loss function for action spotting in soccer videos" (CVPR 2020), section 3.2;
lengths and widths of the reference code.
"""

import torch
from torch import Tensor, nn

FIELD = 80
"""Rows that the longest of them sees."""

PARTS = (7, 3, 2, 1)
"""Of that, rounded up, what each sees."""

WIDTHS = (8, 16, 32, 64)
"""Their channels."""

NARROW = 32


class Pyramid(nn.Module):
    """What is seen at once, and over four lengths of time; see ``Temporal``."""

    fixed = False
    reach = FIELD // 2
    out = NARROW + sum(WIDTHS)

    def __init__(self, wide: int, length: int, drop: float) -> None:
        super().__init__()
        self.narrow = nn.Sequential(nn.ReLU(), nn.Conv1d(wide, NARROW, 1), nn.ReLU())
        self.levels = nn.ModuleList(
            nn.Sequential(nn.ZeroPad1d(((size - 1) // 2, size // 2)), nn.Conv1d(NARROW, own, size), nn.ReLU())
            for size, own in zip((-(-FIELD // part) for part in PARTS), WIDTHS, strict=True)
        )
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, out, time)."""
        x = self.narrow(x)
        return self.drop(torch.cat([x, *(level(x) for level in self.levels)], 1))
