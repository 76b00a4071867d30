"""What is heard: how the crowd swells, and whistles, from the spectrum alone."""

import numpy as np
from scipy.ndimage import maximum_filter1d, percentile_filter, uniform_filter1d

from goalmouth.types import Floats, SoundTrack

HOP = 0.1
"""Seconds between two values."""

SIZE = 1024
"""Samples of one spectrum at 16 kHz: 64 ms."""

CROWD = (250.0, 2500.0)
"""Hz in which a crowd's roar has its power."""

WHISTLE = (2200.0, 4600.0)
"""Hz in which a referee's whistle sounds."""

USUAL = 90.0
"""Seconds over which the crowd's own level is taken."""

SPOKEN = 0.5
"""How surely speech is heard where somebody is taken to speak."""

FLOOR = -100.0
"""dBFS of silence."""


class SoundReader:
    """A reader of 16 kHz mono; ``track`` tells what it heard."""

    sample_rate = 16000

    def __init__(self) -> None:
        self._hop = round(HOP * self.sample_rate)
        self._rest = np.zeros(0, np.float32)
        self._at: float | None = None
        self._rows: list[tuple[float, float, float, float]] = []
        self._window = np.hanning(SIZE).astype(np.float32)
        hertz = np.fft.rfftfreq(SIZE, 1 / self.sample_rate)
        self._crowd = (hertz >= CROWD[0]) & (hertz <= CROWD[1])
        self._whistle = (hertz >= WHISTLE[0]) & (hertz <= WHISTLE[1])

    def hear(self, time: float, samples: Floats) -> None:
        """Take samples (n,) that begin at ``time``; a gap in time is kept as a gap."""
        if self._at is None or abs(time - (self._at + len(self._rest) / self.sample_rate)) > 0.5:
            self._rest, self._at = np.zeros(0, np.float32), time
        block = np.concatenate([self._rest, samples])
        while len(block) >= max(SIZE, self._hop):
            self._rows.append((self._at, *self._measure(block[:SIZE])))
            block = block[self._hop :]
            self._at += HOP
        self._rest = block

    def _measure(self, block: Floats) -> tuple[float, float, float]:
        """Return loudness (dBFS), the crowd band's level (dB) and how tonal the whistle band is."""
        power = np.abs(np.fft.rfft(block * self._window)) ** 2 / SIZE
        band = power[self._whistle]
        peak = int(band.argmax())
        # A whistle is one narrow line; its neighbours are its own, the rest is the background.
        rest = np.delete(band, range(max(0, peak - 3), min(len(band), peak + 4)))
        line = 10 * np.log10((band[peak] + 1e-10) / (rest.mean() + 1e-10))
        share = band[max(0, peak - 3) : peak + 4].sum() / (power[2:].sum() + 1e-10)
        tonal = float(np.clip((line - 14) / 12, 0, 1)) * float(np.clip(share * 4, 0, 1))
        return _decibel(float(np.mean(block**2))), _decibel(float(power[self._crowd].mean())), tonal

    def track(self) -> SoundTrack | None:
        """Return what was heard; ``None`` where there was no sound at all."""
        if not self._rows:
            return None
        times, loudness, level, whistle = (np.array(c, np.float32) for c in zip(*self._rows, strict=True))
        # A voice has gaps between its syllables and a crowd has none: a low percentile hears the crowd.
        gaps = percentile_filter(level, 25, size=round(2.0 / HOP), mode="nearest")
        smooth = uniform_filter1d(gaps, round(1.0 / HOP), mode="nearest")
        span = max(3, min(len(smooth), round(USUAL / HOP)))
        usual = percentile_filter(smooth, 40, size=span, mode="nearest")
        held = np.minimum(whistle, maximum_filter1d(np.roll(whistle, 1), 3))
        none = np.zeros_like(times)
        crowd = (smooth - usual).astype(np.float32)
        return SoundTrack(times, loudness, crowd, held.astype(np.float32), none, none, none)


def spans(track: SoundTrack) -> list[tuple[float, float]]:
    """Return the stretches in seconds in which the broadcast's own voice speaks, in order."""
    spoken = track.speech >= SPOKEN
    edges = np.flatnonzero(np.diff(spoken.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
    return [(float(track.times[a]), float(track.times[b - 1]) + HOP) for a, b in edges]


def _decibel(power: float) -> float:
    return max(FLOOR, 10 * float(np.log10(power + 1e-12)))
