"""Names in a sentence: those that are known, and capitalised words that may be somebody's."""

import re
import unicodedata
from collections.abc import Sequence

from goalmouth.claims.lexicon import AWAY, FIRST_NAME, FIRST_PLAYER, HOME, Lexicon, T
from goalmouth.claims.numbers import plain
from goalmouth.claims.times import compiled

SENTENCE = re.compile(r"(?:^|[.!?:;…\n]|[\"“”«»(]|\d['+]?)[\s\"“”«»'(–—-]*$")


def folded(text: str) -> str:
    """Return the text without accents, its apostrophes and dashes plain, and nothing taken for a mark."""
    text = plain(re.sub(T, " ", text))
    text = text.replace("œ", "oe").replace("Œ", "OE")
    return re.sub(r"[‐‑‒–−](?=\d)", "-", text.replace("’", "'").replace("′", "'"))


def _pattern(name: str, words: Lexicon) -> str:
    # A code such as ALL or BAR is not the ordinary word.
    whole = rf"(?<!\w){re.escape(folded(name))}(?!\w)"
    return whole if folded(name).lower() in words.ordinary else f"(?i:{whole})"


def marked(
    text: str, teams: Sequence[str], players: Sequence[str], words: Lexicon
) -> tuple[str, dict[str, str]]:
    """Return the folded text, each known name one character, and what those characters mean.

    Teams are characters from ``FIRST_NAME`` on, players from ``FIRST_PLAYER`` on.
    """
    sides = {chr(FIRST_NAME + i): side for i, side in enumerate((HOME, AWAY))}
    known = {chr(FIRST_NAME + 2 + i): name for i, name in enumerate(teams)}
    known |= {chr(FIRST_PLAYER + i): name for i, name in enumerate(players)}
    text = unicodedata.normalize("NFC", text)
    for pattern, word in words.respelt:
        text = re.sub(pattern, word, text)
    text = folded(text)
    for mark, name in sorted(known.items(), key=lambda item: -len(item[1])):
        text = re.sub(_pattern(name, words), mark, text)
    for mark, name in known.items():
        others = [other.casefold().split() for other in known.values() if other != name]
        for part in name.split():
            own = part.casefold() not in words.common_parts and not any(
                part.casefold() in other for other in others
            )
            if own and len(part) >= 4 and part != name:
                word = re.escape(folded(part).capitalize())
                text = re.sub(rf"(?<!\w)(?:{word}|{word.upper()})(?!\w)", mark, text)
    for mark, (_, pattern) in zip(sides, words.aliases, strict=True):
        text = compiled(f"(?i:{pattern})").sub(mark, text)
    return text, sides | known


def unknown(text: str, words: Lexicon) -> tuple[str, ...]:
    """Return the capitalised words of marked text that may be names; shirt numbers too."""
    found = [match[0] for match in compiled(words.shirt).finditer(text)]
    found += [match[1] for match in words.person.finditer(text)]
    for match in re.finditer(r"(?<![\w'])[^\W\d_][\w'-]*", text):
        word = match[0].removesuffix("'s").removesuffix("'")
        if not word[0].isupper() or re.match(T, word) or word in words.never_names:
            continue
        low = word.lower()
        for pattern, meant in words.shouts:
            low = re.sub(f"^{pattern}$", meant, low)
        ordinary = all(
            any(piece in words.ordinary for piece in (part, part.split("'")[0]))
            for part in low.split("-")
            if part
        )
        shouted = len(word) > 1 and word.isupper()
        if not (ordinary and (shouted or SENTENCE.search(text[: match.start()]))):
            found.append(word)
    return tuple(dict.fromkeys(found))
