"""Spotters and their fusion on evidence that is known."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalmouth.errors import UnknownName
from goalmouth.spotting import SERVED, SPOTTERS
from goalmouth.spotting.fusion import Fusion
from goalmouth.spotting.scoreboard import ScoreboardSpotter
from goalmouth.spotting.sound import SoundSpotter
from goalmouth.types import Evidence, MatchClock, ScoreReading, SoundTrack, Spot, Video

VIDEO = Video(Path("match.mp4"), 200.0, Fraction(25), 1280, 720)


def reading(time: float, home: int, away: int, teams: tuple[str, str] = ("INT", "NAP")) -> ScoreReading:
    return ScoreReading(time, time, "", None, *teams, home, away, 0.98)


def track(surges: list[float]) -> SoundTrack:
    times = np.arange(0, 200, 0.1, dtype=np.float32)
    crowd = np.zeros_like(times)
    for at in surges:
        crowd = np.maximum(crowd, 14 * np.clip((times - at) / 2, 0, 1) * np.clip((at + 12 - times) / 4, 0, 1))
    none = np.zeros_like(times)
    return SoundTrack(times, np.full_like(times, -30), crowd.astype(np.float32), none, none, none, none)


def test_a_score_that_goes_up_by_one_is_a_goal_of_that_side() -> None:
    board = tuple(reading(t, int(t >= 60), int(t >= 120)) for t in range(200))
    spots = ScoreboardSpotter().spot(Evidence((VIDEO,), scoreboard=board))
    assert [(s.label, s.team) for s in spots] == [("Goal", "home"), ("Goal", "away")]
    assert [s.time for s in spots] == pytest.approx([58, 118], abs=3)


def test_the_crowd_tells_when_a_late_bar_does_not() -> None:
    board = tuple(reading(t, int(t >= 75), 0) for t in range(200))
    spots = ScoreboardSpotter().spot(Evidence((VIDEO,), scoreboard=board, sound=track([60.0])))
    assert spots[0].time == pytest.approx(60.5, abs=2)


def test_the_roar_of_the_goal_before_is_not_this_goal_s() -> None:
    rows = [reading(20.0, 0, 0), reading(21.0, 1, 0), reading(44.0, 1, 0), reading(45.0, 2, 0)]
    sound = track([19.0, 42.0])
    # The first was louder, and its end is still within reach of the second.
    louder = replace(sound, crowd=np.where(sound.times < 36, 1.5 * sound.crowd, sound.crowd))
    spots = ScoreboardSpotter().spot(Evidence((VIDEO,), scoreboard=rows, sound=louder))
    assert [spot.time for spot in spots if spot.label == "Goal"] == pytest.approx([19.0, 42.0], abs=1.5)


def test_another_match_or_a_leap_is_no_goal() -> None:
    board = (reading(1, 0, 0), reading(2, 1, 0, ("LIV", "AST")), reading(3, 3, 1, ("LIV", "AST")))
    assert ScoreboardSpotter().spot(Evidence((VIDEO,), scoreboard=board)) == []


def test_kick_offs_follow_from_the_clock() -> None:
    times = np.concatenate([np.arange(12.0, 60, 0.5), np.arange(80.0, 120, 0.5)])
    clocks = np.where(times < 70, np.floor(times - 10), 2700 + np.maximum(0, np.floor(times - 85)))
    periods = np.where(times < 70, 1, 2)
    spots = ScoreboardSpotter().spot(Evidence((VIDEO,), clock=MatchClock(times, clocks, periods)))
    assert [s.label for s in spots] == ["Kick-off", "Kick-off"]
    assert [s.time for s in spots] == pytest.approx([10, 85], abs=1.5)


def test_a_programme_that_joins_late_shows_no_kick_off() -> None:
    times = np.arange(0.0, 60, 0.5)
    clock = MatchClock(times, np.floor(times) + 1200, np.ones(len(times), np.int64))
    assert ScoreboardSpotter().spot(Evidence((VIDEO,), clock=clock)) == []


def test_surges_are_candidates_and_never_a_class_of_the_field() -> None:
    spots = SoundSpotter().spot(Evidence((VIDEO,), sound=track([40.0, 100.0])))
    assert [s.label for s in spots] == ["Highlight", "Highlight"]
    assert [s.time for s in spots] == pytest.approx([40.5, 100.5], abs=2)


def test_fusion_keeps_all_candidates_and_selects_by_threshold() -> None:
    spots = [Spot(10, "Goal", 0.9, "scoreboard"), Spot(50, "Goal", 0.2, "scoreboard")]
    fused = Fusion().fuse(spots, Evidence((VIDEO,)))
    assert [(s.time, s.selected) for s in fused] == [(10, True), (50, False)]
    strict = Fusion({"Goal": 0.95}).fuse(spots, Evidence((VIDEO,)))
    assert not any(s.selected for s in strict)


def test_two_witnesses_of_one_happening_are_surer_than_either() -> None:
    spots = [Spot(10, "Goal", 0.4, "a"), Spot(12, "Goal", 0.4, "b")]
    (fused,) = Fusion().fuse(spots, Evidence((VIDEO,)))
    assert fused.selected
    assert fused.score == pytest.approx(0.64)


@given(
    st.lists(
        st.builds(
            Spot,
            st.floats(0, 40),
            st.sampled_from(["Goal", "PASS"]),
            st.floats(0, 1),
            st.sampled_from(["a", "b"]),
            st.sampled_from([None, "home", "away"]),
        ),
        max_size=30,
    )
)
def test_of_one_happening_only_the_surest_candidate_of_a_spotter_is_left(spots: list[Spot]) -> None:
    fused = Fusion().fuse(spots, Evidence((VIDEO,)))
    own: list[Spot] = []
    for spot in sorted(spots, key=lambda s: -s.score):
        near = 0.4 if spot.label == "PASS" else 6.0
        alike = [k for k in own if k.label == spot.label and k.team in (None, spot.team)]
        if all(abs(k.time - spot.time) >= near for k in alike):
            own.append(spot)
    assert sorted((s.time, s.label, s.team or "") for s in fused) == sorted(
        (s.time, s.label, s.team or "") for s in own
    )


def test_a_roar_at_a_goal_is_explained_by_the_goal() -> None:
    spots = [Spot(10, "Goal", 0.9, "scoreboard"), Spot(12, "Highlight", 0.9, "sound")]
    fused = Fusion().fuse(spots, Evidence((VIDEO,)))
    assert [(s.label, s.selected) for s in fused] == [("Goal", True), ("Highlight", False)]


def test_unknown_names_list_the_choices() -> None:
    with pytest.raises(UnknownName, match="Goal"):
        Fusion({"Gaol": 0.5})
    with pytest.raises(UnknownName, match="scoreboard"):
        SPOTTERS.load("scorebord")


@pytest.mark.parametrize("name", [name for name in SPOTTERS.names() if name not in SERVED])
def test_every_spotter_bears_evidence_that_is_absent(name: str) -> None:
    assert SPOTTERS.load(name)().spot(Evidence((VIDEO,))) == []
