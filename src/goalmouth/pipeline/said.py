"""What was said in a match, from files: beside its videos, or without any."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from goalmouth.datasets.store import Store
from goalmouth.datasets.transcripts import later, read_game, read_transcript, together
from goalmouth.errors import InputError
from goalmouth.pipeline.panel import Panel
from goalmouth.pipeline.run import Run, fingerprint
from goalmouth.types import Evidence, Spot, Transcript, Video

AFTER = 5.0
"""Seconds that a half goes on after the last word."""

HALF = 2700.0
"""Seconds that a half is taken to last of which nothing was written down."""


def transcript_of(path: Path, videos: Sequence[Video]) -> Transcript:
    """Return what was said in videos, in seconds of the match.

    path : a file, of the first video or of the only one, or a game's folder: see ``read_game``. Raises
    ``InputError``, also for a half without a video.
    """
    halves = _halves(path)
    if max(halves) > len(videos):
        problem = f"has a transcript of half {max(halves)}, and {len(videos)} video was given"
        raise InputError(path, problem, "Give the video of each half, or one transcript of the whole video")
    return together(later(own, videos[half - 1].start).segments for half, own in halves.items())


def spot_said(path: Path, run: Run, panel: Panel) -> tuple[list[Spot], tuple[str, ...]]:
    """Return what happened in a match of which nobody has the video, and notes for a person.

    path : as for ``transcript_of``. Raises ``InputError``, also for a spotter that needs a video.
    """
    if more := sorted(panel.needs - {"transcript"}):
        problem = f"cannot be told of by the spotter {panel.needing(more[0])!r} from what was said alone"
        raise InputError(path, problem, "Name the video, too, or leave that spotter out")
    halves = _halves(path)
    videos: list[Video] = []
    for half in range(1, max(halves) + 1):
        last = max((own.end for own in halves.get(half, Transcript(())).segments), default=HALF - AFTER)
        start = videos[-1].end if videos else 0.0
        videos.append(Video(path, last + AFTER, Fraction(1), 0, 0, start))
    said = transcript_of(path, videos)
    key = fingerprint(said)
    if not run.holds("watch", key):
        with run.stage("watch", key) as cost:
            cost.notes = {"videos": [], "durations": [round(video.duration, 3) for video in videos]}
    spots = panel.tell(
        run, fingerprint(key, panel.identity), Evidence(tuple(videos), transcript=said), path.name
    )
    return spots, (*_silent(halves, len(videos)), *run.stages["spot"].get("answers", []))


def _halves(path: Path) -> Mapping[int, Transcript]:
    return {1: together([read_transcript(path)])} if path.is_file() else read_game(Store(path))


def _silent(halves: Mapping[int, Transcript], count: int) -> list[str]:
    silent = [half for half in range(1, count + 1) if not halves.get(half, Transcript(())).segments]
    return [
        f"nothing that was said in half {half} is known: what is told of it is what is usual"
        for half in silent
    ]
