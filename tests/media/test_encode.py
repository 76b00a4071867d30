import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from goalmouth.errors import OutputError
from goalmouth.media.encode import Writer

SIZE = {"width": 160, "height": 96, "frame_rate": Fraction(25)}
GREY = np.full((96, 160, 3), 120, np.uint8)


def write(path, pictures=10, **options):
    with Writer(path, **(SIZE | options)) as writer:
        for _ in range(pictures):
            writer.picture(GREY)


@pytest.mark.parametrize(
    "rate", [Fraction(25), Fraction(30000, 1001), Fraction(25, 2), Fraction(29499, 1000)]
)
def test_pictures_come_back_at_their_times(tmp_path, rate):
    with Writer(tmp_path / "film.mp4", **(SIZE | {"frame_rate": rate})) as writer:
        for shade in range(20, 220, 10):
            writer.picture(np.full((96, 160, 3), shade, np.uint8))
    with av.open(str(tmp_path / "film.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt, stream.average_rate) == ("h264", "yuv420p", rate)
        frames = [(frame.time, frame.to_ndarray(format="rgb24").mean()) for frame in container.decode(stream)]
    assert [time for time, _ in frames] == pytest.approx([float(i / rate) for i in range(20)], abs=1e-4)
    assert [shade for _, shade in frames] == pytest.approx(range(20, 220, 10), abs=3)


@pytest.mark.parametrize("height", [96, 720])
def test_colours_survive_and_are_tagged(tmp_path, height):
    image = np.zeros((height, 160, 3), np.uint8)
    image[:, :80], image[:, 80:] = (200, 40, 40), (30, 60, 190)
    with Writer(tmp_path / "film.mp4", width=160, height=height, frame_rate=Fraction(25)) as writer:
        writer.picture(image)
    with av.open(str(tmp_path / "film.mp4")) as container:
        frame = next(container.decode(video=0))
    assert frame.colorspace == (1 if height >= 720 else 6)
    back = frame.to_ndarray(format="rgb24").astype(int)
    assert np.abs(back[40, 40] - image[40, 40]).max() < 8 and np.abs(back[40, 120] - image[40, 120]).max() < 8


def test_sound_comes_back_in_step(tmp_path):
    t = np.arange(96000) / 48000
    tone = (0.4 * np.sin(2 * np.pi * 440 * t) * (t > 1)).astype(np.float32)[:, None].repeat(2, 1)
    with Writer(tmp_path / "film.mp4", **SIZE) as writer:
        for number in range(50):
            writer.picture(GREY)
            writer.sound(tone[number * 1920 : (number + 1) * 1920])
    with av.open(str(tmp_path / "film.mp4")) as container:
        heard = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)[0]
    assert abs(int(np.flatnonzero(np.abs(heard) > 0.1)[0]) - 48000) < 100
    assert np.abs(heard[50000:90000]).max() == pytest.approx(0.4, abs=0.05)


def test_the_head_stands_before_the_data(tmp_path):
    write(tmp_path / "film.mp4")
    data = (tmp_path / "film.mp4").read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat")


def test_nothing_is_left_when_something_goes_wrong_midway(tmp_path):
    with pytest.raises(OSError, match=r"^mine$"), Writer(tmp_path / "film.mp4", **SIZE) as writer:
        writer.picture(GREY)
        raise OSError("mine")
    assert list(tmp_path.iterdir()) == []


def test_an_older_film_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(b"old")
    with pytest.raises(KeyError), Writer(path, **SIZE) as writer:
        writer.picture(GREY)
        raise KeyError
    assert path.read_bytes() == b"old"
    write(path)
    assert path.stat().st_size > 500


def test_a_place_that_cannot_be_written_is_refused():
    with pytest.raises(OutputError, match=r"cannot be written.*another place"):
        write(Path("/proc/nowhere/film.mp4"))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file size are POSIX")
@pytest.mark.parametrize("limit", [100_000, 20_000, 500])
def test_a_full_disk_is_an_output_error_and_leaves_nothing(tmp_path, limit):
    script = f"""
import resource, signal, sys
import numpy as np
from fractions import Fraction
from pathlib import Path
from goalmouth.errors import OutputError
from goalmouth.media.encode import Writer
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
noise = np.random.default_rng(0)
try:
    with Writer(Path(sys.argv[1]), width=320, height=180, frame_rate=Fraction(25)) as writer:
        for _ in range(30):
            writer.picture(noise.integers(0, 255, (180, 320, 3), dtype=np.uint8))
except OutputError as error:
    raise SystemExit(0 if "File too large" in str(error) else 2)
raise SystemExit(1)
"""
    done = subprocess.run(
        [sys.executable, "-B", "-c", script, str(tmp_path / "film.mp4")], capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [{"width": 161}, {"height": 95}, {"width": 0}])
def test_odd_sides_are_refused(tmp_path, size):
    with pytest.raises(ValueError, match="even sides"):
        Writer(tmp_path / "film.mp4", **(SIZE | size))


def test_a_film_without_pictures_is_refused(tmp_path):
    with pytest.raises(ValueError, match="not one picture"), Writer(tmp_path / "film.mp4", **SIZE):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_decoded_frame_of_another_kind_is_converted(tmp_path):
    frame = av.VideoFrame.from_ndarray(np.full((48, 80, 3), 90, np.uint8), "rgb24").reformat(
        format="yuv444p10le"
    )
    with Writer(tmp_path / "film.mp4", **SIZE, sample_rate=None) as writer:
        writer.picture(frame)
    with av.open(str(tmp_path / "film.mp4")) as container:
        back = next(container.decode(video=0)).to_ndarray(format="rgb24")
        assert not container.streams.audio
    assert back.shape == (96, 160, 3) and back.mean() == pytest.approx(90, abs=4)
