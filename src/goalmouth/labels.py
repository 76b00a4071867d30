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

HIGHLIGHT: Final = "Highlight"
"""Something big happened and the evidence does not say what. Never one of the field's classes."""
