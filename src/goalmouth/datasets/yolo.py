"""YOLO's files: a text a picture, a line a box, in parts of the picture; keypoints where there are some.

``class x y width height``, x and y of the middle; then ``x y`` or ``x y visibility`` for each keypoint, as
``data.yaml`` says by ``kpt_shape``; without these a sixth number is how sure a prediction is, and a seventh
whom it follows.
"""

import re
from collections.abc import Sequence
from functools import partial

import cv2
import numpy as np

from goalmouth.datasets.boxes import Boxed, Footage, Footages, boxes_in
from goalmouth.datasets.records import Lost, number
from goalmouth.datasets.store import MEND, Options, Sink, Store, inside
from goalmouth.errors import InputError

INFO = "data.yaml"
LABELS, IMAGES = "labels/", "images/"
ENDS = (".jpg", ".jpeg", ".png", ".bmp", ".webp")
NAMES = re.compile(r"^names:[ \t]*(\[[^\]]*\]|(?:\n[ \t]*(?:-|\d+:)[^\n]*)+)", re.MULTILINE)
SHAPE = re.compile(r"^kpt_shape:\s*\[\s*(\d+)\s*,\s*([23])\s*\]", re.MULTILINE)
PLACES = 10
"""Decimals that are written: what a picture of 8192 pixels cannot tell apart."""


class Yolo:
    """A folder with ``labels`` and mostly ``images`` in it, or with such folders for each split."""

    def finds(self, store: Store) -> list[str]:
        """Return the files of this kind, sorted."""
        return [name for name in store.names if f"/{LABELS}" in f"/{name}" and name.endswith(".txt")]

    def read(self, store: Store) -> Footages:
        """Read every folder of labels as one footage. Raises ``InputError``."""
        info = next((name for name in store.names if f"/{name}".endswith(f"/{INFO}")), None)
        text = store.text(info) if info else ""
        classes, keypoints = _classes(text), SHAPE.search(text)
        shape = (int(keypoints[1]), int(keypoints[2])) if keypoints else None
        sets: dict[str, list[str]] = {}
        for name in self.finds(store) or store.names[:1]:
            sets.setdefault(name.rpartition(LABELS)[0].rstrip("/"), []).append(name)
        games = tuple(_set(store, home, names, classes, shape) for home, names in sets.items())
        assumed = [] if classes else ["classes named by their numbers"]
        assumed += ["all pictures as large as the first"] if any(game.size for game in games) else []
        return Footages(games, classes, {INFO: text} if text else {}, tuple(assumed))

    def write(self, dataset: Footages, sink: Sink, lost: Lost, options: Options) -> None:
        """Write every footage."""
        classes = dataset.class_list()
        text = dataset.more.get(INFO)
        sink.write(INFO, (text or "names:\n" + "".join(f"- {name}\n" for name in classes)).encode())
        for game in (game.scaled(relative=True) for game in dataset.games):
            home = inside(game.name, LABELS)
            pictures = game.pictures or tuple(f"{at + 1:06d}" for at in range(game.length))
            lines: dict[int, list[str]] = {}
            for each in game.boxes:
                lines.setdefault(each.frame, []).append(_line(each, classes, lost))
            for at, name in enumerate(pictures):
                sink.write(f"{home}{name}.txt", "".join(lines.get(at, [])).encode())
            if game.rate or game.more:
                lost.note("pictures a second, and what is said of whole videos")


def _set(
    store: Store, home: str, names: Sequence[str], classes: Sequence[str], shape: tuple[int, int] | None
) -> Footage:
    stems = [name.rpartition(LABELS)[2].removesuffix(".txt") for name in names]
    boxes: list[Boxed] = []
    for frame, name in enumerate(names):
        boxes += boxes_in(store, name, partial(_box, frame, classes, shape))
    size = _size(store, inside(home, IMAGES + stems[0])) if stems else None
    return Footage(home, tuple(boxes), size, frames=len(names), relative=True, pictures=tuple(stems))


def _box(frame: int, classes: Sequence[str], shape: tuple[int, int] | None, text: str) -> Boxed:
    """Return the box of one line; raise ``ValueError``."""
    kind, *cells = text.split()
    values = [number(cell) for cell in cells]
    points: list[tuple[float, ...]] = []
    if shape and len(values) >= 4 + shape[0] * shape[1]:
        flat, values = values[4 : 4 + shape[0] * shape[1]], values[:4] + values[4 + shape[0] * shape[1] :]
        points = [tuple(flat[at : at + shape[1]]) for at in range(0, len(flat), shape[1])]
    if not 4 <= len(values) <= 6:
        raise ValueError(f"{len(cells) + 1} columns: there are 5, and what {INFO} says by kpt_shape")
    if not 0 <= int(kind) < (len(classes) or 10**6):
        raise ValueError(f"class {kind}: {INFO} names {len(classes)}")
    label = classes[int(kind)] if classes else kind
    x, y, wide, high = values[:4]
    score, track = [*values[4:], None, None][:2]
    box = (x - wide / 2, y - high / 2, wide, high)
    return Boxed(frame, box, label, None if track is None else int(track), score, points=tuple(points))


def _line(each: Boxed, classes: Sequence[str], lost: Lost) -> str:
    left, top, wide, high = each.box
    cells = [left + wide / 2, top + high / 2, wide, high]
    cells += [value for point in each.points for value in point]
    cells += [] if each.score is None else [each.score]
    if each.track is not None:
        # The columns have an order: who is followed comes after how sure that is.
        cells += [1.0] * (each.score is None) + [each.track]
    lost.rows.update(name for name in ("team", "jersey") if getattr(each, name) is not None)
    lost.rows.update(each.more)
    figures = (f"{cell:.{PLACES}f}".rstrip("0").rstrip(".") for cell in cells)
    return " ".join([str(classes.index(each.label)), *figures]) + "\n"


def _classes(text: str) -> tuple[str, ...]:
    """Return the names in ``data.yaml``: a list in brackets, a name a line, or a number and a name a line."""
    found = NAMES.search(text)
    if not found:
        return ()
    listed = found[1]
    parts = listed[1:-1].split(",") if listed.startswith("[") else listed.strip().splitlines()
    bare = (re.sub(r"^\s*(?:-|\d+:)?\s*", "", part).strip().strip("'\"") for part in parts)
    return tuple(name for name in bare if name)


def _size(store: Store, stem: str) -> tuple[int, int] | None:
    """Return the size of a picture of any kind, ``None`` where there is none."""
    name = next((stem + end for end in ENDS if stem + end in store.names), None)
    if name is None:
        return None
    image = cv2.imdecode(np.frombuffer(store.read(name), np.uint8), cv2.IMREAD_UNCHANGED)
    if image is None:
        raise InputError(store.where(name), "is no picture", MEND)
    return int(image.shape[1]), int(image.shape[0])


YOLO = Yolo()
