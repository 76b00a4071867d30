"""A spotter's candidates scored anew, and put where they belong, by what stands around them.

A match has an order: a goal is followed by a kick-off, a foul by a free-kick. The network that is shipped has
learnt it, and how one published system errs, NetVLAD++ (Giancola and Ghanem 2021).
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from goalmouth.labels import SOCCERNET_V2
from goalmouth.protocols import Fuser
from goalmouth.runtime import SHIPPED, load_network
from goalmouth.spotting.moments import Belief, moments
from goalmouth.spotting.surroundings import surroundings
from goalmouth.spotting.transcript import TranscriptSpotter
from goalmouth.types import Evidence, Floats, Segment, Spot

WEIGHTS = SHIPPED / "rescore.onnx"

SOURCE = "rescored"

LATEST = 4 * 3600.0
"""Seconds after which no half goes on: what has a later time has a wrong one, and stays as it is."""


class Rescorer:
    """Every moment that the network thinks of, however unsure, in place of those of a spotter."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._session, told = load_network(weights, "scores anew", "classes", "thresholds", "beliefs")
        self.classes: tuple[str, ...] = tuple(json.loads(told["classes"]))
        self.thresholds: Mapping[str, float] = json.loads(told["thresholds"])
        self._beliefs = [Belief(*own) for own in json.loads(told["beliefs"])]

    def rescore(self, spots: Sequence[Spot], said: NDArray[np.floating] | None = None) -> list[Spot]:
        """Return the moments of one half in time order, ``selected`` set on those above threshold.

        spots : of any classes and in any order, times from the beginning of the half; said : (seconds,
        classes), how surely a transcript tells of each class, 0…1, where there is one.
        What is of classes that the network does not know stays as it is. Without a candidate of one that it
        does know nothing is told, and nothing is put after the last of all.
        """
        known = [spot for spot in spots if spot.label in self.classes and spot.time <= LATEST]
        others = [spot for spot in spots if spot.label not in self.classes or spot.time > LATEST]
        if known:
            last = max(spot.time for spot in known)
            seen, places = surroundings(known, self.classes, int(last) + 2, said)
            told = np.asarray(self._session.run(["told"], {"seen": seen, "places": places})[0])
            new = moments(told, last, known, self.classes, self._beliefs)
            found = [(self.classes[m.kind], m) for m in new]
            others += [
                Spot(m.time, label, m.score, SOURCE, None, m.score >= self.thresholds[label])
                for label, m in found
            ]
        return sorted(others, key=lambda spot: (spot.time, spot.label, -spot.score))


class RescoringFusion:
    """A fuser: what another makes of candidates is scored anew, half by half, with what was said in it."""

    def __init__(self, before: Fuser, thresholds: Mapping[str, float]) -> None:
        """Take the other fuser, and thresholds of a person's choice, by class."""
        self._before, self._rescorer = before, Rescorer()
        self.thresholds = {**self._rescorer.thresholds, **thresholds}

    def fuse(self, spots: Sequence[Spot], evidence: Evidence) -> list[Spot]:
        """Return all candidates in time order, ``selected`` set on those above threshold."""
        fused = self._before.fuse(spots, evidence)
        segments = evidence.transcript.segments if evidence.transcript else ()
        listener = TranscriptSpotter() if segments else None
        found = []
        for half, video in enumerate(evidence.videos, 1):
            inside = video.start, video.end if half < len(evidence.videos) else math.inf
            own = [replace(s, time=s.time - video.start) for s in fused if inside[0] <= s.time < inside[1]]
            spoken = [s for s in segments if inside[0] <= s.start < inside[1]]
            told = likely(listener, spoken, half, video.start) if listener else None
            for spot in self._rescorer.rescore(own, told):
                new = spot.source == SOURCE
                chosen = spot.score >= self.thresholds[spot.label] if new else spot.selected
                found.append(replace(spot, time=spot.time + video.start, selected=chosen))
        return found


def likely(
    listener: TranscriptSpotter, segments: Sequence[Segment], half: int, begin: float = 0.0
) -> Floats | None:
    """Return what the words of a half tell of each second, (seconds, classes); ``None`` where there are none.

    half : 1, 2, …; begin : the second with which it begins.
    """
    if not segments:
        return None
    seconds = int(max(segment.end for segment in segments) - begin) + 8
    told = listener.told(segments, seconds, half, begin)
    return told[[listener.classes.index(name) for name in SOCCERNET_V2]].T
