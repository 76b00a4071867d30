"""What a broadcast has to cope with: weather, floodlight, an unsteady camera, a narrow channel."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import cv2
import numpy as np

from goalmouth.errors import UnknownName
from goalmouth.types import Image

Weather = Literal["clear", "rain", "snow", "fog"]
Light = Literal["day", "night"]
WEATHERS: Final[tuple[Weather, ...]] = get_args(Weather)
LIGHTS: Final[tuple[Light, ...]] = get_args(Light)


@dataclass(frozen=True)
class Conditions:
    """shake : 0 for a still hand, 1 for a storm on the gantry. crf : x264's; the higher, the coarser."""

    weather: Weather = "clear"
    light: Light = "day"
    shake: float = 0.0
    crf: int = 23


def draw_conditions(
    rng: np.random.Generator,
    weather: str | None = None,
    light: str | None = None,
    shake: float | None = None,
    crf: int | None = None,
) -> Conditions:
    """Draw what is not given; most draws are kind. Raises ``UnknownName`` for what there is not."""
    for family, given, choices in (("weather", weather, WEATHERS), ("light", light, LIGHTS)):
        if given is not None and given not in choices:
            raise UnknownName(family, given, choices)
    skies: tuple[Weather, ...] = ("clear",) * 8 + ("rain", "snow", "fog")
    sky = skies[int(rng.integers(len(skies)))]
    dark: Light = "night" if rng.random() < 0.35 else "day"
    unsteady = float(rng.choice((0.0, 0.0, 0.0, 0.0, 0.25)))
    return Conditions(
        next((w for w in WEATHERS if w == weather), sky),
        next((each for each in LIGHTS if each == light), dark),
        unsteady if shake is None else shake,
        23 if crf is None else crf,
    )


def lit(picture: Image, by: float) -> Image:
    """Return a texture, (height, width, 4), in another light."""
    out = cv2.convertScaleAbs(picture, alpha=by)
    return np.asarray(out, np.uint8)


def frosted(pitch: Image, rng: np.random.Generator) -> Image:
    """Return the ground under a thin, patchy cover of snow."""
    small = rng.normal(0, 1, (pitch.shape[0] // 60 + 2, pitch.shape[1] // 60 + 2)).astype(np.float32)
    patches = cv2.resize(small, (pitch.shape[1], pitch.shape[0]), interpolation=cv2.INTER_CUBIC)
    cover = np.clip(0.16 + 0.07 * patches, 0, 0.4)[..., None]
    return np.asarray(pitch * (1 - cover) + np.array([236, 240, 246, 255]) * cover, np.uint8)


class Sky:
    """Lays rain, snow or fog over a camera's picture; on graphics it does not fall."""

    def __init__(self, rng: np.random.Generator, weather: Weather, width: int, height: int) -> None:
        self.weather, self.width, self.height = weather, width, height
        self.sheets: list[tuple[Image, float, float]] = []
        """What falls: a picture to add, twice as high, and how far it moves in a second, in heights."""
        if weather == "rain":
            lean = float(rng.uniform(-0.25, 0.25))
            self.sheets = [(self._streaks(rng, long, lean), speed, 0.0)
                           for long, speed in ((0.05, 2.2), (0.09, 3.4))]  # fmt: skip
        elif weather == "snow":
            self.sheets = [(self._flakes(rng, size), speed, drift)
                           for size, speed, drift in ((0.0022, 0.22, 0.05), (0.004, 0.38, 0.09))]  # fmt: skip
        haze = {"rain": 0.10, "snow": 0.14, "fog": float(rng.uniform(0.26, 0.42))}
        self.haze = haze.get(weather, 0.0)
        tone = np.linspace(206, 176, height)[:, None, None]
        self.veil = np.broadcast_to(tone, (height, width, 4)).astype(np.uint8)

    def _twice(self, one: Image) -> Image:
        sheet = np.asarray(cv2.merge([one] * 3 + [np.zeros_like(one)]), np.uint8)
        return np.concatenate([sheet, sheet])

    def _streaks(self, rng: np.random.Generator, long: float, lean: float) -> Image:
        one = np.zeros((self.height, self.width), np.uint8)
        tall = max(3, round(self.height * long))
        for x, y in rng.uniform(0, 1, (140, 2)) * (self.width, self.height):
            end = round(x + lean * tall), round(y + tall)
            cv2.line(one, (round(x), round(y)), end, int(rng.integers(26, 60)), 1, cv2.LINE_AA)
        return self._twice(one)

    def _flakes(self, rng: np.random.Generator, size: float) -> Image:
        one = np.zeros((self.height, self.width), np.uint8)
        radius = max(1, round(self.height * size))
        for x, y in rng.uniform(0, 1, (170, 2)) * (self.width, self.height):
            cv2.circle(one, (round(x), round(y)), radius, int(rng.integers(90, 190)), -1, cv2.LINE_AA)
        return self._twice(one)

    def draw(self, frame: Image, time: float) -> None:
        """Lay it over a frame, (height, width, 4)."""
        if self.haze:
            cv2.addWeighted(frame, 1 - self.haze, self.veil, self.haze, 0, dst=frame)
        for sheet, speed, drift in self.sheets:
            fallen = round((1 - time * speed % 1) * self.height)
            part = sheet[fallen : fallen + self.height]
            aside = round((1 + np.sin(time * 0.7)) * drift * self.width)
            cv2.add(frame[:, : self.width - aside], part[:, aside:], dst=frame[:, : self.width - aside])
            if aside:
                cv2.add(frame[:, -aside:], part[:, :aside], dst=frame[:, -aside:])
