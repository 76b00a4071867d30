import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.labels import SOCCERNET_V2
from goalmouth.simulate.layouts import HALF, LAYOUTS, show_clock
from goalmouth.simulate.motion import ball_path
from goalmouth.simulate.play import GOAL_HALF, GOAL_HEIGHT
from goalmouth.simulate.record import Story
from goalmouth.simulate.story import tell
from goalmouth.simulate.teams import draw_teams


def story_of(seed: int, duration: float, parts: int = 1) -> Story:
    rng = np.random.default_rng(seed)
    layout = list(LAYOUTS.values())[seed % len(LAYOUTS)]
    return tell(rng, duration, draw_teams(rng, layout.script), layout, parts)


SEEDS = st.integers(0, 10**6)
DURATIONS = st.sampled_from((20.0, 62.0, 150.0, 300.0))


@settings(max_examples=60, deadline=None)
@given(SEEDS, DURATIONS)
def test_stretches_and_cuts_cover_the_broadcast_without_gaps(seed: int, duration: float) -> None:
    story = story_of(seed, duration)
    for row in (story.stretches, story.cuts):
        assert row[0].start == 0
        assert row[-1].end == pytest.approx(story.duration)
        assert [a.end for a in row[:-1]] == pytest.approx([b.start for b in row[1:]])
        assert all(a.start < a.end for a in row)


@settings(max_examples=60, deadline=None)
@given(SEEDS, DURATIONS)
def test_the_match_clock_never_runs_back(seed: int, duration: float) -> None:
    story = story_of(seed, duration)
    for one, other in zip(story.stretches, story.stretches[1:], strict=False):
        if one.half == other.half:
            assert other.clock >= one.clock_at(one.end) - 1
        else:
            assert (one.half, other.half) == (1, 2)
            opens = any(e.label == "Kick-off" and e.time < 4 for e in other.plan.events)
            assert other.clock == HALF if opens else other.clock > HALF


@settings(max_examples=60, deadline=None)
@given(SEEDS, DURATIONS)
def test_the_bar_counts_every_goal_soon_after_the_ball_is_in(seed: int, duration: float) -> None:
    story = story_of(seed, duration)
    goals = [h for h in story.happenings if h.label == "Goal"]
    assert 1 <= len(goals) <= 5
    assert len(story.scores) == len(goals) + 1
    for goal, before, after in zip(goals, story.scores, story.scores[1:], strict=False):
        assert 0.4 < after[0] - goal.time <= 4.01
        gained = after[1] - before[1], after[2] - before[2]
        assert gained == ((1, 0) if goal.side == 0 else (0, 1))
        assert goal.player in story.teams[goal.side or 0].squad
        assert any(size == 1.0 and abs(start - goal.time) < 0.01 for start, size in story.surges)


@settings(max_examples=40, deadline=None)
@given(SEEDS, DURATIONS)
def test_the_ball_is_between_the_posts_when_a_goal_is_scored(seed: int, duration: float) -> None:
    story = story_of(seed, duration)
    for goal in (h for h in story.happenings if h.label == "Goal"):
        stretch = story.stretch_at(goal.time)
        x, y, z = ball_path(stretch.plan, np.array([goal.time - stretch.start]))[0]
        side = stretch.direction if goal.side == 0 else -stretch.direction
        assert x == pytest.approx(52.5 * side, abs=0.01)
        assert abs(y) < GOAL_HALF
        assert 0 <= z < GOAL_HEIGHT


@settings(max_examples=40, deadline=None)
@given(SEEDS, DURATIONS)
def test_labels_are_of_the_field_and_seen_in_a_wide_shot(seed: int, duration: float) -> None:
    story = story_of(seed, duration)
    for event in story.happenings:
        assert event.label in SOCCERNET_V2
        shot = next(c for c in story.cuts if c.start <= event.time < c.end)
        near = event.label in ("Substitution", "Yellow card", "Red card")
        assert shot.view == ("close" if near else "wide")
        assert shot.since is None
        assert not any(r.start <= event.time < r.end for r in story.replays)


LONG = st.sampled_from((150.0, 300.0))


@settings(max_examples=40, deadline=None)
@given(SEEDS, LONG)
def test_a_replay_shows_its_event_again_and_slower(seed: int, duration: float) -> None:
    story = story_of(seed, duration)
    for shown in story.replays:
        event = next(h for h in story.happenings if h.time == shown.time and h.label == shown.label)
        shots = [c for c in story.cuts if c.since is not None and shown.start - 1e-6 <= c.start < shown.end]
        assert 1 <= len(shots) <= 4
        assert (shots[0].start, shots[-1].end) == pytest.approx((shown.start, shown.end))
        for shot in shots:
            begin = story.stretches[shot.stretch].start + (shot.since or 0.0)
            last = begin + (shot.end - shot.start) * shot.speed
            assert begin < event.time < last < shown.start
            assert 0.4 <= shot.speed <= 0.7
    assert sum(c.since is not None for c in story.cuts) >= len(story.replays)


@settings(max_examples=60, deadline=None)
@given(SEEDS, DURATIONS)
def test_a_shot_is_clear_of_changes_for_a_while(seed: int, duration: float) -> None:
    story = story_of(seed, duration)
    free = 0.0
    for shot in story.cuts:
        assert free < shot.change_start <= shot.end <= shot.change_end
        assert (shot.change_end - shot.change_start <= 1.21) and (
            shot.change in ("smooth", "logo") or shot.change_start == shot.change_end
        )
        free = shot.change_end
    assert [c.change == "end" for c in story.cuts] == [False] * (len(story.cuts) - 1) + [True]


def test_most_broadcasts_show_goals_again_and_some_show_nothing() -> None:
    stories = [story_of(seed, 300.0) for seed in range(60)]
    without = sum(not story.replays for story in stories)
    assert 2 <= without <= 18
    again = {r.time for story in stories for r in story.replays}
    goals = [h.time for story in stories for h in story.happenings if h.label == "Goal"]
    assert len(again & set(goals)) > 0.6 * len(goals)
    changes = [c.change for story in stories for c in story.cuts]
    assert min(changes.count("smooth"), changes.count("logo")) > 100


def test_about_one_broadcast_in_five_runs_its_clock_faster() -> None:
    fast = sum(story_of(seed, 150.0).stretches[0].rate > 2 for seed in range(100))
    assert 10 <= fast <= 32


def test_two_parts_meet_at_half_time() -> None:
    story = story_of(3, 100.0, parts=2)
    (_, middle), (start, end) = story.parts
    assert middle == start
    assert end == 100.0
    assert {s.half for s in story.stretches if s.end <= middle + 1e-6} == {1}
    assert {s.half for s in story.stretches if s.start >= middle - 1e-6} == {2}


@pytest.mark.parametrize(
    ("style", "half", "clock", "text", "seconds"),
    [
        ("running", 1, 552.9, "09:12", 552),
        ("short", 1, 292.0, "4:52", 292),
        ("period", 2, 2992.0, "04:52", 292),
        ("stopped", 1, 2815.0, "45:00 +2", 2700),
        ("stopped", 2, 5200.0, "86:40", 5200),
        ("plus", 2, 5503.0, "+2 91:43", 5503),
        ("half", 1, 100.0, "1st HALF", None),
        ("half", 2, 2900.0, "2nd HALF", None),
        ("minutes", 1, 500.0, "9 mins", 540),
        ("none", 1, 500.0, "", None),
    ],
)
def test_clocks_print_as_television_does(
    style: str, half: int, clock: float, text: str, seconds: int | None
) -> None:
    shown = show_clock(style, half, clock, 2)  # type: ignore[arg-type]
    assert (shown.text, shown.clock) == (text, seconds)
