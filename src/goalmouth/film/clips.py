"""What to show: spots into moments, moments into clips, clips onto the film's time axis."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from goalmouth.labels import HIGHLIGHT, SOCCERNET_BALL
from goalmouth.types import Clip, Moment, Shot, Spot

IMPORTANCE = {
    "Goal": 10.0,
    "Penalty": 8.0,
    "Red card": 7.0,
    "Yellow->red card": 6.0,
    "Shots on target": 3.5,
    "Yellow card": 3.0,
    "Shots off target": 2.5,
    "Direct free-kick": 2.2,
    HIGHLIGHT: 2.0,
    "Corner": 1.2,
    "Offside": 1.0,
    "Substitution": 0.9,
    "Foul": 0.8,
    "Indirect free-kick": 0.7,
    "Kick-off": 0.5,
    "Clearance": 0.3,
    "Ball out of play": 0.2,
    "Throw-in": 0.1,
}
OTHER = 1.0
"""Importance of a class that is not in the table (another class list)."""
DECISIVE = 5.0
"""From here on a moment is shown even if all clips must be shorter for it."""

CONTEXT = {
    "Goal": (12.0, 10.0),
    "Penalty": (10.0, 10.0),
    "Red card": (10.0, 8.0),
    "Yellow->red card": (10.0, 8.0),
    "Kick-off": (3.0, 7.0),
}
"""Seconds to show before and after."""
USUAL = (8.0, 6.0)

TOGETHER = 20.0
"""Spots this near, in seconds, belong to one happening."""
RESTART = 90.0
"""A kick-off so soon after a goal is that goal's."""
SNAP = 4.0
"""A shot border is worth this many seconds more or less."""
SHORTEST, LONGEST = 8.0, 35.0
NEAR = 3.0
"""What a clip shows at least on either side of its moment, where the video has it."""
SCALES = (1.0, 0.85, 0.7, 0.55, 0.4)
ROOMY = 0.8
"""From this scale on there is time for replays."""
SAME = 6.0
"""Seconds between a moment and what a replay shows when that is the moment."""
SOON = 20.0
"""Seconds after its moment's clip within which a replay must begin."""
RUN_UP = 8.0
"""Seconds before a moment that its replay may not take from it."""


@dataclass(frozen=True, slots=True)
class _Edges:
    """Where a clip may well begin and end: clear of dissolves and wipes.

    starts, ends : seconds, rising; changes : from when to when one shot gives way to the next, rising;
    replays : shots that show something again, rising.
    """

    starts: tuple[float, ...]
    ends: tuple[float, ...]
    changes: tuple[tuple[float, float], ...]
    replays: tuple[Shot, ...]


def _edges(shots: Sequence[Shot]) -> _Edges:
    starts, ends, changes = {shot.start for shot in shots[:1]}, set(), []
    for shot in shots:
        first = shot.end if shot.change_start is None else shot.change_start
        last = shot.end if shot.change_end is None else shot.change_end
        ends.add(first)
        starts.add(last)
        if last > first:
            changes.append((first, last))
    again = tuple(shot for shot in shots if shot.replay and shot.shows is not None)
    return _Edges(tuple(sorted(starts)), tuple(sorted(ends)), tuple(changes), again)


def importance(label: str) -> float:
    """How much a class matters for a film."""
    return IMPORTANCE.get(label, OTHER)


def moments(spots: Iterable[Spot], minute_of: Callable[[float], int | None] | None = None) -> list[Moment]:
    """Group the selected spots into happenings, in time order, ranked by importance × score.

    A lesser spot within 20 s belongs to the greater one, which gives the moment its kind and time. What is
    done with the ball, pass by pass, makes no moment.
    """
    waiting = sorted(
        (spot for spot in spots if spot.selected and spot.label not in SOCCERNET_BALL),
        key=lambda spot: (-importance(spot.label), -spot.score, spot.time),
    )
    groups: list[list[Spot]] = []
    for spot in waiting:
        group = next((group for group in groups if _belongs(spot, group[0])), None)
        if group is None:
            groups.append([spot])
        else:
            group.append(spot)
    groups.sort(key=lambda group: (-importance(group[0].label) * group[0].score, group[0].time))
    found = [
        Moment(
            tuple(sorted(group, key=lambda spot: spot.time)),
            kind=group[0].label,
            time=group[0].time,
            minute=minute_of(group[0].time) if minute_of else None,
            rank=rank,
        )
        for rank, group in enumerate(groups, 1)
    ]
    return sorted(found, key=lambda moment: moment.time)


def _belongs(spot: Spot, main: Spot) -> bool:
    if spot.label == main.label and importance(spot.label) >= DECISIVE:
        # Whoever selected two goals meant two.
        return False
    if spot.label == "Kick-off" and main.label == "Goal":
        return -TOGETHER <= spot.time - main.time <= RESTART
    return abs(spot.time - main.time) <= TOGETHER


def choose(
    moments: Sequence[Moment],
    shots: Sequence[Shot],
    duration: float,
    length: float = 180.0,
    borders: Sequence[float] = (),
) -> list[Clip]:
    """Return the clips of a film of at most ``length`` seconds, in time order, without overlap.

    ``borders`` are the times at which one file of the match ends and the next begins: no clip goes
    over one. The best-ranked moments come first; when the decisive ones (goals, penalties, red
    cards) do not fit, all clips become shorter before one is left out. A single clip may be longer
    than ``length`` when that is under 8 s. Two moments too near to be told apart share a clip. A clip
    takes whole shots and the replay of its moment where that fits, and begins and ends in no dissolve.
    """
    if duration <= 0 or not moments:
        return []
    edges = [0.0, *sorted(border for border in borders if 0 < border < duration), duration]
    cuts = _edges(sorted(shots, key=lambda shot: shot.start))
    usable = sorted((m for m in moments if 0 <= m.time <= duration), key=lambda moment: moment.rank)
    decisive = sum(importance(moment.kind) >= DECISIVE for moment in usable)
    clips: list[Clip] = []
    for scale in SCALES:
        clips = _fill(usable, cuts, edges, length, scale)
        shown = sum(importance(spot.label) >= DECISIVE for clip in clips for spot in clip.moment.spots)
        if shown >= decisive:
            break
    clips = _cleared(clips, cuts, edges, max(length, SHORTEST))
    ranked = sorted(clips, key=lambda clip: clip.moment.rank)
    ranks = {id(clip): rank for rank, clip in enumerate(ranked, 1)}
    return [replace(clip, moment=replace(clip.moment, rank=ranks[id(clip)])) for clip in clips]


def _fill(
    ranked: Sequence[Moment], cuts: _Edges, edges: Sequence[float], length: float, scale: float
) -> list[Clip]:
    chosen: list[Clip] = []
    for moment in ranked:
        more = _insert(chosen, _around(moment, cuts, edges, scale), cuts)
        if not chosen or sum(clip.duration for clip in more) <= length + 1e-6:
            chosen = more
    if len(chosen) == 1 and chosen[0].duration > length:
        chosen = [_shorten(chosen[0], max(length, SHORTEST))]
    return chosen


def _around(moment: Moment, cuts: _Edges, edges: Sequence[float], scale: float) -> Clip:
    """Return the clip of one moment alone: whole shots where that costs no more than a few seconds."""
    before, after = (max(NEAR, scale * seconds) for seconds in CONTEXT.get(moment.kind, USUAL))
    low = max(edge for edge in edges[:-1] if edge <= moment.time)
    high = min((edge for edge in edges[1:] if edge > moment.time), default=edges[-1])
    start = _snap(moment.time - before, cuts.starts, low, moment.time - NEAR, SNAP * scale)
    end = _snap(moment.time + after, cuts.ends, moment.time + NEAR, high, SNAP * scale)
    start, end = max(low, start), min(high, end)
    if scale >= ROOMY:
        start, end = _with_replay(moment, start, end, high, cuts)
    end = min(high, max(end, start + SHORTEST))
    start = max(low, min(start, end - SHORTEST))
    return _shorten(Clip(start, end, moment), LONGEST)


def _with_replay(moment: Moment, start: float, end: float, high: float, cuts: _Edges) -> tuple[float, float]:
    """Return a clip's start and end with as many shots of the moment's replay as fit."""
    latest = max(start, moment.time - RUN_UP)
    for shot in cuts.replays:
        assert shot.shows is not None
        if abs(shot.shows - moment.time) > SAME or not moment.time < shot.start <= end + SOON:
            continue
        last = shot.end if shot.change_start is None else shot.change_start
        if last <= high and last - latest <= LONGEST:
            end = max(end, last)
            start = max(start, end - LONGEST)
    return start, end


def _cleared(clips: Sequence[Clip], cuts: _Edges, edges: Sequence[float], length: float) -> list[Clip]:
    """Move what begins or ends within a dissolve or wipe to one end of it: inwards where 8 s are left."""
    out = list(clips)
    for index, clip in enumerate(out):
        before = out[index - 1].end if index else 0.0
        after = out[index + 1].start if index + 1 < len(out) else edges[-1]
        low = max(before, *(edge for edge in edges if edge <= clip.start + 1e-9))
        high = min(after, *(edge for edge in edges if edge >= clip.end - 1e-9))
        spare = length - sum(each.duration for each in out)
        for first, last in cuts.changes:
            if first < clip.start < last:
                if clip.end - last >= SHORTEST and last <= clip.moment.time:
                    clip = replace(clip, start=last)
                elif first >= low and clip.start - first <= min(spare, LONGEST - clip.duration):
                    clip = replace(clip, start=first)
            if first < clip.end < last:
                if first - clip.start >= SHORTEST and first > clip.moment.time:
                    clip = replace(clip, end=first)
                elif last <= high and last - clip.end <= min(spare, LONGEST - clip.duration):
                    clip = replace(clip, end=last)
            spare = length - sum(each.duration for k, each in enumerate(out) if k != index) - clip.duration
        out[index] = clip
    return out


def _snap(time: float, cuts: Sequence[float], least: float, most: float, reach: float) -> float:
    near = [cut for cut in cuts if least <= cut <= most and abs(cut - time) <= reach]
    return min(near, key=lambda cut: abs(cut - time), default=time)


def _shorten(clip: Clip, most: float) -> Clip:
    """Cut a clip down to ``most`` seconds, in proportion on both sides of its moment."""
    if clip.duration <= most:
        return clip
    share = (clip.moment.time - clip.start) / clip.duration
    start = clip.moment.time - share * most
    return replace(clip, start=start, end=start + most)


def _insert(chosen: Sequence[Clip], clip: Clip, cuts: _Edges) -> list[Clip]:
    """Add a clip of lower rank than all the others; where it overlaps one, both give way.

    One that would be squeezed under 8 s is not shown apart: its spots join the nearest moment.
    """
    nearest = min(chosen, key=lambda other: abs(other.moment.time - clip.moment.time), default=None)
    if nearest is None:
        return [clip]
    placed, moment = list(chosen), clip.moment
    least = SHORTEST
    if importance(moment.kind) >= DECISIVE:
        least = 2 * NEAR if importance(nearest.moment.kind) >= DECISIVE else SHORTEST
    for index, other in enumerate(chosen):
        first, second = (other, clip) if other.moment.time < clip.moment.time else (clip, other)
        if first.end <= second.start:
            continue
        # The middle of what both would show, or a shot border near it.
        low = max(second.start, first.moment.time + NEAR)
        high = min(first.end, second.moment.time - NEAR)
        border = _snap((low + high) / 2, cuts.ends, low, high, SNAP)
        first, second = replace(first, end=border), replace(second, start=border)
        if low > high or min(first.duration, second.duration) < least:
            together = replace(nearest.moment, spots=_merged(nearest.moment, moment))
            return [replace(each, moment=together) if each is nearest else each for each in chosen]
        placed[index], clip = (first, second) if clip.moment is second.moment else (second, first)
    return sorted([*placed, clip], key=lambda each: each.start)


def _merged(main: Moment, lesser: Moment) -> tuple[Spot, ...]:
    return tuple(sorted({*main.spots, *lesser.spots}, key=lambda spot: (spot.time, spot.label)))


def place(clips: Sequence[Clip], frame_rate: Fraction) -> list[tuple[float, float]]:
    """Return each clip's ``(film_start, film_end)`` in film seconds, whole frames, end to end."""
    spans, at = [], 0
    for clip in clips:
        frames = max(1, round(clip.duration * frame_rate))
        spans.append((float(at / frame_rate), float((at + frames) / frame_rate)))
        at += frames
    return spans
