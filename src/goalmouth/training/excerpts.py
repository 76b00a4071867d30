"""Matches as excerpts with what happens in them, as language models are asked about them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from goalmouth.datasets.soccernet import read_labels
from goalmouth.datasets.store import Store
from goalmouth.datasets.transcripts import later, read_game, together
from goalmouth.errors import InputError
from goalmouth.files import make_folder
from goalmouth.labels import SOCCERNET_V2
from goalmouth.media.decode import decode
from goalmouth.media.video import open_videos
from goalmouth.pipeline.run import fingerprint, identity
from goalmouth.scene.stills import keeping, kept
from goalmouth.spotting.answers import Event, written
from goalmouth.spotting.prompts import Chunk, Messages, around, asked, chunks
from goalmouth.training.told import say
from goalmouth.types import Annotation, Transcript

LABELS = "Labels-v2.json"

FAR = 10_000.0
"""Seconds from one half's beginning to the next one's, where nothing tells how long a half is."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A chunk and what happens in it. pictures : where there are some, the zip that has them."""

    chunk: Chunk
    found: tuple[Event, ...]
    pictures: Path | None = None

    def messages(self) -> Messages:
        """Return what is asked about it."""
        if self.pictures is None:
            return asked(self.chunk)
        stills = kept(self.pictures, self.chunk.start, self.chunk.end)
        return asked(replace(self.chunk, stills=stills), spans=True)

    def answer(self) -> str:
        """Return what is to be answered."""
        return written(self.found, self.pictures is not None)


def heard(folder: Path) -> list[Excerpt]:
    """Return a game's excerpts in which somebody speaks: transcripts and labels. Raises ``InputError``."""
    halves = read_game(Store(folder))
    labels = read_labels(folder / LABELS, [FAR * half for half in range(max(2, *halves))])
    said = {half: later(own, FAR * (half - 1)) for half, own in halves.items()}
    spans = []
    for half, own in said.items():
        begin = FAR * (half - 1)
        ends = [each.end for each in own.segments] + [each.time for each in labels]
        spans.append((begin, max((end for end in ends if begin <= end < begin + FAR), default=begin)))
    every = chunks(spans, together(each.segments for each in said.values()))
    return [Excerpt(chunk, _events(labels, chunk, False)) for chunk in every if chunk.said]


def seen(folder: Path, files: Sequence[str], cache: Path) -> list[Excerpt]:
    """Return a match's excerpts: pictures, labels, and what is said where there is a transcript.

    files : its videos in order; cache : a folder where pictures are kept, so that it is watched once.
    Raises ``InputError``.
    """
    videos = open_videos([folder / file for file in files])
    pictures = make_folder(cache) / f"{folder.name}-{fingerprint(identity(videos))}.zip"
    if not pictures.exists():
        say(f"watching {folder.name}")
        with keeping(pictures) as reader:
            decode(videos, [reader])
    starts = [video.start for video in videos]
    labels = read_labels(folder / LABELS, starts)
    times = [still.time for still in kept(pictures)]
    spans = [(video.start, video.end) for video in videos]
    found = []
    for chunk in chunks(spans, _said(folder, starts)):
        if any(chunk.start <= time < chunk.end for time in times):
            found.append(Excerpt(chunk, _events(labels, chunk, True), pictures))
    return found


def _said(folder: Path, starts: Sequence[float]) -> Transcript | None:
    try:
        halves = read_game(Store(folder))
    except InputError as error:
        say(f"without what was said: {error}")
        return None
    own = (later(said, starts[half - 1]) for half, said in halves.items() if half <= len(starts))
    return together(each.segments for each in own)


def _events(labels: Iterable[Annotation], chunk: Chunk, spans: bool) -> tuple[Event, ...]:
    own = [each for each in labels if chunk.start <= each.time <= chunk.end and each.label in SOCCERNET_V2]
    # Rounded down, that none lies past the end.
    times = [math.floor(100 * (each.time - chunk.start)) / 100 for each in own]
    if spans:
        return tuple(around(each.label, time, chunk.length) for each, time in zip(own, times, strict=True))
    return tuple(Event(time, time, each.label, 1.0) for each, time in zip(own, times, strict=True))
