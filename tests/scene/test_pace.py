"""A clock of whole seconds, sparsely read, still tells its pace."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalmouth.scene.scoreboard.pace import rate_of


@given(
    phase=st.floats(0, 0.999),
    halves=st.sets(st.integers(0, 120), min_size=2),
    late=st.lists(st.floats(0, 0.04), min_size=121, max_size=121),
)
def test_a_clock_that_is_true_to_time_is_timed_so_however_few_of_its_seconds_are_read(
    phase: float, halves: set[int], late: list[float]
) -> None:
    times = [half / 2 + late[half] for half in sorted(halves)]
    clocks = [float(math.floor(600 + half / 2 + phase)) for half in sorted(halves)]
    assert rate_of(times, clocks) == 1.0


@pytest.mark.parametrize("rate", [1.5, 3.0, 18.0])
@given(phase=st.floats(0, 0.999))
def test_an_accelerated_clock_is_timed(rate: float, phase: float) -> None:
    times = [i / 2 for i in range(60)]
    assert rate_of(times, [float(math.floor(phase + rate * time)) for time in times]) == pytest.approx(
        rate, rel=0.05
    )


def test_whole_minutes_are_not_timed() -> None:
    assert rate_of([i / 2 for i in range(300)], [60.0 * (i // 120) for i in range(300)]) == 1.0
