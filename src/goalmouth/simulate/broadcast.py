"""A simulated broadcast with its whole truth: a match nobody played, on any machine, from a seed."""

from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from goalmouth.datasets.soccernet import CameraShot, write_cameras, write_labels
from goalmouth.errors import UnknownName
from goalmouth.files import make_folder, write_json
from goalmouth.media.encode import Writer
from goalmouth.protocols import Hook, Voice
from goalmouth.simulate.commentary import Commentator, Said
from goalmouth.simulate.conditions import draw_conditions
from goalmouth.simulate.fonts import has_script
from goalmouth.simulate.layouts import LAYOUTS
from goalmouth.simulate.overlays import Overlays, readings_step
from goalmouth.simulate.pictures import Studio
from goalmouth.simulate.record import Story
from goalmouth.simulate.sound import RATE, Sound
from goalmouth.simulate.story import tell
from goalmouth.simulate.teams import draw_teams
from goalmouth.speech import load_voice
from goalmouth.types import Annotation, Side, Video

SIDES: tuple[Side, Side] = ("home", "away")
_CAMERAS = {
    "main": "Main camera center",
    "tight": "Main camera center",
    "goal": "Main behind the goal",
    "reverse": "other",
    "close": "Close-up player or field referee",
    "crowd": "Public",
}


def simulate(
    out: Path,
    seed: int,
    *,
    duration: float = 150.0,
    width: int = 1280,
    height: int = 720,
    frame_rate: Fraction = Fraction(25),
    layout: str | None = None,
    parts: int = 1,
    commentator: str = "off",
    weather: str | None = None,
    light: str | None = None,
    shake: float | None = None,
    crf: int | None = None,
    progress: Hook | None = None,
) -> Path:
    """Render a broadcast and its truth into the folder ``out`` and return it.

    Written: ``match.mp4`` (``1.mp4`` and ``2.mp4`` where ``parts`` is 2, a half each),
    ``Labels-v2.json``, ``Labels-cameras.json``, ``scoreboard.json``, ``match.json``. ``duration`` is
    seconds of all files. ``commentator`` : a voice of ``goalmouth.speech`` that talks through the match,
    ``auto`` for the best of those installed, ``flite/slt`` for one of an engine's own, ``off`` for
    none. ``weather`` : clear, rain, snow or fog; ``light`` : day or night; ``shake`` : of the camera,
    0…1; ``crf`` : x264's, 23 unless told; by the seed where they are ``None``. The same seed gives the
    same broadcast on the same machine. Raises ``UnknownName`` for a layout, a voice or a weather that
    does not exist, ``MissingEngine`` for a voice that is not installed, and ``OutputError`` where
    ``out`` cannot be written.
    """
    if parts not in (1, 2):
        raise ValueError("a broadcast has 1 or 2 parts")
    if layout is not None and layout not in LAYOUTS:
        raise UnknownName("layout", layout, LAYOUTS)
    if duration < 10:
        raise ValueError("a broadcast lasts 10 seconds at least")
    voice = None if commentator == "off" else _voice(commentator)
    conditions = draw_conditions(np.random.default_rng([seed, 2]), weather, light, shake, crf)
    out = make_folder(out)
    rng = np.random.default_rng(seed)
    name, story = _told(rng, duration, layout, parts, frame_rate)
    overlays = Overlays(rng, story, LAYOUTS[name], width, height)
    studio = Studio(rng, story, overlays, width, height, frame_rate, conditions)
    sound, said = _sound(rng, story, seed, voice)
    videos = _render(out, story, studio, sound, overlays, frame_rate, progress)
    labels = [
        Annotation(h.time, h.label, None if h.side is None else SIDES[h.side]) for h in story.happenings
    ]
    write_labels(out / "Labels-v2.json", labels, videos)
    write_cameras(out / "Labels-cameras.json", _camera_shots(story), videos)
    write_json(
        out / "match.json",
        _truth(story, seed, name, overlays) | _heard(sound, said) | {"conditions": asdict(conditions)},
    )
    return out


def listen(seed: int, *, duration: float = 150.0, commentator: str = "off") -> tuple[Sound, list[Said]]:
    """Return the sound of a broadcast without painting it, and what its commentator says.

    The story is the one that ``simulate`` shows for this seed; the crowd's noise is drawn anew. Raises
    as ``simulate`` does.
    """
    rng = np.random.default_rng(seed)
    _, story = _told(rng, duration, None, 1, Fraction(25))
    return _sound(rng, story, seed, None if commentator == "off" else _voice(commentator))


def _told(
    rng: np.random.Generator, duration: float, layout: str | None, parts: int, frame_rate: Fraction
) -> tuple[str, Story]:
    """Return the name of the layout and what is shown."""
    drawn = str(rng.choice([n for n, row in LAYOUTS.items() if has_script(row.script)]))
    name, step = layout or drawn, float(1 / frame_rate)
    chosen = LAYOUTS[name]
    teams = draw_teams(rng, chosen.script)
    return name, tell(rng, round(duration / step) * step, teams, chosen, parts, step)


def _sound(
    rng: np.random.Generator, story: Story, seed: int, voice: Voice | None
) -> tuple[Sound, list[Said]]:
    wipes = [(c.change_start, c.change_end) for c in story.cuts if c.change == "logo"]
    sound = Sound(rng, story.duration, story.surges, story.whistles, story.kicks, wipes)
    if voice is None:
        return sound, []
    # Another seed: whether somebody talks changes no picture.
    said = list(Commentator(np.random.default_rng([seed, 1]), story, voice, RATE).talk())
    for line in said:
        sound.say(line.start, line.samples)
    return sound, said


def _render(
    out: Path,
    story: Story,
    studio: Studio,
    sound: Sound,
    overlays: Overlays,
    frame_rate: Fraction,
    progress: Hook | None,
) -> tuple[Video, ...]:
    """Write the files and the truth of the bar."""
    every, videos, readings = readings_step(frame_rate), [], []
    pictures, done = studio.pictures(), 0
    total = round(story.duration * frame_rate)
    for number, (start, end) in enumerate(story.parts):
        path = out / ("match.mp4" if len(story.parts) == 1 else f"{number + 1}.mp4")
        last = round(end * frame_rate)
        heard = begin = round(start * RATE)
        with Writer(path, width=studio.width, height=studio.height, frame_rate=frame_rate,
                    sample_rate=RATE, channels=2, preset="superfast",
                    crf=studio.conditions.crf) as writer:  # fmt: skip
            while done < last:
                time, frame = next(pictures)
                writer.picture(frame)
                if done % every == 0 and story.bar_cover(time) >= 1:
                    readings.append(_reading(story, overlays, time))
                done += 1
                if done % round(frame_rate) == 0 or done == last:
                    upto = max(heard, begin + round((done / frame_rate - Fraction(start)) * RATE))
                    writer.sound(sound.block(heard, upto - heard))
                    heard = upto
                    if progress:
                        progress("simulate", done, total)
        videos.append(Video(path, end - start, frame_rate, studio.width, studio.height, start, True))
    write_json(out / "scoreboard.json", readings)
    return tuple(videos)


def _reading(story: Story, overlays: Overlays, time: float) -> dict[str, Any]:
    shown, (home, away) = overlays.shown(time), story.score_at(time)
    return {
        "time": round(time, 3), "clock": shown.clock, "text": shown.text,
        "period": story.stretch_at(time).half, "home": overlays.names[0], "away": overlays.names[1],
        "home_score": home, "away_score": away, "confidence": 1.0,
    }  # fmt: skip


def _voice(name: str) -> Voice:
    """Return a voice by name; ``flite/slt`` names one of the voices that an engine has."""
    engine, _, which = name.partition("/")
    ready = load_voice(engine)
    if not which:
        return ready
    own: Voice = type(ready)(which)  # type: ignore[call-arg]
    return own


def _heard(sound: Sound, said: list[Said]) -> dict[str, Any]:
    return {
        "commentary": [{"start": round(s.start, 3), "end": round(s.end, 3), "text": s.text} for s in said],
        "sounds": [{"start": round(h.start, 3), "end": round(h.end, 3), "kind": h.kind} for h in sound.heard],
    }


def _camera_shots(story: Story) -> list[CameraShot]:
    """Name the shots as SoccerNet does. The last shot of a file ends abruptly: it knows no other word."""
    out = []
    for cut in story.cuts:
        label, link = _CAMERAS[cut.view if cut.view != "wide" else cut.angle], None
        shown = story.replay_of(cut)
        if shown is not None:
            link = Annotation(shown.time, shown.label, None if shown.side is None else SIDES[shown.side])
            if cut.angle == "tight":
                label = f"Main camera {'right' if story.end_of(cut) > 0 else 'left'}"
        change = "abrupt" if cut.change == "end" else cut.change
        out.append(CameraShot(cut.end, label, change, "replay" if link else "real-time", link))
    return out


def _banners(story: Story, overlays: Overlays) -> list[dict[str, Any]]:
    """Return what is printed over the picture beside the bar, names as they are printed."""
    rows = []
    for banner in sorted([*story.banners, *story.cards], key=lambda b: b.start):
        card = banner in story.cards
        names = (banner.player, banner.player_in, banner.player_out)
        player, coming, going = names if card else (overlays.banners.name(name) for name in names)
        rows.append({
            "start": round(banner.start, 3), "end": round(banner.end, 3), "kind": banner.kind,
            "team": None if banner.side is None else SIDES[banner.side],
            "player": player, "player_in": coming, "player_out": going, "minutes": banner.minutes,
            "text": overlays.card_text(banner) if card else overlays.printed(banner),
        })  # fmt: skip
    return rows


def _truth(story: Story, seed: int, layout: str, overlays: Overlays) -> dict[str, Any]:
    def r(value: float) -> float:
        return round(value, 3)

    return {
        "seed": seed,
        "layout": layout,
        "corner": overlays.corner,
        "duration": r(story.duration),
        "teams": {
            side: {"full": team.full, "short": team.short, "players": list(team.players),
                   "substitutes": list(team.substitutes), "numbers": list(team.numbers)}
            for side, team in zip(SIDES, story.teams, strict=True)
        },
        "score": list(story.scores[-1][1:]),
        "events": [
            {"time": r(h.time), "label": h.label, "team": None if h.side is None else SIDES[h.side],
             "player": h.player, "player_in": h.player_in, "player_out": h.player_out,
             "half": h.half, "minute": h.minute,
             "clock": r(story.stretch_at(h.time).clock_at(h.time))}
            for h in story.happenings
        ],
        "shots": [
            {"start": r(c.start), "end": r(c.end), "view": c.view, "angle": c.angle,
             "replay": c.since is not None, "change": c.change,
             "change_start": r(c.change_start), "change_end": r(c.change_end)}
            for c in story.cuts
        ],
        "replays": [
            {"start": r(p.start), "end": r(p.end), "label": p.label, "time": r(p.time)}
            for p in story.replays
        ],
        "bar": [{"start": r(a), "end": r(b)} for a, b in story.bar],
        "banners": _banners(story, overlays),
        "clock": [
            {"start": r(s.start), "end": r(s.end), "clock": s.clock, "rate": r(s.rate), "half": s.half}
            for s in story.stretches
        ],
        "files": [{"start": r(a), "end": r(b)} for a, b in story.parts],
    }  # fmt: skip
