"""What nothing may break: any timing, any container, damage, kill -9, a full disk."""

import argparse
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from numpy.random import default_rng

from goalmouth.benchmarks import damage, interrupted, plans, recordings
from goalmouth.benchmarks.common import Bar, Report, Row, few, say, workplace
from goalmouth.benchmarks.recordings import Recording, transcode
from goalmouth.errors import GoalmouthError
from goalmouth.evaluation.timing import pairs
from goalmouth.files import make_folder
from goalmouth.pipeline.chain import spot
from goalmouth.simulate.broadcast import simulate

REACH = 0.5
"""Seconds by which a goal may be told of earlier or later in another recording of the same match."""

UNHEARD = 5.0
"""The same where there is no sound: the bar alone tells of a goal, seconds after it."""

WINDOW = (15.5, 21.5)
"""Seconds of the broadcast that are damaged and interrupted: the bar counts its goal there."""

DAMAGED = (
    Recording("h264", "mp4", b_frames=2),
    Recording("h264", "ts"),
    Recording("hevc", "mkv", "HEVC"),
    Recording("mpeg2", "avi", "MPEG-2"),
    Recording("vp9", "webm", "VP9"),
    Recording("mpeg2", "ts", "MPEG-2"),
)
"""What is damaged, at 240 lines."""

ROOM = (4_096, 16_384, 200_704, 700_416, 1_130_496)
"""Bytes on disks that become full: while writing the evidence, the voice, the film."""

Cases = list[tuple[str, str]]


def broadcast(folder: Path) -> Path:
    """Return half a minute of a simulated broadcast with one goal, made if it is not there."""
    match = folder / "match" / "match.mp4"
    if not match.exists():
        say("simulate")
        simulate(
            match.parent, 3, duration=30, width=640, height=360, frame_rate=Fraction(12), layout="clock_first"
        )
    return match


def short(match: Path, to: Path, how: Recording) -> Path:
    """Write the seconds around the goal as ``how`` says, small."""
    first, until = WINDOW
    return transcode(match, to, replace(how, lines=240, first=first, until=until))


def run_plans(folder: Path, count: int) -> tuple[list[Bar], Cases]:
    """Plan and voice so many made-up films."""
    from hypothesis import HealthCheck, given, settings

    told: Counter[str] = Counter()
    wrong: Cases = []

    @settings(
        max_examples=count, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(plans.films())
    def plan(film: plans.Film) -> None:
        lines, cases = plans.planned(film)
        told.update(films=1, lines=len(lines), hurried=sum(line.rate > 1 for line in lines))
        wrong.extend(cases)

    plan()
    say(f"{told['lines']} lines in {told['films']} films, {told['hurried']} of them at a faster pace")
    kinds = Counter(kind for kind, _ in wrong)
    return [
        Bar("made-up films planned", told["films"], least=count),
        Bar("their lines that overlap", kinds["overlap"], most=0),
        Bar(
            "their lines that are cut, or heard where none is",
            kinds["cut"] + kinds["outside"] + kinds["unheard"],
            most=0,
        ),
        Bar(
            "their moments whose first line is late or absent without need",
            kinds["late"] + kinds["mute"],
            most=0,
        ),
        Bar("their lines said more than 15 % faster", kinds["hurried"], most=0),
    ], wrong


def run_recordings(folder: Path, count: int) -> tuple[list[Bar], Cases]:
    """Compare the goals of every kind of recording with the original's."""
    match = broadcast(folder)
    truth = goals_of([match], folder)
    wrong: Cases = []
    made = make_folder(folder / "recordings")
    for how in recordings.EVERY[:count]:
        say(f"recording {how.name}")
        expected = [(t - how.first, team) for t, team in truth if how.first <= t < how.until]
        reach = REACH if how.hertz else UNHEARD
        wrong += _compare(how.name, [transcode(match, made / how.file, how)], expected, folder, reach)
    halves = [
        transcode(match, made / "half.mkv", Recording("half", "mkv", "HEVC", until=12.5)),
        transcode(match, made / "half.ts", Recording("half", "ts", first=12.5, starts_at=700.0)),
    ]
    wrong += _compare("several files", halves, truth, folder)
    total = len(recordings.EVERY[:count]) + 1
    failed = len({name for name, _ in wrong})
    return [
        Bar("goals in the original recording", len(truth), least=1),
        Bar("recordings with the same goals", total - failed, least=total),
    ], wrong


def _compare(
    name: str,
    paths: Sequence[Path],
    expected: Sequence[tuple[float, str | None]],
    folder: Path,
    reach: float = REACH,
) -> Cases:
    try:
        found = goals_of(paths, folder)
    except GoalmouthError as error:
        return [(name, str(error))]
    same = pairs((t for t, _ in expected), (t for t, _ in found), reach)
    if len(same) == len(expected) == len(found) and [s for _, s in expected] == [s for _, s in found]:
        return []
    return [(name, f"goals {found}, in the original {expected}")]


def goals_of(paths: Sequence[Path], folder: Path) -> list[tuple[float, str | None]]:
    """Return when goals were selected in a match, and whose they are."""
    found = spot(list(paths), folder / "spotted")
    return [(s.time, s.team) for s in found.spots if s.selected and s.label == "Goal"]


def run_damage(folder: Path, count: int) -> tuple[list[Bar], Cases]:
    """Watch so many damaged copies."""
    match = broadcast(folder)
    made = make_folder(folder / "damaged")
    sources = [short(match, made / how.file, how) for how in DAMAGED]
    verdicts: Counter[str] = Counter()
    wrong: Cases = []
    for seed, source, kind, outcome in damage.examine(sources, range(count), made):
        verdicts[outcome.verdict] += 1
        if outcome.verdict not in ("result", "error"):
            wrong.append((outcome.verdict, f"{source} {kind}, seed {seed}: {outcome.words}"))
            say(": ".join(wrong[-1]))
        if (seed + 1) % 50 == 0:
            say(f"damaged copy {seed + 1} of {count}: {dict(verdicts)}")
    return [
        Bar(
            "damaged copies that gave a result or a clear error",
            verdicts["result"] + verdicts["error"],
            least=count,
        ),
        Bar("of these, results", verdicts["result"], least=1),
        Bar("crashes", verdicts["crash"], most=0),
        Bar("hangs", verdicts["hang"], most=0),
    ], wrong


def run_killed(folder: Path, count: int) -> tuple[list[Bar], Cases]:
    """Kill ``highlights`` at so many moments and run it again; then let it write on full disks."""
    video = short(broadcast(folder), make_folder(folder / "killed") / "match.mp4", Recording("match"))
    whole = folder / "killed" / "undisturbed"
    seconds = interrupted.undisturbed(video, whole)
    expected = interrupted.contents(whole)
    wrong: Cases = []
    stopped = 0
    for number, after in enumerate(interrupted.moments(seconds, count, default_rng(0))):
        done = interrupted.kill(
            video, folder / "killed" / f"run{number}", folder / "killed" / f"scratch{number}", after, expected
        )
        stopped += len(done.had) < len(expected) + 1
        say(f"killed after {after:.1f} s, {len(done.had)} files done: {done.wrong or 'all equal'}")
        wrong += [("killed", f"after {after:.1f} s: {words}") for words in done.wrong]
    for room in ROOM:
        with interrupted.small_disk(folder / "killed" / f"disk{room}", room) as disk:
            say(f"a disk of {room} bytes" if disk else f"no more than {room} bytes a file")
            cases = interrupted.unclear(video, folder / "killed" / f"disk{room}" / "out", room, disk)
            wrong += [("full disk", words) for words in cases]
    return [
        Bar("runs killed before their end", stopped, least=count // 2),
        Bar(
            "killed runs after which something differs or is left",
            len({w for k, w in wrong if k == "killed"}),
            most=0,
        ),
        Bar("full disks that are not one clear line", sum(kind == "full disk" for kind, _ in wrong), most=0),
    ], wrong


PARTS: Mapping[str, tuple[Callable[[Path, int], tuple[list[Bar], Cases]], int]] = {
    "plans": (run_plans, 1000),
    "recordings": (run_recordings, 99),
    "damage": (run_damage, 1000),
    "killed": (run_killed, 10),
}
"""Each part, and how many cases it has unless told."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, default=list(PARTS), help="these parts (default: all)"
    )
    parser.add_argument(
        "--count", type=int, metavar="N", help="cases a part, fewer than usual for a quick look"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep the files")


def run(options: argparse.Namespace) -> Report:
    """Run the parts asked for."""
    bars: list[Bar] = []
    wrong: Cases = []
    with workplace(options.out) as folder:
        for name in options.only:
            part, usual = PARTS[name]
            found, cases = part(folder, min(usual, options.count or usual))
            bars += found
            wrong += cases
    return Report("robust", list[Row](), bars, few(wrong))
