"""What tests of sound listen to: a crowd, and somebody who speaks over it."""

import numpy as np
from scipy import signal

RATE = 48000


def crowd(seconds, level=0.05, seed=0, shared=0.6):
    """Return stereo noise with a crowd's spectrum that swells; ``shared`` of it stands in the middle."""
    rng = np.random.default_rng(seed)
    both, each = (
        rng.standard_normal((round(seconds * RATE), 1)),
        rng.standard_normal((round(seconds * RATE), 2)),
    )
    band = signal.butter(1, (200, 2000), "bandpass", fs=RATE, output="sos")
    noise = signal.sosfilt(band, shared * both + np.sqrt(1 - shared**2) * each, axis=0)
    swell = 1 + 0.3 * np.sin(np.linspace(0, seconds / 2, len(noise)))[:, None]
    return (level * swell * noise / noise.std()).astype(np.float32)


def speaker(seconds, spoken, level=0.15, pitch=120.0, seed=0):
    """Return a buzz through formants that move from syllable to syllable, in ``spoken`` stretches alone."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    said = np.zeros(count)
    time = np.arange(count) / RATE
    melody = pitch * (1 + 0.12 * np.sin(2 * np.pi * 0.7 * time) + 0.03 * np.sin(2 * np.pi * 5 * time))
    buzz = (np.diff(np.floor(np.cumsum(melody) / RATE), prepend=0) > 0).astype(float)
    for begin, end in spoken:
        at = begin
        while at < end:
            long = min(end - at, rng.uniform(0.1, 0.24))
            low, high = round(at * RATE), round((at + long) * RATE)
            sound = buzz[low:high]
            for formant, width in zip(
                rng.uniform((300, 900, 2300), (800, 2200, 3200)), (80, 110, 160), strict=True
            ):
                poles = np.exp(-np.pi * width / RATE + 2j * np.pi * formant / RATE)
                sound = signal.lfilter([1.0], np.poly([poles, poles.conj()]).real, sound)
            sound = sound * np.hanning(len(sound))
            said[low:high] = sound / max(1e-9, np.sqrt(np.mean(sound**2)))
            # Words are apart, as words are.
            at += long + (rng.uniform(0.05, 0.15) if rng.random() < 0.4 else 0.0)
    return (level * said).astype(np.float32)


def syllables(samples):
    """Return how a sound's level goes up and down with syllables: (n,) values, 100 a second."""
    band = signal.butter(4, (300, 3400), "bandpass", fs=RATE, output="sos")
    level = np.abs(signal.sosfilt(band, samples))[: len(samples) // 480 * 480].reshape(-1, 480).mean(axis=1)
    return signal.sosfiltfilt(signal.butter(2, (2, 12), "bandpass", fs=100, output="sos"), level)


def decibels(samples):
    """Return the level of samples between 300 and 3400 Hz in dBFS."""
    band = signal.butter(4, (300, 3400), "bandpass", fs=RATE, output="sos")
    return 10 * np.log10(np.mean(np.square(signal.sosfilt(band, samples, axis=0))) + 1e-20)
