"""Print read at several sizes: the reading that tells most, and that most sizes agree on."""

from collections import Counter
from collections.abc import Sequence

from goalmouth.scene.banners.cells import Cell
from goalmouth.scene.banners.parse import parse

Names = tuple[str, ...]


def agreed(readings: Sequence[tuple[Cell, ...]]) -> tuple[Cell, ...]:
    """Return the best of several readings of one banner, the first of equals.

    One that tells something is better than one that tells nothing, then the one with more names, then the
    one whose names more of the others have read too, then the one with the surer letters.
    """
    names = [named(cells) for cells in readings]
    votes = Counter(each for each in names if each is not None)

    def worth(i: int) -> tuple[int, int, float]:
        own = names[i]
        if own is None:
            return 0, 0, 0.0
        return 1 + len(own), votes[own], _sure(readings[i], own)

    return readings[max(range(len(readings)), key=worth)]


def named(cells: Sequence[Cell]) -> Names | None:
    """Return whom a banner names, ``()`` for nobody; ``None`` where it is no banner."""
    banner = parse(cells, 0.0, 0.0)
    if banner is None:
        return None
    return tuple(name for name in (banner.player, banner.player_in, banner.player_out) if name)


def _sure(cells: Sequence[Cell], names: Names) -> float:
    """Return the mean probability of the cells that hold the names."""
    scores = [cell.score for cell in cells if any(name in cell.text for name in names)]
    return sum(scores) / max(len(scores), 1)
