"""Names in a sentence: those that are known, and capitalised words that may be somebody's."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources

from goalmouth.claims.lexicon import FIRST_NAME, T

HOME, AWAY = "home", "away"
"""What ``the hosts`` and ``the visitors`` are called in claims."""

ALIASES = (
    (HOME, r"(?:the )?\b(?:hosts|home (?:side|team))\b"),
    (AWAY, r"(?:the )?\b(?:visitors|guests|away (?:side|team)|visiting side)\b"),
)
COMMON_PARTS = frozenset(
    [
        "united",
        "city",
        "town",
        "real",
        "club",
        "sporting",
        "athletic",
        "rovers",
        "county",
        "wanderers",
        "inter",
    ]
)
"""Words of many clubs' names: no one's alone."""
SENTENCE = re.compile(r"(?:^|[.!?:;…\n]|[\"“”(]|\d['+]?)[\s\"“”'(–—-]*$")
SHIRT = r"(?i:\b(?:number|no\.|player|shirt|#) ?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)\b)"
PERSON = re.compile(
    r"(?:^|[.!?] )(?!(?:They|He|She|Who|It|Nobody|Everyone|Someone|And|But|So|Now|Then|Never|Just)\b)"
    r"([A-Z][a-z]+)"
    r" (?:scores|nets|equali[sz]es|strikes|finds the|heads|shoots)\b"
)
"""An ordinary word may be a surname, when it is what scores: ``Long scores``."""


def folded(text: str) -> str:
    """Return the text without accents, its apostrophes and dashes plain, and nothing taken for a mark."""
    text = re.sub(T, " ", text)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[‐‑‒–−](?=\d)", "-", text.replace("’", "'").replace("′", "'"))


@cache
def ordinary_words() -> frozenset[str]:
    """Return words that may begin a sentence without being a name."""
    return frozenset(resources.files("goalmouth.claims").joinpath("ordinary.txt").read_text("utf-8").split())


def _pattern(name: str) -> str:
    # A code such as ALL or BAR is not the ordinary word.
    plain = rf"(?<!\w){re.escape(folded(name))}(?!\w)"
    return plain if name.lower() in ordinary_words() else f"(?i:{plain})"


def marked(text: str, names: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the folded text, each known name one character from ``FIRST_NAME`` on, and what they mean."""
    known = [HOME, AWAY, *names]
    text = folded(text)
    for i in sorted(range(2, len(known)), key=lambda i: -len(known[i])):
        text = re.sub(_pattern(known[i]), chr(FIRST_NAME + i), text)
    for i in range(2, len(known)):
        for part in known[i].split():
            others = [other.casefold().split() for other in names if other != known[i]]
            own = part.casefold() not in COMMON_PARTS and not any(
                part.casefold() in other for other in others
            )
            if own and len(part) >= 4 and part != known[i]:
                word = re.escape(folded(part).capitalize())
                text = re.sub(rf"(?<!\w)(?:{word}|{word.upper()})(?!\w)", chr(FIRST_NAME + i), text)
    for i, (_, pattern) in enumerate(ALIASES):
        text = re.sub(f"(?i:{pattern})", chr(FIRST_NAME + i), text)
    return text, tuple(known)


def unknown(text: str) -> tuple[str, ...]:
    """Return the capitalised words of marked text that may be names; shirt numbers too."""
    found = [match[0] for match in re.finditer(SHIRT, text)]
    found += [match[1] for match in PERSON.finditer(text)]
    for match in re.finditer(r"(?<![\w'])[^\W\d_][\w'-]*", text):
        word = match[0].removesuffix("'s").removesuffix("'")
        if not word[0].isupper() or re.match(T, word) or word in ("I", "I'm", "I've"):
            continue
        plain = re.sub(r"^go+a+l+$", "goal", word.lower())
        ordinary = all(part.split("'")[0] in ordinary_words() for part in plain.split("-") if part)
        shouted = len(word) > 1 and word.isupper()
        if not (ordinary and (shouted or SENTENCE.search(text[: match.start()]))):
            found.append(word)
    return tuple(dict.fromkeys(found))
