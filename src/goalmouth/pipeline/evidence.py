"""Evidence gathered in one pass over the video, and kept in the run folder."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from goalmouth.errors import InputError
from goalmouth.files import RowFile, digest, row_file, write_json
from goalmouth.game_state import READERS
from goalmouth.media.decode import Decoded, FrameReader, SoundReader, decode
from goalmouth.media.video import join
from goalmouth.pipeline.run import Run, fingerprint, identity
from goalmouth.scene.banners.reader import BannerReader
from goalmouth.scene.scoreboard.halves import match_clock
from goalmouth.scene.scoreboard.pace import leaps
from goalmouth.scene.scoreboard.reader import ScoreboardReader
from goalmouth.scene.scoreboard.track import readings
from goalmouth.scene.shots import ShotReader
from goalmouth.scene.sound import SoundReader as CrowdReader
from goalmouth.scene.stills import keeping, kept
from goalmouth.scene.transcription import Listener, load_transcriber
from goalmouth.types import (
    Banner,
    Evidence,
    RowTrack,
    ScoreReading,
    Segment,
    Shot,
    SoundTrack,
    Transcript,
    Video,
)

FILES = {
    "shots": "shots.json",
    "scoreboard": "scoreboard.json",
    "banners": "banners.json",
    "sound": "sound.json",
    "stills": "stills.zip",
    "transcript": "transcript.json",
}
"""What each kind of evidence is kept as; ``clock`` follows from ``scoreboard``. Rows have a file for each
reader, by its name."""

STRETCH = 4096
"""Rows of a file of which the times are read at once."""


def watch(run: Run, videos: Sequence[Video], needs: frozenset[str], transcriber: str = "") -> Evidence:
    """Return the evidence asked for, from the run folder where it holds, else from one pass.

    transcriber : who writes down what is said, if anybody is to; see ``load_transcriber``.
    """
    wanted = {"scoreboard" if need == "clock" else need for need in needs} & FILES.keys() | {"shots"}
    wanted = wanted | {"transcript"} if transcriber else wanted - {"transcript"}
    listener = Listener(load_transcriber(transcriber)) if transcriber else None
    rows = _readers(needs)
    weights = [(name, file and digest(file)) for name, file in sorted(rows.items())]
    key = fingerprint(identity(videos), sorted(wanted), weights, transcriber)
    if not run.holds("watch", key):
        with run.stage("watch", key) as cost:
            with ExitStack() as stack:
                readers = [stack.enter_context(_rows(run, *reader)) for reader in rows.items()]
                readers += (
                    [stack.enter_context(keeping(run.file(FILES["stills"])))] if "stills" in wanted else []
                )
                seen = _pass(run, videos, wanted, readers, listener)
            cost.frames = seen.frames
            cost.notes = {
                "videos": [str(video.path.resolve()) for video in seen.videos],
                "durations": [round(video.duration, 3) for video in seen.videos],
                "damaged_packets": seen.damaged,
                "missing_seconds": round(seen.missing, 1),
            }
    return _load(run, videos, wanted, rows)


def _readers(needs: frozenset[str]) -> dict[str, Path | None]:
    """Return the readers that make rows, each with its weights where they are named.

    Raises ``InputError`` for two with other weights each.
    """
    known = READERS.names()
    found: dict[str, Path | None] = {}
    for name, _, file in sorted(need.partition("=") for need in needs):
        if name in known:
            if name in found:
                raise InputError(Path(file), "is a second network of its kind", "Run once with each of them")
            found[name] = Path(file) if file else None
    return found


@contextmanager
def _rows(run: Run, name: str, weights: Path | None) -> Iterator[FrameReader]:
    """Yield a reader that makes rows; they go to their file at once."""
    with row_file(run.file(f"{name}.npy")) as add:
        make = READERS.load(name)
        reader = make(add, weights) if weights else make(add)
        yield reader
        reader.finish()


def _pass(
    run: Run,
    videos: Sequence[Video],
    wanted: set[str],
    others: Sequence[FrameReader],
    listener: Listener | None,
) -> Decoded:
    shots, bar, told, crowd = ShotReader(), ScoreboardReader(), BannerReader(), CrowdReader()
    frame_readers: list[FrameReader] = [shots, *others]
    frame_readers += [bar] if "scoreboard" in wanted else []
    frame_readers += [told] if "banners" in wanted else []
    sound_readers: list[SoundReader] = [crowd] if "sound" in wanted else []
    sound_readers += [listener] if listener else []
    seen = decode(videos, frame_readers, sound_readers, run.progress)
    read: list[ScoreReading] = []
    if "scoreboard" in wanted:
        bar.finish()
        read = readings(bar.sightings)
        write_json(run.file(FILES["scoreboard"]), [_rounded(asdict(reading)) for reading in read])
    # What a replay shows is known only when the spots are.
    rows = [_rounded(asdict(s)) for s in shots.shots(seen.videos[-1].end, leaps(read))]
    write_json(run.file(FILES["shots"]), [{k: v for k, v in row.items() if k != "shows"} for row in rows])
    if "banners" in wanted:
        told.finish()
        write_json(run.file(FILES["banners"]), [_rounded(asdict(b)) for b in told.banners(read)])
    if "sound" in wanted:
        track = crowd.track()
        value = None if track is None else {k: _digits(v) for k, v in vars(track).items()}
        write_json(run.file(FILES["sound"]), value)
    if listener:
        segments = listener.transcript().segments
        write_json(run.file(FILES["transcript"]), [_rounded(asdict(segment)) for segment in segments])
    return seen


def _load(run: Run, videos: Sequence[Video], wanted: set[str], readers: Collection[str]) -> Evidence:
    durations = run.stages["watch"]["durations"]
    found = join([replace(video, duration=d) for video, d in zip(videos, durations, strict=True)])
    evidence = Evidence(found, shots=tuple(Shot(**row) for row in run.read(FILES["shots"])))
    if "scoreboard" in wanted:
        read = tuple(ScoreReading(**row) for row in run.read(FILES["scoreboard"]))
        evidence = replace(evidence, scoreboard=read, clock=match_clock(read))
    if "banners" in wanted:
        said = run.read(FILES["banners"])
        boards = [row | {"score": row["score"] and tuple(row["score"])} for row in said]
        evidence = replace(evidence, banners=tuple(Banner(**row) for row in boards))
    if "sound" in wanted and (heard := run.read(FILES["sound"])) is not None:
        arrays = {name: np.array(values, np.float32) for name, values in heard.items()}
        evidence = replace(evidence, sound=SoundTrack(**arrays))
    if "transcript" in wanted:
        segments = tuple(Segment(**row) for row in run.read(FILES["transcript"]))
        evidence = replace(evidence, transcript=Transcript(segments))
    if "stills" in wanted:
        evidence = replace(evidence, stills=kept(run.file(FILES["stills"])))
    return replace(evidence, rows={name: _track(run.file(f"{name}.npy")) for name in readers})


def _track(path: Path) -> RowTrack:
    """Return the rows of a file, whose first column is the time."""
    first, rest = RowFile(path, slice(1)), RowFile(path, slice(1, None))
    times = [first[at : at + STRETCH].ravel() for at in range(0, first.shape[0], STRETCH)]
    return RowTrack(np.concatenate([np.zeros(0, np.float32), *times]), rest)


def _digits(values: "np.ndarray[Any, np.dtype[np.float32]]") -> list[float]:
    return [round(float(value), 2) for value in values]


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()}
