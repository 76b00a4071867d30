"""From pictures to rows: a backbone that sees in time, and a neck, each by name."""

import torch
from torch import Tensor, nn

from goalmouth.models.backbones import BACKBONES, Backbone
from goalmouth.models.gates import InTime
from goalmouth.models.necks import NECKS
from goalmouth.models.seeing import Point, Seeing, in_clips


class Looking(nn.Module):
    """Pictures in, a row of each out; it tells nothing of them. It can be ``Streamed``.

    backbone, gate, neck : of ``BACKBONES``, ``GATES``, ``NECKS``; size : height and width of pictures;
    shown : "colour", or "gray" as ``Seeing`` has it.
    """

    every: int = 1
    stride: int = 1

    def __init__(
        self, backbone: str, size: tuple[int, int], gate: str = "none", shown: str = "colour",
        neck: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__()
        self.size = size
        # On processors, convolutions of few channels are twice as quick so.
        own: Backbone = BACKBONES.load(backbone)().to(memory_format=torch.channels_last)
        self.seeing = Seeing(own, gate, gray=shown == "gray")
        self.neck = NECKS.load(neck)(own.wide, *(-(-side // 32) for side in size))
        self.columns: int = self.neck.columns

    @property
    def late(self) -> int:
        """Pictures before and after one on which what is seen of it depends."""
        return sum(point.layer.reach for point in self.points())

    @property
    def around(self) -> int:
        """Pictures before and after one on whose rows what is told of it depends."""
        return 0

    @property
    def fixed(self) -> int | None:
        """Pictures of which it must get the rows at once, if not of any number."""
        return None

    def points(self) -> list[Point]:
        """Return where one looks beyond a picture; see ``goalmouth.models.seeing.Watching``."""
        volumes = [Point(each, each) for each in self.neck.modules() if isinstance(each, InTime)]
        return [*self.seeing.points(), *volumes]

    def checkpointed(self) -> list[nn.Module]:
        """Return the parts that may be computed again for their gradients, where memory is short."""
        return [branch.block for branch in self.seeing.backbone.branches()]

    def seen(self, pictures: Tensor) -> Tensor:
        """Return rows, (clips, time, columns), of (clips, time, 3, height, width), RGB, 0…255."""
        in_clips(self, len(pictures))
        rows: Tensor = self.neck(self.seeing(pictures))
        return rows.unflatten(0, pictures.shape[:2])

    def says(self, rows: Tensor) -> Tensor:
        """Return zeros for a class that never happens, (clips, 2, 1, time)."""
        none = rows[:, None, :, :1].transpose(2, 3) * 0
        return torch.cat((none, none), 1)
