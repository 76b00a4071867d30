"""What several rooms' tests look at: a simulated match, and a run folder made of it."""

from fractions import Fraction
from pathlib import Path

import pytest

from goalmouth.pipeline.chain import Result, highlights
from goalmouth.simulate.broadcast import simulate


@pytest.fixture(scope="session")
def match(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a minute with one goal; ``match.mp4`` and its truth."""
    folder = tmp_path_factory.mktemp("match")
    return simulate(
        folder, 3, duration=30, width=640, height=360, frame_rate=Fraction(12), layout="clock_first"
    )


@pytest.fixture(scope="session")
def film(match: Path, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Make the film of that match, and all that leads to it. To be looked at, not changed."""
    return highlights(match / "match.mp4", tmp_path_factory.mktemp("run") / "out")
