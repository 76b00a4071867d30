"""E2E-Spot's folders (Hong et al. 2022): ``class.txt``, and a JSON list of videos for each split.

Times are pictures, so that the rate is part of every time: "2 fps" may be 25/12.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from goalmouth.datasets.games import HIDDEN, NO_TEAM, SHOWN, Raw
from goalmouth.datasets.records import Dataset, Lost, Row, frame_of, number, rate_of, time_of
from goalmouth.datasets.store import MEND, Options, Sink, Store, rows_of
from goalmouth.datasets.videos import Entry, entries, game_of, games
from goalmouth.errors import InputError

CLASSES = "class.txt"
USUAL = Fraction(25)
ASSUMED = "25 pictures a second (tell them by --fps)"
SAID = re.compile(rf"([^;]+); ({SHOWN}|{HIDDEN})$")
"""A comment made of SoccerNet's team and visibility."""

OWN = ("video", "num_frames", "num_events", "events", "fps")


class E2eSpot:
    """Labels as ``train.json``, predictions as ``….recall.json.gz``."""

    def finds(self, store: Store) -> list[str]:
        """Return none: their names tell nothing."""
        return []

    @staticmethod
    def is_one(content: Any) -> bool:
        """Say whether JSON is a list of videos."""
        rows = content if isinstance(content, list) else []
        return bool(rows) and all(isinstance(row, dict) and {"video", "events"} <= row.keys() for row in rows)

    def read(self, store: Store) -> Dataset:
        """Read every split. Raises ``InputError``."""
        found: list[Entry] = []
        for name, content in store.documents(self.is_one):
            where = store.where(name)
            if not self.is_one(content):
                raise InputError(where, "is no list of videos with events", "Give a file of E2E-Spot")
            split = name.rpartition("/")[2].partition(".")[0]
            found += [self._video(where, video, split) for video in content]
        assumed = (ASSUMED,) if any(entry.rate is None for entry in found) else ()
        listed = [name for name in store.names if name.rpartition("/")[2] == CLASSES]
        text = store.read(listed[0]).decode("utf-8", "replace") if listed else ""
        classes = tuple(line.strip() for line in text.splitlines() if line.strip())
        return Dataset(games(found), classes, assumed=assumed)

    @staticmethod
    def _video(where: Any, video: Raw, split: str) -> Entry:
        try:
            path, known = str(video["video"]), number(video["fps"]) > 0
            rate = rate_of(video["fps"]) if known else None
            frames = int(number(video["num_frames"])) if "num_frames" in video else None
        except (KeyError, ValueError) as error:
            problem = f"video {video['video']!r} has no good rate or length ({error!r})"
            raise InputError(where, problem, MEND) from error
        half = game_of(path)[1] or 1
        rows = rows_of(where, video, "events", partial(_row, half=half, rate=rate or USUAL))
        more = {key: value for key, value in video.items() if key not in OWN or (key == "fps" and not known)}
        return Entry(path, rows, rate, frames, split, more)

    def write(self, dataset: Dataset, sink: Sink, lost: Lost, options: Options) -> None:
        """Write the class list and every split."""
        splits: dict[str, list[Raw]] = {}
        for game in dataset.games:
            for _, entry in entries(game):
                said = any(row.score is not None for row in entry.rows)
                file = f"{game.split or 'all'}{'.recall.json.gz' if said else '.json'}"
                splits.setdefault(file, []).append(_written(entry, lost, options))
            lost.game(game)
        sink.write(CLASSES, "".join(f"{name}\n" for name in dataset.class_list()).encode())
        for file, videos in splits.items():
            sink.json(file, videos)


def _row(raw: Mapping[str, Any], half: int, rate: Fraction) -> Row:
    said = dict(raw)
    frame, label, comment, score = (said.pop(key, None) for key in ("frame", "label", "comment", "score"))
    if frame is None or label is None:
        raise KeyError("frame" if frame is None else "label")
    own = SAID.match(comment or "")
    return Row(
        time_of(number(frame), rate),
        str(label),
        half,
        team=own[1] if own and own[1] != NO_TEAM else None,
        shown=own[2] == SHOWN if own else None,
        score=None if score is None else number(score),
        text=None if own else comment,
        more=said,
    )


def _written(entry: Entry, lost: Lost, options: Options) -> Raw:
    rate = entry.rate or options.rate
    if rate is None:
        rate = USUAL
        lost.assume(ASSUMED)
    events = []
    for row in sorted(entry.rows, key=lambda row: row.position):
        frame = frame_of(row.position, rate)
        lost.moved = max(lost.moved, row.position - time_of(frame, rate))
        if not row.half:
            lost.note("that an entry is of no half")
        comment = row.text
        if row.team or row.shown is not None:
            comment = f"{row.team or NO_TEAM}; {HIDDEN if row.shown is False else SHOWN}"
        held = ("label", "team", "shown", "score", "more")
        lost.all_but((*held, "text") if comment == row.text else held, [row])
        event: Raw = {"frame": frame, "label": row.label}
        event |= {"comment": comment} if comment is not None else {}
        event |= {"score": row.score} if row.score is not None else {}
        events.append(event | {key: value for key, value in row.more.items() if key not in event})
    frames = entry.frames
    if frames is None:
        frames = max((event["frame"] for event in events), default=0) + 1
        lost.assume("that each video ends with its last event (num_frames)")
    head: Raw = {"video": entry.path, "num_frames": frames, "num_events": len(events)}
    return head | {"events": events, "fps": float(rate)} | dict(entry.more)


E2E_SPOT = E2eSpot()
