"""When somebody speaks, as spans."""

import numpy as np

from goalmouth.types import Floats, SoundTrack

SURE, HELD = 0.5, 0.35
"""Speech begins where it is at least so sure, and lasts for as long as it is held so sure."""

PAUSE = 0.4
"""Seconds of silence that still belong to a sentence: a breath is no gap to fill."""

SHORTEST = 0.3
"""Seconds; what is shorter is no word."""


def spans(
    track: SoundTrack,
    values: Floats | None = None,
    sure: float = SURE,
    held: float = HELD,
    pause: float = PAUSE,
    shortest: float = SHORTEST,
) -> list[tuple[float, float]]:
    """Return the spans (start, end) in which somebody speaks, in seconds, in order and apart.

    values : (n,) of the track to take spans of, speech unless told. A gap in the track ends a span.
    """
    values = track.speech if values is None else values
    times = track.times.astype(np.float64)
    if not len(times):
        return []
    step = float(np.median(np.diff(times))) if len(times) > 1 else 0.1
    # The track may have gaps: no span runs over one.
    parts = np.flatnonzero(np.diff(times) > max(2 * step, pause)) + 1
    found: list[tuple[float, float]] = []
    for own in np.split(np.arange(len(times)), parts):
        joined: list[tuple[int, int]] = []
        for first, last in _runs(values[own] >= held):
            if values[own][first:last].max() < sure:
                continue
            if joined and (first - joined[-1][1]) * step <= pause + 1e-6:
                first = joined.pop()[0]
            joined.append((first, last))
        begin = float(times[own[0]])
        found += [
            (begin + first * step, begin + last * step)
            for first, last in joined
            if (last - first) * step >= shortest - 1e-6
        ]
    return found


def _runs(on: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], on, [False]]).astype(np.int8)))
    return [(int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True)]
