import dataclasses
import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.film.clips import DECISIVE, IMPORTANCE, SHORTEST, choose, importance, moments, place
from goalmouth.types import Moment, Shot, Spot

LABELS = st.sampled_from([*IMPORTANCE, "Serve"])
SPOTS = st.builds(
    Spot,
    time=st.floats(0, 600),
    label=LABELS,
    score=st.floats(0.01, 1),
    source=st.just("x"),
    selected=st.booleans(),
)


@st.composite
def shot_lists(draw, duration):
    cuts = sorted(set(draw(st.lists(st.floats(0.5, duration - 0.5), max_size=30))))
    edges = [0.0, *cuts, duration]
    return [Shot(a, b) for a, b in itertools.pairwise(edges)]


def spot(time, label, score=0.9, selected=True):
    return Spot(time, label, score, "x", selected=selected)


def _apart(clips):
    decisive = [clip.moment.time for clip in clips if importance(clip.moment.kind) >= DECISIVE]
    return all(b - a > 2 * SHORTEST for a, b in itertools.pairwise(decisive))


def minute(time):
    return int(time // 60) + 1


def test_lesser_spots_nearby_belong_to_the_greater_one():
    found = moments(
        [spot(90, "Highlight"), spot(100, "Goal"), spot(150, "Kick-off"), spot(300, "Foul")], minute
    )
    assert [(m.kind, m.time, m.minute, m.rank, len(m.spots)) for m in found] == [
        ("Goal", 100, 2, 1, 3),
        ("Foul", 300, 6, 2, 1),
    ]


def test_only_selected_spots_make_moments():
    assert moments([spot(10, "Goal", selected=False)], minute) == []


def test_passes_and_drives_make_no_moments():
    found = moments([spot(10, "PASS"), spot(12, "SHOT"), spot(100, "Foul"), spot(101, "DRIVE")])
    assert [[s.label for s in moment.spots] for moment in found] == [["Foul"]]


def test_two_goals_selected_close_together_stay_two():
    assert [m.kind for m in moments([spot(100, "Goal"), spot(112, "Goal")], minute)] == ["Goal", "Goal"]


@given(st.lists(SPOTS, max_size=25))
def test_every_selected_spot_is_in_one_moment_and_ranks_follow_importance(spots):
    found = moments(spots, minute)
    assert sorted(s.time for m in found for s in m.spots) == sorted(s.time for s in spots if s.selected)
    assert sorted(m.rank for m in found) == list(range(1, len(found) + 1))
    worth = [max(importance(s.label) for s in m.spots) for m in found]
    assert worth == [importance(m.kind) for m in found]
    assert found == sorted(found, key=lambda m: m.time)


@settings(deadline=None)
@given(st.data())
def test_clips_lie_apart_inside_the_video_and_fit_the_length(data):
    duration = data.draw(st.floats(2, 700))
    spots = data.draw(st.lists(SPOTS, max_size=20))
    length = data.draw(st.floats(5, 240))
    border = data.draw(st.one_of(st.none(), st.floats(1, duration)))
    shots = data.draw(shot_lists(duration)) if duration > 10 else []
    chosen = moments([s for s in spots if s.time <= duration], minute)
    clips = choose(chosen, shots, duration, length, borders=[] if border is None else [border])
    assert bool(clips) == bool(chosen)
    for clip in clips:
        assert 0 <= clip.start < clip.end <= duration + 1e-9
        assert clip.start - 1e-9 <= clip.moment.time <= clip.end + 1e-9
        assert clip.duration <= 35 + 1e-6
        if border is None:
            assert clip.duration >= min(SHORTEST if _apart(clips) else 6.0, duration) - 1e-6
        if border is not None and 0 < border < duration:
            assert clip.end <= border + 1e-9 or clip.start >= border - 1e-9
    for first, second in itertools.pairwise(clips):
        assert first.end <= second.start + 1e-9
        assert first.moment.time < second.moment.time
    if len(clips) > 1:
        assert sum(clip.duration for clip in clips) <= length + 1e-6
    elif clips:
        assert clips[0].duration <= max(length, SHORTEST) + 1e-6
    assert sorted(clip.moment.rank for clip in clips) == list(range(1, len(clips) + 1))
    if clips:
        best = min(chosen, key=lambda m: m.rank)
        assert any(set(best.spots) <= set(clip.moment.spots) for clip in clips)


def test_a_clip_takes_whole_shots_where_that_costs_little():
    shots = [Shot(0, 85.5), Shot(85.5, 100.4), Shot(100.4, 112), Shot(112, 600)]
    (clip,) = choose(moments([spot(100, "Goal")], minute), shots, 600)
    assert (clip.start, clip.end) == (85.5, 112)


def test_a_shot_border_far_away_is_not_waited_for():
    (clip,) = choose(moments([spot(100, "Goal")], minute), [Shot(0, 60), Shot(60, 600)], 600)
    assert (clip.start, clip.end) == (88, 110)


def test_clips_become_shorter_before_a_goal_is_left_out():
    goals = moments([spot(100.0 * i, "Goal") for i in range(1, 13)], minute)
    clips = choose(goals, [], 2000, 180)
    assert len(clips) == 12 and all(clip.duration >= SHORTEST for clip in clips)
    assert IMPORTANCE["Goal"] >= DECISIVE


def test_lesser_moments_go_first_when_time_is_short():
    found = moments([spot(100, "Goal"), spot(200, "Foul"), spot(300, "Goal"), spot(400, "Corner")], minute)
    assert [clip.moment.kind for clip in choose(found, [], 600, 50)] == ["Goal", "Goal"]


def test_a_video_shorter_than_a_clip_is_shown_whole():
    (clip,) = choose(moments([spot(2, "Goal")], minute), [], 5.0)
    assert (clip.start, clip.end) == (0, 5)


def test_no_clip_goes_over_the_border_of_two_files():
    (clip,) = choose(moments([spot(103, "Goal")], minute), [], 200, borders=[100.0])
    assert clip.start == 100


@pytest.mark.parametrize(
    "rate", [Fraction(25), Fraction(30000, 1001), Fraction(25, 2), Fraction(29499, 1000)]
)
@given(st.lists(SPOTS, min_size=1, max_size=12))
def test_clips_are_placed_end_to_end_on_whole_frames(rate, spots):
    clips = choose(moments(spots, minute), [], 700)
    spans = place(clips, rate)
    at = 0.0
    for clip, (start, end) in zip(clips, spans, strict=True):
        assert start == at
        assert abs(end * rate - round(end * rate)) < 1e-6
        assert abs((end - start) - clip.duration) <= 0.5 / rate + 1e-9
        at = end


def test_a_moment_outside_the_video_is_an_empty_film():
    assert choose([Moment((), "Goal", 900.0)], [], 600) == []


@st.composite
def gradual_shots(draw):
    """Return shots of 3 s and more, most of them dissolved or wiped into the next, over 10 minutes."""
    shots, start = [], 0.0
    while start < 590:
        end = start + draw(st.floats(3, 60))
        half = draw(st.sampled_from((0.0, 0.3, 0.6)))
        change = "smooth" if half else "abrupt"
        span = (end - half, end + half) if half else (None, None)
        shots.append(Shot(start, min(end, 600.0), "wide", False, change, *span))
        start = end
    return [*shots[:-1], dataclasses.replace(shots[-1], end=600.0, change_start=None, change_end=None)]


@settings(deadline=None)
@given(gradual_shots(), st.floats(30, 570), LABELS)
def test_no_clip_begins_or_ends_within_a_dissolve(shots, time, label):
    (clip,) = choose(moments([spot(time, label)], minute), shots, 600, 240)
    assert clip.start <= time <= clip.end
    for shot in shots:
        if shot.change_start is not None and shot.change_end < 600:
            assert not shot.change_start + 1e-6 < clip.start < shot.change_end - 1e-6
            assert not shot.change_start + 1e-6 < clip.end < shot.change_end - 1e-6


def broadcast(*lengths):
    """Return a goal's wide shot to 103 s, a close-up to 107 s, and then its replay between wipes."""
    shots = [Shot(0, 103, "wide"), Shot(103, 107, "close", False, "logo", 106.6, 107.4)]
    for number, length in enumerate(lengths, 1):
        start = shots[-1].end
        wipe = ("logo", start + length - 0.4, start + length + 0.4) if number == len(lengths) else ()
        shots.append(dataclasses.replace(Shot(start, start + length, "wide", True, *wipe), shows=100.0))
    return [*shots, Shot(shots[-1].end, 600, "wide")]


def test_a_clip_goes_on_to_the_end_of_the_replay_of_its_moment():
    (clip,) = choose(moments([spot(100, "Goal")], minute), broadcast(6, 7), 600)
    assert clip.end == pytest.approx(119.6)
    assert clip.start <= 92


def test_of_a_long_replay_a_clip_takes_the_whole_shots_that_fit():
    (clip,) = choose(moments([spot(100, "Goal")], minute), broadcast(8, 9, 14), 600)
    assert (clip.end, clip.duration <= 35) == (124, True)
    assert clip.start <= 92


def test_a_replay_of_something_else_is_not_waited_for():
    shots = [dataclasses.replace(s, shows=80.0 if s.replay else None) for s in broadcast(6, 7)]
    (clip,) = choose(moments([spot(100, "Goal")], minute), shots, 600)
    assert clip.end < 115
