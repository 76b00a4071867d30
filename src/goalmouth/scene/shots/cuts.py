"""Where one camera's picture gives way to the next at once.

A cut changes the picture at once and for good: its colours, or, between two cameras on one pitch,
only its structure. A step from one picture to the next is a cut when it is far greater than the
steps around it and the pictures on either side of it stay apart, which flashes and pans do not.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from goalmouth.scene.shots.marks import (
    Mark,
    colour_distance,
    level_distance,
    spread,
    structure_distance,
    whole,
)

COLOUR, STRUCTURE = 0.20, 0.22
"""Least distances, 0…1, of the two sides of a cut."""

SAME = 0.05
"""A distance in structure up to which a picture is the same: dull colours may cross a histogram's edge."""

LEVELS = 2.0
"""Least step of the levels of a cut in structure alone."""

CLEAR = 0.30
"""A distance in structure from which the levels need not stand out so far."""

CONTRAST = 3.0
"""How many times greater than the steps around it a cut's step is."""

FAINT = 0.08
"""Least distance in structure of a cut that has no like around it.

Two moments of one camera, which looks at the same grass.
"""

ALONE = 6.0, 4.0
"""How many times greater than anything around it such a cut is, in structure and in levels."""

PART = 0.004
"""Least ``spread`` of a cut that is none of these: a banner that is there at once has less."""

CALM = 0.02
"""Steps below this count as this: a still picture has no noise to compare with."""

SHORTEST = 0.4
"""Seconds; what is shorter is a flash."""

RESTLESS = 1.2
"""Seconds; structure that jumps more often than this is a crowd, seen close."""

BEYOND = 5
"""Pictures on either side that a step is compared with."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A picture and how far it is from the one before."""

    mark: Mark
    colour: float
    structure: float
    levels: float


@dataclass(frozen=True, slots=True)
class _Cut:
    """When, whether the colours changed as well as the structure, and by how much the levels did."""

    time: float
    coloured: bool
    levels: float


class CutFinder:
    """Takes every picture's mark and keeps but the last few."""

    def __init__(self) -> None:
        self._cuts: list[_Cut] = []
        self._steps: deque[_Step] = deque(maxlen=2 * BEYOND)

    def take(self, mark: Mark) -> None:
        """Take the next picture."""
        colour = structure = levels = 0.0
        if self._steps:
            last = self._steps[-1].mark
            colour = colour_distance(last.colours, mark.colours)
            structure = structure_distance(last.small, mark.small)
            levels = level_distance(last.tiny, mark.tiny)
        self._steps.append(_Step(mark, colour, structure, levels))
        if len(self._steps) == 2 * BEYOND:
            self._judge(BEYOND)

    def finish(self) -> list[float]:
        """Return the times of the first pictures after cuts, in order; nothing comes after this."""
        for at in range(BEYOND + 1, len(self._steps)):
            self._judge(at)
        self._steps.clear()
        times = [cut.time for cut in self._cuts]
        return [
            cut.time
            for i, cut in enumerate(self._cuts)
            if cut.coloured
            or all(
                abs(cut.time - other) > RESTLESS
                for other in (*times[max(0, i - 1) : i], *times[i + 1 : i + 2])
            )
        ]

    def _judge(self, at: int) -> None:
        """Note step ``at`` if it leads to the first picture after a cut."""
        step = self._steps[at]
        if step.colour <= COLOUR / 2 and step.structure <= FAINT:
            return
        last = self._cuts[-1] if self._cuts else None
        close = last is not None and step.mark.time - last.time < SHORTEST
        if last is not None and close and step.levels <= last.levels:
            return
        steps = list(self._steps)
        around = steps[1:at] + steps[at + 1 :]
        before, after = steps[max(0, at - 3)].mark, steps[min(len(steps) - 1, at + 2)].mark
        coloured = (
            _sudden(step.colour, [s.colour for s in around], COLOUR / 2)
            and step.structure > SAME
            and colour_distance(before.colours, after.colours) > COLOUR
        )
        most = max(s.levels for s in around)
        structured = (
            _sudden(step.structure, [s.structure for s in around], STRUCTURE)
            and step.levels > max(LEVELS, most * (1.5 if step.structure > CLEAR else 2.5))
            and structure_distance(before.small, after.small) > STRUCTURE
        )
        sides = np.subtract(after.tiny, before.tiny, dtype=np.float32)
        clear = (coloured or structured) and spread(sides) > PART
        if clear or (_alone(step, around, before, after) and whole(sides)):
            if close:
                # Of two so near each other the greater one is the cut, and the other a flash.
                self._cuts.pop()
            self._cuts.append(_Cut(step.mark.time, coloured, step.levels))


def _alone(step: _Step, around: list[_Step], before: Mark, after: Mark) -> bool:
    """Say whether nothing around comes near a step that changes the whole picture, if faintly."""
    structure, levels = max(s.structure for s in around), max(s.levels for s in around)
    return (
        step.structure > max(FAINT, ALONE[0] * structure)
        and step.levels > max(LEVELS, ALONE[1] * levels)
        and structure_distance(before.small, after.small) > FAINT
    )


def _sudden(step: float, around: list[float], least: float) -> bool:
    if step <= least or step < 1.5 * max(around):
        return False
    return step > CONTRAST * max(float(np.median(around)), CALM)
