"""``python -m goalmouth.benchmarks NAME``: figures, and exit code 1 when a bar is missed."""

import argparse
import importlib
import sys
from collections.abc import Sequence

from goalmouth.benchmarks.common import Report
from goalmouth.errors import GoalmouthError

BENCHMARKS = {
    "simulated": "goals, readings and cuts on simulated broadcasts, against their truth",
    "matches": "goals, readings and a film on matches of another engine",
    "television": "the score bars of real broadcasts, clips and stills",
    "hearing": "speech, cheering, whistles and music in simulated sound, against its truth",
    "films": "films already made: timing, loudness, what a recogniser hears, what the gate says",
    "gate": "true lines pass, false ones built from other matches are refused",
    "truth": "every line of films already made against the truth files alone, gate aside",
    "evaluation": "the official scores beside the official package: the figures and the time",
    "questions": "questions in English and French over real labels, each with an answer counted by hand",
    "said": "what the words of commentators tell alone, on real matches",
    "robust": "made-up timings, every container and codec, damage, kill -9, a full disk",
    "actions": "what the visual spotter sees in matches, as they are and in copies as people have them",
    "visual": "the visual spotter beside decoding alone, and beside PyTorch on overlapping windows",
    "published": "networks as published beside their reference code, on the same video from end to end",
    "speed": "processor time and memory, as ratios measured side by side (the default)",
}
"""Name → what it measures; each is the module of that name, with ``add`` and ``run``."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark; return 1 when a bar is missed, 2 when it could not be measured."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] in (["-h"], ["--help"]):
        print("usage: python -m goalmouth.benchmarks NAME [-h] …")
        for name, purpose in BENCHMARKS.items():
            print(f"  {name:11} {purpose}")
        return 0
    name = given.pop(0) if given and not given[0].startswith("-") else "speed"
    if name not in BENCHMARKS:
        print(f"unknown benchmark {name!r}: choose from {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    module = importlib.import_module(f"goalmouth.benchmarks.{name}")
    parser = argparse.ArgumentParser(
        prog=f"python -m goalmouth.benchmarks {name}", description=BENCHMARKS[name]
    )
    parser.add_argument("--json", action="store_true", help="print the figures for machines")
    module.add(parser)
    options = parser.parse_args(given)
    try:
        report: Report = module.run(options)
    except GoalmouthError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 2
    return report.show(options.json)


if __name__ == "__main__":
    sys.exit(main())
