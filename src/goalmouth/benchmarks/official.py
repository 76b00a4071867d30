"""The field's own evaluator, the package ``SoccerNet`` 0.2.0, to hold ours against; of the extra ``dev``."""

import contextlib
import json
import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from goalmouth.errors import MissingEngine
from goalmouth.labels import SOCCERNET_V2


def spotting(
    labels: Path,
    predictions: Path,
    classes: Sequence[str] = SOCCERNET_V2,
    metric: str = "loose",
    fps: int = 2,
    games: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Return what the package says of predictions. games : else every folder that holds JSON is one."""
    try:
        from SoccerNet.Evaluation import ActionSpotting
    except ImportError as error:
        raise MissingEngine("evaluator", "SoccerNet", "pip install 'goalmouth[dev]'") from error
    usual = ActionSpotting.inferListGame
    if games is not None:
        ActionSpotting.inferListGame = lambda SoccerNet_path: list(games)
    try:
        # It draws progress bars.
        with contextlib.redirect_stderr(StringIO()):
            found: dict[str, Any] = ActionSpotting.evaluate(
                str(labels),
                str(predictions),
                prediction_file="results_spotting.json",
                label_files="Labels-v2.json" if games is not None else None,
                dataset=None,
                framerate=fps,
                metric=metric,
                EVENT_DICTIONARY={name: place for place, name in enumerate(classes)},
            )
    finally:
        ActionSpotting.inferListGame = usual
    return {
        name: value if isinstance(value, float) else list(map(float, value)) for name, value in found.items()
    }


def grounding(labels: Path, predictions: Path, metric: str, games: Sequence[str], file: str) -> float:
    """Return what the package says of moments found for replays, unzipped. Its numpy is an older one."""
    import numpy as np

    vars(np).setdefault("float", float)
    try:
        from SoccerNet.Evaluation import ReplayGrounding
    except ImportError as error:
        raise MissingEngine("evaluator", "SoccerNet", "pip install 'goalmouth[dev]'") from error
    usual = ReplayGrounding.getListGames
    ReplayGrounding.getListGames = lambda split: list(games)
    try:
        with contextlib.redirect_stderr(StringIO()):
            found = ReplayGrounding.evaluate(str(labels), str(predictions), file, metric=metric)
    finally:
        ReplayGrounding.getListGames = usual
    return float(found["a_AP"])


if __name__ == "__main__":
    known, said, listed, chosen = sys.argv[1:]
    lines = Path(listed).read_text(encoding="utf-8").splitlines()
    print(
        json.dumps(spotting(Path(known), Path(said), metric=chosen, games=[line for line in lines if line]))
    )
