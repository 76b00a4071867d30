"""Films already made: is every line whole, in time, heard, loud enough, and borne by the facts."""

import argparse
import math
import re
import wave
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from scipy import signal

from goalmouth.benchmarks.common import Bar, Report, Row, few, language_of, load, name_of, say, share
from goalmouth.errors import InputError, MissingEngine
from goalmouth.film.source import sound
from goalmouth.media.filters import resampled, through
from goalmouth.media.video import open_videos
from goalmouth.narration.gate import check
from goalmouth.speech.spoken import spoken
from goalmouth.types import Fact, Floats, Moment, MomentFacts, Spot

SOON = 1.0
"""Seconds after its moment's start by which a first line begins."""
ROUNDED = 0.002
"""Seconds by which times in files may be off, because they are rounded."""
QUIET = 0.003
"""Level (of 1) under which nobody hears anything: −50 dBFS."""
FADED = 0.25
"""A line is whole when its last 10 ms are at most this part of its loudest."""
HEARING = 16000
SPEECH = (200.0, 4000.0)
"""Hz in which words are."""


def timing(lines: Sequence[Row], clips: Sequence[Row]) -> list[tuple[str, str]]:
    """Return what is wrong with when lines are said: ``overlap``, ``cut``, ``late``, ``mute``."""
    wrong = []
    ordered = sorted(lines, key=lambda line: line["start"])
    for one, other in pairwise(ordered):
        if other["start"] < one["end"] - ROUNDED:
            wrong.append(("overlap", f"{other['text']!r} begins before {one['text']!r} ends"))
    for line in ordered:
        if not 0 <= line["moment"] < len(clips):
            wrong.append(("cut", f"{line['text']!r} belongs to no moment"))
            continue
        clip = clips[line["moment"]]
        if line["start"] < clip["film_start"] - ROUNDED or line["end"] > clip["film_end"] + ROUNDED:
            wrong.append(("cut", f"{line['text']!r} goes over its moment, {_span(line)} in {_film(clip)}"))
    for number, clip in enumerate(clips):
        own = [line["start"] for line in ordered if line["moment"] == number]
        if not own:
            wrong.append(("mute", f"moment {number + 1} ({_film(clip)}) has no line"))
        elif own[0] - clip["film_start"] > SOON + ROUNDED:
            late = own[0] - clip["film_start"]
            wrong.append(("late", f"moment {number + 1} is silent for {late:.2f} s"))
    return wrong


def _span(line: Row) -> str:
    return f"{line['start']:.2f}–{line['end']:.2f} s"


def _film(clip: Row) -> str:
    return f"{clip['film_start']:.2f}–{clip['film_end']:.2f} s"


def voiced(lines: Sequence[Row], voice: Floats, sample_rate: int) -> list[tuple[str, str]]:
    """Return what is wrong with where the voice is heard. voice : (n,) of the whole film."""
    wrong = []
    outside = np.abs(voice)
    for line in lines:
        low, high = (round(line[edge] * sample_rate) for edge in ("start", "end"))
        if high > len(voice) + ROUNDED * sample_rate:
            wrong.append(("cut", f"{line['text']!r} runs over the end of voice.wav"))
        said = voice[max(0, low) : high]
        step = sample_rate // 100
        levels = [float(np.abs(said[i : i + step]).max()) for i in range(0, len(said) - step + 1, step)]
        if not levels or max(levels) <= QUIET:
            wrong.append(("unheard", f"{line['text']!r} is not heard in voice.wav"))
        elif float(np.abs(said[-step:]).max()) > FADED * max(levels):
            wrong.append(("cut", f"{line['text']!r} stops in the middle of a sound"))
        slack = math.ceil(ROUNDED * sample_rate)
        outside[max(0, low - slack) : high + slack] = 0
    if len(outside) and outside.max() > QUIET:
        at = int(outside.argmax()) / sample_rate
        wrong.append(("outside", f"a voice is heard at {at:.2f} s, where no line is"))
    return wrong


def loudness(path: Path) -> tuple[float | None, float | None]:
    """Return (LUFS integrated, dBTP) of a film as libavfilter's ebur128 measures it."""
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return None, None
        stream = container.streams.audio[0]
        graph = av.filter.Graph()
        source = graph.add_abuffer(template=stream)
        meter = graph.add("ebur128", "peak=true:metadata=1:framelog=quiet")
        sink = graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        figures: dict[str, str] = {}
        for frame in [*container.decode(stream), None]:
            for measured in through(graph, frame):
                figures = dict(measured.metadata) or figures
    loud, peak = float(figures["lavfi.r128.I"]), float(figures["lavfi.r128.true_peak"])
    return loud, 20 * math.log10(peak) if peak > 0 else -math.inf


def words(text: str) -> list[str]:
    """Return a text's words as they are said."""
    return re.findall(r"[a-z']+", spoken(text).lower())


def common(said: Sequence[str], heard: Sequence[str]) -> int:
    """Return how many words of ``said`` were heard, in their order (longest common subsequence)."""
    best = [0] * (len(heard) + 1)
    for word in said:
        left = 0
        for i, other in enumerate(heard, 1):
            left, best[i] = best[i], left + 1 if word == other else max(best[i], best[i - 1])
    return best[-1]


def over_the_rest(film: Floats, voice: Floats, sample_rate: int) -> float:
    """Return by how many decibels a voice stands over all else in a film's sound, where words are.

    film, voice : (n,) of the same seconds. What in the film goes with the voice is the voice, whatever
    filters and encoders have made of its phases (magnitude-squared coherence); the rest is the rest.
    """
    hertz, shared = signal.coherence(film, voice, sample_rate, nperseg=sample_rate // 20)
    _, power = signal.welch(film, sample_rate, nperseg=sample_rate // 20)
    words = (hertz >= SPEECH[0]) & (hertz <= SPEECH[1])
    ours, rest = ((power * each)[words].sum() for each in (shared, 1 - shared))
    return 10 * math.log10(max(1e-12, ours) / max(1e-12, rest))


class Recogniser:
    """pocketsphinx with its stock model."""

    def __init__(self) -> None:
        try:
            import pocketsphinx
        except ImportError as error:
            remedy = "pip install 'goalmouth[dev]'"
            raise MissingEngine("recogniser", "pocketsphinx", remedy) from error
        self.decoder = pocketsphinx.Decoder(samprate=HEARING, loglevel="FATAL")

    def hear(self, samples: Floats, sample_rate: int) -> list[str]:
        """Return the words heard in (n,) samples."""
        low = resampled(samples, sample_rate, HEARING)
        pressed = (np.clip(np.pad(low, HEARING // 5), -1, 1) * 32767).astype("<i2")
        self.decoder.start_utt()
        self.decoder.process_raw(pressed.tobytes(), full_utt=True)
        self.decoder.end_utt()
        guess = self.decoder.hyp()
        # The dictionary tells pronunciations apart as "the(2)", and letters as "b.".
        return [re.sub(r"\(\d\)|\.", "", word) for word in guess.hypstr.split()] if guess else []


def read_wav(path: Path) -> tuple[Floats, int]:
    """Return (n,) samples of a mono 16-bit file and their rate."""
    try:
        with wave.open(str(path)) as file:
            raw = file.readframes(file.getnframes())
            samples = np.frombuffer(raw, "<i2").astype(np.float32) / np.float32(32768)
            return samples, file.getframerate()
    except (OSError, wave.Error, EOFError) as error:
        raise InputError(path, f"cannot be read ({error})", "Make the film again, with a voice") from error


def facts_of_run(out: Path) -> list[MomentFacts]:
    """Read ``facts.json`` of a run folder."""
    known = []
    for row in load(out / "facts.json"):
        moment, facts = row["moment"], tuple(Fact(**fact) for fact in row["facts"])
        spot = Spot(moment["time"], moment["kind"], 1.0, "run", selected=True)
        known.append(
            MomentFacts(
                Moment((spot,), moment["kind"], moment["time"], moment["minute"], moment["rank"]), facts
            )
        )
    return known


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("out", nargs="+", type=Path, metavar="OUT", help="folders that highlights wrote")


def run(options: argparse.Namespace) -> Report:
    """Check every film."""
    recogniser, rows = Recogniser(), []
    wrong: list[tuple[str, str]] = []
    for out in options.out:
        say(f"check {out}")
        name = name_of(out)
        row, cases = examine(out, name, recogniser)
        rows.append(row)
        wrong += [(f"{name} {kind}", case) for kind, case in cases]
    return Report("films", rows, bars_of(rows), few(wrong))


def bars_of(rows: Sequence[Row]) -> list[Bar]:
    """Return what all films together must be."""
    made = [row for row in rows if row["lufs"] is not None]

    def total(key: str) -> int:
        return sum(row[key] for row in rows)

    english = [row["heard"] or 0 for row in made if row["language"] == "en"]
    heard = Bar("words heard in voice.wav, worst film", min(english, default=None), least=1 / 3)
    # Against voice.wav and not against the text: how well a recogniser knows a voice is not the film's doing.
    kept = [share(row["in film"], row["heard"]) or 0 for row in made if row["heard"]]
    through = Bar("of these heard in the film itself, worst film", min(kept, default=None), least=0.5)
    loud, peaks = [row["lufs"] for row in made], [row["peak"] for row in made]
    return [
        Bar("films made of those with moments", len(made), least=sum(row["moments"] > 0 for row in rows)),
        Bar("lines that overlap", total("overlap"), most=0),
        Bar("lines that are cut", total("cut"), most=0),
        Bar("moments whose first line is late or absent", total("late"), most=0),
        Bar("lines unheard, and voices where no line is", total("unheard"), most=0),
        Bar("quietest film, LUFS", min(loud, default=None), least=-17.0, most=-15.0),
        Bar("loudest film, LUFS", max(loud, default=None), least=-17.0, most=-15.0),
        Bar("highest true peak, dBTP", max(peaks, default=None), most=-1.0),
        *([] if made and not english else [heard, through]),
        Bar("lines the gate refuses", total("refused"), most=0),
    ]


def examine(out: Path, name: str, recogniser: Recogniser) -> tuple[Row, list[tuple[str, str]]]:
    """Return one film's figures, and what is wrong with it."""
    clips, lines, language = load(out / "clips.json"), load(out / "lines.json"), language_of(out)
    film = out / "highlights.mp4"
    wrong = timing(lines, clips)
    lufs = peak = heard = through = over = None
    if film.exists():
        lufs, peak = loudness(film)
        voice, sample_rate = read_wav(out / "voice.wav")
        wrong += voiced(lines, voice, sample_rate)
        whole = sound(open_videos([film]), 0.0, len(voice), sample_rate).mean(axis=1)
        parts = [slice(*(round(line[edge] * sample_rate) for edge in ("start", "end"))) for line in lines]
        if parts:
            mixed, alone = (np.concatenate([each[part] for part in parts]) for each in (whole, voice))
            over = over_the_rest(mixed, alone, sample_rate)
        # The recogniser knows English alone.
        if language == "en":
            told = [words(line["text"]) for line in lines]

            def understood(samples: Floats) -> float | None:
                found = (recogniser.hear(samples[part], sample_rate) for part in parts)
                return share(sum(map(common, told, found)), sum(map(len, told)))

            heard, through = understood(voice), understood(whole)
    known = facts_of_run(out)
    for line in lines:
        reasons = check(line["text"], known[line["moment"]], language)
        wrong += [("refused", f"{line['text']!r}: {reasons[0]}")] if reasons else []

    def count(*kinds: str) -> int:
        return sum(kind in kinds for kind, _ in wrong)

    row = {
        "film": name, "language": language, "moments": len(clips), "lines": len(lines),
        "overlap": count("overlap"), "cut": count("cut"), "late": count("late", "mute"),
        "unheard": count("unheard", "outside"), "lufs": lufs, "peak": peak, "heard": heard,
        "in film": through, "over the rest": over,
        "refused": count("refused"),
    }  # fmt: skip
    return row, wrong
