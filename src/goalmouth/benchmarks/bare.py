"""What ``speed`` measures against: the same work with nothing around it. Run as a process of its own.

``python -m goalmouth.benchmarks.bare decode VIDEO`` decodes every picture;
``… encode VIDEO RUN FILM SOUND`` decodes the pictures of RUN's clips and encodes them with SOUND.
"""

import json
import math
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from goalmouth.media.encode import Writer
from goalmouth.types import Floats

SAMPLE_RATE = 48000


def decode(video: Path) -> int:
    """Decode a file's pictures as PyAV does when told nothing else; return how many."""
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        return sum(1 for _ in container.decode(stream))


def frames(video: Path, start: float, count: int) -> Iterator[av.VideoFrame]:
    """Yield ``count`` pictures from ``start`` seconds on, decoding from the key picture before it."""
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        zero = stream.start_time or 0
        assert stream.time_base is not None
        container.seek(math.floor(start / stream.time_base) + zero, stream=stream)
        for frame in container.decode(stream):
            if count and frame.pts is not None and (frame.pts - zero) * stream.time_base >= start - 1e-3:
                count -= 1
                yield frame
            if not count:
                return


def encode(video: Path, run: Path, film: Path, sound: Path) -> int:
    """Encode the pictures of a run's clips, and a film's sound, as ``highlights`` does; return how many."""
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        width, height, rate = stream.width, stream.height, Fraction(stream.average_rate or 25)
    samples: Floats = np.load(sound, mmap_mode="r")
    clips = json.loads((run / "clips.json").read_text(encoding="utf-8"))
    with Writer(film, width=width, height=height, frame_rate=rate, sample_rate=SAMPLE_RATE) as writer:
        for clip in clips:
            count = round(clip["film_end"] * rate) - round(clip["film_start"] * rate)
            for frame in frames(video, clip["start"], count):
                writer.picture(frame)
                if writer.pictures % 8 == 0:
                    writer.sound(samples[writer.samples : round(writer.pictures * SAMPLE_RATE / rate)])
        writer.sound(samples[writer.samples :])
        return writer.pictures


def keep_sound(film: Path, sound: Path) -> None:
    """Write a film's decoded sound, (n, 2) float32, beside what is measured."""
    blocks = []
    with av.open(str(film)) as container:
        for frame in container.decode(container.streams.audio[0]):
            blocks.append(frame.to_ndarray().T)
    np.save(sound, np.concatenate(blocks).astype(np.float32))


def repeat(video: Path, longer: Path, times: int, seconds: float = math.inf) -> None:
    """Write a file that plays so many times over, packet by packet, without encoding anew.

    seconds : of the file, at most.
    """
    with av.open(str(video)) as source, av.open(str(longer), "w") as target:
        inputs: list[Any] = [*source.streams.video, *source.streams.audio]
        outputs = {stream.index: target.add_stream_from_template(stream) for stream in inputs}
        ends = dict.fromkeys(outputs, -math.inf)
        picture = source.streams.video[0]
        assert picture.duration is not None and picture.time_base is not None
        duration = picture.duration * picture.time_base
        for turn in range(times):
            source.seek(0)
            for packet in source.demux(inputs):
                if packet.dts is None or packet.pts is None or packet.pts * packet.time_base >= seconds:
                    continue
                shift = round(turn * duration / packet.time_base)
                index = packet.stream.index
                packet.dts, packet.pts = packet.dts + shift, packet.pts + shift
                # A codec's running start lies over the end of the turn before.
                if packet.dts > ends[index]:
                    ends[index] = packet.dts
                    packet.stream = outputs[index]
                    target.mux(packet)


def main(arguments: Sequence[str]) -> None:
    """Do one kind of work."""
    verb, *given = arguments
    paths = [Path(one) for one in given]
    print(json.dumps({"frames": encode(*paths) if verb == "encode" else decode(*paths)}))


if __name__ == "__main__":
    main(sys.argv[1:])
