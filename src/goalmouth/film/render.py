"""The film itself: exact cuts at a constant frame rate, captions, sound, subtitles, chapters."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from goalmouth.errors import InputError
from goalmouth.film.captions import Caption
from goalmouth.film.framing import Framer, film_size
from goalmouth.film.painter import Painter
from goalmouth.film.source import film_rate, pictures
from goalmouth.film.subtitles import cues
from goalmouth.media.encode import Writer
from goalmouth.protocols import Hook
from goalmouth.types import Clip, Floats, Line, Shot, Video

SAMPLE_RATE = 48000


@dataclass(frozen=True, slots=True)
class Rendered:
    """What went into the film."""

    frames: int
    width: int
    height: int
    frame_rate: Fraction


def render(
    path: Path,
    videos: Sequence[Video],
    clips: Sequence[Clip],
    spans: Sequence[tuple[float, float]],
    *,
    aspect: str | None = None,
    shots: Sequence[Shot] = (),
    captions: Sequence[Caption] = (),
    sound: Floats | None = None,
    lines: Sequence[Line] = (),
    chapters: Sequence[tuple[float, str]] = (),
    language: str = "en",
    progress: Hook | None = None,
) -> Rendered:
    """Write the film of these clips to ``path``, whole or not at all.

    ``spans`` : from ``place``; ``aspect`` : of ``ASPECTS``, the video's own without one; ``shots`` : of
    the match: a window that follows the play jumps only where one begins; ``sound`` : (n, 2) at
    48 kHz, from ``mix``, or ``None`` for a film without a sound track; ``lines`` become the subtitles,
    in ``language``; ``chapters`` : (film seconds, title). A picture that has the film's shape goes from
    decoder to encoder as it is; only a caption's own rectangle is touched. Raises ``InputError`` when a
    clip has nothing that can be decoded and no clip came before it.
    """
    if not clips:
        raise ValueError("a film needs at least one clip")
    rate = film_rate(videos)
    width, height = film_size(videos[0], aspect)
    total = round(spans[-1][1] * rate)
    painter = Painter(captions, width, height)
    framer = Framer(videos, (width, height), follow=aspect is not None)
    paths = framer.paths(videos, clips, shots)
    last: av.VideoFrame | None = None
    sample_rate = SAMPLE_RATE if sound is not None else None
    with Writer(
        path, width=width, height=height, frame_rate=rate, sample_rate=sample_rate, language=language
    ) as writer:
        for cue in cues(lines):
            writer.subtitle(*cue)
        writer.chapters(chapters)
        for clip, (_, film_end), way in zip(clips, spans, paths, strict=True):
            until = round(film_end * rate)
            source = pictures(videos, clip.start, until - writer.pictures, rate)
            while writer.pictures < until:
                video, picture = next(source, (videos[0], None))
                if picture is not None:
                    last = framer.framed(picture, video, way)
                if last is None:
                    problem = f"not one picture of {clip.start:.1f}–{clip.end:.1f} s can be decoded"
                    raise InputError(video.path, problem, "The recording is damaged there; copy it again")
                writer.picture(painter.paint(last, float(writer.pictures / rate)))
                if writer.pictures % 8 == 0 and sound is not None:
                    # Sound stays beside its pictures in the file, so that it plays while it loads.
                    writer.sound(sound[writer.samples : round(writer.pictures * SAMPLE_RATE / rate)])
                if progress and writer.pictures % 25 == 0:
                    progress("film", writer.pictures, total)
        if sound is not None:
            writer.sound(sound[writer.samples :])
    if progress:
        progress("film", total, total)
    return Rendered(total, width, height, rate)
