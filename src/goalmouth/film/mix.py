"""The film's sound: the voice at its times, the crowd ducked under it, loud as broadcast."""

import wave
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from scipy import ndimage, signal

from goalmouth.files import replacing
from goalmouth.film.loudness import SILENCE, limit, loudness
from goalmouth.types import Floats, Line, Speech

TARGET = -16.0
"""LUFS, integrated, of the whole film."""
CEILING = -2.2
"""dBTP before encoding; AAC goes over it by up to a decibel."""
CROWD, VOICE = -19.0, -15.0
"""LUFS of the crowd alone and of the voice while it speaks."""
DUCKED = -12.0
"""Decibels of the crowd under the voice."""
ATTACK, RELEASE = 0.25, 0.6
"""Seconds over which the crowd goes before the voice begins, and comes back after it."""
HOLD = 0.5
"""Pauses shorter than this within speech do not bring the crowd back."""
BAND = 15_500
"""Hz; broadcast sound ends at 15 000."""
MOST = 20.0
"""Decibels by which nothing is ever made louder at one stage: noise stays noise."""


def mix(crowd: Floats, voice: Floats, sample_rate: int) -> Floats:
    """Return the film's sound (n, 2): −16 LUFS integrated, true peak under −1 dBTP once encoded.

    ``crowd`` : (n, 2) the clips' own sound; ``voice`` : (n,). Silence stays silence.
    """
    if crowd.ndim != 2 or crowd.shape[1] != 2 or voice.shape != (len(crowd),):
        raise ValueError(f"crowd (n, 2) and voice (n,) must be equally long: {crowd.shape}, {voice.shape}")
    crowd, voice = _clean(crowd), _clean(voice)
    crowd = crowd * _towards(CROWD, loudness(crowd, sample_rate))
    # A voice in the middle is heard from two speakers, hence 3 dB less in each.
    voice = voice * _towards(VOICE - 3.0, loudness(voice, sample_rate))
    ducked = crowd * duck(voice, sample_rate)[:, None] + voice[:, None]
    return level(_band(ducked, sample_rate), sample_rate)


def _band(samples: Floats, sample_rate: int) -> Floats:
    """Take away what AAC would: a film is to be as loud after encoding as it was before."""
    if sample_rate <= 2 * BAND or not len(samples):
        return samples
    low_pass = signal.butter(8, BAND, fs=sample_rate, output="sos").astype(np.float32)
    return np.asarray(signal.sosfilt(low_pass, samples, axis=0), np.float32)


def _clean(samples: Floats) -> Floats:
    return np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0).astype(np.float32, copy=False)


def _towards(target: float, measured: float) -> np.float32:
    """Return the factor from one loudness to another, within reason."""
    return np.float32(1.0 if measured == SILENCE else 10 ** (min(MOST, target - measured) / 20))


def duck(voice: Floats, sample_rate: int) -> Floats:
    """Return the crowd's gain, (n,): 1, and −12 dB from just before to just after the voice."""
    if not len(voice):
        return np.ones(0, np.float32)
    step = max(1, sample_rate // 100)
    count = -(-len(voice) // step)
    padded = np.zeros(count * step, np.float32)
    padded[: len(voice)] = np.abs(voice)
    heard = padded.reshape(count, step).max(axis=1, initial=0.0)
    speaking = heard > max(1e-4, 0.01 * float(heard.max(initial=0.0)))
    hold = round(HOLD * sample_rate / step)
    speaking = ndimage.binary_closing(np.pad(speaking, hold), np.ones(hold + 1))[hold : hold + count]
    edges = np.flatnonzero(np.diff(speaking.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
    times = np.arange(count) * step / sample_rate
    depth = np.zeros(count)
    for begin, end in edges * (step / sample_rate):
        down = np.clip((times - (begin - ATTACK)) / ATTACK, 0, 1)
        up = np.clip(((end + RELEASE) - times) / RELEASE, 0, 1)
        ramp = np.minimum(down, up)
        depth = np.maximum(depth, ramp * ramp * (3 - 2 * ramp))
    gain = 10 ** (DUCKED * depth / 20)
    return np.interp(np.arange(len(voice)), np.arange(count) * step, gain).astype(np.float32)


def level(samples: Floats, sample_rate: int) -> Floats:
    """Return (n, 2) at −16 LUFS under the ceiling; the limiter's loss is made up for."""
    measured = loudness(samples, sample_rate)
    if measured == SILENCE:
        return samples
    gain = min(MOST, TARGET - measured)
    done = samples
    for _ in range(5):
        done = limit(samples * np.float32(10 ** (gain / 20)), sample_rate, CEILING)
        missing = TARGET - loudness(done, sample_rate)
        if abs(missing) < 0.2 or gain >= MOST:
            break
        gain = min(MOST, gain + missing)
    return done


def voice_track(
    lines: Sequence[Line], say: Callable[[str, float], Speech], duration: float, sample_rate: int = 48000
) -> Floats:
    """Return the voice alone, film-long (n,), each line beginning exactly at its start.

    Raises ``ValueError`` for a line that would be cut off by the film's end.
    """
    track = np.zeros(round(duration * sample_rate), np.float32)
    for line in lines:
        speech = say(line.text, line.rate)
        samples = resampled(speech, sample_rate)
        at = round(line.start * sample_rate)
        room = len(track) - at
        if room < 0 or np.abs(samples[room:]).max(initial=0.0) > 0.02:
            raise ValueError(f"the line {line.text!r} runs over the film's end at {duration:.2f} s")
        samples = samples[:room]
        track[at : at + len(samples)] += samples
    return track


def resampled(speech: Speech, sample_rate: int) -> Floats:
    """Return a speech's samples (n,) at another rate."""
    if speech.sample_rate == sample_rate:
        return speech.samples
    ratio = Fraction(sample_rate, speech.sample_rate)
    return np.asarray(
        signal.resample_poly(speech.samples, ratio.numerator, ratio.denominator), dtype=np.float32
    )


def write_wav(path: Path, samples: Floats, sample_rate: int) -> None:
    """Write mono samples (n,) as a 16-bit WAV file, whole or not at all."""
    whole = np.round(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2")
    with replacing(path) as beside, wave.open(str(beside), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes(whole.tobytes())
