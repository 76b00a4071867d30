"""Letters of print: where the reader wavers, what it wavers between tells."""

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
            own = replace(own, text=marked)
        elif heads and own.text.islower() and capital[1] >= CAPITAL and _small(word):
            own = replace(own, text=capital[0])
        found.append(own)
    return tuple(found)


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
