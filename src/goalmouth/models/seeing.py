"""Pictures of clips through a backbone that sees in time, all at once or bit by bit with the same result."""

from collections.abc import Collection
from copy import deepcopy
from functools import partial
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor, nn

from goalmouth.models.backbones import Backbone
from goalmouth.models.gates import GATES, InTime, neighbour

LUMA = 0.299, 0.587, 0.114
"""Of red, green and blue in brightness: ITU-R BT.601."""


class Seeing(nn.Module):
    """A backbone with a gate before its branches.

    gate : of ``GATES``; only : the numbers of the branches that have one, by default all; whole : whether
    gates stand before whole blocks, so that the path beside a branch gets what was moved, too; gray : whether
    a picture is shown as the brightness of the one before, of its own, and of the one after.
    """

    def __init__(
        self, backbone: Backbone, gate: str, only: Collection[int] | None = None, whole: bool = False,
        gray: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.backbone = backbone
        self.stack = Stack() if gray else None
        own = [each for place, each in enumerate(backbone.branches()) if only is None or place in only]
        make: type[InTime] = GATES.load(gate)
        own = own if make.reach else []
        self.gates = nn.ModuleList(make(branch.wide) for branch in own)
        for branch, each in zip(own, self.gates, strict=True):
            (branch.block if whole else branch.before).register_forward_pre_hook(each.before)
        # A gate before a whole block gets all of its channels.
        self._blocks = [(branch.block, 0 if whole else branch.first) for branch in own]

    def forward(self, pictures: Tensor) -> Tensor:
        """Return maps, (clips × time, wide, height / 32, width / 32).

        pictures : (clips, time, 3, height, width), RGB, 0…255.
        """
        flat = pictures.flatten(0, 1)
        return self.backbone(
            self.stack(flat) if self.stack else flat.contiguous(memory_format=torch.channels_last)
        )

    def points(self) -> list["Point"]:
        """Return where one looks beyond a picture, in order."""
        first = [Point(self.stack, self.stack)] if self.stack else []
        gates = (each for each in self.gates if isinstance(each, InTime))
        own = zip(self._blocks, gates, strict=True)
        return [*first, *(Point(block, gate, channel) for (block, channel), gate in own)]


class Point(NamedTuple):
    """A module in which one looks beyond a picture, and the layer that does: itself, or one before it.

    first : of the module's channels, the first that the layer gets.
    """

    module: nn.Module
    layer: InTime
    first: int = 0


class Stack(InTime):
    """Brightness of the picture before, of a picture, and of the one after it as three channels."""

    reach = 1

    def forward(self, pictures: Tensor) -> Tensor:
        """Return (clips × time, 3, height, width) of the same."""
        luma = (pictures * pictures.new_tensor(LUMA)[:, None, None]).sum(1, keepdim=True)
        own = luma.unflatten(0, (self.clips, -1))
        return torch.cat((neighbour(own, False), own, neighbour(own, True)), 2).flatten(0, 1)


class Watching(Protocol):
    """What a network is that can be ``Streamed``, besides a torch module.

    size : height and width of its pictures; columns : of what is seen of one; every : how many rows a picture
    stands for; stride : rows from one that is told of to the next; around : pictures before and after one on
    whose rows what is told of it depends; fixed : pictures of which it must get the rows at once, if not of
    any number.
    """

    size: tuple[int, int]
    columns: int
    every: int
    stride: int

    @property
    def around(self) -> int:
        """See above."""
        ...

    @property
    def fixed(self) -> int | None:
        """See above."""
        ...

    def points(self) -> list[Point]:
        """See ``Seeing``."""
        ...

    def seen(self, pictures: Tensor) -> Tensor:
        """Return (clips, time, columns) of (clips, time, 3, height, width), RGB, 0…255."""
        ...

    def says(self, rows: Tensor) -> Tensor:
        """Return of (clips, time, columns) how likely each class is, and its displacement in rows.

        That is (clips, 2, classes, rows told of).
        """
        ...


def in_clips(net: nn.Module, clips: int) -> None:
    """Tell all layers that look beyond a picture of how many clips the pictures are that they get next."""
    for layer in net.modules():
        if isinstance(layer, InTime):
            layer.clips = clips


class Streamed(nn.Module):
    """A network that takes a video bit by bit, each picture once, and says the same as of all at once.

    Every module that looks beyond a picture keeps the last maps that it got, and says of one what it says
    when all those have come on which that depends; so what is seen comes ``late`` pictures later.
    """

    def __init__(self, net: Watching) -> None:
        super().__init__()
        self.net = deepcopy(net).eval()  # type: ignore[attr-defined]
        points: list[Point] = self.net.points()
        self.late = sum(point.layer.reach for point in points)
        for number, point in enumerate(points):
            hook = partial(self._after_earlier, number, point)
            point.module.register_forward_pre_hook(hook, prepend=True)
            if point.layer is point.module:
                point.module.register_forward_hook(partial(self._without_ends, point.layer.reach))
        self._shapes: list[torch.Size] = []
        self._before: list[Tensor] = []
        self._after: list[Tensor] = []
        with torch.no_grad():
            self.net.seen(torch.zeros(1, 2, 3, *net.size))
        self._shapes = [each.shape for each in self._after]

    @property
    def carried(self) -> int:
        """Numbers that are kept from some pictures to the next; one, idle, where nothing is."""
        return max(1, sum(int(shape.numel()) for shape in self._shapes))

    def forward(self, pictures: Tensor, before: Tensor, rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return what is seen, what to give with the next pictures, and what is told of rows.

        The last is (2, classes, rows told of): how likely each class is, and its displacement.
        pictures, before : see ``see``; rows : (rows, columns) of what is seen, with ``around`` more on either
        side of those that count.
        """
        return *self.see(pictures, before), self.net.says(rows[None])[0]

    def see(self, pictures: Tensor, before: Tensor) -> tuple[Tensor, Tensor]:
        """Return what is seen, (time, columns), and what to give with the next pictures, (carried,).

        pictures : (time, height, width, 3), RGB, 0…255; before : (carried,), zero before the first.
        """
        parts = before.split([shape.numel() for shape in self._shapes]) if self._shapes else ()
        self._before = [part.view(shape) for part, shape in zip(parts, self._shapes, strict=True)]
        self._after = []
        seen = self.net.seen(pictures.permute(0, 3, 1, 2)[None].float())[0]
        after = torch.cat([each.flatten() for each in self._after]) if self._after else before * 1
        return seen, after

    def _after_earlier(self, number: int, point: Point, _: nn.Module, given: tuple[Tensor]) -> tuple[Tensor]:
        maps, reach = given[0], point.layer.reach
        before = self._before[number] if self._before else maps.new_zeros((2 * reach, *maps.shape[1:]))
        maps = torch.cat((before, maps))
        self._after.append(maps[-2 * reach :])
        if point.layer is point.module:
            return (maps,)
        # Of what surrounds a picture the gate alone needs to know.
        point.layer.around = maps[:, point.first :]
        return (maps[reach:-reach],)

    @staticmethod
    def _without_ends(reach: int, _: nn.Module, __: Any, told: Tensor) -> Tensor:
        return told[reach:-reach]
