"""What the stages write for people and programs to read: the plan of the film, and the page."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from goalmouth.datasets.soccernet import read_predictions
from goalmouth.files import write_json
from goalmouth.film.match_report import STILL_HEIGHT, Told, write_match_report
from goalmouth.film.report import still, write_page
from goalmouth.labels import kind_name
from goalmouth.narration.summary import summary, words
from goalmouth.pipeline.run import Run
from goalmouth.spotting.replays import Replay
from goalmouth.types import Clip, Evidence, Line, Moment, MomentFacts, Spot, Video, printed_minute


def read_spots(run: Run, videos: Sequence[Video]) -> list[Spot]:
    """Return the spots of ``results_spotting.json``."""
    return read_predictions(run.file("results_spotting.json"), [video.start for video in videos])


def write_halves(run: Run, evidence: Evidence) -> None:
    """Write ``halves.json``: where each half was seen to begin and end, in video and match time."""
    names = ("period", "start", "end", "clock_start", "clock_end")
    halves = evidence.clock.halves() if evidence.clock else []
    write_json(run.file("halves.json"), [dict(zip(names, half, strict=True)) for half in halves])


def write_replays(run: Run, replays: Sequence[Replay]) -> None:
    """Write ``replays.json``: when each replay is on the screen, and when what it shows happened."""
    write_json(run.file("replays.json"), [asdict(replay) for replay in replays])


def write_plan(
    run: Run,
    clips: Sequence[Clip],
    spans: Sequence[tuple[float, float]],
    facts: Sequence[MomentFacts],
    lines: Sequence[Line],
) -> None:
    """Write ``clips.json``, ``facts.json`` and ``lines.json``. spans : where each clip is in the film."""
    cut = [
        {
            "start": round(clip.start, 3),
            "end": round(clip.end, 3),
            "moment": _moment(clip.moment),
            "film_start": round(a, 3),
            "film_end": round(b, 3),
        }
        for clip, (a, b) in zip(clips, spans, strict=True)
    ]
    known = [{"moment": _moment(k.moment), "facts": [asdict(fact) for fact in k.facts]} for k in facts]
    said = [asdict(line) | {"start": round(line.start, 3), "end": round(line.end, 3)} for line in lines]
    for name, rows in (("clips.json", cut), ("facts.json", known), ("lines.json", said)):
        write_json(run.file(name), rows)


def read_lines(run: Run) -> list[Line]:
    """Return the lines of ``lines.json``."""
    return [Line(**row | {"facts": tuple(row["facts"])}) for row in run.read("lines.json")]


def _moment(moment: Moment) -> dict[str, Any]:
    return {"kind": moment.kind, "time": round(moment.time, 3), "minute": moment.minute, "rank": moment.rank}


def write_report(
    run: Run,
    evidence: Evidence,
    spots: Sequence[Spot],
    voice: str | None,
    notes: Sequence[str],
    language: str,
) -> None:
    """Write ``index.html`` from the files of the run folder: what it shows is what they say."""
    clips, lines, facts = (run.read(name) for name in ("clips.json", "lines.json", "facts.json"))
    write_page(
        run.out,
        title=evidence.videos[0].path.stem,
        duration=evidence.duration,
        spots=[asdict(s) | {"confidence": s.score} for s in spots],
        clips=clips,
        lines=lines,
        facts=[{fact["name"]: fact["value"] for fact in row["facts"]} for row in facts],
        stills=[still(evidence.videos, clip["moment"]["time"]) for clip in clips],
        stages=run.stages,
        voice=voice,
        notes=notes,
        language=language,
    )


def write_written_report(
    run: Run, evidence: Evidence, facts: Sequence[MomentFacts], notes: Sequence[str], language: str
) -> list[str]:
    """Write ``report.md`` and its stills; return the stills' names in the run folder."""
    clips, lines = run.read("clips.json"), run.read("lines.json")
    told = [
        Told(
            facts=known,
            start=clip["start"],
            film_start=clip["film_start"],
            said=[line["text"] for line in lines if line["moment"] == number],
            still=still(evidence.videos, clip["moment"]["time"], STILL_HEIGHT),
        )
        for number, (clip, known) in enumerate(zip(clips, facts, strict=True))
    ]
    title = evidence.videos[0].path.stem
    return write_match_report(
        run.out, title, summary(facts, language), told, notes, words(language), language
    )


def chapter_title(known: MomentFacts, language: str = "en") -> str:
    """Return a chapter's title: ``23' Goal INT 1–0 NAP``, as far as it is known."""
    home, away = (known.value(name) for name in ("home_score", "away_score"))
    parts = [
        printed_minute(known.value("minute"), known.value("half")),
        kind_name(known.moment.kind, language),
    ]
    if home is not None and away is not None:
        parts += [str(known.value("home") or ""), f"{home}–{away}", str(known.value("away") or "")]
    return " ".join(part for part in parts if part)
