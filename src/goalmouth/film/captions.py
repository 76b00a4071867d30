"""The plate at the lower left: minute and score, and once it happened, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import ImageDraw

from goalmouth.film.lettering import drawable, font
from goalmouth.labels import kind_name
from goalmouth.media.video import plane_rows
from goalmouth.types import Clip, Floats, MomentFacts, printed_minute

SAFE = 0.05
"""Of width and height, kept free on all sides."""
FADE = 0.3
"""Seconds."""
LATE = 0.3
"""Seconds after the clip's beginning at which the plate comes."""

INK, PAPER = (255, 255, 255), (13, 20, 33)
ACCENT = (240, 196, 25)
COLOURS = {"Yellow card": (244, 208, 32), "Red card": (214, 40, 48), "Yellow->red card": (214, 40, 48)}


@dataclass(frozen=True, slots=True)
class Caption:
    """One state of the plate, shown for ``[start, end)`` film seconds."""

    start: float
    end: float
    title: str = ""
    """What happened, and who did it; empty before it happens."""
    score: str = ""
    minute: str = ""
    kind: str = ""
    fade_in: bool = True
    fade_out: bool = True


def captions(
    clips: Sequence[Clip],
    spans: Sequence[tuple[float, float]],
    facts: Sequence[MomentFacts],
    language: str = "en",
) -> list[Caption]:
    """Return the plates of a film: the score before the action, then what happened and the score after.

    ``facts`` : one a clip. What is not known is left out; the kind of the moment always is.
    """
    found = []
    for clip, (start, end), known in zip(clips, spans, facts, strict=True):
        first, last = start + min(LATE, (end - start) / 4), end
        action = min(max(first, start + known.moment.time - clip.start), last)
        kind = known.moment.kind
        minute = _minute(known)
        before, after = _score(known, "_before"), _score(known, "")
        calm = bool(before or minute)
        if calm and action > first:
            found.append(Caption(first, action, "", before, minute, kind, fade_out=False))
        if action < last:
            found.append(
                Caption(action, last, _title(known, language), after, minute, kind, fade_in=not calm)
            )
    return found


def _title(known: MomentFacts, language: str) -> str:
    title = kind_name(known.moment.kind, language).upper()
    team = known.value("team")
    if team in ("home", "away"):
        team = known.value(str(team))
    whole = f"{title} · {team}"
    return whole if team and drawable(whole) else title


def _minute(known: MomentFacts) -> str:
    minute = known.value("minute")
    minute = known.moment.minute if minute is None else minute
    return printed_minute(minute, known.value("half"))


def _score(known: MomentFacts, when: str) -> str:
    home, away = known.value(f"home_score{when}"), known.value(f"away_score{when}")
    if home is None or away is None:
        return ""
    left, right = known.value("home"), known.value("away")
    whole = f"{left} {home}–{away} {right}"
    return whole if left and right and drawable(whole) else f"{home}–{away}"


def draw(caption: Caption, width: int, height: int) -> tuple[NDArray[np.uint8], int, int]:
    """Draw a plate for a film of that size: RGBA (h, w, 4) with even sides, and its left and top.

    What no font here can set is left out.
    """
    unit = max(8.0, min(height / 20, width / 18))
    """Height of the score's letters, about."""
    known = {name: text for name in ("title", "minute", "score") if drawable(text := getattr(caption, name))}
    caption = replace(caption, **({"title": "", "minute": "", "score": ""} | known))
    lower = [(text, colour) for text, colour in ((caption.minute, ACCENT), (caption.score, INK)) if text]
    room = width * (1 - 2 * SAFE)
    # Drawn twice as large and scaled down: smooth edges at every size.
    while True:
        plate = _plate(caption, lower, unit * 2)
        if plate.width / 2 <= room or unit < 2:
            break
        unit *= max(0.6, min(0.95, room / (plate.width / 2)))
    w, h = (max(2, round(side / 4) * 2) for side in plate.size)
    small = plate.resize((w, h), Pictures.Resampling.LANCZOS)
    left = round(width * SAFE / 2) * 2
    top = int((height * (1 - SAFE) - h) // 2) * 2
    return np.asarray(small, np.uint8), left, max(0, top)


def _plate(
    caption: Caption, lower: Sequence[tuple[str, tuple[int, int, int]]], unit: float
) -> Pictures.Image:
    pad, bar = unit * 0.5, unit * 0.16
    title_font = [font("bold", unit * 0.86, caption.title)] if caption.title else []
    rows_font = [
        font("bold" if i == len(lower) - 1 else "medium", unit, text) for i, (text, _) in enumerate(lower)
    ]
    title_width = title_font[0].getlength(caption.title) if title_font else 0.0
    gap = unit * 0.55
    lower_width = sum(f.getlength(text) for f, (text, _) in zip(rows_font, lower, strict=True)) + gap * max(
        0, len(lower) - 1
    )
    title_height = unit * 1.36 if title_font else 0.0
    lower_height = unit * 1.56 if lower else 0.0
    width = round(bar + 2 * pad + max(title_width, lower_width))
    height = round(title_height + lower_height)
    plate = Pictures.new("RGBA", (width, max(1, height)), (0, 0, 0, 0))
    pen = ImageDraw.Draw(plate)
    accent = COLOURS.get(caption.kind, ACCENT)
    if title_font:
        box = (0, 0, round(bar + 2 * pad + title_width), round(title_height) - 1)
        pen.rectangle(box, fill=(*accent, 245))
        dark = sum(accent) < 380
        ink = INK if dark else PAPER
        pen.text(
            (bar + pad, title_height / 2), caption.title, font=title_font[0], fill=(*ink, 255), anchor="lm"
        )
    if lower:
        pen.rectangle((0, round(title_height), width, height), fill=(*PAPER, 222))
        pen.rectangle((0, round(title_height), round(bar) - 1, height), fill=(*accent, 245))
        x = bar + pad
        for face, (text, colour) in zip(rows_font, lower, strict=True):
            pen.text((x, title_height + lower_height / 2), text, font=face, fill=(*colour, 255), anchor="lm")
            x += face.getlength(text) + gap
    return plate


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
