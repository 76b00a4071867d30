"""What happened, and when exactly, from what was seen of the ball in each picture."""

import torch
from torch import Tensor, nn

from goalmouth.models.ball import PLACES
from goalmouth.models.rows import RowNet

SEEN = 3 * (1 + PLACES)
"""The first column of what is seen beside motion and places, each of which has x, y and a score."""

SIDEWAYS = (0, *range(3, SEEN, 3))
"""Columns whose sign a mirror turns; what is seen it does not turn, so that is left out."""

UNIT = 0.02
"""Of a picture's half width, a middling motion of the ball from one row to the next."""


class ActionNet(RowNet):
    """One over what was seen of the ball.

    A row is ``moved`` (x, y, how sure: by how much the picture's contents moved since the row before, in
    halves of the picture), the ``PLACES`` of the ball, and whatever else was seen.
    """

    more = 8

    @property
    def reach(self) -> int:
        """See ``Dense``; how the ball moved takes a row more."""
        return super().reach + 1

    def known(self, rows: Tensor) -> Tensor:
        """See ``RowNet``; how the ball moved is known besides."""
        return torch.cat((super().known(rows), motion(rows)), 2)


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
