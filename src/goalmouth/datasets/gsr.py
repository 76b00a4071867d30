"""Game states of SoccerNet (Somers et al. 2024): who is where, in the picture and on the pitch."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from goalmouth.datasets.boxes import Boxed, Footage, Footages
from goalmouth.datasets.records import Lost, number, rate_of, whole
from goalmouth.datasets.store import MEND, Options, Sink, Store, inside
from goalmouth.errors import InputError

FILE = "Labels-GameState.json"
OBJECT = "object"
ROLES = ("player", "goalkeeper", "referee", "ball", "pitch", "camera", "other")
"""The categories, from 1."""

NO_OBJECTS = ("pitch", "camera")
SIZE = (1920, 1080)
Raw = dict[str, Any]


class GameState:
    """One file a sequence; predictions have ``predictions`` in the place of ``annotations``."""

    def finds(self, store: Store) -> list[str]:
        """Return the files of this kind, sorted."""
        return [name for name in store.names if name.rpartition("/")[2] == FILE]

    def read(self, store: Store) -> Footages:
        """Read every sequence. Raises ``InputError``."""
        return Footages(tuple(_sequence(store, name) for name in self.finds(store) or store.names[:1]))

    def write(self, dataset: Footages, sink: Sink, lost: Lost, options: Options) -> None:
        """Write every sequence."""
        for place, game in enumerate((game.scaled(relative=False) for game in dataset.games), 1):
            sink.json(inside(game.name, FILE), _content(game, place, lost, options))


def _sequence(store: Store, name: str) -> Footage:
    where, content = store.where(name), store.json(name)
    key = "predictions" if isinstance(content, dict) and "predictions" in content else "annotations"
    if not isinstance(content, dict) or not isinstance(content.get(key), list):
        raise InputError(where, f"has no list {key!r}", "Give a file as the format has it")
    boxes, others = [], []
    try:
        more = {name: value for name, value in content.items() if name not in (key, "info", "images")}
        images, info = list(content.get("images", [])), dict(content.get("info", {}))
        frames = {str(image["image_id"]): at for at, image in enumerate(images)}
        first = images[0] if images else {}
        size = (int(first["width"]), int(first["height"])) if "width" in first else None
        rate = rate_of(info["frame_rate"]) if "frame_rate" in info else None
        length = int(info.get("seq_length", 0))
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise InputError(where, f"has an 'info' or 'images' that cannot be read ({error!r})", MEND) from error
    for place, raw in enumerate(content[key]):
        try:
            if raw.get("supercategory", OBJECT) != OBJECT or "bbox_image" not in raw:
                others.append(raw)
                continue
            boxes.append(_box(raw, frames))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise InputError(where, f"entry {place} of {key!r} cannot be read ({error!r})", MEND) from error
    more |= {"key": key, "info": info, "images": images, "others": others}
    return Footage(name.rpartition("/")[0], tuple(boxes), size, rate, length, more=more)


def _box(raw: Mapping[str, Any], frames: Mapping[str, int]) -> Boxed:
    """Return one entry, whatever would not be written as it stands kept beside it."""
    said, name = raw.get("attributes") or {}, str(raw["image_id"])
    # Predictions come without a list of pictures, whose names end in their numbers from 1.
    frame = frames[name] if frames else int(name[-6:]) - 1
    corner = raw["bbox_image"]
    box = number(corner["x"]), number(corner["y"]), number(corner["w"]), number(corner["h"])
    label = said.get("role") or ROLES[int(number(raw["category_id"])) - 1]
    track, score = raw.get("track_id"), raw.get("confidence")
    team, jersey = (None if said.get(key) is None else str(said[key]) for key in ("team", "jersey"))
    own = Boxed(
        frame,
        box,
        str(label),
        None if track is None else int(number(track)),
        None if score is None else number(score),
        team,
        jersey,
    )
    would = _entry(own, name, raw.get("id"))
    kept = {key: value for key, value in raw.items() if would.get(key) != value}
    return replace(own, more=kept | {"image_id": raw["image_id"], "id": raw.get("id")})


def _entry(each: Boxed, image: str, name: Any) -> Raw:
    """Return one entry without what is kept beside it."""
    left, top, wide, high = map(whole, each.box)
    role = each.label if each.label in ROLES else ROLES[-1]
    raw: Raw = {"id": name, "image_id": image}
    raw |= {"track_id": each.track} if each.track is not None else {}
    raw |= {"supercategory": OBJECT, "category_id": ROLES.index(role) + 1}
    raw["attributes"] = {"role": each.label, "jersey": each.jersey, "team": each.team}
    centre = {"x_center": whole(left + wide / 2), "y_center": whole(top + high / 2)}
    raw["bbox_image"] = {"x": left, "y": top} | centre | {"w": wide, "h": high}
    return raw | ({"confidence": each.score} if each.score is not None else {})


def _content(game: Footage, place: int, lost: Lost, options: Options) -> Raw:
    more = dict(game.more)
    key, info, images, others = (
        more.pop(name, usual)
        for name, usual in (("key", "annotations"), ("info", None), ("images", None), ("others", []))
    )
    digits = "".join(filter(str.isdigit, game.name))[-3:]
    head = f"1{int(digits or place):03d}"
    entries = []
    for at, each in enumerate(game.boxes):
        if each.points:
            lost.rows.update(["points"])
        own = dict(each.more)
        image = own.pop("image_id", f"{head}{each.frame + 1:06d}")
        entry = _entry(each, image, own.pop("id", f"{head}{at + 1:06d}")) | own
        entries.append({name: value for name, value in entry.items() if value is not None or name != "id"})
    # What was read from such a file is complete; else what it needs is said anew.
    if images is None:
        count = game.length
        images, info = _images(game, head, count, lost.assume), {"name": game.name, "seq_length": count}
        rate = game.rate or options.rate
        info |= {"frame_rate": whole(float(rate))} if rate else {}
        kinds = enumerate(ROLES, 1)
        more = {
            "categories": [
                {"id": at, "name": role, "supercategory": role if role in NO_OBJECTS else OBJECT}
                for at, role in kinds
            ]
        }
        if game.more or game.pictures:
            lost.note("what is said of whole videos, and the pictures' names")
    heads = {"info": info, "images": images} if info or images else {}
    return heads | {key: entries + others} | more


def _images(game: Footage, head: str, count: int, assume: Callable[[str], None]) -> list[Raw]:
    wide, high = game.size or SIZE
    if game.size is None:
        assume(f"pictures of {wide} × {high}")
    return [
        {
            "is_labeled": True,
            "image_id": f"{head}{at:06d}",
            "file_name": f"{at:06d}.jpg",
            "width": wide,
            "height": high,
        }
        for at in range(1, count + 1)
    ]


GSR = GameState()
