"""The voice of eSpeak NG from its wheel: robotic, everywhere.

The library is GPL-3: it is never loaded here, only in a process of its own (``espeak_process``).
"""

import sys
from importlib.util import find_spec
from pathlib import Path

from goalmouth.speech.command import read_wav, run
from goalmouth.types import Speech

BEST = {"en": "en-us+f5", "fr": "fr+f5"}
"""The clearest voice of each language; the one of English was listened to by a recogniser."""


class Espeak:
    """Speaks through a child process that loads eSpeak NG's library.

    Of its voices a recogniser hears ``en-us+f5`` best: 52 % of the words, the plain ``en-us`` 27 %.
    """

    languages = tuple(BEST)

    def __init__(self, voice: str | None = None, words_per_minute: int = 150, language: str = "en") -> None:
        self.voice, self.words_per_minute = voice or BEST[language], words_per_minute

    @classmethod
    def missing(cls) -> str | None:
        """Return how to install it, or ``None`` when it is here."""
        return None if find_spec("espeakng_loader") else "Install it with: pip install 'goalmouth[voice]'"

    def speak(self, text: str) -> Speech:
        """Return the spoken text at the voice's natural pace."""
        program = Path(__file__).with_name("espeak_process.py")
        # -P: the program's neighbours must not stand in for the standard library's modules.
        command = [sys.executable, "-P", str(program), self.voice, str(self.words_per_minute)]
        return read_wav("espeak", run("espeak", command, text))
