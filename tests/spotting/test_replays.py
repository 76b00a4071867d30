"""Which moment a replay shows."""

from hypothesis import given
from hypothesis import strategies as st

from goalmouth.labels import HIGHLIGHT
from goalmouth.spotting.fusion import Fusion
from goalmouth.spotting.replays import WORTH, during, link, shown
from goalmouth.types import Evidence, Shot, Spot

SHOTS = (
    Shot(0, 60, "wide"),
    Shot(60, 64, "close"),
    Shot(64, 70, "wide", replay=True),
    Shot(70, 76, "wide", replay=True),
    Shot(76, 200, "wide"),
    Shot(200, 206, "wide", replay=True),
    Shot(206, 300, "wide"),
)


def spot(time: float, label: str, score: float = 0.9, selected: bool = True) -> Spot:
    return Spot(time, label, score, "x", selected=selected)


def test_a_replay_of_several_shots_shows_one_moment() -> None:
    first, second = link(SHOTS, [spot(57, "Goal"), spot(30, "Goal"), spot(196, "Shots on target")])
    assert (first.start, first.end, first.shows, first.label) == (64, 76, 57, "Goal")
    assert (second.start, second.end, second.shows, second.label) == (200, 206, 196, "Shots on target")
    assert [s.shows for s in shown(SHOTS, [first, second])] == [None, None, 57, 57, None, 196, None]


def test_a_goal_is_rather_shown_again_than_the_roar_for_it() -> None:
    assert link(SHOTS, [spot(57.5, HIGHLIGHT), spot(53, "Goal")])[0].label == "Goal"


def test_without_a_spot_the_pictures_tell_the_time_but_no_class() -> None:
    for spots in ([], [spot(57, "Goal", 0.1)], [spot(57, "Throw-in")], [spot(66, "Goal")]):
        first = link(SHOTS, spots)[0]
        assert first.label is None
        assert first.shows is not None and 54 < first.shows < 60


def test_where_nothing_fits_nothing_is_said() -> None:
    opening = [Shot(0, 5, "wide", replay=True), Shot(5, 50, "wide")]
    studio = [Shot(0, 20, "wide"), Shot(20, 90, "close"), Shot(90, 95, "wide", replay=True)]
    for shots in (opening, studio):
        (only,) = link(shots, [spot(3, "Goal"), spot(18, "Goal")])
        assert (only.shows, only.label) == (None, None)


@given(
    st.lists(st.tuples(st.floats(0.5, 30), st.booleans(), st.sampled_from(("wide", "close"))), max_size=20),
    st.lists(st.builds(spot, st.floats(0, 300), st.sampled_from(list(WORTH)), st.floats(0, 1)), max_size=8),
)
def test_what_is_shown_lies_before_the_replay_and_not_long_ago(rows, spots) -> None:
    shots, at = [], 0.0
    for length, replay, view in rows:
        shots.append(Shot(at, at + length, view, replay))
        at += length
    found = link(shots, spots)
    assert sum(r.end - r.start for r in found) == sum(s.end - s.start for s in shots if s.replay) or found
    for one in found:
        assert during(one.start, shots)
        assert one.shows is None or one.start - 41 <= one.shows < one.start
        assert one.label is None or any(s.time == one.shows and s.label == one.label for s in spots)


def test_a_roar_during_a_replay_is_no_moment_of_its_own() -> None:
    roars = [spot(time, HIGHLIGHT, selected=False) for time in (30, 66, 203, 250)]
    fused = Fusion().fuse(roars, Evidence((), shots=SHOTS))
    assert [s.time for s in fused if s.selected] == [30, 250]
