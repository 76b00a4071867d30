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
    },
)

ON_REQUEST = frozenset({"visual"})
"""Those that nobody asks by default: it has seen simulated pictures only, and would invent on real ones."""


def weights_of(name: str) -> Path | None:
    """Return the file in ``NAME=FILE``, if there is one."""
    file = name.partition("=")[2]
    return Path(file) if file else None


def load_spotter(name: str) -> Spotter:
    """Return a spotter by its name, or by ``NAME=FILE`` with other weights than those that are shipped.

    Raises ``UnknownName`` and ``InputError``.
    """
    kind, file = name.partition("=")[0], weights_of(name)
    make = SPOTTERS.load(kind)
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
