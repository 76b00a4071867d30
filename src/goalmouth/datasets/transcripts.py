"""What was said in a match, from files of many kinds, cleaned of what recognisers leave in them.

Echoes' JSON (Gautam et al. 2024), Whisper's own, SubRip, WebVTT, and tables of live text.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from goalmouth.datasets.games import row_of
from goalmouth.datasets.spreadsheet import lines, milliseconds
from goalmouth.datasets.store import Store, inside
from goalmouth.errors import InputError
from goalmouth.types import Segment, Transcript

PLACES = ("", "whisper_v2", "whisper_v3", "whisper_v1", "whisper_v2_en", "whisper_v1_en", "whisper_v3_en")
"""Folders in which a game's transcripts lie; of several in the original, and of translations, the first."""

KINDS = ("_asr.json", ".json", ".srt", ".vtt", ".csv")
ENGLISH = "_en"
"""How the name ends of a folder, or of a file before its kind, in which a translation is."""

AGAIN = 2
"""Segments back to which a recogniser may have looped."""

LATEST = 6 * 3600.0
"""Seconds after which no recording goes on: what has a later time has a wrong one."""

PACE = 0.6
"""Seconds that a word takes at most: segments are often left open until the next one."""

REMEDY = "Give a transcript with times: Whisper's or Echoes' JSON, .srt, .vtt, or a table with time,text"
HALVES = (1, 2)
STAMP = r"(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
CUE = re.compile(rf"{STAMP}\s*-->\s*{STAMP}")
TAG = re.compile(r"<[^>]*>|\{\\[^}]*\}")

Said = tuple[float, float, str]
"""From when to when, in seconds of the file, and what."""


def read_transcript(path: Path, half: int = 1, translated: bool = False) -> tuple[Segment, ...]:
    """Return what one file says, cleaned and in time order; see ``cleaned``.

    half : of a table that has halves, which one. Raises ``InputError`` for a file that is none.
    """
    return _read(Store(path.parent), path.name, half, translated)


def read_game(store: Store, folder: str = "") -> dict[int, Transcript]:
    """Return what a game's folder holds, by half, in seconds of the half; the original and its translation.

    ``1_asr.json``, ``1.srt``, ``1.vtt`` or ``1.csv`` and so on, as they are or in Echoes' folders. A half
    whose files hold nothing has an empty one. Raises ``InputError`` where there is no file at all, or one
    that is none.
    """
    found: dict[int, Transcript] = {}
    for half in HALVES:
        parts = []
        for translated in (False, True):
            if name := next(_files(store, folder, half, translated), None):
                parts.append(_read(store, name, half, translated))
        if parts:
            found[half] = together(parts)
    if not found:
        problem, remedy = "holds no transcript of a half", "Name its files 1_asr.json, 1.srt or 1.vtt"
        raise InputError(store.where(folder) if folder else store.path, problem, remedy)
    return found


def _read(store: Store, name: str, half: int, translated: bool) -> tuple[Segment, ...]:
    text, kind = store.text(name), name.rpartition(".")[2].lower()
    try:
        return cleaned(READ.get(kind, _subtitled)(text, half), translated)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError(store.where(name), f"is no transcript ({error})", REMEDY) from error


def together(parts: Iterable[Iterable[Segment]]) -> Transcript:
    """Return one transcript of several."""
    every = (segment for part in parts for segment in part)
    return Transcript(tuple(sorted(every, key=lambda own: (own.start, own.translated, own.end, own.text))))


def later(transcript: Transcript, seconds: float) -> Transcript:
    """Return what was said with all its times later."""
    moved = (replace(own, start=own.start + seconds, end=own.end + seconds) for own in transcript.segments)
    return Transcript(tuple(moved))


def cleaned(said: Iterable[Said], translated: bool = False) -> tuple[Segment, ...]:
    """Return segments without what a recogniser puts wrong: in order, each once, none over the next.

    What has no time, or none that can be, or no words, is left out; so is what repeats one of the
    last segments, where a recogniser looped. A segment ends where its words would at a slow pace.
    """
    every = [(a, b, " ".join(str(text).split())) for a, b, text in said]
    every = [own for own in every if 0 <= own[0] <= LATEST and own[2]]
    kept: list[Said] = []
    last: list[str] = []
    for start, end, text in sorted(every, key=lambda own: (own[0], own[2], str(own[1]))):
        if text.lower() not in last:
            longest = start + PACE * (1 + len(text.split()))
            kept.append((start, min(max(end, start) if math.isfinite(end) else longest, longest), text))
        last = [*last, text.lower()][-AGAIN:]
    ends = [min(end, after) for (_, end, _), (after, _, _) in pairwise(kept)]
    ends += [own[1] for own in kept[-1:]]
    return tuple(Segment(a, end, text, translated) for (a, _, text), end in zip(kept, ends, strict=True))


def transcribed(store: Store, folder: str = "") -> bool:
    """Say whether a game's folder holds a transcript of any half."""
    return any(next(_files(store, folder, half, own), None) for half in HALVES for own in (False, True))


def _files(store: Store, folder: str, half: int, translated: bool) -> Iterator[str]:
    """Yield the files of a half, original or translated, those first that go before the others."""
    for place in PLACES:
        for kind in KINDS:
            for mark in ("", ENGLISH):
                name = inside(folder, inside(place, f"{half}{mark}{kind}"))
                if bool(mark or place.endswith(ENGLISH)) == translated and store.has(name):
                    yield name


def _segments(text: str, half: int) -> Iterator[Said]:
    """Yield the segments of a JSON file: Echoes', Whisper's, whisper.cpp's."""
    content = json.loads(text)
    rows = content if isinstance(content, list) else content.get("segments", content.get("transcription"))
    if isinstance(rows, dict):
        rows = list(rows.values())
    if not isinstance(rows, list):
        raise ValueError("it has no segments")
    for row in rows:
        yield _segment(row)


def _segment(row: Any) -> Said:
    if isinstance(row, dict) and "offsets" in row:
        return float(row["offsets"]["from"]) / 1000, float(row["offsets"]["to"]) / 1000, row["text"]
    if isinstance(row, dict):
        return float(row["start"]), float(row.get("end", math.nan)), row["text"]
    start, end, text = row
    return float(start), math.nan if end is None else float(end), str(text)


def _subtitled(text: str, half: int) -> Iterator[Said]:
    """Yield the cues of a SubRip or WebVTT file."""
    cues = list(CUE.finditer(text))
    if not cues and not text.lstrip("\ufeff").startswith("WEBVTT") and text.strip():
        raise ValueError("it has no times as 00:01:02.500 --> 00:01:04.000")
    ends = [cue.start() for cue in cues[1:]] + [len(text)]
    for cue, end in zip(cues, ends, strict=True):
        own = [line for line in text[cue.end() : end].splitlines()[1:]]
        # The number or name of the next cue stands alone before it, after an empty line.
        own = own[: own.index("")] if "" in own else own
        parts = [int(part or 0) for part in cue.groups()]
        yield _stamp(cue, 0, parts), _stamp(cue, 4, parts), TAG.sub("", " ".join(own))


def _stamp(cue: re.Match[str], first: int, parts: list[int]) -> float:
    hours, minutes, seconds, fraction = parts[first : first + 4]
    return 3600 * hours + 60 * minutes + seconds + fraction / float(10 ** len(cue.group(first + 4)))


def _live(text: str, half: int) -> Iterator[Said]:
    """Yield a table's rows: ``time`` or ``start``, perhaps ``end`` and ``half``, and ``text``."""
    for line, raw in lines(text):
        own = {name.lower(): cell for name, cell in raw.items()}
        said = next((own[name] for name in ("text", "description", "comment") if name in own), None)
        when = own.get("gametime", own.get("time", own.get("start")))
        if when is None:
            raise ValueError(f"line {line} has no time")
        if " - " in when:
            row = row_of({"gameTime": when, "label": ""})
            of, start = row.half, row.position
        else:
            of, start = int(own.get("half", half)), milliseconds(when)
        end = milliseconds(own["end"]) / 1000 if "end" in own else math.nan
        if said and of == half:
            yield start / 1000, end, said


READ: dict[str, Callable[[str, int], Iterator[Said]]] = {"json": _segments, "csv": _live}
