"""Average precision within a few pictures, as E2E-Spot's code computes it (Hong et al. 2022, section 4).

The surest prediction takes the nearest label of its class and video that is left, if that is no farther
away than the tolerance; the area under the curve whose precision never rises with recall is summed at
each label found. The mean is over the classes that have labels.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TOLERANCES = (0, 1, 2, 4)
"""Pictures, as in the paper."""


@dataclass(frozen=True, slots=True)
class Event:
    """A label, or a prediction of so much confidence."""

    video: str
    frame: int
    label: str
    score: float = 1.0


def mean_precision(
    labels: Sequence[Event], predictions: Sequence[Event], tolerances: Sequence[int] = TOLERANCES
) -> dict[int, dict[str, float]]:
    """Return tolerance → class → average precision, 0…1; classes in the order of their names."""
    truth: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for label in labels:
        truth[label.label][label.video].append(label.frame)
    surest: dict[str, list[Event]] = defaultdict(list)
    for event in sorted(predictions, key=lambda event: -event.score):
        surest[event.label].append(event)
    return {
        within: {name: _precision(surest[name], truth[name], within) for name in sorted(truth)}
        for within in tolerances
    }


def _precision(surest: Sequence[Event], truth: Mapping[str, Sequence[int]], within: int) -> float:
    left = {video: list(frames) for video, frames in truth.items()}
    found: list[float] = []
    for count, event in enumerate(surest, 1):
        near = min(left.get(event.video, ()), key=lambda frame: abs(frame - event.frame), default=None)
        if near is not None and abs(near - event.frame) <= within:
            _take(left[event.video], near)
            found.append((len(found) + 1) / count)
    total, best = 0.0, 0.0
    for precision in reversed(found):
        best = max(best, precision)
        total += best
    return total / sum(map(len, truth.values()))


def _take(left: list[int], frame: int) -> None:
    """Take a label away, and with it every other of its class in that picture, as the reference does."""
    left[:] = [each for each in left if each != frame]
