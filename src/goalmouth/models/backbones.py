"""Networks that see pictures, by the names that the field has for them."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from torch import Tensor, nn

from goalmouth.registry import Registry

BACKBONES = Registry(
    "backbone",
    {
        "regnety_002": "goalmouth.models.regnet:RegNetY",
        "mobilenet_v2": "goalmouth.models.mobilenet:MobileNetV2",
        "shufflenet_v2": "goalmouth.models.nanodet:ShuffleNetV2",
        "efficientnetv2_b0": "goalmouth.models.efficientnet:EfficientNetV2",
    },
)


class Branch(NamedTuple):
    """A block, a module in it beside which a path goes on as it is, and the channels that the module gets.

    first : the first of them among those of the block.
    """

    block: nn.Module
    before: nn.Module
    wide: int
    first: int = 0


class Backbone(Protocol):
    """What each of them is, besides a torch module."""

    @property
    def wide(self) -> int:
        """Channels of its maps."""
        ...

    def __call__(self, pictures: Tensor) -> Tensor:
        """Return (batch, wide, height / 32, width / 32) of (batch, 3, height, width): RGB, 0…255."""
        ...

    def branches(self) -> list[Branch]:
        """Return the blocks in which what a part of them gets may be moved in time."""
        ...

    def load_published(self, weights: Mapping[str, Tensor]) -> None:
        """Take published weights; raise ``RuntimeError`` or ``ValueError`` where they do not fit."""
        ...
