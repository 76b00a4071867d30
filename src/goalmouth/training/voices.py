"""Many voices saying things about football, as material to mix."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_closing

from goalmouth.media.filters import resampled
from goalmouth.registry import Registry
from goalmouth.speech import VOICES
from goalmouth.speech.narrator import trimmed
from goalmouth.types import Floats, Speech

TEXTS = {
    "en": (
        "Petersen looks up, and plays it wide to the left.", "Oh, what a chance that was!",
        "Goal! It is in!", "They have not had a shot for twenty minutes now.",
        "Marsh. Oyelaran. Back to Marsh.", "Offside.", "It comes off the post, and somehow it stays out!",
        "The flag is up on the far side.", "And again.",
        "Second half under way, with everything still to play for.",
        "That is cleared by the big centre half.",
        "He had two men free in the middle, and he chose to go alone.", "Here they come. Three against two.",
        "Remember, it was the other way round in the autumn.", "Save! What a save from the goalkeeper!",
        "A yellow card, and there can be no argument about that.", "Forty five thousand in here tonight.",
        "Let us see it once more, from behind the goal.", "Struck low, struck hard, just past the post.",
        "Their trainer has seen enough, there will be a change at the break.", "No! He has missed it!",
        "Kowalczyk with the corner, headed behind.", "Penalty! The referee points to the spot!",
        "Well, well.", "You do not often see that at this level, do you?",
        "It has been quiet since then, both sides resting.",
        "On the stroke of half time, they lead by a goal to nil.",
        "Yes, I thought so too, he was a yard off.",
    ),
    "fr": (
        "Le ballon revient sur la gauche, il cherche une solution.", "Et but ! Quel but magnifique !",
        "C'est contré, mais ce n'est pas fini.", "Il reste un quart d'heure à jouer.",
        "Oh, la belle parade !", "Carton jaune, c'est logique.",
        "Ils ont beaucoup couru en première période.", "Attention au contre.",
        "La frappe de loin, et c'est juste au dessus.", "Le coup franc est bien placé, à vingt mètres.",
    ),
    "es": (
        "La pelota va por la banda derecha, levanta la cabeza.", "¡Gol, gol, gol! ¡Qué golazo!",
        "El árbitro dice que no hay nada.", "Quedan diez minutos para el final.", "¡Uy, qué cerca!",
        "Saca de esquina, al segundo palo, despeja la defensa.", "Tarjeta amarilla para el lateral.",
        "Han salido con otra cara en la segunda parte.", "Paradón del portero.",
        "Se la lleva por velocidad.",
    ),
    "de": (
        "Der Ball kommt von rechts, und wieder ist ein Verteidiger dazwischen.", "Tor! Was für ein Treffer!",
        "Noch zehn Minuten bis zum Schlusspfiff.", "Das war knapp, das war ganz knapp.", "Abseits.",
        "Er zieht nach innen, er schießt, gehalten!", "Gelb, daran gibt es nichts zu rütteln.",
        "Die Mannschaft steht jetzt sehr tief.", "Freistoß aus guter Lage.", "Da war viel mehr drin.",
    ),
}  # fmt: skip
"""What is said; of no broadcast."""

QUIET = 0.02
"""Below this part of a line's loudest 10 ms (−34 dB) nobody speaks."""

PAUSE = 0.3
"""Seconds of quiet that still belong to what is said."""


@dataclass(frozen=True)
class Spoken:
    """A line. samples : (n,) of root mean square 0.1; talks : (n / step,) whether it is being said."""

    samples: Floats
    talks: NDArray[np.bool_]


def spoken(speech: Speech, sample_rate: int, step: int) -> Spoken:
    """Return a line at a sample rate, levelled, with what of it is speech, a value every ``step`` samples."""
    own = trimmed(speech)
    samples = resampled(own.samples, own.sample_rate, sample_rate)
    samples = np.pad(samples, (0, -len(samples) % step))
    level = np.sqrt(np.mean(samples.reshape(-1, step) ** 2, axis=1))
    loud = level > QUIET * level.max(initial=1e-9)
    wide = np.pad(loud, len(loud), constant_values=False)
    talks = binary_closing(wide, np.ones(1 + round(PAUSE * sample_rate / step)))[len(loud) : 2 * len(loud)]
    voiced = np.sqrt(np.mean(level[loud] ** 2)) if loud.any() else 1.0
    return Spoken(np.asarray(samples * 0.1 / voiced, np.float32), talks | loud)


def say_all(
    voices: Sequence[str], paces: Sequence[float], sample_rate: int, step: int, jobs: int = 2
) -> list[Spoken]:
    """Say everything in every voice, ``ENGINE/VOICE``, or ``ENGINE/VOICE/LANGUAGE`` where it is not English.

    Each is heard at the paces given, which shift its pitch as well: another throat, another temper.
    """
    registry: Registry = VOICES
    tasks = []
    for number, name in enumerate(voices):
        engine, own, *language = name.split("/")
        texts = TEXTS[language[0] if language else "en"]
        speaker = registry.load(engine)(own)
        tasks += [(speaker, text, paces[(number + k) % len(paces)]) for k, text in enumerate(texts)]
    with ThreadPoolExecutor(jobs) as pool:
        said = list(pool.map(lambda task: task[0].speak(task[1]), tasks))
    return [
        spoken(Speech(one.samples, round(one.sample_rate * pace / 50) * 50), sample_rate, step)
        for one, (_, _, pace) in zip(said, tasks, strict=True)
    ]
