"""What is printed, as it is said: ``"1-0"`` → ``"one nil"``, ``"23rd"`` → ``"twenty third"``."""

import re
from collections.abc import Callable

from goalmouth.claims.numbers import cardinal, ordinal

ABBREVIATIONS = {"UTD": "United", "FC": "F C", "VS": "versus", "ST": "Saint"}

Match = re.Match[str]
Rules = tuple[tuple[str, Callable[[Match], str]], ...]


def score(first: int, second: int) -> str:
    """Return ``"two one"``, ``"one nil"``, ``"two all"``, ``"nil nil"``."""
    if first == second and first:
        return f"{cardinal(first)} all"
    return " ".join("nil" if not side else cardinal(side) for side in (first, second))


def french_score(first: int, second: int) -> str:
    """Return ``"deux à un"``, ``"zéro partout"``."""
    if first == second:
        return f"{cardinal(first, 'fr')} partout"
    return f"{cardinal(first, 'fr')} à {cardinal(second, 'fr')}"


def french_minute(number: int) -> str:
    """Return the ordinal of a minute, which is feminine: ``"première"``, ``"vingt-troisième"``."""
    return "première" if number == 1 else ordinal(number, "fr")


def name(word: str, alone: bool) -> str:
    """Return a printed name as said: codes are spelt, names in capitals are words."""
    if word in ABBREVIATIONS:
        return ABBREVIATIONS[word]
    vowels = re.search(r"[AEIOUY]", word)
    if vowels and (len(word) > 3 or not alone):
        return word.capitalize()
    return " ".join(word)


CAPITALS = r"[A-Z]{2,}"


def _names(match: Match) -> str:
    words = match.group().split()
    return " ".join(name(word, alone=len(words) == 1) for word in words)


NAMES = (rf"\b{CAPITALS}(?: {CAPITALS})*\b", _names)
SCORE, ADDED, MINUTE = (
    r"\b(\d{1,2})\s?[-–:]\s?(\d{1,2})\b",
    r"\b(\d+)\s?\+\s?(\d+)\b",
    r"\b(\d+)\s?['′’](?!\w)",
)
RULES: dict[str, Rules] = {
    "en": (
        (SCORE, lambda m: score(int(m[1]), int(m[2]))),
        (ADDED, lambda m: f"{cardinal(int(m[1]))} plus {cardinal(int(m[2]))}"),
        (r"\b(\d+)(?:st|nd|rd|th)\b", lambda m: ordinal(int(m[1]))),
        (MINUTE, lambda m: f"{ordinal(int(m[1]))} minute"),
        (r"\b(\d+)\b", lambda m: cardinal(int(m[1]))),
        NAMES,
        (r"(?<=[a-z])-(?=[a-z])", lambda m: " "),
    ),
    "fr": (
        (SCORE, lambda m: french_score(int(m[1]), int(m[2]))),
        (ADDED, lambda m: f"{cardinal(int(m[1]), 'fr')} plus {cardinal(int(m[2]), 'fr')}"),
        (r"\b(\d+)(?:re|e)\b", lambda m: french_minute(int(m[1]))),
        (MINUTE, lambda m: f"{french_minute(int(m[1]))} minute"),
        (r"\b(\d+)\b", lambda m: cardinal(int(m[1]), "fr")),
        NAMES,
    ),
}
"""Patterns and what they are read as, in the order in which they are tried, by language."""


def spoken(text: str, language: str = "en") -> str:
    """Return the text as it is to be read aloud, numbers and codes in words."""
    for pattern, say in RULES[language]:
        text = re.sub(pattern, say, text)
    return text
