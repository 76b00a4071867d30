"""What is said, written down by an engine that is asked for by name."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from goalmouth.errors import EngineError, MissingEngine, UnknownName
from goalmouth.media.decode import decode
from goalmouth.media.video import open_videos
from goalmouth.scene.transcription import SAMPLE_RATE, TRANSCRIBERS, Listener, load_transcriber
from goalmouth.types import Floats, Segment, Transcript
from inputs import noise


class Loud:
    """An engine that writes a word for every second that is loud, and goes on a little past the end."""

    @classmethod
    def missing(cls) -> str | None:
        return None

    def transcribe(self, samples: Floats) -> list[Segment]:
        assert samples.dtype == np.float32 and abs(samples).max(initial=0) <= 1
        seconds = range(len(samples) // SAMPLE_RATE)
        levels = [float(np.abs(samples[SAMPLE_RATE * n : SAMPLE_RATE * (n + 1)]).mean()) for n in seconds]
        heard = [Segment(n, n + 1.0, f" {level:.1f} ") for n, level in enumerate(levels) if level > 0.05]
        return [Segment(len(levels) + 5.0, len(levels) + 9.0, "Thank you for watching."), *heard[::-1]]


def sound(level: float, seconds: float) -> Floats:
    return np.full(round(seconds * SAMPLE_RATE), level, np.float32)


def test_what_is_heard_is_written_down_in_the_matchs_own_seconds() -> None:
    reader = Listener(Loud())
    for time, level, seconds in (
        (10.0, 0.0, 1.0),
        (11.0, 0.5, 1.0),
        (12.0, 0.0, 0.25),
        (50.0, 0.2, 1.5),
        (90.0, 1.5, 0.2),
    ):
        reader.hear(time, sound(level, seconds))
    assert reader.transcript() == Transcript((Segment(11.0, 12.0, "0.5"), Segment(50.0, 51.0, "0.2")))
    assert Listener(Loud()).transcript() == Transcript(())


def test_halves_follow_each_other(tmp_path: Path) -> None:
    class Whole(Loud):
        def transcribe(self, samples: Floats) -> list[Segment]:
            return [Segment(0.0, len(samples) / SAMPLE_RATE, "hiss")]

    videos = open_videos([noise(tmp_path / f"{half}.mp4", 4.0) for half in (1, 2)])
    reader = Listener(Whole())
    decode(videos, [], [reader])
    (said,) = reader.transcript().segments
    assert (said.start, said.end) == (pytest.approx(0, abs=0.1), pytest.approx(8, abs=0.1))


def test_engines_go_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TRANSCRIBERS.rows, "loud", f"{__name__}:Loud")
    assert isinstance(load_transcriber("loud"), Loud)
    with pytest.raises(UnknownName, match="faster-whisper"):
        load_transcriber("whisper")


def test_an_engine_that_is_not_here_names_its_remedy(tmp_path: Path) -> None:
    if find_spec("faster_whisper") is None:
        with pytest.raises(MissingEngine, match=r"'faster-whisper'.*pip install 'goalmouth\[asr\]'"):
            load_transcriber("faster-whisper")
        return
    with pytest.raises(EngineError, match="cannot load its model"):
        load_transcriber(f"faster-whisper={tmp_path}")
