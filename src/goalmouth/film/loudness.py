"""Loudness and true peak of ITU-R BS.1770-4, and a limiter that keeps to them."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, signal

from goalmouth.types import Floats

BLOCK, STEP = 0.4, 0.1
ABSOLUTE, RELATIVE = -70.0, -10.0
SILENCE = -math.inf
OVER = 4
OVERSAMPLING = (OVER * signal.firwin(2 * 12 * OVER + 1, 1 / OVER, window=("kaiser", 5.0))).astype(np.float32)
CHUNK = 1 << 13
BETWEEN = 1.6
"""How much higher than its samples a wave is taken to be between them, at most."""
LOOK = 0.0075
"""Seconds the limiter looks ahead and takes to let go."""


def k_weighting(sample_rate: int) -> NDArray[np.float64]:
    """Return the two K-weighting filters as second-order sections for any sample rate.

    BS.1770-4 tabulates 48 kHz; the analogue prototypes behind that table are those of libebur128.
    """
    sections = []
    frequency, gain, quality = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    k = math.tan(math.pi * frequency / sample_rate)
    high = 10 ** (gain / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / quality + k * k
    sections.append(
        [
            (high + band * k / quality + k * k) / a0,
            2 * (k * k - high) / a0,
            (high - band * k / quality + k * k) / a0,
            1.0,
            2 * (k * k - 1) / a0,
            (1 - k / quality + k * k) / a0,
        ]
    )
    frequency, quality = 38.13547087602444, 0.5003270373238773
    k = math.tan(math.pi * frequency / sample_rate)
    a0 = 1 + k / quality + k * k
    sections.append([1.0, -2.0, 1.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / quality + k * k) / a0])
    return np.array(sections)


def loudness(samples: Floats, sample_rate: int) -> float:
    """Return the integrated loudness in LUFS of (n, channels) or (n,); ``-inf`` for silence.

    Gated blocks of 400 ms every 100 ms; what is shorter than one block is measured as a whole.
    Mono counts as one channel.
    """
    if not len(samples):
        return SILENCE
    wide = samples[:, None] if samples.ndim == 1 else samples
    sections = k_weighting(sample_rate)
    state = np.zeros((len(sections), 2, wide.shape[1]))
    step = round(STEP * sample_rate)
    energies: list[NDArray[np.float64]] = []
    # A few seconds at a time: a long film's sound is not held twice.
    for low in range(0, len(wide), 64 * step):
        weighted, state = signal.sosfilt(sections, wide[low : low + 64 * step], axis=0, zi=state)
        power = np.square(weighted).sum(axis=1)
        energies.append(np.add.reduceat(power, np.arange(0, len(power), step)))
    steps = np.concatenate(energies)[: len(wide) // step] / step
    count = round(BLOCK / STEP)
    if len(steps) < count:
        blocks = np.array([sum(float(each.sum()) for each in energies) / len(wide)])
    else:
        blocks = np.convolve(steps, np.full(count, 1 / count), "valid")
    heard = blocks[blocks > _power(ABSOLUTE)]
    if not len(heard):
        return SILENCE
    heard = heard[heard > heard.mean() * 10 ** (RELATIVE / 10)]
    return float(-0.691 + 10 * math.log10(heard.mean()))


def _power(level: float) -> float:
    return float(10 ** ((level + 0.691) / 10))


def true_peak(samples: Floats) -> float:
    """Return the highest true peak in dBTP over all channels of (n, channels); ``-inf`` for silence."""
    peak = float(_peaks(samples).max(initial=0.0))
    return 20 * math.log10(peak) if peak > 0 else SILENCE


def _peaks(samples: Floats, above: float = 0.0) -> Floats:
    """Return the true peak around each sample, (n,), at four times the rate, of all channels.

    Stretches that stay far below ``above`` are not looked at between their samples.
    """
    plain = np.abs(samples).max(axis=1, initial=0.0)
    peaks = np.array(plain, np.float32)
    margin = (len(OVERSAMPLING) - 1) // 2 // OVER
    for low in range(0, len(samples), CHUNK):
        high = min(len(samples), low + CHUNK)
        if plain[low:high].max(initial=0.0) * BETWEEN <= above:
            continue
        left, right = min(margin, low), min(margin, len(samples) - high)
        over = signal.upfirdn(OVERSAMPLING, samples[low - left : high + right], OVER, axis=0)
        begin = (margin + left) * OVER
        inner = np.abs(over[begin : begin + (high - low) * OVER]).max(axis=1)
        peaks[low:high] = np.maximum(peaks[low:high], inner.reshape(-1, OVER).max(axis=1))
    return peaks


def limit(samples: Floats, sample_rate: int, ceiling: float) -> Floats:
    """Return (n, channels) whose true peak stays under ``ceiling`` dBTP.

    The gain goes down before a peak comes and rises after it, never faster than in 15 ms.
    """
    top = 10 ** (ceiling / 20)
    peaks = _peaks(samples, top)
    if not len(samples) or float(peaks.max()) <= top:
        return samples
    needed = np.minimum(1.0, top / np.maximum(peaks, 1e-9))
    size = 2 * round(LOOK * sample_rate) + 1
    # The mean over a window of minima over that window is smooth and nowhere above what is needed.
    lowest = ndimage.minimum_filter1d(needed, size, mode="nearest")
    gain = ndimage.uniform_filter1d(lowest, size, mode="nearest").astype(np.float32)
    return np.asarray(samples * gain[:, None], np.float32)
