"""Speech, cheering, whistles and music in the sound of simulated broadcasts, against their truth."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from goalmouth.benchmarks.common import Bar, Report, Row, by_turns, say, seeds_of, share
from goalmouth.errors import EngineError, InputError
from goalmouth.media.decode import decode
from goalmouth.media.filters import resampled
from goalmouth.media.video import probe
from goalmouth.scene.sound import SoundReader, spans
from goalmouth.scene.sound.network import WEIGHTS
from goalmouth.simulate.broadcast import listen
from goalmouth.simulate.sound import RATE, Sound
from goalmouth.types import Floats, SoundTrack

VOICES = ("flite/slt", "flite/awb", "festival", "off")
"""Who comments, by turns: voices that training does not hear, and nobody."""

STEP = 0.1
"""Seconds of one value that is compared."""

EDGE = 0.3
"""Seconds by which a sound's truth may be off: what counts is whether it is heard, not how it fades."""

ROAR = 6.0
"""Decibels of the crowd above its usual level that the rule calls cheering."""

Spans = Sequence[tuple[float, float]]
Marks = NDArray[np.bool_]


@dataclass
class Count:
    """Seconds of a sound; sounds by number. met : those of the truth that were heard; stray : the rest."""

    seconds: float = 0.0
    found: float = 0.0
    right: float = 0.0
    sounds: int = 0
    met: int = 0
    stray: int = 0

    def add(self, other: "Count") -> None:
        """Count what another counted."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall, by seconds."""
        return share(2 * self.right, self.seconds + self.found)

    @property
    def by_number(self) -> float | None:
        """The same by sounds."""
        return share(2 * self.met, self.sounds + self.met + self.stray)


def compare(truth: Spans, found: Spans, duration: float) -> Count:
    """Count seconds, and sounds by number: one is met where something found touches it."""
    known, ours = _marks(truth, duration), _marks(found, duration)
    met = sum(any(_touch(one, other) for other in found) for one in truth)
    stray = sum(not any(_touch(one, other) for other in truth) for one in found)
    seconds, heard, right = (float(marks.sum()) * STEP for marks in (known, ours, known & ours))
    return Count(seconds, heard, right, len(truth), met, stray)


def _marks(own: Spans, duration: float) -> Marks:
    middles = (np.arange(int(duration / STEP)) + 0.5) * STEP
    marks = np.zeros(len(middles), bool)
    for start, end in own:
        marks |= (middles >= start) & (middles < end)
    return marks


def _touch(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] - EDGE <= other[1] and other[0] <= one[1] + EDGE


def hear(sound: Sound, duration: float) -> tuple[SoundTrack, Floats]:
    """Return what the reader hears of a simulated sound, mono, and the network's own word on cheering."""
    reader = SoundReader()
    whole = np.concatenate([
        sound.block(first, min(RATE, int(duration * RATE) - first))
        for first in range(0, int(duration * RATE), RATE)
    ])  # fmt: skip
    mono = resampled(whole.mean(axis=1), RATE, reader.sample_rate)
    for first in range(0, len(mono), 1024):
        reader.hear(first / reader.sample_rate, mono[first : first + 1024])
    track, told = reader.track(), reader.told()
    if track is None or told is None:
        raise EngineError("the simulated broadcast has no sound")
    return track, told[2]["cheering"]


def judge(seed: int, voice: str, duration: float) -> dict[tuple[str, str], Count]:
    """Return what there was and was found of each kind of sound, by network and by rule."""
    sound, said = listen(seed, duration=duration, commentator=voice)
    track, alone = hear(sound, duration)
    heard = partial(spans, track, pause=0.3, shortest=0.2)
    known = {kind: [(h.start, h.end) for h in sound.heard if h.kind == kind] for kind in KINDS.values()}
    lines = [(line.start, line.end) for line in said]
    return {
        ("speech", "network"): compare(lines, spans(track), duration),
        ("cheering", "network"): compare(known["cheer"], heard(alone, shortest=1.0), duration),
        ("cheering", "rule"): compare(
            known["cheer"], heard(track.crowd, sure=ROAR, held=ROAR, shortest=1.0), duration
        ),
        ("cheering", "both"): compare(known["cheer"], heard(track.cheering, shortest=1.0), duration),
        ("whistle", "network"): compare(known["whistle"], heard(track.whistle), duration),
        ("music", "network"): compare(known["jingle"], heard(track.music), duration),
    }


KINDS = {"cheering": "cheer", "whistle": "whistle", "music": "jingle"}
"""What the truth calls a sound."""


def television(folder: Path) -> Iterator[str]:
    """Yield what is heard in each clip of a folder, for a person to judge."""
    clips = sorted((folder / "clips" if (folder / "clips").is_dir() else folder).glob("*.mp4"))
    if not clips:
        raise InputError(folder, "holds no clips", "Give the folder of television clips")
    for clip in clips:
        reader = SoundReader()
        decode([probe(clip)], [], [reader])
        track = reader.track()
        if track is None:
            yield f"{clip.name}: no sound"
            continue
        for name in ("speech", "cheering", "music", "whistle"):
            own = spans(track, getattr(track, name))
            words = ", ".join(f"{start:.1f}–{end:.1f}" for start, end in own) or "none"
            yield f"{clip.name}: {name} {words} (on average {float(getattr(track, name).mean()):.2f})"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--seeds", type=seeds_of, default=seeds_of("5000-5019"), help="default 5000-5019")
    parser.add_argument("--duration", type=float, default=120.0, metavar="S", help="default 120")
    parser.add_argument("--voices", nargs="+", default=VOICES, metavar="VOICE", help="who comments, by turns")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="broadcasts at a time, default 1")
    parser.add_argument("--television", type=Path, metavar="DIR", help="say what is heard in these clips")


def run(options: argparse.Namespace) -> Report:
    """Listen to each broadcast."""
    report = Report("hearing")
    report.notes.append(f"network: {WEIGHTS.name}")
    total: dict[tuple[str, str, str], Count] = {}

    def one(seed: int) -> Row:
        voice = options.voices[seed % len(options.voices)]
        say(f"listen {seed} {voice}")
        return {"voice": voice, "counts": judge(seed, voice, options.duration)}

    for row in by_turns(one, options.seeds, options.jobs):
        for (name, by), count in row["counts"].items():
            for who in (row["voice"], "all"):
                total.setdefault((name, by, who), Count()).add(count)
    report.rows = [
        {
            "sound": name, "by": by, "voice": who,
            **{key: round(value, 1) for key, value in asdict(count).items()},
            "precision": share(count.right, count.found), "recall": share(count.right, count.seconds),
            "f1": count.f1, "f1_by_number": count.by_number,
        }
        for (name, by, who), count in sorted(total.items())
    ]  # fmt: skip
    report.bars = list(bars_of(total))
    if options.television:
        report.notes += television(options.television)
    return report


def bars_of(total: dict[tuple[str, str, str], Count]) -> Iterable[Bar]:
    """Return the bars of all broadcasts together."""
    yield Bar("speech F1", total["speech", "network", "all"].f1, least=0.9)
    yield Bar("cheering F1", total["cheering", "both", "all"].f1, least=0.85)
    yield Bar("whistles F1, by number", total["whistle", "network", "all"].by_number, least=0.9)
    yield Bar("jingles F1, by number", total["music", "network", "all"].by_number, least=0.8)
    if ("speech", "network", "off") in total:
        yield Bar("seconds of speech where nobody speaks", total["speech", "network", "off"].found, most=5.0)
