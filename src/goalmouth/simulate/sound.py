"""What is heard: a crowd that swells and roars, whistles, kicks. 48 kHz stereo, made in blocks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt
from scipy.special import expit

from goalmouth.types import Floats

RATE = 48000
_STEP = 0.05
"""Seconds between the corners of the loudness curves."""


def _loop(rng: np.random.Generator, seconds: float, low: float, high: float) -> Floats:
    """Return stereo noise of a band that can be repeated without a seam, (n, 2), deviation 1."""
    count, fade = int(seconds * RATE), RATE // 2
    band = butter(2, (low, high), "bandpass", fs=RATE, output="sos")
    shared = rng.standard_normal(count + fade)
    out = np.empty((count, 2), np.float32)
    for side in (0, 1):
        noise = sosfilt(band, 0.6 * shared + 0.8 * rng.standard_normal(count + fade))
        ramp = np.sqrt(np.linspace(0, 1, fade))
        noise[:fade] = noise[:fade] * ramp + noise[count:] * ramp[::-1]
        out[:, side] = noise[:count] / noise[:count].std()
    return out


def whistle(rng: np.random.Generator, seconds: float) -> Floats:
    """Return a pea whistle: two near tones, shaken by the pea about 30 times a second, (n,)."""
    t = np.arange(int(seconds * RATE)) / RATE
    pitch = rng.uniform(2900, 3500)
    trill = np.sin(2 * np.pi * rng.uniform(26, 36) * t)
    rise = np.minimum(t / 0.03, 1)
    phase = 2 * np.pi * np.cumsum(pitch * (0.96 + 0.04 * rise) + 70 * trill) / RATE
    body = np.sin(phase) + 0.5 * np.sin(phase * 1.065) + 0.12 * np.sin(2 * phase)
    shape = np.minimum(1, t / 0.02) * np.minimum(1, (seconds - t) / 0.05) * (0.72 + 0.28 * trill)
    return np.asarray(body * shape + rng.normal(0, 0.05, len(t)) * shape, dtype=np.float32)


def _kick(rng: np.random.Generator) -> Floats:
    t = np.arange(int(0.09 * RATE)) / RATE
    thump = np.sin(2 * np.pi * (95 + 60 * np.exp(-t * 60)) * t) * np.exp(-t * 45)
    click = rng.normal(0, 0.35, len(t)) * np.exp(-t * 380)
    return np.asarray(thump + click, dtype=np.float32)


def jingle(rng: np.random.Generator, seconds: float) -> Floats:
    """Return what is heard under a wipe: a rush of air that rises, and a chord where it is full, (n,)."""
    t = np.arange(int((seconds + 0.5) * RATE)) / RATE
    rush = np.exp(-(((t - seconds * 0.5) / (seconds * 0.22)) ** 2))
    air = sosfilt(butter(2, (500, 5000), "bandpass", fs=RATE, output="sos"), rng.normal(0, 1, len(t)))
    root = rng.uniform(180, 330)
    since = np.maximum(t - seconds * 0.42, 0)
    struck = np.exp(-since * 6) * np.minimum(since / 0.01, 1)
    chord = sum(np.sin(2 * np.pi * root * step * t) for step in (1.0, 1.25, 1.5, 2.0))
    return np.asarray(0.55 * air / air.std() * rush + 0.3 * np.asarray(chord) * struck, dtype=np.float32)


@dataclass(frozen=True)
class Heard:
    """Something to hear, in seconds. kind : ``whistle``, ``cheer`` or ``jingle``."""

    start: float
    end: float
    kind: str


class Sound:
    """The sound of a broadcast; ``block`` may be asked for any stretch in rising order.

    surges : (start, size) in seconds; a goal has size 1. whistles : (start, blasts). wipes : (start,
    end). cuts do not touch the sound: the microphones stay where they are. ``heard`` is the truth.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        duration: float,
        surges: Sequence[tuple[float, float]],
        whistles: Sequence[tuple[float, int]],
        kicks: Sequence[float],
        wipes: Sequence[tuple[float, float]] = (),
    ) -> None:
        self.heard: list[Heard] = []
        self.loops = [
            _loop(rng, 11, 180, 900),  # murmur
            _loop(rng, 13, 350, 2600),  # voices raised
            _loop(rng, 7, 900, 5200),  # shouts and clapping
        ]
        self.times = np.arange(0, duration + 2, _STEP)
        self.gains = self._curves(rng, surges)
        self.bursts: list[tuple[int, Floats, float]] = []
        for start, blasts in whistles:
            at = start
            for k in range(blasts):
                long = rng.uniform(0.9, 1.3) if k == blasts - 1 else rng.uniform(0.35, 0.5)
                self.bursts.append((int(at * RATE), whistle(rng, float(long)) * np.float32(0.11), 0.5))
                at += float(long) + 0.22
            self.heard.append(Heard(start, at - 0.22, "whistle"))
        for start in kicks:
            sample = _kick(rng) * np.float32(rng.uniform(0.05, 0.13))
            self.bursts.append((int(start * RATE), sample, float(rng.uniform(0.35, 0.65))))
        tune = jingle(rng, 0.9) * np.float32(rng.uniform(0.05, 0.09))
        for start, end in wipes if rng.random() < 0.7 else ():
            begin = (start + end) / 2 - 0.45
            self.bursts.append((int(begin * RATE), tune, 0.5))
            self.heard.append(Heard(begin, begin + 1.1, "jingle"))
        self.heard.sort(key=lambda h: h.start)

    def say(self, start: float, samples: Floats) -> None:
        """Add a voice in the middle of the stereo picture. samples : (n,) at 48 kHz."""
        self.bursts.append((int(start * RATE), samples, 0.5))

    def _curves(self, rng: np.random.Generator, surges: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
        t = self.times
        swell = sum(
            np.sin(2 * np.pi * t / period + rng.uniform(0, 6.3))
            for period in rng.uniform((6, 14, 31), (11, 25, 60))
        )
        level = 0.030 * 10 ** (0.10 * np.asarray(swell) / 1.7)
        curves = np.stack([level, 0.30 * level, 0.06 * level])
        for start, size in surges:
            lasts = 0.9 + rng.uniform(8, 12) * size**1.4
            if size > 0.8:
                # From where the roar is half up to where it has fallen to a third.
                self.heard.append(Heard(start + 0.45, start + lasts * 0.78, "cheer"))
            rise = expit((t - start - 0.45) / (0.16 if size > 0.8 else 0.12))
            fall = np.exp(-np.maximum(t - start - lasts * 0.45, 0) / (lasts * 0.3))
            shape = rise * fall * size
            curves += np.stack([0.03 * shape, 0.155 * shape, 0.055 * shape])
        return np.asarray(curves)

    def block(self, first: int, count: int) -> Floats:
        """Return samples ``first`` … ``first + count``, (count, 2)."""
        out = np.zeros((count, 2), np.float32)
        where = (first + np.arange(count)) / RATE
        for loop, gain in zip(self.loops, self.gains, strict=True):
            picks = (first + np.arange(count)) % len(loop)
            out += loop[picks] * np.interp(where, self.times, gain).astype(np.float32)[:, None]
        for start, burst, pan in self.bursts:
            begin, end = max(start, first), min(start + len(burst), first + count)
            if begin < end:
                part = burst[begin - start : end - start]
                out[begin - first : end - first, 0] += part * np.float32(2 * (1 - pan))
                out[begin - first : end - first, 1] += part * np.float32(2 * pan)
        return np.asarray(np.tanh(out * 1.15), np.float32)
