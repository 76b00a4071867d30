"""A clock of whole seconds, sparsely read, still tells its pace."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalmouth.scene.scoreboard.pace import leaps, rate_of
from goalmouth.types import ScoreReading


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


@given(
    rate=st.sampled_from([1.0, 2.0, 18.0]),
    cut=st.integers(20, 100),
    leap=st.one_of(st.integers(-3000, -8), st.integers(8, 3000)),
    stops=st.integers(110, 119),
)
def test_a_clock_leaps_where_the_programme_was_cut_and_nowhere_else(
    rate: float, cut: int, leap: int, stops: int
) -> None:
    clocks = [
        math.floor(4000 + rate * min(i, stops) / 2) + (leap * rate if i >= cut else 0) for i in range(120)
    ]
    read = [ScoreReading(i / 2, clock, "", None, "INT", "NAP", 0, 0, 0.9) for i, clock in enumerate(clocks)]
    assert leaps(read) == [((cut - 1) / 2, cut / 2)]


def test_a_clock_that_comes_back_after_a_while_has_not_leapt() -> None:
    times = [*(i / 2 for i in range(40)), *(40 + i / 2 for i in range(40))]
    read = [ScoreReading(time, float(int(time)), "", None, "INT", "NAP", 0, 0, 0.9) for time in times]
    assert leaps(read) == []


@given(takes=st.floats(2.0, 30.0), began=st.integers(0, 40), phase=st.floats(0, 0.999))
def test_whole_minutes_that_pass_fast_are_timed(takes: float, began: int, phase: float) -> None:
    times = [i / 2 for i in range(round(12 * takes))]
    clocks = [60.0 * (began + math.floor(phase + time / takes)) for time in times]
    assert rate_of(times, clocks) == pytest.approx(60 / takes, rel=0.3)
