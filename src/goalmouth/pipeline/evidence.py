"""Evidence gathered in one pass over the video, and kept in the run folder."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from goalmouth.files import row_file, write_json
from goalmouth.game_state.ball import BallReader
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
from goalmouth.types import BallTrack, Banner, Evidence, ScoreReading, Shot, SoundTrack, Video

FILES = {
    "shots": "shots.json",
    "scoreboard": "scoreboard.json",
    "banners": "banners.json",
    "sound": "sound.json",
    "ball": "ball.npy",
}
"""What each kind of evidence is kept as; ``clock`` follows from ``scoreboard``."""


def watch(run: Run, videos: Sequence[Video], needs: frozenset[str]) -> Evidence:
    """Return the evidence asked for, from the run folder where it holds, else from one pass."""
    wanted = {"scoreboard" if need == "clock" else need for need in needs} & FILES.keys() | {"shots"}
    key = fingerprint(identity(videos), sorted(wanted))
    if not run.holds("watch", key):
        with run.stage("watch", key) as cost:
            with _ball(run, wanted) as ball:
                seen = _pass(run, videos, wanted, ball)
            cost.frames = seen.frames
            cost.notes = {
                "durations": [round(video.duration, 3) for video in seen.videos],
                "damaged_packets": seen.damaged,
                "missing_seconds": round(seen.missing, 1),
            }
    return _load(run, videos, wanted)


@contextmanager
def _ball(run: Run, wanted: set[str]) -> Iterator[list[BallReader]]:
    """Yield the reader that looks for the ball, if one shall; what it sees goes to its file at once."""
    if "ball" not in wanted:
        yield []
        return
    with row_file(run.file(FILES["ball"])) as add:
        reader = BallReader(add)
        yield [reader]
        reader.finish()


def _pass(run: Run, videos: Sequence[Video], wanted: set[str], ball: Sequence[FrameReader]) -> Decoded:
    shots, bar, told, crowd = ShotReader(), ScoreboardReader(), BannerReader(), CrowdReader()
    frame_readers: list[FrameReader] = [shots, *ball]
    frame_readers += [bar] if "scoreboard" in wanted else []
    frame_readers += [told] if "banners" in wanted else []
    sound_readers: list[SoundReader] = [crowd] if "sound" in wanted else []
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
    return seen


def _load(run: Run, videos: Sequence[Video], wanted: set[str]) -> Evidence:
    durations = run.stages["watch"]["durations"]
    found = join([replace(video, duration=d) for video, d in zip(videos, durations, strict=True)])
    evidence = Evidence(found, shots=tuple(Shot(**row) for row in run.read(FILES["shots"])))
    if "scoreboard" in wanted:
        rows = tuple(ScoreReading(**row) for row in run.read(FILES["scoreboard"]))
        evidence = replace(evidence, scoreboard=rows, clock=match_clock(rows))
    if "banners" in wanted:
        said = run.read(FILES["banners"])
        boards = [row | {"score": row["score"] and tuple(row["score"])} for row in said]
        evidence = replace(evidence, banners=tuple(Banner(**row) for row in boards))
    if "sound" in wanted and (heard := run.read(FILES["sound"])) is not None:
        arrays = {name: np.array(values, np.float32) for name, values in heard.items()}
        evidence = replace(evidence, sound=SoundTrack(**arrays))
    if "ball" in wanted:
        rows = np.load(run.file(FILES["ball"]), mmap_mode="r")
        evidence = replace(evidence, ball=BallTrack(rows[:, 0], rows[:, 1:]))
    return evidence


def _digits(values: "np.ndarray[Any, np.dtype[np.float32]]") -> list[float]:
    return [round(float(value), 2) for value in values]


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()}
