"""A sound without the voice in it."""

import numpy as np
import pytest
from heard import RATE, crowd, decibels, speaker, syllables
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.film.stadium import Stadium

SECONDS = 8
CROWD = crowd(SECONDS)
VOICE = speaker(SECONDS, [(0.3, 3.1), (3.5, 7.6)])


def bed(sound, low=0, high=None):
    return Stadium(RATE).bed(sound, low, len(sound) if high is None else high)


def mono(sound):
    return np.repeat(sound.mean(axis=1, keepdims=True), 2, axis=1)


@pytest.mark.parametrize(
    ("around", "pan"),
    [(CROWD, (1, 1)), (mono(CROWD), (1, 1)), (CROWD, (1, 0.4)), (crowd(SECONDS, shared=0.99), (1, 1)),
     (CROWD * (1, 0), (1, 0))],
    ids=["stereo", "mono", "aside", "nearly mono", "left alone"],
)  # fmt: skip
def test_the_voice_is_gone_and_the_crowd_is_not(around, pan):
    sound = (around + VOICE[:, None] * pan).astype(np.float32)
    made = bed(sound)
    assert made.shape == sound.shape and made.dtype == np.float32
    for channel in np.flatnonzero(pan):
        before, after = syllables(sound[:, channel]), syllables(made[:, channel])
        assert 20 * np.log10(before.std() / after.std()) > 15
        assert abs(np.corrcoef(before, after)[0, 1]) < 0.35
        assert decibels(made[:, channel]) == pytest.approx(decibels(around[:, channel]), abs=3)
    assert not made[:, np.array(pan) == 0].any()


def test_without_a_voice_the_crowd_is_as_loud_and_as_wide_as_it_was():
    made = bed(CROWD)
    for part in (np.s_[:, 0], np.s_[:, 1]):
        assert decibels(made[part]) == pytest.approx(decibels(CROWD[part]), abs=1)
    assert decibels(np.diff(made)[:, 0]) == pytest.approx(decibels(np.diff(CROWD)[:, 0]), abs=1)


def test_mono_stays_mono_and_silence_silent():
    made = bed(mono(CROWD + VOICE[:, None]))
    assert np.abs(np.diff(made, axis=1)).max() < 1e-5
    assert not bed(np.zeros((RATE, 2), np.float32)).any()


def test_stretches_side_by_side_have_no_seam():
    sound = CROWD + VOICE[:, None]
    middle = 4 * RATE + 77
    made = np.concatenate([bed(sound, 0, middle), bed(sound, middle)])
    steps = np.abs(np.diff(made, axis=0)).max(axis=1)
    assert steps[middle - 1] < np.quantile(steps, 0.999)


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 3 * RATE), st.data())
def test_any_stretch_of_any_sound_has_its_length_and_is_finite(count, data):
    low = data.draw(st.integers(0, count - 1))
    high = data.draw(st.integers(low + 1, count))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    level = data.draw(st.sampled_from([1e-12, 1e-4, 0.1, 1.0]))
    mixing = rng.choice([0.0, 0.5, -1.0, 1.0], (2, 2))
    sound = (level * rng.standard_normal((count, 2)) @ mixing).astype(np.float32)
    made = bed(sound, low, high)
    assert made.shape == (high - low, 2)
    assert np.isfinite(made).all()
    assert np.abs(made).max() <= 30 * np.abs(sound).max()


@pytest.mark.parametrize("rate", [8000, 44100])
def test_other_rates_do_as_well(rate):
    made = Stadium(rate).bed(CROWD[: 4 * rate], 0, 4 * rate)
    assert np.std(made) == pytest.approx(np.std(CROWD[: 4 * rate]), rel=0.35)
