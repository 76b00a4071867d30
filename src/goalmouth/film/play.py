"""Where the play is in a picture, as far as a small copy of it tells: what a narrow film must show.

In a wide shot the play is where players move against the grass, once the camera's own motion is
taken out; in a close one, where there is sharp detail and skin. Both count more near the middle,
because a camera operator was there before us.
"""

from dataclasses import dataclass

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from goalmouth.film.ball import WIDTH as FINE
from goalmouth.film.ball import Sighting, candidates, track
from goalmouth.film.path import Look
from goalmouth.media.video import Frame, plane_rows
from goalmouth.types import Floats

WIDTH = 192
"""Pixels a line of the small picture."""
GRASS = 12
"""How far colour may be from the grass's own, in steps of Cb and Cr."""
WIDE = (0.25, 0.45)
"""Share of grass below which a shot is close, and above which it is wide."""
BORDERS = (0.13, 0.06)
"""Share of the height, above and below, in which score bars and boards move and play does not."""
MIDDLE = 0.12
"""How far from the middle the operator's own choice still counts, as a share of the width (σ)."""
HELD = 2.5
"""Seconds for which a ball out of sight is taken to be where it was last."""
BALL, ELSE = 1.0, 0.25
"""Weights of where the ball is seen, and of where it only may be."""

Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Small:
    luma: Floats
    cb: NDArray[np.uint8]
    cr: NDArray[np.uint8]


class PlayFinder:
    """Finds the play in the pictures of one shot. share : the window's width, of the picture's."""

    def __init__(self, share: float) -> None:
        self.share = share
        self._looks: list[Look] = []
        self._sightings: list[Sighting] = []
        self._last: _Small | None = None
        self._hann: Floats | None = None
        self._turned = (0.0, 0.0)

    def see(self, picture: av.VideoFrame, time: float) -> None:
        """Take the shot's next picture."""
        small, last = _small(picture, time), self._last
        if last is not None and last.luma.shape != small.luma.shape:
            last = None
        self._last = small
        grass = _grass(small)
        wide = min(max((float(grass.mean()) - WIDE[0]) / (WIDE[1] - WIDE[0]), 0.0), 1.0)
        columns = np.zeros(small.luma.shape[1], np.float64)
        if wide > 0:
            field = _field(grass)
            columns += wide * _even(self._players(small, last, grass, field))
            found = candidates(_fine(picture), field) if wide == 1 else ()
            self._sightings.append(Sighting(time, self._turned, found))
        if wide < 1:
            columns += (1 - wide) * _even(_faces(small))
        self._looks.append(self._best(columns, time))

    def looks(self) -> list[Look]:
        """Return where the play was in each of the pictures: at the ball, or else where most goes on."""
        seen: dict[float, Look] = {}
        last: tuple[float, float] | None = None
        for sighting, ball in zip(self._sightings, track(self._sightings), strict=True):
            if ball:
                last = sighting.time, ball.x - sighting.shift[0]
                seen[sighting.time] = Look(sighting.time, ball.x, BALL)
            elif last and sighting.time - last[0] < HELD:
                # Hidden by a net or a player, it is still about there on the grass.
                x, age = last[1] + sighting.shift[0], (sighting.time - last[0]) / HELD
                if 0 < x < 1:
                    seen[sighting.time] = Look(sighting.time, x, BALL + (ELSE - BALL) * age)
        return [seen.get(look.time, look) for look in self._looks]

    def _players(self, small: _Small, last: _Small | None, grass: Mask, field: Mask) -> NDArray[np.float64]:
        """Return how much play is in each column: players on the grass, and above all those who move."""
        # Lines of the pitch are thin, players are not.
        people = cv2.morphologyEx(field & (1 - grass), cv2.MORPH_OPEN, np.ones((2, 1), np.uint8))
        energy = 6.0 * people.astype(np.float32)
        if last is not None:
            moved = self._still(last.luma, small.luma)
            noise = float(np.median(moved[field > 0])) if field.any() else 0.0
            energy += np.clip(moved - 3 * noise - 4, 0, 40) * field
        return np.asarray(energy.sum(axis=0), np.float64)

    def _still(self, before: Floats, now: Floats) -> Floats:
        """Return how much the picture changed apart from the camera's turning."""
        if self._hann is None or self._hann.shape != now.shape:
            self._hann = np.asarray(cv2.createHanningWindow(now.shape[::-1], cv2.CV_32F), np.float32)
        (dx, dy), _ = cv2.phaseCorrelate(before, now, self._hann)
        wide = now.shape[1]
        self._turned = (self._turned[0] + dx / wide, self._turned[1] + dy / wide)
        shift = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
        moved = cv2.warpAffine(before, shift, now.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(cv2.blur(np.abs(now - moved), (3, 3)), np.float32)

    def _best(self, columns: NDArray[np.float64], time: float) -> Look:
        """Return the place at which a window holds the most."""
        n = len(columns)
        at = (np.arange(n) + 0.5) / n
        columns = columns * np.exp(-0.5 * ((at - 0.5) / MIDDLE) ** 2)
        if columns.sum() <= 0:
            return Look(time, 0.5, ELSE)
        wide = max(1, round(self.share * n))
        window = np.bartlett(wide + 2)[1:-1]
        held = np.convolve(columns, window, "same") ** 4
        x = float((at * held).sum() / held.sum())
        return Look(time, x, ELSE)


def _small(picture: av.VideoFrame, time: float) -> _Small:
    frame = Frame(picture, time)
    size = WIDTH, max(16, round(WIDTH * frame.height / frame.width))
    step = max(1, frame.width // (2 * WIDTH))
    luma = cv2.resize(np.ascontiguousarray(frame.luma[::step, ::step]), size, interpolation=cv2.INTER_AREA)
    if picture.format.name in ("yuv420p", "yuvj420p"):
        colours = [plane_rows(plane)[:, : plane.width] for plane in picture.planes[1:]]
    else:
        both = picture.reformat(size[0], size[1], "yuv444p")
        colours = [plane_rows(plane)[:, : plane.width] for plane in both.planes[1:]]
    near = cv2.INTER_NEAREST
    cb, cr = (np.asarray(cv2.resize(plane, size, interpolation=near), np.uint8) for plane in colours)
    return _Small(luma.astype(np.float32), cb, cr)


def _grass(small: _Small) -> Mask:
    """Return 1 where there is grass: the commonest green of the picture and what is near it."""
    green = (small.cr < 124) & (small.cb < 126) & (small.luma > 25)
    if green.mean() < 0.05:
        return np.zeros(green.shape, np.uint8)
    cb, cr = (float(np.median(plane[green])) for plane in (small.cb, small.cr))
    near = np.abs(small.cb - cb) + np.abs(small.cr - cr) < GRASS
    return np.asarray(near & green, np.uint8)


def _field(grass: Mask) -> Mask:
    """Return 1 on the pitch, players and lines included."""
    field = np.asarray(cv2.morphologyEx(grass, cv2.MORPH_CLOSE, np.ones((13, 9), np.uint8)), np.uint8)
    rows = len(field)
    field[: round(BORDERS[0] * rows)] = 0
    field[rows - round(BORDERS[1] * rows) :] = 0
    return field


def _fine(picture: av.VideoFrame) -> Mask:
    luma = Frame(picture, 0.0).luma
    size = FINE, max(16, round(FINE * luma.shape[0] / luma.shape[1]))
    return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)


def _faces(small: _Small) -> NDArray[np.float64]:
    """Return how much there is to see in each column of a close shot: what is sharp, skin above all."""
    detail = cv2.blur(np.abs(cv2.Laplacian(small.luma, cv2.CV_32F)), (5, 5))
    # Skin lies in one place of Cb and Cr, whatever its shade (Chai and Ngan, 1999).
    skin = (small.cb > 77) & (small.cb < 125) & (small.cr > 135) & (small.cr < 173)
    rows = len(detail)
    upper = np.linspace(1.3, 0.5, rows, dtype=np.float32)[:, None]
    energy = np.clip(detail - np.median(detail), 0, 30) * (1 + 2 * skin) * upper
    energy[: round(BORDERS[0] * rows)] = 0
    return np.asarray(energy.sum(axis=0), np.float64)


def _even(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    total = columns.sum()
    return columns / total if total > 0 else columns
