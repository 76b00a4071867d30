"""What a translator makes of a question."""

from typing import NamedTuple

from goalmouth.query.model import Query


class Translation(NamedTuple):
    """Queries that a question may mean, the likeliest first. notes : what was read as something else."""

    queries: tuple[Query, ...]
    notes: tuple[str, ...] = ()
