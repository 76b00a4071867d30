"""Numbers and the words for them, in each language of ``numbers.toml``."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import Any


@cache
def _words(language: str) -> dict[str, Any]:
    text = resources.files("goalmouth.claims").joinpath("numbers.toml").read_text("utf-8")
    book: dict[str, dict[str, Any]] = tomllib.loads(text)
    return book[language]


def plain(text: str) -> str:
    """Return the text without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def cardinal(number: int, language: str = "en") -> str:
    """Return 0 … 999 in words; larger numbers digit by digit."""
    words = _words(language)
    ones: list[str] = words["cardinals"].split()
    if number < 20:
        return ones[number]
    if number < 100:
        return _below_hundred(number, ones, words["tens"].split(), words["joined"])
    if number < 1000:
        one, many, link = words["hundred"]
        rest = f"{link}{cardinal(number % 100, language)}" if number % 100 else ""
        return str(one if number < 200 else many.format(cardinal(number // 100, language))) + rest
    return " ".join(ones[int(digit)] for digit in str(number))


def _below_hundred(number: int, ones: list[str], tens: list[str], joined: list[str]) -> str:
    ten = number // 10 - 2
    # Where two tens in a row have one word ("soixante", "soixante-dix"), the second counts on from it.
    rest = number % 10 + 10 * (ten > 0 and tens[ten] == tens[ten - 1])
    if not rest:
        # "Quatre-vingts", but "quatre-vingt-un".
        return tens[ten] + "s" * (tens[ten].endswith("-vingt"))
    one = rest in (1, 11) and "-" not in tens[ten]
    return f"{tens[ten]}{joined[0] if one else joined[1]}{ones[rest]}"


def ordinal(number: int, language: str = "en") -> str:
    """Return ``"first"``, ``"twenty third"``, … in words."""
    word = cardinal(number, language)
    pattern, ending = next(rule for rule in _words(language)["rules"] if re.search(rule[0], word))
    return re.sub(str(pattern), str(ending), word, count=1)


def printed_ordinal(number: int, language: str = "en") -> str:
    """Return ``"1st"``, ``"22nd"``, ``"113th"``, …; in French, of a minute, ``"1re"``, ``"22e"``."""
    rules = _words(language)["printed"]
    return str(number) + next(str(ending) for pattern, ending in rules if re.search(pattern, str(number)))


@cache
def _reading(language: str) -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    words = _words(language)
    known = {plain(cardinal(number, language)): str(number) for number in range(131)}
    known |= {plain(ordinal(number, language)): f"{number}th" for number in range(1, 131)}
    known |= {plain(word): f"{number}th" for word, number in words["also"].items()}
    for word in words["not_read"]:
        known.pop(plain(word))
    found = {word.replace("-", " "): digits for word, digits in known.items()}
    longest = sorted(found, key=len, reverse=True)
    pattern = r"\b(" + "|".join(word.replace(" ", "[ -]") for word in longest) + r")\b"
    return found, re.compile(pattern, re.IGNORECASE), re.compile(rf"\b(\d+){words['suffix']}\b")


def in_digits(text: str, language: str = "en") -> str:
    """Return the text with number words as digits: ``"twenty-third"`` → ``"23th"``, ``"two"`` → ``"2"``.

    ``text`` has no accents; every ordinal ends in ``th``, in every language.
    """
    known, pattern, suffixed = _reading(language)
    digits = pattern.sub(lambda match: known[match[1].lower().replace("-", " ")], text)
    return suffixed.sub(r"\1th", digits)
