"""The match clock in a row of print, in the ways that broadcasters write it."""

import re
from dataclasses import dataclass

from goalmouth.scene.scoreboard.rows import Row
from goalmouth.scene.text import Box

CLOCK = re.compile(r"((?:(?<!\d)1(?=[0-3]\d\D))?\d{1,2})\s?[:.：]\s?([0-5]\d)(?!\d)")
"""No match lasts 140 minutes: a digit before that belongs to something else."""

MINUTES = re.compile(r"(?<!\d)(\d{1,3})\s?(?:mins?\b|min\.|['′’分])", re.IGNORECASE)
ADDED = re.compile(r"\+\s?\d{1,2}(?::[0-5]\d)?(?=\s|$|\D|\d\d:)")
AGGREGATE = re.compile(r"[(\[]\s?\d{1,2}\s?[-–:]\s?\d{1,2}\s?[)\]]|\bagg\.?\s?\d{1,2}\s?[-–]\s?\d{1,2}", re.I)
PERIODS = (
    (
        re.compile(
            r"(?:1\s?st|first)\s?half|\b1\s?[TH]\b|\b[TH]1\b|\b1(?:º|ª|°|er|re|a)?\s?[TP]\b|前半", re.I
        ),
        1,
    ),
    (re.compile(r"(?:2\s?nd|second)\s?half|\b2\s?[TH]\b|\b[TH]2\b|\b2(?:º|ª|°|e|a)?\s?[TP]\b|後半", re.I), 2),
)


@dataclass(frozen=True, slots=True)
class ClockText:
    """The clock's field: as printed, and what it means."""

    text: str
    seconds: float | None
    period: int | None
    box: Box
    chip: Box | None = None
    """Where the half is printed beside the time."""

    @property
    def timed(self) -> bool:
        """Whether it tells a time, rather than a half alone."""
        return self.seconds is not None


def parse_clock(text: str) -> tuple[float | None, int | None]:
    """Return ``(seconds, period)`` as a clock's text says; ``None`` for what it does not say."""
    period = next((number for pattern, number in PERIODS if pattern.search(text)), None)
    plain = ADDED.sub(lambda m: " " * len(m[0]), text)
    if match := CLOCK.search(plain):
        return int(match[1]) * 60.0 + int(match[2]), period
    if match := MINUTES.search(plain):
        return int(match[1]) * 60.0, period
    return None, period


def find_clock(row: Row) -> ClockText | None:
    """Return the clock printed in a row, with its half and added time where they stand beside it."""
    text = ADDED.sub(lambda m: "+" * len(m[0]), row.text)
    found = CLOCK.search(text) or MINUTES.search(text)
    halves = ((match, number) for pattern, number in PERIODS if (match := pattern.search(text)))
    half, period = next(halves, (None, None))
    if not (match := found or half):
        return None
    start, end = match.span()
    if found and _stray(row, start, end):
        start += 1
    chip = row.span(*half.span()) if found and half else None
    seconds, _ = parse_clock(row.text[start:end])
    return ClockText(row.text[start:end].strip(), seconds, period, row.span(start, end), chip)


def _stray(row: Row, start: int, end: int) -> bool:
    """Say whether a clock's first digit stands apart from the others: a border reads like a one."""
    digits = [c.x for c in row.characters[start:end] if c.text.isdigit()]
    if len(digits) < 4 or row.characters[start].text != "1":
        return False
    # The minutes' and the seconds' own gaps: what lies between them holds the colon.
    return digits[1] - digits[0] > 1.5 * (digits[-1] - digits[-2])


def without_clock(row: Row) -> str:
    """Blank out everything that has digits and is no score."""
    text = row.text
    for pattern in (AGGREGATE, ADDED, CLOCK, MINUTES, *(p for p, _ in PERIODS)):
        text = pattern.sub(lambda m: "#" * len(m[0]), text)
    return text
