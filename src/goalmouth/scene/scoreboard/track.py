"""From sightings to readings: a state machine that one misread digit cannot fool.

Scores go up by one and rarely otherwise; a clock runs forward at a constant rate, stands still,
or jumps where the programme was cut. Both are decoded over the whole video at once (Viterbi 1967),
so that a reading is judged by what came before *and* after it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from goalmouth.scene.scoreboard.bar import Sighting
from goalmouth.scene.scoreboard.colours import team_colours
from goalmouth.scene.scoreboard.pace import MINUTE, coarse, phase_of, rate_of, slack_of
from goalmouth.scene.scoreboard.scripts import SCRIPTS
from goalmouth.types import ScoreReading

MISREAD = 3.0
"""Cost of disbelieving one fresh score; all costs are negative log odds."""
GOAL = 4.0
"""Cost of a score going up by one."""
CORRECTION = 9.0
"""Cost of any other change, and of each further goal at once."""

JUMP = 2.5
"""Cost of a cut in the clock, in readings that must speak for it."""
LOST = 0.3
"""Cost of taking the first digit of a clock for lost, in readings."""
TENS = 600.0
"""Clock seconds for which that digit stays the same."""
CHAIN = 40
"""Readings to look back over for the one that a clock reading follows."""

BRIDGE = 6.0
"""Seconds without a reading over which the clock is taken to have run on."""

STRAY = 0.1
"""Share of a bar's sightings below which a clock among them is none of its own: boards name times, too."""
STOOD = 10.0
"""Seconds over which a clock that is none is seen to say the same, and not that a half is over."""

SETTLED = 8.0
"""Seconds for which a bar without a running clock must be shown to be believed."""
LONG = 30.0
"""The same, where another bar of the video has a clock that runs."""
BRIEF = 2.0
"""Seconds for which a bar may be gone, behind a flag or a flash, and yet have stayed."""
SURE_NAME = 0.6
"""Share of the votes a name needs."""
TELLING = 2
"""Latin letters without a like in a script, at least, that tell a name from one of that script."""
CODE = 3
"""Letters of the shortest names on bars."""


def readings(sightings: Sequence[Sighting]) -> list[ScoreReading]:
    """Return what the score bars said, misreadings mended, bars that were none left out."""
    result: list[ScoreReading] = []
    believed = _believed(sightings)
    for group in _by_teams(sightings):
        group = [s for s in group if id(s.bar) in believed]
        clocks = _clocks(group)
        home, away = _names(group)
        colours = _colours(group)
        states = _scores(group)
        padded = not any(re.match(r"\d:", sighting.text) for sighting in group)
        for sighting, clock, state in zip(group, clocks, states, strict=True):
            if state is None:
                continue
            agrees = sighting.scores in (None, state)
            result.append(
                ScoreReading(
                    time=sighting.time,
                    clock=clock,
                    text=sighting.text if clock == sighting.clock else _as_text(clock, padded),
                    period=sighting.period,
                    home=home,
                    away=away,
                    home_score=state[0],
                    away_score=state[1],
                    confidence=0.98 if agrees and clock is not None else 0.9 if agrees else 0.6,
                    home_colour=colours[0],
                    away_colour=colours[1],
                )
            )
    return sorted(result, key=lambda r: r.time)


def _as_text(clock: float | None, padded: bool) -> str:
    """Write a clock that was not read as this bar would print it."""
    if clock is None:
        return ""
    minutes, seconds = divmod(int(clock), 60)
    return f"{minutes:02d}:{seconds:02d}" if padded else f"{minutes}:{seconds:02d}"


def _by_teams(sightings: Sequence[Sighting]) -> list[list[Sighting]]:
    """Put bars of the same two teams together: a bar that moved or came back is the same match."""
    groups: dict[tuple[str | None, str | None], list[Sighting]] = {}
    keys: dict[int, tuple[str | None, str | None]] = {}
    for sighting in sorted(sightings, key=lambda s: s.time):
        bar = sighting.bar
        key = keys.setdefault(id(bar), (_top(bar.homes), _top(bar.aways)))
        groups.setdefault(key, []).append(sighting)
    return list(groups.values())


def _top(votes: Counter[str]) -> str | None:
    return max(votes, key=lambda name: votes[name]) if votes else None


def _votes(group: Sequence[Sighting], side: str) -> Counter[str]:
    """Return how often each name was read."""
    votes: Counter[str] = Counter()
    for bar in {id(s.bar): s.bar for s in group}.values():
        votes += getattr(bar, side)
    return votes


def _colours(group: Sequence[Sighting]) -> tuple[str, str]:
    """Return the two teams' colours, both ``""`` where no bar tells them."""
    bars = {id(s.bar): s.bar for s in group}.values()
    return team_colours([seen for bar in bars for seen in bar.colours]) or ("", "")


def _elected(votes: Counter[str]) -> str:
    """Return the name most read, or ``""`` where the votes disagree or there are none."""
    top = _top(votes)
    return top if top is not None and votes[top] >= SURE_NAME * sum(votes.values()) else ""


def _names(group: Sequence[Sighting]) -> tuple[str, str]:
    """Return the two names, look-alike Latin letters in the script that their other letters belong to.

    Where one of them was not read, or not whole, and the other in look-alike letters but for one, the script
    cannot be told: both are empty. So are two names of which one has a letter that the other's script lacks.
    """
    votes = _votes(group, "homes"), _votes(group, "aways")
    home, away = map(_elected, votes)
    # No code has two letters: one of another script was passed over.
    unread = not all(votes) or any(0 < len(name) < CODE for name in (home, away))
    for script in SCRIPTS:
        if unread and len(script.lacks(home + away)) < TELLING:
            return "", ""
        if script.has(home + away):
            return ("", "") if script.lacks(home + away) else (script.of(home), script.of(away))
    return home, away


def _believed(sightings: Sequence[Sighting]) -> set[int]:
    """Return the bars whose clock runs or that stay for long: a lower third does neither."""
    own: dict[int, list[Sighting]] = {}
    for sighting in sightings:
        own.setdefault(id(sighting.bar), []).append(sighting)
    running = {bar for bar, seen in own.items() if len({c for c in _clocks(seen) if c is not None}) >= 3}
    stays = {bar: _stays(seen) for bar, seen in own.items()}
    if running:
        return running | {bar for bar, stay in stays.items() if sum(stay) >= LONG}
    # Beside a bar that stays, one that comes and goes is a lower third, however often it comes.
    return {bar for bar, stay in stays.items() if max(stay) >= SETTLED} or {
        bar for bar, stay in stays.items() if sum(stay) >= SETTLED
    }


def _stays(seen: Sequence[Sighting]) -> list[float]:
    """Return the seconds for which a bar was on the screen, each time it was."""
    stays = [0.0]
    for before, after in pairwise(sighting.time for sighting in seen):
        if after - before <= BRIEF:
            stays[-1] += after - before
        else:
            stays.append(0.0)
    return stays


def _scores(group: Sequence[Sighting]) -> list[tuple[int, int] | None]:
    """Return the likeliest course of the score, one state a sighting."""
    states = sorted({s.scores for s in group if s.scores is not None and s.fresh_scores})
    if not states:
        return [None] * len(group)
    step = np.array([[_change(a, b) for b in states] for a in states])
    cost = np.zeros(len(states))
    back = np.zeros((len(group), len(states)), np.int64)
    for i, sighting in enumerate(group):
        if i and sighting.fresh_scores:
            ways = cost[:, None] + step
            back[i] = ways.argmin(0)
            cost = ways.min(0)
        else:
            back[i] = np.arange(len(states))
        if sighting.fresh_scores:
            cost = cost + [0.0 if state == sighting.scores else MISREAD for state in states]
    path = [int(cost.argmin())]
    for i in range(len(group) - 1, 0, -1):
        path.append(int(back[i][path[-1]]))
    return [states[k] for k in reversed(path)]


def _change(before: tuple[int, int], after: tuple[int, int]) -> float:
    up = [b - a for a, b in zip(before, after, strict=True)]
    if up == [0, 0]:
        return 0.0
    if min(up) >= 0:
        return GOAL + CORRECTION * (sum(up) - 1)
    return CORRECTION


def _clocks(group: Sequence[Sighting]) -> list[float | None]:
    """Return the clock at each sighting: as read where it fits, else as the clock runs, else none."""
    if sum(s.clock is not None for s in group) < STRAY * len(group):
        return [None] * len(group)
    fresh = [(i, s.time, s.clock) for i, s in enumerate(group) if s.fresh_clock and s.clock is not None]
    printed = [clock for _, _, clock in fresh]
    rate = rate_of([time for _, time, _ in fresh], printed)
    nodes = [
        (i, time, clock, cost)
        for (i, time, _), meanings in zip(fresh, _meanings(printed), strict=True)
        for clock, cost in meanings
    ]
    kept = dict(_chain(nodes, rate))
    if _never_ran([group[i].time for i in kept], set(kept.values())):
        return [None] * len(group)
    result: list[float | None] = []
    last: int | None = None
    for i, sighting in enumerate(group):
        if i in kept:
            last = i
            result.append(kept[i])
        elif (
            last is not None
            and not sighting.fresh_clock
            and sighting.clock is not None
            and sighting.clock == group[last].clock
        ):
            result.append(kept[last])
        else:
            result.append(None)
    return _bridged(group, result, rate)


def _never_ran(times: Sequence[float], clocks: set[float]) -> bool:
    """Say whether what was taken for a clock is a time of day on a board: it says ``20:45`` all evening."""
    return len(clocks) == 1 and clocks.pop() % MINUTE > 0 and max(times) - min(times) > STOOD


def _meanings(printed: Sequence[float]) -> list[list[tuple[float, float]]]:
    """Return what each print of a clock may mean, and what it costs to take it so.

    The 1 of ``100:06`` may be the border before ``00:06``, and ``3:50`` what was read of ``13:50``, if the
    prints before or after it have that digit.
    """
    before = list(accumulate(printed, _tens, initial=0.0))[1:]
    after = list(accumulate(reversed(printed), _tens, initial=0.0))[:0:-1]
    found = []
    for clock, *near in zip(printed, before, after, strict=True):
        means = {clock: 0.0}
        if clock >= 10 * TENS:
            means[clock - 10 * TENS] = 0.0
        if clock < TENS:
            means |= {clock + tens: LOST for tens in near if tens}
        found.append(list(means.items()))
    return found


def _tens(last: float, clock: float) -> float:
    """Return a clock's whole tens of minutes, of two digits; those of the last one where it has none."""
    return clock // TENS * TENS if TENS <= clock < 10 * TENS else last


def _chain(nodes: Sequence[tuple[int, float, float, float]], rate: float) -> list[tuple[int, float]]:
    """Return the readings on one course of the clock, with as few jumps as they pay for.

    nodes : (which sighting, time, clock, what it costs to believe). At most one meaning of a sighting is
    kept.
    """
    own = 1 - np.array([cost for *_, cost in nodes])
    gain = own.copy()
    back = np.full(len(nodes), -1)
    slack = slack_of(rate, len(nodes) > 1 and coarse([clock for _, _, clock, _ in nodes]))
    for i, (which, time, clock, _) in enumerate(nodes):
        for j in range(max(0, i - CHAIN), i):
            other, then, before, _ = nodes[j]
            if other == which:
                continue
            passed, ran = time - then, clock - before
            smooth = -0.01 <= ran <= rate * passed * 1.02 + slack
            # A clock that stands still is rarer than one that runs.
            still = 0.0 if ran >= 0.5 * (rate * passed - slack) else 0.3
            value = gain[j] + own[i] - (still if smooth else JUMP)
            if value > gain[i]:
                gain[i], back[i] = value, j
    kept: list[tuple[int, float]] = []
    at = int(gain.argmax()) if len(gain) else -1
    while at >= 0:
        kept.append((nodes[at][0], nodes[at][2]))
        at = int(back[at])
    return kept[::-1]


def _bridged(group: Sequence[Sighting], clocks: list[float | None], rate: float) -> list[float | None]:
    """Fill short gaps between two readings that the clock's own running joins.

    A clock shows whole seconds; where in the second it turns, its other readings in one run tell.
    """
    known = [i for i, c in enumerate(clocks) if c is not None]
    times = np.array([group[i].time for i in known])
    shown = np.array([clocks[i] for i in known], np.float64)
    off = np.abs(np.diff(shown) - rate * np.diff(times)) > slack_of(rate)
    runs = np.concatenate([[0], np.cumsum(off)]) if len(known) else np.zeros(0)
    for a, i in enumerate(known):
        end = known[a + 1] if a + 1 < len(known) else len(group)
        whole = a + 1 < len(known) and not off[a] and times[a + 1] - times[a] <= BRIDGE
        if end == i + 1:
            continue
        near = slice(max(0, a - 60), a + 61)
        phase = phase_of((shown[near] - rate * times[near])[runs[near] == runs[a]])
        least = min(shown[a], np.floor(phase + rate * times[a]))
        most = shown[a + 1] if whole else np.inf
        for k in range(i + 1, end):
            if whole or (group[k].runs_on and group[k].time - times[a] <= BRIDGE):
                clocks[k] = float(np.clip(np.floor(phase + rate * group[k].time), least, most))
    return clocks
