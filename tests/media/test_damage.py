"""Damaged copies: an honest result or a clear error each, and never the end of the process."""

from collections import Counter
from pathlib import Path

import pytest

from goalmouth.benchmarks.damage import KINDS, damaged, examine
from goalmouth.benchmarks.recordings import Recording, transcode

WINDOW = {"lines": 240, "first": 16.0, "until": 21.0}


@pytest.fixture(scope="module")
def sources(match: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Five seconds in which the bar counts the goal, in three containers."""
    folder = tmp_path_factory.mktemp("whole")
    every = [Recording("a", "mp4", b_frames=2, **WINDOW), Recording("b", "ts", **WINDOW),
             Recording("c", "mkv", "HEVC", **WINDOW)]  # fmt: skip
    return [transcode(match / "match.mp4", folder / how.file, how) for how in every]


def test_the_same_seed_damages_alike_and_every_kind_damages(sources: list[Path]) -> None:
    whole = sources[0].read_bytes()
    for seed in range(len(KINDS)):
        assert damaged(whole, seed) == damaged(whole, seed)
        assert damaged(whole, seed)[1] != whole


def test_damaged_copies_give_an_honest_result_or_a_clear_error(sources: list[Path], tmp_path: Path) -> None:
    verdicts: Counter[str] = Counter()
    for seed, name, kind, outcome in examine(sources, range(24), tmp_path):
        assert outcome.verdict in ("result", "error"), (seed, name, kind, outcome)
        verdicts[outcome.verdict] += 1
    assert verdicts["result"] >= 12
