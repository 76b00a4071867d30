"""Words that nothing knows, and slips of one letter in long ones."""

import re

from goalmouth.query.lexicon import Lexicon

LONG = 6
"""Letters of a word in which one may be wrong."""
ORDINAL = re.compile(r"(\d{1,3})(st|nd|rd|th|er|ere|re|e|eme|ieme|nde|de|me)$")
"""An ordinal in digits."""
_DIGITS = re.compile(r"\d{1,4}|\d{1,3}:\d\d(:\d\d)?|\d{2}\+\d{1,2}")


def unknown(own: Lexicon, words: list[str]) -> list[int]:
    """Return the places of words that are part of nothing known."""
    known: set[int] = set()
    for place, word in enumerate(words):
        for each in own.at(words, place):
            known.update(range(place, each.end))
        if word in (",", "(", ")") or _DIGITS.fullmatch(word) or ORDINAL.match(word):
            known.add(place)
    return [place for place in range(len(words)) if place not in known]


def mended(own: Lexicon, words: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return the words with slips mended where one word alone can be meant, and what was mended."""
    done, notes = list(words), []
    for place in unknown(own, words):
        word = words[place]
        if len(word) < LONG or not word.isalpha() or (word,) in own.negations:
            continue
        near = [other for other in own.words if abs(len(other) - len(word)) <= 1 and _slip(word, other)]
        if len(near) == 1:
            done[place] = near[0]
            notes.append(f"“{word}” was read as “{near[0]}”")
    return done, tuple(notes)


def _slip(one: str, other: str) -> bool:
    """Say whether a letter is missing, too many, another one, or two are the wrong way round."""
    if len(one) == len(other):
        apart = [k for k in range(len(one)) if one[k] != other[k]]
        swapped = len(apart) == 2 and apart[1] == apart[0] + 1
        return len(apart) == 1 or (
            swapped and one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]]
        )
    short, long = sorted((one, other), key=len)
    return any(short == long[:k] + long[k + 1 :] for k in range(len(long)))
