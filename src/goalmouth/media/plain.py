"""Pictures as a viewer sees them: upright, whole, in eight bits, however the file keeps them."""

from collections.abc import Iterable, Iterator

import av
import numpy as np
from av.filter import Graph

from goalmouth.media.filters import through
from goalmouth.media.video import plane_rows, quarters

EIGHT_BITS = frozenset({"yuv420p", "yuvj420p"})
"""The pixel formats that every reader, painter and encoder here takes as they are."""


def plain(picture: av.VideoFrame) -> av.VideoFrame:
    """Return a picture upright and as 4:2:0 in eight bits; one that is so already is returned itself."""
    turns = quarters(picture)
    if picture.format.name in EIGHT_BITS and not turns:
        return picture
    made = picture if picture.format.name in EIGHT_BITS else picture.reformat(format="yuv420p")
    if turns:
        made = _turned(made, turns)
    made.pts, made.time_base = picture.pts, picture.time_base
    return made


def _turned(picture: av.VideoFrame, turns: int) -> av.VideoFrame:
    width, height = picture.width, picture.height
    if turns % 2:
        width, height = height, width
    turned = av.VideoFrame(width, height, picture.format.name)
    turned.colorspace, turned.color_range = picture.colorspace, picture.color_range
    turned.color_primaries, turned.color_trc = picture.color_primaries, picture.color_trc
    for source, target in zip(picture.planes, turned.planes, strict=True):
        plane_rows(target)[:, : target.width] = np.rot90(plane_rows(source)[:, : source.width], turns)
    return turned


def woven(pictures: Iterable[av.VideoFrame]) -> Iterator[av.VideoFrame]:
    """Yield the pictures with the two fields of interlaced ones made into one, times kept.

    libavfilter's ``bwdif``, which follows the BBC's filter (Weston 3-field) where it sees motion.
    From the first interlaced picture on all go through it; those that are whole pass untouched.
    """
    graph: Graph | None = None
    shape: tuple[int, int, str] | None = None
    for picture in pictures:
        own = picture.width, picture.height, picture.format.name
        if graph is not None and own != shape:
            yield from _through(graph, None)
            graph = None
        if graph is None and picture.interlaced_frame:
            graph, shape = _weaver(picture), own
        if graph is None:
            yield picture
        else:
            yield from _through(graph, picture)
    if graph is not None:
        yield from _through(graph, None)


def _weaver(picture: av.VideoFrame) -> Graph:
    graph = Graph()
    source = graph.add_buffer(
        width=picture.width, height=picture.height, format=picture.format, time_base=picture.time_base
    )
    weave, sink = graph.add("bwdif", "mode=send_frame:deint=interlaced"), graph.add("buffersink")
    source.link_to(weave)
    weave.link_to(sink)
    graph.configure()
    return graph


def _through(graph: Graph, picture: av.VideoFrame | None) -> Iterator[av.VideoFrame]:
    return (made for made in through(graph, picture) if isinstance(made, av.VideoFrame))
