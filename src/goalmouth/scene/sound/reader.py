"""Hears a broadcast as it is decoded: the rules and the network on one stream of samples."""

import numpy as np
from numpy.typing import NDArray

from goalmouth.scene.sound.mel import LogMel
from goalmouth.scene.sound.network import Network, load_network
from goalmouth.scene.sound.rules import HOP, Rules, cheering_of, crowd_of
from goalmouth.types import Floats, SoundTrack

Times = NDArray[np.float64]

BLOCK = 960
"""Frames of the picture that are settled at once, 9.6 s: always the same, however the samples come."""

MARGIN = 64
"""Frames that the network sees before and after those, so that no sound is cut in two."""

GAP = 0.5
"""Seconds by which samples may be out of step before that is a gap."""


class SoundReader:
    """A reader of 32 kHz mono; ``track`` tells what it heard."""

    sample_rate = 32000

    def __init__(self) -> None:
        self._rules = Rules(self.sample_rate)
        self._network: Network | None = None
        self._stretches: list[_Stretch] = []

    def hear(self, time: float, samples: Floats) -> None:
        """Take samples (n,) that begin at ``time``; a gap in time is kept as a gap."""
        if not len(samples):
            return
        if self._network is None:
            self._network = load_network()
        last = self._stretches[-1] if self._stretches else None
        if last is None or abs(time - last.end) > GAP:
            self._stretches.append(last := _Stretch(time, self._rules, self._network))
        last.take(samples)

    def track(self) -> SoundTrack | None:
        """Return what was heard; ``None`` where there was no sound at all."""
        told = self.told()
        if told is None:
            return None
        times, rows, heard = told
        crowd = crowd_of(rows[:, 1])
        return SoundTrack(
            times.astype(np.float32),
            loudness=rows[:, 0],
            crowd=crowd,
            whistle=heard["whistle"],
            speech=heard["speech"],
            cheering=cheering_of(crowd, heard["cheering"]),
            music=heard["music"],
        )

    def told(self) -> tuple[Times, Floats, dict[str, Floats]] | None:
        """Return times (n,), what the rules measured (n, 2), and each class of the network (n,)."""
        told = [own for own in (stretch.told() for stretch in self._stretches) if len(own[0])]
        if not told or self._network is None:
            return None
        times, rows, heard = (np.concatenate(part) for part in zip(*told, strict=True))
        return times, rows, dict(zip(self._network.classes, heard.T, strict=True))


class _Stretch:
    """Sound without a gap; it is measured block by block, so that little of it is kept."""

    def __init__(self, start: float, rules: Rules, network: Network) -> None:
        self.start, self.taken = start, 0
        self._rules, self._network, self._mel = rules, network, LogMel(network.mel)
        self._size = BLOCK * network.mel.hop
        self._lead = network.mel.window // 2
        """Samples before a frame's middle: the first frame is of half a window of silence."""
        self._samples = np.zeros(self._lead, np.float32)
        self._came: list[Floats] = []
        self._waiting = 0
        self._rows: list[Floats] = []
        self._heard: list[Floats] = []
        self._before = self._next = np.zeros((0, network.mel.bands), np.float32)
        """The last frames that are settled; the block that waits for what comes after it."""

    @property
    def end(self) -> float:
        """Seconds at which the next samples are due."""
        return self.start + self.taken / self._network.mel.sample_rate

    def take(self, samples: Floats) -> None:
        """Take samples that go on from those before."""
        self._came.append(samples)
        self.taken += len(samples)
        self._waiting += len(samples)
        need = self._size + self._mel.reach
        if len(self._samples) + self._waiting < need:
            return
        self._gather()
        while len(self._samples) >= need:
            block = self._samples[:need]
            self._rows.append(self._rules.measure(block[self._lead : self._size]))
            frames = self._mel(block)
            if len(self._next):
                self._heard.append(self._listen(np.concatenate([self._next, frames[:MARGIN]]), BLOCK))
                self._before = self._next[-MARGIN:]
            self._next = frames
            self._samples = self._samples[self._size :]

    def told(self) -> tuple[Times, Floats, Floats]:
        """Return times (n,), what the rules measured (n, 2) and what the network heard (n, classes).

        What still waits for more is settled as if no more came.
        """
        self._gather()
        rows, heard = list(self._rows), list(self._heard)
        rest = self._samples[self._lead :]
        if len(rest) >= self._rules.size:
            rows.append(self._rules.measure(rest))
        frames = self._next
        if len(rest):
            frames = np.concatenate([frames, self._mel(np.pad(self._samples, (0, self._mel.reach)))])
        if len(frames):
            heard.append(self._listen(frames, len(frames)))
        if not rows:
            return np.zeros(0), np.zeros((0, 2), np.float32), np.zeros((0, 0), np.float32)
        measured, values = np.concatenate(rows), np.concatenate(heard)
        since = HOP * np.arange(len(measured), dtype=np.float64)
        said = np.arange(len(values)) * self._network.stride * self._network.mel.hop
        # A value of the rules is about the tenth of a second that begins at its time.
        at = since + HOP / 2
        each = [np.interp(at, said / self._network.mel.sample_rate, column) for column in values.T]
        return self.start + since, measured, np.stack(each, 1).astype(np.float32)

    def _gather(self) -> None:
        self._samples = np.concatenate([self._samples, *self._came])
        self._came, self._waiting = [], 0

    def _listen(self, frames: Floats, wanted: int) -> Floats:
        """Return what the network hears in the first ``wanted`` frames, given those before them."""
        stride = self._network.stride
        heard = self._network.hear(np.concatenate([self._before, frames]))
        first = len(self._before) // stride
        return heard[first : first + -(-wanted // stride)]
