"""A made-up match, and queries of any kind about it."""

from hypothesis import strategies as st

from goalmouth.query.kinds import GROUPS, KINDS, ordered
from goalmouth.query.match import Event, Match
from goalmouth.query.model import Part, Pick, Query, Relation, When

TEAMS = {"home": ("Ardmore United",), "away": ("Balmoral City",)}
PLAYERS = {"Ann Archer": "home", "Bea Baker": "away"}


def event(label, half, time, team=None, player=None):
    return Event(label, half, time, max(0.0, time - 7.5), time + 7.5, team, half, time, player)


MATCH = Match(
    "a made-up match",
    (
        event("Kick-off", 1, 0.0, "home"),
        event("Foul", 1, 600.0, "away"),
        event("Direct free-kick", 1, 630.0, "home"),
        event("Goal", 1, 640.0, "home", "Ann Archer"),
        event("Kick-off", 1, 690.0, "away"),
        event("Corner", 1, 1500.0, "away"),
        event("Shots on target", 1, 1510.0, "away"),
        event("Indirect free-kick", 1, 2730.0, "home"),
        event("Kick-off", 2, 0.0, "away"),
        event("Corner", 2, 300.0, "home"),
        event("Yellow card", 2, 1200.0, "away", "Bea Baker"),
        event("Foul", 2, 2200.0, "home"),
        event("Penalty", 2, 2260.0, "away"),
        event("Goal", 2, 2262.0, "away", "Bea Baker"),
        event("Yellow card", 2, 2300.0, "home"),
        event("Corner", 2, 2710.0, "home"),
        event("Ball out of play", 2, 2760.0),
    ),
    TEAMS,
    PLAYERS,
    files=2,
    halves=True,
)

# A ball's shot and free-kick have no word of their own that is not a group's.
SAID = [kind for kind in KINDS if kind not in ("SHOT", "FREE KICK")]
kinds = st.one_of(
    st.sampled_from([(kind,) for kind in SAID]),
    st.sampled_from([ordered(kinds) for kinds in GROUPS.values()]),
    st.sets(st.sampled_from(SAID), min_size=2, max_size=3).map(ordered),
)
seconds = st.integers(0, 7000).map(float)


@st.composite
def whens(draw):
    half, clock = draw(st.sampled_from([None, 1, 2])), draw(st.sampled_from(["match", "half", "video"]))
    times = sorted(draw(st.lists(seconds, min_size=0, max_size=2, unique=True)))
    if not times:
        return When(half or 1)
    since, until = (times[0], None) if len(times) == 1 else times
    if len(times) == 1 and times[0] and draw(st.booleans()):
        since, until = until, since
    return When(half, since, until, clock)


@st.composite
def parts(draw, depth=0):
    nearest = False
    relations = []
    for _ in range(draw(st.integers(0, 2)) if depth < 1 else 0):
        near = draw(st.sampled_from(["within", "nearest", "all"]))
        if near == "nearest" and relations:
            near = "within"
        side = draw(
            st.sampled_from(["before", "after", "around"] if near == "within" else ["before", "after"])
        )
        of = draw(parts(depth + 1).filter(lambda part: part.kinds))
        within = float(draw(st.integers(1, 600))) if near == "within" else None
        if near == "all" and nearest:
            continue
        nearest = nearest or near == "nearest"
        relations.append(Relation(side, of, within, near == "nearest"))
    who = draw(st.sampled_from([{}, {"team": "home"}, {"team": "away"}, {"player": "Ann Archer"}]))
    pick = None
    if not nearest and draw(st.booleans()):
        end = draw(st.sampled_from(["first", "last"]))
        few = st.sampled_from([(1, 0), (2, 0), (7, 0), (1, 1), (1, 2), (1, 10), (1, 22)])
        pick = Pick(end, *draw(few))
    named = draw(st.one_of(kinds, st.just(()))) if depth == 0 else draw(kinds)
    return Part(named, when=draw(st.one_of(st.none(), whens())), relations=tuple(relations), pick=pick, **who)


@st.composite
def queries(draw):
    asked = draw(st.lists(parts(), min_size=1, max_size=2))
    asks = ["list", "count", "who"]
    if not any(part.pick for part in asked):
        asks.append("whether")
    language = draw(st.sampled_from(["en", "fr"]))
    return Query(tuple(asked), draw(st.sampled_from(asks)), language).joined()
