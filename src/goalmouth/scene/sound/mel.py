"""Sound as a picture: the logarithm of the power in mel bands, as the network was brought up on.

The front end of EfficientAT (Schmid et al., ICASSP 2023): pre-emphasis, a spectrum of 25 ms every 10 ms,
Kaldi's triangular bands.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.fft import rfft
from scipy.sparse import csr_array

from goalmouth.types import Floats


@dataclass(frozen=True, slots=True)
class MelSpec:
    """How a picture is made; it travels inside the network's file. Frequencies in Hz, the rest in samples."""

    sample_rate: int = 32000
    hop: int = 320
    window: int = 800
    size: int = 1024
    bands: int = 128
    low: float = 0.0
    high: float = 15000.0
    emphasis: float = 0.97
    least: float = 1e-5
    add: float = 4.5
    divide: float = 5.0

    def filters(self) -> Floats:
        """Return the triangular bands of Kaldi, (bands, size / 2 + 1)."""
        low, high = _mel(np.array([self.low, self.high]))
        corners = np.linspace(low, high, self.bands + 2)[:, None]
        at = _mel(np.arange(self.size // 2 + 1) * self.sample_rate / self.size)
        up = (at - corners[:-2]) / (corners[1:-1] - corners[:-2])
        down = (corners[2:] - at) / (corners[2:] - corners[1:-1])
        return np.asarray(np.maximum(0, np.minimum(up, down)), np.float32)


def _mel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1127 * np.log1p(hertz / 700))


class LogMel:
    """Makes the pictures of one specification."""

    def __init__(self, spec: MelSpec) -> None:
        self.spec = spec
        # Each band has few lines of the spectrum: a full product would cost more, and rouse every core.
        self._filters = csr_array(spec.filters())
        self._window = np.hanning(spec.window).astype(np.float32)

    @property
    def reach(self) -> int:
        """Samples needed beyond ``hop`` times the frames: half before the first, half after the last."""
        return self.spec.window - self.spec.hop + 1

    def __call__(self, samples: Floats) -> Floats:
        """Return the frames (frames, bands) that fit into samples (n,).

        Frame ``i`` looks at samples ``i · hop`` … ``i · hop + window``.
        """
        spec = self.spec
        sharp = samples[1:] - np.float32(spec.emphasis) * samples[:-1]
        blocks = sliding_window_view(sharp, spec.window)[:: spec.hop]
        padded = np.zeros((len(blocks), spec.size), np.float32)
        np.multiply(blocks, self._window, out=padded[:, : spec.window])
        spectrum = rfft(padded, axis=1, overwrite_x=True)
        power = spectrum.real**2 + spectrum.imag**2
        mel = np.log((self._filters @ power.T).T + np.float32(spec.least))
        return np.ascontiguousarray((mel + spec.add) / spec.divide, np.float32)
