"""CALF as in SoccerNet's development kit: chunks of features in, where actions are in them.

Cioppa et al., "A context-aware loss function for action spotting in soccer videos" (CVPR 2020), section 3.2;
reference code ``Task1-ActionSpotting/CALF`` of SilvioGiancola/SoccerNetv2-DevKit.
"""

from collections.abc import Mapping
from typing import Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from goalmouth.models.trunks.calf import NARROW, PARTS, WIDTHS


class ContextAware(nn.Module):
    """A pyramid over time, a capsule for each class, and a few detections of a chunk.

    columns : of the rows; chunk : rows of a chunk; field : rows of the longest convolution; capsule : how
    many numbers one has; detections : of a chunk. Layers are named as in the reference code.
    """

    def __init__(
        self, columns: int, classes: int, chunk: int, field: int, capsule: int, detections: int
    ) -> None:
        super().__init__()
        self.classes, self.capsule, self.detections = classes, capsule, detections
        self.conv_1, self.conv_2 = nn.Conv2d(1, 128, (1, columns)), nn.Conv2d(128, NARROW, 1)
        for place, (part, wide) in enumerate(zip(PARTS, WIDTHS, strict=True), 1):
            setattr(self, f"conv_p_{place}", nn.Conv2d(NARROW, wide, (-(-field // part), 1)))
        self.conv_seg = nn.Conv2d(NARROW + sum(WIDTHS), capsule * classes, (3, 1))
        self.batch_seg = nn.BatchNorm2d(chunk, momentum=0.01, eps=0.001)
        self.conv_spot_1 = nn.Conv2d(classes * (capsule + 1), 32, (3, 1))
        self.conv_spot_2 = nn.Conv2d(32, 16, (3, 1))
        left = 16 * (chunk // 8 - 1)
        self.conv_conf = nn.Conv2d(left, detections * 2, 1)
        self.conv_class = nn.Conv2d(left, detections * classes, 1)

    def forward(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Return (batch, chunk, classes) and (batch, detections, 2 + classes).

        The first says how near to an action each row is, 0…1; the second, for each detection, how sure it
        is, where in the chunk it is, 0…1, and of which class. rows : (batch, chunk, columns).
        """
        x = functional.relu(self.conv_2(functional.relu(self.conv_1(rows[:, None]))))
        levels = [getattr(self, f"conv_p_{place}") for place in range(1, len(WIDTHS) + 1)]
        seen = torch.cat([x, *(functional.relu(_same(level, x)) for level in levels)], 1)
        capsules = _same(self.conv_seg, seen)
        apart = capsules.permute(0, 2, 3, 1).unflatten(3, (self.capsule, self.classes)).squeeze(2)
        length = (torch.sigmoid(self.batch_seg(apart)) - 0.5).square().sum(2)
        near = torch.sqrt(length * 4 / self.capsule)
        both = torch.cat((capsules, (1 - near).transpose(1, 2)[..., None]), 1)
        x = functional.max_pool2d(functional.relu(both), (3, 1), (2, 1))
        for layer in (self.conv_spot_1, self.conv_spot_2):
            x = functional.max_pool2d(functional.relu(_same(layer, x)), (3, 1), (2, 1))
        x = x.flatten(1)[:, :, None, None]
        sure = torch.sigmoid(self.conv_conf(x).view(-1, self.detections, 2))
        kinds = torch.softmax(self.conv_class(x).view(-1, self.detections, self.classes), -1)
        return near, torch.cat((sure, kinds), -1)

    @classmethod
    def of(cls, weights: Mapping[str, Tensor]) -> Self:
        """See ``Published``."""
        detections = len(weights["conv_conf.bias"]) // 2
        classes = len(weights["conv_class.bias"]) // detections
        capsule = len(weights["conv_seg.bias"]) // classes
        chunk, columns = len(weights["batch_seg.weight"]), weights["conv_1.weight"].shape[3]
        net = cls(columns, classes, chunk, weights["conv_p_4.weight"].shape[2], capsule, detections)
        net.load_state_dict(dict(weights))
        return net


def _same(layer: nn.Conv2d, x: Tensor) -> Tensor:
    """Return what a convolution along time says of as many rows as it gets."""
    size = layer.kernel_size[0]
    padded: Tensor = layer(functional.pad(x, (0, 0, (size - 1) // 2, size - 1 - (size - 1) // 2)))
    return padded
