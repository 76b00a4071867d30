"""Which half a reading is of, and no claim where nothing tells."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from goalmouth.scene.scoreboard.halves import match_clock
from goalmouth.simulate.layouts import LAYOUTS, show_clock
from goalmouth.simulate.story import tell
from goalmouth.simulate.teams import draw_teams
from goalmouth.spotting.scoreboard import kick_offs
from goalmouth.types import MatchClock, ScoreReading


def reading(time: float, clock: int, period: int | None = None, text: str = "") -> ScoreReading:
    shown = text or f"{clock // 60:02d}:{clock % 60:02d}"
    return ScoreReading(time, float(clock), shown, period, "A", "B", 0, 0, 1.0)


def clock_of(shown: Iterable[tuple[float, int]], period: int | None = None) -> MatchClock:
    clock = match_clock([reading(time, at, period) for time, at in shown])
    assert clock is not None
    return clock


@settings(deadline=None)
@given(last=st.integers(0, 60), unread=st.sets(st.integers(0, 59)), misread=st.integers(0, 59))
def test_the_half_is_that_of_most_prints_where_some_are_not_read(
    last: int, unread: set[int], misread: int
) -> None:
    halves = [1 if i < last else 2 for i in range(60)]
    rows = [reading(i, 600 + i, 3 - half if i == misread else half) for i, half in enumerate(halves)]
    rows = [replace(row, period=None) if i in unread - {misread} else row for i, row in enumerate(rows)]
    clock = match_clock(rows)
    assert clock is not None
    assert np.all(np.diff(clock.periods) >= 0)
    assert set(clock.periods.tolist()) <= {1, 2}
    if not unread and 1 < misread < 58 and abs(misread - last) > 2:
        assert clock.periods.tolist() == halves


def test_where_the_print_is_unread_the_clock_tells_where_the_second_half_began() -> None:
    rows = [
        reading(i, 30 + i if i < 40 else i - 40, 1 if i < 33 else 2 if i > 50 else None) for i in range(60)
    ]
    clock = match_clock(rows)
    assert clock is not None
    assert clock.periods.tolist() == [1] * 40 + [2] * 20


def test_before_its_first_reading_the_second_half_is_no_earlier_than_45_00() -> None:
    clock = clock_of([(i, i) for i in range(30)] + [(40 + i, 2701 + i) for i in range(30)])
    assert clock.at(38.0) == (2, 2700.0)


def test_a_clock_that_falls_at_the_half_is_in_the_second_whatever_is_printed() -> None:
    clock = clock_of([(i, 2690 + i if i < 50 else i - 50) for i in range(100)], period=1)
    assert clock.periods.tolist() == [1] * 50 + [2] * 50
    assert clock.clocks[-1] == 2749.0


def test_a_second_half_counted_from_zero_runs_on_in_match_time() -> None:
    clock = clock_of([(i, 2600 + i) for i in range(150)] + [(200 + i, i) for i in range(50)])
    assert clock.at(10.0) == (1, 2610.0)
    assert clock.at(220.0) == (2, 2720.0)


@settings(deadline=None)
@given(
    held=st.integers(4, 60),
    signed=st.integers(0, 60),
    before=st.integers(0, 20),
    after=st.integers(5, 20),
    rate=st.just(1) | st.just(8),
)
def test_a_clock_stopped_at_45_00_is_of_the_first_half_where_it_says_so(
    held: int, signed: int, before: int, after: int, rate: int
) -> None:
    clocks = [2700 - rate * i for i in range(before, 0, -1)]
    clocks += [2700] * (held + 1) + [2700 + rate * i for i in range(1, after)]
    last = before + min(signed, held)
    texts = ["45:00 +3" if signed and before <= i < last else "" for i in range(len(clocks))]
    clock = match_clock([reading(i, at, text=texts[i]) for i, at in enumerate(clocks)])
    assert clock is not None
    # What stands without a sign of added time may wait for the second kick-off.
    assert clock.periods.tolist() == [
        1 if at < 2700 or i < last else 2 if at > 2700 else 0 for i, at in enumerate(clocks)
    ]
    assert [spot.time for spot in kick_offs(clock)][-1:] == [before + held]


def test_a_first_half_that_runs_into_added_time_has_no_second_kick_off() -> None:
    clock = clock_of((i, i) for i in range(2 * 60, 48 * 60))
    assert set(clock.periods.tolist()) == {1}
    assert kick_offs(clock) == []


def test_a_match_that_comes_up_at_46_minutes_may_be_in_either_half() -> None:
    shown = [(i, 46 * 60 + i) for i in range(60)]
    assert set(clock_of(shown).periods.tolist()) == {0}
    assert clock_of(shown).halves() == []
    # Once it is seen to go on for longer than any half, it was the second all the time.
    assert set(clock_of([(i, 46 * 60 + i) for i in range(600)]).periods.tolist()) == {2}


def test_fast_minutes_run_on_within_and_beyond_what_is_shown() -> None:
    rows = [
        reading(time / 2, 60 * (1 + int(time / 2 / 3)), None, f"{1 + int(time / 2 / 3)} mins")
        for time in range(2, 120)
    ]
    clock = match_clock(rows)
    assert clock is not None
    assert [clock.minute(3.0 * at + 1.5) for at in range(1, 25)] == list(range(2, 26))


TIMED = [name for name, layout in LAYOUTS.items() if layout.clock not in ("none", "half")]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), duration=st.sampled_from((60.0, 90.0, 150.0, 300.0)))
@pytest.mark.parametrize("style", sorted({LAYOUTS[name].clock for name in TIMED}))
def test_no_reading_of_a_told_match_is_put_into_the_wrong_half(
    style: str, seed: int, duration: float
) -> None:
    layout = next(LAYOUTS[name] for name in TIMED if LAYOUTS[name].clock == style)
    rng = np.random.default_rng(seed)
    story = tell(rng, duration, draw_teams(rng, layout.script), layout)
    rows, halves = [], []
    for time in np.arange(0.0, duration, 0.5):
        stretch = story.stretch_at(time)
        shown = show_clock(layout.clock, stretch.half, stretch.clock_at(time), stretch.added)
        if story.bar_cover(time) >= 1 and shown.clock is not None:
            printed = stretch.half if "period" in shown.cells else None
            rows.append(reading(time, int(shown.clock), printed, shown.text))
            # For its first second the second half still shows the 45:00 at which the first may have stopped.
            halves.append(0 if shown.clock == 2700 else stretch.half)
    clock = match_clock(rows)
    assert clock is not None
    told = (clock.periods != 0) & (np.array(halves) != 0)
    assert clock.periods[told].tolist() == np.array(halves)[told].tolist()
    assert style == "minutes" or np.mean(clock.periods != 0) > 0.5
    # A bar that prints 2T and shows only 45:00 and later may count from zero or on from 45:00.
    assume(style != "period" or min(row.clock or 0.0 for row in rows if row.period == 2) < 2700)
    true = [happening.time for happening in story.happenings if happening.label == "Kick-off"]
    assert all(min(abs(spot.time - time) for time in true) < 12.0 for spot in kick_offs(clock))


def test_after_a_cut_of_the_programme_the_clock_runs_on_as_it_did_last() -> None:
    at = clock_of((float(i), i if i < 20 else 1500 + i) for i in range(60)).at(63.0)
    assert at is not None
    assert at[1] == pytest.approx(1563.0, abs=1.0)


def test_a_clock_that_sets_off_from_nought_again_tells_no_half_unless_its_print_does() -> None:
    first, again = [(t, t) for t in range(40)], [(40 + t, t) for t in range(40)]
    clock = clock_of([*first, *again])
    assert clock.at(20) == (1, 20.0)
    assert clock.at(60) is None
    assert [half[0] for half in clock.halves()] == [1]
    printed = match_clock([reading(t, at, 1 if t < 40 else 2) for t, at in [*first, *again]])
    assert printed is not None and printed.at(60) == (2, 2720.0)


def test_a_foretaste_of_the_match_is_of_its_first_half_once_45_minutes_are_passed() -> None:
    clock = clock_of([(t, 1200 + t) for t in range(10)] + [(10 + 60 * t, 60 * t) for t in range(80)])
    assert clock.at(5) == (1, 1205.0)
    assert clock.at(10 + 60 * 20) == (1, 1200.0)
    assert clock.at(10 + 60 * 75) == (2, 4500.0)


def test_one_reading_gone_astray_is_no_new_half() -> None:
    rows = [(t, 600 + t) for t in range(40)]
    rows[20] = (20, 5)
    assert set(clock_of(rows).periods.tolist()) == {1}
