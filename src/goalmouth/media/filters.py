"""Filters: what comes out of libavfilter's graphs, and sound at another sample rate."""

from collections.abc import Iterator

import av
import numpy as np
from av.filter import Graph
from scipy.signal import resample_poly

from goalmouth.types import Floats


def through(
    graph: Graph, frame: av.VideoFrame | av.AudioFrame | None
) -> Iterator[av.VideoFrame | av.AudioFrame]:
    """Push a frame into a graph with one source, ``None`` for the end, and yield all that comes out."""
    graph.push(frame)
    while True:
        try:
            yield graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return


def resampled(samples: Floats, source: int, target: int) -> Floats:
    """Return mono samples (n,) of ``source`` Hz at ``target`` Hz, aliases filtered."""
    return samples if source == target else np.asarray(resample_poly(samples, target, source), np.float32)
