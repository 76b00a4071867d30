"""What happened when, of what a spotter thought of around it and of what was said."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

RARE = -6.0, -3.5
"""Where the logits start: of something in a second, and within some seconds of it."""


class Rescorer(nn.Module):
    """Weights over lags, one mix of all classes, one hidden layer; and straight ones from a class to itself.

    channels : (forms × classes) of candidates, then as many of a transcript; knots : lags; places : numbers
    that say where in the half; bases : weightings of lags a channel; wide : of the hidden layers.
    """

    def __init__(
        self, classes: int, channels: int, knots: int, places: int, bases: int, wide: int, dropped: float
    ) -> None:
        super().__init__()
        self.classes, self.bases = classes, bases
        self.lags = nn.Parameter(torch.randn(channels, knots, bases) / knots**0.5)
        self.shared = nn.Parameter(torch.zeros(channels // classes, 1, knots, 2))
        self.own = nn.Parameter(torch.zeros(channels // classes, classes, knots, 2))
        self.mix = nn.Linear(channels * bases, wide)
        self.place = nn.Linear(places, wide, bias=False)
        self.hidden = nn.Linear(wide, wide)
        self.out = nn.Linear(wide, 2 * classes)
        self.few, self.some = nn.Dropout(dropped / 2), nn.Dropout(dropped)
        nn.init.normal_(self.out.weight, 0, 0.03)
        with torch.no_grad():
            self.out.bias.view(2, classes).copy_(torch.tensor(RARE)[:, None].expand(2, classes))

    def forward(self, seen: Tensor, places: Tensor) -> Tensor:
        """Return logits (2, n, classes). seen : (channels, n, knots); places : (n, places)."""
        straight = (self.shared + self.own).flatten(0, 1)
        # Seconds come last from here on: so the many small products take a quarter of the time.
        told = torch.cat([self.lags, straight], 2).transpose(1, 2) @ seen.transpose(1, 2)
        heard = told[:, : self.bases] * self.few(torch.ones_like(told[:, :1]))
        hidden = nn.functional.gelu(self.mix(heard.flatten(0, 1).T) + self.place(places))
        hidden = self.some(hidden)
        hidden = hidden + self.some(nn.functional.gelu(self.hidden(hidden)))
        direct = told[:, self.bases :].unflatten(0, (-1, self.classes)).sum(0)
        mixed = self.out(hidden).unflatten(1, (2, self.classes)).transpose(0, 1)
        return mixed + direct.permute(1, 2, 0)


class Several(nn.Module):
    """The mean of what several say, as likelihoods: what is exported."""

    def __init__(self, members: list[nn.Module]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, seen: Tensor, places: Tensor) -> Tensor:
        """Return (2, n, classes), 0…1; see ``Rescorer``."""
        return torch.stack([torch.sigmoid(each(seen, places)) for each in self.members]).mean(0)


def rescorer(classes: int, channels: int, knots: int, places: int, said: Mapping[str, Any]) -> Rescorer:
    """Return a random network as a recipe's ``[model]`` says."""
    return Rescorer(classes, channels, knots, places, said["bases"], said["wide"], said["dropped"])
