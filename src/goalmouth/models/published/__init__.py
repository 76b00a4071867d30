"""Networks as they were published, so that their weights can be used: ``family -> network``."""

from collections.abc import Mapping
from typing import Any, Protocol

from torch import Tensor

from goalmouth.registry import Registry

FAMILIES = Registry(
    "published family",
    {
        "netvlad": "goalmouth.models.published.pooled:NetVLAD",
        "netvlad++": "goalmouth.models.published.pooled:NetVLADPlusPlus",
        "calf": "goalmouth.models.published.calf:ContextAware",
        "e2e-spot": "goalmouth.models.published.precise:E2ESpot",
        "t-deed": "goalmouth.models.published.precise:TDEED",
        "ball-2d3d": "goalmouth.models.published.stacked:Ball2d3d",
    },
)


class Published(Protocol):
    """What each of them is, besides a torch module."""

    @classmethod
    def of(cls, weights: Mapping[str, Tensor]) -> "Published":
        """Return the network whose weights these are, by the names of the reference code.

        Raises ``ValueError`` and ``KeyError`` where they are of another network.
        """
        ...

    def __call__(self, rows: Tensor) -> Any:
        """Return what the reference code does; of pictures where the family sees those, 0…255."""
        ...
