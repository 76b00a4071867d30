"""What a spotter is taught with: by how much it is wrong, by name."""

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional

from goalmouth.registry import Registry

LOSSES = Registry(
    "loss",
    {
        "focal": "goalmouth.training.losses:focal",
        "entropy": "goalmouth.training.losses:entropy",
        "context": "goalmouth.training.losses:context",
    },
)

GAMMA = 1.5
"""By how much focal loss passes over what is right already."""

OFTEN = 5.0
"""How much more a row counts that is near an event, as in T-DEED: there are few of them."""

SLICES = -12.0, -5.0, 4.0, 12.0
"""Rows after an event: far before, just before, just after, far after."""


class Loss(Protocol):
    """What each of them is: the sum over a batch, for each of its clips."""

    def __call__(self, logits: Tensor, near: Tensor, later: Tensor, within: Tensor) -> Tensor:
        """Return it. All are (batch, classes, rows) and tell of the nearest event of a class.

        near : whether it is near enough to be told of, 0…1; later : how many rows later it is, where
        ``within`` is 1; within : whether it is near enough for that to be known.
        """
        ...


def focal(logits: Tensor, near: Tensor, later: Tensor, within: Tensor) -> Tensor:
    """Lin et al., "Focal loss for dense object detection" (ICCV 2017), section 3."""
    likely = torch.sigmoid(logits)
    wrong = near * (1 - likely) + (1 - near) * likely
    entropies = functional.binary_cross_entropy_with_logits(logits, near, reduction="none")
    return (entropies * wrong**GAMMA).sum() / len(logits)


def entropy(logits: Tensor, near: Tensor, later: Tensor, within: Tensor) -> Tensor:
    """Cross entropy, as E2E-Spot and T-DEED have it: rows near an event count more."""
    more = logits.new_tensor(OFTEN)
    told = functional.binary_cross_entropy_with_logits(logits, near, reduction="none", pos_weight=more)
    return told.sum() / len(logits) / OFTEN


def context(
    logits: Tensor, near: Tensor, later: Tensor, within: Tensor, slices: Sequence[float] = SLICES
) -> Tensor:
    """CALF's of the segmentation: Cioppa et al. (CVPR 2020), section 3.1, equations 1 to 6.

    Just before an event nothing is asked of a row, since nobody could know yet; just after it, ever less.
    slices : K1 to K4 there, in rows.
    """
    first, second, third, fourth = slices
    likely = torch.sigmoid(logits).clamp(1e-6, 1 - 1e-6)
    # Where no event is known of, one is far off.
    shift = torch.where(within > 0, -later, fourth)
    before = ((second - shift) / (second - first)).clamp(0, 1)
    after = ((shift - third) / (fourth - third)).clamp(0, 1)
    share = torch.where(shift < 0, before, after)
    sure = (shift / third).clamp(0, 1)
    spotted = (shift >= 0) & (shift < third)
    told = torch.where(spotted, sure + (1 - sure) * likely, 1 - share * likely)
    return -torch.log(told).sum() / len(logits)


def displacement(displaced: Tensor, later: Tensor, within: Tensor) -> Tensor:
    """Smooth L1 of displacements, where they are known (Girshick, "Fast R-CNN", ICCV 2015, equation 3)."""
    apart = functional.smooth_l1_loss(displaced, later, reduction="none") * within
    return apart.sum() / len(later)
