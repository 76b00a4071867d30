"""The film's sound: the voice at its times, the clips' own sound put down under it, loud as broadcast."""

import wave
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from goalmouth.errors import UnknownName
from goalmouth.files import replacing
from goalmouth.film.loudness import SILENCE, limit, loudness
from goalmouth.film.stadium import Stadium
from goalmouth.film.turns import STEPS, Stretch, Turns, at_rate, depth, speaking, turns
from goalmouth.media.filters import resampled
from goalmouth.types import Floats, Line, Speech

TARGET = -16.0
"""LUFS, integrated, of the whole film."""
CEILING = -2.2
"""dBTP before encoding; AAC goes over it by up to a decibel."""
CROWD, VOICE, THEIRS = -19.0, -15.0, -17.0
"""LUFS of the crowd alone, of the voice while it speaks, and of the broadcast's own voice at most."""
DUCKED, KEPT = -12.0, -6.0
"""Decibels of the clips' own sound under the voice: ducked, and where it is to be kept."""
BROUGHT_UP = 12.0
"""Decibels by which a crowd may be brought up for being fainter than the broadcast's own voice."""
ATTACK, RELEASE = 0.25, 0.6
"""Seconds over which the crowd goes before the voice begins, and comes back after it."""
WORDS = (300.0, 5000.0)
"""Hz without which words are not understood: there the middle of the stereo picture makes way for ours."""
WAY, WAY_OF_VOICE = -10.0, -14.0
"""Decibels by which it does, beyond what all of the sound does: a crowd, and the broadcast's own voice."""
CROSS = 0.2
"""Seconds over which the whole sound and the stadium alone are faded into each other."""
BAND = 15_500
"""Hz; broadcast sound ends at 15 000."""
MOST = 20.0
"""Decibels by which nothing is ever made louder at one stage: noise stays noise."""


def mix(
    crowd: Floats,
    voice: Floats,
    sample_rate: int,
    original: str = "duck",
    theirs: Sequence[Stretch] = (),
    cuts: Sequence[float] = (),
) -> Floats:
    """Return the film's sound (n, 2): −16 LUFS integrated, true peak under −1 dBTP once encoded.

    ``crowd`` : (n, 2) the clips' own sound; ``voice`` : (n,); ``original`` : of ``ORIGINAL``, what
    becomes of the clips' own sound; ``theirs`` : film seconds in which the broadcast's own voice
    speaks; ``cuts`` : film seconds at which clips begin. Silence stays silence. Raises
    ``UnknownName`` for an ``original`` that is none.
    """
    treatment = treatment_of(original)
    if crowd.ndim != 2 or crowd.shape[1] != 2 or voice.shape != (len(crowd),):
        raise ValueError(f"crowd (n, 2) and voice (n,) must be equally long: {crowd.shape}, {voice.shape}")
    voice = _clean(voice)
    ours = speaking(voice, sample_rate)
    who = turns(ours, theirs, cuts, len(voice) / sample_rate) if ours else Turns()
    sound = treatment(_clean(crowd), who, sample_rate)
    # A voice in the middle is heard from two speakers, hence 3 dB less in each.
    sound += (voice * _towards(VOICE - 3.0, loudness(voice, sample_rate)))[:, None]
    return level(_band(sound, sample_rate), sample_rate)


def _ducked(sound: Floats, who: Turns, sample_rate: int) -> Floats:
    """Put the sound down under our lines, and where the broadcast's own voice is not wanted, take it out."""
    whole = loudness(sound, sample_rate)
    heard = _samples(who.heard, len(sound), sample_rate)
    if who.alone or who.heard:
        leave_alone(sound, who.alone, sample_rate)
        beside = sound[~heard] if who.heard else sound
        crowd = min(CROWD - loudness(beside, sample_rate), CROWD - whole + BROUGHT_UP)
    else:
        crowd = CROWD - whole
    sound *= 1.0 if whole == SILENCE else _factor(crowd)
    under = depth(who.ours, _steps(sound, sample_rate), ATTACK, RELEASE)
    decibels: Floats = np.float32(DUCKED) * under
    spoken = depth(who.alone, len(under), CROSS, CROSS)
    make_way(sound, under * (np.float32(WAY) + np.float32(WAY_OF_VOICE - WAY) * spoken), sample_rate)
    if who.heard:
        over = loudness(sound[heard], sample_rate) - THEIRS
        decibels -= np.float32(max(0.0, over)) * depth(who.heard, len(decibels), ATTACK, ATTACK)
    return _by(sound, decibels, sample_rate)


def _kept(sound: Floats, who: Turns, sample_rate: int) -> Floats:
    """Leave the sound as the broadcast mixed it, a little lower under our lines."""
    sound *= _towards(CROWD, loudness(sound, sample_rate))
    return _by(
        sound, np.float32(KEPT) * depth(who.ours, _steps(sound, sample_rate), ATTACK, RELEASE), sample_rate
    )


def _muted(sound: Floats, who: Turns, sample_rate: int) -> Floats:
    """Return silence."""
    return np.zeros_like(sound)


ORIGINAL: Mapping[str, Callable[[Floats, Turns, int], Floats]] = {
    "duck": _ducked,
    "keep": _kept,
    "mute": _muted,
}
"""What may become of the clips' own sound, (n, 2), which is changed in place."""


def treatment_of(original: str) -> Callable[[Floats, Turns, int], Floats]:
    """Return a row of ``ORIGINAL``, or raise ``UnknownName`` with the choices."""
    if original not in ORIGINAL:
        raise UnknownName("original sound", original, ORIGINAL)
    return ORIGINAL[original]


def leave_alone(sound: Floats, stretches: Sequence[Stretch], sample_rate: int) -> None:
    """Leave within stretches of ``sound``, (n, 2), only the stadium, in place; at their ends both cross."""
    stadium, half, end = Stadium(sample_rate), CROSS / 2, len(sound) / sample_rate
    # There is nothing to be faded into before a film begins and after it ends.
    wide = [(a if a > CROSS else -1.0, b if b < end - CROSS else end + 1.0) for a, b in stretches]
    share = depth([(a + half, b - half) for a, b in wide], _steps(sound, sample_rate), CROSS, CROSS)
    for begin, until in wide:
        first, last = round((begin - half) * sample_rate), round((until + half) * sample_rate)
        for low, high in _blocks(max(0, first), min(len(sound), last), sample_rate):
            bed = stadium.bed(sound, low, high)
            bed -= sound[low:high]
            sound[low:high] += bed * at_rate(share, low, high, sample_rate)[:, None]


def make_way(sound: Floats, decibels: Floats, sample_rate: int) -> None:
    """Put down in the middle of ``sound``, (n, 2), what is in the words' band, in place.

    ``decibels`` : 100 values a second.
    """
    if not decibels.any():
        return
    low, high, half = *WORDS, sample_rate / 2
    hertz = [0.0, low / 1.4, low, min(high, half / 1.5), min(1.4 * high, half / 1.01), half]
    band = signal.firwin2(sample_rate // 100 | 1, hertz, [0, 0, 1, 1, 0, 0], fs=sample_rate)
    middle = signal.oaconvolve(sound.mean(axis=1), band.astype(np.float32), "same")
    for first, last in _blocks(0, len(sound), sample_rate):
        share = at_rate(np.asarray(1 - 10 ** (decibels / 20), np.float32), first, last, sample_rate)
        sound[first:last] -= (share * middle[first:last])[:, None]


def _steps(sound: Floats, sample_rate: int) -> int:
    return -(-len(sound) * STEPS // sample_rate) + 1


def _blocks(low: int, high: int, sample_rate: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of half a minute: what is made of a long film is not held beside it."""
    for first in range(low, high, 30 * sample_rate):
        yield first, min(high, first + 30 * sample_rate)


def _samples(stretches: Sequence[Stretch], count: int, sample_rate: int) -> NDArray[np.bool_]:
    within = np.zeros(count, bool)
    for begin, end in stretches:
        within[round(begin * sample_rate) : round(end * sample_rate)] = True
    return within


def _by(sound: Floats, decibels: Floats, sample_rate: int) -> Floats:
    """Return the sound with a gain that has 100 values a second."""
    if not decibels.any():
        return sound
    gain = np.asarray(10 ** (decibels / 20), np.float32)
    for low, high in _blocks(0, len(sound), sample_rate):
        sound[low:high] *= at_rate(gain, low, high, sample_rate)[:, None]
    return sound


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
    return np.float32(1.0) if measured == SILENCE else _factor(target - measured)


def _factor(decibels: float) -> np.float32:
    return np.float32(10 ** (min(MOST, decibels) / 20))


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
        samples = resampled(speech.samples, speech.sample_rate, sample_rate)
        at = round(line.start * sample_rate)
        room = len(track) - at
        if room < 0 or np.abs(samples[room:]).max(initial=0.0) > 0.02:
            raise ValueError(f"the line {line.text!r} runs over the film's end at {duration:.2f} s")
        samples = samples[:room]
        track[at : at + len(samples)] += samples
    return track


def write_wav(path: Path, samples: Floats, sample_rate: int) -> None:
    """Write mono samples (n,) as a 16-bit WAV file, whole or not at all."""
    whole = np.round(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2")
    with replacing(path) as beside, wave.open(str(beside), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes(whole.tobytes())
