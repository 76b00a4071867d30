"""What happened, and when exactly, from a row of numbers for each picture.

A class score and a displacement for each row as in Soares et al., "Temporally precise action spotting using
dense detection anchors" (ICIP 2022).
"""

import torch
from torch import Tensor, nn

from goalmouth.models.ball import PLACES
from goalmouth.models.trunks import TRUNKS, Temporal

SEEN = 3 * (1 + PLACES)
"""The first column of what is seen beside motion and places, each of which has x, y and a score."""

SIDEWAYS = (0, *range(3, SEEN, 3))
"""Columns whose sign a mirror turns; what is seen it does not turn, so that is left out."""

UNIT = 0.02
"""Of a picture's half width, a middling motion of the ball from one row to the next."""


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


class ActionNet(Dense):
    """One over what was seen of the ball.

    A row is ``moved`` (x, y, how sure: by how much the picture's contents moved since the row before, in
    halves of the picture), the ``PLACES`` of the ball, and whatever else was seen.
    """

    mean: Tensor
    spread: Tensor

    def __init__(
        self, columns: int, classes: int, wide: int, length: int, trunk: str = "dilated", drop: float = 0.15,
        stride: int = 1, displaced: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(columns + 8, classes, wide, length, trunk, drop, stride, displaced)
        self.register_buffer("mean", torch.zeros(columns))
        self.register_buffer("spread", torch.ones(columns))

    @property
    def reach(self) -> int:
        """See ``Dense``; how the ball moved takes a row more."""
        return super().reach + 1

    def forward(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """See ``Dense``."""
        known = (rows - self.mean) / self.spread
        return super().forward(torch.cat((known, motion(rows)), 2))


class Told(nn.Module):
    """What a trunk says of a whole match, on average of its rows as they are and in a mirror."""

    def __init__(self, net: ActionNet) -> None:
        super().__init__()
        self.net = net
        sign = torch.ones(len(net.mean))
        sign[list(SIDEWAYS)] = -1.0
        self.register_buffer("sign", sign)

    def forward(self, rows: Tensor) -> Tensor:
        """Return how likely each class is, and its displacement, (2, classes, time / stride).

        rows : (time, columns).
        """
        # Not ``expand``, into which an exported network would write the length of its example.
        usual = rows[:, SEEN:] * 0 + self.net.mean[SEEN:]
        turned = torch.cat(((rows * self.sign)[:, :SEEN], usual), 1)
        logits, displaced = self.net(torch.stack((rows, turned)))
        return torch.stack((torch.sigmoid(logits).mean(0), displaced.mean(0)))


def motion(rows: Tensor) -> Tensor:
    """Return (batch, time, 8): how the ball moved over the ground before and after each row.

    Twice x and y, plain and in logarithms, as far as it was seen in both rows.
    """
    moved, place, sure = rows[:, :, :2], rows[:, :, 3:5], rows[:, :, 5:6]
    went = (place[:, 1:] - place[:, :-1] - moved[:, 1:]) / UNIT
    went = went.clamp(-10, 10) * torch.minimum(sure[:, 1:], sure[:, :-1])
    none = torch.zeros_like(went[:, :1])
    both = torch.cat((torch.cat((none, went), 1), torch.cat((went, none), 1)), 2)
    return torch.cat((both / 3, both.sign() * torch.log1p(both.abs())), 2)
