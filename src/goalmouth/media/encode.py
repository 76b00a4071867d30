"""Write H.264 and AAC into an mp4 that is whole or absent."""

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from goalmouth.errors import OutputError
from goalmouth.files import FULL, replacing
from goalmouth.types import Floats, Image

# Players read mov_text by its sample description; FFmpeg makes that from an ASS header.
ASS_HEADER = b"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, \
Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, \
MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
MILLISECOND = Fraction(1, 1000)
BT709 = 1
BT601 = 6


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Abandoned(Exception):
    """Tells ``replacing`` to clean up."""


ISO_639_2 = {"en": "eng", "fr": "fra"}
"""How MP4 names the language of the subtitles."""


class Writer(AbstractContextManager["Writer"]):
    """Writes a film picture by picture at a constant frame rate; the name appears only on success.

    ``width`` and ``height`` are pixels and even; ``sample_rate`` ``None`` makes a film without
    sound; ``crf`` and ``preset`` are x264's. Subtitles and chapters are announced before the first
    picture. Raises ``OutputError`` when the disk is full or the place cannot be written.
    """

    def __init__(
        self,
        path: Path,
        *,
        width: int,
        height: int,
        frame_rate: Fraction,
        sample_rate: int | None = 48000,
        channels: int = 2,
        crf: int = 20,
        preset: str = "veryfast",
        language: str = "en",
    ) -> None:
        if width <= 0 or height <= 0 or width % 2 or height % 2:
            raise ValueError(f"H.264 pictures have even sides, not {width}×{height}")
        if frame_rate <= 0 or channels not in (1, 2):
            raise ValueError("the frame rate must be above 0 and the channels 1 or 2")
        self.path = Path(path)
        self._language = ISO_639_2.get(language, "und")
        self.width, self.height = width, height
        self.frame_rate = Fraction(frame_rate).limit_denominator(100_000)
        self.sample_rate, self.channels = sample_rate, channels
        self.crf, self.preset = crf, preset
        self.pictures = 0
        """Pictures written so far."""
        self.samples = 0
        """Sound samples a channel taken so far."""
        self._subtitles: list[tuple[float, float, str]] = []
        self._chapters: list[tuple[float, str]] = []
        self._pending = np.zeros((0, channels), np.float32)
        self._sent = 0
        self._text: av.subtitles.stream.SubtitleStream | None = None
        self._started = False

    def __enter__(self) -> Self:
        """Open the file beside its final name."""
        self._replacing = replacing(self.path)
        beside = self._replacing.__enter__()
        try:
            self._open(beside)
        except BaseException as error:
            self._abandon()
            if isinstance(error, av.FFmpegError):
                raise self._refusal(error) from error
            raise
        return self

    def _open(self, beside: Path) -> None:
        self._container = av.open(str(beside), "w", format="mp4", options={"movflags": "+faststart"})
        self._video = self._container.add_stream("libx264", rate=self.frame_rate)
        context = self._video.codec_context
        context.width, context.height, context.pix_fmt = self.width, self.height, "yuv420p"
        context.time_base = 1 / self.frame_rate
        context.thread_count = min(cores(), 8)
        # A key picture every four seconds lets a browser seek at once.
        context.gop_size = max(1, round(4 * self.frame_rate))
        # With its macroblock tree x264 makes some sizes of picture a little different each time.
        context.options = {"preset": self.preset, "crf": str(self.crf), "mbtree": "0"}
        self._audio = None
        if self.sample_rate:
            self._audio = self._container.add_stream("aac", rate=self.sample_rate)
            self._audio.codec_context.layout = "stereo" if self.channels == 2 else "mono"
            self._audio.codec_context.format = "fltp"
            self._audio.codec_context.bit_rate = 96_000 * self.channels
            # FFmpeg's manual: at high bit rates better than the usual coder, and much faster.
            self._audio.codec_context.options = {"aac_coder": "fast"}

    def subtitle(self, start: float, end: float, text: str) -> None:
        """Announce a subtitle (times in film seconds), in time order, before the first picture."""
        self._not_started()
        self._subtitles.append((start, end, text))

    def chapters(self, marks: Sequence[tuple[float, str]]) -> None:
        """Announce the chapters ``(start, title)`` before the first picture."""
        self._not_started()
        self._chapters = sorted(marks)

    def _not_started(self) -> None:
        if self._started:
            raise ValueError("subtitles and chapters are announced before the first picture")

    def picture(self, image: Image | av.VideoFrame) -> None:
        """Add one picture of 1 / frame rate seconds: RGB (height, width, 3) or a decoded frame.

        A decoded yuv420p frame goes to the encoder as it is; one of another size or pixel format is
        converted. RGB becomes BT.709 from 720 lines on, BT.601 below, and is tagged so.
        """
        try:
            frame = self._frame(image)
            if not self._started:
                self._start(frame)
            frame.pts, frame.time_base = self.pictures, 1 / self.frame_rate
            # A decoded frame remembers its old type, which the encoder would take for an order.
            frame.pict_type = 0
            self.pictures += 1
            self._container.mux(self._video.encode(frame))
        except av.FFmpegError as error:
            raise self._refusal(error) from error

    def _frame(self, image: Image | av.VideoFrame) -> av.VideoFrame:
        if isinstance(image, av.VideoFrame):
            right = (image.width, image.height, image.format.name) == (self.width, self.height, "yuv420p")
            return image if right else image.reformat(self.width, self.height, "yuv420p")
        if image.shape != (self.height, self.width, 3) or image.dtype != np.uint8:
            raise ValueError(f"expected uint8 ({self.height}, {self.width}, 3), got {image.shape}")
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), "rgb24")
        space = Colorspace.ITU709 if self.height >= 720 else Colorspace.ITU601
        frame = frame.reformat(format="yuv420p", dst_colorspace=space, dst_color_range=ColorRange.MPEG)
        frame.colorspace = BT709 if self.height >= 720 else BT601
        frame.color_range = ColorRange.MPEG
        return frame

    def _start(self, first: av.VideoFrame) -> None:
        """Write the head of the file: only now are the colours and the subtitles known."""
        self._started = True
        context = self._video.codec_context
        context.colorspace, context.color_range = first.colorspace, first.color_range
        context.color_primaries, context.color_trc = first.color_primaries, first.color_trc
        if self._subtitles:
            self._text = self._container.add_stream("mov_text", options={})
            self._text.metadata["language"] = self._language
            self._text.codec_context.subtitle_header = ASS_HEADER
            self._text.time_base = MILLISECOND
        if self._chapters:
            ends = [start for start, _ in self._chapters[1:]] + [self._chapters[-1][0] + 1]
            self._container.set_chapters(
                [
                    {
                        "id": number,
                        "start": round(start * 1000),
                        "end": round(end * 1000),
                        "time_base": MILLISECOND,
                        "metadata": {"title": title},
                    }
                    for number, ((start, title), end) in enumerate(zip(self._chapters, ends, strict=True), 1)
                ]
            )
        self._container.start_encoding()
        self._write_subtitles()

    def _write_subtitles(self) -> None:
        """Write the track by hand: a packet is a big-endian length and UTF-8 (3GPP TS 26.245)."""
        if self._text is None:
            return
        for start, end, text in self._subtitles:
            payload = text.encode()
            packet = av.Packet(len(payload).to_bytes(2, "big") + payload)
            packet.stream = self._text
            packet.time_base = MILLISECOND
            packet.pts = packet.dts = round(start * 1000)
            packet.duration = round(end * 1000) - packet.pts
            packet.is_keyframe = True
            self._container.mux_one(packet)

    def sound(self, samples: Floats) -> None:
        """Add sound, (n, channels) float32 in [-1, 1], right after the sound before it."""
        if self._audio is None:
            raise ValueError("this film was opened without sound")
        if samples.ndim != 2 or samples.shape[1] != self.channels:
            raise ValueError(f"expected (n, {self.channels}) samples, got {samples.shape}")
        self._pending = np.concatenate([self._pending, samples.astype(np.float32, copy=False)])
        self.samples += len(samples)
        if self._started:
            self._send_sound(1024)

    def _send_sound(self, least: int) -> None:
        """Encode what is waiting in blocks of 1024, AAC's frame; ``least`` 1 sends the rest too."""
        assert self._audio is not None and self.sample_rate is not None
        done = 0
        try:
            while len(self._pending) - done >= least:
                block: NDArray[np.float32] = self._pending[done : done + 1024]
                layout = "stereo" if self.channels == 2 else "mono"
                frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), "fltp", layout)
                frame.sample_rate, frame.time_base = self.sample_rate, Fraction(1, self.sample_rate)
                frame.pts = self._sent
                self._sent += len(block)
                done += len(block)
                self._container.mux(self._audio.encode(frame))
        except av.FFmpegError as error:
            raise self._refusal(error) from error
        self._pending = self._pending[done:]

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the file and give it its name; after an exception leave nothing."""
        if error is None:
            try:
                self._finish()
            except BaseException as trouble:
                self._abandon()
                if isinstance(trouble, av.FFmpegError):
                    raise self._refusal(trouble) from trouble
                raise
            self._replacing.__exit__(None, None, None)
        else:
            self._abandon()

    def _finish(self) -> None:
        if not self._started:
            raise ValueError(f"{self.path}: not one picture was written")
        if self._audio is not None:
            self._send_sound(1)
            self._container.mux(self._audio.encode(None))
        self._container.mux(self._video.encode(None))
        self._container.close()

    def _abandon(self) -> None:
        with suppress(av.FFmpegError, AttributeError, ValueError):
            self._container.close()
        with suppress(_Abandoned):
            self._replacing.__exit__(_Abandoned, _Abandoned(), None)

    def _refusal(self, error: av.FFmpegError) -> OutputError:
        return OutputError(self.path, f"cannot be written ({error.strerror or error})", FULL)
