"""Moments against moments: each label once, the surest first, nothing across matches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalmouth.evaluation.moments import Moment, counts, judged, scores
from goalmouth.labels import SOCCERNET_V2

TIMES = st.lists(st.integers(0, 60), max_size=12)


def moments(times: list[int], label: str = "Goal", place: str = "a|1") -> list[Moment]:
    return [Moment(place, float(time), label, 1 / (2 + number)) for number, time in enumerate(times)]


def test_a_label_is_found_once_by_the_surest() -> None:
    said = judged(moments([100]), [Moment("a|1", 104, "Goal", 0.4), Moment("a|1", 97, "Goal", 0.9)], 5)
    assert [(own.time, right) for own, right in said] == [(97, True), (104, False)]


def test_tolerance_is_inclusive_and_of_one_place_and_class() -> None:
    labels = moments([100])
    for guess, right in (
        (Moment("a|1", 105.0, "Goal"), 1),
        (Moment("a|1", 105.001, "Goal"), 0),
        (Moment("a|2", 100, "Goal"), 0),
        (Moment("a|1", 100, "Foul"), 0),
    ):
        assert sum(own[0] for own in counts(labels, [guess], 5).values()) == right


@given(TIMES, TIMES, st.integers(0, 20))
def test_counts_add_up_and_more_tolerance_never_finds_less(
    labels: list[int], guesses: list[int], tolerance: int
) -> None:
    def right(wide: int) -> int:
        hit, wrong, missed = counts(moments(labels), moments(guesses), wide).get("Goal", (0, 0, 0))
        assert hit + wrong == len(guesses) and hit + missed == len(labels)
        return hit

    # Guesses that take the nearest label first may take another's; none is left without any by width alone.
    assert right(60) == min(len(labels), len(guesses)) >= right(tolerance)


def test_perfect_moments_score_one_and_none_zero() -> None:
    truth = [own for at, name in enumerate(SOCCERNET_V2) for own in moments([20 + 40 * at], name)]
    sure = [Moment(own.place, own.time, own.label, 1.0) for own in truth]
    best, none = scores(truth, sure, sure), scores(truth, [], [])
    assert all(value == pytest.approx(1) for value in best.values())
    assert set(none.values()) == {0.0} and "of 15 15 s" in best
