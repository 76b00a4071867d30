"""The intervals of an answer as video files of their own."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from goalmouth.errors import InputError
from goalmouth.files import make_folder
from goalmouth.protocols import Hook
from goalmouth.query.match import Event, Match
from goalmouth.query.render import time_of


def cut(
    events: Sequence[Event], match: Match, folder: Path, given: Sequence[Path] = (), hook: Hook | None = None
) -> list[Path]:
    """Write ``01_Corner_36-09.mp4`` and so on, and return them. given : the videos, in order.

    Raises ``InputError`` where no video is known or one is too short, and ``OutputError``.
    """
    # Not above: an answer in words needs no decoder.
    from goalmouth.film.render import SAMPLE_RATE, render
    from goalmouth.film.source import clip_sound
    from goalmouth.media.video import open_videos
    from goalmouth.types import Clip, Moment

    paths = tuple(given) or match.videos
    if len(paths) < max(event.file for event in events):
        problem = f"{len(paths)} video(s) known, and the answer is in video {max(e.file for e in events)}"
        raise InputError(match.name, problem, "Name the video of every half with --video")
    videos = open_videos(paths)
    for event in events:
        if event.start >= videos[event.file - 1].duration:
            problem = f"ends at {time_of(videos[event.file - 1].duration)}, before {time_of(event.start)}"
            raise InputError(paths[event.file - 1], problem, "Name the match's own video with --video")
    make_folder(folder)
    written = []
    for number, event in enumerate(events, 1):
        video = replace(videos[event.file - 1], start=0.0)
        end = min(event.end, video.duration)
        clip, span = Clip(event.start, end, Moment((), event.label, event.time)), (0.0, end - event.start)
        name = "".join(c if c.isalnum() or c == "-" else "-" for c in event.label)
        half = f"{event.file}-" if match.files > 1 or match.halves else ""
        path = folder / f"{number:02d}_{name}_{half}{time_of(event.start).replace(':', '-')}.mp4"
        sound = clip_sound([video], [clip], [span], SAMPLE_RATE) if video.has_sound else None
        render(path, [video], [clip], [span], sound=sound)
        written.append(path)
        if hook:
            hook("clips", number, len(events))
    return written
