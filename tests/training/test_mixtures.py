"""Drawn stretches of sound, and what is written down about them."""

import numpy as np
import pytest

from goalmouth.training.mixtures import CLASSES, OPEN, Mixer, Stretch
from goalmouth.training.voices import Spoken, spoken
from goalmouth.types import Speech

RATE, STEP = 32000, 320


def line(seconds: float) -> Spoken:
    time = np.arange(int(seconds * 16000)) / 16000
    hum = np.sin(2 * np.pi * 150 * time) * (np.sin(2 * np.pi * 2 * time) > -0.5)
    return spoken(Speech(hum.astype(np.float32), 16000), RATE, STEP)


def stretch(seconds: float = 4.0) -> Stretch:
    return Stretch(np.random.default_rng(0), RATE, int(seconds * RATE), STEP)


def test_a_line_is_levelled_and_its_short_pauses_are_speech() -> None:
    said = line(3.0)
    assert len(said.talks) == len(said.samples) // STEP
    assert said.talks[5:-5].all()
    assert np.sqrt(np.mean(said.samples[np.abs(said.samples) > 0.01] ** 2)) == pytest.approx(0.1, rel=0.3)


def test_a_long_pause_is_no_speech() -> None:
    hum = np.sin(np.arange(16000) * 0.06).astype(np.float32)
    said = spoken(Speech(np.concatenate([hum, np.zeros(16000, np.float32), hum]), 16000), RATE, STEP)
    assert said.talks[:95].all() and not said.talks[110:190].any() and said.talks[205:-2].all()


def test_what_is_settled_stays_settled() -> None:
    one = stretch()
    one.note("music", 1.0, 2.0)
    one.note("music", 0.5, 2.5, OPEN)
    assert (one.heard["music"][100:200] == 1).all()
    assert (one.heard["music"][50:100] == OPEN).all() and (one.heard["music"][:50] == 0).all()


def test_what_reaches_out_of_a_stretch_is_cut_off() -> None:
    one = stretch()
    one.add(-0.5, np.ones(RATE, np.float32))
    one.add(3.75, np.ones(RATE, np.float32))
    one.add(9.0, np.ones(RATE, np.float32))
    assert one.samples.sum() == pytest.approx(0.75 * RATE)
    one.note("speech", -1.0, 0.5)
    assert one.heard["speech"].sum() == 50


def test_a_stretch_follows_from_its_seed_and_holds_every_sound_now_and_then() -> None:
    mixer = Mixer([line(1.0), line(2.0), line(3.0)], RATE, STEP)
    drawn = [mixer.draw(np.random.default_rng([3, k]), 4 * RATE) for k in range(24)]
    again = mixer.draw(np.random.default_rng([3, 5]), 4 * RATE)
    assert np.array_equal(again.samples, drawn[5].samples)
    for one in drawn:
        assert one.samples.shape == (4 * RATE,) and one.samples.dtype == np.float32
        assert np.isfinite(one.samples).all() and np.abs(one.samples).max() <= 1.1
    for name in CLASSES:
        share = np.mean([(one.heard[name] == 1).any() for one in drawn])
        assert 0.05 < share < 0.95, name
