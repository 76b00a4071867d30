"""OpenSportsLab's JSON, versions 1 and 2: all videos in one file, each with its events."""

from abc import ABC, abstractmethod
from fractions import Fraction
from functools import partial
from typing import Any

from goalmouth.datasets.games import Raw, row_of, timed
from goalmouth.datasets.records import Dataset, Lost, Row, number, rate_of
from goalmouth.datasets.store import MEND, Options, Sink, Store, rows_of
from goalmouth.datasets.videos import Entry, entries, game_of, games
from goalmouth.errors import InputError

SUFFIX = ".mkv"
HEAD = "action"


class Osl(ABC):
    """What both versions share: a list of videos, each with a list of events."""

    key = "videos"
    events = "annotations"
    file = "annotations.json"

    def finds(self, store: Store) -> list[str]:
        """Return none: their names tell nothing."""
        return []

    def read(self, store: Store) -> Dataset:
        """Read every video. Raises ``InputError``."""
        found: list[Entry] = []
        classes: tuple[str, ...] = ()
        more: Raw = {}
        for name, content in store.documents(lambda said: isinstance(said, dict) and self.key in said):
            where = store.where(name)
            videos = content.get(self.key) if isinstance(content, dict) else None
            if not isinstance(videos, list):
                raise InputError(where, f"has no list {self.key!r}", "Give a file as the format has it")
            for place, video in enumerate(videos):
                try:
                    path = self.path(video)
                    rate = rate_of(self.rate(video)) if self.rate(video) else None
                    frames = int(number(video["num_frames"])) if "num_frames" in video else None
                except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
                    problem = f"video {place} of {self.key!r} has no good path or rate ({error!r})"
                    raise InputError(where, problem, MEND) from error
                half = game_of(path)[1] or 1
                said = video if self.events in video else {self.events: []}
                rows = rows_of(where, said, self.events, partial(_row, half=half))
                rest = {key: value for key, value in video.items() if key not in (self.events, "path")}
                found.append(Entry(path, rows, rate, frames, more=rest))
            more |= {key: value for key, value in content.items() if key != self.key}
            classes = self.classes(more, found)
        return Dataset(games(found), classes, more)

    def write(self, dataset: Dataset, sink: Sink, lost: Lost, options: Options) -> None:
        """Write one file."""
        videos = []
        for game in dataset.games:
            lost.game(game)
            if game.split:
                lost.note("which split a game is of")
            for half, entry in entries(game, SUFFIX):
                events = [self.event(row, half) for row in entry.rows]
                videos.append(self.video(entry, entry.rate or options.rate) | {self.events: events})
        head = {key: value for key, value in dataset.more.items() if key not in ("labels", "version")}
        sink.json(self.file, self.head(head, dataset) | {self.key: videos})

    @abstractmethod
    def video(self, entry: Entry, rate: Fraction | None) -> Raw:
        """Return a video without its events."""

    @abstractmethod
    def event(self, row: Row, half: int) -> Raw:
        """Return an event."""

    @abstractmethod
    def head(self, more: Raw, dataset: Dataset) -> Raw:
        """Return what is said of all videos. more : what the source said of them."""

    def path(self, video: Raw) -> str:
        """Return a video's path."""
        return str(video["path"] if "path" in video else video.get("path_video") or video["path_features"])

    def rate(self, video: Raw) -> Any:
        """Return a video's pictures a second, as the file has it."""
        return video.get("fps")

    def classes(self, content: Raw, found: list[Entry]) -> tuple[str, ...]:
        """Return the class list."""
        return tuple(map(str, content.get("labels", ())))


class Version1(Osl):
    """``labels[]`` and ``videos[]``."""

    def video(self, entry: Entry, rate: Fraction | None) -> Raw:
        """Return a video without its events."""
        video: Raw = {"path": entry.path} | ({"fps": float(rate)} if rate else {})
        return video | ({"num_frames": entry.frames} if entry.frames else {}) | dict(entry.more)

    def event(self, row: Row, half: int) -> Raw:
        """Return an event."""
        return _event(row, half, "position")

    def head(self, more: Raw, dataset: Dataset) -> Raw:
        """Return what is said of all videos."""
        return {"version": 1} | more | {"labels": list(dataset.class_list())}


class Version2(Osl):
    """``data[]`` with inputs and events, which belong to a head each."""

    key = "data"
    events = "events"

    def path(self, video: Raw) -> str:
        """Return the first input's path, or what the sample is called."""
        inputs = video.get("inputs") or [{}]
        return str(inputs[0].get("path") or video["id"])

    def rate(self, video: Raw) -> Any:
        """Return the first input's pictures a second."""
        return (video.get("inputs") or [{}])[0].get("fps")

    def classes(self, content: Raw, found: list[Entry]) -> tuple[str, ...]:
        """Return the list of the head that the events are of, or of the only one."""
        heads = content.get("labels")
        if not isinstance(heads, dict):
            return ()
        used = {str(row.more.get("head", HEAD)) for entry in found for row in entry.rows}
        chosen = [head for head in heads if head in used] or list(heads)
        names = heads[chosen[0]].get("labels", ()) if chosen and isinstance(heads[chosen[0]], dict) else ()
        return tuple(map(str, names))

    def video(self, entry: Entry, rate: Fraction | None) -> Raw:
        """Return a sample without its events."""
        video: Raw = {"type": "video", "path": entry.path} | ({"fps": float(rate)} if rate else {})
        return {"id": entry.path, "inputs": [video]} | dict(entry.more)

    def event(self, row: Row, half: int) -> Raw:
        """Return an event; its head may be its own."""
        return {"head": HEAD} | _event(row, half, "position_ms")

    def head(self, more: Raw, dataset: Dataset) -> Raw:
        """Return what is said of all samples."""
        heads = dataset.more.get("labels")
        if not isinstance(heads, dict):
            heads = {HEAD: {"type": "single_label", "labels": list(dataset.class_list())}}
        usual: Raw = {"version": "2.0", "date": "", "task": "localization", "modalities": ["video"]}
        return usual | {"dataset_name": "", "metadata": {}} | more | {"labels": heads}


def _row(raw: Raw, half: int) -> Row:
    """Return an event; that it is of the usual head goes without saying."""
    return row_of({key: value for key, value in raw.items() if (key, value) != ("head", HEAD)}, half)


def _event(row: Row, half: int, position: str) -> Raw:
    return timed(row, position, text=False) | ({"half": str(row.half)} if row.half != half else {})


OSL_V1, OSL_V2 = Version1(), Version2()
