"""Voices: one engine a file, one row a voice. Nothing is imported until a voice is asked for."""

from goalmouth.errors import MissingEngine, UnknownName
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
remedy where the engine is absent. Where it speaks anything but English it says so in ``languages``, and
is made with the one that is wanted: ``Engine(language="fr")``.
"""

ENGLISH = ("en",)

REMEDY = "Install one, e.g. apt-get install flite, or pip install 'goalmouth[voice]'"
OTHER_REMEDY = "Install one, e.g. pip install 'goalmouth[voice]'"


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


def languages_of(name: str) -> tuple[str, ...]:
    """Return the languages that a voice speaks; none where its package cannot be imported."""
    try:
        return tuple(getattr(VOICES.load(name), "languages", ENGLISH))
    except ImportError:
        return ()


def load_voice(name: str = "auto", language: str = "en") -> Voice:
    """Return a ready voice; ``auto`` takes the best of those that are installed and speak the language.

    Raises ``UnknownName`` for a voice that there is not or that does not speak it, or
    ``MissingEngine`` with the remedy; a film then has subtitles only.
    """
    if name == "auto":
        speakers = [each for each in VOICES.names() if language in languages_of(each)]
        name = next((each for each in speakers if _missing(each) is None), "auto")
        if name == "auto":
            raise MissingEngine("voice", "auto", REMEDY if language in ENGLISH else OTHER_REMEDY)
    remedy = _missing(name)
    if remedy is not None:
        raise MissingEngine("voice", name, remedy)
    if language not in languages_of(name):
        speakers = [each for each in VOICES.names() if language in languages_of(each)]
        raise UnknownName(f"voice for the language {language!r}", name, [*speakers, "auto"])
    engine = VOICES.load(name)
    voice: Voice = engine(language=language) if hasattr(engine, "languages") else engine()
    return voice
