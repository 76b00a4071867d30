"""Stretches of sound made up of what a stadium and a broadcast sound like, with what is heard when.

Everything is drawn: no recording is used. What a stretch does not settle (a stadium announcer that one
may or may not call speech, applause without a cheer) is left open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft, rfftfreq
from scipy.signal import fftconvolve, lfilter
from scipy.special import expit

from goalmouth.simulate.sound import RATE as SIMULATED_RATE
from goalmouth.simulate.sound import jingle, whistle
from goalmouth.training.voices import Spoken
from goalmouth.types import Floats

CLASSES = ("speech", "cheering", "whistle", "music")
OPEN = 255
"""A target that is not settled."""


@dataclass
class Stretch:
    """A stretch of sound in the making. step : samples of one value of ``heard``.

    heard : {class: (values,) 0…1, or ``OPEN``}.
    """

    rng: np.random.Generator
    sample_rate: int
    length: int
    step: int
    samples: Floats = field(init=False)
    heard: dict[str, NDArray[np.uint8]] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with silence."""
        self.samples = np.zeros(self.length, np.float32)
        self.heard = {name: np.zeros(self.length // self.step, np.uint8) for name in CLASSES}

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.length / self.sample_rate

    @cached_property
    def at(self) -> NDArray[np.float64]:
        """Seconds of every sample, (length,)."""
        return np.arange(self.length) / self.sample_rate

    def add(self, start: float, sound: Floats) -> None:
        """Lay a sound over what is there; what begins before or ends after the stretch is cut off."""
        first = round(start * self.sample_rate)
        begin, end = max(0, first), min(self.length, first + len(sound))
        if begin < end:
            self.samples[begin:end] += sound[begin - first : end - first]

    def note(self, name: str, start: float, end: float, value: int = 1) -> None:
        """Write down that a sound is heard; what is settled already stays where ``value`` is ``OPEN``."""
        rate = self.sample_rate / self.step
        span = slice(max(0, round(start * rate)), max(0, round(end * rate)))
        part = self.heard[name][span]
        part[part != 1 if value == OPEN else slice(None)] = value


class Mixer:
    """Draws stretches. spoken : lines to be said."""

    def __init__(self, spoken: Sequence[Spoken], sample_rate: int, step: int) -> None:
        self.spoken, self.sample_rate, self.step = spoken, sample_rate, step

    def draw(self, rng: np.random.Generator, length: int) -> Stretch:
        """Return a stretch of so many samples."""
        one = Stretch(rng, self.sample_rate, length, self.step)
        loud = 10 ** (rng.uniform(-48, -16) / 20)
        if rng.random() < 0.92:
            one.samples += np.float32(loud) * self._crowd(one)
        if rng.random() < 0.12:
            one.samples += np.float32(loud * rng.uniform(0.3, 1.5)) * self._babble(one)
        if rng.random() < 0.15:
            one.samples += np.float32(loud * rng.uniform(0.3, 2)) * self._chant(one)
        for _ in range(rng.poisson(1.0)):
            one.add(
                float(rng.uniform(0, one.seconds)), self._thump(rng) * np.float32(loud * rng.uniform(2, 8))
            )
        if rng.random() < 0.45:
            self._surge(one, loud)
        if rng.random() < 0.12:
            self._applause(one, loud)
        if rng.random() < 0.4:
            self._music(one, loud)
        if rng.random() < 0.3:
            self._whistles(one, loud)
        if rng.random() < 0.08:
            self._announcement(one, loud)
        if rng.random() < 0.6:
            self._talk(one, loud)
        self._carry(one)
        return one

    def _noise(
        self, rng: np.random.Generator, length: int, bands: Sequence[tuple[float, float, float]]
    ) -> Floats:
        """Return noise of deviation 1. bands : (low, high, share), Hz, with soft edges."""
        hertz = rfftfreq(length, 1 / self.sample_rate)
        shape = sum(
            share / np.sqrt(high - low) / np.sqrt((1 + (low / (hertz + 1)) ** 4) * (1 + (hertz / high) ** 4))
            for low, high, share in bands
        )
        raw = rfft(rng.standard_normal(length, np.float32)) * np.asarray(shape, np.float32)
        out = irfft(raw, length)
        return np.asarray(out / (out.std() + 1e-9), np.float32)

    def _swell(self, one: Stretch, depth: float) -> Floats:
        rng, corners = one.rng, np.arange(0, one.seconds + 0.2, 0.1)
        curve = sum(
            np.sin(2 * np.pi * corners / period + rng.uniform(0, 6.3))
            for period in rng.uniform((2, 5, 14), (5, 12, 40))
        )
        return np.interp(one.at, corners, 10 ** (depth / 40 * np.asarray(curve))).astype(np.float32)

    def _crowd(self, one: Stretch) -> Floats:
        """Return a murmur, and perhaps raised voices and shouts in it."""
        rng = one.rng
        bands = [(rng.uniform(80, 300), rng.uniform(600, 1600), 1.0)]
        if rng.random() < 0.8:
            bands.append((rng.uniform(250, 500), rng.uniform(1800, 3500), rng.uniform(0.05, 0.7)))
        if rng.random() < 0.7:
            bands.append((rng.uniform(700, 1200), rng.uniform(4000, 9000), rng.uniform(0.02, 0.4)))
        return self._noise(rng, one.length, bands) * self._swell(one, rng.uniform(0.5, 4))

    def _babble(self, one: Stretch) -> Floats:
        """Return so many people talking that nobody is understood."""
        rng, out = one.rng, np.zeros(one.length, np.float32)
        for _ in range(int(rng.integers(10, 30))):
            line = self.spoken[int(rng.integers(len(self.spoken)))].samples
            start = int(rng.integers(-len(line) // 2, one.length))
            part = line[max(0, -start) : one.length - start]
            out[max(0, start) : max(0, start) + len(part)] += part * np.float32(rng.uniform(0.2, 1))
        out = np.asarray(self._hall(rng, out, 1.0), np.float32)
        return np.asarray(out / (out.std() + 1e-9), np.float32)

    def _chant(self, one: Stretch) -> Floats:
        """Return many voices on one tune: a hum with vowels in it, in a rhythm."""
        rng, rate = one.rng, self.sample_rate
        beat = float(rng.uniform(0.28, 0.6))
        count = int(one.seconds / beat) + 2
        steps = rng.choice((0, 0, 2, 4, 5, 7), count)
        sung = rng.random(count) < 0.8
        which = np.minimum((one.at / beat).astype(int), count - 1)
        root = rng.uniform(110, 220) * 2 ** (steps[which] / 12)
        out, corners = np.zeros(one.length), np.arange(0, one.seconds + 1, 0.5)
        for _ in range(8):
            wander = np.interp(one.at, corners, rng.normal(0, 0.012, len(corners)))
            phase = np.cumsum(root * (1 + rng.normal(0, 0.012) + wander)) / rate + rng.random()
            out += 2 * (phase % 1) - 1
        for centre in (rng.uniform(400, 800), rng.uniform(900, 1500)):
            width = np.exp(-np.pi * centre / 4 / rate)
            out = lfilter([1 - width], [1, -2 * width * np.cos(2 * np.pi * centre / rate), width**2], out)
        gate = lfilter([0.002], [1, -0.998], sung[which].astype(float))
        sung_there = self._hall(rng, np.asarray(out * gate, np.float32), 0.8)
        return np.asarray(sung_there / (sung_there.std() + 1e-9), np.float32)

    def _thump(self, rng: np.random.Generator) -> Floats:
        t = np.arange(int(0.1 * self.sample_rate)) / self.sample_rate
        low = np.sin(2 * np.pi * rng.uniform(70, 160) * t) * np.exp(-t * rng.uniform(30, 60))
        return np.asarray(low + rng.normal(0, 0.3, len(t)) * np.exp(-t * 380), np.float32)

    def _hall(self, rng: np.random.Generator, sound: Floats, wet: float) -> Floats:
        t = np.arange(int(rng.uniform(0.3, 1.2) * self.sample_rate)) / self.sample_rate
        tail = rng.standard_normal(len(t)) * np.exp(-t * rng.uniform(4, 14)) * np.minimum(1, t / 0.02)
        tail /= np.sqrt(np.sum(tail**2)) + 1e-9
        return np.asarray(sound + wet * fftconvolve(sound, tail)[: len(sound)], np.float32)

    def _surge(self, one: Stretch, loud: float) -> None:
        """Let a crowd rise: to a cheer, or only a little, which is none."""
        rng = one.rng
        cheer = rng.random() < 0.6
        more = rng.uniform(8, 20) if cheer else rng.uniform(1, 5.5)
        start, lasts = (
            rng.uniform(-6, one.seconds - 0.5),
            rng.uniform(4, 14) if cheer else rng.uniform(1.5, 6),
        )
        rise, fall = rng.uniform(0.08, 0.5), lasts * rng.uniform(0.2, 0.5)
        shape = expit((one.at - start) / rise) * np.exp(-np.maximum(one.at - start - lasts, 0) / fall)
        bands = [
            (rng.uniform(250, 500), rng.uniform(1800, 3500), 1.0),
            (rng.uniform(700, 1200), rng.uniform(3500, 8000), rng.uniform(0.1, 0.6)),
        ]
        noise = self._noise(rng, one.length, bands) * self._swell(one, 1.5)
        one.samples += np.asarray(loud * 10 ** (more / 20) * shape, np.float32) * noise
        if rng.random() < 0.3:
            near = np.asarray(loud * 10 ** ((more - 6) / 20) * shape, np.float32)
            one.samples += near * (self._chant(one) if rng.random() < 0.4 else self._babble(one))
        end = start + lasts + 1.1 * fall
        if cheer:
            one.note("cheering", start, end)
            one.note("cheering", end - 0.25 * fall, end + fall, OPEN)
        elif more > 4:
            one.note("cheering", start, end, OPEN)

    def _applause(self, one: Stretch, loud: float) -> None:
        """Clap hands: each clap a click, few together or very many."""
        rng = one.rng
        start, end = sorted(rng.uniform(0, one.seconds, 2))
        if rng.random() < 0.4:
            beat = rng.uniform(0.3, 0.7)
            when = np.concatenate(
                [k + rng.normal(0, 0.02, 12) for k in np.arange(start, end, beat)] or [[start]]
            )
        else:
            when = rng.uniform(start, end, int((end - start) * rng.uniform(20, 300)) + 1)
        places = (np.clip(when, 0, one.seconds - 0.01) * self.sample_rate).astype(int)
        clicks = np.zeros(one.length, np.float32)
        np.add.at(clicks, places, rng.uniform(0.3, 1, len(places)).astype(np.float32))
        t = np.arange(int(0.02 * self.sample_rate)) / self.sample_rate
        claps = fftconvolve(clicks, rng.standard_normal(len(t)) * np.exp(-t * 350))[: one.length]
        claps = self._hall(rng, claps, rng.uniform(0, 1))
        gain = loud * rng.uniform(0.5, 4) / (claps.std() + 1e-9)
        one.samples += np.asarray(gain * claps, np.float32)
        one.note("cheering", start, end, OPEN)

    def _music(self, one: Stretch, loud: float) -> None:
        """Play a jingle of a second, or music that goes on: chords, a tune, a bass, drums."""
        rng = one.rng
        level = loud * 10 ** (rng.uniform(-2, 16) / 20)
        if rng.random() < 0.35:
            tune = _at_rate(jingle(rng, float(rng.uniform(0.6, 1.4))), SIMULATED_RATE, self.sample_rate)
            start = float(rng.uniform(-0.3, one.seconds - 0.4))
            one.add(start, tune * np.float32(level / (np.sqrt(np.mean(tune**2)) + 1e-9)))
            one.note("music", start + 0.1, start + len(tune) / self.sample_rate - 0.4)
            one.note("music", start, start + len(tune) / self.sample_rate, OPEN)
            return
        start = float(rng.uniform(-3, one.seconds - 1))
        end = one.seconds if rng.random() < 0.4 else float(rng.uniform(max(start + 1, 1), one.seconds + 1))
        out = self._tune(one)
        fade = np.clip((one.at - start) / rng.uniform(0.02, 0.6), 0, 1) * np.clip((end - one.at) / 0.3, 0, 1)
        out = np.asarray(out * fade * level / (out.std() + 1e-9), np.float32)
        one.samples += self._hall(rng, out, 0.7) if rng.random() < 0.3 else out
        one.note("music", start, end)

    def _tune(self, one: Stretch) -> Floats:
        rng, t = one.rng, one.at
        beat = float(rng.uniform(0.3, 0.75))
        number = (t / beat).astype(int)
        since = t - number * beat
        root = rng.uniform(130, 300)
        chords = rng.choice((0, 5, 7, 9, -3), 16)[(number // int(rng.choice((2, 4)))) % 16]
        scale = np.array((0, 2, 4, 5, 7, 9, 11, 12))
        notes = scale[rng.integers(0, 8, 64)][number % 64]
        rich = rng.uniform(0.3, 0.8)
        decay = rng.uniform(0.3, 5)
        out = np.zeros(one.length)

        def tone(semitones: NDArray[np.int64], octave: float, gain: float, dies: float) -> None:
            nonlocal out
            phase = 2 * np.pi * np.cumsum(root * octave * 2 ** (semitones / 12)) / self.sample_rate
            wave = sum(rich**k * np.sin((k + 1) * phase) for k in range(5))
            out = out + gain * np.asarray(wave) * np.exp(-since * dies) * np.minimum(1, since / 0.01)

        minor = 3 if rng.random() < 0.3 else 4
        if rng.random() < 0.85:
            for step in (0, minor, 7):
                tone(chords + step, 1.0, 0.5, decay)
        if rng.random() < 0.75:
            tone(notes, 2.0, rng.uniform(0.5, 1.2), decay)
        tone(chords, 0.5, rng.uniform(0.2, 0.9), decay)
        if rng.random() < 0.6:
            hit = np.exp(-since * 30) * rng.uniform(0.3, 1.5)
            out = out + hit * np.where(
                number % 2, rng.standard_normal(one.length), np.sin(2 * np.pi * 70 * t)
            )
        return np.asarray(out, np.float32)

    def _whistles(self, one: Stretch, loud: float) -> None:
        rng = one.rng
        at, level = float(rng.uniform(-0.3, one.seconds - 0.3)), loud * 10 ** (rng.uniform(-4, 14) / 20)
        pitch = float(rng.uniform(0.82, 1.3))
        for _ in range(int(rng.integers(1, 4))):
            blast = whistle(rng, float(rng.uniform(0.2, 1.4)))
            if rng.random() < 0.3:
                t = np.arange(len(blast)) / SIMULATED_RATE
                # Without a pea: one steady tone and what it has above it.
                tone = np.sin(2 * np.pi * 3100 * t) + 0.2 * np.sin(2 * np.pi * 6200 * t)
                blast = np.asarray(tone * np.minimum(1, t / 0.02), np.float32)
            blast = _at_rate(blast, round(SIMULATED_RATE * pitch / 500) * 500, self.sample_rate)
            gain = np.float32(level / (np.sqrt(np.mean(blast**2)) + 1e-9))
            seconds = len(blast) / self.sample_rate
            if rng.random() < 0.5:
                blast = self._hall(
                    rng, np.pad(blast, (0, self.sample_rate // 2)), float(rng.uniform(0.1, 0.6))
                )
            one.add(at, blast * gain)
            one.note("whistle", at, at + seconds)
            at += seconds + float(rng.uniform(0.12, 0.6))

    def _announcement(self, one: Stretch, loud: float) -> None:
        """Let the stadium's loudspeakers speak: speech to some, noise of the place to others."""
        rng = one.rng
        line = self.spoken[int(rng.integers(len(self.spoken)))].samples
        hall = self._hall(rng, np.pad(line, (0, self.sample_rate)), float(rng.uniform(1, 2.5)))
        start = float(rng.uniform(-1, one.seconds - 1))
        one.add(start, hall * np.float32(loud * rng.uniform(0.5, 3) / 0.1))
        one.note("speech", start, start + len(hall) / self.sample_rate, OPEN)

    def _talk(self, one: Stretch, loud: float) -> None:
        """Comment: one line after another, with pauses, in one voice or two."""
        rng = one.rng
        quietest = 20 * np.log10(loud) - 3
        level = 10 ** (np.clip(rng.uniform(quietest, quietest + 26), -45, -9) / 20) / 0.1
        near = int(rng.integers(len(self.spoken)))
        pauses = float(rng.choice((0.25, 0.7, 2.0)))
        start = float(rng.uniform(-3, 3)) if rng.random() < 0.8 else float(rng.uniform(0, one.seconds))
        rate = self.sample_rate / self.step
        while start < one.seconds and rng.random() < 0.95:
            # Neighbours in the list are one voice's lines.
            pick = (near + int(rng.integers(0, 10))) % len(self.spoken)
            if rng.random() < 0.1:
                near = int(rng.integers(len(self.spoken)))
            line = self.spoken[pick]
            excited = 1.6 if rng.random() < 0.15 else 1.0
            one.add(start, line.samples * np.float32(level * excited))
            first = round(start * rate)
            begin, end = max(0, first), min(len(one.heard["speech"]), first + len(line.talks))
            if begin < end:
                heard = one.heard["speech"][begin:end]
                heard[line.talks[begin - first : end - first]] = 1
            start += len(line.samples) / self.sample_rate + float(rng.exponential(pauses)) + 0.1

    def _carry(self, one: Stretch) -> None:
        """Do what microphones, mixing desks and codecs do on the way."""
        rng, samples = one.rng, one.samples
        if rng.random() < 0.5:
            # A compressor: where it is loud, all of it goes down.
            level = np.sqrt(lfilter([0.002], [1, -0.998], samples.astype(np.float64) ** 2)) + 1e-6
            usual = np.sqrt(np.mean(samples**2)) + 1e-6
            samples = samples * np.minimum(1, (usual / level) ** rng.uniform(0.1, 0.6)).astype(np.float32)
        hertz = rfftfreq(one.length, 1 / self.sample_rate)
        corners = np.geomspace(60, 16000, 7)
        curve = np.interp(np.log(hertz + 1), np.log(corners), rng.normal(0, 3.5, 7))
        gain = 10 ** (curve / 20)
        kind = rng.random()
        # Telephones and old archives, small files, ordinary codecs, nothing.
        top = 3800 if kind < 0.1 else 7600 if kind < 0.25 else rng.uniform(9000, 16000) if kind < 0.7 else 2e4
        gain = gain * expit((top - hertz) / 120)
        samples = irfft(rfft(samples) * gain.astype(np.float32), one.length)
        peak = float(np.abs(samples).max()) + 1e-9
        samples = samples / peak * 10 ** (rng.uniform(-30, 2) / 20)
        samples = np.tanh(samples) if rng.random() < 0.5 else np.clip(samples, -1, 1)
        if rng.random() < 0.7:
            samples = samples + rng.standard_normal(one.length) * 10 ** (rng.uniform(-90, -55) / 20)
        one.samples = np.asarray(samples, np.float32)


def _at_rate(sound: Floats, given: int, wanted: int) -> Floats:
    """Return a short sound at another rate, between the samples where need be."""
    count = int(len(sound) * wanted / given)
    return np.asarray(np.interp(np.arange(count) * given / wanted, np.arange(len(sound)), sound), np.float32)
