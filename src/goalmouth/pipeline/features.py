"""Features of videos: rows that a network makes of their pictures, as ``.npy`` files in SoccerNet's layout.

A half's file is ``1_NAME.npy``, any other video's ``VIDEO_features.npy``; a JSON file beside it says what
it is.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from goalmouth.datasets.features import about, beside
from goalmouth.datasets.videos import SUFFIXES
from goalmouth.errors import InputError
from goalmouth.files import digest, make_folder, row_file, sweep, write_json
from goalmouth.game_state.seen import PictureReader
from goalmouth.media.decode import decode
from goalmouth.media.video import probe
from goalmouth.pipeline.principal import principal
from goalmouth.pipeline.run import fingerprint, identity
from goalmouth.protocols import Hook
from goalmouth.runtime import load_network

USUAL = 2.0
"""Rows a second of SoccerNet's own features."""

HALF = re.compile(r"(\d)(?:_|$)")
"""How the name of a half's video begins."""

VIDEOS = tuple(suffix for suffix in SUFFIXES if suffix != ".npy")


class Taker:
    """A network that sees pictures, and how often what it sees of them is kept.

    rate : rows a second, each of which is the mean over the pictures that are nearer to it than to any other;
    name : as files of features have it, by default the network's own. Raises ``InputError`` for a file that
    is no such network, or sees fewer pictures than that.
    """

    def __init__(self, network: Path, rate: float = USUAL, name: str = "") -> None:
        self.network, self.rate, self.name = network, rate, name or network.stem
        try:
            _, self.told = load_network(network, "sees pictures", "rate", "every", "height", "carried")
        except InputError as error:
            problem, remedy = "is no network that sees pictures", "Give what recipes/clips.toml writes"
            raise InputError(network, problem, remedy) from error
        self.weights = digest(network)[:16]
        self.seen = float(self.told["rate"]) / int(self.told["every"])
        if rate > self.seen * (1 + 1e-6):
            problem = f"sees {self.seen:g} pictures a second, fewer than {rate:g} rows"
            raise InputError(network, problem, "Ask for fewer with --rate")

    def file_of(self, video: Path) -> str:
        """Return the name of the file of a video's features."""
        half = HALF.match(video.stem)
        return f"{half[1]}_{self.name}.npy" if half else f"{video.stem}_features.npy"

    def take(self, video: Path, to: Path, progress: Hook | None = None) -> bool:
        """Write a video's features, unless they are there; return whether it was watched.

        Raises ``InputError`` for a video that cannot be read.
        """
        held = probe(video)
        key = fingerprint(identity([held]), self.weights, self.rate)
        if stands(to, key):
            return False
        make_folder(to.parent)
        # Neither what a killed run had begun, nor a word on what is not there any more.
        sweep(to)
        beside(to).unlink(missing_ok=True)
        with row_file(to) as add:
            means = Means(add, self.rate / self.seen)
            reader = PictureReader(lambda row: means.add(row[1:]), self.network)
            done = decode([held], [reader], progress=progress)
            reader.finish()
            means.finish()
        size = [int(self.told[side]) for side in ("height", "width")]
        rows, columns = np.load(to, mmap_mode="r").shape
        own = {"video": video.name, "rate": self.rate, "backbone": self.told.get("backbone", self.name)}
        own |= {"weights": self.told.get("weights", self.weights), "size": size, "rows": rows}
        write_json(beside(to), {**own, "columns": columns, "damaged": done.damaged, "key": key})
        return True


class Means:
    """Hands on the means of rows (columns,) that come one by one; share : of those that come."""

    def __init__(self, add: Callable[[NDArray[Any]], None], share: float) -> None:
        self._add, self._share = add, share
        self._rows: list[NDArray[Any]] = []
        self._count = self._place = 0

    def add(self, row: NDArray[Any]) -> None:
        """Take the next row."""
        # A little more, since a share may be a third.
        place = int(self._count * self._share + 0.5 + 1e-9)
        if place != self._place:
            self.finish()
        self._place, self._count = place, self._count + 1
        self._rows.append(row)

    def finish(self) -> None:
        """Hand on the mean of what came last."""
        if self._rows:
            self._add(np.stack(self._rows).mean(0, np.float64))
        self._rows = []


def stands(path: Path, key: str) -> bool:
    """Say whether a file of features is there that was made of the same."""
    return path.exists() and about(path).get("key") == key


def videos_in(given: Sequence[Path]) -> list[tuple[Path, Path]]:
    """Return videos, those of folders at any depth, each with its folder as seen from the one given.

    Raises ``InputError`` for a folder without any.
    """
    found = []
    for each in given:
        if not each.is_dir():
            found.append((each, Path()))
            continue
        own = sorted(path for path in each.rglob("*") if path.suffix.lower() in VIDEOS and path.is_file())
        if not own:
            raise InputError(each, "has no video in it", f"Give a folder with {', '.join(VIDEOS)}")
        found += [(path, path.parent.relative_to(each)) for path in own]
    return found


def features(
    given: Sequence[Path],
    taker: Taker,
    out: Path,
    columns: int | None = None,
    progress: Hook | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Write the features of videos, and return their files; those of folders lie as their videos do.

    columns : how many principal components of them are written besides, as ``…_PCA512.npy``; the axes are
    fitted over all of them and kept in ``out``, and those kept there before are taken. say : is told of each
    video that is watched, or cannot be.
    A video that cannot be read stops no other; raises ``InputError`` for it at the end.
    """
    places: dict[Path, Path] = {}
    for video, folder in videos_in(given):
        to = out / folder / taker.file_of(video)
        if to in places:
            problem = f"would have its features where those of {places[to]} are"
            raise InputError(video, problem, "Give one of the two, or another -o")
        places[to] = video
    make_folder(out)
    made, failed = [], []
    for to, video in places.items():
        try:
            if taker.take(video, to, progress):
                damaged = about(to)["damaged"]
                say(f"{video}: watched" + (f", {damaged} damaged parts passed over" if damaged else ""))
            made.append(to)
        except InputError as error:
            failed.append(error)
            say(str(error))
    if not made:
        raise failed[0]
    files = principal(made, out / "pca.npz", columns, taker.weights) if columns else made
    if failed:
        problem = f"has no features; {len(made)} of {len(places)} videos have"
        raise InputError(failed[0].path, problem, "The reason is told above; all others are done")
    return files
