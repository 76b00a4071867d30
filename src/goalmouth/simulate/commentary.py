"""The broadcast's own commentator, who talks most of the time about what the story has."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from goalmouth.media.filters import resampled
from goalmouth.protocols import Voice
from goalmouth.simulate.record import Happening, Story
from goalmouth.types import Floats

_LOUD = 0.085
"""Root mean square of a calm line; the crowd's murmur is about a third of it."""

# What is said of an event, and how many seconds after it that begins.
_TOLD: dict[str, tuple[str, ...]] = {
    "Goal": (
        "Goal! {player} scores for {team}! It is {one} {other}!",
        "It's in! {player}! What a finish, {team} have scored! {one} {other}!",
        "{player} shoots, and it is there! {team} celebrate, {one} {other} the score!",
        "He's done it! {player} has put it in the net, and that is {one} {other}!",
    ),
    "Shots on target": (
        "A good effort, and the goalkeeper holds it.", "Straight at the goalkeeper.",
        "{player} tries his luck, and it is saved.", "A fine save that, the keeper was well placed.",
    ),
    "Shots off target": (
        "Wide! {player} had the time there.", "Over it goes, and that is a chance gone.",
        "{player}, just off the target.", "He pulls it wide of the post.",
    ),
    "Corner": ("The corner comes in.", "{team} with the corner, swung towards the far post.",),
    "Clearance": ("Headed away.", "Cleared, for now."),
    "Foul": (
        "The referee stops it, that is a free kick.", "He goes down, and the whistle goes.",
        "Late challenge, and he knows it.",
    ),
    "Indirect free-kick": ("They take it quickly.", "The free kick, played short."),
    "Yellow card": (
        "And he is booked. {player} goes into the book.", "A yellow card for {player}, no complaints.",
    ),
    "Red card": ("It's red! {player} is sent off!", "He is off! A red card for {player}!"),
    "Substitution": (
        "A change for {team}. {going} makes way for {coming}.", "{coming} comes on, and {going} goes off.",
    ),
    "Throw-in": ("Thrown in.", "{team} throw it in on the far side."),
    "Ball out of play": ("Out of play.", "That has gone out."),
    "Kick-off": ("And away we go again.", "They are under way.", "{team} get us started."),
}  # fmt: skip

_TALK = (
    "{name}, now {mate}.", "{name} has it, looking for somebody ahead of him.", "Nice touch from {name}.",
    "{team} are knocking it about well here.", "{mate} wants it, and {name} finds him.",
    "Plenty of room out on the right for {team}.", "{other} are happy to sit back and wait.",
    "You can hear what it means to the people in here tonight.", "{name}, back to {mate}.",
    "It has been a lively game so far, plenty of effort from both sides.",
    "{team} looking to build something from the back.", "That is a good ball by {name}.",
    "{other} have been working hard all evening, they really have.", "Patient from {team}.",
    "{name} carries it forward, with {mate} alongside.", "They need somebody to make a run.",
    "The manager is on his feet, he wants his side to push up a little.", "Well played, {name}.",
    "{mate} turns away from his man and looks up.", "There's a bit of needle in this game, no doubt.",
    "A word about {name}, who has been outstanding this season.", "Still {team}.", "And {mate}.",
    "The pitch is playing beautifully, credit to the people who look after it.",
    "I was talking to the coach of {other} before the match, and he was quietly confident.",
)  # fmt: skip
_URGENT = ("Goal", "Red card", "Yellow card", "Substitution")
_KNOWN_FOR = 3.0
"""Seconds after which an event is no news, unless it is urgent."""
_NUMBERS = ("nil", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Said:
    """A sentence, in broadcast seconds. samples : (n,) at the rate asked for."""

    start: float
    end: float
    text: str
    samples: Floats


class Commentator:
    """Talks through a story with a voice of ``goalmouth.speech``."""

    def __init__(self, rng: np.random.Generator, story: Story, voice: Voice, rate: int) -> None:
        self.rng, self.story, self.voice, self.rate = rng, story, voice, rate
        self._kept: dict[tuple[str, bool], Floats] = {}
        self._last: list[str] = []

    def talk(self) -> Iterator[Said]:
        """Yield what is said, in order; nothing is said over something else."""
        story, time = self.story, float(self.rng.uniform(0.4, 1.2))
        waiting = [h for h in story.happenings if h.label in _TOLD]
        while time < story.duration - 1:
            while waiting and waiting[0].time < time - _KNOWN_FOR and waiting[0].label not in _URGENT:
                waiting.pop(0)
            told = next((h for h in waiting if h.time + 0.35 <= time), None)
            urgent = next((h for h in waiting if h.label in _URGENT and h.time + 0.35 <= time), told)
            if urgent is not None:
                waiting = waiting[waiting.index(urgent) + 1 :]
                text = self._about(urgent)
                samples = self._spoken(text, urgent.label in ("Goal", "Red card"))
            else:
                text = self._talk(time)
                samples = self._spoken(text, False)
                # Something big is not talked over: the voice waits for it.
                coming = next((h.time for h in waiting if h.label in _URGENT), story.duration)
                if time + len(samples) / self.rate > coming + 0.2:
                    time = coming + 0.4 + float(self.rng.uniform(0, 0.3))
                    continue
            end = time + len(samples) / self.rate
            if end > story.duration - 0.2:
                return
            yield Said(time, end, text, samples)
            time = end + float(self.rng.choice((0.25, 0.5, 0.9, 2.2)) * self.rng.uniform(0.7, 1.3))

    def _about(self, told: Happening) -> str:
        home, away = next((s[1:] for s in self.story.scores if s[0] > told.time), self.story.scores[-1][1:])
        team = self.story.teams[told.side or 0].full
        return self._pick(_TOLD[told.label]).format(
            player=told.player or "He", team=team, coming=told.player_in, going=told.player_out,
            one=_NUMBERS[home], other=_NUMBERS[away],
        )  # fmt: skip

    def _talk(self, time: float) -> str:
        side = int(self.rng.integers(2))
        here = [k for k in range(1, 11) if side * 11 + k not in self.story.off(time)]
        one, other = (side * 11 + int(k) for k in self.rng.choice(here, 2, replace=False))
        return self._pick(_TALK).format(
            name=self.story.on_pitch(one, time)[0], mate=self.story.on_pitch(other, time)[0],
            team=self.story.teams[side].full, other=self.story.teams[1 - side].full,
        )  # fmt: skip

    def _pick(self, templates: tuple[str, ...]) -> str:
        fresh = [t for t in templates if t not in self._last] or list(templates)
        chosen = fresh[int(self.rng.integers(len(fresh)))]
        self._last = [*self._last[-12:], chosen]
        return chosen

    def _spoken(self, text: str, excited: bool) -> Floats:
        if (text, excited) not in self._kept:
            speech = self.voice.speak(text)
            # An excited voice is higher, quicker and louder.
            source = round(speech.sample_rate * (1.09 if excited else 1.0) / 50) * 50
            samples = resampled(speech.samples, source, self.rate)
            loud = np.sqrt(np.mean(np.square(samples)) + 1e-12)
            gain = _LOUD * (1.5 if excited else 1.0) / loud
            self._kept[text, excited] = np.asarray(samples * gain, np.float32)
        return self._kept[text, excited]
