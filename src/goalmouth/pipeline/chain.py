"""The two things a person asks for: ``spot`` and ``highlights``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from goalmouth.errors import InputError, MissingEngine, UnknownName
from goalmouth.files import write_text
from goalmouth.film.captions import captions
from goalmouth.film.clips import choose, moments, place
from goalmouth.film.framing import ratio_of
from goalmouth.film.mix import mix, treatment_of, voice_track, write_wav
from goalmouth.film.render import SAMPLE_RATE, render
from goalmouth.film.source import clip_sound, film_rate
from goalmouth.film.subtitles import webvtt
from goalmouth.film.turns import in_film
from goalmouth.media.video import open_videos
from goalmouth.narration import COMMENTATORS
from goalmouth.narration.booth import languages
from goalmouth.narration.facts import facts_of
from goalmouth.narration.gate import Gate
from goalmouth.narration.memory import remember
from goalmouth.narration.timing import Span, plan
from goalmouth.pipeline.evidence import watch
from goalmouth.pipeline.panel import Panel
from goalmouth.pipeline.results import (
    chapter_title,
    read_lines,
    write_plan,
    write_report,
    write_written_report,
)
from goalmouth.pipeline.run import RESULTS, Run, fingerprint
from goalmouth.pipeline.said import spot_said, transcript_of
from goalmouth.protocols import Hook
from goalmouth.scene.sound import spans as spoken
from goalmouth.speech import ENGLISH, OTHER_REMEDY, REMEDY, load_voice
from goalmouth.speech.narrator import Narrator
from goalmouth.spotting import ON_REQUEST, SPOTTERS
from goalmouth.spotting.replays import link, shown
from goalmouth.types import Clip, Evidence, Line, MomentFacts, Spot, Video

Paths = str | Path | Sequence[str | Path]
"""One file, or the files of one match in the order they were played."""

USUAL = tuple(name for name in SPOTTERS.names() if name not in ON_REQUEST)
"""The spotters that are asked where nobody names any."""

READING_PACE = 2.6
"""Words a second by which lines are planned when no voice is there to say them."""

MISSING = 2.0
"""Seconds by which a recording falls short of what its header promises before a person is told."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may choose. No ``spotters``: every one there is; ``length`` is seconds of film."""

    spotters: tuple[str, ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=dict)
    length: float = 180.0
    voice: str = "auto"
    commentator: str = "booth"
    language: str = "en"
    """Of the commentary, as in ``narration/phrases``."""
    aspect: str | None = None
    """Of ``film.framing.ASPECTS``; the video's own without one."""
    original_sound: str = "duck"
    """Of ``film.mix.ORIGINAL``: what becomes of the clips' own sound."""
    transcript: Path | None = None
    """What was said, as ``pipeline.said`` reads it."""
    transcriber: str = ""
    """Who writes down what is said, of ``scene.transcription.TRANSCRIBERS``, where there is no transcript."""
    rescored: bool = False
    """Whether candidates are scored anew by what stands around them, see ``spotting.rescoring``."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came out, for the terminal, the studio and ``--json``."""

    out: Path
    spots: tuple[Spot, ...]
    clips: tuple[Clip, ...] = ()
    lines: tuple[Line, ...] = ()
    film: Path | None = None
    notes: tuple[str, ...] = ()
    """What a person should know: a missing voice, damage, nothing found."""


def spot(paths: Paths, out: str | Path, options: Options | None = None, hook: Hook | None = None) -> Result:
    """Watch a match and write ``results_spotting.json`` and the evidence into ``out``.

    Without a video, what was said alone tells: ``options.transcript``. Raises ``InputError``,
    ``OutputError``, and ``UnknownName`` for a spotter or class that is none.
    """
    options = options or Options()
    if options.transcript and not isinstance(paths, str | Path) and not paths:
        panel = Panel(options.spotters or ("transcript",), options.thresholds, options.rescored)
        run = Run(Path(out), hook)
        found, said = spot_said(options.transcript, run, panel)
        return Result(run.out, tuple(found), notes=said)
    run, _, spots, notes = _spot(paths, Path(out), options, hook)
    return Result(run.out, tuple(spots), notes=notes)


def highlights(
    paths: Paths, out: str | Path, options: Options | None = None, hook: Hook | None = None
) -> Result:
    """Watch a match and make its narrated film, and everything that leads to it, in ``out``.

    Without a selected spot there is no film; the other files are written and say so. Raises what
    ``spot`` raises, ``UnknownName`` for an aspect or original sound that is none, and ``MissingEngine``
    for a voice asked for by name that is not installed.
    """
    options = options or Options()
    if options.aspect is not None:
        ratio_of(options.aspect)
    treatment_of(options.original_sound)
    # An absent voice that was asked for by name is an error before anything is decoded.
    if options.language not in languages():
        raise UnknownName("language", options.language, languages())
    narrator = _narrator(options.voice, options.language)
    commentator = COMMENTATORS.load(options.commentator)(options.language)
    # Whoever spots: a film must know where the broadcast's own voice speaks.
    run, evidence, spots, notes = _spot(paths, Path(out), options, hook, frozenset({"sound"}))
    voice = type(narrator.voice) if narrator else None
    chosen = (options.length, voice, options.commentator, options.language, options.aspect)
    key = fingerprint(run.stages["spot"]["key"], *chosen)
    mixed = fingerprint(key, options.original_sound)

    cut = _cut(evidence, spots, options.length)
    if cut.clips and narrator is None:
        english = options.language in ENGLISH
        lacking = (
            "no voice is installed" if english else f"no voice that speaks {options.language!r} is installed"
        )
        notes += (f"{lacking}, so the film has subtitles only. {REMEDY if english else OTHER_REMEDY}",)
    if not run.holds("lines", key):
        with run.stage("lines", key):
            gate = Gate(options.language)
            drafts = [gate.filter(d, f) for d, f in zip(commentator.write(cut.facts), cut.facts, strict=True)]
            stretches = [
                Span(a, a + c.moment.time - c.start, b)
                for c, (a, b) in zip(cut.clips, cut.spans, strict=True)
            ]
            planned = plan(stretches, drafts, narrator.duration if narrator else _reading_time)
            write_plan(run, cut.clips, cut.spans, cut.facts, planned)
    lines = read_lines(run)
    if cut.clips and not (run.holds("film", mixed) and (narrator is None or run.holds("voice", key))):
        _film(run, (key, mixed), evidence, cut, lines, narrator, options)
    if not run.holds("page", key):
        with run.stage("page", key) as cost:
            write_report(run, evidence, spots, voice.__name__ if voice else None, notes, options.language)
            cost.files += write_written_report(run, evidence, cut.facts, notes, options.language)
    film = run.file("highlights.mp4") if cut.clips else None
    return Result(run.out, tuple(spots), tuple(cut.clips), tuple(lines), film, notes)


def _spot(
    paths: Paths, out: Path, options: Options, hook: Hook | None, also: frozenset[str] = frozenset()
) -> tuple[Run, Evidence, list[Spot], tuple[str, ...]]:
    panel = Panel(options.spotters or USUAL, options.thresholds, options.rescored)
    videos = open_videos([paths] if isinstance(paths, str | Path) else paths)
    if not videos:
        raise ValueError("name at least one video")
    run = Run(out, hook)
    for video in videos:
        if video.path.resolve().parent == run.out.resolve() and video.path.resolve().name in RESULTS["film"]:
            raise InputError(video.path, "would be overwritten by the film", "Give another folder with -o")
    said = options.transcript and transcript_of(options.transcript, videos)
    if (asked := panel.needing("transcript")) and not (said or options.transcriber):
        problem = f"cannot be told of by the spotter {asked!r} without what was said in it"
        raise InputError(videos[0].path, problem, "Give --transcript FILE, or a recogniser with --asr NAME")
    evidence = watch(run, videos, also | panel.needs, "" if said else options.transcriber)
    evidence = replace(evidence, transcript=said) if said else evidence
    key = fingerprint(run.stages["watch"]["key"], panel.identity, said)
    title = videos[0].path.name if len(videos) == 1 else videos[0].path.resolve().parent.name
    spots = panel.tell(run, key, evidence, title)
    if evidence.shots:
        evidence = replace(evidence, shots=shown(evidence.shots, link(evidence.shots, spots)))
    return run, evidence, spots, _notes(run, videos, evidence, spots)


def _notes(run: Run, given: Sequence[Video], evidence: Evidence, spots: Sequence[Spot]) -> tuple[str, ...]:
    notes = []
    for promised, seen in zip(given, evidence.videos, strict=True):
        if promised.duration - seen.duration > MISSING:
            notes.append(
                f"{promised.path.name} is damaged: {seen.duration:.0f} s of its {promised.duration:.0f} s "
                "could be read, and the rest goes on without it"
            )
    if missing := run.stages["watch"].get("missing_seconds"):
        notes.append(f"{missing:.1f} s are missing in the midst of the recording, in gaps without a picture")
    notes += run.stages["spot"].get("answers", [])
    if damaged := run.stages["watch"]["damaged_packets"]:
        notes.append(f"{damaged} damaged packets were passed over")
    if evidence.sound is None and any(not video.has_sound for video in given):
        notes.append("the video has no sound, so the crowd tells nothing")
    if evidence.scoreboard is not None and not evidence.scoreboard:
        notes.append("no score bar was found, so goals, teams and minutes are not known")
    if not any(s.selected for s in spots):
        notes.append("nothing was found that is worth showing")
    return tuple(notes)


def _narrator(name: str, language: str) -> Narrator | None:
    try:
        return Narrator(load_voice(name, language), language)
    except MissingEngine:
        if name != "auto":
            raise
        return None


def _reading_time(text: str, rate: float) -> float:
    return max(1.0, len(text.split()) / READING_PACE) / rate


@dataclass(frozen=True, slots=True)
class _Cut:
    """The film's clips, each with its film seconds and what is known of its moment."""

    clips: Sequence[Clip]
    spans: Sequence[tuple[float, float]]
    facts: Sequence[MomentFacts]


def _cut(evidence: Evidence, spots: Sequence[Spot], length: float) -> _Cut:
    borders = [video.start for video in evidence.videos[1:]]
    found = moments(spots, evidence.clock.minute if evidence.clock else None)
    clips = choose(found, evidence.shots or (), evidence.duration, length, borders)
    spans = place(clips, film_rate(evidence.videos))
    readings, banners = evidence.scoreboard or (), evidence.banners or ()
    known = facts_of([clip.moment for clip in clips], readings, evidence.clock, banners)
    return _Cut(clips, spans, remember(known, readings))


def _film(
    run: Run,
    keys: tuple[str, str],
    evidence: Evidence,
    cut: _Cut,
    lines: Sequence[Line],
    narrator: Narrator | None,
    options: Options,
) -> None:
    clips, spans = cut.clips, cut.spans
    end = spans[-1][1]
    voice = np.zeros(round(end * SAMPLE_RATE), np.float32)
    if narrator:
        with run.stage("voice", keys[0]):
            voice = voice_track(lines, narrator.say, end, SAMPLE_RATE)
            write_wav(run.file("voice.wav"), voice, SAMPLE_RATE)
    with run.stage("film", keys[1]) as cost:
        theirs = in_film(spoken(evidence.sound) if evidence.sound else [], clips, spans)
        sound = clip_sound(evidence.videos, clips, spans, SAMPLE_RATE)
        edges = [start for start, _ in spans]
        sound = mix(sound, voice, SAMPLE_RATE, options.original_sound, theirs, edges)
        write_text(run.file("highlights.vtt"), webvtt(lines, options.language))
        rendered = render(
            run.file("highlights.mp4"),
            evidence.videos,
            clips,
            spans,
            aspect=options.aspect,
            shots=evidence.shots or (),
            captions=captions(clips, spans, cut.facts, options.language),
            sound=sound,
            lines=lines,
            chapters=[
                (start, chapter_title(known, options.language))
                for (start, _), known in zip(spans, cut.facts, strict=True)
            ],
            language=options.language,
            progress=run.progress,
        )
        cost.frames = rendered.frames
