"""What was said in a match, from files beside its videos, as evidence."""

from collections.abc import Sequence
from pathlib import Path

from goalmouth.datasets.store import Store
from goalmouth.datasets.transcripts import later, read_game, read_transcript, together
from goalmouth.errors import InputError
from goalmouth.types import Transcript, Video


def transcript_of(path: Path, videos: Sequence[Video]) -> Transcript:
    """Return what was said in videos, in seconds of the match.

    path : a file, of the first video or of the only one, or a game's folder: see ``read_game``. Raises
    ``InputError``, also for a half without a video.
    """
    halves = {1: together([read_transcript(path)])} if path.is_file() else read_game(Store(path))
    if max(halves) > len(videos):
        problem = f"has a transcript of half {max(halves)}, and {len(videos)} video was given"
        raise InputError(path, problem, "Give the video of each half, or one transcript of the whole video")
    return together(later(own, videos[half - 1].start).segments for half, own in halves.items())
