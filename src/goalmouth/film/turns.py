"""Who is heard when: our lines, the sentences of the broadcast's own voice, or the stadium alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import ndimage

from goalmouth.types import Clip, Floats

Stretch = tuple[float, float]
"""Film seconds, half-open."""

STEPS = 100
"""Values a second of what changes slowly."""
HOLD = 0.5
"""Pauses shorter than this within our speech are no end of it."""
ROOM = 3.0
"""Seconds between two of our lines, or a line and a cut, in which their voice may be heard again."""
APART = 0.4
"""Seconds kept between our voice and theirs."""
BREATH = 0.2
"""Seconds without their voice that end a sentence of theirs."""
EDGE = 0.25
"""Seconds before and after their sentences in which their voice is still expected."""
NEAR = 1.0
"""Seconds below which it is not worth going from the stadium alone to the whole sound and back."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Who has the word; all stretches are in order and apart from each other."""

    ours: tuple[Stretch, ...] = ()
    heard: tuple[Stretch, ...] = ()
    """Their sentences that are let through, whole."""
    alone: tuple[Stretch, ...] = ()
    """Where of the clips' own sound only the stadium may be heard."""


def speaking(voice: Floats, sample_rate: int) -> list[Stretch]:
    """Return where a voice (n,) that is silent between its lines speaks; short pauses belong to it."""
    if not len(voice):
        return []
    step = max(1, sample_rate // STEPS)
    count = -(-len(voice) // step)
    padded = np.zeros(count * step, np.float32)
    padded[: len(voice)] = np.abs(voice)
    loud = padded.reshape(count, step).max(axis=1, initial=0.0)
    spoken = loud > max(1e-4, 0.01 * float(loud.max(initial=0.0)))
    hold = round(HOLD * sample_rate / step)
    spoken = ndimage.binary_closing(np.pad(spoken, hold), np.ones(hold + 1))[hold : hold + count]
    edges = np.flatnonzero(np.diff(spoken.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
    return [(float(begin), float(end)) for begin, end in edges * (step / sample_rate)]


def in_film(theirs: Sequence[Stretch], clips: Sequence[Clip], spans: Sequence[Stretch]) -> list[Stretch]:
    """Return in film seconds what of these stretches of the match is in its clips, in order."""
    found = []
    for clip, (begin, end) in zip(clips, spans, strict=True):
        late = begin - clip.start
        for low, high in theirs:
            low, high = max(begin, low + late), min(end, high + late)
            if low < high:
                found.append((low, high))
    return sorted(found)


def joined(stretches: Sequence[Stretch], gap: float) -> list[Stretch]:
    """Return stretches in order, those as one that are less than ``gap`` apart."""
    found: list[Stretch] = []
    for low, high in sorted((low, high) for low, high in stretches if high > low):
        if found and low - found[-1][1] < gap:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def turns(
    ours: Sequence[Stretch], theirs: Sequence[Stretch], cuts: Sequence[float], duration: float
) -> Turns:
    """Give the word: ours always; theirs only a whole sentence, where there is room; else nobody.

    ``theirs`` : film seconds; ``cuts`` : where a clip begins. A sentence that a cut or a line of ours
    would break is not heard at all: half of one is worse than none.
    """
    ours = joined(ours, 0.0)
    edges = [0.0, *cuts, duration]
    taken = joined([*ours, *((cut, cut + 1e-6) for cut in edges)], 0.0)
    rooms = [(a, b) for (_, a), (b, _) in pairwise(taken) if b - a >= ROOM]
    # A sentence goes on over a breath, but not over a cut: there another one begins.
    said = [
        sentence
        for low, high in pairwise(sorted({*edges}))
        for sentence in joined([(max(low, a), min(high, b)) for a, b in theirs], BREATH)
    ]
    heard = [(a, b) for a, b in said if any(low + APART <= a and b <= high - APART for low, high in rooms)]
    silenced = [(a - EDGE, b + EDGE) for a, b in said if (a, b) not in heard]
    under = [(a - APART, b + APART) for a, b in ours]
    under = [(a, b) for a, b in under if any(low < b and a < high for low, high in silenced)]
    alone: list[Stretch] = []
    for a, b in joined([*silenced, *under], NEAR):
        # What is let through is not taken away by what is near it: they part in the middle of a breath.
        for low, high in heard:
            if a < high + EDGE and b > low - EDGE:
                before = max((end for _, end in said if end <= low), default=low - 2 * EDGE)
                after = min((start for start, _ in said if start >= high), default=high + 2 * EDGE)
                left, right = max(low - EDGE, (before + low) / 2), min(high + EDGE, (high + after) / 2)
                if a < left:
                    alone.append((a, left))
                a = right
        if a < b:
            alone.append((a, b))
    alone = [(max(0.0, a), min(duration, b)) for a, b in alone]
    return Turns(tuple(ours), tuple(heard), tuple(s for s in joined(alone, 0.0)))


def depth(stretches: Sequence[Stretch], count: int, attack: float, release: float) -> Floats:
    """Return (count,) values, 100 a second: 1 within stretches, 0 away from them, smooth between.

    It begins to rise ``attack`` seconds before a stretch and is down ``release`` seconds after it.
    """
    times = np.arange(count) / STEPS
    found = np.zeros(count)
    for begin, end in stretches:
        low, high = (round(edge * STEPS) for edge in (begin - attack, end + release))
        part = slice(max(0, low), max(0, high + 1))
        up = np.clip((times[part] - (begin - attack)) / attack, 0, 1)
        down = np.clip((end + release - times[part]) / release, 0, 1)
        ramp = np.minimum(up, down)
        found[part] = np.maximum(found[part], ramp * ramp * (3 - 2 * ramp))
    return np.asarray(found, np.float32)


def at_rate(values: Floats, low: int, high: int, sample_rate: int) -> Floats:
    """Return samples ``low`` … ``high`` of a curve that has 100 values a second."""
    where = np.arange(low, high) * (STEPS / sample_rate)
    return np.asarray(np.interp(where, np.arange(len(values)), values), np.float32)
