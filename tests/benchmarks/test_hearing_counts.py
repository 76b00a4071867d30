"""How what is heard is counted against what there was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalmouth.benchmarks.hearing import Count, compare
from goalmouth.simulate.broadcast import listen


def test_seconds_and_sounds_are_counted() -> None:
    count = compare([(1.0, 3.0), (8.0, 9.0)], [(2.0, 4.0), (6.0, 6.5)], 10.0)
    assert (count.seconds, count.found, count.right) == pytest.approx((3.0, 2.5, 1.0))
    assert (count.sounds, count.met, count.stray) == (2, 1, 1)
    assert count.f1 == pytest.approx(2 / 5.5)
    assert count.by_number == pytest.approx(2 / 4)


def test_nothing_to_hear_and_nothing_heard_has_no_figure() -> None:
    assert compare([], [], 10.0).f1 is None
    assert compare([], [(1.0, 2.0)], 10.0).f1 == 0.0


SPAN = st.tuples(st.floats(0, 20), st.floats(0, 20)).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(SPAN, max_size=5), st.lists(SPAN, max_size=5))
def test_no_more_is_right_than_was_there_or_was_found(truth, found) -> None:
    count, total = compare(truth, found, 20.0), Count()
    assert count.right <= min(count.seconds, count.found) + 1e-6
    assert count.met <= count.sounds and count.stray <= len(found)
    assert compare(truth, truth, 20.0).stray == 0
    total.add(count)
    total.add(count)
    assert total.seconds == 2 * count.seconds and total.f1 == count.f1


def test_a_broadcast_can_be_listened_to_without_being_painted() -> None:
    sound, said = listen(5, duration=30)
    assert said == [] and {heard.kind for heard in sound.heard} >= {"cheer"}
    assert sound.block(0, 4800).shape == (4800, 2)
