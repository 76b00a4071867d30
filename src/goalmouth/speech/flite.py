"""The voice of CMU Flite: small, quick, clear."""

import shutil

from goalmouth.speech.command import run, say_to_file
from goalmouth.types import Speech

PREFERRED = ("rms", "slt", "awb", "kal16", "kal")


class Flite:
    """Speaks with the ``flite`` command and the best of the voices built into it."""

    def __init__(self, voice: str | None = None) -> None:
        built_in = run("flite", ["flite", "-lv"]).decode(errors="replace").split()
        self.voice = voice or next((name for name in PREFERRED if name in built_in), None)

    @classmethod
    def missing(cls) -> str | None:
        """Return how to install it, or ``None`` when it is here."""
        return None if shutil.which("flite") else "Install it with: apt-get install flite"

    def speak(self, text: str) -> Speech:
        """Return the spoken text at the voice's natural pace."""
        voice = ["-voice", self.voice] if self.voice else []
        return say_to_file("flite", ["flite", *voice, "-f", "{text}", "-o", "{sound}"], text)
