"""The class lists of the field. A class list is data: other sports need no code."""

from typing import Final

# SoccerNet-v2 (Deliège et al. 2021, table 2), in the official evaluator's order.
SOCCERNET_V2: Final[tuple[str, ...]] = (
    "Penalty",
    "Kick-off",
    "Goal",
    "Substitution",
    "Offside",
    "Shots on target",
    "Shots off target",
    "Clearance",
    "Ball out of play",
    "Throw-in",
    "Foul",
    "Indirect free-kick",
    "Direct free-kick",
    "Corner",
    "Yellow card",
    "Red card",
    "Yellow->red card",
)

# Ball actions of SoccerNet 2024 (Cioppa et al. 2024), in the challenge's order.
SOCCERNET_BALL: Final[tuple[str, ...]] = (
    "PASS",
    "DRIVE",
    "HEADER",
    "HIGH PASS",
    "OUT",
    "CROSS",
    "THROW IN",
    "SHOT",
    "BALL PLAYER BLOCK",
    "PLAYER SUCCESSFUL TACKLE",
    "FREE KICK",
    "GOAL",
)

# Camera shots of SoccerNet-v2 (Deliège et al. 2021, fig. 4), in the order of the official development kit.
SOCCERNET_CAMERAS: Final[tuple[str, ...]] = (
    "Main camera center",
    "Close-up player or field referee",
    "Main camera left",
    "Main camera right",
    "Goal line technology camera",
    "Main behind the goal",
    "Spider camera",
    "Close-up side staff",
    "Close-up corner",
    "Close-up behind the goal",
    "Inside the goal",
    "Public",
    "other",
)

HIGHLIGHT: Final = "Highlight"
"""Something big happened and the evidence does not say what. Never one of the field's classes."""

ENDS: Final[tuple[str, ...]] = ("Half-time", "Full-time")
"""The ends of halves, as boards and commentators name them. Not of the field's classes either."""

KIND_NAMES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "Yellow->red card": "Second yellow",
        "Shots on target": "Shot on target",
        "Shots off target": "Shot off target",
        "Ball out of play": "Out of play",
    },
    "fr": {
        "Penalty": "Penalty",
        "Kick-off": "Coup d'envoi",
        "Goal": "But",
        "Substitution": "Changement",
        "Offside": "Hors-jeu",
        "Shots on target": "Tir cadré",
        "Shots off target": "Tir non cadré",
        "Clearance": "Dégagement",
        "Ball out of play": "Ballon sorti",
        "Throw-in": "Touche",
        "Foul": "Faute",
        "Indirect free-kick": "Coup franc indirect",
        "Direct free-kick": "Coup franc direct",
        "Corner": "Corner",
        "Yellow card": "Carton jaune",
        "Red card": "Carton rouge",
        "Yellow->red card": "Second jaune",
        "Half-time": "Mi-temps",
        "Full-time": "Fin du match",
        HIGHLIGHT: "Temps fort",
    },
}
"""What a viewer calls each class, by language, where it is not the class's own name."""


def kind_name(kind: str, language: str = "en") -> str:
    """Return what a viewer calls a class."""
    return KIND_NAMES.get(language, {}).get(kind, kind)
