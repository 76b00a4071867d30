"""What is known about each moment of the film, from its spots and from the score bar.

Names of facts: ``action``, ``team`` and ``side`` (whose action), ``home`` and ``away`` (as printed),
``home_colour`` and ``away_colour`` (``#rrggbb``, as the bar marks them),
``home_score_before``, ``away_score_before``, ``home_score``, ``away_score``, ``minute`` (as a
commentator counts: the first is 1), ``half`` (1 or 2); from banners ``player`` (who scored or was
booked), ``player_in`` and ``player_out``, and ``added`` (minutes of added time shown about then).
What nobody measured is absent.
"""

from collections.abc import Sequence
from itertools import pairwise

from goalmouth.types import Banner, Fact, FactValue, MatchClock, Moment, MomentFacts, ScoreReading, Side, Spot

BOARD = "scoreboard"
EARLY, LATE = 6.0, 60.0
"""A goal reaches the bar from this many seconds before its spot (spots are rough) until this many after."""
FRESH = 15.0
"""Seconds for which a reading is good although the next one shows another score."""
UNSEEN = 0.7
"""Confidence left to a score after a goal that follows from the goal and not from a reading."""


TOLD = "banners"
BESIDE = 6.0
"""Seconds between a spot and the banner that tells of it, at most."""
NAMED = 60.0
"""A scorer is named within so many seconds of his goal."""
SHOWN = 30.0
"""Added time is news for so many seconds after its board came up."""


def facts_of(
    moments: Sequence[Moment],
    readings: Sequence[ScoreReading],
    clock: MatchClock | None,
    banners: Sequence[Banner] = (),
) -> list[MomentFacts]:
    """Return each moment with its facts; ``readings`` and ``banners`` in time order."""
    out = []
    for k, moment in enumerate(moments):
        facts = _facts(moment, readings, clock)
        others = [m.time for m in (*moments[:k], *moments[k + 1 :]) if m.kind == moment.kind]
        out.append(MomentFacts(moment, tuple(facts + _told(moment, facts, others, banners))))
    return out


def _told(
    moment: Moment, facts: Sequence[Fact], others: Sequence[float], banners: Sequence[Banner]
) -> list[Fact]:
    """Return what banners tell of a moment. others : when else things of its kind happened."""
    found: list[Fact] = []
    own = [b for b in banners if _tells(b, moment, facts)]
    # Of two goals within a minute, a scorer's banner tells of the one before it.
    own = [b for b in own if not any(moment.time < t <= b.start for t in others)]
    if own and (moment.kind != "Goal" or len({b.player for b in own}) == 1):
        banner = min(own, key=lambda b: abs(b.start - moment.time))
        names = {"player": banner.player, "player_in": banner.player_in, "player_out": banner.player_out}
        found += [Fact(n, value, banner.confidence, TOLD) for n, value in names.items() if value]
    boards = [b for b in banners if b.kind == "Added time" and -SHOWN <= b.start - moment.time <= BESIDE]
    if boards and boards[-1].minutes:
        found.append(Fact("added", boards[-1].minutes, boards[-1].confidence, TOLD))
    return found


def _tells(banner: Banner, moment: Moment, facts: Sequence[Fact]) -> bool:
    """Say whether a banner is of this moment: its kind, its time, and nothing against it."""
    after = banner.start - moment.time
    if banner.kind != moment.kind or not -BESIDE <= after <= (NAMED if moment.kind == "Goal" else BESIDE):
        return False
    known = {fact.name: fact.value for fact in facts}
    if banner.side and known.get("side") not in (None, banner.side):
        return False
    return moment.kind != "Goal" or (after >= 0 and _of_minute(banner.minutes, known.get("minute")))


def _of_minute(printed: int | None, minute: FactValue | None) -> bool:
    """Say whether a printed minute may be a goal's; added time is printed as the half's last one too."""
    if printed is None or not isinstance(minute, int):
        return True
    return abs(minute - printed) <= 1 or (printed in (45, 90) and 0 < minute - printed < 15)


def _facts(moment: Moment, readings: Sequence[ScoreReading], clock: MatchClock | None) -> list[Fact]:
    own = [spot for spot in moment.spots if spot.label == moment.kind] or list(moment.spots)
    best = max(own, key=lambda spot: spot.score, default=None)
    if best is None:
        return []
    facts = [Fact("action", moment.kind, best.score, best.source)]
    before, after = _around(moment, _side(own), readings)
    facts += _when(moment, clock)
    if before is None:
        return facts
    trust = before.confidence
    scores = {"home": before.home_score, "away": before.away_score}
    facts += [Fact("home", before.home, trust, BOARD)] if before.home else []
    facts += [Fact("away", before.away, trust, BOARD)] if before.away else []
    colours = {"home": before.home_colour, "away": before.away_colour}
    facts += [Fact(f"{name}_colour", value, trust, BOARD) for name, value in colours.items() if value]
    facts += [Fact(f"{name}_score_before", score, trust, BOARD) for name, score in scores.items()]
    side, source, sure = _side(own), best.source, best.score
    if moment.kind == "Goal":
        if after is not None:
            # The bar itself says who scored: it outweighs what a spot took for the team.
            side = "home" if after.home_score > before.home_score else "away"
            source, sure, trust = BOARD, after.confidence, after.confidence
        else:
            trust *= UNSEEN
        if side is not None:
            scores[side] += 1
    if side is not None:
        facts.append(Fact("side", side, sure, source))
        name: FactValue = before.home if side == "home" else before.away
        facts += [Fact("team", name, min(sure, before.confidence), source)] if name else []
    if moment.kind != "Goal" or side is not None:
        facts += [Fact(f"{name}_score", score, trust, BOARD) for name, score in scores.items()]
    return facts


def _side(spots: Sequence[Spot]) -> Side | None:
    """Return the side named by the surest of the spots that name one."""
    named = [spot for spot in spots if spot.team is not None]
    return max(named, key=lambda spot: spot.score).team if named else None


def _when(moment: Moment, clock: MatchClock | None) -> list[Fact]:
    """Return minute and half."""
    at = clock.at(moment.time) if clock is not None else None
    minute = clock.minute(moment.time) if clock is not None and moment.minute is None else moment.minute
    facts = [Fact("minute", minute, 1.0, BOARD)] if minute is not None else []
    return facts + ([Fact("half", at[0], 1.0, BOARD)] if at and at[0] in (1, 2) else [])


def _same(one: ScoreReading, other: ScoreReading) -> bool:
    return (one.home, one.away) == (other.home, other.away)


def _score(reading: ScoreReading) -> tuple[int, int]:
    return reading.home_score, reading.away_score


def _around(
    moment: Moment, side: Side | None, readings: Sequence[ScoreReading]
) -> tuple[ScoreReading | None, ScoreReading | None]:
    """Return the reading before the moment and, for a goal, the one that shows it."""
    if moment.kind == "Goal":
        steps = [
            (old, new)
            for old, new in pairwise(readings)
            if _same(old, new)
            and new.time - moment.time >= -EARLY
            and (old.time - moment.time <= 0 or new.time - moment.time <= LATE)
            and sorted((new.home_score - old.home_score, new.away_score - old.away_score)) == [0, 1]
        ]
        wanted = [
            step
            for step in steps
            if side is None or (step[1].home_score > step[0].home_score) == (side == "home")
        ]
        if found := (wanted or steps):
            return min(found, key=lambda step: abs(step[1].time - moment.time))
    earlier = [reading for reading in readings if reading.time <= moment.time]
    later = [reading for reading in readings if reading.time > moment.time]
    if not earlier:
        # A bar that comes up just after the moment still says who plays and how it stands.
        near = later[0] if later and later[0].time - moment.time <= FRESH else None
        return (near if moment.kind != "Goal" else None), None
    last = earlier[-1]
    stale = moment.time - last.time > FRESH
    if (
        stale
        and later
        and (not _same(last, later[0]) or (moment.kind != "Goal" and _score(last) != _score(later[0])))
    ):
        return None, None
    return last, None
