"""From scores over time to moments."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalmouth.spotting.peaks import APART, moved, peaks


@given(
    st.lists(st.integers(3, 25), max_size=6, unique=True),
    st.integers(-2, 2),
    st.floats(0.2, 1.0),
)
def test_each_event_is_told_once_where_the_rows_around_it_say(
    places: list[int], shift: int, likely: float
) -> None:
    events = [place * (2 * APART + 2) for place in places]
    scores, displaced = np.zeros((2, 400)), np.zeros((2, 400))
    for event in events:
        rows = np.arange(event - 2, event + 3) + shift
        scores[1, rows], displaced[1, rows] = likely, event - rows
    found = peaks(scores, displaced)
    assert sorted(peak.row for peak in found) == sorted(events)
    assert {peak.kind for peak in found} <= {1}
    assert all(0 < peak.score < 1 for peak in found)


def test_the_surer_of_two_close_ones_is_told() -> None:
    scores = np.zeros((1, 60))
    scores[0, 20], scores[0, 20 + APART - 1] = 0.5, 0.9
    assert [peak.row for peak in peaks(scores, np.zeros((1, 60)))] == [20 + APART - 1]


def test_scores_go_to_the_frame_that_they_speak_of_and_add_up_there() -> None:
    # One row in two: 0, 2, 4, 6 and 8 of ten; what rounds to 5 meets, halves go to the even row.
    scores = np.array([[0.5, 0.25, 0.4, 0.2, 0.1]])
    displaced = np.array([[-0.6, 2.6, 1.0, -1.2, 1.5]])
    found = moved(scores, displaced, 2)
    # What is said of the row before the first, and of the one after the last, is said of none.
    assert found[0] == pytest.approx([0, 0, 0, 0, 0, 0.25 + 0.4 + 0.2, 0, 0, 0, 0])
    assert [peak.row for peak in peaks(scores, displaced, 2)] == [5]
    assert moved(scores, np.zeros((1, 5)), 2)[0, ::2] == pytest.approx(scores[0])
