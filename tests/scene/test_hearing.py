"""Voices, crowds and silence in sounds that are known."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal import resample_poly

from goalmouth.errors import InputError, MissingEngine
from goalmouth.scene.sound import SoundReader, spans
from goalmouth.scene.sound.mel import LogMel, MelSpec
from goalmouth.scene.sound.network import load_network
from goalmouth.scene.sound.reader import BLOCK
from goalmouth.speech import load_voice
from goalmouth.types import SoundTrack

RATE = SoundReader.sample_rate
Floats = NDArray[np.float32]


def heard(samples: Floats, blocks: Iterator[int] | None = None, start: float = 0.0) -> SoundTrack:
    reader, at = SoundReader(), 0
    while at < len(samples):
        size = next(blocks) if blocks else 1024
        reader.hear(start + at / RATE, samples[at : at + size])
        at += size
    track = reader.track()
    assert track is not None
    return track


def crowd(seconds: float, level: float = 0.03) -> Floats:
    noise = np.random.default_rng(7).normal(0, 1, int(seconds * RATE))
    # A murmur has little above a kilohertz.
    smooth = np.convolve(noise, np.ones(24) / np.sqrt(24), "same")
    return (level * smooth).astype(np.float32)


@pytest.fixture(scope="module")
def voice() -> Floats:
    """Return a sentence of about 5 seconds at 32 kHz, root mean square about 0.1."""
    try:
        said = load_voice().speak(
            "He plays it back to the goalkeeper, who has all the time in the world, and now they build again."
        )
    except MissingEngine as error:
        pytest.skip(str(error))
    samples = resample_poly(said.samples, RATE, said.sample_rate)
    return np.asarray(0.1 * samples / samples[np.abs(samples) > 0.01].std(), np.float32)


def covered(track: SoundTrack, start: float, end: float) -> float:
    """Return which part of a stretch the spans of speech cover."""
    both = sum(max(0.0, min(end, b) - max(start, a)) for a, b in spans(track))
    return both / (end - start)


def test_the_picture_is_what_its_definition_says() -> None:
    spec = MelSpec()
    samples = np.random.default_rng(1).normal(0, 0.1, 6400).astype(np.float32)
    picture = LogMel(spec)(samples)
    # One frame by the book: sums instead of a fast transform, bands one by one.
    sharp = samples[1:].astype(np.float64) - 0.97 * samples[:-1]
    n = np.arange(800)
    block = sharp[5 * 320 : 5 * 320 + 800] * (0.5 - 0.5 * np.cos(2 * np.pi * n / 799))
    turn = np.exp(-2j * np.pi * np.outer(np.arange(513), n) / 1024)
    power = np.abs(turn @ block) ** 2

    def mel(hertz: float) -> float:
        return 1127 * np.log(1 + hertz / 700)

    width = mel(15000) / 129
    for band in (0, 40, 127):
        total = sum(
            power[k] * max(0.0, 1 - abs(mel(k * 31.25) - width * (band + 1)) / width) for k in range(513)
        )
        assert picture[5, band] == pytest.approx((np.log(total + 1e-5) + 4.5) / 5, abs=1e-3)
    assert len(picture) == 1 + (6400 - 801) // 320


def test_a_voice_over_a_crowd_is_heard_and_a_crowd_alone_is_none(voice: Floats) -> None:
    samples = crowd(24)
    begin = 8.0
    samples[int(begin * RATE) : int(begin * RATE) + len(voice)] += voice
    end = begin + len(voice) / RATE
    track = heard(samples)
    assert covered(track, begin + 0.2, end - 0.2) > 0.85
    assert covered(track, 0, begin - 0.7) < 0.05
    assert covered(track, end + 0.7, 24) < 0.05


def test_a_voice_from_a_telephone_is_heard(voice: Floats) -> None:
    narrow = resample_poly(resample_poly(voice, 1, 4), 4, 1).astype(np.float32)
    samples = crowd(16, 0.01)
    samples[4 * RATE : 4 * RATE + len(narrow)] += narrow
    narrowed = resample_poly(resample_poly(samples, 1, 4), 4, 1).astype(np.float32)
    track = heard(narrowed)
    assert covered(track, 4.2, 3.8 + len(voice) / RATE) > 0.8
    assert covered(track, 0, 3.3) < 0.05


def test_silence_says_nothing() -> None:
    track = heard(np.zeros(12 * RATE, np.float32))
    assert spans(track) == []
    for values in (track.speech, track.cheering, track.music, track.whistle):
        assert values.max() < 0.5
    assert np.isfinite(track.loudness).all()


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.5, 9.6, 9.7])
def test_any_length_of_sound_can_be_heard(seconds: float) -> None:
    reader = SoundReader()
    reader.hear(0.0, crowd(seconds))
    track = reader.track()
    if seconds < 0.064:
        assert track is None
    else:
        assert track is not None
        assert len(track.times) == pytest.approx(seconds / 0.1, abs=1)
        assert ((track.speech >= 0) & (track.speech <= 1)).all()


def test_nothing_is_heard_in_a_gap_and_all_after_it_is_in_its_place(voice: Floats) -> None:
    reader = SoundReader()
    reader.hear(0.0, np.concatenate([crowd(2), voice]))
    reader.hear(100.0, np.concatenate([crowd(3), voice, crowd(3)]))
    track = reader.track()
    assert track is not None
    first, last = 2 + len(voice) / RATE, 100 + 6 + len(voice) / RATE
    assert not ((track.times > first) & (track.times < 100)).any()
    assert last - 0.2 < track.times[-1] < last
    assert covered(track, 103.3, 102.8 + len(voice) / RATE) > 0.85
    assert all(end <= first + 0.2 or start >= 99.9 for start, end in spans(track))


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_what_is_heard_does_not_depend_on_the_blocks_it_comes_in(data: st.DataObject) -> None:
    samples = crowd(21) + np.float32(0.1) * np.sin(np.arange(21 * RATE) * 0.02).astype(np.float32)
    whole = heard(samples, iter([len(samples)]))
    sizes = data.draw(st.lists(st.integers(1, 4 * BLOCK * 320), min_size=1, max_size=5))
    # After the drawn ones, blocks of an ordinary size: a run of single samples would take long.
    parts = heard(samples, iter([*sizes, *[7001] * len(samples)]))
    for name, values in vars(whole).items():
        assert np.array_equal(values, getattr(parts, name)), name


def track_of(speech: list[float], times: Floats | None = None) -> SoundTrack:
    values = np.array(speech, np.float32)
    own = np.arange(len(values), dtype=np.float32) / 10 if times is None else times
    return SoundTrack(own, *[values] * 6)


def test_a_breath_is_closed_a_pause_is_kept_and_a_click_is_dropped() -> None:
    words, breath, pause, click = [0.9] * 10, [0.0] * 3, [0.0] * 12, [0.9] * 2
    found = spans(track_of([*pause, *words, *breath, *words, *pause, *click, *pause, *words]))
    assert found == [pytest.approx((1.2, 3.5)), pytest.approx((6.1, 7.1))]


def test_a_span_goes_on_while_it_is_half_sure_but_does_not_begin_so() -> None:
    unsure = [0.4] * 10
    assert spans(track_of([0.0, *unsure, 0.0])) == []
    assert spans(track_of([0.0, 0.0, *unsure, 0.8, *unsure, 0.0])) == [pytest.approx((0.2, 2.3))]


def test_no_span_runs_over_a_gap() -> None:
    times = np.concatenate([np.arange(20) / 10, 50 + np.arange(20) / 10]).astype(np.float32)
    found = spans(track_of([0.9] * 40, times))
    assert found == [pytest.approx((0.0, 2.0), abs=1e-4), pytest.approx((50.0, 52.0), abs=1e-4)]
    assert spans(track_of([])) == []


def test_the_network_says_itself_what_it_hears_and_how() -> None:
    network = load_network()
    assert set(network.classes) == {"speech", "cheering", "whistle", "music"}
    assert network.mel.sample_rate == RATE
    values = network.hear(np.zeros((100, network.mel.bands), np.float32))
    assert values.shape == (128 // network.stride, 4)


def test_a_file_that_is_no_network_is_named(tmp_path) -> None:
    broken = tmp_path / "hearing.onnx"
    broken.write_bytes(b"no network")
    with pytest.raises(InputError, match=r"hearing\.onnx"):
        load_network(broken)
