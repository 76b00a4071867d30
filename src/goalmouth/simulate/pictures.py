"""Makes the pictures of a story, one after another."""

from collections.abc import Iterator
from fractions import Fraction

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange

from goalmouth.simulate.camera import Camera, Operator, draw_posts
from goalmouth.simulate.closeup import board, person
from goalmouth.simulate.conditions import Conditions, Sky, frosted, lit
from goalmouth.simulate.figures import PHASES, Kit, Sprite, draw_ball, figure, paste, sprite
from goalmouth.simulate.motion import Motion, Moving
from goalmouth.simulate.overlays import Overlays
from goalmouth.simulate.play import REFEREE, Floats
from goalmouth.simulate.record import Cut, Happening, Story
from goalmouth.simulate.stadium import Stadium
from goalmouth.simulate.teams import Team
from goalmouth.simulate.wipes import Wipe
from goalmouth.types import Image

_NOISES = 7
BT601 = 6
"""The colours OpenCV converts to, as H.264 numbers them."""


def _kits(home: Team, away: Team) -> list[Kit]:
    """Return what each of the 23 wears."""

    def outfield(team: Team) -> Kit:
        shorts = team.second if team.pattern in ("plain", "sash", "sleeves") else (28, 30, 40)
        return team.main, team.second, team.pattern, shorts, team.main

    keepers: tuple[Kit, Kit] = (
        ((60, 200, 90), (20, 60, 30), "plain", (30, 90, 50), (60, 200, 90)),
        ((240, 140, 30), (60, 30, 0), "plain", (40, 40, 40), (240, 140, 30)),
    )
    referee: Kit = ((20, 20, 24), (20, 20, 24), "plain", (16, 16, 18), (16, 16, 18))
    return [keepers[0], *[outfield(home)] * 10, keepers[1], *[outfield(away)] * 10, referee]


class Source:
    """What one shot shows: its camera, or the people it looks at."""

    def __init__(self, cut: Cut, operator: Operator, scene: list[tuple[Sprite, float, float, float]]) -> None:
        self.cut, self.operator, self.scene = cut, operator, scene
        self.kept: tuple[float, Image] | None = None
        """The last picture of a replay, which repeats pictures where it has none between."""


class Studio:
    """Paints a story. All that costs time is painted once, before the first picture."""

    def __init__(
        self,
        rng: np.random.Generator,
        story: Story,
        overlays: Overlays,
        width: int,
        height: int,
        rate: Fraction,
        conditions: Conditions,
    ) -> None:
        self.rng, self.story, self.overlays = rng, story, overlays
        self.width, self.height, self.rate = width, height, rate
        home, away = story.teams
        self.stadium = Stadium(rng, home.main, away.main)
        self.posts = draw_posts(rng)
        self.conditions = conditions
        self.sky = Sky(rng, conditions.weather, width, height)
        if conditions.weather == "snow":
            self.stadium.pitch = frosted(self.stadium.pitch, rng)
        if conditions.light == "night":
            # Floodlight falls on the grass; the stands lie in the dark behind it.
            place = self.stadium
            place.far, place.end = ([lit(p, 0.42) for p in both] for both in (place.far, place.end))
            place.fans = [[lit(p, 0.62) for p in both] for both in place.fans]
            place.pitch = lit(place.pitch, 0.93)
        self.wipe = Wipe(rng, width, height, overlays.palette, overlays.letters)
        self.repeats = bool(rng.random() < 0.4)
        """Whether slow motion repeats pictures, as of a camera that takes no more than the others."""
        self.motions: dict[int, Motion] = {}
        self.sources: dict[int, Source] = {}
        self.kits = _kits(home, away)
        # A few looks and even heights only: the sprites kept stay few.
        self.looks = rng.integers(0, 16, 4)[rng.integers(0, 4, 23)]
        shadow = np.zeros((16, 32, 4), np.uint8)
        cv2.ellipse(shadow, (16, 8), (11, 5), 0, 0, 360, (0, 0, 0, 120), -1, cv2.LINE_AA)
        self.shadow = cv2.GaussianBlur(shadow, (0, 0), 1.5)
        self.noise = [self._noise() for _ in range(_NOISES)]

    def _noise(self) -> tuple[Image, Image]:
        grain = np.rint(self.rng.normal(0, 0.45, (self.height, self.width)))
        return np.clip(grain, 0, 9).astype(np.uint8), np.clip(-grain, 0, 9).astype(np.uint8)

    def pictures(self) -> Iterator[tuple[float, av.VideoFrame]]:
        """Yield the broadcast second and the picture, ready for the encoder."""
        frame = np.zeros((self.height, self.width, 4), np.uint8)
        other = np.zeros_like(frame)
        cuts, current = self.story.cuts, 0
        for done in range(round(self.story.duration * self.rate)):
            # To the microsecond, so that no picture falls on the wrong side of a cut.
            time = round(float(done / self.rate), 6)
            while current + 1 < len(cuts) and time >= cuts[current].change_end - 1e-6:
                self.sources.pop(current, None)
                current += 1
            cut = cuts[current]
            if time < cut.change_start - 1e-6 or current + 1 == len(cuts):
                self._shoot(frame, current, time)
            else:
                part = (time - cut.change_start) / (cut.change_end - cut.change_start)
                self._change(frame, other, current, time, part)
            self.overlays.draw(frame, time)
            yield time, self._encoded(frame, done)

    def _change(self, frame: Image, other: Image, number: int, time: float, part: float) -> None:
        """Paint a picture in which one shot gives way to the next. other : a frame to work in."""
        if self.story.cuts[number].change == "smooth":
            self._shoot(frame, number, time)
            self._shoot(other, number + 1, time)
            cv2.addWeighted(frame, 1 - part, other, part, 0, dst=frame)
            return
        old = new = None
        if part < 0.5 or self.wipe.split:
            self._shoot(frame, number, time)
            old = frame
        if part >= 0.5 or self.wipe.split:
            new = frame if old is None else other
            self._shoot(new, number + 1, time)
        self.wipe.draw(frame, old, new, part)

    def _source(self, number: int) -> Source:
        if number not in self.sources:
            cut = self.story.cuts[number]
            scene = self._close_up(cut) if cut.view == "close" else []
            operator = Operator(
                self.rng,
                self.posts[cut.angle],
                self.width,
                self.height,
                self.story.end_of(cut),
                self.conditions.shake,
            )
            self.sources[number] = Source(cut, operator, scene)
        return self.sources[number]

    def _motion(self, number: int) -> Motion:
        if number not in self.motions:
            # Nothing is shown again once its stretch is over.
            self.motions = {k: motion for k, motion in self.motions.items() if k == number - 1}
            stretch = self.story.stretches[number]
            self.motions[number] = Motion(stretch.plan, stretch.direction, self.rate, self.rng)
        return self.motions[number]

    def _shoot(self, frame: Image, number: int, time: float) -> None:
        """Paint what one shot shows at a broadcast second."""
        source = self._source(number)
        cut = source.cut
        if cut.view == "close":
            self._joy(frame, source.scene, cut, time - cut.start)
        elif cut.view == "crowd":
            self._crowd(frame, cut, time - cut.start)
        elif cut.since is None:
            played = time - self.story.stretches[cut.stretch].start
            self._pitch(frame, source, played)
        else:
            played = cut.since + (time - cut.start) * cut.speed
            if self.repeats:
                played = float(int(played * self.rate + 1e-6) / self.rate)
            if source.kept is None or source.kept[0] != played:
                self._pitch(frame, source, played)
                source.kept = played, frame.copy()
            else:
                np.copyto(frame, source.kept[1])
        self.sky.draw(frame, time)

    def _pitch(self, frame: Image, source: Source, played: float) -> None:
        """Paint the pitch at a second of the shot's stretch."""
        moving = self._motion(source.cut.stretch).at(played)
        camera = source.operator.follow(moving.ball, played, float(1 / self.rate) * source.cut.speed)
        self._wide(frame, camera, moving, source.cut.stretch)

    def _encoded(self, frame: Image, done: int) -> av.VideoFrame:
        """Return the frame with the camera's noise in Y'CbCr, which spares the encoder the way there."""
        planes = cv2.cvtColor(frame, cv2.COLOR_RGBA2YUV_I420)
        plus, minus = self.noise[done * 3 % _NOISES]
        luma = planes[: self.height]
        cv2.add(luma, plus, dst=luma)
        cv2.subtract(luma, minus, dst=luma)
        out = av.VideoFrame.from_ndarray(np.asarray(planes, np.uint8), "yuv420p")
        out.colorspace, out.color_range = BT601, ColorRange.MPEG
        return out

    def _roaring(self, time: float) -> bool:
        return any(start + 0.4 <= time < start + 9 for start, size in self.story.surges if size > 0.8)

    def _wide(self, frame: Image, camera: Camera, moving: Moving, boards: int) -> None:
        time = boards  # boards change from stretch to stretch
        now = self.story.stretches[boards].start + moving.time
        jumping = self._roaring(now) and int(now * 5) % 2 == 0
        self.stadium.draw(frame, camera, jumping, time)
        feet = np.concatenate([moving.players, np.zeros((23, 1))], axis=1)
        heads = feet + np.array([0, 0, 1.8])
        ball = moving.ball[None] + np.array([0, 0, 0.11])
        pixels, depth = camera.project(
            np.concatenate([feet, heads, ball, moving.ball[None] * np.array([1, 1, 0])])
        )
        for i in np.argsort(-depth[:23]):
            if int(i) in self.story.stretches[boards].plan.gone:
                continue
            x, y = pixels[i]
            tall = round(float(np.hypot(*(pixels[i] - pixels[23 + i]))))
            if not (-80 < x < self.width + 80 and -10 < y < self.height + 120) or tall < 3:
                continue
            tall -= tall % 2 if tall > 24 else 0
            pace = float(np.hypot(*moving.speeds[i]))
            phase = -1 if pace < 0.7 else int(moving.strides[i] / 2.3 * PHASES) % PHASES
            pose = moving.poses.get(int(i), "run")
            towards = moving.speeds[i] if pace >= 0.3 else moving.ball[:2] - moving.players[i]
            left = bool(towards @ camera.right[:2] < 0)
            if i == REFEREE:
                pose = "run"
            drawn, fx, fy = figure(self.kits[i], int(self.looks[i]), phase, pose, left, tall)
            paste(frame, drawn, round(x) - fx, round(y) - fy)
        radius = max(1.6, 0.17 * float(np.hypot(*(pixels[0] - pixels[23]))) / 1.8 * depth[0] / depth[46])
        self._drop_shadow(frame, pixels[47], radius)
        draw_ball(frame, float(pixels[46, 0]), float(pixels[46, 1]), float(radius))

    def _drop_shadow(self, frame: Image, at: Floats, radius: float) -> None:
        size = max(4, round(radius * 4)), max(2, round(radius * 2))
        small = cv2.resize(self.shadow, size, interpolation=cv2.INTER_AREA)
        paste(
            frame,
            sprite(np.asarray(small, np.uint8)),
            round(at[0]) - size[0] // 2,
            round(at[1]) - size[1] // 2,
        )

    def _close_up(self, cut: Cut) -> list[tuple[Sprite, float, float, float]]:
        """Return who is seen from near: sprite, left, top, rhythm."""
        if cut.people == "booking":
            return self._booking(cut)
        if cut.people == "change":
            return self._changing(cut)
        out = []
        scorer = self._scorer(cut)
        mates = [cut.side * 11 + k for k in range(1, 11) if cut.side * 11 + k != scorer]
        friends = [int(k) for k in self.rng.choice(mates, 2, replace=False)]
        poses = (
            ("back", 0.17, 0.80),
            ("back" if self.rng.random() < 0.5 else "front", 0.82, 0.86),
            ("cheer", 0.5, 0.98),
        )
        for player, (pose, where, size) in zip((*friends, scorer), poses, strict=True):
            name, number = self.story.on_pitch(player, cut.start)
            out.append(self._person(player, name, number, pose, where, size))
        return out

    def _person(
        self, slot: int, name: str, number: int, pose: str, where: float, size: float, rhythm: float = 1.0
    ) -> tuple[Sprite, float, float, float]:
        """Return a person: ``where`` is a part of the picture's width, ``size`` of its height."""
        tall = round(self.height * size)
        drawn = person(self.kits[slot], int(self.looks[slot]), name, number, pose, tall)
        left = where * self.width - drawn[0].shape[1] / 2
        return drawn, left, self.height - tall * 0.94, rhythm * float(self.rng.uniform(1.7, 2.6))

    def _told(self, cut: Cut, *labels: str) -> Happening | None:
        """Return what happens during a close-up."""
        told = [h for h in self.story.happenings if cut.start - 0.6 < h.time < cut.end + 0.6]
        return next((h for h in told if h.label in labels), None)

    def _booking(self, cut: Cut) -> list[tuple[Sprite, float, float, float]]:
        """Return the referee with the card, and before him whom it is for."""
        told = self._told(cut, "Yellow card", "Red card")
        if told is None or told.slot is None:
            return [self._person(REFEREE, "", 0, "front", 0.5, 0.9, 0.3)]
        card = "yellow" if told.label == "Yellow card" else "red"
        name, number = self.story.on_pitch(told.slot, told.time)
        return [
            self._person(REFEREE, "", 0, card, 0.60, 0.94, 0.35),
            self._person(told.slot, name, number, "back", 0.27, 0.84, 0.35),
        ]

    def _changing(self, cut: Cut) -> list[tuple[Sprite, float, float, float]]:
        """Return who comes on, seen from behind, and the fourth official with the board of numbers."""
        told = self._told(cut, "Substitution")
        official = self._person(REFEREE, "", 0, "holding", 0.58, 0.82, 0.25)
        if told is None or told.slot is None:
            return [official]
        _, going = self.story.on_pitch(told.slot, told.time - 0.01)
        name, coming = self.story.on_pitch(told.slot, told.time)
        sign = board((going, coming), round(self.height * 0.27))
        left = 0.58 * self.width - sign[0].shape[1] / 2
        return [
            official,
            (sign, left, self.height * 0.10, official[3]),
            self._person(told.slot, name, coming, "back", 0.24, 0.88, 0.3),
        ]

    def _scorer(self, cut: Cut) -> int:
        past = [h for h in self.story.happenings if h.label == "Goal" and h.time < cut.start]
        last = past[-1] if past else None
        return last.slot if last and last.slot is not None and last.side == cut.side else cut.side * 11 + 9

    def _fans(self, side: int, time: float, across: float) -> Image:
        """Return the part of the stand a slowly panning camera sees, ``across`` of its width."""
        texture = self.stadium.fans[side][int(time * 4.5) % 2]
        wide = round(texture.shape[1] * across)
        high = round(wide * self.height / self.width)
        x = round(30 + (texture.shape[1] - wide - 60) * (0.3 + time * 0.05)) % (texture.shape[1] - wide)
        return texture[-high - 20 : -20, x : x + wide]

    def _joy(
        self, frame: Image, scene: list[tuple[Sprite, float, float, float]], cut: Cut, time: float
    ) -> None:
        part = self._fans(cut.side, time, 0.5)
        small = cv2.resize(part, (self.width // 14, self.height // 14), interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), 0.8)
        cv2.resize(small, (self.width, self.height), dst=frame, interpolation=cv2.INTER_CUBIC)
        for drawn, x, y, rhythm in scene:
            hop = abs(np.sin(time * rhythm * 2.2)) * self.height * 0.035
            sway = np.sin(time * rhythm) * self.width * 0.014
            paste(frame, drawn, round(x + sway), round(y - hop))

    def _crowd(self, frame: Image, cut: Cut, time: float) -> None:
        part = self._fans(cut.side, time, 0.62)
        cv2.resize(part, (self.width, self.height), dst=frame, interpolation=cv2.INTER_LINEAR)
