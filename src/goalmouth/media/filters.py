"""What comes out of libavfilter's graphs."""

from collections.abc import Iterator

import av
from av.filter import Graph


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
