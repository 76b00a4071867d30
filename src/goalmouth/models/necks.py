"""What makes a row of numbers of each picture's maps."""

from typing import Protocol

import torch
from torch import Tensor, nn

from goalmouth.models.gates import InTime
from goalmouth.registry import Registry

NECKS = Registry(
    "neck",
    {
        "places": "goalmouth.models.necks:Places",
        "mean": "goalmouth.models.necks:Mean",
        "volume": "goalmouth.models.necks:Volume",
    },
)

SQUEEZED = 64
"""Channels of a map's places as rows have them."""

STACK = 3
"""Pictures between two that are looked at together in a volume, as wide as a stack of gray ones."""


class Neck(Protocol):
    """What each of them is, besides a torch module; it is made of maps' channels, height and width."""

    @property
    def columns(self) -> int:
        """How many numbers a row has."""
        ...

    def __call__(self, maps: Tensor) -> Tensor:
        """Return (pictures, columns) of (pictures, wide, height, width)."""
        ...


class Places(nn.Module):
    """Every place of the maps keeps its own numbers: where something is matters."""

    def __init__(self, wide: int, height: int, width: int) -> None:
        super().__init__()
        self.columns = SQUEEZED * height * width
        self.squeeze = nn.Conv2d(wide, SQUEEZED, 1)
        self.norm = nn.LayerNorm(self.columns)

    def forward(self, maps: Tensor) -> Tensor:
        """See ``Neck``."""
        told: Tensor = self.norm(self.squeeze(maps).flatten(1))
        return told


class Mean(nn.Module):
    """The mean over the picture."""

    def __init__(self, wide: int, height: int, width: int) -> None:
        super().__init__()
        self.columns = wide

    def forward(self, maps: Tensor) -> Tensor:
        """See ``Neck``."""
        return maps.mean((2, 3))


class Volume(nn.Module):
    """Maps of pictures around each looked at in space and time, and a generalised mean over the picture.

    As in Baikulov's spotter (first of SoccerNet's ball action spotting of 2023, code lRomul/ball-action-
    spotting), there on 11 stacks of three gray pictures; here it slides. The mean after Radenović et al.,
    "Fine-tuning CNN image retrieval" (TPAMI 2018), section 3.2.
    """

    def __init__(self, wide: int, height: int, width: int, blocks: int = 2) -> None:
        super().__init__()
        self.columns = 2 * SQUEEZED
        self.enter = nn.Sequential(nn.Conv2d(wide, SQUEEZED, 1), nn.GroupNorm(8, SQUEEZED), nn.SiLU())
        self.blocks = nn.Sequential(*(Residual3d(SQUEEZED) for _ in range(blocks)))
        self.leave = nn.Sequential(nn.Conv2d(SQUEEZED, self.columns, 1), nn.SiLU())
        self.power = nn.Parameter(torch.tensor(3.0))

    def forward(self, maps: Tensor) -> Tensor:
        """See ``Neck``."""
        x = self.leave(self.blocks(self.enter(maps)))
        return x.clamp(min=1e-4).pow(self.power).mean((2, 3)).pow(1 / self.power)


class Residual3d(InTime):
    """Channels widened, each looked at in space and time, weighed by the picture, and narrowed again."""

    reach = STACK

    def __init__(self, wide: int, times: int = 3) -> None:
        super().__init__()
        inner = times * wide
        self.widen = nn.Sequential(nn.Conv2d(wide, inner, 1), nn.GroupNorm(8, inner), nn.SiLU())
        self.along = nn.Conv3d(inner, inner, 3, padding=(STACK, 1, 1), dilation=(STACK, 1, 1), groups=inner)
        self.norm = nn.Sequential(nn.GroupNorm(8, inner), nn.SiLU())
        self.weigh = nn.Sequential(
            nn.Conv2d(inner, inner // 24, 1), nn.SiLU(), nn.Conv2d(inner // 24, inner, 1)
        )
        self.narrow = nn.Conv2d(inner, wide, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return (clips × time, wide, height, width) of the same."""
        y = self.widen(x).unflatten(0, (self.clips, -1)).transpose(1, 2)
        y = self.norm(self.along(y).transpose(1, 2).flatten(0, 1))
        told: Tensor = self.narrow(y * torch.sigmoid(self.weigh(y.mean((2, 3), keepdim=True))))
        return x + told
