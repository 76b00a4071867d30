"""What lies over the picture: the score bar, a channel's bug, a lower third, a scorer's card."""

from collections.abc import Mapping
from fractions import Fraction

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from goalmouth.simulate.banners import Banners
from goalmouth.simulate.bar import Look, Painter, contrast
from goalmouth.simulate.figures import Sprite, paste, sprite
from goalmouth.simulate.fonts import font
from goalmouth.simulate.layouts import Layout, Shown, show_clock
from goalmouth.simulate.record import Banner, Story
from goalmouth.simulate.teams import CHANNELS, COMPETITIONS, Colour
from goalmouth.types import Image

# dark, light, accent
PALETTES: tuple[tuple[Colour, Colour, Colour], ...] = (
    ((18, 22, 40), (244, 245, 248), (0, 150, 214)),
    ((20, 20, 22), (250, 250, 250), (206, 22, 46)),
    ((44, 10, 74), (240, 238, 246), (12, 200, 140)),
    ((8, 40, 90), (255, 255, 255), (246, 190, 20)),
    ((30, 34, 38), (230, 232, 234), (232, 96, 16)),
    ((10, 58, 52), (246, 248, 244), (150, 214, 60)),
)


def _faded(picture: Image, cover: float) -> Sprite:
    return sprite(picture if cover >= 1 else (picture * cover).astype(np.uint8))


class Overlays:
    """Draws over frames what does not belong to the pitch, and knows what the bar says."""

    def __init__(
        self, rng: np.random.Generator, story: Story, layout: Layout, width: int, height: int
    ) -> None:
        self.story, self.layout, self.width, self.height = story, layout, width, height
        dark, light, accent = PALETTES[int(rng.integers(len(PALETTES)))]
        self.palette = dark, light, accent
        home, away = story.teams
        colours = {
            "dark": dark, "light": light, "accent": accent,
            "home": home.main, "home2": home.second, "away": away.main, "away2": away.second,
        }  # fmt: skip
        scale = height / 720
        size = max(7, round(float(rng.uniform(*layout.size)) * scale))
        face = str(rng.choice(layout.faces))
        self.look = Look(size, face, colours, layout.radius)
        self.painter = Painter(layout.part, self.look)
        self.corner = str(rng.choice(layout.corners))
        self.margin = round(width * rng.uniform(0.03, 0.055)), round(height * rng.uniform(0.045, 0.075))
        self.competition = str(rng.choice(COMPETITIONS))
        words = self.competition.split()
        self.letters = "".join(word[0] for word in words) if len(words) > 1 else words[0][:3]
        self.first_leg = int(rng.integers(0, 4)), int(rng.integers(0, 3))
        self.names = (home.full, away.full) if layout.names == "full" else (home.short, away.short)
        self.names = (self.names[0].upper(), self.names[1].upper())
        self._bar: tuple[tuple[str, ...], Image] | None = None
        self._bug = sprite(self._draw_bug(str(rng.choice(CHANNELS)), max(8, round(17 * scale))))
        self.banners = Banners(rng, self.look, story.teams, round(width * 0.88))
        self._third: dict[tuple[int, int], Image] = {}
        self._base = self.painter.draw(self.texts(show_clock(layout.clock, 1, 600, 0), (0, 0))).shape

    def shown(self, time: float) -> Shown:
        """Return what the clock prints at a broadcast second."""
        stretch = self.story.stretch_at(time)
        return show_clock(self.layout.clock, stretch.half, stretch.clock_at(time), stretch.added)

    def texts(self, shown: Shown, score: tuple[int, int]) -> Mapping[str, str]:
        """Return what each cell of the bar prints."""
        home, away = score
        first = self.first_leg
        return {
            "added": "", "period": "", **shown.cells,
            "home": self.names[0], "away": self.names[1],
            "home_score": str(home), "away_score": str(away),
            "aggregate": f"({home + first[0]}-{away + first[1]})", "competition": self.competition,
        }  # fmt: skip

    def bar(self, time: float) -> Image:
        """Return the bar at a time, colour × cover and cover."""
        texts = self.texts(self.shown(time), self.story.score_at(time))
        key = tuple(texts.values())
        if self._bar is None or self._bar[0] != key:
            self._bar = key, self.painter.draw(texts)
        return self._bar[1]

    def place(self, shape: tuple[int, ...]) -> tuple[int, int]:
        """Return where a bar of a shape is laid, its upper left corner."""
        (mx, my), (high, wide) = self.margin, shape[:2]
        y = self.height - my - high if self.corner.startswith("bottom") else my
        if self.corner.endswith("right"):
            return self.width - mx - wide, y
        if self.corner.endswith("centre"):
            return (self.width - self._base[1]) // 2, y
        if self.layout.clock == "plus":
            # The box grows to the left, so that the rest stays where it is.
            return max(2, mx + round(2.2 * self.look.size) - (wide - self._base[1])), y
        return mx, y

    def draw(self, frame: Image, time: float) -> None:
        """Lay everything over a frame that is due at a broadcast second."""
        right = self.corner != "top right"
        x = self.width - self.margin[0] - self._bug[0].shape[1] if right else self.margin[0]
        paste(frame, self._bug, x, self.margin[1])
        cover = self.story.bar_cover(time)
        if cover > 0:
            picture = self.bar(time)
            x, y = self.place(picture.shape)
            paste(frame, _faded(picture, cover), x, y)
            for card in self.story.cards:
                if card.start <= time < card.end:
                    shown = min(1, (time - card.start) / 0.3)
                    self._card(frame, self.card_text(card), x, y + picture.shape[0] + 2, shown)
        for banner in self.story.banners:
            if banner.start <= time < banner.end:
                fade = float(np.clip(min((time - banner.start) / 0.4, (banner.end - time) / 0.4), 0, 1))
                self._banner(frame, banner, time, fade)

    def card_text(self, card: Banner) -> str:
        """Return what a box below the bar prints of a goal."""
        return f"{card.player} {card.minutes}'"

    def printed(self, banner: Banner) -> str:
        """Return all that a banner prints."""
        if banner.kind == "lower third":
            (one, other), (home, away) = banner.score or (0, 0), self.story.teams
            return f"{self.competition} {home.full.upper()} {one} - {other} {away.full.upper()}"
        return self.banners.printed(banner)

    def _card(self, frame: Image, text: str, x: int, y: int, cover: float) -> None:
        face = font(self.banners.look.face, round(self.look.size * 0.85) * 2)
        wide, high = round(face.getlength(text)) + self.look.size * 2, self.look.size * 3
        card = Pillow.new("RGBA", (wide, high), (*self.look.colours["dark"], 255))
        ink = contrast(self.look.colours["dark"])
        ImageDraw.Draw(card).text((wide / 2, high / 2), text, font=face, fill=ink, anchor="mm")
        small = cv2.resize(np.asarray(card), (wide // 2, high // 2), interpolation=cv2.INTER_AREA)
        paste(frame, _faded(np.asarray(small), cover), x, y)

    def _banner(self, frame: Image, banner: Banner, time: float, cover: float) -> None:
        if banner.kind == "lower third":
            score = banner.score or (0, 0)
            if score not in self._third:
                self._third[score] = self._draw_banner(score)
            picture = self._third[score]
            x, y = (self.width - picture.shape[1]) // 2, round(self.height * 0.8)
        else:
            picture = self.banners.picture(banner)
            x, y = self._banner_place(banner, picture.shape, time)
            if self.banners.slides:
                # It is uncovered from its left, and covered again.
                wide = max(1, round(picture.shape[1] * cover))
                picture, cover = np.ascontiguousarray(picture[:, :wide]), 1.0
        paste(frame, _faded(picture, cover), x, y)

    def _banner_place(self, banner: Banner, shape: tuple[int, ...], time: float) -> tuple[int, int]:
        """Return the upper left corner of a banner, clear of the bar."""
        high, wide = shape[:2]
        bar = self.bar(time).shape
        (left, top), place = self.place(bar), self.banners.style.place
        low = self.corner.startswith("bottom")
        if place == "bar" and banner.kind not in ("Half-time", "Full-time"):
            y = top - high - 6 if low else top + bar[0] + 6
            return max(2, min(left, self.width - wide - self.margin[0])), y
        y = round(self.height * 0.90) - high
        if low:
            y = min(y, top - high - 6)
        if place == "left" and banner.kind not in ("Half-time", "Full-time"):
            return self.margin[0], y
        return max(2, (self.width - wide) // 2), y

    def _draw_banner(self, score: tuple[int, int]) -> Image:
        over = 2
        wide, high = round(self.width * 0.56) * over, round(self.height * 0.085) * over
        c = self.look.colours
        out = Pillow.new("RGBA", (wide, high + high // 2))
        pen = ImageDraw.Draw(out)
        face = font(self.look.face, round(high * 0.42))
        small = font(self.look.face, round(high * 0.24))
        top = high // 2
        pen.rectangle((wide * 0.34, 0, wide * 0.66, top), fill=(*c["accent"], 255))
        pen.text((wide / 2, top / 2), self.competition, font=small, fill=contrast(c["accent"]), anchor="mm")
        pen.rectangle((0, top, wide, top + high), fill=(*c["dark"], 245))
        pen.rectangle((0, top, wide * 0.012, top + high), fill=c["home"])
        pen.rectangle((wide * 0.988, top, wide, top + high), fill=c["away"])
        pen.rectangle((wide * 0.43, top, wide * 0.57, top + high), fill=c["light"])
        middle, ink = top + high / 2, contrast(c["dark"])
        text = f"{score[0]} - {score[1]}"
        pen.text((wide / 2, middle), text, font=face, fill=contrast(c["light"]), anchor="mm")
        home, away = self.story.teams
        pen.text((wide * 0.41, middle), home.full.upper(), font=face, fill=ink, anchor="rm")
        pen.text((wide * 0.59, middle), away.full.upper(), font=face, fill=ink, anchor="lm")
        return _reduced(out, over)

    def _draw_bug(self, text: str, size: int) -> Image:
        over = 3
        face = font("bold", size * over)
        wide, high = round(face.getlength(text)) + size * over, round(size * over * 1.7)
        out = Pillow.new("RGBA", (wide, high))
        pen = ImageDraw.Draw(out)
        pen.text((wide / 2, high / 2), text, font=face, fill=(255, 255, 255, 175), anchor="mm")
        return _reduced(out, over)


def _reduced(picture: Pillow.Image, over: int) -> Image:
    pixels = np.asarray(picture, dtype=np.float32).copy()
    pixels[..., :3] *= pixels[..., 3:] / 255
    size = picture.width // over, picture.height // over
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA) + 0.5).astype(np.uint8)


def readings_step(frame_rate: Fraction) -> int:
    """Return every how many pictures the truth of the bar is written: about five times a second."""
    return max(1, round(frame_rate / 5))
