import math
import wave
from fractions import Fraction

import av
import numpy as np
import pytest
from heard import crowd, decibels, speaker, syllables
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.benchmarks.films import over_the_rest
from goalmouth.errors import UnknownName
from goalmouth.film.loudness import SILENCE, limit, loudness, true_peak
from goalmouth.film.mix import ATTACK, DUCKED, ORIGINAL, RELEASE, leave_alone, mix, voice_track, write_wav
from goalmouth.film.turns import depth, speaking, turns
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
    for around, voice in (
        (crowd_like(12), nothing),
        (np.zeros((12 * RATE, 2), np.float32), voice_like(12, [(1, 9)])),
    ):
        assert loudness(mix(around, voice, RATE), RATE) == pytest.approx(-16, abs=0.5)


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


LINES = [(2.0, 6.0), (12.0, 15.0)]
THEIRS = [(0.0, 4.5), (7.5, 10.0), (10.6, 13.5), (14.0, 15.5)]
"""What hangs over, what is whole, what we break into, and what hangs over again."""


def broadcast(level=0.05, loud=0.15):
    """Return 20 s of a crowd with somebody who talks most of the time, and our voice."""
    both = crowd(20, level) + speaker(20, THEIRS, loud, seed=5)[:, None]
    return both.astype(np.float32), speaker(20, LINES, 0.1, pitch=190, seed=9)


def part(samples, start, end):
    return samples[round(start * RATE) : round(end * RATE)]


def test_our_words_stand_over_theirs():
    sound, voice = broadcast()

    def over(original, theirs=THEIRS):
        film = mix(sound, voice, RATE, original, theirs).mean(axis=1)
        ours, said = (np.concatenate([part(each, *line) for line in LINES]) for each in (film, voice))
        return over_the_rest(ours, said, RATE)

    ducked = over("duck")
    assert ducked > 20
    assert ducked > over("duck", []) + 4
    assert ducked > over("keep") + 14


@pytest.mark.parametrize("level", [0.05, 0.012])
def test_between_lines_the_stadium_comes_back_and_whole_sentences_with_it(level):
    sound, voice = broadcast(level)
    film = mix(sound, voice, RATE, "duck", THEIRS)
    # From the gap on to the end of what we let through it is the broadcast itself.
    a, b = part(film, 7.6, 9.9)[:, 0], part(sound, 7.6, 9.9)[:, 0]
    assert np.corrcoef(a, b)[0, 1] > 0.95
    # Where they speak over our heels there is a crowd, and no voice.
    here, there = (syllables(part(each, 10.7, 11.7)[:, 0]) for each in (film, sound))
    assert abs(np.corrcoef(here, there)[0, 1]) < 0.5
    calm = [decibels(part(film, *gap)) for gap in ((6.9, 7.2), (10.7, 11.6), (17.0, 20.0))]
    assert max(calm) - min(calm) < 5, "the stadium is as loud where it was left alone as where it was not"
    assert decibels(part(film, 7.6, 9.9)) > max(calm)
    # Louder than our own voice nobody is.
    assert decibels(part(film, 7.6, 9.9)) < decibels(part(film, 2.2, 4.0)) + 1
    assert decibels(part(film, 2.2, 4.0)) - 30 < calm[-1] < decibels(part(film, 2.2, 4.0))


def test_nothing_clicks_where_the_stadium_is_left_alone():
    sound, voice = broadcast()
    made = sound.copy()
    who = turns(speaking(voice, RATE), THEIRS, [], 20.0)
    leave_alone(made, who.alone, RATE)
    for begin, end in who.alone:
        for edge in (begin, end):
            if 0.2 < edge < 19.8:
                steps = np.abs(np.diff(part(made, edge - 0.15, edge + 0.15), axis=0)).max()
                assert steps < 1.3 * np.abs(np.diff(sound, axis=0)).max()
    apart = np.ones(len(sound), bool)
    for begin, end in who.alone:
        apart[max(0, round((begin - 0.2) * RATE)) : round((end + 0.2) * RATE)] = False
    assert apart.any() and np.array_equal(made[apart], sound[apart])


def test_a_long_stretch_is_worked_on_in_blocks_without_a_seam():
    sound = (crowd(36) + speaker(36, [(0, 36)])[:, None]).astype(np.float32)
    made = sound.copy()
    leave_alone(made, [(0.0, 36.0)], RATE)
    steps = np.abs(np.diff(made, axis=0)).max(axis=1)
    seam = 30 * RATE
    assert steps[seam - 3 : seam + 3].max() < np.quantile(steps, 0.9999)
    assert 20 * np.log10(syllables(sound[:, 0]).std() / syllables(made[:, 0]).std()) > 15


def test_without_a_voice_of_theirs_or_of_ours_nothing_is_taken_out():
    sound, voice = broadcast()
    nothing = np.zeros_like(voice)
    assert np.array_equal(mix(sound, nothing, RATE, "duck", THEIRS, [9.0]), mix(sound, nothing, RATE))
    film = mix(crowd(20), voice, RATE, "duck", [], [9.0])
    gap = np.s_[round(7.5 * RATE) : round(11 * RATE), 0]
    # All that was done to it is the filter of what the encoder would take away.
    assert over_the_rest(film[gap], crowd(20)[gap], RATE) > 30


def test_keep_leaves_the_sound_as_it_is_and_mute_leaves_none():
    sound, voice = broadcast()
    kept, muted = (mix(sound, voice, RATE, each, THEIRS) for each in ("keep", "mute"))
    for start, end in ((0.0, 1.5), (7.5, 11.5), (17.0, 20.0)):
        gap = np.s_[round(start * RATE) : round(end * RATE), 0]
        assert over_the_rest(kept[gap], sound[gap], RATE) > 25
        assert np.abs(part(muted, start, end)).max() < 1e-4
    assert np.abs(part(muted, 2, 6)).max() > 0.1


@settings(deadline=None, max_examples=6)
@given(st.sampled_from(sorted(ORIGINAL)), st.floats(0.001, 0.3), st.floats(0.001, 0.5), st.integers(0, 9))
def test_every_film_is_at_minus_sixteen_and_its_peaks_are_kept(original, level, loud, seed):
    sound, voice = broadcast(level, loud)
    theirs = [(a, a + 1 + a % 2) for a in np.random.default_rng(seed).uniform(0, 19, 4)]
    film = mix(sound, voice, RATE, original, theirs, [0.0, 9.0])
    assert film.shape == sound.shape and np.isfinite(film).all()
    assert loudness(film, RATE) == pytest.approx(-16, abs=0.2)
    assert true_peak(film) <= -2.0


def test_silence_and_short_sounds_stay_as_they_are_with_a_voice_of_theirs():
    silence = np.zeros((RATE, 2), np.float32)
    for original in ORIGINAL:
        assert not mix(silence, silence[:, 0], RATE, original, [(0.0, 1.0)]).any()
        assert mix(silence[:0], silence[:0, 0], RATE, original, [(0.0, 1.0)]).shape == (0, 2)
        film = mix(silence, speaker(1, [(0.2, 0.8)]), RATE, original, [(0.0, 1.0)])
        assert np.isfinite(film).all() and film.any()


def test_another_name_for_the_original_sound_lists_the_choices():
    with pytest.raises(UnknownName, match="unknown original sound 'loud': choose from duck, keep, mute"):
        mix(crowd(1), np.zeros(RATE, np.float32), RATE, "loud")


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
