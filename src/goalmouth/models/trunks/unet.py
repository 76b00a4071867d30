"""A U-Net along time, as for dense detection anchors.

Soares et al., "Temporally precise action spotting using dense detection anchors" (ICIP 2022), section 3.1;
after Ronneberger et al. (MICCAI 2015).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

LEVELS = 4
"""How often the rows are halved."""


class UNet(nn.Module):
    """Down to a sixteenth of the rows and up again, beside what was seen on the way; see ``Temporal``."""

    fixed = False
    reach = 3 * 2 ** (LEVELS + 1)

    def __init__(self, wide: int, length: int, drop: float) -> None:
        super().__init__()
        self.out = wide
        self.down = nn.ModuleList(_Twice(wide, wide) for _ in range(LEVELS))
        self.lowest = nn.Sequential(_Twice(wide, wide), nn.Dropout(drop))
        self.up = nn.ModuleList(_Twice(2 * wide, wide) for _ in range(LEVELS))

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, wide, time) of the same."""
        seen = []
        for down in self.down:
            seen.append(down(x))
            x = functional.max_pool1d(seen[-1], 2, ceil_mode=True)
        x = self.lowest(x)
        for up, beside in zip(self.up, reversed(seen), strict=True):
            # Where the rows were odd in number, one too many comes up.
            larger = x.repeat_interleave(2, 2)[..., : beside.shape[2]]
            x = up(torch.cat((larger, beside), 1))
        return x


class _Twice(nn.Sequential):
    def __init__(self, wide: int, out: int) -> None:
        super().__init__(
            nn.Conv1d(wide, out, 3, padding=1), _Norm(out), nn.GELU(),
            nn.Conv1d(out, out, 3, padding=1), _Norm(out), nn.GELU(),
        )  # fmt: skip


class _Norm(nn.LayerNorm):
    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, channels, time), normalised over the channels of each row."""
        return super().forward(x.transpose(1, 2)).transpose(1, 2)
