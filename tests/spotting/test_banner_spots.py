"""What banners told becomes spots shortly before they came up, and facts of their moments."""

import numpy as np

from goalmouth.narration.facts import facts_of
from goalmouth.spotting.banners import BEFORE, BannerSpotter
from goalmouth.spotting.fusion import Fusion
from goalmouth.types import Banner, Evidence, MatchClock, Moment, ScoreReading, Spot

CHANGE = Banner(30.0, 34.0, "Substitution", "", "VAL", "away", player_in="ADAIR", player_out="VASCO")
GOAL = Banner(64.0, 68.0, "Goal", "", player="MENDORO", minutes=24)


def clock(start: float, period: int = 1) -> MatchClock:
    """Return a clock that shows ``start`` at the beginning of two minutes of video."""
    times = np.arange(0.0, 120.0, 2.0)
    return MatchClock(times, times + start, np.full(times.shape, period))


def spots(*banners: Banner, start: float = 1380.0) -> list[Spot]:
    return BannerSpotter().spot(Evidence((), clock=clock(start), banners=banners))


def facts(kind: str, time: float, *banners: Banner) -> dict[str, object]:
    readings = [
        ScoreReading(t, 1380 + t, "", 1, "VAL", "KEL", int(t > 62), 0, 0.98)
        for t in np.arange(0.0, 120.0, 2.0)
    ]
    moment = Moment((Spot(time, kind, 0.9, "x"),), kind, time)
    (known,) = facts_of([moment], readings, clock(1380.0), banners)
    return {fact.name: fact.value for fact in known.facts}


def test_a_change_and_a_card_are_spots_before_their_banner() -> None:
    card = Banner(50.0, 54.0, "Yellow card", "")
    found = spots(CHANGE, card)
    assert [(s.label, s.time, s.team) for s in found] == [
        ("Substitution", 30.0 - BEFORE, "away"),
        ("Yellow card", 50.0 - BEFORE, None),
    ]
    assert all(s.selected for s in Fusion().fuse(found, Evidence(())))


def test_a_scorer_and_added_time_are_no_spots() -> None:
    assert spots(GOAL, Banner(80.0, 84.0, "Added time", "", minutes=3)) == []


def test_a_banner_shown_twice_is_one_spot() -> None:
    again = Banner(44.0, 47.0, "Substitution", "", "VAL", "away", player_in="ADAIR", player_out="VASCO")
    assert len(spots(CHANGE, again)) == 1


def test_a_half_ends_only_when_it_may() -> None:
    board = Banner(30.0, 34.0, "Full-time", "", score=(1, 0))
    assert spots(board, start=300.0) == []
    assert [s.label for s in spots(board, start=5430.0)] == ["Full-time"]
    assert len(BannerSpotter().spot(Evidence((), banners=(board,)))) == 1


def test_no_banner_no_spot() -> None:
    assert BannerSpotter().spot(Evidence(())) == []


def test_who_came_on_is_a_fact_of_the_change_and_of_nothing_else() -> None:
    known = facts("Substitution", 29.0, CHANGE)
    assert (known["player_in"], known["player_out"]) == ("ADAIR", "VASCO")
    assert not {"player_in", "player"} & facts("Yellow card", 29.0, CHANGE).keys()
    assert "player_in" not in facts("Substitution", 80.0, CHANGE)


def test_a_scorer_belongs_to_the_goal_before_him() -> None:
    assert facts("Goal", 60.0, GOAL)["player"] == "MENDORO"
    for other in (
        Banner(64.0, 68.0, "Goal", "", player="MENDORO", minutes=11),
        Banner(64.0, 68.0, "Goal", "", "KEL", "away", player="MENDORO", minutes=24),
        Banner(50.0, 54.0, "Goal", "", player="MENDORO", minutes=24),
    ):
        assert "player" not in facts("Goal", 60.0, other)


def test_two_scorers_for_one_goal_are_none() -> None:
    other = Banner(70.0, 74.0, "Goal", "", player="ADAIR", minutes=24)
    assert "player" not in facts("Goal", 60.0, GOAL, other)


def test_added_time_is_a_fact_of_what_happens_about_then() -> None:
    board = Banner(50.0, 54.0, "Added time", "", minutes=4)
    assert facts("Goal", 60.0, board)["added"] == 4
    assert "added" not in facts("Goal", 100.0, board)
