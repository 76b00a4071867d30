"""Those who are asked what happened, and one list out of all that they say."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from goalmouth.datasets.soccernet import write_predictions
from goalmouth.files import digest
from goalmouth.pipeline.results import read_spots, write_halves, write_replays
from goalmouth.pipeline.run import Run
from goalmouth.spotting import load_spotter, weights_of
from goalmouth.spotting.asking import Asking
from goalmouth.spotting.fusion import Fusion
from goalmouth.spotting.replays import link
from goalmouth.spotting.rescoring import RescoringFusion
from goalmouth.types import Evidence, Spot


class Panel:
    """Spotters by name, see ``load_spotter``, and what makes one list of their candidates.

    thresholds : of a person's choice, by class; rescored : whether the list is scored anew, see
    ``spotting.rescoring``. Raises what ``load_spotter`` raises, and ``UnknownName`` for
    a class that is none.
    """

    def __init__(self, names: Iterable[str], thresholds: Mapping[str, float], rescored: bool = False) -> None:
        self.names = tuple(dict.fromkeys(names))
        self.spotters = [load_spotter(name) for name in self.names]
        self._asking = [spotter for spotter in self.spotters if isinstance(spotter, Asking)]
        others = [label for spotter in self.spotters for label in getattr(spotter, "classes", ())]
        # Who is asked alone knows best from which score on to be believed.
        own = getattr(self.spotters[0], "thresholds", {}) if len(self.spotters) == 1 else {}
        usual = Fusion({**own, **thresholds}, others)
        self._fuser = RescoringFusion(usual, thresholds) if rescored else usual

    @property
    def needs(self) -> frozenset[str]:
        """All that any of them needs."""
        return frozenset().union(*(spotter.needs for spotter in self.spotters))

    @property
    def identity(self) -> tuple[object, ...]:
        """What tells one panel from another."""
        weights = [digest(file) for name in self.names if (file := weights_of(name))]
        servers = [spotter.identity for spotter in self._asking]
        return (
            self.names,
            type(self._fuser).__name__,
            sorted(self._fuser.thresholds.items()),
            weights,
            servers,
        )

    def needing(self, kind: str) -> str | None:
        """Return the name of the first one that needs a kind of evidence."""
        pairs = zip(self.names, self.spotters, strict=True)
        return next((name for name, spotter in pairs if kind in spotter.needs), None)

    def tell(self, run: Run, key: str, evidence: Evidence, title: str) -> list[Spot]:
        """Return the spots of a run folder, in which they are written first where they are not yet."""
        if not run.holds("spot", key):
            with run.stage("spot", key) as cost:
                for each in self._asking:
                    each.kept, each.progress = run.file(f"{each.source}.answers"), run.progress
                found = [candidate for spotter in self.spotters for candidate in spotter.spot(evidence)]
                fused = self._fuser.fuse([s for s in found if s.time <= evidence.duration], evidence)
                rounded = [replace(s, time=round(s.time, 3), score=round(s.score, 4)) for s in fused]
                write_predictions(run.file("results_spotting.json"), rounded, evidence.videos, title)
                write_halves(run, evidence)
                write_replays(run, link(evidence.shots or (), rounded))
                notes = [note for each in self._asking for note in each.notes]
                cost.notes = {"answers": notes} if notes else {}
        return read_spots(run, evidence.videos)
