"""What stands around a second, moments out of likelihoods, and the network that is shipped."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.labels import SOCCERNET_V2
from goalmouth.spotting.moments import FINE, LEAST, NEAR, Belief, moments
from goalmouth.spotting.rescoring import WEIGHTS, Rescorer
from goalmouth.spotting.surroundings import KNOTS, REACH, around, forms, said_around, surroundings
from goalmouth.types import Spot

CLASSES = ("Goal", "Kick-off")
NEITHER = [Belief(), Belief()]
DRAWN = st.lists(
    st.builds(
        Spot,
        st.floats(0, 400).map(lambda time: round(time, 3)),
        st.sampled_from([*SOCCERNET_V2, "Highlight"]),
        st.floats(0, 1),
        st.just("drawn"),
    ),
    max_size=40,
)


@pytest.fixture(scope="module")
def shipped() -> Rescorer:
    if not WEIGHTS.exists():
        pytest.skip(f"needs {WEIGHTS}")
    return Rescorer()


def test_a_candidate_is_seen_at_its_exact_lag() -> None:
    seen = around([Spot(30.5, "Kick-off", 0.25, "")], CLASSES, 100)
    assert seen.shape == (4, 100, len(KNOTS))
    assert not seen[[0, 2]].any()
    # Weights on the knots are the lag itself: it can be read off them.
    weights = seen[1] / 0.25
    near = np.abs(30.5 - np.arange(100)) <= REACH
    assert weights.sum(1) == pytest.approx(near.astype(float), abs=1e-5)
    assert (weights @ KNOTS)[near] == pytest.approx((30.5 - np.arange(100))[near], abs=1e-4)
    assert seen[3].max() == pytest.approx(forms(np.array([0.25]))[1].max(), rel=1e-6)


@given(DRAWN, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_of_candidates_does_not_matter(spots, random) -> None:
    turned = random.sample(spots, len(spots))
    one, other = (surroundings(own, SOCCERNET_V2, 402) for own in (spots, turned))
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_what_was_said_is_taken_as_its_mean_by_lag() -> None:
    said = np.zeros((200, 2))
    said[:, 1] = 0.5
    told = said_around(said, 300)
    assert told.shape == (4, 300, len(KNOTS))
    assert not told[0].any() and told[1, 100] == pytest.approx(0.5)
    # Beyond its end nothing was said; half an hour more of it changes nothing.
    assert not told[1, 270].any()
    assert np.array_equal(said_around(np.pad(said, ((0, 900), (0, 0))), 300), told)


def likely(*at: tuple[float, float], seconds: int = 200) -> np.ndarray:
    told = np.full((2, seconds, 2), 1e-6)
    for time, mass in at:
        low = int(time)
        told[0, low, 0] += mass * (1 - (time - low))
        told[0, low + 1, 0] += mass * (time - low)
        told[1, max(0, low - 6) : low + 7, 0] = mass
    return told


def test_what_is_likely_around_a_moment_is_told_once_and_between_seconds() -> None:
    found = moments(likely((40.25, 0.6), (45, 0.2), (90, 0.3)), 199.0, [], CLASSES, NEITHER)
    first, second = (moment for moment in found if moment.score > 0.1)
    assert (first.time, second.time) == (pytest.approx(40.25, abs=0.01), pytest.approx(90, abs=0.01))
    assert first.score > second.score == pytest.approx(0.28, abs=0.02)


def test_a_spotters_own_say_counts_once_and_as_much_as_it_is_trusted() -> None:
    told, spots = likely((40, 0.1), (49, 0.1)), [Spot(44, "Goal", 0.9, "")]
    alone = moments(told, 199.0, spots, CLASSES, NEITHER)
    trusted = moments(told, 199.0, spots, CLASSES, [Belief(0.5), Belief()])
    assert alone == moments(told, 199.0, [], CLASSES, NEITHER)
    assert trusted[0].score > 0.4 and trusted[1].score < 0.05
    assert moments(told, 45.0, spots, CLASSES, NEITHER)[1].time == 45.0


def slowly(own: np.ndarray) -> list[tuple[int, float]]:
    """Return the moments of a class, everything looked at anew each time."""
    own, found = own.copy(), []
    free = np.ones(len(own), bool)
    while True:
        fine = np.convolve(np.pad(own, FINE), np.ones(2 * FINE + 1), "valid") * free
        best = int(fine.argmax())
        low = max(0, best - NEAR)
        mass = own[low : best + NEAR + 1].sum()
        if fine[best] <= 0 or mass < LEAST:
            return found
        found.append((best, mass))
        own[low : best + NEAR + 1] = 0
        free[low : best + NEAR + 1] = False


@given(st.integers(2, 120), st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_moments_are_those_of_looking_at_everything_anew(seconds: int, seed: int) -> None:
    own = np.random.default_rng(seed).random(seconds) ** 8
    told = np.stack([own, np.full(seconds, 0.5)])[..., None]
    found = moments(told, seconds - 1.0, [], CLASSES[:1], [Belief()])
    wanted = slowly(own)
    assert len(found) == len(wanted)
    assert all(abs(m.time - at) <= FINE + 1e-9 for m, (at, _) in zip(found, wanted, strict=True))
    odds = [np.sqrt(np.expm1(mass)) for _, mass in wanted]
    assert [m.score for m in found] == pytest.approx([odd / (1 + odd) for odd in odds], rel=1e-6)


@given(DRAWN, st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=25, deadline=None)
def test_any_candidates_give_moments_inside_the_half(shipped: Rescorer, spots, random, heard) -> None:
    said = np.random.default_rng(len(spots)).random((300, 17)) if heard else None
    found = shipped.rescore(spots, said)
    assert found == shipped.rescore(random.sample(spots, len(spots)), said)
    others = [spot for spot in spots if spot.label == "Highlight"]
    assert sorted(map(repr, others)) == sorted(repr(s) for s in found if s.label == "Highlight")
    if len(others) == len(spots):
        assert len(found) == len(others)
        return
    assert found == sorted(found, key=lambda spot: spot.time)
    new = [spot for spot in found if spot.label != "Highlight"]
    last = max(spot.time for spot in spots)
    assert all(0 <= spot.time <= last and 0 <= spot.score <= 1 for spot in new)
    assert all(spot.selected == (spot.score >= shipped.thresholds[spot.label]) for spot in new)


def test_nothing_comes_of_nothing(shipped: Rescorer) -> None:
    assert shipped.rescore([]) == []
    assert shipped.rescore([], np.ones((100, 17))) == []


def test_what_cannot_be_a_time_of_a_half_stays_as_it_is(shipped: Rescorer) -> None:
    late = Spot(1e9, "Goal", 0.5, "drawn")
    found = shipped.rescore([Spot(60.0, "Goal", 0.5, "drawn"), late])
    assert found[-1] == late and all(spot.time <= 60 for spot in found[:-1])


def test_a_goal_without_a_kick_off_after_it_is_less_sure(shipped: Rescorer) -> None:
    def surest(*more: Spot) -> float:
        rows = [Spot(float(time), label, 0.01, "") for time in range(5, 1500, 18) for label in SOCCERNET_V2]
        found = shipped.rescore([*rows, Spot(700.0, "Goal", 0.3, ""), *more])
        return max(s.score for s in found if s.label == "Goal" and abs(s.time - 700) < 15)

    assert surest(Spot(750.0, "Kick-off", 0.9, "")) > 1.5 * surest()
