"""What spotters are taught with, held against values worked out by hand from the papers."""

import math

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.training.losses import LOSSES, context, displacement, focal  # noqa: E402
from goalmouth.training.stretches import Asked, Match  # noqa: E402


def told(*values: float) -> "torch.Tensor":
    return torch.tensor(values, dtype=torch.float32)[None, None]


def logit(likely: float) -> float:
    return math.log(likely / (1 - likely))


def match(*times: float, rows: int = 40) -> Match:
    return Match(np.zeros((rows, 1), np.float32), np.array(times), np.zeros(len(times), np.int64))


@pytest.mark.parametrize("name", LOSSES.names())
def test_every_loss_is_less_for_what_is_right(name: str) -> None:
    near, later, within = (torch.from_numpy(each)[None] for each in Asked(window=12.0).of(match(20.0), 1))
    right = torch.where(near > 0, 3.0, -3.0).requires_grad_()
    loss = LOSSES.load(name)
    assert loss(right, near, later, within) < 0.5 * loss(-right, near, later, within)
    loss(right, near, later, within).backward()
    assert torch.isfinite(right.grad).all()


def test_focal_loss_passes_over_what_is_right_already() -> None:
    found = focal(told(logit(0.9), logit(0.2)), told(1, 0), told(0, 0), told(1, 0))
    assert float(found) == pytest.approx(-math.log(0.9) * 0.1**1.5 - math.log(0.8) * 0.2**1.5, rel=1e-5)


@pytest.mark.parametrize(
    ("after", "wanted"),
    [
        (-20.0, -math.log(1 - 0.3)),
        (-9.0, -math.log(1 - (-5 + 9) / (-5 + 12) * 0.3)),
        (-3.0, 0.0),
        (0.0, -math.log(0.3)),
        (1.0, -math.log(1 / 4 + 3 / 4 * 0.3)),
        (8.0, -math.log(1 - (8 - 4) / (12 - 4) * 0.3)),
        (30.0, -math.log(1 - 0.3)),
    ],
)
def test_a_row_is_asked_by_how_long_before_or_after_an_event_it_is(after: float, wanted: float) -> None:
    known = float(abs(after) <= 12)
    found = context(told(logit(0.3)), told(0), told(-after * known), told(known), (-12.0, -5.0, 4.0, 12.0))
    assert float(found) == pytest.approx(wanted, abs=1e-5)


def test_one_row_in_two_says_how_far_the_nearest_event_is_if_within_eight_rows() -> None:
    # Events at frames 5 and 26 of 40, anchors at even frames: the source's rule for each of them.
    near, later, within = Asked(stride=2, window=8.0).of(match(5.0, 26.0), 1)
    anchors = np.arange(0, 40, 2)
    apart = np.array([5, 26])[:, None] - anchors
    nearest = apart[np.abs(apart).argmin(0), np.arange(20)]
    known = np.abs(nearest) <= 8
    assert np.array_equal(within[0] > 0, known)
    assert later[0].tolist() == np.where(known, nearest, 0).tolist()
    assert anchors[near[0] > 0].tolist() == [4, 6, 24, 26, 28]
    # At 14 it is nine to the first and twelve to the second.
    assert known[anchors == 12].all() and not known[anchors == 14].any() and not known[anchors == 16].any()


def test_nothing_is_asked_of_displacements_beyond_the_window() -> None:
    found = displacement(told(7.0, 2.0, 0.5), told(0.0, 1.0, 0.0), told(0, 1, 1))
    assert float(found) == pytest.approx(0.5 + 0.125)
