"""One function a command. Engines are imported when their command runs, not before."""

import argparse
import json
import math
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goalmouth.cli.progress import Progress

if TYPE_CHECKING:
    from goalmouth.pipeline.chain import Options, Result

Verbs = Any
"""What ``argparse`` makes commands with; its type is private."""


def add(verbs: Verbs) -> None:
    """Add every command to the parser."""
    spot = verbs.add_parser("spot", help="what happened and when: OUT/results_spotting.json")
    _add_watching(spot, "*")
    spot.set_defaults(run=run_spot, wrong=spot.error)

    film = verbs.add_parser(
        "highlights", help="the narrated film: OUT/highlights.mp4, index.html and report.md"
    )
    _add_watching(film)
    film.add_argument("--length", type=_seconds, default=180.0, metavar="S", help="at most (default 180)")
    film.add_argument("--voice", default="auto", metavar="NAME", help="see goalmouth doctor (default auto)")
    film.add_argument("--commentator", default="booth", metavar="NAME", help="who writes (default booth)")
    film.add_argument(
        "--language", default="en", metavar="CODE", help="of the commentary: en or fr (default en)"
    )
    film.add_argument(
        "--aspect", choices=("16:9", "9:16", "1:1"), help="the film's shape (default: the video's own)"
    )
    film.add_argument(
        "--original-sound",
        default="duck",
        metavar="NAME",
        help="the video's own sound: duck (under the voice, its commentator taken out), keep or mute"
        " (default duck)",
    )
    film.set_defaults(run=run_highlights)

    made = verbs.add_parser("simulate", help="a simulated broadcast with its truth")
    made.add_argument("-o", "--out", type=Path, required=True, metavar="DIR")
    made.add_argument("--seed", type=_whole, default=1, metavar="N", help="another seed, another match")
    made.add_argument(
        "--duration", type=_broadcast, default=150.0, metavar="S", help="10 at least (default 150)"
    )
    made.add_argument("--layout", metavar="NAME", help="of the score bar; by the seed unless told")
    made.add_argument("--lines", type=_lines, default=720, metavar="N", help="height (default 720)")
    made.add_argument("--parts", type=int, default=1, choices=(1, 2), help="2: a file for each half")
    made.add_argument(
        "--commentator", default="off", metavar="NAME", help="a voice that talks through it (default off)"
    )
    by_seed = "by the seed unless told"
    made.add_argument("--weather", metavar="NAME", help=f"clear, rain, snow or fog; {by_seed}")
    made.add_argument("--light", metavar="NAME", help=f"day or night; {by_seed}")
    made.add_argument("--shake", type=share_of, metavar="X", help=f"of the camera, 0 to 1; {by_seed}")
    made.add_argument("--crf", type=_crf, metavar="N", help="x264's, 0 to 51: how coarse (default 23)")
    made.add_argument("--json", action="store_true", help="print the result for machines")
    made.set_defaults(run=run_simulate)

    doctor = verbs.add_parser("doctor", help="which engines are here, and how to get the others")
    doctor.add_argument("--json", action="store_true", help="print the result for machines")
    doctor.set_defaults(run=run_doctor)


def _add_watching(command: argparse.ArgumentParser, videos: str = "+") -> None:
    told = "; none where --transcript tells all" if videos == "*" else ""
    command.add_argument(
        "video", nargs=videos, type=Path, metavar="VIDEO", help=f"one file, or the halves in order{told}"
    )
    command.add_argument(
        "-o", "--out", type=Path, required=True, metavar="OUT", help="folder for the results"
    )
    command.add_argument(
        "--spotter",
        nargs="+",
        action="extend",
        metavar="NAME",
        help="which evidence to use (default: scoreboard banners sound); one that asks a server may have its"
        " address: llm=http://localhost:8000/v1#model",
    )
    command.add_argument(
        "--transcript",
        type=Path,
        metavar="FILE",
        help="what was said: a file, or a folder with one for each half (1_asr.json, 1.srt, 1.vtt, 1.csv)",
    )
    command.add_argument(
        "--asr",
        dest="transcriber",
        default="",
        metavar="NAME",
        help="who writes down what is said where there is no transcript; see goalmouth doctor",
    )
    command.add_argument(
        "--rescore",
        dest="rescored",
        action="store_true",
        help="score moments anew by what stands around them and by what was said, as goalmouth rescore does",
    )
    command.add_argument(
        "--threshold",
        nargs="+",
        action="extend",
        type=_threshold,
        default=[],
        metavar="CLASS=P",
        help="how sure a class must be to be selected, 0 to 1: Goal=0.6",
    )
    command.add_argument("--json", action="store_true", help="print the result for machines")


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number of seconds")
    return value


def _broadcast(text: str) -> float:
    value = _seconds(text)
    if value < 10:
        raise argparse.ArgumentTypeError(f"{text!r} is too short: a broadcast lasts 10 seconds at least")
    return value


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0")
    return int(text)


def _lines(text: str) -> int:
    value = _whole(text)
    if value % 2 or not 180 <= value <= 2160:
        raise argparse.ArgumentTypeError(f"{text!r} is not an even number of lines from 180 to 2160")
    return value


def share_of(text: str) -> float:
    """Return a number from 0 to 1 of an option."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return value


def _crf(text: str) -> int:
    value = _whole(text)
    if value > 51:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to 51")
    return value


def _threshold(text: str) -> tuple[str, float]:
    label, _, number = text.rpartition("=")
    try:
        value = float(number)
    except ValueError:
        value = -1.0
    if not label or not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not CLASS=P with P from 0 to 1, such as Goal=0.6")
    return label, value


def _options(arguments: argparse.Namespace) -> "Options":
    from goalmouth.pipeline.chain import Options

    chosen: dict[str, Any] = {"thresholds": dict(arguments.threshold)}
    if arguments.spotter:
        chosen["spotters"] = tuple(arguments.spotter)
    for name in (
        "length",
        "voice",
        "commentator",
        "language",
        "aspect",
        "original_sound",
        "transcript",
        "transcriber",
        "rescored",
    ):
        if hasattr(arguments, name):
            chosen[name] = getattr(arguments, name)
    return Options(**chosen)


def run_spot(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth spot``."""
    from goalmouth.pipeline.chain import spot

    if not (arguments.video or arguments.transcript):
        arguments.wrong("name a VIDEO, or what was said in one with --transcript")
    with Progress() as progress:
        result = spot(arguments.video, arguments.out, _options(arguments), progress)
    _tell(result, arguments.json)
    return 0


def run_highlights(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth highlights``."""
    from goalmouth.pipeline.chain import highlights

    with Progress() as progress:
        result = highlights(arguments.video, arguments.out, _options(arguments), progress)
    _tell(result, arguments.json)
    return 0


def _tell(result: "Result", as_json: bool) -> None:
    if as_json:
        value = {
            "out": str(result.out),
            "film": str(result.film) if result.film else None,
            "spots": [asdict(s) for s in result.spots],
            "clips": [asdict(clip) for clip in result.clips],
            "lines": [asdict(line) for line in result.lines],
            "notes": list(result.notes),
        }
        print(json.dumps(value))
        return
    for each in (s for s in result.spots if s.selected):
        minute, second = divmod(int(each.time), 60)
        whose = f" ({each.team})" if each.team else ""
        print(f"{minute:3d}:{second:02d}  {each.label}{whose}  {each.score:.2f}")
    for note in result.notes:
        print(f"note: {note}", file=sys.stderr)
    print(result.film or result.out)


def run_simulate(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth simulate``."""
    from goalmouth.simulate.broadcast import simulate

    with Progress() as progress:
        folder = simulate(
            arguments.out,
            arguments.seed,
            duration=arguments.duration,
            width=arguments.lines * 16 // 9 // 2 * 2,
            height=arguments.lines,
            layout=arguments.layout,
            parts=arguments.parts,
            commentator=arguments.commentator,
            weather=arguments.weather,
            light=arguments.light,
            shake=arguments.shake,
            crf=arguments.crf,
            progress=progress,
        )
    print(json.dumps({"out": str(folder)}) if arguments.json else folder)
    return 0


def run_doctor(arguments: argparse.Namespace) -> int:
    """Run ``goalmouth doctor``."""
    from goalmouth.cli.doctor import examine

    found = examine()
    if arguments.json:
        print(json.dumps({family: {e.name: e.remedy for e in rows} for family, rows in found.items()}))
        return 0
    for family, engines in found.items():
        for engine in engines:
            state = f"not here: {engine.remedy}" if engine.remedy else f"ready  {engine.version}"
            print(f"{family:12} {engine.name:12} {state}".rstrip())
    return 0
