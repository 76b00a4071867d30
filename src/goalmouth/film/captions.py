"""What stands on the film's plates, and when: who plays, minute and score, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from goalmouth.film.lettering import drawable
from goalmouth.labels import kind_name
from goalmouth.types import Clip, MomentFacts, printed_minute

FADE = 0.3
"""Seconds."""
LATE = 0.3
"""Seconds after the clip's beginning at which the plate comes."""
OPENING, CLOSING = 3.6, 3.4
"""Seconds at most that the film's first and last plate are there."""
BRIEF = 1.6
"""Seconds that a plate of either kind needs to be read; with less time there is none."""
RESULT = 3.0
"""Seconds that what happened is shown at least before the closing plate."""


@dataclass(frozen=True, slots=True)
class Caption:
    """One state of the plate, shown for ``[start, end)`` film seconds. What is not known is empty."""

    start: float
    end: float
    title: str = ""
    """What happened; empty before it happens."""
    who: str = ""
    """Whose action it was."""
    home: str = ""
    away: str = ""
    score: str = ""
    """Only the two numbers; the teams stand beside them."""
    minute: str = ""
    competition: str = ""
    kind: str = ""
    colours: tuple[str, str] | None = None
    """The teams' colours, home first, each ``#rrggbb``."""
    side: str = ""
    """``home`` or ``away``: in whose colour the title stands."""
    place: Literal["plate", "opening", "closing"] = "plate"
    fade_in: bool = True
    fade_out: bool = True


def captions(
    clips: Sequence[Clip],
    spans: Sequence[tuple[float, float]],
    facts: Sequence[MomentFacts],
    language: str = "en",
) -> list[Caption]:
    """Return the plates of a film: the score before the action, then what happened and the score after.

    Before the first action who plays, at the end how it stands. ``facts`` : one a clip. What is not
    known is left out; the kind of the moment always is there.
    """
    found: list[Caption] = []
    for clip, (start, end), known in zip(clips, spans, facts, strict=True):
        first, last = start + min(LATE, (end - start) / 4), end
        action = min(max(first, start + known.moment.time - clip.start), last)
        calm = _plate(first, action, known, "_before")
        if not found and (opening := _opening(calm)):
            found.append(opening)
            calm = replace(calm, start=opening.end)
        shown = bool(calm.score or calm.minute)
        if shown and calm.end > calm.start:
            found.append(replace(calm, fade_out=False))
        if action < last:
            done = _happened(_plate(action, last, known, ""), known, language)
            found.append(replace(done, fade_in=not shown))
    return _closed(found)


def _plate(start: float, end: float, known: MomentFacts, when: str) -> Caption:
    """Return minute, teams and score of a moment, ``when`` it is: ``_before`` or after it (``""``)."""
    home, away = known.value(f"home_score{when}"), known.value(f"away_score{when}")
    names = [str(known.value(side) or "") for side in ("home", "away")]
    if not all(name and drawable(name) for name in names):
        names = ["", ""]
    minute = known.value("minute")
    minute = known.moment.minute if minute is None else minute
    colours = tuple(known.value(f"{side}_colour") for side in ("home", "away"))
    return Caption(
        start,
        end,
        home=names[0],
        away=names[1],
        score="" if home is None or away is None else f"{home}–{away}",
        minute=printed_minute(minute, known.value("half")),
        competition=str(known.value("competition") or ""),
        kind=known.moment.kind,
        colours=(str(colours[0]), str(colours[1])) if all(colours) else None,
    )


def _happened(plate: Caption, known: MomentFacts, language: str) -> Caption:
    kind, team = known.moment.kind, known.value("team")
    if team in ("home", "away"):
        team = known.value(str(team))
    who = str(team or "")
    return replace(
        plate,
        title=kind_name(kind, language).upper(),
        who=who if drawable(who) else "",
        side=str(known.value("side") or ""),
    )


def _opening(calm: Caption) -> Caption | None:
    """Return the film's title, who plays; ``None`` where that is not known or the action is too near."""
    end = min(calm.end, calm.start + OPENING)
    if not calm.home or end - calm.start < BRIEF:
        return None
    return replace(calm, end=end, score="", minute="", place="opening")


def _closed(plates: list[Caption]) -> list[Caption]:
    """Let the last plate give way to a large one, at the film's end, if it has a score and the time."""
    if not plates or not plates[-1].score:
        return plates
    last = plates[-1]
    start = max(last.start + RESULT, last.end - CLOSING)
    if last.end - start < BRIEF:
        return plates
    closing = replace(last, start=start, title="", who="", place="closing", fade_in=True)
    return [*plates[:-1], replace(last, end=start), closing]
