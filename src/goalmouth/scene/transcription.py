"""What is said, written down by a recogniser of speech: only by one that is asked for by name."""

from dataclasses import replace
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from goalmouth.errors import EngineError, MissingEngine
from goalmouth.registry import Registry
from goalmouth.types import Floats, Segment, Transcript

TRANSCRIBERS = Registry("transcriber", {"faster-whisper": "goalmouth.scene.transcription:FasterWhisper"})
"""A class is made with a model's name, or none; it has ``transcribe``, and ``missing() -> str | None``."""

SAMPLE_RATE = 16000

GAP = 1.0
"""Seconds without sound after which it is written down anew."""

LEAST = 0.5
"""Seconds of sound in which nothing can be said."""


class Transcriber(Protocol):
    """Writes down what is said."""

    def transcribe(self, samples: Floats) -> list[Segment]:
        """Return what is said in samples (n,) at ``SAMPLE_RATE``, in their seconds; raise ``EngineError``."""
        ...


def load_transcriber(name: str) -> Transcriber:
    """Return a recogniser by ``NAME``, or by ``NAME=MODEL`` with a model of its own.

    Raises ``UnknownName``, and ``MissingEngine`` with the remedy where it is not installed.
    """
    kind, _, model = name.partition("=")
    engine = TRANSCRIBERS.load(kind)
    if (remedy := engine.missing()) is not None:
        raise MissingEngine("transcriber", kind, remedy)
    made: Transcriber = engine(model) if model else engine()
    return made


class Listener:
    """A ``SoundReader`` that has a recogniser write down what it heard, at the end."""

    sample_rate = SAMPLE_RATE

    def __init__(self, engine: Transcriber) -> None:
        self._engine = engine
        self._stretches: list[tuple[float, list[NDArray[np.int16]]]] = []
        self._end = 0.0

    def hear(self, time: float, samples: Floats) -> None:
        """Take samples (n,) that begin at ``time``."""
        if not self._stretches or abs(time - self._end) > GAP:
            self._stretches.append((time, []))
        # In 16 bits a match takes 170 MB, in 32 twice as much.
        self._stretches[-1][1].append((samples.clip(-1, 1) * 32767).astype(np.int16))
        self._end = time + len(samples) / self.sample_rate

    def transcript(self) -> Transcript:
        """Return what was said, in seconds of the match. Raises ``EngineError``."""
        found = []
        for start, parts in self._stretches:
            samples = np.concatenate(parts)
            length = len(samples) / self.sample_rate
            if length < LEAST:
                continue
            for own in self._engine.transcribe(np.divide(samples, 32767, dtype=np.float32)):
                # Recognisers think in windows that reach beyond the sound.
                if own.text.strip() and 0 <= own.start < length:
                    end = min(max(own.start, own.end), length)
                    found.append(
                        replace(own, start=start + own.start, end=start + end, text=own.text.strip())
                    )
        return Transcript(tuple(sorted(found, key=lambda own: (own.start, own.end, own.text))))


class FasterWhisper:
    """Whisper (Radford et al. 2022) on CTranslate2, in whatever language is spoken.

    model : a size, which is then downloaded from the Hugging Face hub once, or a folder.
    """

    def __init__(self, model: str = "small") -> None:
        import faster_whisper

        try:
            self._model: Any = faster_whisper.WhisperModel(model)
        # Whatever its parts raise: there is no such model, or no way to it.
        except Exception as error:
            problem = f"the transcriber 'faster-whisper' cannot load its model {model!r} ({error})"
            raise EngineError(f"{problem}. Name a size or a folder: faster-whisper=small") from error

    @classmethod
    def missing(cls) -> str | None:
        """Return how to install it, or ``None`` when it is here."""
        return None if find_spec("faster_whisper") else "Install it with: pip install 'goalmouth[asr]'"

    def transcribe(self, samples: Floats) -> list[Segment]:
        """Return what is said; see ``Transcriber``."""
        try:
            # Told what it wrote before, it loops where a crowd roars.
            segments, _ = self._model.transcribe(samples, vad_filter=True, condition_on_previous_text=False)
            return [Segment(float(own.start), float(own.end), own.text) for own in segments]
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"the transcriber 'faster-whisper' failed ({error})") from error
