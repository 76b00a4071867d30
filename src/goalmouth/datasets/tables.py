"""Labels and predictions of many games as one table, the way the official metrics read them."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from goalmouth.datasets.columns import Columns
from goalmouth.types import EventTable


def table(games: Sequence[Columns]) -> tuple[EventTable, Counter[str]]:
    """Return the events of games, and how many there were of each class that is not in the list."""
    others = sum((own.others for own in games), Counter[str]())
    kinds, halves, times = (
        np.concatenate(
            [np.zeros(0, np.int64), *(np.frombuffer(getattr(own, name), np.int64) for own in games)]
        )
        for name in ("kinds", "halves", "milliseconds")
    )
    values = np.concatenate([np.zeros(0), *(np.frombuffer(own.values) for own in games)])
    game = np.repeat(np.arange(len(games)), [len(own.kinds) for own in games])
    return EventTable(game, halves, times, kinds, values), others
