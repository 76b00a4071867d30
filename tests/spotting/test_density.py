"""Moments from what is to be expected: as many as there are, where they are, and each once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from goalmouth.spotting.density import LEAST, moments


def bumps(seconds: int, *at: float) -> np.ndarray:
    """Return one event to be expected around each of some times."""
    own = np.arange(seconds) + 0.5
    return sum(np.exp(-((own - time) ** 2) / 8) / np.sqrt(8 * np.pi) for time in at)[None]  # type: ignore


def test_events_are_found_where_they_are_expected() -> None:
    found = [own for own in moments(bumps(600, 60.5, 100.5, 130.5, 520.5), 8) if own.score > 0.3]
    assert sorted(own.time for own in found) == [60.5, 100.5, 130.5, 520.5]
    # As sure as one event in the midst of the stretch makes it.
    assert all(0.5 < own.score < 0.63 for own in found)


def test_two_at_almost_one_time_are_two_and_one_is_not() -> None:
    together = [own.score for own in moments(2 * bumps(200, 80.5), 8)]
    alone = [own.score for own in moments(bumps(200, 80.5), 8)]
    assert together[1] > 0.4 > 2 * alone[1]


def test_classes_do_not_take_from_one_another() -> None:
    one, two = bumps(300, 50.5), bumps(300, 52.5)
    both = moments(np.concatenate([one, two]), 8)
    for kind, density in enumerate((one, two)):
        own = [(each.time, each.score) for each in both if each.kind == kind]
        assert own == [(each.time, each.score) for each in moments(density, 8)]


def test_nothing_is_told_where_nothing_is_expected() -> None:
    assert moments(np.zeros((3, 100)), 8) == [] == moments(np.zeros((3, 0)), 8)


@given(arrays(np.float32, (2, 90), elements=st.floats(0, 2, width=32)), st.integers(1, 40))
def test_times_lie_inside_and_scores_are_shares(density: np.ndarray, reach: int) -> None:
    found = moments(density, reach)
    assert all(0 < own.time < 90 and 0 < own.score <= 1 for own in found)
    assert found == sorted(found, key=lambda own: -own.score)
    # No more is told of than there is, and nothing that would count is left untold.
    for kind in range(2):
        count = sum(own.kind == kind for own in found)
        assert count <= 90 and (density[kind].sum() < LEAST or count)
