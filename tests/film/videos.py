"""Little videos that tell which picture is which: the frame number stands in black and white blocks."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from goalmouth.media.encode import Writer
from goalmouth.media.video import open_videos

BITS = 10
SIZE = (160, 96)
RATE = 48000


def numbered(number, width=SIZE[0], height=SIZE[1], shade=90):
    image = np.full((height, width, 3), shade, np.uint8)
    block = width // BITS
    for bit in range(BITS):
        image[: height // 3, bit * block : (bit + 1) * block] = 235 if number >> bit & 1 else 16
    return image


def number_of(frame):
    """Read the number of a decoded picture back."""
    luma = frame.to_ndarray(format="gray")
    height, width = luma.shape
    block = width // BITS
    rows = luma[height // 12 : height // 4]
    return sum(
        1 << bit for bit in range(BITS) if rows[:, bit * block + 3 : (bit + 1) * block - 3].mean() > 128
    )


def make(path: Path, frames, rate=Fraction(25), sound=None, first=0, size=SIZE, **options):
    """Write a numbered video; ``sound`` is (n, 2) at 48 kHz."""
    with Writer(
        path,
        width=size[0],
        height=size[1],
        frame_rate=rate,
        sample_rate=RATE if sound is not None else None,
        **options,
    ) as writer:
        for number in range(first, first + frames):
            writer.picture(numbered(number, *size))
        if sound is not None:
            writer.sound(sound)
    return path


def numbers(path: Path):
    with av.open(str(path)) as container:
        return [number_of(frame) for frame in container.decode(video=0)]


def times(path: Path):
    with av.open(str(path)) as container:
        return [frame.time for frame in container.decode(video=0)]


def videos(*paths):
    return open_videos(paths)
