"""The one pass: times, rates, several files, damage."""

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from goalmouth.errors import InputError
from goalmouth.media.decode import decode
from goalmouth.media.encode import Writer
from goalmouth.media.video import Frame, open_videos, probe


class Eyes:
    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.times: list[float] = []
        self.grays: list[int] = []

    def see(self, frame: Frame) -> None:
        self.times.append(frame.time)
        self.grays.append(int(frame.luma.mean()))


class Ears:
    sample_rate = 16000

    def __init__(self) -> None:
        self.parts: list[tuple[float, NDArray[np.float32]]] = []

    def hear(self, time: float, samples: NDArray[np.float32]) -> None:
        self.parts.append((time, samples))


def film(path: Path, frames: int, first: int = 0, rate: Fraction = Fraction(25)) -> Path:
    """Write a film whose n-th picture is as bright as n, and which clicks once a second."""
    with Writer(path, width=160, height=90, frame_rate=rate, sample_rate=48000) as writer:
        for i in range(frames):
            writer.picture(np.full((90, 160, 3), 20 + 2 * ((first + i) % 100), np.uint8))
        sound = np.zeros((round(frames / rate * 48000), 2), np.float32)
        for at in range(24000, len(sound), 48000):
            sound[at : at + 480] = 0.5
        writer.sound(sound)
    return path


def test_readers_get_the_rate_they_ask_for(tmp_path: Path) -> None:
    eyes, slow = Eyes(math.inf), Eyes(2.0)
    seen = decode(open_videos([film(tmp_path / "a.mp4", 100)]), [eyes, slow])
    assert seen.frames == 100
    assert np.allclose(eyes.times, np.arange(100) / 25, atol=1e-3)
    assert np.allclose(slow.times, np.arange(8) / 2, atol=0.041)
    assert all(a < b for a, b in pairwise(eyes.grays))


def test_times_run_on_over_files(tmp_path: Path) -> None:
    videos = open_videos([film(tmp_path / "1.mp4", 50), film(tmp_path / "2.mp4", 30, 50)])
    eyes, ears = Eyes(math.inf), Ears()
    seen = decode(videos, [eyes], [ears])
    assert [v.start for v in seen.videos] == pytest.approx([0.0, 2.0], abs=1e-3)
    assert seen.videos[-1].end == pytest.approx(3.2, abs=1e-3)
    assert np.allclose(eyes.times, np.arange(80) / 25, atol=1e-3)
    whole = np.zeros(16000 * 4, np.float32)
    for time, samples in ears.parts:
        at = max(0, round(time * 16000))
        whole[at : at + len(samples)] = samples[: len(whole) - at]
    clicks = np.flatnonzero(np.abs(whole) > 0.2) / 16000
    assert {round(float(t), 1) for t in clicks} == {0.5, 1.5, 2.5}


def test_a_crop_is_the_same_part_of_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    random = np.kron(np.random.default_rng(1).integers(0, 255, (9, 16, 3), np.uint8), np.ones((10, 10, 1)))
    with Writer(path, width=160, height=90, frame_rate=Fraction(25), sample_rate=None) as writer:
        for _ in range(3):
            writer.picture(random.astype(np.uint8))

    class Cropper(Eyes):
        def see(self, frame: Frame) -> None:
            for box in ((3, 5, 60, 44), (0, 0, 160, 90), (101, 33, 160, 90)):
                x0, y0, x1, y1 = box
                crop = frame.crop(*box).astype(int)
                assert crop.shape == (y1 - y0, x1 - x0, 3)
                assert np.abs(crop - frame.rgb[y0:y1, x0:x1]).mean() < 3

    decode(open_videos([path]), [Cropper(math.inf)])


def test_damage_in_the_middle_is_passed_over(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", 200)
    data = bytearray(path.read_bytes())
    for at in range(len(data) // 2, len(data) // 2 + 300):
        data[at] ^= 0x5A
    path.write_bytes(data)
    eyes = Eyes(math.inf)
    seen = decode(open_videos([path]), [eyes])
    assert seen.frames >= 100
    assert eyes.times == sorted(eyes.times)


@pytest.mark.parametrize("kind", ["missing", "folder", "empty", "text", "cut"])
def test_what_is_no_video_is_named_with_its_remedy(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "match.mp4"
    if kind == "folder":
        path.mkdir()
    elif kind == "empty":
        path.touch()
    elif kind == "text":
        path.write_text("this is no video\n" * 50)
    elif kind == "cut":
        whole = film(tmp_path / "whole.mp4", 50).read_bytes()
        path.write_bytes(whole[: len(whole) // 2][::-1])
    with pytest.raises(InputError, match=r"match\.mp4: .+\. .+"):
        probe(path)


def remade(path: Path, to: Path, stamp: Callable[[int], int]) -> Path:
    """Copy a film's pictures; ``stamp`` tells the n-th one's time in 25ths."""
    with av.open(str(path)) as source, av.open(str(to), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        packets = [packet for packet in source.demux(video=0) if packet.dts is not None]
        for number, packet in enumerate(packets):
            packet.stream, packet.time_base = stream, Fraction(1, 25)
            packet.pts, packet.dts = stamp(number), min(number, stamp(number))
            target.mux(packet)
    return to


def intra(path: Path, frames: int) -> Path:
    """Write a film of which each picture stands alone."""
    with av.open(str(path), "w") as made:
        stream = made.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuvj420p"
        for i in range(frames):
            image = np.full((90, 160, 3), 20 + i, np.uint8)
            made.mux(stream.encode(av.VideoFrame.from_ndarray(image, "rgb24").reformat(format="yuvj420p")))
        made.mux(stream.encode(None))
    return path


def test_a_wrong_time_stamp_costs_its_own_picture_only(tmp_path: Path) -> None:
    path = remade(intra(tmp_path / "a.mkv", 100), tmp_path / "b.mkv", lambda n: 900_000 if n == 40 else n)
    eyes = Eyes(math.inf)
    seen = decode(open_videos([path]), [eyes])
    assert (seen.frames, seen.damaged) == (99, 1)
    assert max(eyes.times) < 5 and seen.videos[0].duration < 5


def test_a_gap_is_kept_and_told(tmp_path: Path) -> None:
    path = remade(intra(tmp_path / "a.mkv", 100), tmp_path / "b.mkv", lambda n: n if n < 50 else n + 1000)
    eyes = Eyes(math.inf)
    seen = decode(open_videos([path]), [eyes])
    assert seen.missing == pytest.approx(40, abs=0.1)
    assert seen.frames == 99
    assert max(eyes.times) == pytest.approx(1099 / 25, abs=0.01)


def test_a_film_that_is_whole_has_no_gap(tmp_path: Path) -> None:
    seen = decode(open_videos([film(tmp_path / "a.mp4", 50)]), [])
    assert (seen.missing, seen.damaged) == (0.0, 0)


def test_time_stamps_that_leave_nearly_all_without_a_picture_are_a_clear_error(tmp_path: Path) -> None:
    path = remade(intra(tmp_path / "a.mkv", 60), tmp_path / "b.mkv", lambda n: 200 * n)
    with pytest.raises(InputError, match=r"b\.mkv: has 60 pictures in 472 s by its time stamps"):
        decode(open_videos([path]), [Eyes(math.inf)])


def test_a_stream_that_begins_in_the_middle_of_a_file_costs_nothing(tmp_path: Path) -> None:
    """Damage to a transport stream's tables makes up such streams."""

    def part(name: str, first: int, heard: bool) -> bytes:
        path = tmp_path / name
        with av.open(str(path), "w", format="mpegts") as made:
            seen = made.add_stream("mpeg2video", rate=25)
            seen.width, seen.height, seen.pix_fmt = 320, 180, "yuv420p"
            sound = made.add_stream("mp2", rate=48000, layout="mono") if heard else None
            for i in range(first, first + 200):
                image = np.random.default_rng(i).integers(0, 255, (180, 320, 3), np.uint8)
                frame = av.VideoFrame.from_ndarray(image, "rgb24").reformat(format="yuv420p")
                frame.pts, frame.time_base = i, Fraction(1, 25)
                made.mux(seen.encode(frame))
                if sound is not None:
                    quiet = av.AudioFrame.from_ndarray(np.zeros((1, 1920), np.int16), "s16", "mono")
                    quiet.sample_rate, quiet.pts, quiet.time_base = 48000, 1920 * i, Fraction(1, 48000)
                    made.mux(sound.encode(quiet))
            made.mux(seen.encode(None))
        return path.read_bytes()

    whole = tmp_path / "whole.ts"
    whole.write_bytes(part("a.ts", 0, False) + part("b.ts", 200, True))
    eyes = Eyes(math.inf)
    seen = decode(open_videos([whole]), [eyes])
    assert seen.frames >= 195
