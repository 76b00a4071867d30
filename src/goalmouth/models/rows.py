"""What happened, and when exactly, from rows of numbers.

A class score and a displacement for each row as in Soares et al., "Temporally precise action spotting using
dense detection anchors" (ICIP 2022).
"""

import torch
from torch import Tensor, nn

from goalmouth.models.trunks import TRUNKS, Temporal


class Dense(nn.Module):
    """Rows in, logits of classes and displacements out, through a trunk by name.

    length : rows of the clips it is trained with, see ``Temporal``; stride : rows from one that is told of to
    the next; displaced : whether it says how far from them something happens, or else nothing.
    """

    def __init__(
        self, columns: int, classes: int, wide: int, length: int, trunk: str = "dilated", drop: float = 0.15,
        stride: int = 1, displaced: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        self.classes, self.length, self.stride, self.displaced = classes, length, stride, displaced
        self.enter = nn.Conv1d(columns, wide, 1)
        self.trunk: Temporal = TRUNKS.load(trunk)(wide, length // stride, drop)
        self.head = nn.Conv1d(self.trunk.out, (1 + displaced) * classes, 1)
        # Nothing happens in nearly every picture.
        nn.init.constant_(self.head.bias[:classes], -4.0)

    @property
    def reach(self) -> int:
        """Rows before and after one on which what is told of it depends."""
        return self.trunk.reach * self.stride

    @property
    def fixed(self) -> int | None:
        """How many rows it must get, if it is not to get any number."""
        return self.length if self.trunk.fixed else None

    def forward(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits and displacements in rows, (batch, classes, time / stride) each.

        rows : (batch, time, columns).
        """
        told = self.head(self.trunk(self.enter(rows.transpose(1, 2))[..., :: self.stride]))
        logits = told[:, : self.classes]
        return logits, told[:, self.classes :] if self.displaced else logits * 0


class RowNet(Dense):
    """One over rows each of whose columns is first made to vary by one around zero."""

    more = 0
    """Columns that it makes of the rows besides."""

    mean: Tensor
    spread: Tensor

    def __init__(
        self, columns: int, classes: int, wide: int, length: int, trunk: str = "dilated", drop: float = 0.15,
        stride: int = 1, displaced: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(columns + self.more, classes, wide, length, trunk, drop, stride, displaced)
        self.register_buffer("mean", torch.zeros(columns))
        self.register_buffer("spread", torch.ones(columns))

    def forward(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """See ``Dense``."""
        return super().forward(self.known(rows))

    def known(self, rows: Tensor) -> Tensor:
        """Return what the trunk gets of rows, (batch, time, columns + more)."""
        return (rows - self.mean) / self.spread


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
