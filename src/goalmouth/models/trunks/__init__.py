"""What a network does with rows over time, by the names that the field has for it."""

from typing import Protocol

from torch import Tensor

from goalmouth.registry import Registry

TRUNKS = Registry(
    "trunk",
    {
        "dilated": "goalmouth.models.trunks.dilated:Dilated",
        "average": "goalmouth.models.trunks.pooling:Average",
        "maximum": "goalmouth.models.trunks.pooling:Maximum",
        "netvlad": "goalmouth.models.trunks.netvlad:NetVLAD",
        "netvlad++": "goalmouth.models.trunks.netvlad:TemporallyAware",
        "slow_fusion": "goalmouth.models.trunks.netvlad:SlowFusion",
        "calf": "goalmouth.models.trunks.calf:Pyramid",
        "gru": "goalmouth.models.trunks.gru:Recurrent",
        "tcn": "goalmouth.models.trunks.tcn:Stage",
        "rms_net": "goalmouth.models.trunks.rms_net:Most",
        "stacks": "goalmouth.models.trunks.stacks:Stacks",
        "unet": "goalmouth.models.trunks.unet:UNet",
        "transformer": "goalmouth.models.trunks.transformer:Encoder",
        "multi_rate": "goalmouth.models.trunks.multi_rate:MultiRate",
        "sgp_mixer": "goalmouth.models.trunks.sgp_mixer:Mixer",
    },
)


class Temporal(Protocol):
    """What each of them is, besides a torch module; it is made of ``wide``, ``length`` and ``drop``.

    wide : channels of the rows it gets; length : rows of the clips that it is trained with; drop : how much
    is left out where it learns.
    """

    @property
    def out(self) -> int:
        """Channels of what it says."""
        ...

    @property
    def reach(self) -> int:
        """Rows before and after one on which what is said of it depends, or most of it."""
        ...

    @property
    def fixed(self) -> bool:
        """Whether it must get just as many rows as in training."""
        ...

    def __call__(self, rows: Tensor) -> Tensor:
        """Return (batch, out, time) of (batch, wide, time)."""
        ...
