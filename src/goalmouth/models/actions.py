"""A light trunk over time: what happened, and when exactly, from a row of numbers for each picture.

Dilated convolutions after van den Oord et al., "WaveNet" (2016), not causal; a class score and a displacement
for each picture as in Soares et al., "Temporally precise action spotting using dense detection anchors"
(ICIP 2022).
"""

import torch
from torch import Tensor, nn

from goalmouth.models.ball import PLACES

DILATIONS = (1, 2, 4, 8, 16, 32)

REACH = 1 + sum(DILATIONS)
"""Rows before and after one on which its scores depend, and one more for the ball's motion."""

SEEN = 3 * (1 + PLACES)
"""The first column of what is seen beside motion and places, each of which has x, y and a score."""

SIDEWAYS = (0, *range(3, SEEN, 3))
"""Columns whose sign a mirror turns; what is seen it does not turn, so that is left out."""

UNIT = 0.02
"""Of a picture's half width, a middling motion of the ball from one row to the next."""


class Trunk(nn.Module):
    """Rows in, logits of classes and displacements out."""

    def __init__(self, columns: int, classes: int, wide: int = 128, drop: float = 0.15) -> None:
        super().__init__()
        self.classes = classes
        self.enter = nn.Conv1d(columns, wide, 1)
        self.layers = nn.ModuleList(_Layer(wide, dilation, drop) for dilation in DILATIONS)
        self.head = nn.Conv1d(wide, 2 * classes, 1)
        # Nothing happens in nearly every picture.
        nn.init.constant_(self.head.bias[:classes], -4.0)

    def forward(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits and displacements in rows, (batch, classes, time) each, of (batch, time, columns)."""
        x = self.enter(rows.transpose(1, 2))
        for layer in self.layers:
            x = x + layer(x)
        told = self.head(x)
        return told[:, : self.classes], told[:, self.classes :]


class ActionNet(Trunk):
    """A trunk over what was seen of the ball.

    A row is ``moved`` (x, y, how sure: by how much the picture's contents moved since the row before, in
    halves of the picture), the ``PLACES`` of the ball, and whatever else was seen.
    """

    mean: Tensor
    spread: Tensor

    def __init__(self, columns: int, classes: int, wide: int = 128, drop: float = 0.15) -> None:
        super().__init__(columns + 8, classes, wide, drop)
        self.register_buffer("mean", torch.zeros(columns))
        self.register_buffer("spread", torch.ones(columns))

    def forward(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits and displacements in rows, (batch, classes, time) each, of (batch, time, columns)."""
        known = (rows - self.mean) / self.spread
        return super().forward(torch.cat((known, motion(rows)), 2))


class _Layer(nn.Module):
    def __init__(self, wide: int, dilation: int, drop: float) -> None:
        super().__init__()
        # Over the channels of one row alone: what a row is told must not depend on how many there are.
        self.norm = nn.LayerNorm(wide)
        self.along = nn.Conv1d(wide, wide, 3, padding=dilation, dilation=dilation)
        self.across = nn.Sequential(nn.GELU(), nn.Conv1d(wide, wide, 1), nn.Dropout(drop))

    def forward(self, x: Tensor) -> Tensor:
        normed = self.norm(x.transpose(1, 2)).transpose(1, 2)
        return self.across(self.along(normed))


class Told(nn.Module):
    """What a trunk says of a whole match, on average of its rows as they are and in a mirror."""

    def __init__(self, net: ActionNet) -> None:
        super().__init__()
        self.net = net
        sign = torch.ones(len(net.mean))
        sign[list(SIDEWAYS)] = -1.0
        self.register_buffer("sign", sign)

    def forward(self, rows: Tensor) -> Tensor:
        """Return (2, classes, time): how likely each class is, and its displacement, of (time, columns)."""
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
