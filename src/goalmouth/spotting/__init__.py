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


def load_spotter(name: str) -> Spotter:
    """Return a spotter by its name, or by ``NAME=FILE`` with other weights than those that are shipped.

    Raises ``UnknownName`` and ``InputError``.
    """
    kind, _, file = name.partition("=")
    make = SPOTTERS.load(kind)
    if not file:
        spotter: Spotter = make()
        return spotter
    if not Path(file).is_file():
        raise InputError(file, "is not there", "Name a file of weights, as goalmouth train writes them")
    try:
        spotter = make(Path(file))
    except TypeError as error:
        raise InputError(
            file, f"cannot be used: the spotter {kind!r} has no weights", "Leave it out"
        ) from error
    return spotter
