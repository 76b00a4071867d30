"""How a planned passage is played: the ball on its path, and players who run after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from goalmouth.simulate.play import Floats, Passage, slots

TAIL = 1.2
"""Seconds for which a stretch can be had beyond its end, where its last shot is faded out."""


@dataclass(frozen=True)
class Moving:
    """The pitch at one picture. players : (23, 2) metres, the last the referee; speeds the same."""

    time: float
    players: Floats
    speeds: Floats
    strides: Floats
    """(23,) metres run: what the legs show."""
    poses: dict[int, str]
    ball: Floats
    """(3,) metres."""


def ball_path(plan: Passage, times: Floats) -> Floats:
    """Return where the ball is, (n, 3) metres."""
    at = np.array([w.time for w in plan.waypoints])
    xyz = np.array([(w.x, w.y, w.z) for w in plan.waypoints])
    peaks = np.array([w.peak for w in plan.waypoints])
    k = np.clip(np.searchsorted(at, times, side="right"), 1, len(at) - 1)
    span = at[k] - at[k - 1]
    part = np.clip((times - at[k - 1]) / np.maximum(span, 1e-6), 0, 1)
    # A rolling ball slows down: an ease-out that still arrives on time.
    eased = part + 0.18 * part * (1 - part)
    out = np.asarray(xyz[k - 1] + (xyz[k] - xyz[k - 1]) * eased[:, None])
    out[:, 2] += 4 * peaks[k] * part * (1 - part)
    return out


def run(plan: Passage, direction: int, frame_rate: Fraction, rng: np.random.Generator) -> Iterator[Moving]:
    """Integrate the players' steering; yield one state a picture."""
    step = float(1 / frame_rate)
    count = round((plan.length + TAIL) / step)
    times: Floats = np.arange(count, dtype=np.float64) * step
    path = ball_path(plan, times)
    players = (
        np.concatenate([slots(path[0, :2], direction, 0), [[0.0, -8.0]]]) if count else np.zeros((23, 2))
    )
    players = players + rng.normal(0, 0.8, players.shape)
    speeds = np.zeros((23, 2))
    strides = rng.uniform(0, 2, 23)
    phase, pace = rng.uniform(0, 6.28, (23, 2)), rng.uniform(0.25, 0.7, (23, 2))
    resets = sorted(plan.resets, key=lambda r: r[0])
    slow = path[0, :2].copy()
    possession = 0
    for i, time in enumerate(times):
        ball = path[i]
        while resets and resets[0][0] <= time + 1e-9:
            players[:22] = resets.pop(0)[1]
            players[22] = (0.0, -8.0)
            speeds[:] = 0
            slow = ball[:2].copy()
        slow += (ball[:2] - slow) * step * 1.2
        wish = np.concatenate([slots(slow, direction, possession), [slow * 0.85 + (3.0, -7.0)]])
        wish += 1.6 * np.sin(phase + pace * time)
        limit = np.full(23, 6.2)
        if not any(a <= time < b for a, b in plan.quiet):
            gaps = np.hypot(*(players[:22] - ball[:2]).T)
            gaps[[0, 11]] += 20
            gaps[list(plan.gone)] += 99
            for side in (0, 1):
                near = side * 11 + int(np.argmin(gaps[side * 11 : side * 11 + 11]))
                goalward = -(direction if side == 0 else -direction)
                wish[near] = ball[:2] + np.array([0.9 * goalward, 0.3])
                limit[near] = 7.5
        else:
            limit[:] = 2.2
        poses: dict[int, str] = {}
        for errand in plan.errands:
            if errand.start <= time < errand.end:
                wish[errand.player] = errand.x, errand.y
                limit[errand.player] = errand.speed
                if errand.pose != "run":
                    poses[errand.player] = errand.pose
        if ball[2] < 1.5:
            possession = int(np.argmin(np.hypot(*(players[:22] - ball[:2]).T))) // 11
        want = (wish - players) * 1.6
        size = np.hypot(want[:, 0], want[:, 1])
        want *= np.minimum(1.0, limit / np.maximum(size, 1e-6))[:, None]
        change = want - speeds
        rate = np.hypot(change[:, 0], change[:, 1])
        speeds = speeds + change * np.minimum(1.0, 11 * step / np.maximum(rate, 1e-6))[:, None]
        # Bodies keep apart.
        apart = players[:, None] - players[None]
        near_by = np.maximum(np.hypot(apart[..., 0], apart[..., 1]), 0.05)
        push = np.where(near_by < 1.0, (1.0 - near_by) / near_by, 0.0)
        np.fill_diagonal(push, 0.0)
        players = players + speeds * step + (apart * push[..., None]).sum(1) * step * 4
        strides = strides + np.hypot(speeds[:, 0], speeds[:, 1]) * step
        yield Moving(float(time), players.copy(), speeds.copy(), strides.copy(), poses, ball)


class Motion:
    """The play of one stretch. Made as far as it is asked for; any past moment can be had again."""

    def __init__(self, plan: Passage, direction: int, frame_rate: Fraction, rng: np.random.Generator) -> None:
        self.step = float(1 / frame_rate)
        self._coming = run(plan, direction, frame_rate, rng)
        self._made = [next(self._coming)]

    def at(self, time: float) -> Moving:
        """Return the pitch at a second of the stretch; between two pictures, straight lines are run."""
        place = max(0.0, time / self.step)
        first = int(place + 1e-6)
        part = place - first
        while len(self._made) <= first + (part > 1e-6):
            coming = next(self._coming, None)
            if coming is None:
                return self._made[-1]
            self._made.append(coming)
        one = self._made[first]
        if part <= 1e-6:
            return one
        other = self._made[first + 1]

        def between(a: Floats, b: Floats) -> Floats:
            return a + (b - a) * part

        return Moving(
            time, between(one.players, other.players), between(one.speeds, other.speeds),
            between(one.strides, other.strides), one.poses, between(one.ball, other.ball),
        )  # fmt: skip
