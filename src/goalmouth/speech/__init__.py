"""Voices: one engine a file, one row a voice. Nothing is imported until a voice is asked for."""

from goalmouth.errors import MissingEngine
from goalmouth.protocols import Voice
from goalmouth.registry import Registry

VOICES = Registry(
    "voice",
    {
        "flite": "goalmouth.speech.flite:Flite",
        "festival": "goalmouth.speech.festival:Festival",
        "espeak": "goalmouth.speech.espeak:Espeak",
    },
)
"""Best first: ``auto`` takes the first that is installed. Of 37 lines of commentary a recogniser heard
80 % of flite's words (voice ``rms``) and 74 % of festival's, at a third of festival's cost.

A class has ``speak(text) -> Speech`` and ``missing() -> str | None``, a class method that returns the
remedy where the engine is absent.
"""

REMEDY = "Install one, e.g. apt-get install flite, or pip install 'goalmouth[voice]'"


def available() -> dict[str, str | None]:
    """Return every voice's name and what must be done to have it; ``None``: it is ready."""
    return {name: _missing(name) for name in VOICES.names()}


def _missing(name: str) -> str | None:
    try:
        remedy: str | None = VOICES.load(name).missing()
    except ImportError as error:
        # Another package's row must not keep our own voices silent.
        return f"It cannot be imported ({error}); mend or remove the package that brings it"
    return remedy


def load_voice(name: str = "auto") -> Voice:
    """Return a ready voice; ``auto`` takes the best of those that are installed.

    Raises ``UnknownName``, or ``MissingEngine`` with the remedy; a film then has subtitles only.
    """
    if name != "auto":
        remedy = _missing(name)
        if remedy is not None:
            raise MissingEngine("voice", name, remedy)
        voice: Voice = VOICES.load(name)()
        return voice
    for candidate, remedy in available().items():
        if remedy is None:
            return load_voice(candidate)
    raise MissingEngine("voice", "auto", REMEDY)
