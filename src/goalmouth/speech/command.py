"""What the voices that are programs have in common: run, read the WAV, say clearly what failed."""

import io
import subprocess
import unicodedata
import wave
from collections.abc import Sequence

import numpy as np

from goalmouth.errors import EngineError
from goalmouth.files import scratch
from goalmouth.types import Speech

PATIENCE = 60.0
"""Seconds after which a voice that says one sentence is taken to hang."""


def read_wav(name: str, data: bytes) -> Speech:
    """Return the first channel of a 16-bit WAV file's bytes."""
    try:
        with wave.open(io.BytesIO(data)) as sound:
            if sound.getsampwidth() != 2:
                raise EngineError(
                    f"the voice {name!r} wrote {8 * sound.getsampwidth()}-bit sound, not 16-bit"
                )
            pcm = np.frombuffer(sound.readframes(sound.getnframes()), dtype="<i2")
            if len(pcm) < sound.getnframes() * sound.getnchannels():
                raise EngineError(f"the sound of the voice {name!r} breaks off; is the disk full?")
            samples = (pcm[:: sound.getnchannels()] / 32768.0).astype(np.float32)
            return Speech(samples, sound.getframerate())
    except (wave.Error, EOFError) as error:
        raise EngineError(f"the voice {name!r} wrote no sound ({error or 'empty file'})") from error


def plain(text: str) -> str:
    """Return the text in ASCII, accents dropped: older voices read no other alphabet."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def run(name: str, command: Sequence[str], text: str = "") -> bytes:
    """Run a voice's program with ``text`` as its input and return its output; raise ``EngineError``."""
    try:
        done = subprocess.run(
            command, input=text.encode(), capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(f"the voice {name!r} failed on {text!r} ({error})") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        why = said[-1] if said else f"exit code {done.returncode}"
        raise EngineError(f"the voice {name!r} failed on {text!r} ({why})")
    return done.stdout


def say_to_file(name: str, command: Sequence[str], text: str) -> Speech:
    """Run a program that reads the file ``{text}`` and writes the file ``{sound}``; both are filled in."""
    with scratch("voice") as folder:
        written, sound = folder / "line.txt", folder / "line.wav"
        written.write_text(plain(text) + "\n", encoding="ascii")
        run(name, [part.format(text=written, sound=sound) for part in command])
        return read_wav(name, sound.read_bytes() if sound.exists() else b"")
