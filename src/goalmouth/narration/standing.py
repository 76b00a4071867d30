"""How the match stands before and after a moment, and what the moment does to it."""

from dataclasses import dataclass

from goalmouth.types import MomentFacts


@dataclass(frozen=True, slots=True)
class Standing:
    """Scores (home, away) before and after, and the side whose action it is; ``None``: not known."""

    before: tuple[int, int] | None
    after: tuple[int, int] | None
    side: str | None
    goal: bool

    @classmethod
    def of(cls, facts: MomentFacts) -> "Standing":
        """Read the standing from a moment's facts."""

        def pair(suffix: str) -> tuple[int, int] | None:
            home, away = facts.value(f"home_score{suffix}"), facts.value(f"away_score{suffix}")
            return (home, away) if isinstance(home, int) and isinstance(away, int) else None

        side = facts.value("side")
        if side is None and (team := facts.value("team")) is not None:
            named = [name for name in ("home", "away") if facts.value(name) == team]
            side = named[0] if len(named) == 1 else None
        known = str(side) if side is not None else None
        return cls(pair("_before"), pair(""), known, facts.value("action") == "Goal")

    @property
    def states(self) -> list[tuple[int, int]]:
        """The scores that a line may speak of: before, after, or those of them that are known."""
        return list(dict.fromkeys(score for score in (self.before, self.after) if score is not None))

    def margins(self, side: str) -> list[int]:
        """Return by how many goals a side leads, before and after."""
        sign = 1 if side == "home" else -1
        return [sign * (home - away) for home, away in self.states]

    @property
    def step(self) -> tuple[int, int] | None:
        """The scoring side's lead before and after its goal."""
        if not (self.goal and self.side and self.before and self.after):
            return None
        margins = self.margins(self.side)
        return (margins[0], margins[1]) if len(margins) == 2 and margins[1] - margins[0] == 1 else None

    @property
    def before_word(self) -> str | None:
        """``"goalless"``, ``"level"`` or ``"ahead"`` before the moment."""
        if self.before is None:
            return None
        return (
            "goalless" if self.before == (0, 0) else "level" if self.before[0] == self.before[1] else "ahead"
        )

    @property
    def relation(self) -> str | None:
        """What a goal does: ``opener``, ``equaliser``, ``takes_lead``, ``doubles_lead``, …."""
        if self.step is None:
            return None
        old, _ = self.step
        if old == 0:
            return "opener" if self.before == (0, 0) else "takes_lead"
        if old < 0:
            return "equaliser" if old == -1 else "pulls_back"
        return "doubles_lead" if old == 1 and sum(self.before or ()) == 1 else "extends_lead"
