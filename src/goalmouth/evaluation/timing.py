"""How far what was told is from what happened, in time."""

from collections.abc import Iterable


def pairs(truth: Iterable[float], found: Iterable[float], reach: float) -> list[tuple[float, float]]:
    """Match times one to one, as many as can be, each at most ``reach`` seconds from its partner.

    With one reach for all, taking the earliest partner still free is the best there is.
    """
    matched: list[tuple[float, float]] = []
    waiting = sorted(found)
    for time in sorted(truth):
        while waiting and waiting[0] < time - reach - 1e-9:
            waiting.pop(0)
        if waiting and waiting[0] <= time + reach + 1e-9:
            matched.append((time, waiting.pop(0)))
    return matched
