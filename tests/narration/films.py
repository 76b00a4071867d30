"""Films without a picture: moments and facts straight from the truth of matches that are told."""

from dataclasses import replace

import numpy as np

from goalmouth.benchmarks.gate import told
from goalmouth.narration.memory import remember
from goalmouth.types import Fact, Moment, MomentFacts, Spot

PLAYER_KINDS = ("Goal", "Yellow card", "Red card", "Yellow->red card")


def facts_of_event(event, source="scoreboard", names=True, extra=()):
    values = {"action": event.label, "minute": event.minute, "half": event.half}
    if names:
        values |= {"home": event.home, "away": event.away}
    for when, score in (("_before", event.before), ("", event.score)):
        values |= {f"{side}_score{when}": goals for side, goals in zip(("home", "away"), score, strict=True)}
    if event.side is not None:
        values["side"] = event.side
        if names:
            values["team"] = event.team
    if event.player is not None and event.label in PLAYER_KINDS:
        values["player"] = event.player
    values |= dict(extra)
    spot = Spot(event.time, event.label, 0.9, source, event.side, True)
    moment = Moment((spot,), event.label, event.time, event.minute)
    return MomentFacts(moment, tuple(Fact(name, value, 0.9, source) for name, value in values.items()))


def told_film(seed):
    """Return a match's events, and the facts of a film of all of them, in time order."""
    events = told(seed)
    rng = np.random.default_rng(seed)
    facts = []
    for event in events:
        one = facts_of_event(event)
        if rng.random() < 0.2:
            # Something loud of which nobody knows what it was.
            kept = tuple(f for f in one.facts if f.name not in ("action", "side", "team", "player"))
            if event.label != "Goal":
                action = Fact("action", "Highlight", 0.6, "sound")
                one = replace(one, moment=replace(one.moment, kind="Highlight"), facts=(action, *kept))
        facts.append(one)
    return events, remember(facts)
