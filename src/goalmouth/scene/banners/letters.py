"""Letters of print: where the reader wavers, what it wavers between tells."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from goalmouth.scene.text import Character

SURE = 0.85
"""Probability from which a letter is what it was taken for."""

BARRED, ROUND = "ø", "eoa"
"""A letter with a bar through it, and the letters that it is taken for by turns."""

TRACE, BESIDE = 0.02, 0.12
"""Probabilities that the barred letter, and a second round one, need."""

CAPITAL = 0.15
"""Probability that a capital needs at the head of a word."""

MARKED = 0.2
"""Probability that a plain letter's marked ones need together: a plain one has fewer beside it."""

CLEARLY = 0.6
"""Probability that a barred letter needs where the other reader has a round one."""

MARK_KNOWN, AHEAD = 0.15, 0.15
"""What is added to the probability of a small letter's mark; by how much a word of another length must be
surer."""

SHORTEST = 3
"""Letters of a word that may take the place of one of another length."""

CLEAR = 0.8
"""Probability that each letter needs, large or small, of a word in which a digit was read."""

MIXED = re.compile(r"[^\W\d_]\d[^\W\d_]|\d[^\W\d_]{3}")
"""A digit among letters."""

STROKES = str.maketrans("øØłŁđĐ", "oOlLdD")
"""Letters whose mark is no sign of its own."""


def restored(characters: Sequence[Character]) -> tuple[Character, ...]:
    """Return the characters of a row, some letters exchanged for what they may be.

    A reader that has an e, an o and an a in one place, and a trace of ø, sees an ø; one that has an A, and Å
    or Á as well, sees a mark over it; and no name begins small where the next best reading is a capital.
    """
    found = []
    for place, own in enumerate(characters):
        heads = place == 0 or not characters[place - 1].text.isalpha()
        word = characters[place + 1 : place + 4]
        capital = next((each for each in own.rivals if each[0].isupper()), ("", 0.0))
        if own.text in ROUND and own.score < SURE and _wavers(own):
            own = replace(own, text=BARRED)
        elif marked := _marked(own):
            own = replace(own, text=marked, score=max(own.score, _share(own, marked)))
        elif heads and own.text.islower() and capital[1] >= CAPITAL and _small(word):
            own = replace(own, text=capital[0])
        elif own.text.isalpha():
            own = replace(own, score=_share(own, own.text))
        found.append(own)
    return tuple(found)


def joined(characters: Sequence[Character], others: Sequence[Character]) -> tuple[Character, ...]:
    """Return the characters of a row, each word's letters as the surer of two readers has them.

    characters : of the reader that knows symbols, too, and stays where it is; others : of the reader of small
    print.
    """
    found = list(characters)
    for start, end in reversed(_words(characters)):
        word = characters[start:end]
        beside = _beside(word, others)
        if len(beside) == len(word):
            found[start:end] = map(_surer, word, beside)
        elif len(beside) >= SHORTEST and _mean(beside) > _mean(word) + AHEAD:
            found[start:end] = beside
    return tuple(found)


def mixed(characters: Sequence[Character]) -> bool:
    """Say whether a digit stands among letters."""
    return MIXED.search("".join(c.text for c in characters)) is not None


def lettered(characters: Sequence[Character], others: Sequence[Character]) -> tuple[Character, ...]:
    """Return the characters of a row, each word with a digit in it in letters alone: an O is no nought.

    others : of the same row, read in letters alone.
    """
    found = list(characters)
    text = "".join(c.text for c in characters)
    for start, end in [word.span() for word in re.finditer(r"\w{2,}", text) if MIXED.search(word[0])]:
        beside = _beside(characters[start:end], others)
        if len(beside) == end - start and min(_share(c, c.text) for c in beside) >= CLEAR:
            capitals = "".join(c for c in text[start:end] if c.isalpha()).isupper()
            found[start:end] = [replace(c, text=c.text.upper() if capitals else c.text) for c in beside]
    return tuple(found)


def _share(own: Character, letter: str) -> float:
    """Return how likely a letter is, large or small, where a character was read."""
    read = ((own.text, own.score), *own.rivals)
    return sum(share for each, share in read if each.upper() == letter.upper())


def _words(characters: Sequence[Character]) -> list[tuple[int, int]]:
    """Return where words of two letters or more stand, half-open."""
    text = "".join(c.text if c.text.isalpha() else " " for c in characters)
    return [found.span() for found in re.finditer(r"[^ ]{2,}", text)]


def _beside(word: Sequence[Character], others: Sequence[Character]) -> list[Character]:
    """Return the letters that another reader has where a word is."""
    # The next word is two letters away.
    reach = (word[-1].x - word[0].x) / (len(word) - 1) * 0.9
    return [c for c in others if word[0].x - reach < c.x < word[-1].x + reach and c.text.isalpha()]


def _mean(word: Sequence[Character]) -> float:
    return sum(c.score for c in word) / len(word)


def _surer(one: Character, small: Character) -> Character:
    """Return the likelier of two readings of a letter; the reader of small print knows marks best."""
    if small.text == BARRED and one.text in ROUND:
        return small if small.score >= CLEARLY else one
    marked = small.text != _bare(small.text) == one.text
    return small if small.score + MARK_KNOWN * marked > one.score else one


def _wavers(own: Character) -> bool:
    rivals = dict(own.rivals)
    return rivals.get(BARRED, 0.0) >= TRACE and any(rivals.get(each, 0.0) >= BESIDE for each in ROUND)


def _marked(own: Character) -> str:
    """Return the likeliest of a plain letter's marked ones, ``""`` where they are unlikely."""
    marks = [(each, share) for each, share in own.rivals if each != own.text and _bare(each) == own.text]
    return marks[0][0] if sum(share for _, share in marks) >= MARKED else ""


def _bare(letter: str) -> str:
    """Return a letter without its mark."""
    return unicodedata.normalize("NFD", letter.translate(STROKES))[:1]


def _small(word: Sequence[Character]) -> bool:
    return len(word) == 3 and all(each.text.islower() for each in word)
