"""Spotters, one for each kind of evidence, and the fusion of what they say."""

from pathlib import Path

from goalmouth.errors import InputError
from goalmouth.protocols import Spotter
from goalmouth.registry import Registry

SPOTTERS = Registry(
    "spotter",
    {
        "scoreboard": "goalmouth.spotting.scoreboard:ScoreboardSpotter",
        "banners": "goalmouth.spotting.banners:BannerSpotter",
        "sound": "goalmouth.spotting.sound:SoundSpotter",
        "visual": "goalmouth.spotting.visual:VisualSpotter",
        "transcript": "goalmouth.spotting.transcript:TranscriptSpotter",
        "llm": "goalmouth.spotting.llm:LlmSpotter",
        "llm-few-shot": "goalmouth.spotting.llm:FewShotSpotter",
        "llm-reasoning": "goalmouth.spotting.llm:ReasoningSpotter",
        "vlm": "goalmouth.spotting.vlm:VlmSpotter",
    },
)

SERVED = frozenset({"llm", "llm-few-shot", "llm-reasoning", "vlm"})
"""Those that ask a server. None is contacted unless one of them was asked for by name."""

ON_REQUEST = frozenset({"visual", "transcript"}) | SERVED
"""Those that nobody asks by default. What is seen has been learnt from simulated pictures only, and would be
invented on real ones; what is said tells of a moment some seconds off, and of what others see at once."""


def weights_of(name: str) -> Path | None:
    """Return the file in ``NAME=FILE``, if there is one."""
    kind, _, file = name.partition("=")
    return Path(file) if file and kind not in SERVED else None


def load_spotter(name: str) -> Spotter:
    """Return a spotter by its name, or by ``NAME=FILE`` with other weights than those that are shipped.

    One that asks a server takes ``NAME=ADDRESS#MODEL``. Raises ``UnknownName``, ``InputError``, and
    ``EngineError`` where no server is named.
    """
    (kind, _, address), file = name.partition("="), weights_of(name)
    make = SPOTTERS.load(kind)
    if kind in SERVED:
        asking: Spotter = make(address)
        return asking
    if file is None:
        spotter: Spotter = make()
        return spotter
    if not file.is_file():
        raise InputError(file, "is not there", "Name a file of weights, as goalmouth train writes them")
    try:
        spotter = make(file)
    except TypeError as error:
        raise InputError(
            file, f"cannot be used: the spotter {kind!r} has no weights", "Leave it out"
        ) from error
    return spotter
