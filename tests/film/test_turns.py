"""Who is heard when."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.film.turns import APART, BREATH, ROOM, depth, in_film, joined, turns
from goalmouth.types import Clip, Moment


def within(stretch, others):
    return any(low - 1e-6 <= stretch[0] and stretch[1] <= high + 1e-6 for low, high in others)


def touch(one, other):
    return one[0] < other[1] - 1e-6 and other[0] < one[1] - 1e-6


def test_a_whole_sentence_is_heard_where_there_is_room():
    who = turns([(0.3, 4.0), (12.0, 14.0)], [(3.0, 5.0), (6.0, 8.5), (10.0, 13.0)], [0.0], 20.0)
    assert who.heard == ((6.0, 8.5),)
    # What hung over from under our line, and what would be broken by our next, is not heard at all.
    assert within((3.0, 5.0), who.alone) and within((10.0, 13.0), who.alone)
    assert within((0.3, 4.0), who.alone), "where they speak, all of our line stands before the stadium"


@pytest.mark.parametrize(
    ("ours", "theirs", "cuts"),
    [
        ([(0.0, 3.0), (5.5, 8.0)], [(3.6, 4.4)], []),  # too short a gap
        ([(0.0, 1.0)], [(5.0, 9.0)], [8.0]),  # cut off by the film's own cut
        ([(0.0, 1.0)], [(8.0, 10.0)], [8.0]),  # and begun in the middle
        ([(0.0, 1.0)], [(1.2, 4.0)], []),  # hard on our heels
        ([(0.0, 1.0)], [(17.0, 20.0)], []),  # broken off by the end
    ],
)
def test_a_fragment_is_not_heard(ours, theirs, cuts):
    who = turns(ours, theirs, cuts, 20.0)
    assert who.heard == ()
    assert all(within(each, who.alone) for each in theirs)


def test_two_sentences_across_a_cut_are_two():
    who = turns([(0.0, 1.0)], [(2.0, 7.5), (8.5, 12.0)], [8.0], 20.0)
    assert who.heard == ((2.0, 7.5), (8.5, 12.0))
    assert who.alone == ()


def test_where_nobody_else_speaks_nothing_is_taken_out():
    who = turns([(1.0, 2.0), (2.0, 4.0)], [], [0.0, 5.0], 9.0)
    assert (who.ours, who.heard, who.alone) == (((1.0, 2.0), (2.0, 4.0)), (), ())


TIMES = st.floats(0, 60, allow_nan=False).map(lambda value: round(value, 2))
STRETCHES = st.lists(st.tuples(TIMES, st.floats(0.05, 9)), max_size=12)


@settings(deadline=None, max_examples=200)
@given(STRETCHES, STRETCHES, st.lists(TIMES, max_size=4), st.floats(20, 60))
def test_never_two_voices_and_never_half_a_sentence(ours, theirs, cuts, duration):
    ours, theirs = (
        joined([(a, min(duration, a + long)) for a, long in each if a < duration], 0.0)
        for each in (ours, theirs)
    )
    cuts = sorted(cut for cut in cuts if cut < duration)
    who = turns(ours, theirs, cuts, duration)
    for one in who.heard:
        assert cuts or one in joined(theirs, BREATH)
        assert all(one[1] + APART <= a + 1e-6 or b + APART <= one[0] + 1e-6 for a, b in ours)
        assert not any(one[0] < cut < one[1] for cut in cuts)
        assert not any(touch(one, each) for each in who.alone)
    for low, high in theirs:
        parts = [low, *(cut for cut in cuts if low < cut < high), high]
        for part in pairwise(parts):
            assert part[1] - part[0] < 1e-6 or within(part, who.heard) or within(part, who.alone)
    for each in (who.ours, who.heard, who.alone):
        assert list(each) == sorted(each)
        assert all(0 <= a <= b <= duration for a, b in each)
    for stretches in (who.ours, who.alone):
        curve = depth(stretches, 6001, 0.25, 0.6)
        assert curve.shape == (6001,) and curve.dtype == np.float32
        assert curve.min() >= 0 and curve.max() <= 1
        assert np.abs(np.diff(curve)).max() < 0.07, "no faster than in its quarter of a second"


def test_what_is_in_the_match_is_where_the_film_shows_it():
    moment = Moment((), "Goal", 0.0)
    clips = [Clip(100.0, 110.0, moment), Clip(40.0, 45.0, moment)]
    found = in_film(
        [(39.0, 41.0), (50.0, 60.0), (102.0, 103.0), (109.0, 112.0)], clips, [(0.0, 10.0), (10.0, 15.0)]
    )
    assert found == [(2.0, 3.0), (9.0, 10.0), (10.0, 11.0)]
    assert ROOM > 2 * APART
