"""A small network that reads rows of print five pixels high: convolutions in the picture, then along it.

After Shi, Bai and Yao, "An end-to-end trainable neural network for image-based sequence recognition" (PAMI
2017), with convolutions over time in the place of their recurrent layers, and after Graves et al.,
"Connectionist temporal classification" (ICML 2006).
"""

from torch import Tensor, nn

STRIDE = 4
"""Columns of that picture between two values."""


class SmallPrint(nn.Module):
    """Reads pictures (n, 1, lines, columns) as logits (n, columns / ``STRIDE``, symbols); 0 is blank."""

    def __init__(self, symbols: int, lines: int, wide: int = 160) -> None:
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Conv2d(1, 32, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(32), nn.SiLU(),
            _convolution(32, 64), nn.MaxPool2d((2, 1)),
            _convolution(64, 96), nn.MaxPool2d(2),
            _convolution(96, 128),
            nn.Conv2d(128, wide, (lines // 8, 1), bias=False), nn.BatchNorm2d(wide), nn.SiLU(),
        )  # fmt: skip
        self.along = nn.ModuleList(_Along(wide) for _ in range(3))
        self.head = nn.Sequential(nn.Dropout(0.1), nn.Conv1d(wide, symbols, 1))

    def forward(self, rows: Tensor) -> Tensor:
        """Return the logits."""
        x = self.trunk(rows)[:, :, 0]
        for each in self.along:
            x = x + each(x)
        logits: Tensor = self.head(x).transpose(1, 2)
        return logits


class _Along(nn.Sequential):
    """A convolution over time, to be added to what came in."""

    def __init__(self, wide: int) -> None:
        super().__init__(nn.Conv1d(wide, wide, 5, padding=2, bias=False), nn.BatchNorm1d(wide), nn.SiLU())


def _convolution(one: int, other: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(one, other, 3, padding=1, bias=False), nn.BatchNorm2d(other), nn.SiLU())
