"""Rows around each laid side by side, as the spotter on stacks of gray pictures has them.

Baikulov, first of SoccerNet's ball action spotting of 2023 (code lRomul/ball-action-spotting): one layer over
all stacks of a window. Here the window slides.
"""

from torch import Tensor, nn

STACKS, APART = 11, 3
"""Rows of a window, and from one to the next."""


class Stacks(nn.Module):
    """One convolution over the window; see ``Temporal``."""

    fixed = False
    reach = STACKS // 2 * APART

    def __init__(self, wide: int, length: int, drop: float) -> None:
        super().__init__()
        self.out = wide
        self.along = nn.Conv1d(wide, wide, STACKS, padding=self.reach, dilation=APART)
        self.after = nn.Sequential(nn.SiLU(), nn.Dropout(drop))

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, wide, time) of the same."""
        told: Tensor = self.after(self.along(x))
        return told
