"""What is drawn in the background, while one trains with what was drawn before."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

AHEAD = 2
"""How many are drawn, or being drawn, before they are asked for."""

Drawn = TypeVar("Drawn")


def ahead(source: Iterable[Drawn], many: int = AHEAD) -> Iterator[Drawn]:
    """Yield what a source yields, in its order, drawn by one thread beside the caller's.

    many : how far the thread may be before the caller. Raises what drawing raised, where it would have come.
    """
    drawing, end = iter(source), object()
    with ThreadPoolExecutor(1) as pool:
        coming = deque(pool.submit(_next, drawing, end) for _ in range(many))
        try:
            while (drawn := coming.popleft().result()) is not end:
                coming.append(pool.submit(_next, drawing, end))
                yield drawn
        finally:
            # A caller that stops early waits for no more than what is being drawn.
            for each in coming:
                each.cancel()


def _next(drawing: Iterator[Any], end: object) -> Any:
    return next(drawing, end)
