"""How the crowd swells, from the spectrum alone, and when that is cheering."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.fft import rfft
from scipy.ndimage import percentile_filter, uniform_filter1d
from scipy.special import expit, logit

from goalmouth.types import Floats

HOP = 0.1
"""Seconds between two values."""

SIZE = 0.064
"""Seconds of one spectrum."""

CROWD = (250.0, 2500.0)
"""Hz in which a crowd's roar has its power."""

USUAL = 90.0
"""Seconds over which the crowd's own level is taken."""

FLOOR = -100.0
"""dBFS of silence."""

RISE, HIGHEST, WEIGHT = 3.0, 10.0, 0.8
"""Decibels of the crowd that speak neither for nor against a cheer; how many count; what each is worth."""


class Rules:
    """Measures sound of one sample rate, block by block."""

    def __init__(self, sample_rate: int) -> None:
        self.hop, self.size = round(HOP * sample_rate), round(SIZE * sample_rate)
        self._window = np.hanning(self.size).astype(np.float32)
        hertz = np.fft.rfftfreq(self.size, 1 / sample_rate)
        self._crowd = (hertz >= CROWD[0]) & (hertz <= CROWD[1])

    def measure(self, samples: Floats) -> Floats:
        """Return (hops, 2) of the hops that fit into samples (n,): loudness (dBFS), the crowd's band (dB)."""
        blocks = sliding_window_view(samples, self.size)[:: self.hop]
        spectrum = rfft(blocks * self._window, axis=1)[:, self._crowd]
        power = (spectrum.real**2 + spectrum.imag**2).mean(1) / self.size
        return np.stack([_decibel(np.mean(blocks**2, axis=1)), _decibel(power)], 1).astype(np.float32)


def crowd_of(level: Floats) -> Floats:
    """Return decibels of the crowd above its own usual level, from the level of its band."""
    # A voice has gaps between its syllables and a crowd has none: a low percentile hears the crowd.
    gaps = percentile_filter(level, 25, size=round(2.0 / HOP), mode="nearest")
    smooth = uniform_filter1d(gaps, round(1.0 / HOP), mode="nearest")
    span = max(3, min(len(smooth), round(USUAL / HOP)))
    usual = percentile_filter(smooth, 40, size=span, mode="nearest")
    return np.asarray(smooth - usual, np.float32)


def cheering_of(crowd: Floats, heard: Floats) -> Floats:
    """Return how surely there is cheering, 0…1, of how far the crowd rose and what the network heard.

    The network knows what cheering sounds like, the rise how it stands out: a shout of the commentator
    or music lifts the one, a crowd that is loud all match long the other.
    """
    rise = np.clip(crowd, 0, HIGHEST) - RISE
    return np.asarray(expit(logit(np.clip(heard, 1e-4, 1 - 1e-4)) + WEIGHT * rise), np.float32)


def _decibel(power: Floats) -> NDArray[np.float64]:
    return np.asarray(np.maximum(FLOOR, 10 * np.log10(power + 1e-12)), np.float64)
