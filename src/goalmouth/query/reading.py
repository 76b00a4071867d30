"""A match from what lies there: a run folder, a game of SoccerNet, or a file of any event format."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from goalmouth.datasets.formats import FORMATS, format_of, read
from goalmouth.datasets.records import Game, Row
from goalmouth.datasets.store import Store, inside
from goalmouth.errors import InputError, UnknownName
from goalmouth.labels import ENDS, HIGHLIGHT, SOCCERNET_V2
from goalmouth.query.kinds import KINDS, SIDELESS, Side, kind_of
from goalmouth.query.match import AROUND, Event, Match
from goalmouth.query.names import teams_of

SIDES: Final[dict[str, Side]] = {"home": "home", "away": "away", "left": "home", "right": "away"}
SURE: Final = 0.5
"""Confidence from which a prediction counts, where its file selects none."""
SPOTS, LABELS, CAPTIONS, RUN = "results_spotting.json", "Labels-v2.json", "Labels-captioning.json", "run.json"
HALF: Final = 2700.0


def open_match(path: Path, game: str | None = None, threshold: float | None = None) -> Match:
    """Return the match that a path holds.

    game : part of its name, where there are several; threshold : confidence from which predictions count
    (without one, those that are selected, or of ``SURE``). Raises ``InputError`` and ``UnknownName``.
    """
    if path.is_dir() and (path / RUN).exists() and (path / SPOTS).exists():
        return _run(path, threshold)
    store = Store(path)
    folder, rows, more, vocabulary = _rows(store, path, game)
    chosen, notes = _chosen(rows, threshold)
    teams = _teams(folder, more)
    halves = any(row.half == 2 for row in rows)
    known = _lineup(store, folder, teams)
    if known.get("teams"):
        teams = known["teams"]
    ends = _second_half(more)
    events = tuple(sorted((_event(row, halves, ends) for row in chosen), key=lambda each: each.place))
    videos = _videos(path, folder, store, halves)
    files = max([1, *(row.half for row in rows)])
    name = folder.rpartition("/")[2] or path.stem
    return Match(name, events, teams, known["players"], files, halves, vocabulary, videos, notes)


def _rows(
    store: Store, path: Path, game: str | None
) -> tuple[str, list[Row], Mapping[str, Any], tuple[str, ...]]:
    """Return a game's name, its rows, what its file says besides, and what its rows could be."""
    for kind in ("labels-v2", "predictions"):
        form = FORMATS.load(kind)
        if names := form.finds(store):
            name = _one(path, [each.rpartition("/")[0] for each in names], game)
            found = form.game(store, inside(name, form.files[0]))
            return _place(path, name), list(found.rows), found.more, _vocabulary(found.rows)
    kind = format_of(store)
    dataset = read(path, kind)[1]
    games: Sequence[Game] = dataset.games
    name = _one(path, [each.name for each in games], game)
    found = next(each for each in games if each.name == name)
    rows = [row for row in found.rows if row.half and row.label]
    if kind == "cameras" or not rows:
        raise InputError(
            path, f"holds no events that can be asked for ({kind})", "Give labels or predictions"
        )
    return _place(path, name), rows, found.more, _vocabulary(rows)


def _place(path: Path, name: str) -> str:
    """Return a game's name; of a file alone, that of its folder."""
    folder = path if path.is_dir() else path.parent
    return name or folder.resolve().name


def _one(path: Path, names: list[str], game: str | None) -> str:
    """Return the one game that is meant."""
    found = [name for name in names if game is None or game.casefold() in name.casefold()]
    exact = [name for name in found if name == game]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if game is not None and not found:
        raise UnknownName("game", game, [name.rpartition("/")[2] for name in names[:20]])
    if not names:
        raise InputError(path, "holds no game", "Give labels, predictions or a run folder")
    problem = f"holds {len(found)} games" + (f" that are called {game!r}" if game else "")
    raise InputError(path, problem, f"Choose one with --game, such as {found[0].rpartition('/')[2]!r}")


def _vocabulary(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return what could have been found: the list that the rows are of, and what they have besides."""
    found = dict.fromkeys(kind_of(row.label) for row in rows)
    usual = (
        [k for k in KINDS if k in found]
        if not found.keys() <= {*SOCCERNET_V2, HIGHLIGHT, *ENDS}
        else SOCCERNET_V2
    )
    return tuple(dict.fromkeys((*usual, *found)))


def _chosen(rows: Sequence[Row], threshold: float | None) -> tuple[list[Row], tuple[str, ...]]:
    """Return the rows that count, and a note where that had to be decided here."""
    if threshold is not None:
        return [row for row in rows if row.score is None or row.score >= threshold], ()
    if any("selected" in row.more for row in rows):
        return [row for row in rows if row.more.get("selected") is True], ()
    if all(row.score is None for row in rows):
        return list(rows), ()
    chosen = [row for row in rows if row.score is None or row.score >= SURE]
    told = (
        f"{len(chosen)} of {len(rows)} predictions count: those of confidence {SURE:g} or more (--threshold)"
    )
    return chosen, (told,) if len(chosen) < len(rows) else ()


def _second_half(more: Mapping[str, Any]) -> float | None:
    """Return when the second half begins in a video of both, where its labels say so."""
    found = re.fullmatch(r"1 - (\d+):(\d\d)", str(more.get("halftime", "")))
    return 60.0 * int(found[1]) + int(found[2]) if found else None


def _event(row: Row, halves: bool, second: float | None) -> Event:
    time = row.position / 1000
    half = row.half if halves else None
    if half is None and second is not None:
        half = 1 if time < second else 2
    start, end = max(0.0, time - AROUND), time + AROUND
    if row.end is not None:
        start, end = time, row.end / 1000
    side = None if kind_of(row.label) in SIDELESS else SIDES.get(row.team or "")
    clock = time if halves else None
    return Event(row.label, row.half or 1, time, start, end, side, half, clock, None, row.score)


def _teams(folder: str, more: Mapping[str, Any]) -> dict[Side, tuple[str, ...]]:
    found = teams_of(folder) or teams_of(str(more.get("UrlLocal", "")))
    for side, key in (("home", "gameHomeTeam"), ("away", "gameAwayTeam")):
        name = more.get(key)
        if isinstance(name, str) and name.strip():
            own: Side = "home" if side == "home" else "away"
            found[own] = tuple(dict.fromkeys((name.strip(), *found.get(own, ()))))
    return found


def _lineup(store: Store, folder: str, teams: Mapping[Side, tuple[str, ...]]) -> dict[str, Any]:
    """Return the players whom the text commentary's line-up names, and its teams."""
    names = [n for n in store.names if n.rpartition("/")[2] in (CAPTIONS, "Labels-caption.json")]
    place = next((n for n in names if len(names) == 1 or inside(folder, "") in n), None)
    players: dict[str, Side | None] = {}
    content = store.json(place) if place else {}
    lineup = content.get("lineup") if isinstance(content, dict) else None
    for side in ("home", "away"):
        squad = lineup.get(side, {}) if isinstance(lineup, dict) else {}
        listed = squad.get("players", ()) if isinstance(squad, dict) else squad
        for player in listed if isinstance(listed, list) else ():
            called = player.get("long_name") or player.get("name") if isinstance(player, dict) else player
            if isinstance(called, str) and called.strip():
                players[called.strip()] = SIDES[side]
    found = {} if teams or not isinstance(content, dict) else _teams("", content)
    return {"players": players, "teams": found}


def _videos(path: Path, folder: str, store: Store, halves: bool) -> tuple[Path, ...]:
    """Return the videos that lie beside labels of SoccerNet: ``1_720p.mkv`` and the like."""
    from goalmouth.datasets.videos import SUFFIXES, game_of

    place = path if path.is_dir() else path.parent
    places = [place, place / folder] if path.is_dir() else [place]
    for each in (p for p in places if p.is_dir()):
        found: dict[int, Path] = {}
        for file in sorted(each.iterdir(), key=lambda f: ("224p" in f.name, f.name)):
            half = game_of(file.name)[1]
            if half and file.suffix.lower() in SUFFIXES and file.suffix != ".npy":
                found.setdefault(half, file)
        if set(found) == {1, 2}:
            return found[1], found[2]
    return ()


# A run folder of our own.


def _read(path: Path, usual: Any) -> Any:
    """Return what a result holds, ``usual`` where it is not there; raise ``InputError`` for a damaged one."""
    if not path.exists():
        return usual
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            path, f"is not as Goalmouth wrote it ({error})", "Delete it and run again"
        ) from error


def _run(path: Path, threshold: float | None) -> Match:
    rows = _run_rows(path)
    run = _read(path / RUN, {})
    watched = run.get("watch", {}) if isinstance(run, dict) else {}
    durations = [float(value) for value in watched.get("durations", ())]
    begins = [sum(durations[:k]) for k in range(max(1, len(durations)))]
    try:
        periods = [
            (
                int(h["period"]),
                float(h["start"]),
                float(h["end"]),
                float(h["clock_start"]),
                float(h["clock_end"]),
            )
            for h in _read(path / "halves.json", [])
        ]
        clips = [
            (float(c["start"]), float(c["end"]), str(c["moment"]["kind"]))
            for c in _read(path / "clips.json", [])
        ]
        facts = {
            (str(f["moment"]["kind"]), float(f["moment"]["time"])): {
                e["name"]: e["value"] for e in f["facts"]
            }
            for f in _read(path / "facts.json", [])
        }
        boards = _read(path / "scoreboard.json", [])
        banners = _read(path / "banners.json", [])
        teams = _bar_teams(boards)
    except (KeyError, TypeError, ValueError) as error:
        problem = f"holds a result that is not as Goalmouth wrote it ({error!r})"
        raise InputError(path, problem, "Run goalmouth spot or highlights again") from error
    chosen, notes = _chosen(rows, threshold)
    events = []
    players: dict[str, Side | None] = {}
    for row in chosen:
        time = float(row.more.get("time", row.position / 1000))
        event = _placed(row, time, begins, periods, clips)
        event = replace(event, player=_player(row, time, facts, banners))
        events.append(event)
    for banner in banners:
        for key in ("player", "player_in", "player_out"):
            if banner.get(key):
                players[banner[key]] = SIDES.get(banner.get("side") or "")
    for event in events:
        for name in (event.player or "").split(" / "):
            if name:
                players.setdefault(name, event.team)
    files = max(1, len(durations))
    halves = files > 1 and not periods
    if halves:
        events = [replace(e, half=e.file if e.file < 3 else None, clock=e.time) for e in events]
    videos = tuple(Path(v) for v in watched.get("videos", ()))
    vocabulary = tuple(dict.fromkeys((*SOCCERNET_V2, HIGHLIGHT, *ENDS, *(kind_of(r.label) for r in rows))))
    ordered = tuple(sorted(events, key=lambda each: each.place))
    return Match(path.resolve().name, ordered, teams, players, files, files == 2, vocabulary, videos, notes)


def _run_rows(path: Path) -> list[Row]:
    from functools import partial

    from goalmouth.datasets.games import row_of
    from goalmouth.datasets.store import rows_of

    content = _read(path / SPOTS, {})
    return list(rows_of(path / SPOTS, content, "predictions", partial(row_of, halves=99)))


def _bar_teams(boards: Sequence[Mapping[str, Any]]) -> dict[Side, tuple[str, ...]]:
    """Return the names that the score bar showed most."""
    found: dict[Side, tuple[str, ...]] = {}
    for side in ("home", "away"):
        counts: dict[str, int] = {}
        for board in boards:
            counts[board[side]] = counts.get(board[side], 0) + 1
        counts.pop("", None)
        if counts:
            own: Side = "home" if side == "home" else "away"
            found[own] = (max(counts, key=lambda name: counts[name]),)
    return found


def _placed(
    row: Row,
    time: float,
    begins: Sequence[float],
    periods: Sequence[tuple[int, float, float, float, float]],
    clips: Sequence[tuple[float, float, str]],
) -> Event:
    """Return a spot in its file, with the clip that shows it and its time in the match."""
    file = max(k for k, begin in enumerate(begins, 1) if time >= begin - 0.0005 or k == 1)
    zero = begins[file - 1]
    shows = [c for c in clips if c[0] <= time < c[1]]
    shows.sort(key=lambda c: (c[2] != row.label, c[0]))
    start, end = (shows[0][0], shows[0][1]) if shows else (max(zero, time - AROUND), time + AROUND)
    half, clock = _clock(time, periods)
    side = SIDES.get(row.team or "")
    return Event(
        row.label, file, time - zero, max(0.0, start - zero), end - zero, side, half, clock, None, row.score
    )


def _clock(
    time: float, periods: Sequence[tuple[int, float, float, float, float]]
) -> tuple[int | None, float | None]:
    """Return the half, and its seconds, at a time of the video, as the clock was read."""
    for period, start, end, first, last in periods:
        if period in (1, 2) and start - 30 <= time <= end + 30 and end > start:
            pace = (last - first) / (end - start)
            return period, max(0.0, first + pace * (time - start) - HALF * (period - 1))
    return None, None


def _player(
    row: Row,
    time: float,
    facts: Mapping[tuple[str, float], Mapping[str, Any]],
    banners: Sequence[Mapping[str, Any]],
) -> str | None:
    """Return whom the facts of a moment name, or a banner that was there at that time."""
    known: Mapping[str, Any] = facts.get((row.label, time), {})
    if not known:
        own = [b for b in banners if b.get("kind") == row.label and abs(float(b["start"]) - time) <= 6.0]
        known = own[0] if len(own) == 1 else {}
    names = [str(known[key]) for key in ("player", "player_in", "player_out") if known.get(key)]
    return " / ".join(names) or None
