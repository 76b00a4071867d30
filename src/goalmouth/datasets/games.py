"""SoccerNet's files, one or two a game: labels, cameras, captions, predictions, replays, what was said.

Sources: Deliège et al. 2021 (labels, cameras, replay grounding), Mkhallati et al. 2023 (captions),
Gautam et al. 2024 (Echoes), and the files of the SoccerNet challenges.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from goalmouth.datasets.clock import game_time, parsed
from goalmouth.datasets.records import VIDEOS, Dataset, Game, Lost, Row, number, whole
from goalmouth.datasets.store import Options, Sink, Store, inside, rows_of

NO_TEAM, SHOWN, HIDDEN = "not applicable", "visible", "not shown"
TEXTS = ("description", "comment", "anonymized")
"""What a caption's text is called: in the data set, in predictions, and with names taken out."""

Raw = dict[str, Any]


def row_of(raw: Mapping[str, Any], half: int = 1, halves: int = 2) -> Row:
    """Return an entry of ``annotations`` or ``predictions``.

    half : where the entry does not say; halves : how many there are.
    Raises ``ValueError`` and ``KeyError``.
    """
    said = dict(raw)
    clock = said.pop("gameTime", None)
    # A caption after the match has an empty one.
    at_half, at = (half, None) if clock is None else parsed(str(clock)) if clock != "" else (0, 0.0)
    at_half = int(number(said.pop("half", at_half)))
    given = said.pop("position_ms", None) if "position_ms" in said else said.pop("position", None)
    if given is None and at is None:
        raise KeyError("position")
    position = number(given) if given is not None else float(at or 0.0)
    if not isinstance(said["label"], str):
        raise ValueError(f"label {said['label']!r}: it must be text")
    score = said.pop("confidence", None)
    text = next((said.pop(name) for name in TEXTS if name in said), None)
    if not (0 if text is not None else 1) <= at_half <= halves:
        raise ValueError(f"half {at_half}: there are {halves}")
    team, shown = said.pop("team", None), said.pop("visibility", None)
    row = Row(
        position,
        said.pop("label"),
        at_half,
        None,
        None if team in (None, NO_TEAM) else str(team),
        None if shown is None else shown != HIDDEN,
        None if score is None else number(score),
        text,
        said,
    )
    if clock is not None and clock != game_time(row.half, position / 1000):
        said["gameTime"] = clock
    return row


def timed(row: Row, position: str = "position", text: bool = True) -> Raw:
    """Return an entry with all that a row says. position : the key of the time; text : whether as text."""
    value = whole(row.position)
    raw: Raw = {"gameTime": game_time(row.half, row.position / 1000), "label": row.label}
    raw |= {position: str(value) if text else value} if position else {}
    raw |= {"team": row.team} if row.team else {}
    raw |= {"visibility": SHOWN if row.shown else HIDDEN} if row.shown is not None else {}
    raw |= {"confidence": str(row.score) if text else row.score} if row.score is not None else {}
    raw |= {"end": whole(row.end)} if row.end is not None else {}
    raw |= {TEXTS[0]: row.text} if row.text is not None else {}
    return raw | dict(row.more)


def _labelled(row: Row) -> Raw:
    raw = timed(row)
    return {
        **{key: raw.pop(key) for key in ("gameTime", "label", "position")},
        "team": raw.pop("team", NO_TEAM),
        "visibility": raw.pop("visibility", SHOWN),
        **raw,
    }


def _filmed(row: Row) -> Raw:
    usual = {"change_type": "abrupt", "replay": "real-time"}
    return usual | timed(row)


def _captioned(row: Row) -> Raw:
    raw = timed(row)
    # Captions have whole seconds; a time between them would be lost.
    kept = {} if row.position % 1000 == 0 else {"position": raw["position"]}
    raw.pop("position")
    return raw | kept


def _predicted(row: Row) -> Raw:
    raw = timed(row)
    head = {key: raw.pop(key) for key in ("gameTime", "label", "position")}
    return head | {"half": str(row.half), "confidence": raw.pop("confidence", "1.0")} | raw


@dataclass(frozen=True)
class PerGame:
    """A kind of file that lies once in each game's folder. files : its names, the first to write."""

    files: tuple[str, ...]
    key: str
    entry: Callable[[Row], Raw]
    parse: Callable[[Mapping[str, Any]], Row] = row_of

    def finds(self, store: Store) -> list[str]:
        """Return the files of this kind, sorted."""
        return [name for name in store.names if name.rpartition("/")[2] in self.files]

    def read(self, store: Store) -> Dataset:
        """Read every game. Raises ``InputError``."""
        return Dataset(tuple(self.game(store, name) for name in self.finds(store) or store.names[:1]))

    def game(self, store: Store, name: str) -> Game:
        """Read one file. Raises ``InputError``."""
        content = store.json(name)
        rows = rows_of(store.where(name), content, self.key, self.parse)
        more = {key: value for key, value in content.items() if key != self.key}
        return Game(name.rpartition("/")[0], rows, more=more)

    def write(self, dataset: Dataset, sink: Sink, lost: Lost, options: Options) -> None:
        """Write every game."""
        for game in dataset.games:
            if game.rates or game.frames or game.split:
                lost.note("the videos' pictures a second, lengths and splits")
            heads = {key: value for key, value in game.more.items() if key != VIDEOS and not key.isdigit()}
            usual = {"UrlLocal": game.name} | ({} if self.key == "predictions" else {"UrlYoutube": ""})
            content = usual | heads | {self.key: [self.entry(row) for row in game.rows]}
            sink.json(inside(game.name, self.files[0]), content)


LABELS_V2 = PerGame(("Labels-v2.json",), "annotations", _labelled)
LABELS_BALL = PerGame(("Labels-ball.json",), "annotations", _labelled)
CAMERAS = PerGame(("Labels-cameras.json",), "annotations", _filmed)
CAPTIONS = PerGame(
    (
        "Labels-captioning.json",
        "Labels-caption.json",
        "results_dense_captioning.json",
        "results_caption.json",
    ),
    "annotations",
    _captioned,
)
PREDICTIONS = PerGame(("results_spotting.json",), "predictions", _predicted)


def _replay(raw: Mapping[str, Any]) -> Row:
    said = dict(raw)
    start, end = (1000 * number(said.pop(key)) for key in ("start", "end"))
    return Row(start, said.pop("label", "replay"), int(number(said.pop("half"))), end, more=said)


def _seconds(milliseconds: float) -> float:
    return round(milliseconds / 1000, 9)


def _grounded(row: Row) -> Raw:
    end = row.position if row.end is None else row.end
    raw = {"half": row.half, "start": _seconds(row.position), "end": _seconds(end), "detection": []}
    return raw | ({} if row.label == "replay" else {"label": row.label}) | dict(row.more)


GROUNDING = PerGame(("results_grounding.json", "Detection-replays.json"), "Replays", _grounded, _replay)


def _spoken(raw: Mapping[str, Any]) -> Row:
    start, end, text = raw["segment"]
    more = {} if raw["key"] == str(raw["number"]) else {"key": raw["key"]}
    return Row(1000 * number(start), "", raw["half"], 1000 * number(end), text=str(text), more=more)


class Echoes:
    """What was said, a file a half: ``1_asr.json`` and ``2_asr.json`` in the folder of each recogniser."""

    def finds(self, store: Store) -> list[str]:
        """Return the files of this kind, sorted."""
        return [name for name in store.names if name.rpartition("/")[2] in ("1_asr.json", "2_asr.json")]

    def read(self, store: Store) -> Dataset:
        """Read every game. Raises ``InputError``."""
        found: dict[str, tuple[list[Row], Raw]] = {}
        for name in self.finds(store) or store.names[:1]:
            folder, _, file = name.rpartition("/")
            half, content = 2 if file.startswith("2") else 1, store.json(name)
            segments = content.get("segments") if isinstance(content, dict) else None
            if isinstance(segments, dict):
                listed = [
                    {"number": at, "key": key, "segment": value, "half": half}
                    for at, (key, value) in enumerate(segments.items())
                ]
            else:
                listed = None
            rows, more = found.setdefault(folder, ([], {}))
            rows += rows_of(store.where(name), {"segments": listed}, "segments", _spoken)
            more[str(half)] = {key: value for key, value in content.items() if key != "segments"}
        return Dataset(tuple(Game(name, tuple(rows), more=more) for name, (rows, more) in found.items()))

    def write(self, dataset: Dataset, sink: Sink, lost: Lost, options: Options) -> None:
        """Write every game."""
        for game in dataset.games:
            lost.all_but(("text", "end"), [replace(row, more=_but(row.more, "key")) for row in game.rows])
            halves = {*(row.half for row in game.rows), *(int(key) for key in game.more if key.isdigit())}
            for half in sorted(halves):
                segments = {}
                for at, row in enumerate(row for row in game.rows if row.half == half):
                    end = row.position if row.end is None else row.end
                    key = str(row.more.get("key", at))
                    segments[key] = [_seconds(row.position), _seconds(end), row.text or ""]
                content = {"segments": segments} | dict(game.more.get(str(half), {}))
                sink.json(inside(game.name, f"{half}_asr.json"), content)


def _but(more: Mapping[str, Any], key: str) -> Raw:
    return {name: value for name, value in more.items() if name != key}


ECHOES = Echoes()
