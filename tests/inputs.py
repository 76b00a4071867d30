"""Small inputs of every kind a person may give."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from goalmouth.media.encode import Writer

RATE = 48000


def noise(path: Path, seconds: float, loud: bool = True, still: bool = False) -> Path:
    """Write moving blocks of colour (or bars that stand still) with hiss, or with no sound at all."""
    rng = np.random.default_rng(0)
    rate = Fraction(12)
    bars = np.repeat(rng.integers(0, 255, (1, 8, 3), np.uint8), 40, axis=1).repeat(180, axis=0)
    with Writer(path, width=320, height=180, frame_rate=rate, sample_rate=RATE if loud else None) as writer:
        for _ in range(round(seconds * rate)):
            blocks = rng.integers(0, 255, (9, 16, 3), np.uint8).repeat(20, axis=0).repeat(20, axis=1)
            writer.picture(bars if still else blocks)
        if loud:
            hiss = rng.normal(0, 0.05, (round(seconds * RATE), 1)).astype(np.float32)
            writer.sound(hiss.repeat(2, axis=1))
    return path


def remuxed(path: Path, to: Path, seconds: float = 1e9, kinds: tuple[str, ...] = ("video", "audio")) -> Path:
    """Copy the first seconds of a video into another file, whose container its name tells."""
    with av.open(str(path)) as source, av.open(str(to), "w") as target:
        streams = {s.index: target.add_stream_from_template(s) for s in source.streams if s.type in kinds}
        for packet in source.demux():
            if (
                packet.dts is None
                or packet.stream.index not in streams
                or packet.dts * packet.time_base > seconds
            ):
                continue
            packet.stream = streams[packet.stream.index]
            target.mux(packet)
    return to


def cut_off(path: Path, to: Path, part: float) -> Path:
    """Keep the first part, 0…1, of a file's bytes."""
    data = path.read_bytes()
    to.write_bytes(data[: round(len(data) * part)])
    return to
