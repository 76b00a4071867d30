"""A whole match told bit by bit, with as many rows around each bit as it takes."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from goalmouth.types import Floats

STRETCH = 2048
"""Rows that a network gets at once where it takes any number, beside those around them."""

EVEN = 32
"""Rows by which windows lie, so that a network that halves rows a few times always halves the same ones."""


def told_over(
    count: int,
    reach: int,
    fixed: int | None,
    rows: Callable[[int, int], NDArray[np.floating]],
    tell: Callable[[Floats], Floats],
    every: int = 1,
    stride: int = 1,
) -> Floats:
    """Return what a network says of all rows, (…, every × count / stride, rounded up).

    reach : rows before and after one on which what is said of it depends; fixed : how many rows the network
    must get at once, if not any number; rows : returns those from one to another (exclusive), (rows,
    columns); tell : returns (…, every × rows / stride, rounded up) of them; every, stride : how often each
    row is told of, and one in how many of those.
    Where a network takes any number of rows, the result is, but for rounding, that of all rows at once.
    Beyond either end of a match, for one that must get a fixed number, the nearest row stands.
    """
    # A part begins with a row that is told of.
    reach = -(-reach // stride) * stride
    step = (fixed - 2 * reach) // stride * stride if fixed else STRETCH
    parts = []
    for first in range(0, count, step):
        low = first - reach
        if not fixed:
            low = max(0, low // EVEN * EVEN)
        high = low + fixed if fixed else first + step + reach
        own = rows(max(0, low), min(count, high)).astype(np.float32, copy=False)
        if fixed:
            own = np.pad(own, ((max(0, -low), max(0, high - count)), (0, 0)), "edge")
        begin, end = every * (first - low) // stride, -(-every * (min(first + step, count) - low) // stride)
        parts.append(tell(own)[..., begin:end])
    return np.concatenate(parts, -1)
