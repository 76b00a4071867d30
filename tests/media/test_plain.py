"""Pictures that lie on their side, are woven of two fields, or have ten bits: seen as a viewer sees them."""

import math
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from goalmouth.film.source import pictures
from goalmouth.media.decode import decode
from goalmouth.media.plain import plain, woven
from goalmouth.media.video import Frame, open_videos

WIDE, HIGH = 160, 96


def scene() -> NDArray[np.uint8]:
    """Return a picture whose four corners are four colours."""
    image = np.full((HIGH, WIDE, 3), 128, np.uint8)
    image[:32, :48], image[:32, -48:], image[-32:, :48], image[-32:, -48:] = (
        (230, 30, 30), (30, 230, 30), (30, 30, 230), (230, 230, 30),
    )  # fmt: skip
    return image


def written(path: Path, pixels: str = "yuv420p", turned: int = 0, codec: str = "libx264") -> Path:
    image = np.ascontiguousarray(np.rot90(scene(), -turned // 90))
    with av.open(str(path), "w") as made:
        stream = made.add_stream(codec, rate=25)
        stream.height, stream.width = image.shape[:2]
        stream.pix_fmt = pixels
        if turned:
            stream.set_display_rotation(turned)
        for _ in range(10):
            made.mux(stream.encode(av.VideoFrame.from_ndarray(image, "rgb24").reformat(format=pixels)))
        made.mux(stream.encode(None))
    return path


class Kept:
    rate = math.inf

    def __init__(self) -> None:
        self.images: list[NDArray[np.uint8]] = []
        self.lumas: list[NDArray[np.uint8]] = []

    def see(self, frame: Frame) -> None:
        self.images.append(frame.rgb.copy())
        self.lumas.append(frame.luma.copy())


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("pixels", ["yuv420p", "yuv420p10le", "yuv444p"])
def test_every_picture_is_seen_upright_and_in_eight_bits(tmp_path: Path, turned: int, pixels: str) -> None:
    videos = open_videos([written(tmp_path / "a.mp4", pixels, turned)])
    assert (videos[0].width, videos[0].height) == (WIDE, HIGH)
    kept = Kept()
    decode(videos, [kept])
    film = [picture for _, picture in pictures(videos, 0.0, 3, Fraction(25))]
    for image in (kept.images[0], film[0].to_ndarray(format="rgb24")):
        assert np.abs(image[8:24, 8:40].astype(int) - (230, 30, 30)).mean() < 12
        assert np.abs(image[-24:-8, -40:-8].astype(int) - (230, 230, 30)).mean() < 12
    assert {p.format.name for p in film} == {"yuv420p"}
    assert kept.lumas[0].shape == (HIGH, WIDE)
    red, yellow = (int(kept.lumas[0][box].mean()) for box in (np.s_[8:24, 8:40], np.s_[-24:-8, -40:-8]))
    assert red < 110 < 170 < yellow


def test_a_picture_that_is_plain_already_is_not_copied() -> None:
    frame = av.VideoFrame.from_ndarray(scene(), "rgb24").reformat(format="yuv420p")
    assert plain(frame) is frame
    assert list(woven([frame])) == [frame]


def test_two_fields_become_one_picture_in_the_film(tmp_path: Path) -> None:
    path = tmp_path / "a.ts"
    with av.open(str(path), "w") as made:
        stream = made.add_stream("mpeg2video", rate=25, options={"flags": "+ildct+ilme", "b": "8000000"})
        stream.width, stream.height, stream.pix_fmt = WIDE, HIGH, "yuv420p"
        for number in range(20):
            image = np.full((HIGH, WIDE, 3), 60, np.uint8)
            for field in (0, 1):
                x = 4 * (2 * number + field) % (WIDE - 20)
                image[field::2, x : x + 20] = 220
            made.mux(stream.encode(av.VideoFrame.from_ndarray(image, "rgb24").reformat(format="yuv420p")))
        made.mux(stream.encode(None))

    def combed(frames: list[av.VideoFrame]) -> float:
        """Return how far neighbouring lines differ, beyond what lines of one field do."""
        lumas = np.array([frame.to_ndarray(format="gray").astype(float) for frame in frames])
        return float(np.abs(np.diff(lumas, axis=1)).mean() - np.abs(lumas[:, 2:] - lumas[:, :-2]).mean())

    with av.open(str(path)) as container:
        stored = list(container.decode(video=0))
    shown = [picture for _, picture in pictures(open_videos([path]), 0.0, len(stored), Fraction(25))]
    assert len(shown) == len(stored)
    assert combed(stored) > 4 and combed(shown) < combed(stored) / 4
