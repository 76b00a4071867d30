"""What is printed, as it is said: ``"1-0"`` → ``"one nil"``, ``"23rd"`` → ``"twenty third"``."""

import re

from goalmouth.claims.numbers import cardinal, ordinal

ABBREVIATIONS = {"UTD": "United", "FC": "F C", "VS": "versus", "ST": "Saint"}


def score(first: int, second: int) -> str:
    """Return ``"two one"``, ``"one nil"``, ``"two all"``, ``"nil nil"``."""
    if first == second and first:
        return f"{cardinal(first)} all"
    return " ".join("nil" if not side else cardinal(side) for side in (first, second))


def name(word: str, alone: bool) -> str:
    """Return a printed name as said: codes are spelt, names in capitals are words."""
    if word in ABBREVIATIONS:
        return ABBREVIATIONS[word]
    vowels = re.search(r"[AEIOUY]", word)
    if vowels and (len(word) > 3 or not alone):
        return word.capitalize()
    return " ".join(word)


CAPITALS = r"[A-Z]{2,}"


def _names(match: re.Match[str]) -> str:
    words = match.group().split()
    return " ".join(name(word, alone=len(words) == 1) for word in words)


RULES = (
    (r"\b(\d{1,2})\s?[-–:]\s?(\d{1,2})\b", lambda m: score(int(m[1]), int(m[2]))),
    (r"\b(\d+)\s?\+\s?(\d+)\b", lambda m: f"{cardinal(int(m[1]))} plus {cardinal(int(m[2]))}"),
    (r"\b(\d+)(?:st|nd|rd|th)\b", lambda m: ordinal(int(m[1]))),
    (r"\b(\d+)\s?['′’]", lambda m: f"{ordinal(int(m[1]))} minute"),
    (r"\b(\d+)\b", lambda m: cardinal(int(m[1]))),
    (rf"\b{CAPITALS}(?: {CAPITALS})*\b", _names),
    (r"(?<=[a-z])-(?=[a-z])", lambda m: " "),
)


def spoken(text: str) -> str:
    """Return the text as it is to be read aloud, numbers and codes in words."""
    for pattern, say in RULES:
        text = re.sub(pattern, say, text)
    return text
