"""Numbers and the words for them."""

import re

# fmt: off
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
# fmt: on
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
IRREGULAR = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def cardinal(number: int) -> str:
    """Return 0 … 999 in words; larger numbers digit by digit."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f" {ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = f" and {cardinal(number % 100)}" if number % 100 else ""
        return f"{ONES[number // 100]} hundred{rest}"
    return " ".join(ONES[int(digit)] for digit in str(number))


def ordinal(number: int) -> str:
    """Return ``"first"``, ``"twenty third"``, … in words."""
    *before, last = cardinal(number).split()
    regular = (last[:-1] + "ie" if last.endswith("y") else last) + "th"
    return " ".join([*before, IRREGULAR.get(last, regular)])


CARDINALS = {cardinal(number): str(number) for number in range(131)}
ORDINALS = {ordinal(number): f"{number}th" for number in range(1, 131)}
_WORDS = sorted(({**CARDINALS, **ORDINALS}), key=len, reverse=True)
_PATTERN = re.compile(r"\b(" + "|".join(word.replace(" ", "[ -]") for word in _WORDS) + r")\b", re.IGNORECASE)


def in_digits(text: str) -> str:
    """Return the text with number words as digits: ``"twenty-third"`` → ``"23th"``, ``"two"`` → ``"2"``."""

    def digits(match: re.Match[str]) -> str:
        word = match[1].lower().replace("-", " ")
        return CARDINALS.get(word) or ORDINALS[word]

    return re.sub(r"\b(\d+)(?:st|nd|rd)\b", r"\1th", _PATTERN.sub(digits, text))
