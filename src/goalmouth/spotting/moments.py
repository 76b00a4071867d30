"""From how likely something is in each second to single moments, one for each happening."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goalmouth.types import Floats, Spot

NEAR = 8
"""Seconds before and after a moment within which all that is likely of its class is that moment."""

FINE = 1
"""The same for where it is: the likeliest place, not the middle of all."""

SAME = 10.0
"""Seconds within which a spotter's own candidate is of the same happening."""

LEAST = 2e-3
"""Events below which nothing is told of."""

UNLIKELY = 1e-4
"""How sure a spotter counts as that has no candidate."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something of a class, by its number; time : seconds; score : 0…1."""

    time: float
    kind: int
    score: float


@dataclass(frozen=True, slots=True)
class Belief:
    """What is made of a class's moments.

    trust : how much the spotter's own say counts beside what is told, 0…1; scale, shift : of the logit of all
    that, so that a score is the share that is right.
    """

    trust: float = 0.0
    scale: float = 1.0
    shift: float = 0.0

    def score(self, mass: float, there: float, sure: float) -> float:
        """Return 0…1. mass, there : what is likely around a moment, and at it; sure : the spotter was."""
        told = (_logit(1 - math.exp(-mass)) + _logit(there)) * (0.5 - self.trust / 2)
        logit = self.scale * (told + _logit(sure) * self.trust) + self.shift
        return 1 / (1 + math.exp(-max(-700.0, logit)))


def moments(
    told: Floats, last: float, spots: Sequence[Spot], classes: Sequence[str], beliefs: Sequence[Belief]
) -> list[Moment]:
    """Return the moments of each class, by class and the likeliest place first.

    told : (2, seconds, classes), 0…1: how likely something happens in each second, and how likely within some
    seconds of it; last : the latest time there is; spots : the spotter's own; beliefs : of each class.
    A moment takes with it what is likely around it, so that it is told once: as surely as it all adds up to,
    as it is likely there, and as the spotter was. After them come the spotter's own where nothing was likely.
    """
    found = []
    for kind, (own, wide) in enumerate(told.transpose(2, 0, 1).astype(np.float64)):
        mine = sorted((spot.time, spot.score) for spot in spots if spot.label == classes[kind])
        times, scores = np.array(mine).reshape(-1, 2).T
        for time, mass, there in _of_class(own.copy(), wide):
            close = np.flatnonzero(np.abs(times - time) <= SAME)
            sure = scores[close].max(initial=UNLIKELY)
            # It spoke of one happening: another moment cannot have it, too.
            times[close] = np.inf
            found.append(Moment(min(time, last), kind, beliefs[kind].score(mass, there, sure)))
        for place in np.argsort(-scores, kind="stable"):
            if (time := float(times[place])) < np.inf:
                times[np.abs(times - time) <= SAME] = np.inf
                at = min(int(time), len(own) - 1)
                mass = float(own[max(0, at - NEAR) : at + NEAR + 1].sum())
                score = beliefs[kind].score(mass, float(wide[at]), float(scores[place]))
                found.append(Moment(time, kind, score))
    return found


def _of_class(own: Values, wide: Values) -> list[tuple[float, float, float]]:
    """Return the time of each moment, how much is likely around it, and how likely it is there."""
    found = []
    fine = _sums(own)
    while fine[best := int(fine.argmax())] > 0:
        low, high = max(0, best - NEAR), best + NEAR + 1
        mass = float(own[low:high].sum())
        if mass < LEAST:
            break
        first = max(0, best - FINE)
        part = own[first : best + FINE + 1]
        time = first + float(part @ np.arange(len(part)) / part.sum())
        found.append((time, mass, float(wide[best])))
        own[low:high] = 0
        # What is beside the hole has lost a neighbour; its further ones count as before.
        begin, end = max(0, low - 2 * FINE), high + 2 * FINE
        anew = _sums(own[begin:end])
        fine[low:high] = 0
        fine[max(0, low - FINE) : low] = anew[max(0, low - FINE) - begin : low - begin]
        fine[high : high + FINE] = anew[high - begin : high + FINE - begin]
    return found


def _logit(value: float) -> float:
    sure = min(max(value, 1e-9), 1 - 1e-9)
    return math.log(sure / (1 - sure))


def _sums(values: Values) -> Values:
    """Return the sum of what is within ``FINE`` of each value."""
    return np.convolve(np.pad(values, FINE), np.ones(2 * FINE + 1), "valid")
