"""What earlier moments of the film, and the last score seen, let be said of a moment.

A film is only a selection of the match: what is counted follows from the score, never from clips.
"""

from collections.abc import Sequence
from dataclasses import replace

from goalmouth.narration.standing import Standing
from goalmouth.types import Fact, MomentFacts, ScoreReading

FILM = "film"
"""The source of these facts: ``since_goal`` (minutes since the goal before), ``was_behind`` (by how
many goals, at most, the scoring side was seen behind), ``player_goals_before`` (goals of the same
player shown before), and on the last moment ``last_home_score``, ``last_away_score``."""


def remember(facts: Sequence[MomentFacts], readings: Sequence[ScoreReading] = ()) -> list[MomentFacts]:
    """Return the moments, in the order of the film, with what is known from those before them."""
    known = []
    for i, one in enumerate(facts):
        added = _of_goal(one, facts[:i]) if Standing.of(one).goal else []
        if i == len(facts) - 1:
            added += _last_score(one, readings)
        known.append(replace(one, facts=(*one.facts, *added)))
    return known


def _of_goal(one: MomentFacts, earlier: Sequence[MomentFacts]) -> list[Fact]:
    standing, found = Standing.of(one), []
    teams = one.value("home"), one.value("away")
    same = [
        other
        for other in earlier
        if (other.value("home"), other.value("away")) == teams and other.moment.time < one.moment.time
    ]
    goals = [other for other in same if Standing.of(other).goal]
    # With the score as the goal before left it, no other goal can lie between.
    if goals and standing.before is not None and Standing.of(goals[-1]).after == standing.before:
        now, then, halves = one.value("minute"), goals[-1].value("minute"), (one, goals[-1])
        if isinstance(now, int) and isinstance(then, int) and len({m.value("half") for m in halves}) == 1:
            found.append(Fact("since_goal", now - then, _trust(one, goals[-1]), FILM))
    if standing.step is not None and standing.side is not None and standing.step[1] >= 0:
        deficits = [-margin for other in same for margin in Standing.of(other).margins(standing.side)]
        deficits.append(-standing.step[0])
        if max(deficits) > 0:
            found.append(Fact("was_behind", max(deficits), _trust(one, *same), FILM))
    player = one.value("player")
    if player is not None:
        own = [g for g in goals if (g.value("player"), g.value("side")) == (player, one.value("side"))]
        found.append(Fact("player_goals_before", len(own), _trust(one, *own), FILM))
    return [fact for fact in found if isinstance(fact.value, int) and fact.value >= 0]


def _trust(*moments: MomentFacts) -> float:
    """Return the confidence in the least sure of the scores a memory rests on."""
    scores = [fact.score for one in moments for fact in one.facts if fact.name.endswith("_score")]
    return min(scores, default=0.0)


def _last_score(one: MomentFacts, readings: Sequence[ScoreReading]) -> list[Fact]:
    """Return how the match stood when the score bar was last seen."""
    last = readings[-1] if readings else None
    if last is None or (last.home, last.away) != (one.value("home"), one.value("away")):
        return []
    scores = {"last_home_score": last.home_score, "last_away_score": last.away_score}
    return [Fact(name, score, last.confidence, "scoreboard") for name, score in scores.items()]
