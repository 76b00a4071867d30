"""The page to look at: film, timeline, moments and cost, in one file that asks nothing of the network."""

import base64
import json
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from string import Template
from typing import Any

from PIL import Image as Pictures

from goalmouth.errors import InputError
from goalmouth.files import write_text
from goalmouth.film.framing import fitted, pixel_aspect
from goalmouth.film.source import film_rate, pictures
from goalmouth.film.subtitles import cues
from goalmouth.labels import HIGHLIGHT
from goalmouth.types import Line, Video, printed_minute

GROUPS = {"goal": "Goals, penalties", "card": "Cards", "big": "Something big", "other": "Other events"}
MARKS = (15, 30, 60, 120, 300, 600, 900, 1800, 3600)
"""Seconds between the labels of the time axis."""
MOST_SPOTS = 4000
"""More ticks than this cannot be told apart; the surest are drawn."""


class _Page(Template):
    delimiter = "@"


def still(videos: Sequence[Video], time: float, height: int = 270) -> bytes:
    """Return a JPEG of the picture at that time of the match, ``height`` lines high.

    Raises ``InputError`` where nothing can be decoded.
    """
    found = next(pictures(videos, time, 1, film_rate(videos)), None)
    if found is None:
        problem = f"no picture at {time:.1f} s can be decoded"
        raise InputError(videos[0].path, problem, "The recording is damaged there; copy it again")
    video, picture = found
    aspect = pixel_aspect(video)
    height = min(height, picture.height) // 2 * 2
    width = max(2, round(picture.width * aspect * height / picture.height / 2) * 2)
    memory = BytesIO()
    small = fitted(picture, aspect, width, height)
    Pictures.fromarray(small.to_ndarray(format="rgb24")).save(memory, "JPEG", quality=80, optimize=True)
    return memory.getvalue()


def write_page(
    out: Path,
    *,
    title: str,
    duration: float,
    spots: Sequence[Mapping[str, Any]],
    clips: Sequence[Mapping[str, Any]] = (),
    lines: Sequence[Mapping[str, Any]] = (),
    facts: Sequence[Mapping[str, Any]] = (),
    stills: Sequence[bytes] = (),
    stages: Mapping[str, Mapping[str, Any]] | None = None,
    voice: str | None = None,
    notes: Sequence[str] = (),
    film: str = "highlights.mp4",
    language: str = "en",
) -> Path:
    """Write ``out/index.html``, whole or not at all, and return its path.

    ``duration`` : seconds of the whole match; ``spots`` : ``{time, label, confidence, selected}``;
    ``clips`` : rows of ``clips.json``; ``lines`` : rows of ``lines.json``; ``facts`` : one mapping
    fact name → value a clip; ``stills`` : one JPEG a clip; ``stages`` : stage →
    ``{seconds, cpu_seconds, frames}``; ``voice`` : the voice's name, without one the subtitles are
    on; ``notes`` : sentences to say at the top; ``film`` : the film's name beside the page, drawn
    when there are clips; ``language`` : of the lines.
    """
    spoken = [Line(row["start"], row["end"], row["text"], row["moment"], row["role"]) for row in lines]
    data = {
        "clips": [[clip[key] for key in ("film_start", "film_end", "start", "end")] for clip in clips],
        "duration": max(duration, 1e-3),
        "cues": [[cue.start, cue.end, cue.text] for cue in cues(spoken)],
        "subtitled": voice is None,
    }
    page = _Page((files("goalmouth.film") / "page.html").read_text(encoding="utf-8"))
    path = Path(out) / "index.html"
    write_text(
        path,
        page.substitute(
            title=escape(title),
            summary=escape(_summary(duration, spots, clips, voice)),
            notes="".join(f'<p class="note">{escape(note)}</p>' for note in notes),
            film=_film(film) if clips else "",
            timeline=_timeline(duration, spots, clips, facts),
            moments=_moments(clips, spoken, facts, stills, language),
            spots=_spots(spots),
            cost=_cost(stages or {}),
            data=json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
        ),
    )
    return path


def clock(seconds: float) -> str:
    """Return ``1:02:03`` or ``2:03``."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def group(label: str) -> str:
    """Return the colour group of a class."""
    if label in ("Goal", "Penalty"):
        return "goal"
    if label.endswith("card"):
        return "card"
    return "big" if label in (HIGHLIGHT, "Shots on target", "Shots off target") else "other"


def score(facts: Mapping[str, Any]) -> str:
    """Return the score after a moment, with the teams where they are known, or ``""``."""
    home, away = facts.get("home_score"), facts.get("away_score")
    if home is None or away is None:
        return ""
    return " ".join(str(part) for part in (facts.get("home"), f"{home}–{away}", facts.get("away")) if part)


def _summary(
    duration: float, spots: Sequence[Mapping[str, Any]], clips: Sequence[Mapping[str, Any]], voice: str | None
) -> str:
    selected = sum(bool(spot.get("selected")) for spot in spots)
    found = f"{selected} of {len(spots)} spots selected in {clock(duration)} of video"
    if not clips:
        return found
    shown = f"{len(clips)} moment{'s' if len(clips) > 1 else ''} in {clock(clips[-1]['film_end'])}"
    return f"{shown} · {found} · " + (f"voice: {voice}" if voice else "subtitles, no voice")


def _film(name: str) -> str:
    return (
        f'<video class="film" controls preload="metadata" playsinline src="{escape(name)}">'
        f'<a href="{escape(name)}">The film</a></video>'
    )


def _jpeg(data: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(data).decode()


def _timeline(
    duration: float,
    spots: Sequence[Mapping[str, Any]],
    clips: Sequence[Mapping[str, Any]],
    facts: Sequence[Mapping[str, Any]],
) -> str:
    span = max(duration, 1e-3)

    def x(time: float) -> float:
        return round(1000 * min(max(time / span, 0.0), 1.0), 2)

    surest = sorted(spots, key=lambda spot: -float(spot["confidence"]))[:MOST_SPOTS]
    paths: dict[str, list[str]] = {}
    for spot in surest:
        chosen = bool(spot.get("selected"))
        kind = f"chosen {group(spot['label'])}" if chosen else "spot"
        height = 72 - (54 if chosen else 6 + 36 * min(1.0, float(spot["confidence"])))
        paths.setdefault(kind, []).append(f"M{x(float(spot['time']))} 72V{height:.1f}")
    shapes = [
        f'<rect class="clip" x="{x(clip["start"])}" y="6" height="66" '
        f'width="{max(1.0, x(clip["end"]) - x(clip["start"])):.2f}"/>'
        for clip in clips
    ]
    shapes += [
        f'<path class="{kind}" d="{"".join(parts)}"/>' for kind, parts in sorted(paths.items(), reverse=True)
    ]
    marks = [
        f'<button class="mark {group(clip["moment"]["kind"])}" data-clip="{number}" '
        f'style="left:{x(clip["moment"]["time"]) / 10}%" title="{escape(_name(clip, known))}" '
        f'aria-label="{escape(_name(clip, known))}"></button>'
        for number, (clip, known) in enumerate(zip(clips, _each(facts, len(clips)), strict=True))
    ]
    step = next((mark for mark in MARKS if span / mark <= 9), MARKS[-1])
    ticks = [number * step for number in range(int(span // step) + 1) if span - number * step > 0.4 * step]
    labels = [
        f'<span class="tick" style="left:{x(tick) / 10}%">{clock(tick)}</span>' for tick in [*ticks, span]
    ]
    seen = {group(spot["label"]) for spot in spots if spot.get("selected")}
    key = [f'<span class="{kind}">{name}</span>' for kind, name in GROUPS.items() if kind in seen]
    key += ['<span class="maybe">Candidates, higher is surer</span>'] if "spot" in paths else []
    key += ['<span class="cut square">In the film</span>'] if clips else []
    return (
        '<div class="line"><svg viewBox="0 0 1000 72" preserveAspectRatio="none" aria-hidden="true">'
        f'<path class="base" d="M0 72H1000"/>{"".join(shapes)}</svg>{"".join(marks)}{"".join(labels)}</div>'
        f'<div class="key">{"".join(key) or "<span class=maybe>Nothing was found in this video</span>"}</div>'
    )


def _each(rows: Sequence[Any], count: int) -> list[Any]:
    return [*rows[:count], *[{}] * (count - len(rows))]


def _minute(moment: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    return printed_minute(moment.get("minute"), facts.get("half"))


def _name(clip: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    moment = clip["moment"]
    known = moment["kind"], _minute(moment, facts), score(facts)
    return ", ".join([*filter(None, known), f"{clock(moment['time'])} in the video"])


def _moments(
    clips: Sequence[Mapping[str, Any]],
    lines: Sequence[Line],
    facts: Sequence[Mapping[str, Any]],
    stills: Sequence[bytes],
    language: str,
) -> str:
    cards = []
    for number, (clip, known) in enumerate(zip(clips, _each(facts, len(clips)), strict=True)):
        moment = clip["moment"]
        minute = _minute(moment, known)
        said = "".join(
            f'<span class="said" lang="{escape(language)}">{escape(line.text)}</span>'
            for line in lines
            if line.moment == number
        )
        picture = (
            f'<img alt="" src="{_jpeg(stills[number])}">'
            if number < len(stills)
            else '<span class="blank"></span>'
        )
        cards.append(
            f'<button class="panel moment {group(moment["kind"])}" data-clip="{number}">{picture}'
            f'<span class="text"><span class="head"><span class="dot"></span>{escape(moment["kind"])} '
            f"<i>{escape(minute)}</i><b>{escape(score(known))}</b></span>{said}"
            f'<span class="when">film {clock(clip["film_start"])} · video {clock(clip["start"])}–'
            f"{clock(clip['end'])}</span></span></button>"
        )
    if not cards:
        return ""
    return (
        '<section aria-labelledby="moments"><h2 id="moments">Moments</h2>'
        f'<div class="moments">{"".join(cards)}</div></section>'
    )


def _spots(spots: Sequence[Mapping[str, Any]]) -> str:
    rows = "".join(
        f"<tr><td>{clock(float(spot['time']))}</td><td>{escape(str(spot['label']))}</td>"
        f"<td>{float(spot['confidence']):.2f}</td></tr>"
        for spot in sorted(spots, key=lambda spot: float(spot["time"]))
        if spot.get("selected")
    )
    if not rows:
        return ""
    return (
        '<section><h2>Spots</h2><details class="panel"><summary>Every selected spot</summary>'
        '<div class="scroll"><table><thead><tr><th>Time</th><th>Class</th><th>Confidence</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details></section>"
    )


def _cost(stages: Mapping[str, Mapping[str, Any]]) -> str:
    if not stages:
        return ""
    most = max(float(stage.get("cpu_seconds") or 0) for stage in stages.values()) or 1.0
    rows = "".join(_stage(name, stage, most) for name, stage in stages.items())
    totals = [
        sum(float(stage.get(key) or 0) for stage in stages.values()) for key in ("seconds", "cpu_seconds")
    ]
    return (
        '<section aria-labelledby="cost"><h2 id="cost">What it cost</h2><div class="panel scroll">'
        "<table><thead><tr><th>Stage</th><th>Seconds</th><th>CPU-seconds</th><th>Frames</th><th></th></tr></thead>"
        f"<tbody>{rows}</tbody><tfoot><tr><td>Together</td><td>{totals[0]:.1f}</td><td>{totals[1]:.1f}</td>"
        "<td></td><td></td></tr></tfoot></table></div></section>"
    )


def _stage(name: str, stage: Mapping[str, Any], most: float) -> str:
    cpu = float(stage.get("cpu_seconds") or 0)
    frames = f"{int(stage['frames']):,}" if stage.get("frames") else ""
    return (
        f"<tr><td>{escape(name)}</td><td>{float(stage.get('seconds') or 0):.1f}</td><td>{cpu:.1f}</td>"
        f'<td>{frames}</td><td class="bar"><div style="width:{100 * cpu / most:.1f}%"></div></td></tr>'
    )
