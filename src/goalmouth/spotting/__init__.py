"""Spotters, one for each kind of evidence, and the fusion of what they say."""

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
