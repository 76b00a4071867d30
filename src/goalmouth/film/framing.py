"""What part of the match's picture goes into a film of another shape, and how it gets there.

Where the film is narrower than the picture, a window as high as the picture follows the play. Where
it is wider, the whole picture stands before a dim, blurred enlargement of itself: cutting off heads
and the score bar would cost more than it gives.
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path as FilePath

import av
import cv2
import numpy as np
from av.video.reformatter import VideoReformatter

from goalmouth.errors import UnknownName
from goalmouth.film.path import Path, plan
from goalmouth.film.play import PlayFinder
from goalmouth.film.source import glimpses
from goalmouth.media.video import open_container, origin, plane_rows
from goalmouth.types import Clip, Shot, Video

ASPECTS: Mapping[str, Fraction] = {"16:9": Fraction(16, 9), "9:16": Fraction(9, 16), "1:1": Fraction(1)}
WIDEST_TALL = 1080
"""Pixels a line of an upright film at most: no telephone shows more."""
NEAR = Fraction(102, 100)
"""Shapes this near count as one: nobody sees a picture stretched by so little."""
SPARE = 4
"""Pixels by which more is cut out than the window shows."""
BETWEEN = 0.15
"""Seconds between two pictures in which the play is looked for."""
DIM = 0.42
"""Brightness of what stands behind a picture that does not fill the film."""


def pixel_aspect(video: Video) -> Fraction:
    """How much wider than high a file's pixels are."""
    with open_container(video.path) as container:
        return _pixel_aspect(container)


def _pixel_aspect(container: av.container.InputContainer) -> Fraction:
    aspect = container.streams.video[0].sample_aspect_ratio or Fraction(1)
    return aspect if Fraction(1, 3) < aspect < 3 else Fraction(1)


def ratio_of(aspect: str) -> Fraction:
    """Return how much wider than high an aspect is; raise ``UnknownName`` for one that is none."""
    if aspect not in ASPECTS:
        raise UnknownName("aspect", aspect, ASPECTS)
    return ASPECTS[aspect]


def film_size(video: Video, aspect: str | None = None) -> tuple[int, int]:
    """Return a film's (width, height) in square pixels, both even.

    Without an aspect the video's own, as displayed. A film lying or square is as high as the video;
    an upright one as wide as the video's shorter side, so that letters on it are sharp. Raises
    ``UnknownName`` for an aspect that is none.
    """
    width, height = _even(video.width * pixel_aspect(video)), max(2, video.height // 2 * 2)
    if aspect is None:
        return width, height
    ratio = ratio_of(aspect)
    if ratio >= 1:
        return _even(height * ratio), height
    wide = _even(min(width, height, WIDEST_TALL))
    return wide, _even(wide / ratio)


def _even(length: Fraction | int) -> int:
    return max(2, 2 * round(length / 2))


class Framer:
    """Fits pictures into a film's: whole, or the window of them that a path says."""

    def __init__(self, videos: Sequence[Video], size: tuple[int, int], *, follow: bool = True) -> None:
        self.width, self.height = size
        self.follow = follow
        # One for all pictures: to set it up costs more than to scale a picture.
        self._scaler = VideoReformatter()
        self.aspects: dict[FilePath, Fraction] = {}
        self.zeros: dict[FilePath, float] = {}
        for video in videos:
            with open_container(video.path) as container:
                self.aspects[video.path], self.zeros[video.path] = _pixel_aspect(container), origin(container)

    def share(self, video: Video) -> float:
        """Return which part of a file's width the film shows: 1 where nothing is cut off."""
        if not self.follow:
            return 1.0
        seen = video.width * self.aspects[video.path] / video.height
        share = Fraction(self.width, self.height) / seen
        return 1.0 if share * NEAR > 1 else float(share)

    def paths(
        self, videos: Sequence[Video], clips: Sequence[Clip], shots: Sequence[Shot]
    ) -> list[Path | None]:
        """Return for each clip how the window moves; ``None`` where the whole width is shown.

        The clips' pictures are decoded once more for it, small and only some of them.
        """
        cuts = sorted({shot.start for shot in shots} | {video.start for video in videos})
        return [self._path(videos, clip, cuts) for clip in clips]

    def _path(self, videos: Sequence[Video], clip: Clip, cuts: Sequence[float]) -> Path | None:
        shares = [self.share(video) for video in videos if video.start < clip.end and video.end > clip.start]
        share = min(shares, default=1.0)
        if share == 1.0:
            return None
        inside = [cut for cut in cuts if clip.start < cut < clip.end]
        looks, finder, passed = [], PlayFinder(share), 0
        for time, picture in glimpses(videos, clip.start, clip.end, BETWEEN):
            now = sum(cut <= time + 1e-3 for cut in inside)
            if now != passed:
                looks += finder.looks()
                finder, passed = PlayFinder(share), now
            finder.see(picture, time)
        return plan(looks + finder.looks(), clip.start, clip.end, inside, share)

    def framed(self, picture: av.VideoFrame, video: Video, path: Path | None = None) -> av.VideoFrame:
        """Return a picture of that file as the film shows it; path : of the window, the middle without."""
        aspect, share = self.aspects[video.path], self.share(video)
        if share == 1.0:
            return fitted(picture, aspect, self.width, self.height)
        shown = float((picture.pts or 0) * (picture.time_base or 0)) - self.zeros[video.path] + video.start
        return self._window(picture, share, path.at(shown) if path else 0.5)

    def _window(self, picture: av.VideoFrame, share: float, centre: float) -> av.VideoFrame:
        """Cut the window out, to the very pixel of the film: a slow move must not go in jerks.

        What is cut from the picture begins at an even pixel and is a little too wide; scaled to the
        film's height, the rest is cut off there.
        """
        across = picture.width // 2 * 2
        left = min(max(centre - share / 2, 0.0), 1 - share) * across
        count = min(math.ceil(share * across / 2) * 2 + SPARE, across)
        first = min(int(left) // 2 * 2, across - count)
        part = cut(picture, first, 0, count, picture.height // 2 * 2)
        wide = max(self.width, _even(Fraction(count * self.width / (share * across))))
        if (part.width, part.height) != (wide, self.height):
            part = self._scaler.reformat(part, wide, self.height, "yuv420p", interpolation="BICUBIC")
        at = round((left - first) * wide / count)
        return cut(part, min(max(at, 0), wide - self.width), 0, self.width, self.height)


def fitted(picture: av.VideoFrame, aspect: Fraction, width: int, height: int) -> av.VideoFrame:
    """Scale a picture into the film's, keeping its shape, before a dim blur of itself where it is smaller.

    ``aspect`` : how much wider than high its pixels are. A picture that fits is returned as it is.
    """
    if (picture.width, picture.height) == (width, height) and aspect == 1:
        return picture
    seen, wanted = picture.width * aspect / picture.height, Fraction(width, height)
    if wanted / NEAR < seen < wanted * NEAR:
        return picture.reformat(width, height, "yuv420p")
    scale = min(Fraction(width) / (picture.width * aspect), Fraction(height, picture.height))
    inner_width = min(width, _even(picture.width * aspect * scale))
    inner_height = min(height, _even(picture.height * scale))
    inner = picture.reformat(inner_width, inner_height, "yuv420p")
    frame = _behind(inner, width, height)
    left, top = (width - inner_width) // 4 * 2, (height - inner_height) // 4 * 2
    for index, (source, target) in enumerate(zip(inner.planes, frame.planes, strict=True)):
        half = 1 if index == 0 else 2
        y, x, h, w = (side // half for side in (top, left, inner_height, inner_width))
        plane_rows(target)[y : y + h, x : x + w] = plane_rows(source)[:h, :w]
    return frame


def _behind(inner: av.VideoFrame, width: int, height: int) -> av.VideoFrame:
    """Return a film's picture filled with a dim, blurred enlargement of one that is smaller."""
    frame = av.VideoFrame(width, height, "yuv420p")
    frame.colorspace, frame.color_range = inner.colorspace, inner.color_range
    share = min(width / inner.width, height / inner.height) / max(width / inner.width, height / inner.height)
    black = 0 if inner.color_range == 2 else 16
    for index, (source, target) in enumerate(zip(inner.planes, frame.planes, strict=True)):
        plane = plane_rows(source)[:, : source.width]
        # The part of the picture that fills the film when it is enlarged: its middle.
        if width * inner.height > height * inner.width:
            keep = max(1, round(plane.shape[0] * share))
            first = (plane.shape[0] - keep) // 2
            plane = plane[first : first + keep]
        else:
            keep = max(1, round(plane.shape[1] * share))
            first = (plane.shape[1] - keep) // 2
            plane = plane[:, first : first + keep]
        tiny = cv2.resize(np.ascontiguousarray(plane), (24, 24), interpolation=cv2.INTER_AREA)
        soft = cv2.GaussianBlur(tiny, (0, 0), 1.6).astype(np.float32)
        rest = black if index == 0 else 128
        soft = rest + (soft - rest) * (DIM if index == 0 else 0.6)
        into = plane_rows(target)
        large = cv2.resize(soft, (target.width, target.height), interpolation=cv2.INTER_LINEAR)
        into[:, : target.width] = np.rint(large).astype(np.uint8)
    return frame


def cut(picture: av.VideoFrame, left: int, top: int, width: int, height: int) -> av.VideoFrame:
    """Return a rectangle of a picture as yuv420p, its colours at most half a pixel of colour aside."""
    if picture.format.name not in ("yuv420p", "yuvj420p"):
        picture = picture.reformat(format="yuv420p")
    if (left, top, width, height) == (0, 0, picture.width, picture.height):
        return picture
    frame = av.VideoFrame(width, height, picture.format.name)
    frame.colorspace, frame.color_range = picture.colorspace, picture.color_range
    for index, (source, target) in enumerate(zip(picture.planes, frame.planes, strict=True)):
        half = 1 if index == 0 else 2
        y, x, h, w = top // half, left // half, -(-height // half), -(-width // half)
        plane_rows(target)[:h, :w] = plane_rows(source)[y : y + h, x : x + w]
    return frame
