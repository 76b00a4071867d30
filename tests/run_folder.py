"""What a run folder must hold: the contract of docs/formats.md, checked key by key."""

import json
import wave
from pathlib import Path
from typing import Any

import av

from goalmouth.labels import ENDS, HIGHLIGHT, SOCCERNET_V2

NUMBER = (int, float)
ROWS: dict[str, dict[str, Any]] = {
    "shots.json": {
        "start": NUMBER,
        "end": NUMBER,
        "view": str,
        "replay": bool,
        "change": str,
        "change_start": (*NUMBER, type(None)),
        "change_end": (*NUMBER, type(None)),
    },
    "replays.json": {
        "start": NUMBER,
        "end": NUMBER,
        "shows": (*NUMBER, type(None)),
        "label": (str, type(None)),
    },
    "scoreboard.json": {
        "time": NUMBER,
        "clock": (*NUMBER, type(None)),
        "text": str,
        "period": (int, type(None)),
        "home": str,
        "away": str,
        "home_score": int,
        "away_score": int,
        "confidence": float,
    },
    "banners.json": {
        "start": NUMBER,
        "end": NUMBER,
        "kind": str,
        "text": str,
        "team": str,
        "side": (str, type(None)),
        "player": str,
        "player_in": str,
        "player_out": str,
        "minutes": (int, type(None)),
        "score": (list, type(None)),
        "confidence": NUMBER,
    },
    "clips.json": {"start": NUMBER, "end": NUMBER, "moment": dict, "film_start": NUMBER, "film_end": NUMBER},
    "facts.json": {"moment": dict, "facts": list},
    "lines.json": {
        "start": NUMBER,
        "end": NUMBER,
        "text": str,
        "moment": int,
        "role": str,
        "facts": list,
        "rate": NUMBER,
    },
}
PREDICTION = {
    "gameTime": str,
    "label": str,
    "position": str,
    "half": str,
    "confidence": NUMBER,
    "time": NUMBER,
    "selected": bool,
    "source": str,
}
MOMENT = {"kind": str, "time": NUMBER, "minute": (int, type(None)), "rank": int}
FILM = {"highlights.mp4", "highlights.vtt", "stills"}
SPOTTED = {
    "results_spotting.json",
    "halves.json",
    "replays.json",
    "run.json",
    "shots.json",
    "scoreboard.json",
    "banners.json",
    "sound.json",
}
PLANNED = {"clips.json", "facts.json", "lines.json", "index.html", "report.md"}


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _has(row: dict[str, Any], keys: dict[str, Any]) -> None:
    for key, kind in keys.items():
        assert isinstance(row[key], kind), (key, row)


def check(out: Path) -> dict[str, Any]:
    """Check a folder that ``highlights`` left, film or no film; return its JSON by name."""
    found = {path.name: load(path) for path in out.glob("*.json")}
    names = {path.name for path in out.iterdir()}
    for name, keys in ROWS.items():
        for row in found[name]:
            _has(row, keys)
    for row in found["halves.json"]:
        assert row["start"] <= row["end"]
        assert row["clock_start"] <= row["clock_end"]
    spots = found["results_spotting.json"]
    assert isinstance(spots["UrlLocal"], str)
    for row in spots["predictions"]:
        _has(row, PREDICTION)
        assert row["label"] in (*SOCCERNET_V2, *ENDS, HIGHLIGHT)
        assert 0 <= row["confidence"] <= 1
        assert row["gameTime"].split(" - ")[0] == row["half"]
    for row in (*found["clips.json"], *found["facts.json"]):
        _has(row["moment"], MOMENT)
    for stage in found["run.json"].values():
        _has(stage, {"seconds": NUMBER, "cpu_seconds": NUMBER, "frames": int, "energy_wh": NUMBER})
    clips, lines = found["clips.json"], found["lines.json"]
    assert bool(clips) == any(row["selected"] for row in spots["predictions"])
    assert len(found["facts.json"]) == len(clips)
    page = (out / "index.html").read_text(encoding="utf-8")
    if not clips:
        assert lines == []
        assert names == SPOTTED | PLANNED, names ^ (SPOTTED | PLANNED)
        assert "nothing was found" in page.lower()
        return found
    assert names - {"voice.wav"} == SPOTTED | PLANNED | FILM
    end = clips[-1]["film_end"]
    spans = [(clip["film_start"], clip["film_end"]) for clip in clips]
    assert spans == sorted(spans)
    previous = 0.0
    for line in lines:
        start, stop = spans[line["moment"]]
        assert max(previous, start) <= line["start"] < line["end"] <= stop
        previous = line["end"]
    with av.open(str(out / "highlights.mp4")) as container:
        assert abs(container.duration / av.time_base - end) < 0.1
        assert len(container.streams.video) == len(container.streams.audio) == 1
        assert bool(container.streams.subtitles) == bool(lines)
        assert len(container.chapters()) == len(clips)
    if "voice.wav" in names:
        with wave.open(str(out / "voice.wav")) as sound:
            assert abs(sound.getnframes() / sound.getframerate() - end) < 0.01
    assert "http://" not in page.replace("http://www.w3.org", "")
    return found
