import math
import wave
from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.film.loudness import SILENCE, limit, loudness, true_peak
from goalmouth.film.mix import ATTACK, DUCKED, RELEASE, mix, voice_track, write_wav
from goalmouth.film.turns import depth, speaking
from goalmouth.types import Line, Speech

RATE = 48000


def crowd_like(seconds, level=0.1, seed=0):
    """Coloured noise that swells, in stereo."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((round(seconds * RATE), 2)).astype(np.float32)
    smooth = np.cumsum(noise, axis=0)
    smooth -= np.apply_along_axis(lambda x: np.convolve(x, np.ones(400) / 400, "same"), 0, smooth)
    swell = 0.6 + 0.4 * np.sin(np.linspace(0, 9, len(noise)))[:, None]
    return (level * swell * (smooth / smooth.std() + 0.2 * noise)).astype(np.float32)


def voice_like(seconds, spoken, level=0.3):
    """Return a buzz with syllables, only within the ``spoken`` stretches."""
    t = np.arange(round(seconds * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * 120 * k * t) / k for k in range(1, 20))
    syllables = np.clip(np.sin(2 * np.pi * 4 * t) + 0.3, 0, 1)
    mask = np.zeros_like(t)
    for start, end in spoken:
        mask[(t >= start) & (t < end)] = 1
    return (level * buzz * syllables * mask).astype(np.float32)


def ebur128(samples, rate):
    """(LUFS, dBTP) as libavfilter has them."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=rate, format="fltp", layout="stereo", time_base=Fraction(1, rate))
    meter = graph.add("ebur128", "metadata=1:peak=true:framelog=quiet")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), "fltp", "stereo")
    frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
    graph.push(frame)
    graph.push(None)
    last = {}
    while True:
        try:
            last = graph.pull().metadata or last
        except (av.error.EOFError, av.error.BlockingIOError):
            break
    peaks = [float(last[f"lavfi.r128.true_peaks_ch{channel}"]) for channel in (0, 1)]
    return float(last["lavfi.r128.I"]), 20 * math.log10(max(peaks))


@pytest.mark.parametrize("rate", [48000, 44100])
def test_loudness_and_true_peak_agree_with_libavfilter(rate):
    sound = np.concatenate([crowd_like(4), crowd_like(3, 0.003, 1), crowd_like(3, 0.02, 2)])
    level, peak = ebur128(sound, rate)
    assert loudness(sound, rate) == pytest.approx(level, abs=0.1)
    assert true_peak(sound) == pytest.approx(peak, abs=0.15)


def test_a_full_scale_sine_is_as_loud_as_the_standard_says():
    t = np.arange(5 * RATE) / RATE
    left = np.stack([np.sin(2 * np.pi * 997 * t), np.zeros_like(t)], axis=1).astype(np.float32)
    assert loudness(left, RATE) == pytest.approx(-3.01, abs=0.02)


def test_the_peak_between_samples_is_seen():
    t = np.arange(RATE) / RATE
    between = np.sin(2 * np.pi * RATE / 4 * t + np.pi / 4).astype(np.float32)[:, None] * np.ones(
        2, np.float32
    )
    assert np.abs(between).max() < 0.71
    # The filter's own ripple is part of what an oversampling meter measures.
    assert true_peak(between[2000:-2000]) == pytest.approx(0.0, abs=0.3)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 1000), st.floats(0.05, 6.0), st.floats(-12, -1))
def test_the_limiter_keeps_every_peak_under_the_ceiling(seed, level, ceiling):
    sound = crowd_like(0.7, level, seed)
    sound[5000:5010] *= 8
    assert true_peak(limit(sound, RATE, ceiling)) <= ceiling + 0.1


def test_the_limiter_leaves_quiet_sound_alone():
    sound = crowd_like(0.5, 0.01)
    assert limit(sound, RATE, -2.0) is sound


@pytest.mark.parametrize("level", [0.002, 0.1, 3.0])
def test_a_film_is_at_minus_sixteen_and_its_peaks_are_kept(level):
    film = mix(crowd_like(12, level), voice_like(12, [(2, 5), (8, 11)]), RATE)
    assert loudness(film, RATE) == pytest.approx(-16, abs=0.5)
    assert true_peak(film) <= -2.0


def test_a_film_without_a_voice_or_without_a_crowd_is_as_loud():
    nothing = np.zeros(12 * RATE, np.float32)
    for crowd, voice in (
        (crowd_like(12), nothing),
        (np.zeros((12 * RATE, 2), np.float32), voice_like(12, [(1, 9)])),
    ):
        assert loudness(mix(crowd, voice, RATE), RATE) == pytest.approx(-16, abs=0.5)


def test_silence_stays_silent_and_bad_samples_do_no_harm():
    silence = np.zeros((RATE, 2), np.float32)
    assert not mix(silence, silence[:, 0], RATE).any()
    assert loudness(silence, RATE) == SILENCE
    assert mix(silence[:0], silence[:0, 0], RATE).shape == (0, 2)
    broken = crowd_like(2)
    broken[100] = np.nan
    assert np.isfinite(mix(broken, voice_like(2, []), RATE)).all()


def test_faint_noise_is_not_blown_up():
    hiss = crowd_like(3, 1e-6)
    assert np.abs(mix(hiss, np.zeros(len(hiss), np.float32), RATE)).max() < 1e-3


def test_the_crowd_goes_down_before_the_voice_and_comes_back_after():
    decibels = DUCKED * depth(speaking(voice_like(10, [(3, 4), (4.3, 6)]), RATE), 1001, ATTACK, RELEASE)

    def at(time):
        return float(decibels[round(time * 100)])

    assert at(2.5) == pytest.approx(0, abs=0.1) and at(8) == pytest.approx(0, abs=0.1)
    assert at(3.05) < -11 and at(4.15) < -11 and at(5.9) < -10
    assert np.abs(np.diff(decibels)).max() < 1


def test_lines_begin_exactly_where_they_are_planned():
    click = np.concatenate([np.ones(1, np.float32), np.zeros(1599, np.float32)])
    lines = [Line(0.5, 0.6, "one", 0, "call"), Line(1.25, 1.4, "two", 0, "detail", rate=1.1)]
    asked = []

    def say(text, rate):
        asked.append((text, rate))
        return Speech(click, 16000)

    track = voice_track(lines, say, 2.0, RATE)
    assert len(track) == 2 * RATE and asked == [("one", 1.0), ("two", 1.1)]
    peaks = np.flatnonzero(track > 0.5 * track.max())
    assert {round(p / RATE, 3) for p in peaks} == {0.5, 1.25}


def test_a_line_that_would_be_cut_off_is_refused():
    speech = Speech(np.full(16000, 0.5, np.float32), 16000)
    with pytest.raises(ValueError, match="runs over the film's end"):
        voice_track([Line(1.5, 2.5, "late", 0, "call")], lambda text, rate: speech, 2.0, RATE)


def test_a_wav_file_holds_what_was_said(tmp_path):
    samples = voice_like(0.5, [(0, 1)])
    write_wav(tmp_path / "voice.wav", samples, RATE)
    with wave.open(str(tmp_path / "voice.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        back = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32767
    assert np.abs(back - np.clip(samples, -1, 1)).max() < 1e-4
