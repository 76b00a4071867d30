"""A stage of a temporal convolutional network, as in Farha and Gall, "MS-TCN" (CVPR 2019), section 3.1."""

from torch import Tensor, nn

LAYERS = 5


class Stage(nn.Module):
    """Residual layers, each of which looks twice as far as the one before; see ``Temporal``."""

    fixed = False
    reach = 2**LAYERS - 1

    def __init__(self, wide: int, length: int, drop: float) -> None:
        super().__init__()
        self.out = wide
        self.layers = nn.ModuleList(
            nn.Sequential(
                nn.Conv1d(wide, wide, 3, padding=2**layer, dilation=2**layer),
                nn.ReLU(),
                nn.Conv1d(wide, wide, 1),
                nn.Dropout(drop),
            )
            for layer in range(LAYERS)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, wide, time) of the same."""
        for layer in self.layers:
            x = x + layer(x)
        return x
