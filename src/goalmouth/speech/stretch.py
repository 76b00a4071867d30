"""Change the pace of speech, its pitch kept."""

from fractions import Fraction

import av
import numpy as np
from av.filter import Graph

from goalmouth.media.filters import through
from goalmouth.types import Floats, Speech


def stretched_length(count: int, rate: float) -> int:
    """Return how many samples ``count`` samples become at ``rate``."""
    return round(count / rate)


def fitted(samples: Floats, count: int) -> Floats:
    """Return exactly ``count`` samples: the end cut off or filled with silence."""
    return np.pad(samples[:count], (0, max(0, count - len(samples)))).astype(np.float32)


def stretch(speech: Speech, rate: float) -> Speech:
    """Return the speech ``rate`` times as fast (0.5 … 2), exactly ``stretched_length`` samples long.

    libavfilter's ``atempo``: waveform-similarity overlap-add (Verhelst and Roelands 1993).
    """
    if rate == 1.0 or not len(speech.samples):
        return speech
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=speech.sample_rate, layout="mono", format="flt", time_base=Fraction(1, speech.sample_rate)
    )
    tempo, sink = graph.add("atempo", f"{rate:.6f}"), graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(speech.samples[None, :], format="flt", layout="mono")
    frame.sample_rate, frame.pts = speech.sample_rate, 0
    pulled = [*through(graph, frame), *through(graph, None)]
    parts = [part.to_ndarray().reshape(-1).astype(np.float32) for part in pulled]
    count = stretched_length(len(speech.samples), rate)
    return Speech(fitted(np.concatenate([*parts, np.zeros(0, np.float32)]), count), speech.sample_rate)
