"""Which situations of the phrase book a moment is in, the most telling first."""

from goalmouth.narration.fields import BEFORE, SCORE, SOON
from goalmouth.narration.standing import Standing
from goalmouth.types import MomentFacts

LATE = 80
"""From this minute on a goal that decides is a late one."""
CLOSING = 76
"""From this minute on it is said how much is left."""


def lead_situations(facts: MomentFacts) -> list[str]:
    """Return what may be said before the action."""
    standing, minute = Standing.of(facts), facts.value("minute")
    late = facts.value("half") == 2 and isinstance(minute, int) and CLOSING <= minute <= 90
    found = ["added"] * (facts.value("added") is not None) + ["late"] * late
    return [*found, standing.before_word or "any", "any"]


def call_situations(facts: MomentFacts) -> list[str]:
    """Return what may be said of the action: the more it means, the more heated."""
    action = next(fact for fact in facts.facts if fact.name == "action")
    kind = str(action.value)
    found = [f"{kind}.sound"] if "sound" in action.source else []
    if kind == "Substitution" and facts.value("player_in") is not None:
        found.append("Substitution.players" if facts.value("player_out") is not None else "Substitution.in")
    return [*found, *(f"{kind}.{heat}" for heat in _heat(facts)), kind]


def _heat(facts: MomentFacts) -> list[str]:
    standing = Standing.of(facts)
    if standing.step is None:
        return []
    minute, (old, new) = facts.value("minute"), standing.step
    decides = new in (0, 1)
    if decides and isinstance(minute, int) and minute >= LATE and facts.value("half") == 2:
        return ["late", "hot"]
    if decides and standing.before != (0, 0):
        return ["hot"]
    return ["calm"] if new >= 3 or old <= -3 else []


def detail_situations(facts: MomentFacts) -> list[tuple[list[str], tuple[str, ...]]]:
    """Return what follows from the action, each with the facts it rests on: of the score, then of memory."""
    standing = Standing.of(facts)
    if standing.relation is None or standing.after is None:
        return []
    scores = (*BEFORE, *SCORE, "side")
    own = standing.after[0] if standing.side == "home" else standing.after[1]
    behind, shown = facts.value("was_behind"), facts.value("player_goals_before")
    memory = []
    if isinstance(shown, int) and shown > 0:
        memory.append("player_again")
    if (isinstance(behind, int) and behind > 1) or (behind == 1 and standing.relation == "takes_lead"):
        memory.append("comeback" if standing.relation == "takes_lead" else "from_behind")
    if facts.value("since_goal") in SOON:
        memory.append("since")
    if 2 <= own <= 9:
        memory.append("own_count")
    if 3 <= sum(standing.after) <= 12:
        memory.append("total_count")
    found: list[tuple[list[str], tuple[str, ...]]] = [([standing.relation], scores)]
    return [*found, (memory, scores)] if memory else found


def parting(facts: MomentFacts) -> tuple[list[str], tuple[str, ...]]:
    """Return how the film may end, and the facts it rests on."""
    standing = Standing.of(facts)
    last = facts.value("last_home_score"), facts.value("last_away_score")
    if standing.after is None or (None not in last and last != standing.after):
        # The match went on to another score than the film's last moment has.
        return ["any"], ()
    level = standing.after[0] == standing.after[1]
    over = facts.value("action") == "Full-time"
    state = ("drawn" if level else "won") if over else ("level" if level else "ahead")
    return [state, "score", "any"] if not over else [state, "any"], SCORE
