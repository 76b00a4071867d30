"""Films without a picture: moments and facts straight from the truth of matches that are told."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from goalmouth.benchmarks.events import Event, Match, told
from goalmouth.labels import HIGHLIGHT, SOCCERNET_V2
from goalmouth.narration.memory import remember
from goalmouth.types import Fact, Moment, MomentFacts, Spot

ACTIONS = (*SOCCERNET_V2, HIGHLIGHT)
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
    for part in ("player_in", "player_out"):
        if getattr(event, part) is not None:
            values[part] = getattr(event, part)
    values |= dict(extra)
    spot = Spot(event.time, event.label, 0.9, source, event.side, True)
    moment = Moment((spot,), event.label, event.time, event.minute)
    return MomentFacts(moment, tuple(Fact(name, value, 0.9, source) for name, value in values.items()))


def told_film(seed):
    """Return a match, and the facts of a film of all of them, in time order."""
    match = told(seed)
    events = match.events
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
    return match, remember(facts)


@st.composite
def made_films(draw):
    """Draw a match that could have been, and the facts of a film of up to 25 moments of it."""
    score, minute, events, facts = (0, 0), 1, [], []
    kinds = draw(st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=4))
    for i in range(draw(st.integers(1, 25))):
        kind, side = draw(st.sampled_from(kinds)), draw(st.sampled_from(("home", "away")))
        minute = min(90, minute + draw(st.integers(0, 8)))
        before = score
        if kind == "Goal":
            score = (score[0] + (side == "home"), score[1] + (side == "away"))
        player = draw(st.sampled_from((None, "Falk", "Toma", "Orsini")))
        changed = ("Falk", "Toma") if kind == "Substitution" and player else (None, None)
        half = 1 if minute <= 45 else 2
        event = Event("", 25.0 * i, kind, side, "INT", "NAP", before, score, minute, half, player, *changed)
        events.append(event)
        extra = {"replay": 1} if draw(st.booleans()) else {}
        source = draw(st.sampled_from(("scoreboard", "sound")))
        facts.append(facts_of_event(event, source, draw(st.integers(0, 9)) > 0, extra))
    minutes = [event.minute for event in events]

    def clock(time):
        return 60.0 * minutes[min(max(round(time / 25), 0), len(minutes) - 1)] - 30

    players = frozenset({"Falk", "Toma", "Orsini"})
    return Match(tuple(events), clock, ("INT", "NAP"), players), remember(facts)
