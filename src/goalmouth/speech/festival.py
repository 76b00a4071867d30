"""The voice of Festival; with the HTS voice ``slt`` the clearest of the free ones in Debian."""

import re
import shutil
from functools import cache

from goalmouth.errors import EngineError
from goalmouth.speech.command import run, say_to_file
from goalmouth.types import Speech

CLEAR = re.compile(r"\w*slt\w*hts\w*|\w*_hts\b|\w*slt\w*|nitech\w*")


@cache
def _voices() -> tuple[str, ...]:
    """Return the names of the installed voices; asked once a process, for it costs a start."""
    try:
        listed = run("festival", ["festival", "--batch", "(print (voice.list))"]).decode(errors="replace")
    except EngineError:
        return ()
    return tuple(re.findall(r"\w+", listed))


class Festival:
    """Speaks with ``text2wave`` and a clear voice; Festival's own diphone voices do not count."""

    def __init__(self, voice: str | None = None) -> None:
        self.voice = voice or next((name for name in _voices() if CLEAR.fullmatch(name)), None)

    @classmethod
    def missing(cls) -> str | None:
        """Return how to install it, or ``None`` when it and a clear voice are here."""
        if (
            shutil.which("festival")
            and shutil.which("text2wave")
            and any(CLEAR.fullmatch(v) for v in _voices())
        ):
            return None
        return "Install it with: apt-get install festival festvox-us-slt-hts"

    def speak(self, text: str) -> Speech:
        """Return the spoken text at the voice's natural pace."""
        choose = ["-eval", f"(voice_{self.voice})"] if self.voice else []
        return say_to_file("festival", ["text2wave", *choose, "{text}", "-o", "{sound}"], text)
