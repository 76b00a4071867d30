import numpy as np

from goalmouth.narration.facts import facts_of
from goalmouth.types import MatchClock, Moment, ScoreReading, Spot


def reading(time, home=0, away=0, names=("INT", "NAP")):
    return ScoreReading(time, time + 600, "", 1, *names, home, away, 0.95)


def moment(kind, time, team=None, source="scoreboard"):
    return Moment((Spot(time, kind, 0.8, source, team),), kind, time)


def values(one, readings, clock=None):
    (known,) = facts_of([one], readings, clock)
    return {fact.name: fact.value for fact in known.facts}


BEFORE = [reading(float(t)) for t in range(0, 100, 5)]
AFTER = [reading(float(t), away=1) for t in range(115, 200, 5)]


def test_a_goal_has_the_score_before_and_after_and_whose_it_is():
    known = values(moment("Goal", 100.0, "away"), BEFORE + AFTER)
    assert known["team"] == "NAP" and known["side"] == "away"
    assert [known[f"{s}_score{w}"] for w in ("_before", "") for s in ("home", "away")] == [0, 0, 0, 1]


def test_the_bar_outweighs_a_spot_that_names_the_wrong_side():
    known = values(moment("Goal", 100.0, "home"), BEFORE + AFTER)
    assert known["side"] == "away" and known["away_score"] == 1 and known["home_score"] == 0


def test_a_goal_that_nobody_gave_to_a_side_gets_it_from_the_bar():
    assert values(moment("Goal", 100.0, source="sound"), BEFORE + AFTER)["team"] == "NAP"


def test_a_goal_without_bar_or_side_claims_neither():
    assert values(moment("Goal", 100.0, source="sound"), []) == {"action": "Goal"}
    known = values(moment("Goal", 100.0, source="sound"), BEFORE)
    assert "team" not in known and "home_score" not in known and known["home_score_before"] == 0


def test_a_goal_at_the_bars_own_change_is_not_counted_twice():
    known = values(moment("Goal", 116.0, "away"), BEFORE + AFTER)
    assert (known["away_score_before"], known["away_score"]) == (0, 1)


def test_other_moments_leave_the_score_as_it_was():
    known = values(moment("Corner", 150.0, "home"), BEFORE + AFTER)
    assert known["team"] == "INT"
    assert (known["away_score_before"], known["away_score"]) == (1, 1)


def test_between_two_scores_long_unseen_the_score_is_not_known():
    late = [reading(500.0, home=3)]
    assert "home_score" not in values(moment("Highlight", 300.0), BEFORE + late)
    assert "home" not in values(moment("Highlight", 300.0), [*BEFORE, reading(500.0, names=("A", "B"))])


def test_minute_and_half_come_from_the_clock():
    clock = MatchClock(np.array([0.0, 200.0]), np.array([2700.0, 2900.0]), np.array([2, 2]))
    known = values(moment("Foul", 70.0), BEFORE, clock)
    assert (known["minute"], known["half"]) == (47, 2)
    assert "minute" not in values(moment("Foul", 70.0), BEFORE)


def test_a_clock_that_stands_at_the_end_of_a_half_tells_no_minute():
    times = np.arange(0.0, 40.0, 0.5)
    clock = MatchClock(times, np.minimum(2690 + np.floor(times), 2700), np.where(times < 10, 1, 0))
    assert [clock.minute(time) for time in (5.0, 20.0, 60.0)] == [45, None, None]
    assert "minute" not in values(moment("Goal", 20.0), BEFORE, clock)
    running = MatchClock(times, 2690 + np.floor(times), np.full(times.shape, 1))
    assert running.minute(10.2) == 46
