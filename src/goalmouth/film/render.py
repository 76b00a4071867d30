"""The film itself: exact cuts at a constant frame rate, captions, sound, subtitles, chapters."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from goalmouth.errors import InputError
from goalmouth.film.captions import Caption, Painter
from goalmouth.film.source import film_rate, pictures
from goalmouth.film.subtitles import cues
from goalmouth.media.encode import Writer
from goalmouth.media.video import open_container, plane_rows
from goalmouth.protocols import Hook
from goalmouth.types import Clip, Floats, Line, Video

SAMPLE_RATE = 48000


@dataclass(frozen=True, slots=True)
class Rendered:
    """What went into the film."""

    frames: int
    width: int
    height: int
    frame_rate: Fraction


def film_size(video: Video) -> tuple[int, int]:
    """Return a film's (width, height): the video's as displayed, in square pixels and even."""
    return max(2, 2 * round(video.width * pixel_aspect(video) / 2)), max(2, video.height // 2 * 2)


def pixel_aspect(video: Video) -> Fraction:
    """How much wider than high a file's pixels are."""
    with open_container(video.path) as container:
        aspect = container.streams.video[0].sample_aspect_ratio or Fraction(1)
    return aspect if Fraction(1, 3) < aspect < 3 else Fraction(1)


def render(
    path: Path,
    videos: Sequence[Video],
    clips: Sequence[Clip],
    spans: Sequence[tuple[float, float]],
    *,
    captions: Sequence[Caption] = (),
    sound: Floats | None = None,
    lines: Sequence[Line] = (),
    chapters: Sequence[tuple[float, str]] = (),
    language: str = "en",
    progress: Hook | None = None,
) -> Rendered:
    """Write the film of these clips to ``path``, whole or not at all.

    ``spans`` : from ``place``; ``sound`` : (n, 2) at 48 kHz, from ``mix``, or ``None`` for a film
    without a sound track; ``lines`` become the subtitles, in ``language``;
    ``chapters`` : (film seconds, title).
    A picture goes from decoder to encoder as it is; only a caption's own rectangle is touched.
    Raises ``InputError`` when a clip has nothing that can be decoded and no clip came before it.
    """
    if not clips:
        raise ValueError("a film needs at least one clip")
    rate = film_rate(videos)
    width, height = film_size(videos[0])
    total = round(spans[-1][1] * rate)
    painter = Painter(captions, width, height)
    aspects = {video.path: pixel_aspect(video) for video in videos}
    last: av.VideoFrame | None = None
    sample_rate = SAMPLE_RATE if sound is not None else None
    with Writer(
        path, width=width, height=height, frame_rate=rate, sample_rate=sample_rate, language=language
    ) as writer:
        for cue in cues(lines):
            writer.subtitle(*cue)
        writer.chapters(chapters)
        for clip, (_, film_end) in zip(clips, spans, strict=True):
            until = round(film_end * rate)
            source = pictures(videos, clip.start, until - writer.pictures, rate)
            while writer.pictures < until:
                video, picture = next(source, (videos[0], None))
                if picture is not None:
                    last = fitted(picture, aspects[video.path], width, height)
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


def fitted(picture: av.VideoFrame, aspect: Fraction, width: int, height: int) -> av.VideoFrame:
    """Scale a picture into the film's, keeping its shape, with black beside it where needed.

    ``aspect`` : how much wider than high its pixels are. A picture that fits is returned as it is.
    """
    if (picture.width, picture.height) == (width, height) and aspect == 1:
        return picture
    scale = min(Fraction(width) / (picture.width * aspect), Fraction(height, picture.height))
    inner_width = min(width, 2 * round(picture.width * aspect * scale / 2))
    inner_height = min(height, 2 * round(picture.height * scale / 2))
    inner = picture.reformat(inner_width, inner_height, "yuv420p")
    if (inner_width, inner_height) == (width, height):
        return inner
    frame = av.VideoFrame(width, height, "yuv420p")
    frame.colorspace, frame.color_range = inner.colorspace, inner.color_range
    left, top = (width - inner_width) // 4 * 2, (height - inner_height) // 4 * 2
    for index, (source, target) in enumerate(zip(inner.planes, frame.planes, strict=True)):
        half = 1 if index == 0 else 2
        into, shape = plane_rows(target), plane_rows(source)
        into[:] = 16 if index == 0 else 128
        y, x, h, w = (side // half for side in (top, left, inner_height, inner_width))
        into[y : y + h, x : x + w] = shape[:h, :w]
    return frame
