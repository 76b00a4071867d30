"""The written match report: a Markdown file, with a still of each moment beside it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from goalmouth.files import make_folder, replacing, write_text
from goalmouth.film.report import clock, score
from goalmouth.labels import kind_name
from goalmouth.types import MomentFacts, printed_minute

STILLS = "stills"
STILL_HEIGHT = 360
"""Lines of a still, at most."""


@dataclass(frozen=True, slots=True)
class Told:
    """A moment of the report. start, film_start : seconds of the video and of the film."""

    facts: MomentFacts
    start: float
    film_start: float
    said: Sequence[str]
    still: bytes
    """JPEG."""


def write_match_report(
    out: Path,
    title: str,
    sentences: Sequence[str],
    moments: Sequence[Told],
    notes: Sequence[str],
    words: Mapping[str, str],
    language: str,
) -> list[str]:
    """Write ``out/report.md`` and its stills, each whole or not at all; return the stills' names in ``out``.

    ``title`` : said where no names of teams are known; ``words`` : the headings in the report's language.
    """
    names = [f"{STILLS}/{number:02}.jpg" for number in range(1, len(moments) + 1)]
    if moments:
        make_folder(out / STILLS)
    for name, told in zip(names, moments, strict=True):
        with replacing(out / name) as beside:
            beside.write_bytes(told.still)
    parts = [f"# {words['title']} {_headline(title, moments)}"]
    parts.append(f"## {words['summary']}\n\n{_plain(' '.join(sentences)) or words['nothing']}")
    if moments:
        parts.append(f"## {words['moments']}")
        parts += [_moment(told, name, words, language) for told, name in zip(moments, names, strict=True)]
    if notes:
        parts.append(f"## {words['notes']}\n\n" + "\n".join(f"- {_plain(note)}" for note in notes))
    write_text(out / "report.md", "\n\n".join(parts) + "\n")
    return names


def _values(told: Told) -> dict[str, object]:
    return {fact.name: fact.value for fact in told.facts.facts}


def _headline(title: str, moments: Sequence[Told]) -> str:
    """Return the teams with the score as it was last seen, or as much of it as is known."""
    for told in reversed(moments):
        known = _values(told)
        if known.get("home") and known.get("away"):
            last = {f"{side}_score": known.get(f"last_{side}_score") for side in ("home", "away")}
            stands = score(known | {key: value for key, value in last.items() if value is not None})
            return _plain(stands or f"{known['home']} – {known['away']}")
    return _plain(title)


def _moment(told: Told, name: str, words: Mapping[str, str], language: str) -> str:
    known, kind = _values(told), kind_name(told.facts.moment.kind, language)
    minute = printed_minute(told.facts.value("minute"), told.facts.value("half"))
    heading = " ".join(part for part in (minute, kind) if part)
    stands = score(known)
    sources: dict[str, float] = {}
    for fact in told.facts.facts:
        sources[fact.source] = min(fact.score, sources.get(fact.source, 1.0))
    seen = ", ".join(f"{source} ({words['sure']} {100 * sure:.0f} %)" for source, sure in sources.items())
    where = f"{words['film']} {clock(told.film_start)} · {words['video']} {clock(told.start)}"
    return "\n\n".join([
        f"### {_plain(heading)}" + (f", {_plain(stands)}" if stands else ""),
        f"![{_plain(heading)}]({name})",
        *([f"> {_plain(' '.join(told.said))}"] if told.said else []),
        f"{words['evidence']} {seen} · {where}",
    ])  # fmt: skip


def _plain(text: str) -> str:
    """Return the text so that Markdown shows it as it is."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", text)
