"""How the crowd swells, and whistles, from the spectrum alone."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.fft import rfft
from scipy.ndimage import maximum_filter1d, percentile_filter, uniform_filter1d

from goalmouth.types import Floats

HOP = 0.1
"""Seconds between two values."""

SIZE = 0.064
"""Seconds of one spectrum."""

CROWD = (250.0, 2500.0)
"""Hz in which a crowd's roar has its power."""

WHISTLE = (2200.0, 4600.0)
"""Hz in which a referee's whistle sounds."""

USUAL = 90.0
"""Seconds over which the crowd's own level is taken."""

FLOOR = -100.0
"""dBFS of silence."""

_LINE = 3
"""Neighbours on either side that belong to a narrow line of the spectrum."""


class Rules:
    """Measures sound of one sample rate, block by block."""

    def __init__(self, sample_rate: int) -> None:
        self.hop, self.size = round(HOP * sample_rate), round(SIZE * sample_rate)
        self._window = np.hanning(self.size).astype(np.float32)
        hertz = np.fft.rfftfreq(self.size, 1 / sample_rate)
        self._crowd = (hertz >= CROWD[0]) & (hertz <= CROWD[1])
        self._whistle = (hertz >= WHISTLE[0]) & (hertz <= WHISTLE[1])

    def measure(self, samples: Floats) -> Floats:
        """Return (hops, 3) of the hops that fit into samples (n,).

        Loudness (dBFS), the crowd band's level (dB) and how tonal the whistle band is, 0…1.
        """
        blocks = sliding_window_view(samples, self.size)[:: self.hop]
        spectrum = rfft(blocks * self._window, axis=1)
        power = (spectrum.real**2 + spectrum.imag**2) / self.size
        band = power[:, self._whistle]
        # A whistle is one narrow line; its neighbours are its own, the rest is the background.
        apart = np.abs(np.arange(band.shape[1]) - band.argmax(1)[:, None]) > _LINE
        rest = (band * apart).sum(1) / apart.sum(1)
        line = 10 * np.log10((band.max(1) + 1e-10) / (rest + 1e-10))
        share = (band * ~apart).sum(1) / (power[:, 2:].sum(1) + 1e-10)
        tonal = np.clip((line - 14) / 12, 0, 1) * np.clip(share * 4, 0, 1)
        loudness = _decibel(np.mean(blocks**2, axis=1))
        level = _decibel(power[:, self._crowd].mean(1))
        return np.stack([loudness, level, tonal], 1).astype(np.float32)


def crowd_of(level: Floats) -> Floats:
    """Return decibels of the crowd above its own usual level, from the level of its band."""
    # A voice has gaps between its syllables and a crowd has none: a low percentile hears the crowd.
    gaps = percentile_filter(level, 25, size=round(2.0 / HOP), mode="nearest")
    smooth = uniform_filter1d(gaps, round(1.0 / HOP), mode="nearest")
    span = max(3, min(len(smooth), round(USUAL / HOP)))
    usual = percentile_filter(smooth, 40, size=span, mode="nearest")
    return np.asarray(smooth - usual, np.float32)


def whistle_of(tonal: Floats) -> Floats:
    """Return how surely a whistle is heard: one value that sticks out is none."""
    held = np.minimum(tonal, maximum_filter1d(np.roll(tonal, 1), 3))
    return np.asarray(held, np.float32)


def _decibel(power: Floats) -> NDArray[np.float64]:
    return np.asarray(np.maximum(FLOOR, 10 * np.log10(power + 1e-12)), np.float64)
