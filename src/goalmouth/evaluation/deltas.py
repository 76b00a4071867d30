"""How near a prediction must be, by the names of the official metrics (Giancola et al. 2018, 2022)."""

from collections.abc import Mapping

METRICS: Mapping[str, tuple[int, ...]] = {
    "loose": tuple(range(5, 65, 5)),
    "tight": (1, 2, 3, 4, 5),
    **{f"at{delta}": (delta,) for delta in range(1, 6)},
}
"""Name → δ in seconds, the full width of what matches."""
