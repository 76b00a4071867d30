"""What the visual spotter sees in matches with truth, as they are and in copies as people have them."""

import argparse
from collections import Counter
from pathlib import Path

from goalmouth.benchmarks.common import Bar, Report, Row, goalmouth, say, workplace
from goalmouth.benchmarks.recordings import Recording, transcode
from goalmouth.datasets.soccernet import read_labels
from goalmouth.errors import InputError
from goalmouth.files import make_folder

LEAST = 5
"""Labels of a class, at least, for it to count in the mean."""
MEAN, GOAL = 0.74, 0.95
"""The mean average precision within a second, and that of goals, that is wanted in every copy."""

COPIES = (
    None,
    Recording("360 lines HEVC", "mkv", "HEVC", lines=360, hertz=0),
    Recording("720 lines MPEG-2, 24 a second", "ts", "MPEG-2", lines=720, hertz=0),
    Recording("uneven", uneven=True, b_frames=2, hertz=0),
)
"""Those that are looked at; ``None`` for the files as they are."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="holds match_*/video.mp4 and Labels-ball.json"
    )
    parser.add_argument(
        "--weights", type=Path, metavar="FILE", help="other weights than those that are shipped"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep what was seen")


def run(options: argparse.Namespace) -> Report:
    """Spot in every copy of every match, and score all matches of a kind together."""
    matches = sorted(path.parent for path in options.folder.glob("*/Labels-ball.json"))
    if not matches:
        raise InputError(
            options.folder, "holds no */Labels-ball.json", "Give the folder that holds the matches"
        )
    labels = Counter(label.label for match in matches for label in read_labels(match / "Labels-ball.json"))
    classes = [name for name, count in labels.items() if count >= LEAST]
    name = f"visual={options.weights}" if options.weights else "visual"
    report = Report("actions")
    with workplace(options.out) as out:
        for how in COPIES:
            kind = how.name if how else "as they are"
            own = make_folder(out / kind)
            for match in matches:
                say(f"{match.name}, {kind}")
                video = match / "video.mp4"
                copy = transcode(video, own / f"{match.name}-{how.file}", how) if how else None
                goalmouth("spot", copy or video, "--spotter", name, "-o", own / match.name)
                if copy:
                    copy.unlink()
            row = _scored(options.folder, own, classes)
            report.rows.append({"copy": kind, **row})
            report.bars.append(Bar(f"mean within a second, {kind}", row["mean"], least=MEAN))
            report.bars.append(Bar(f"goals within a second, {kind}", row.get("GOAL"), least=GOAL))
    return report


def _scored(labels: Path, seen: Path, classes: list[str]) -> Row:
    given = ("--labels", labels, "--predictions", seen, "--metric", "at1", "--classes", "ball")
    by_class = goalmouth("evaluate", "spotting", *given)["a_mAP_per_class"]
    found = {name: by_class[name] for name in sorted(classes)}
    return {"mean": sum(found.values()) / len(found), **found}
