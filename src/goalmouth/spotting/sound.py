"""Big moments, as the crowd tells them. A roar does not say what happened, so neither do we."""

import numpy as np
from scipy.ndimage import maximum_filter1d

from goalmouth.labels import HIGHLIGHT
from goalmouth.types import Evidence, Spot

LEAST = 3.0
"""Decibels above the crowd's usual level from which a rise is a candidate."""

SURE = 12.0
"""Decibels at which it is one for certain."""

APART = 10.0
"""Seconds between two candidates."""

REACH = 12.0
"""Seconds over which a crowd rises."""


class SoundSpotter:
    """Each peak of the crowd is a candidate ``Highlight``, timed where the rise began."""

    needs = frozenset({"sound"})

    def spot(self, evidence: Evidence) -> list[Spot]:
        """Return a candidate for each surge."""
        sound = evidence.sound
        if sound is None or len(sound.times) < 3:
            return []
        step = float(np.median(np.diff(sound.times)))
        top = maximum_filter1d(sound.crowd, 2 * round(APART / step) + 1, mode="nearest")
        spots: list[Spot] = []
        for peak in map(int, np.flatnonzero((sound.crowd >= LEAST) & (sound.crowd == top))):
            first = max(0, peak - round(REACH / step))
            half = sound.crowd[peak] / 2
            start = peak
            while start > first and sound.crowd[start - 1] > half:
                start -= 1
            score = float(np.clip((sound.crowd[peak] - LEAST) / (SURE - LEAST), 0.01, 0.99))
            time = max(0.0, float(sound.times[start]) - 0.5)
            if not spots or time - spots[-1].time > APART / 2:
                spots.append(Spot(time, HIGHLIGHT, score, "sound"))
        return spots
