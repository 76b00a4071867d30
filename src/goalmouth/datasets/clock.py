"""``"1 - 12:34"``: the half, and the minute and second within it."""

import re

PATTERN = re.compile(r"\s*(\d+)\s*-\s*(-?\d+):(\d+)(?::(\d+))?\s*$")


def game_time(half: int, seconds: float) -> str:
    """Return ``"1 - 12:34"``; the seconds are cut off, as SoccerNet does."""
    whole = int(seconds + 0.0005)
    return f"{half} - {whole // 60:02d}:{whole % 60:02d}"


def parsed(text: str) -> tuple[int, float]:
    """Return the half and the milliseconds within it; raise ``ValueError`` for another form."""
    if not (found := PATTERN.match(text)):
        raise ValueError(f"gameTime {text!r}: it has the form '1 - 12:34'")
    half, one, two, three = found.groups()
    seconds = int(one) * 60 + int(two) if three is None else (int(one) * 60 + int(two)) * 60 + int(three)
    return int(half), 1000.0 * seconds
