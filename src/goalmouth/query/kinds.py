"""What can be asked for: the field's classes, each by one name, and groups of them that have a name."""

from typing import Final, Literal

from goalmouth.labels import ENDS, HIGHLIGHT, SOCCERNET_BALL, SOCCERNET_V2

Side = Literal["home", "away"]
"""As ``types.Side``, which comes with numpy: a question need not wait for it."""

SAME: Final = {"GOAL": "Goal", "THROW IN": "Throw-in", "OUT": "Ball out of play"}
"""Ball actions that are a class of SoccerNet-v2 by another name."""

KINDS: Final[tuple[str, ...]] = (
    *SOCCERNET_V2,
    *ENDS,
    HIGHLIGHT,
    *(name for name in SOCCERNET_BALL if name not in SAME),
)

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "card": ("Yellow card", "Red card", "Yellow->red card"),
    "sending-off": ("Red card", "Yellow->red card"),
    "free-kick": ("Indirect free-kick", "Direct free-kick", "FREE KICK"),
    "shot": ("Shots on target", "Shots off target", "SHOT"),
    "set piece": ("Penalty", "Indirect free-kick", "Direct free-kick", "Corner", "FREE KICK"),
    "key moment": ("Penalty", "Goal", "Red card", "Yellow->red card", HIGHLIGHT),
}
"""Several classes under one word, in the order of ``KINDS``."""

SIDELESS: Final = ("Ball out of play", *ENDS)
"""Classes that belong to no team."""


def kind_of(label: str) -> str:
    """Return the name under which a label is asked for."""
    return SAME.get(label, label)


def ordered(kinds: "frozenset[str] | set[str] | tuple[str, ...]") -> tuple[str, ...]:
    """Return kinds, each once, in the order of ``KINDS``; others after them by name."""
    return tuple(sorted(set(kinds), key=lambda k: (KINDS.index(k) if k in KINDS else len(KINDS), k)))
