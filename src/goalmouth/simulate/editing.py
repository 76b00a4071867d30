"""How a told broadcast is edited: the way shots give way to each other, and what lies over them when."""

from dataclasses import replace

import numpy as np

from goalmouth.simulate.layouts import HALF, Layout
from goalmouth.simulate.record import Banner, Change, Story, Stretch


def join(rng: np.random.Generator, story: Story) -> None:
    """Decide how each shot gives way to the next."""
    borders: dict[float, bool] = {}
    for shown in story.replays:
        wiped = bool(rng.random() < story.manner.logos)
        borders |= {round(shown.start, 6): wiped, round(shown.end, 6): wiped}
    starts = {round(start, 6) for start, _ in story.parts}
    begun = {round(s.start, 6): s for s in story.stretches}
    free = story.cuts[0].start
    for k, (one, other) in enumerate(zip(story.cuts, story.cuts[1:], strict=False)):
        change: Change = "abrupt"
        at, seconds = other.start, 0.0
        key = round(at, 6)
        if key in borders:
            change = "logo" if borders[key] else "smooth"
        elif rng.random() < (0.3 if one.since is not None else story.manner.dissolves):
            change = "smooth"
        fading = float(rng.uniform(0.3, 1.0))
        if change != "abrupt":
            seconds = story.manner.wipe if change == "logo" else fading
        start = at - seconds / 2
        if seconds and key in begun:
            # What comes has no past: it is faded in from its first picture on.
            start = at
            soon = (e.time for e in begun[key].plan.events)
            if key in starts or min(soon, default=9.0) < seconds + 0.2:
                change, seconds = "abrupt", 0.0
        if start < free + 0.3 or start + seconds > other.end - 0.5:
            change, seconds, start = "abrupt", 0.0, at
        if not seconds:
            start = at
        middle = start + seconds / 2
        free = start + seconds
        story.cuts[k] = replace(story.cuts[k], end=middle, change=change, change_start=start, change_end=free)
        story.cuts[k + 1] = replace(other, start=middle)
    end = story.cuts[-1].end
    story.cuts[-1] = replace(story.cuts[-1], change="end", change_start=end, change_end=end)


def dress(rng: np.random.Generator, story: Story, layout: Layout) -> None:
    """Decide when the bar, the lower third and the scorer's card are on screen."""
    away: list[tuple[float, float]] = []
    if layout.hides:
        away += [(c.start, c.end + 0.3) for c in story.cuts if c.view != "wide"]
        for before, shot in zip(story.cuts, story.cuts[1:], strict=False):
            if shot.since is not None:
                away.append((before.change_start, shot.change_end))
    if story.duration >= 40:
        if rng.random() < 0.6:
            story.banners.append(Banner(0.6, 5.2, "lower third", score=(0, 0)))
            away.append((-1.0, 5.6))
        else:
            away.append((-1.0, float(rng.uniform(0.3, 2.0))))
        for kind, start, end in _ends(story):
            if rng.random() < 0.7:
                story.banners.append(Banner(start, end, kind, score=story.score_at(start)))
                away.append((start - 0.4, end + float(rng.uniform(0.5, 2.5))))
    _announce(rng, story, layout)
    spans, now = [], 0.0
    for start, end in sorted(away):
        if start > now + 1.5:
            spans.append((now, start))
        now = max(now, end)
    if story.duration > now + 1.5:
        spans.append((now, story.duration))
    story.bar = spans


def _ends(story: Story) -> list[tuple[str, float, float]]:
    """Return where a board may sum up a half after its last whistle: kind, start, end."""
    out = []
    for half, kind in ((1, "Half-time"), (2, "Full-time")):
        last = [s for s in story.stretches if s.half == half][-1:]
        for stretch in last:
            blown = [stretch.start + t for t, blasts in stretch.plan.whistles if blasts > 1]
            left = stretch.end - blown[-1] if blown else 0.0
            if left > 3.1:
                out.append((kind, stretch.end - min(3.0 if half == 1 else 4.5, left - 0.1), stretch.end))
    return out


def _announce(rng: np.random.Generator, story: Story, layout: Layout) -> None:
    """Place the banners of what happened, none over another, over a wipe or beyond its stretch."""
    goals = float(rng.choice((0.5, 0.8, 1.0)))
    wipes = [(c.change_start, c.change_end) for c in story.cuts if c.change == "logo"]

    def place(banner: Banner, stretch: Stretch) -> bool:
        end = min([banner.end, stretch.end - 0.1, *(a - 0.1 for a, b in wipes if b > banner.start)])
        taken = any(b.start < end + 0.4 and banner.start < b.end + 0.4 for b in story.banners)
        if taken or end - banner.start < 2.4:
            return False
        story.banners.append(replace(banner, end=end))
        return True

    for told in story.happenings:
        start, stretch = told.time + float(rng.uniform(0.5, 1.3)), story.stretch_at(told.time)
        lasts = float(rng.uniform(3.4, 5.6))
        names = told.player, told.player_in, told.player_out
        banner = Banner(start, start + lasts, told.label, told.side, *names)
        if told.label in ("Yellow card", "Red card") and told.slot is not None:
            place(replace(banner, numbers=(story.on_pitch(told.slot, start)[1],)), stretch)
        elif told.label == "Substitution" and told.slot is not None:
            numbers = tuple(story.on_pitch(told.slot, when)[1] for when in (start, told.time - 0.01))
            place(replace(banner, numbers=numbers), stretch)
        elif told.label == "Goal" and told.slot is not None:
            shown = next(s[0] for s in story.scores if s[0] > told.time)
            banner = replace(banner, numbers=(story.on_pitch(told.slot, start)[1],), minutes=told.minute)
            if layout.card:
                if shown + 4.6 < stretch.end:
                    story.cards.append(replace(banner, start=shown + 0.6, end=shown + 4.6))
            elif rng.random() < goals:
                start = told.time + float(rng.uniform(2.5, 4.0))
                place(replace(banner, start=start, end=start + lasts), stretch)
            elif rng.random() < 0.5:
                start = max(told.time + 4.5, shown + 0.5)
                place(Banner(start, start + 4.0, "lower third", score=story.score_at(start)), stretch)
    for stretch in story.stretches:
        # Added time is shown about when it begins.
        begins = stretch.start + (HALF * stretch.half - stretch.clock) / stretch.rate
        start = max(begins + float(rng.uniform(-8, 3)), stretch.start + 1.5)
        if stretch.clock_at(stretch.end) > HALF * stretch.half and rng.random() < 0.8:
            place(Banner(start, start + 4.5, "Added time", minutes=stretch.added), stretch)
    story.banners.sort(key=lambda b: b.start)
