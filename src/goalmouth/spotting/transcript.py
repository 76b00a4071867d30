"""Spots what happened from what was said alone: every moment that the words make likely."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from goalmouth.runtime import SHIPPED, load_network
from goalmouth.spotting.density import moments
from goalmouth.spotting.words import Track, Words, known, tracks_of
from goalmouth.types import Evidence, Floats, Segment, Spot

WEIGHTS = SHIPPED / "transcript.onnx"


class TranscriptSpotter:
    """Everything that the words of one half make think of, however unsure. weights : of the network."""

    needs = frozenset({"transcript"})

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._session, told = load_network(weights, "spots by words", "classes", "reach", "thresholds")
        self.classes: tuple[str, ...] = tuple(json.loads(told["classes"]))
        self.thresholds: Mapping[str, float] = json.loads(told["thresholds"])
        self._reach = int(told["reach"])

    def spot(self, evidence: Evidence) -> list[Spot]:
        """Return a candidate for each moment of each class."""
        if evidence.transcript is None:
            return []
        found = []
        for half, video in enumerate(evidence.videos, 1):
            own = [s for s in evidence.transcript.segments if video.start <= s.start < video.end]
            seconds = int(np.ceil(video.duration))
            for each in moments(self.told(own, seconds, half, video.start), self._reach):
                at = video.start + min(each.time, video.duration)
                found.append(Spot(at, self.classes[each.kind], each.score, "transcript"))
        return found

    def told(self, segments: Sequence[Segment], seconds: int, half: int = 1, begin: float = 0.0) -> Floats:
        """Return how likely each class is in each second of a half, (classes, seconds).

        half : 1, 2, …; begin : the second with which it begins.
        """
        given = example(tracks_of(segments, begin), seconds, half)
        return np.asarray(self._session.run(["told"], given)[0], np.float32)


def example(tracks: Sequence[Track], seconds: int, half: int) -> dict[str, Any]:
    """Return what the network gets of one half; see ``goalmouth.models.spoken.Spoken``."""
    words = Words()
    # A word that is none stands between two tracks, and alone where nothing was said.
    none = words.of(np.array([""]))
    numbers, rows, kept = [none], [none], [none]
    for place, track in enumerate(tracks):
        inside = track.times < seconds
        numbers += [words.of(track.words[inside]), none]
        rows += [place * seconds + track.times[inside].astype(np.int64), none]
        kept += [np.ones(int(inside.sum()), np.int64), none]
    parts, of = words.parts()
    return {
        "parts": parts,
        "of": of,
        "share": (1 / np.sqrt(np.bincount(of))).astype(np.float32),
        "words": np.concatenate(numbers),
        "rows": np.concatenate(rows),
        "kept": np.concatenate(kept).astype(np.float32),
        "known": known(tracks, half, 0, seconds)[None],
    }
