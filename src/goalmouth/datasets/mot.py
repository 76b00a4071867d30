"""MOT's files (Milan et al. 2016), as SoccerNet-Tracking has them (Cioppa et al. 2022).

``gt/gt.txt`` of a sequence holds picture and track from 1, left, top, width, height, confidence and three
columns for a place in space, of which −1 is none; ``seqinfo.ini`` the video; ``gameinfo.ini`` who is who.
"""

import configparser
import io
from collections.abc import Mapping
from typing import Any

from goalmouth.datasets.boxes import Boxed, Footage, Footages, boxes_in
from goalmouth.datasets.records import Lost, number, rate_of, whole
from goalmouth.datasets.store import MEND, Options, Sink, Store
from goalmouth.errors import InputError

TRUTH, FOUND = "gt/gt.txt", "det/det.txt"
VIDEO, GAME = "seqinfo.ini", "gameinfo.ini"
SECTION, TRACK = "Sequence", "trackletID_"
ANYTHING = "object"
"""The label of what no file says more of."""

SPACE = ("x", "y", "z")


class Mot:
    """A folder for each sequence."""

    def finds(self, store: Store) -> list[str]:
        """Return the files of this kind, sorted."""
        return [name for name in store.names if f"/{name}".endswith((f"/{TRUTH}", f"/{FOUND}"))]

    def read(self, store: Store) -> Footages:
        """Read every sequence. Raises ``InputError``."""
        games = tuple(_sequence(store, name) for name in self.finds(store) or store.names[:1])
        return Footages(games)

    def write(self, dataset: Footages, sink: Sink, lost: Lost, options: Options) -> None:
        """Write every sequence."""
        for game in (game.scaled(relative=False) for game in dataset.games):
            home = f"{game.name}/" if game.name else ""
            rate = game.rate or options.rate
            # Whoever is not followed has no place in the truth.
            followed = any(each.track is not None for each in game.boxes)
            lines = [_line(each, lost) for each in sorted(game.boxes, key=lambda each: each.frame)]
            sink.write(home + (TRUTH if followed else FOUND), "".join(lines).encode())
            said: dict[str, Any] = {"name": game.name, "seqLength": game.length}
            said |= {"frameRate": rate} if rate else {}
            said |= {"imWidth": game.size[0], "imHeight": game.size[1]} if game.size else {}
            sink.write(home + VIDEO, _ini(said | dict(game.more.get(VIDEO, {}))))
            tracks = _tracks(game)
            if tracks or GAME in game.more:
                sink.write(home + GAME, _ini(dict(game.more.get(GAME, {})) | tracks))
            if game.pictures:
                lost.note("the pictures' names")
            if not set(game.more) <= {VIDEO, GAME}:
                lost.note("what is said of whole videos")


def _sequence(store: Store, name: str) -> Footage:
    home = name.removesuffix(TRUTH).removesuffix(FOUND)
    video, game = (
        _read_ini(store, home + file) if home + file in store.names else {} for file in (VIDEO, GAME)
    )
    who = {key: _who(game.pop(key)) for key in list(game) if key.startswith(TRACK)}
    boxes = boxes_in(store, name, lambda text: _box(text, who))
    more = ({VIDEO: video} if video else {}) | ({GAME: game} if game else {})
    try:
        wide, high = (int(video.pop(key, 0)) for key in ("imWidth", "imHeight"))
        frames, rate = int(video.pop("seqLength", 0)), video.pop("frameRate", None)
        size = (wide, high) if wide and high else None
        known = rate_of(rate) if rate else None
    except (ValueError, ZeroDivisionError) as error:
        raise InputError(store.where(home + VIDEO), f"cannot be read ({error})", MEND) from error
    label = video.pop("name", None)
    if label is not None and label != home.rstrip("/"):
        video["name"] = label
    more = {key: value for key, value in more.items() if value}
    return Footage(home.rstrip("/"), tuple(boxes), size, known, frames, more=more)


def _box(text: str, who: Mapping[str, tuple[str, str | None, str | None]]) -> Boxed:
    """Return the box of one line; raise ``ValueError``."""
    cells = [number(cell) for cell in text.split(",")]
    if not 6 <= len(cells) <= 10:
        raise ValueError(f"{len(cells)} columns: there are 10")
    frame, track, left, top, wide, high, score, *space = [*cells, *[-1.0] * (10 - len(cells))]
    place = dict(zip(SPACE, space, strict=True))
    more = place if any(value != -1 for value in space) else {}
    own = None if track < 0 else int(track)
    label, team, jersey = who.get(f"{TRACK}{own}", (ANYTHING, None, None))
    sure = None if score in (1, -1) else score
    return Boxed(int(frame) - 1, (left, top, wide, high), label, own, sure, team, jersey, more=more)


def _who(text: str) -> tuple[str, str | None, str | None]:
    """Return label, team and jersey of ``"player team left;10"``."""
    role, _, jersey = text.partition(";")
    label, _, team = role.strip().partition(" team ")
    return label, team or None, jersey.strip() or None


def _tracks(game: Footage) -> dict[str, str]:
    said: dict[str, str] = {}
    for each in game.boxes:
        if each.track is not None and (each.label != ANYTHING or each.team or each.jersey):
            role = each.label + (f" team {each.team}" if each.team else "")
            said[f"{TRACK}{each.track}"] = f"{role};{each.jersey or ''}"
    return said


def _line(each: Boxed, lost: Lost) -> str:
    space = [whole(float(each.more.get(key, -1))) for key in SPACE]
    if each.points:
        lost.rows.update(["points"])
    lost.rows.update(key for key in each.more if key not in SPACE)
    if each.track is None and each.label != ANYTHING:
        lost.rows.update(["label"])
    track = -1 if each.track is None else each.track
    score = 1 if each.score is None else each.score
    cells = [each.frame + 1, track, *map(whole, each.box), whole(score), *space]
    return ",".join(map(str, cells)) + "\n"


def _read_ini(store: Store, name: str) -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(store.text(name))
        return dict(parser[SECTION])
    except (configparser.Error, KeyError) as error:
        raise InputError(store.where(name), f"has no readable [{SECTION}] ({error})", MEND) from error


def _ini(said: Mapping[str, Any]) -> bytes:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser[SECTION] = {key: str(value) for key, value in said.items()}
    text = io.StringIO()
    parser.write(text, space_around_delimiters=False)
    return text.getvalue().encode()


MOT = Mot()
