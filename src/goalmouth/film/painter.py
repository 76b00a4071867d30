"""Blends the plates onto the film's pictures, in their own colours and in whole numbers."""

from collections.abc import Sequence

import av
import numpy as np
from numpy.typing import NDArray

from goalmouth.film.captions import FADE, Caption
from goalmouth.film.plates import draw
from goalmouth.media.video import plane_rows
from goalmouth.types import Floats


class Painter:
    """Blends the plates of a film onto its pictures, touching nothing but their rectangles."""

    def __init__(self, captions: Sequence[Caption], width: int, height: int) -> None:
        self.captions = sorted(captions, key=lambda caption: caption.start)
        self.width, self.height = width, height
        self._next = 0
        self._layer: _Layer | None = None
        self._of: Caption | None = None

    def paint(self, picture: av.VideoFrame, time: float) -> av.VideoFrame:
        """Return the picture with the plate of that film time; the same one where there is none.

        Times must not go back.
        """
        while self._next < len(self.captions) and self.captions[self._next].end <= time:
            self._next += 1
        if self._next == len(self.captions) or self.captions[self._next].start > time:
            return picture
        caption = self.captions[self._next]
        strength = 1.0
        if caption.fade_in:
            strength = min(strength, (time - caption.start) / FADE)
        if caption.fade_out:
            strength = min(strength, (caption.end - time) / FADE)
        if strength <= 0:
            return picture
        if picture.format.name != "yuv420p":
            picture = picture.reformat(format="yuv420p")
        if caption is not self._of or self._layer is None:
            image, left, top = draw(caption, self.width, self.height)
            self._layer, self._of = _Layer(image, left, top, picture), caption
        return self._layer.on(picture, strength)


class _Layer:
    """A plate as yuv420p planes, ready to be blended in whole numbers."""

    def __init__(self, image: NDArray[np.uint8], left: int, top: int, like: av.VideoFrame) -> None:
        self.left, self.top = left, top
        rgb, alpha = image[..., :3].astype(np.float32), image[..., 3].astype(np.float32) / np.float32(255)
        # BT.709 or BT.601, video or full range, as the picture has it (ITU-T H.273).
        modern = like.colorspace == 1 or (like.colorspace not in (5, 6) and like.height >= 720)
        red, blue = (0.2126, 0.0722) if modern else (0.299, 0.114)
        full = like.color_range == 2
        luma = rgb @ np.array([red, 1 - red - blue, blue], np.float32)
        cb, cr = (rgb[..., 2] - luma) / (2 * (1 - blue)), (rgb[..., 0] - luma) / (2 * (1 - red))
        y = luma if full else 16 + luma * (219 / 255)
        chroma = 1.0 if full else 224 / 255
        self.planes: list[tuple[Floats, Floats]] = [
            (y * alpha, alpha),
            *((_half((128 + part * chroma) * alpha), _half(alpha)) for part in (cb, cr)),
        ]
        self._ready: tuple[int, list[tuple[NDArray[np.uint16], NDArray[np.uint16]]]] | None = None

    def on(self, picture: av.VideoFrame, strength: float) -> av.VideoFrame:
        """Return a copy of the picture with the plate on it, ``strength`` 0…1."""
        share = min(256, round(strength * 256))
        if self._ready is None or self._ready[0] != share:
            ready = [
                (np.rint(value * share).astype(np.uint16), (256 - np.rint(alpha * share)).astype(np.uint16))
                for value, alpha in self.planes
            ]
            self._ready = (share, ready)
        # The decoder may still refer to its picture: never paint on that one.
        copy = av.VideoFrame(picture.width, picture.height, "yuv420p")
        copy.colorspace, copy.color_range = picture.colorspace, picture.color_range
        for index, (source, target) in enumerate(zip(picture.planes, copy.planes, strict=True)):
            to, seen = plane_rows(target), plane_rows(source)
            wide = min(source.line_size, target.line_size)
            to[:, :wide] = seen[:, :wide]
            half = 1 if index == 0 else 2
            value, keep = self._ready[1][index]
            top, left = self.top // half, self.left // half
            box = to[top : top + value.shape[0], left : left + value.shape[1]]
            value, keep = value[: box.shape[0], : box.shape[1]], keep[: box.shape[0], : box.shape[1]]
            box[:] = (box * keep + value) >> 8
        return copy


def _half(plane: Floats) -> Floats:
    height, width = plane.shape
    return np.asarray(plane.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3)), np.float32)
