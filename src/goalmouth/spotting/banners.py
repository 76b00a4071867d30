"""What banners tell: substitutions, cards, the ends of halves."""

from goalmouth.labels import ENDS
from goalmouth.types import Banner, Evidence, MatchClock, Spot

BEFORE = 1.0
"""Seconds before its banner comes up in which something happened, about."""

KINDS = ("Substitution", "Yellow card", "Red card", "Yellow->red card")

LAST = {"Half-time": 44 * 60.0, "Full-time": 89 * 60.0}
"""Seconds of match clock that must have run when a board sums up: a cup's final is no final whistle."""

AGAIN = 30.0
"""Seconds within which the same banner is the same telling, shown once more."""


class BannerSpotter:
    """Each banner that tells of a change, a card or a half's end is a spot shortly before it came up.

    A scorer's banner is none: the goal is the score bar's to tell, and the scorer becomes its fact.
    """

    needs = frozenset({"banners", "scoreboard", "clock"})

    def spot(self, evidence: Evidence) -> list[Spot]:
        """Return what was told."""
        spots: list[Spot] = []
        told: list[Banner] = []
        for banner in evidence.banners or ():
            if banner.kind not in (*KINDS, *ENDS) or not _may_be(banner, evidence.clock):
                continue
            if any(_same(banner, other) for other in told):
                continue
            told.append(banner)
            time = max(0.0, banner.start - BEFORE)
            spots.append(Spot(time, banner.kind, banner.confidence, "banners", banner.side))
        return spots


def _same(one: Banner, other: Banner) -> bool:
    names = [(each.kind, each.player, each.player_in, each.player_out) for each in (one, other)]
    return names[0] == names[1] and one.start - other.end < AGAIN


def _may_be(banner: Banner, clock: MatchClock | None) -> bool:
    """Say whether a half may end now, as far as the clock tells."""
    at = clock.at(banner.start) if clock is not None and banner.kind in LAST else None
    return at is None or at[1] >= LAST[banner.kind]
