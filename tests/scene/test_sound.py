"""Crowds and whistles in sounds that are known."""

import numpy as np

from goalmouth.scene.sound import SoundReader
from goalmouth.types import SoundTrack

RATE = SoundReader.sample_rate


def heard(samples: np.ndarray, start: float = 0.0) -> SoundTrack:
    reader = SoundReader()
    for at in range(0, len(samples), 1111):
        reader.hear(start + at / RATE, samples[at : at + 1111].astype(np.float32))
    track = reader.track()
    assert track is not None
    return track


def crowd(seconds: float, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.02, int(seconds * RATE))


def test_a_swelling_crowd_stands_out_where_it_swells() -> None:
    samples = crowd(60)
    samples[30 * RATE : 40 * RATE] *= 4
    track = heard(samples)
    assert 30 <= track.times[int(track.crowd.argmax())] <= 40
    assert track.crowd.max() > 9
    assert np.abs(track.crowd[track.times < 25]).max() < 2


def test_a_voice_with_pauses_is_no_crowd() -> None:
    samples = crowd(60)
    time = np.arange(len(samples)) / RATE
    syllables = (np.sin(2 * np.pi * 3.0 * time) > 0.2) & (time > 20) & (time < 40)
    samples += 0.2 * np.sin(2 * np.pi * 500 * time) * syllables
    assert heard(samples).crowd.max() < 5


def test_a_whistle_is_heard_and_a_crowd_is_none() -> None:
    samples = crowd(20)
    time = np.arange(len(samples)) / RATE
    samples += 0.1 * np.sin(2 * np.pi * 3200 * time) * ((time > 10) & (time < 11))
    track = heard(samples)
    assert 9.9 <= track.times[int(track.whistle.argmax())] <= 11
    assert track.whistle.max() > 0.5
    assert track.whistle[track.times < 9].max() < 0.1


def test_times_follow_the_presentation_times() -> None:
    assert abs(float(heard(crowd(3), start=100.0).times[0]) - 100.0) < 0.01


def test_silence_and_nothing() -> None:
    track = heard(np.zeros(5 * RATE))
    assert np.isfinite(track.crowd).all()
    assert SoundReader().track() is None
