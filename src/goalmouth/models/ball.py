"""A small network that finds the ball in three successive pictures, in the manner of TrackNet.

After Huang et al., "TrackNet" (AVSS 2019): several pictures in, a map of where the ball is out, because a
ball of three pixels is known by its motion; the map and the place within a cell as in Zhou et al., "Objects
as points" (2019).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

PICTURES = 3
"""The one before, the one that is told of, and the one after, of brightness alone."""

STRIDE = 4
"""Pixels between two cells of the map."""

ALIGNED = 16
"""Pixels by which the network halves a picture; both sides are multiples of them."""

PLACES = 3
"""Likeliest places of the ball that are told."""

MEAN, SPREAD = 100.0, 60.0
"""Of brightness, 0…255."""


class BallNet(nn.Module):
    """Pictures in, a map of the ball out; what it sees at two scales beside it."""

    def __init__(self, widths: tuple[int, int, int, int] = (16, 32, 64, 96)) -> None:
        super().__init__()
        first, fine, middle, coarse = widths
        self.fine = nn.Sequential(_conv(PICTURES, first, 2), _conv(first, fine, 2), _conv(fine, fine))
        self.middle = nn.Sequential(_conv(fine, middle, 2), _Residual(middle))
        self.coarse = nn.Sequential(_conv(middle, coarse, 2), _Residual(coarse))
        self.widen = nn.ModuleList([nn.Conv2d(coarse, middle, 1), nn.Conv2d(middle, fine, 1)])
        self.join = _conv(fine, fine)
        self.head = nn.Conv2d(fine, 3, 1)
        # Nearly every cell holds no ball.
        nn.init.constant_(self.head.bias[:1], -5.0)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the map, and features of it (fine) and of the whole (coarse).

        pictures : (batch, ``PICTURES``, height, width), 0…255. The map is (batch, 3, height / ``STRIDE``,
        width / ``STRIDE``): the logit of the ball, and by how many cells it is right of and below the
        cell's middle.
        """
        fine = self.fine((pictures - MEAN) / SPREAD)
        middle = self.middle(fine)
        coarse = self.coarse(middle)
        middle = middle + functional.interpolate(self.widen[0](coarse), scale_factor=2.0)
        fine = self.join(fine + functional.interpolate(self.widen[1](middle), scale_factor=2.0))
        return self.head(fine), fine, coarse


class BallFeatures(nn.Module):
    """A ``BallNet`` as a row of numbers for each picture: its likeliest places, and what is seen there."""

    def __init__(self, net: BallNet, places: int = PLACES) -> None:
        super().__init__()
        self.net, self.places = net, places

    def forward(self, pictures: Tensor) -> Tensor:
        """Return (batch, features).

        Of each place x and y, −1…1 over the picture, and how likely the ball is there; then the fine
        features at the first of them, and of the coarse ones the mean and the maximum over the picture.
        """
        told, fine, coarse = self.net(pictures)
        high, wide = told.shape[2:]
        likely = torch.sigmoid(told[:, :1])
        peaks = likely * (functional.max_pool2d(likely, 5, 1, 2) == likely)
        score, cell = peaks.flatten(1).topk(self.places)
        right, below = (told[:, axis].flatten(1).gather(1, cell) for axis in (1, 2))
        x = 2 * (cell % wide + 0.5 + right) / wide - 1
        y = 2 * (torch.div(cell, wide, rounding_mode="floor") + 0.5 + below) / high - 1
        places = torch.stack((x, y, score), 2).flatten(1)
        at = fine.flatten(2).gather(2, cell[:, None, :1].expand(-1, fine.shape[1], -1))[:, :, 0]
        return torch.cat((places, at, coarse.mean((2, 3)), coarse.amax((2, 3))), 1)


class _Residual(nn.Module):
    def __init__(self, wide: int) -> None:
        super().__init__()
        self.change = nn.Sequential(_conv(wide, wide), nn.Conv2d(wide, wide, 3, padding=1, bias=False))
        self.norm = nn.BatchNorm2d(wide)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.norm(self.change(x)))


def _conv(wide: int, out: int, stride: int = 1) -> nn.Sequential:
    own = nn.Conv2d(wide, out, 3, stride, 1, bias=False)
    return nn.Sequential(own, nn.BatchNorm2d(out), nn.ReLU(inplace=True))
