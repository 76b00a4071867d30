"""What banners tell is what happened, and what they print is what the truth says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.simulate.banners import ARRANGEMENTS, KINDS, PLACES, WORDS, Banners
from goalmouth.simulate.fonts import font
from goalmouth.simulate.layouts import LAYOUTS
from goalmouth.simulate.overlays import Overlays
from goalmouth.simulate.record import Banner, Story
from goalmouth.simulate.story import tell
from goalmouth.simulate.teams import SUBSTITUTES, draw_teams

TOLD = ("Substitution", "Yellow card", "Red card")


def story_of(seed: int, duration: float = 200.0) -> Story:
    rng = np.random.default_rng(seed)
    layout = list(LAYOUTS.values())[seed % len(LAYOUTS)]
    return tell(rng, duration, draw_teams(rng, layout.script), layout)


def overlays_of(seed: int, width: int = 1280, height: int = 720) -> Overlays:
    rng = np.random.default_rng(seed)
    layout = list(LAYOUTS.values())[seed % len(LAYOUTS)]
    return Overlays(rng, tell(rng, 150.0, draw_teams(rng, layout.script), layout), layout, width, height)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_a_banner_tells_of_something_that_has_just_happened(seed: int) -> None:
    story = story_of(seed)
    for banner in story.banners:
        assert banner.end - banner.start > 2.3
        if banner.kind in ("Goal", *TOLD):
            told = [h for h in story.happenings if h.label == banner.kind and h.time < banner.start]
            assert banner.start - told[-1].time < 4.5
            assert (banner.player, banner.player_in, banner.player_out, banner.side) == (
                told[-1].player, told[-1].player_in, told[-1].player_out, told[-1].side,
            )  # fmt: skip
    for one, other in zip(story.banners, story.banners[1:], strict=False):
        assert one.end <= other.start


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_teams_change_as_they_may(seed: int) -> None:
    story = story_of(seed, 300.0)
    for side, team in enumerate(story.teams):
        assert len(set(team.squad)) == len(set(team.numbers)) == 11 + SUBSTITUTES
        on, off = set(team.players), set()
        for h in (h for h in story.happenings if h.side == side):
            if h.label == "Substitution":
                assert h.player_out in on and h.player_in in set(team.substitutes) - on
                on, off = (on - {h.player_out}) | {h.player_in}, off | {h.player_out}
            elif h.label == "Red card":
                on, off = on - {h.player}, off | {h.player}
            elif h.player is not None:
                assert h.player in on
                assert h.player not in off


def test_most_broadcasts_have_a_card_or_a_change() -> None:
    labels = [{h.label for h in story_of(seed).happenings} for seed in range(60)]
    assert sum(bool(each & set(TOLD)) for each in labels) > 35
    assert sum("Substitution" in each for each in labels) > 20
    assert sum("Yellow card" in each for each in labels) > 20


def every_kind(story: Story) -> list[Banner]:
    home, away = story.teams
    return [
        Banner(0, 4, "Substitution", 0, None, home.substitutes[0], home.players[5], (17, 8)),
        Banner(0, 4, "Yellow card", 1, away.players[3], numbers=(4,)),
        Banner(0, 4, "Red card", 0, home.players[2], numbers=(3,)),
        Banner(0, 4, "Goal", 1, away.players[9], numbers=(11,), minutes=45),
        Banner(0, 4, "Half-time", score=(2, 1)),
        Banner(0, 4, "Full-time", score=(0, 3)),
        Banner(0, 4, "Added time", minutes=4),
    ]


@pytest.mark.parametrize("size", [(1280, 720), (398, 224), (480, 480)])
def test_every_banner_lies_within_the_frame_and_off_the_bar(size: tuple[int, int]) -> None:
    for seed in range(24):
        overlays = overlays_of(seed, *size)
        _, top = overlays.place(overlays.bar(20.0).shape)
        high = overlays.bar(20.0).shape[0]
        for banner in every_kind(overlays.story):
            picture = overlays.banners.picture(banner)
            x, y = overlays._banner_place(banner, picture.shape, 20.0)
            assert x >= 0
            assert x + picture.shape[1] <= size[0]
            assert y >= 0
            assert y + picture.shape[0] <= size[1]
            assert y >= top + high or y + picture.shape[0] <= top
            assert picture[..., 3].max() > 200


def test_the_truth_prints_names_as_the_banner_does() -> None:
    styles = set()
    for seed in range(80):
        overlays = overlays_of(seed)
        banners = overlays.banners
        styles.add((banners.style.arrangement, banners.style.place))
        change, *_ = every_kind(overlays.story)
        printed = banners.printed(change)
        for name in (change.player_in, change.player_out):
            assert banners.name(name) in printed
        goal = every_kind(overlays.story)[3]
        assert f"{banners.name(goal.player)} 45'" in banners.printed(goal)
        assert "2 - 1" in banners.printed(every_kind(overlays.story)[4])
        if banners.style.worded:
            assert banners.word(change) in printed
    assert {a for a, _ in styles} == set(ARRANGEMENTS)
    assert {p for _, p in styles} == set(PLACES)


def test_another_name_makes_another_picture() -> None:
    banners: Banners = overlays_of(3).banners
    change = every_kind(overlays_of(3).story)[0]
    other = Banner(0, 4, "Substitution", 0, None, "Wexley", change.player_out, change.numbers)
    assert not np.array_equal(banners.picture(change), banners.picture(other))


def test_there_is_a_word_for_every_kind_in_every_language() -> None:
    assert {len(words) for words in WORDS.values()} == {len(KINDS) + 2}


def test_letters_with_accents_are_drawn_and_not_boxed() -> None:
    for face in ("book", "condensed", "grotesque", "narrow", "bold"):
        boxed = np.asarray(font(face, 40).getmask("\uffff"))
        for letter in "ÅÜŘÃÉÖÁÑØŁŠŽ":
            assert not np.array_equal(np.asarray(font(face, 40).getmask(letter)), boxed), (face, letter)
