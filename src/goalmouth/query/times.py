"""Times in a question: halves, minutes, clock times, lengths, and the stretches between them."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from goalmouth.query.draft import EACH, HALF, MATCH, Span

if TYPE_CHECKING:
    from goalmouth.query.phrases import Phrases

_CLOCK: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)$")
LIKELY: Final = 10
"""From here on a bare number after "after" is a minute."""
_ADDED: Final = re.compile(r"(45|90)\+(\d{1,2})$")


class Times:
    """Reads times among the words of one question."""

    def __init__(self, words: "Phrases") -> None:
        self.words = words

    def half(self, at: int, named: bool) -> Iterator[tuple[int, int]]:
        """Yield "in the second half", "second-half", "after the break"."""
        for half in (1, 2):
            yield from ((half, each.end) for each in self.words.match(at, f"then_{half}"))
            yield from ((half, end) for end in self._stretch(at, f"half_{half}"))
        yield from ((EACH, end) for end in self._stretch(at, "each_half"))

    def _stretch(self, at: int, sort: str) -> Iterator[int]:
        """Yield the ends of a stretch's name, with "in the" before it perhaps."""
        places = [at, *(each.end for each in self.words.match(at, "at"))]
        for place in places:
            for start in (place, *self._article(place)):
                yield from (each.end for each in self.words.match(start, sort))

    def _article(self, at: int) -> Iterator[int]:
        yield from (each.end for each in self.words.match(at, "definite", "definite_plural"))

    def length(self, at: int) -> Iterator[tuple[float, int]]:
        """Yield "30 seconds", "the minute", "two minutes", "a quarter of an hour" in seconds."""
        for start in (at, *self._article(at), *(e.end for e in self.words.match(at, "indefinite"))):
            for count, middle in self.words.number(start):
                yield from ((count * 1.0, e.end) for e in self.words.match(middle, "second"))
                yield from ((count * 60.0, e.end) for e in self.words.match(middle, "minute"))
            if start != at:
                yield from ((60.0, e.end) for e in self.words.match(start, "minute") if not e.value)
            yield from ((900.0, e.end) for e in self.words.match(start, "quarter"))
            yield from ((1800.0, e.end) for e in self.words.match(start, "half_hour"))

    def span(self, at: int, named: bool) -> Iterator[tuple[Span, int]]:
        """Yield any stretch that has times."""
        yield from self._one_minute(at)
        yield from self._ends(at)
        yield from ((Span(None, HALF, None, "half"), end) for end in self._stretch(at, "added"))
        for each in self.words.match(at, "from"):
            for (time, flavour), end in self._mark(each.end):
                span = Span(None, time, None, flavour)
                yield from self._clocked(span, end)
                for late in self.words.match(end, "onward"):
                    yield span, late.end
        for each in self.words.match(at, "up_to"):
            for (time, flavour), end in self._mark(each.end):
                if time > 0:
                    yield from self._clocked(Span(None, None, time, flavour), end)
        for each in self.words.match(at, "between"):
            for low, middle in self._mark(each.end, bare=True):
                for to in self.words.match(middle, "to"):
                    for high, end in self._mark(to.end):
                        flavour = high[1] if low[1] == "bare" else low[1]
                        if flavour == high[1] and low[0] < high[0]:
                            yield from self._clocked(Span(None, low[0], high[0], flavour), end)

    def _clocked(self, span: Span, end: int) -> Iterator[tuple[Span, int]]:
        """Yield a stretch, with the clock that its times are of where it is said."""
        yield span, end
        for sort, flavour in (("match_clock", "match"), ("half_clock", "half"), ("video_clock", "video")):
            if span.flavour == "shown":
                yield from ((span._replace(flavour=flavour), e.end) for e in self.words.match(end, sort))

    def _mark(self, at: int, bare: bool = False) -> Iterator[tuple[tuple[float, str], int]]:
        """Yield a point of time in seconds, and of what. bare : its unit may come later."""
        for start in self.words.starts(at):
            word = self.words.words[start] if start < len(self.words.words) else ""
            if found := _CLOCK.match(word):
                hours, minutes, seconds = (int(part or 0) for part in found.groups())
                yield (3600.0 * hours + 60 * minutes + seconds, "shown"), start + 1
        for minute, end in self._minute_number(at):
            yield (60.0 * minute, "mark"), end
            for each in self.words.match(end, "mark"):
                yield (60.0 * minute, "mark"), each.end
        yield from self._bare(at)
        for start in (at, *self._article(at)):
            yield from (((3600.0, "mark"), each.end) for each in self.words.match(start, "hour"))
            if start != at:
                yield from (((1800.0, "mark"), each.end) for each in self.words.match(start, "half_hour"))
            if bare:
                yield from (((60.0 * n, "bare"), end) for n, end in self.words.number(start))
                yield from (((60.0 * n, "bare"), end) for n, end in self.words.ordinal(start))

    def _bare(self, at: int) -> Iterator[tuple[tuple[float, str], int]]:
        """Yield "the 60th" and "60" where no unit follows, and no event could be of that number."""
        for start in (at, *self._article(at)):
            for n, end in (*self.words.number(start), *self.words.ordinal(start)):
                units = self.words.match(end, "minute", "second", "noun", "every")
                if n >= LIKELY and not any(True for _ in units):
                    yield (60.0 * n, "mark"), end

    def _minute_number(self, at: int) -> Iterator[tuple[int, int]]:
        """Yield "the 80th minute", "minute 80", "80 minutes"."""
        for start in (at, *self._article(at)):
            for count, middle in self.words.ordinal(start):
                yield from (
                    (count, each.end) for each in self.words.match(middle, "minute") if not each.value
                )
            for each in self.words.match(start, "minute"):
                if not each.value:
                    yield from self.words.number(each.end)
            for count, middle in self.words.number(start):
                yield from ((count, each.end) for each in self.words.match(middle, "minute"))

    def _one_minute(self, at: int) -> Iterator[tuple[Span, int]]:
        """Yield "in the 12th minute", "in minute 12", "in the 45+2 minute": one minute, the first is 1."""
        for place in (at, *(each.end for each in self.words.match(at, "at"))):
            for start in (place, *self._article(place)):
                for count, middle in self.words.ordinal(start):
                    for each in self.words.match(middle, "minute"):
                        if not each.value and count >= 1:
                            yield _minute(count), each.end
                for each in self.words.match(start, "minute"):
                    if not each.value:
                        yield from ((_minute(n), end) for n, end in self.words.number(each.end) if n >= 1)
                        yield from self._added_minute(each.end)
                for span, end in self._added_minute(start):
                    yield span, end
                    yield from ((span, each.end) for each in self.words.match(end, "minute"))

    def _added_minute(self, at: int) -> Iterator[tuple[Span, int]]:
        for start in self.words.starts(at):
            word = self.words.words[start] if start < len(self.words.words) else ""
            if (found := _ADDED.match(word)) and int(found[2]) >= 1:
                late = HALF + 60.0 * int(found[2])
                yield Span(1 if found[1] == "45" else 2, late - 60, late, "half"), start + 1

    def _ends(self, at: int) -> Iterator[tuple[Span, int]]:
        """Yield "in the last ten minutes", "the opening quarter of an hour" of the match or of a half."""
        for place in (at, *(each.end for each in self.words.match(at, "at"))):
            for start in (place, *self._article(place)):
                for end, seconds, middle in self._end(start):
                    for half, stop in self._of_half(middle):
                        yield from ((span, stop) for span in _end_span(end, seconds, half))

    def _end(self, at: int) -> Iterator[tuple[str, float, int]]:
        for end in ("first", "last"):
            for each in self.words.match(at, end):
                yield from ((end, seconds, stop) for seconds, stop in self.length(each.end))
                for unit in self.words.match(each.end, "minute"):
                    if not unit.value:
                        yield end, 60.0, unit.end
            # "The ten last minutes", "les dix premières minutes".
            for count, middle in self.words.number(at):
                for each in self.words.match(middle, end):
                    yield from ((end, count * 60.0, u.end) for u in self.words.match(each.end, "minute"))

    def _of_half(self, at: int) -> Iterator[tuple[int | None, int]]:
        yield None, at
        for each in self.words.match(at, "at"):
            for start in (each.end, *self._article(each.end)):
                yield from ((EACH, e.end) for e in self.words.match(start, "each_half"))
                for half in (1, 2):
                    yield from ((half, e.end) for e in self.words.match(start, f"half_{half}"))


def _minute(count: int) -> Span:
    return Span(None, 60.0 * (count - 1), 60.0 * count, "minute")


def _end_span(end: str, seconds: float, half: int | None) -> Iterator[Span]:
    if 0 < seconds <= (HALF if half else MATCH):
        if half == EACH:
            first = end == "first"
            yield Span(None, None if first else HALF - seconds, seconds if first else None, "half")
        else:
            yield Span(half, seconds, None, end)
