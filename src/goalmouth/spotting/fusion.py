"""One list out of everybody's candidates: the only place with a threshold."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from goalmouth.errors import UnknownName
from goalmouth.labels import ENDS, HIGHLIGHT, SOCCERNET_BALL, SOCCERNET_V2
from goalmouth.spotting.replays import during
from goalmouth.types import Evidence, Spot

USUAL = 0.5
THRESHOLDS = {**dict.fromkeys((*SOCCERNET_V2, *ENDS, *SOCCERNET_BALL), USUAL), HIGHLIGHT: 0.4}

SAME = 6.0
"""Seconds within which two spotters that name one class mean one happening."""

AT_ONCE = 0.4
"""The same for what is done with the ball: the next pass may follow within a second."""

EXPLAINED = 25.0
"""Seconds around a goal in which the crowd's roar needs no other cause."""


class Fusion:
    """Candidates of one class close together become one; the rest stand side by side."""

    def __init__(self, thresholds: Mapping[str, float] | None = None, others: Iterable[str] = ()) -> None:
        """Take thresholds by class; others : classes that a spotter knows besides the field's."""
        known = {**dict.fromkeys(others, USUAL), **THRESHOLDS}
        for label in thresholds or {}:
            if label not in known:
                raise UnknownName("class", label, known)
        self.thresholds = {**known, **(thresholds or {})}

    def fuse(self, spots: Sequence[Spot], evidence: Evidence) -> list[Spot]:
        """Return all candidates in time order, ``selected`` set on those above threshold."""
        kept: list[Spot] = []
        # What is kept, by class and by the stretch of time it is in: a network names thousands of candidates.
        places = defaultdict[tuple[str, int], list[int]](list)
        for spot in sorted(spots, key=lambda s: -s.score):
            near = AT_ONCE if spot.label in SOCCERNET_BALL else SAME
            cell = int(spot.time // near)
            close = sorted(i for beside in (-1, 0, 1) for i in places.get((spot.label, cell + beside), ()))
            alike = (i for i in close if kept[i].team in (None, spot.team))
            place = next((i for i in alike if abs(kept[i].time - spot.time) < near), None)
            if place is None:
                places[spot.label, cell].append(len(kept))
                kept.append(spot)
            elif (twin := kept[place]).source != spot.source:
                # Independent witnesses: what neither is sure of, both together may be.
                both = 1 - (1 - twin.score) * (1 - spot.score)
                kept[place] = replace(twin, score=both, source=f"{twin.source}+{spot.source}")
        goals = [k.time for k in kept if k.label == "Goal" and k.score >= self.thresholds["Goal"]]
        chosen = [
            replace(
                k,
                selected=k.score >= self.thresholds[k.label]
                and not self._explained(k, goals)
                and not (k.label == HIGHLIGHT and during(k.time, evidence.shots or ())),
            )
            for k in kept
        ]
        return sorted(chosen, key=lambda s: s.time)

    @staticmethod
    def _explained(spot: Spot, goals: Sequence[float]) -> bool:
        return spot.label == HIGHLIGHT and any(abs(spot.time - goal) < EXPLAINED for goal in goals)
