"""The stadium behind a broadcast's commentator: a sound without the voice in its middle.

A voice cannot be taken out of a mixture cleanly, and what is left of one is heard as a voice. So the
crowd is not filtered out of the sound but made anew: its level in each band is what stays between
syllables (minimum statistics, R. Martin, IEEE Trans. Speech and Audio Processing 9(5), 2001), and
its grain is either what the sides of a stereo picture have, where they have enough, or noise.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import fft, special

from goalmouth.types import Floats

WINDOW = 0.043
"""Seconds of one spectrum, about; they overlap by half."""
LOWEST = 80.0
"""Hz under which nobody speaks: what is there stays as it is."""
LOOK = 1.5
"""Seconds before and after over which the crowd's own level is sought."""
EVERY = 0.17
"""Seconds, about, between two searches."""
BETWEEN_WORDS = 0.15
"""The share of these seconds in which a band is taken to hold no voice."""
PARTS = 6
"""Bands in an octave."""
NARROWEST = 4
"""Spectral lines of a band at least: fewer tell little about a noise."""
OWN_SIDES = 0.1
"""Power of the sides, of the crowd's in the middle, from which they are a crowd of their own."""
SPEECH = (200.0, 4000.0)
"""Hz by which the picture's middle is found and its sides are weighed."""
SURGE = 4.0
"""Power over the crowd's level up to which the sides are left alone: a crowd surges, a voice leaks."""
CHUNK = 512
"""Spectra worked on at a time."""


class Stadium:
    """Takes the voice out of stretches of one sound."""

    def __init__(self, sample_rate: int) -> None:
        self.size = 1 << round(math.log2(WINDOW * sample_rate))
        self.hop = self.size // 2
        self.sample_rate = sample_rate
        hertz = fft.rfftfreq(self.size, 1 / sample_rate)
        self._first = int(np.searchsorted(hertz, LOWEST))
        self._speech = (hertz >= SPEECH[0]) & (hertz <= SPEECH[1])
        self._window = np.sqrt(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(self.size) / self.size)).astype(
            np.float32
        )
        self._edges, self._spread, self._bias = self._bands(len(hertz))
        # One random phase a bin turns the sides into another crowd that is as loud at every moment.
        self._turn = np.exp(2j * np.pi * np.random.default_rng(1).random(len(hertz))).astype(np.complex64)

    def _bands(self, bins: int) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Return where bands begin, (bands,), how they spread over bins, (bands, bins), and their bias."""
        first = [self._first]
        while (
            following := max(first[-1] + NARROWEST, round(first[-1] * 2 ** (1 / PARTS)))
        ) < bins - NARROWEST:
            first.append(following)
        begins = np.array(first)
        ends = np.append(begins[1:], bins)
        centres = (begins + ends - 1) / 2
        spread = np.array([np.interp(np.arange(bins), centres, row) for row in np.eye(len(begins))])
        # Neighbouring bins of a windowed spectrum are not independent: about two in three count.
        freedom = np.maximum(1.0, (ends - begins) * 0.67)
        bias = special.gammaincinv(freedom, BETWEEN_WORDS) / freedom
        return begins, spread.astype(np.float32), bias.astype(np.float32)

    def bed(self, samples: Floats, low: int, high: int) -> Floats:
        """Return ``samples[low:high]``, (high − low, 2), without the voice. samples : (n, 2)."""
        hop = self.hop
        first, last = low // hop - 1, -(-high // hop)
        made = np.zeros(((last - first + 1) * hop, 2), np.float32)
        for begin in range(first, last, CHUNK):
            count = min(CHUNK, last - begin)
            left, right = self._chunk(samples, begin, count)
            at = (begin - first) * hop
            for channel, spectra in enumerate((left, right)):
                waves = fft.irfft(spectra, self.size, axis=1) * self._window
                made[at : at + count * hop, channel] += waves[:, :hop].ravel()
                made[at + hop : at + (count + 1) * hop, channel] += waves[:, hop:].ravel()
        return made[low - first * hop :][: high - low]

    def _chunk(self, samples: Floats, begin: int, count: int) -> tuple[NDArray[np.complex64], ...]:
        """Return left and right of spectra ``begin`` … ``begin + count`` without the voice."""
        around = math.ceil(LOOK * self.sample_rate / self.hop)
        spectra = [self._spectra(samples[:, c], begin - around, count + 2 * around) for c in (0, 1)]
        inner = slice(around, around + count)
        # The direction in which most of the speech band's power lies is where the voice stands.
        left, right = (each[inner, self._speech] for each in spectra)
        shared = float(np.sum(left.real * right.real + left.imag * right.imag))
        more = float(np.sum(np.square(np.abs(left))) - np.sum(np.square(np.abs(right))))
        turn = 0.5 * math.atan2(2 * shared, more) if shared or more else math.pi / 4
        cos, sin = np.float32(math.cos(turn)), np.float32(math.sin(turn))
        middle = cos * spectra[0] + sin * spectra[1]
        sides = cos * spectra[1] - sin * spectra[0]
        floor, side_floor = self._floor(middle, around, count), self._floor(sides, around, count)
        middle, sides = middle[inner], sides[inner]
        ceiling = SURGE * side_floor
        power = np.square(np.abs(sides)) + np.float32(1e-20)
        sides = sides * np.sqrt(np.minimum(1, ceiling / power))
        inside = side_floor[:, self._speech].sum() / max(1e-20, float(floor[:, self._speech].sum()))
        if inside >= OWN_SIDES:
            crowd = sides * self._turn * np.sqrt(floor / np.maximum(side_floor, np.float32(1e-20)))
        else:
            rng = np.random.default_rng(begin + (1 << 20))
            phase = rng.random(floor.shape, np.float32) * np.float32(2 * np.pi)
            crowd = np.sqrt(floor) * (np.cos(phase) + 1j * np.sin(phase))
        # With other phases a spectrum fills its whole window evenly, of which half is faded away.
        crowd *= np.float32(math.sqrt(2))
        crowd[:, : self._first] = middle[:, : self._first]
        return cos * crowd - sin * sides, sin * crowd + cos * sides

    def _spectra(self, samples: Floats, begin: int, count: int) -> NDArray[np.complex64]:
        """Return spectra ``begin`` … ``begin + count`` of (n,) samples, mirrored beyond their ends."""
        low, high = begin * self.hop, (begin + count + 1) * self.hop
        stretch = samples[max(0, low) : min(high, len(samples))]
        if len(stretch) < high - low:
            # Beyond its ends the sound goes on as its own mirror image.
            missing = (max(0, -low), max(0, high - len(samples)))
            stretch = np.pad(stretch, missing, "symmetric")
        halves = stretch.reshape(count + 1, self.hop)
        frames = np.concatenate([halves[:-1], halves[1:]], axis=1)
        return np.asarray(fft.rfft(frames * self._window, axis=1), np.complex64)

    def _floor(self, spectra: NDArray[np.complex64], around: int, count: int) -> Floats:
        """Return the crowd's mean power at each of ``count`` spectra, (count, bins)."""
        power = np.square(np.abs(spectra))
        begins = self._edges
        widths = np.diff(np.append(begins, power.shape[1]))
        bands = np.add.reduceat(power, begins, axis=1) / widths
        # Two spectra at a time, and not at every one: what stays does not change so fast.
        step = max(1, round(EVERY * self.sample_rate / self.hop))
        views = np.lib.stride_tricks.sliding_window_view(bands, 2 * around + 1, axis=0)[::step, :, ::2]
        rank = round(BETWEEN_WORDS * (views.shape[2] - 1))
        lowest = np.partition(views, rank, axis=2)[:, :, rank] / self._bias
        at = np.arange(len(lowest)) * step
        smooth = np.stack(
            [np.interp(np.arange(count), at, column) for column in np.sqrt(lowest).T], axis=1
        ).astype(np.float32)
        return np.asarray(np.square(smooth @ self._spread), np.float32)
