"""One stretch of open play: a plan of what the ball does and where players go.

The plan is made first, as the ball's waypoints and errands for players, so that events happen
exactly when the truth says; ``motion`` then makes everybody run, picture by picture.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
View = Literal["wide", "close", "crowd"]
People = Literal["joy", "booking", "change"]
"""Whom a close-up shows: who scored, a referee with a card, who comes on beside the pitch."""
Angle = Literal["main", "tight", "goal", "reverse"]
"""Which camera sees the pitch: high at half-way, nearer at one end, behind a goal, across from the first."""

LENGTH, WIDTH = 105.0, 68.0
GOAL_HALF, GOAL_HEIGHT = 3.66, 2.44
REFEREE = 22

# Formation, in the attacker's frame: forward -1…1, across -1…1; goalkeeper first.
_BASE = np.array(
    [(-0.97, 0), (-0.62, -0.75), (-0.7, -0.25), (-0.7, 0.25), (-0.62, 0.75), (-0.3, -0.5), (-0.42, 0.05),
     (-0.25, 0.55), (0.12, -0.72), (0.22, 0.02), (0.12, 0.72)]
)  # fmt: skip


@dataclass(frozen=True)
class Waypoint:
    """Where the ball is at a time; ``peak`` is the height of the flight that led there."""

    time: float
    x: float
    y: float
    z: float = 0.0
    peak: float = 0.0


@dataclass(frozen=True)
class Errand:
    """A player's own goal for a while: be at a place, at no more than a speed (m/s)."""

    start: float
    end: float
    player: int
    x: float
    y: float
    speed: float = 8.0
    pose: Literal["run", "down", "dive"] = "run"


@dataclass(frozen=True)
class Event:
    """Something that happened in play, in stretch seconds; ``side`` 0 is the home team."""

    time: float
    label: str
    side: int | None = None
    player: int | None = None


@dataclass(frozen=True)
class Take:
    """A shot that a passage asks for, in stretch seconds. side : whose joy or fans are shown.

    since : of a replay, the second of the stretch that its first picture shows; speed : of its play.
    """

    start: float
    end: float
    view: View
    side: int = 0
    angle: Angle = "main"
    since: float | None = None
    speed: float = 1.0
    people: People = "joy"


@dataclass(frozen=True)
class Again:
    """A replay: its takes, one after another, and the event that they show."""

    event: Event
    takes: tuple[Take, ...]


@dataclass
class Passage:
    """The plan of one stretch, in seconds from its start."""

    length: float = 0.0
    waypoints: list[Waypoint] = field(default_factory=list)
    errands: list[Errand] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    resets: list[tuple[float, Floats]] = field(default_factory=list)
    takes: list[Take] = field(default_factory=list)
    """What interrupts the main camera; all else is its."""
    replays: list[Again] = field(default_factory=list)
    whistles: list[tuple[float, int]] = field(default_factory=list)
    surges: list[tuple[float, float]] = field(default_factory=list)
    """Crowd noise: when it starts, how big (1 is a goal)."""
    kicks: list[float] = field(default_factory=list)
    quiet: list[tuple[float, float]] = field(default_factory=list)
    """Times at which nobody chases the ball."""
    gone: frozenset[int] = frozenset()
    """Players who were sent off before."""


def slots(ball: Floats, direction: int, possession: int) -> Floats:
    """Return where the 22 want to be, (22, 2) metres. direction : the way the home side attacks."""
    out = np.empty((22, 2))
    for side in (0, 1):
        way = direction if side == 0 else -direction
        forward = ball[0] * way
        push = 5.0 if side == possession else -3.0
        x = _BASE[:, 0] * 34 + 0.62 * forward + push
        x = np.clip(x, -44, 47)
        x[0] = np.clip(-50.5 + 0.08 * (forward + 50), -51.5, -44)
        y = _BASE[:, 1] * 27 + 0.28 * ball[1]
        y[0] = 0.1 * ball[1]
        out[side * 11 : side * 11 + 11, 0] = x * way
        out[side * 11 : side * 11 + 11, 1] = np.clip(y, -32, 32) * way
    return out


def kickoff_places(direction: int, side: int) -> Floats:
    """Return everybody in the own half, two of the side that kicks off at the ball, (22, 2)."""
    out = np.empty((22, 2))
    for team in (0, 1):
        way = direction if team == 0 else -direction
        x = np.minimum(_BASE[:, 0] * 38 - 7, -9.6)
        x[0] = -49
        y = _BASE[:, 1] * 28
        if team == side:
            x[9], y[9] = -0.7, 0.3
            x[6], y[6] = -9.0, 3.5
        out[team * 11 : team * 11 + 11] = np.stack([x * way, y * way], axis=1)
    return out


class Planner:
    """Writes a passage act by act; ``time`` is the pen."""

    def __init__(
        self,
        rng: np.random.Generator,
        direction: int,
        side: int = 0,
        known: frozenset[int] = frozenset(),
        gone: frozenset[int] = frozenset(),
    ) -> None:
        self.rng, self.direction, self.side = rng, direction, side
        self.plan = Passage(gone=gone)
        self.known = set(known)
        """Players who were booked or came on before: nobody is twice."""
        self.time = 0.0
        self.ball = np.array([rng.uniform(-20, 10) * self.way(side), rng.uniform(-15, 15)])
        self.owner = int(side * 11 + rng.integers(5, 8))
        self.plan.waypoints.append(Waypoint(0.0, *self.ball))

    def way(self, side: int) -> int:
        """+1 where a side attacks to the right."""
        return self.direction if side == 0 else -self.direction

    def move(self, seconds: float, x: float, y: float, z: float = 0.0, peak: float = 0.0) -> None:
        """Let the ball be somewhere that many seconds from now."""
        self.time += seconds
        self.ball = np.array([x, y])
        self.plan.waypoints.append(Waypoint(self.time, x, y, z, peak))

    def event(self, label: str, side: int | None = None, player: int | None = None) -> Event:
        """Note that something happens now."""
        self.plan.events.append(Event(self.time, label, side, player))
        return self.plan.events[-1]

    def show(self, seconds: float, view: View, side: int, people: People = "joy") -> None:
        """Let another camera look at people for so long, the ball staying where it is."""
        self.plan.takes.append(Take(self.time, self.time + seconds, view, side, people=people))
        self.move(seconds, *self.ball)

    def someone(self, side: int, among: range) -> int | None:
        """Return a player to whom nothing happened yet, and note that it does now."""
        free = [side * 11 + k for k in among if side * 11 + k not in self.known | self.plan.gone]
        if not free:
            return None
        self.known.add(free[int(self.rng.integers(len(free)))])
        return next(k for k in free if k in self.known)

    def early(self, seconds: float) -> None:
        """Take back that much of the last wait: what comes is set up before the next cut to it.

        A dissolve or a wipe shows the coming picture before the shots change.
        """
        self.time = self.plan.waypoints.pop().time - seconds
        self.move(0.0, *self.ball)

    def again(self, event: Event, count: int) -> None:
        """Show an event again in slow motion, from ``count`` cameras, while nobody plays."""
        if not count:
            return
        begin = self.time
        # Nobody is shown to jump: what is shown begins after the players were last put somewhere.
        earliest = max((t for t, _ in self.plan.resets if t < event.time), default=0.0) + 0.8
        angles = [str(a) for a in self.rng.permutation(("tight", "goal", "reverse"))]
        if self.rng.random() < 0.25:
            angles.insert(0, "main")
        takes = []
        for angle in angles[:count]:
            speed = float(self.rng.uniform(0.4, 0.7))
            since = max(earliest, event.time - float(self.rng.uniform(1.5, 2.8)))
            until = event.time + float(self.rng.uniform(0.7, 1.3))
            end = self.time + (until - since) / speed
            takes.append(Take(self.time, end, "wide", event.side or 0, angle, since, speed))  # type: ignore[arg-type]
            self.move(end - self.time, *self.ball)
        self.plan.quiet.append((begin, self.time))
        self.plan.replays.append(Again(event, tuple(takes)))

    def kick(self) -> None:
        """Let a kick be heard now."""
        self.plan.kicks.append(self.time)

    def send(self, player: int, start: float, end: float, x: float, y: float, speed: float = 8.0) -> None:
        """Give a player an errand, ``start`` and ``end`` in seconds of the stretch."""
        self.plan.errands.append(Errand(start, end, player, x, y, speed))

    def give(self, player: int, x: float, y: float, hold: float) -> None:
        """Pass to a player who meets the ball at a place, and let him keep it for a while."""
        gap = float(np.hypot(*(np.array([x, y]) - self.ball)))
        lofted = gap > 24
        seconds = max(0.35, gap / (17 if lofted else 13))
        self.kick()
        self.send(player, self.time - 1.2, self.time + seconds + hold, x, y)
        self.move(seconds, x, y, peak=gap / 7 if lofted else 0.0)
        side = player // 11
        drift = min(3.5 * hold, 5.0) * self.way(side)
        x2 = float(np.clip(x + drift * self.rng.uniform(0.2, 1), -48, 48))
        y2 = float(np.clip(y + self.rng.uniform(-1.5, 1.5), -31, 31))
        if hold > 0.3:
            self.send(player, self.time, self.time + hold, x2, y2, 5.5)
            self.move(hold, x2, y2)
        self.owner, self.side = player, side

    def keep(self, seconds: float, forward: float = 0.0) -> None:
        """Pass the ball about for so long; ``forward`` > 0 seeks the other end."""
        until = self.time + seconds
        while self.time < until:
            side = 1 - self.side if self.rng.random() < 0.1 and forward <= 0 else self.side
            places = slots(self.ball, self.direction, side)[side * 11 : side * 11 + 11]
            places = places + self.rng.normal(0, 1.5, places.shape)
            gaps = np.hypot(*(places - self.ball).T)
            gain = (places[:, 0] - self.ball[0]) * self.way(side)
            liking = np.where((gaps > 5) & (gaps < 34), np.exp(-gaps / 14 + gain * (0.02 + forward)), 0.0)
            liking[0] *= 0.1
            liking[[k % 11 for k in self.plan.gone if k // 11 == side]] = 0
            if self.owner // 11 == side:
                liking[self.owner % 11] = 0
            if liking.sum() <= 0:
                liking = 1 / (1 + gaps)
            chosen = int(self.rng.choice(11, p=liking / liking.sum()))
            x, y = np.clip(places[chosen], (-49, -31), (49, 31))
            self.give(side * 11 + chosen, float(x), float(y), float(self.rng.uniform(0.4, 1.7)))

    def approach(self, side: int, seconds: float) -> int:
        """Bring the ball near the other side's goal; return who has it there."""
        if self.side != side:
            self.side = side
        way = self.way(side)
        self.keep(max(seconds - 4, 0.5), forward=0.06)
        if self.ball[0] * way < 12:
            wing = float(self.rng.choice((-1, 1)) * self.rng.uniform(8, 24))
            self.give(side * 11 + int(self.rng.choice((8, 10, 7))), 22.0 * way, wing, 0.9)
        shooter = side * 11 + int(self.rng.choice((8, 9, 10, 9, 7)))
        if shooter == self.owner:
            shooter = side * 11 + 9 if self.owner % 11 != 9 else side * 11 + 10
        x, y = (52.5 - self.rng.uniform(8, 20)) * way, self.rng.uniform(-13, 13)
        self.send(shooter, self.time - 2.5, self.time, x, y)
        self.give(shooter, float(x), float(y), 0.5)
        return shooter

    def strike(self, side: int, y: float, z: float, speed: float = 23.0) -> float:
        """Shoot at the goal line; return the seconds of flight."""
        self.kick()
        x = 52.5 * self.way(side)
        seconds = max(0.35, float(np.hypot(x - self.ball[0], y - self.ball[1])) / speed)
        keeper = (1 - side) * 11
        self.plan.errands.append(
            Errand(self.time + 0.2, self.time + seconds + 1.2, keeper, x * 0.965, y * 0.55, 6.0, "dive")
        )
        self.move(seconds, x, y, z, max(0.0, z * 0.6))
        return seconds

    def goal(self, side: int, build: float = 9.0, replays: int = 0) -> None:
        """Score: build-up, shot, net, joy in close-up, and a kick-off after it."""
        scorer = self.approach(side, build)
        way = self.way(side)
        y, z = float(self.rng.uniform(-3.1, 3.1)), float(self.rng.uniform(0.2, 2.0))
        self.strike(side, y, z)
        scored = self.event("Goal", side, scorer)
        self.plan.surges.append((self.time, 1.0))
        self.move(0.14, 54.2 * way, y, z * 0.8)
        self.move(0.6, 53.9 * way, y * 0.9)
        start, corner = self.time, float(np.sign(y + 0.1) * self.rng.uniform(24, 31))
        for mate in range(1, 11):
            ring = mate * 2.4
            self.send(
                side * 11 + mate,
                start - (0.5 if side * 11 + mate == scorer else 0.1),
                start + 14,
                float((46 + np.cos(ring)) * way)
                if side * 11 + mate == scorer
                else (46 + 2 * np.cos(ring)) * way,
                corner + (0.0 if side * 11 + mate == scorer else 2 * float(np.sin(ring))),
                7.5 if side * 11 + mate == scorer else float(self.rng.uniform(4, 7)),
            )
        wide = float(self.rng.uniform(2.0, 3.2))
        close = float(self.rng.uniform(3.0, 5.0))
        self.move(wide, *self.ball)
        self.show(close, "close", side)
        if self.rng.random() < (0.35 if replays else 0.6):
            self.show(float(self.rng.uniform(2.0, 3.0)), "crowd", side)
        self.again(scored, replays)
        self.early(0.7)
        self.plan.quiet.append((start, self.time))
        self.kickoff(1 - side)

    def kickoff(self, side: int, wait: float | None = None) -> None:
        """Line up, whistle, kick off. Comes after a cut, so that nobody is seen to jump."""
        self.plan.resets.append((self.time, kickoff_places(self.direction, side)))
        self.plan.errands = [e for e in self.plan.errands if e.start < self.time]
        self.plan.errands = [
            Errand(e.start, min(e.end, self.time), e.player, e.x, e.y, e.speed, e.pose)
            for e in self.plan.errands
        ]
        self.move(0.0, 0.0, 0.0)
        begin = self.time
        self.move(wait if wait is not None else float(self.rng.uniform(2.0, 3.5)), 0.0, 0.0)
        places = kickoff_places(self.direction, side)
        for player, (x, y) in enumerate(places):
            self.send(player, begin, self.time + 0.2, float(x), float(y), 2.0)
        self.plan.quiet.append((begin, self.time))
        self.plan.whistles.append((self.time - 0.35, 1))
        self.event("Kick-off", side)
        self.owner, self.side = side * 11 + 9, side
        x, y = places[side * 11 + 6]
        self.give(side * 11 + 6, float(x), float(y), 0.8)

    def miss(self, side: int, replays: int = 0) -> None:
        """Shoot wide or over."""
        shooter = self.approach(side, float(self.rng.uniform(6, 10)))
        shot = self.event("Shots off target", side, shooter)
        sign = float(self.rng.choice((-1, 1)))
        over = self.rng.random() < 0.4
        y, z = (sign * 1.5, 3.6) if over else (sign * float(self.rng.uniform(4.8, 7.5)), 0.8)
        self.strike(side, y, z)
        self.event("Ball out of play")
        self.plan.surges.append((self.time - 0.1, 0.42))
        self.move(0.35, 57.0 * self.way(side), y * 1.1, z * 0.8)
        self.move(3.2, 57.5 * self.way(side), y * 1.1)
        self.again(shot, replays)
        self._from_keeper(1 - side)

    def save(self, side: int, replays: int = 0) -> None:
        """Shoot, and let the goalkeeper hold it."""
        shooter = self.approach(side, float(self.rng.uniform(6, 10)))
        shot = self.event("Shots on target", side, shooter)
        self.kick()
        x, y = 51.2 * self.way(side), float(self.rng.uniform(-2.2, 2.2))
        seconds = float(np.hypot(x - self.ball[0], y - self.ball[1])) / 22
        self.plan.errands.append(
            Errand(self.time - 0.3, self.time + seconds + 1.0, (1 - side) * 11, x, y, 7.0, "dive")
        )
        self.move(seconds, x, y, 0.8, 0.5)
        self.plan.surges.append((self.time - 0.1, 0.5))
        self.move(2.5, x, y, 0.6)
        self.again(shot, replays)
        self._from_keeper(1 - side)

    def _from_keeper(self, side: int) -> None:
        self.move(0.0, -47.0 * self.way(side), 1.0)
        self.send(side * 11, self.time - 1.5, self.time + 0.4, float(self.ball[0]), 1.0)
        self.side, self.owner = side, side * 11
        self.move(0.6, *self.ball)
        self.give(side * 11 + 9, 4.0 * self.way(side), float(self.rng.uniform(-18, 18)), 0.6)

    def throw(self, change: int | None = None) -> None:
        """Lose the ball over the touchline; the others throw it in. change : who changes a player then."""
        x = float(np.clip(self.ball[0] + self.rng.uniform(-12, 12), -42, 42))
        y = float(np.copysign(34.4, self.ball[1] or 1.0))
        self.kick()
        self.move(max(0.7, abs(y - float(self.ball[1])) / 13), x, y)
        self.event("Ball out of play")
        self.move(0.4, x, float(np.copysign(36, y)))
        begin = self.time
        player = None if change is None else self.someone(change, range(5, 11))
        if change is not None and player is not None:
            self.move(float(self.rng.uniform(1.0, 2.0)), *self.ball)
            self.plan.events.append(Event(self.time + 1.1, "Substitution", change, player))
            self.show(float(self.rng.uniform(3.6, 4.6)), "close", change, "change")
            self.plan.quiet.append((begin, self.time))
        side = 1 - self.side
        taker = side * 11 + (1 if y * self.way(side) < 0 else 4)
        wait = float(self.rng.uniform(3.0, 4.5))
        self.send(taker, self.time - 0.5, self.time + wait + 0.4, x, y, 7.0)
        self.move(wait, x, y, 1.9)
        self.event("Throw-in", side, taker)
        self.side, self.owner = side, taker
        mate = side * 11 + int(self.rng.integers(5, 8))
        spot = x + 5 * self.way(side), y - float(np.copysign(9, y))
        self.send(mate, self.time - 2, self.time, *spot)
        self.give(mate, *spot, 0.7)

    def corner(self, side: int) -> None:
        """Take a corner; a defender heads it away."""
        way = self.way(side)
        flag = float(self.rng.choice((-1, 1)))
        x, y = 52.2 * way, 33.7 * flag
        self.plan.resets.append((self.time, self._crowded(side, x, y)))
        self.move(0.0, x, y)
        taker = side * 11 + 7
        self.send(taker, self.time, self.time + 4, x, y, 3.0)
        self.move(float(self.rng.uniform(2.5, 3.5)), x, y)
        self.event("Corner", side, taker)
        self.kick()
        head = (1 - side) * 11 + 2
        target = (46.0 * way, float(self.rng.uniform(-4, 4)))
        self.send(head, self.time - 1, self.time + 2.2, *target)
        self.move(1.7, *target, 1.9, 5.0)
        self.event("Clearance", 1 - side, head)
        self.plan.surges.append((self.time - 0.3, 0.3))
        self.side, self.owner = 1 - side, head
        self.give((1 - side) * 11 + 6, 24.0 * way, float(self.rng.uniform(-14, 14)), 0.9)

    def _crowded(self, side: int, x: float, y: float) -> Floats:
        places = slots(np.array([x * 0.9, 0.0]), self.direction, side)
        way = self.way(side)
        for mate in (2, 3, 8, 9, 10):
            places[side * 11 + mate] = (45 + self.rng.normal(0, 2)) * way, self.rng.normal(0, 5)
        for mate in range(1, 8):
            places[(1 - side) * 11 + mate] = (47 + self.rng.normal(0, 1.8)) * way, self.rng.normal(0, 5)
        places[side * 11 + 7] = x, y
        return places

    def foul(self, replays: int = 0, card: str | None = None) -> None:
        """Bring down whoever has the ball; a card may be shown, and a free-kick follows."""
        victim, side = self.owner, self.side
        if victim % 11 == 0:
            self.keep(2.0)
            victim, side = self.owner, self.side
        self.move(0.2, *self.ball)
        foul = self.event("Foul", 1 - side)
        self.plan.whistles.append((self.time + 0.3, 1))
        x, y = self.ball
        self.plan.errands.append(Errand(self.time, self.time + 3.2, victim, x, y, 1.0, "down"))
        self.plan.surges.append((self.time + 0.2, 0.2))
        self.send(REFEREE, self.time, self.time + 4, float(x), float(y) + 2.5, 6.0)
        begin = self.time
        self.move(float(self.rng.uniform(2.5, 3.5)), *self.ball)
        self.again(foul, replays)
        # Whoever is sent off is none of those who take corners, throws and shots.
        booked = self.someone(1 - side, range(3, 4) if card == "Red card" else range(1, 5)) if card else None
        if card and booked is not None:
            if replays:
                self.move(1.2, *self.ball)
            self.plan.events.append(Event(self.time + 0.9, card, 1 - side, booked))
            self.show(float(self.rng.uniform(2.8, 3.6)), "close", 1 - side, "booking")
            if card == "Red card":
                self.plan.surges.append((self.time - 2.5, 0.4))
        self.move(float(self.rng.uniform(2.0, 2.5)), *self.ball)
        self.plan.quiet.append((begin, self.time))
        self.event("Indirect free-kick", side, victim)
        self.keep(1.5, forward=0.03)

    def finish(self, blasts: int) -> None:
        """Blow for the end of a half."""
        self.plan.whistles.append((self.time, blasts))
        self.plan.surges.append((self.time + 0.8, 0.35))
        self.plan.quiet.append((self.time, self.time + 60))
        self.move(0.8, *(self.ball + 2.0))

    def close(self, length: float) -> Passage:
        """Cut here and return the plan; what was to happen later never does."""
        plan = self.plan
        plan.length = length
        # A replay that would not come to its end is not begun, and what was to follow is not set up.
        late = [again.takes[0].start for again in plan.replays if again.takes[-1].end > length - 1.5]
        last = min([length, *late])
        plan.replays = [again for again in plan.replays if again.takes[0].start < last]
        plan.resets = [(time, places) for time, places in plan.resets if time < last]
        plan.waypoints = [w for w in plan.waypoints if w.time <= last or not late]
        self.time, self.ball = plan.waypoints[-1].time, np.array([plan.waypoints[-1].x, plan.waypoints[-1].y])
        while plan.waypoints[-1].time < length:
            self.move(1.0, *self.ball)
        plan.events = [e for e in plan.events if e.time < length - 0.3]
        takes = [*plan.takes, *(take for again in plan.replays for take in again.takes)]
        takes = [replace(t, end=min(t.end, length)) for t in takes if t.start < length - 0.3]
        plan.takes = sorted(takes, key=lambda t: t.start)
        return plan
