"""Replay grounding against the official package, on made-up cases and on real camera labels."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.benchmarks import official
from goalmouth.cli import main
from goalmouth.datasets.games import CAMERAS
from goalmouth.datasets.store import Store
from goalmouth.errors import InputError
from goalmouth.pipeline.grounding import evaluate_grounding

pytest.importorskip("SoccerNet.Evaluation.ReplayGrounding", reason="needs the extra 'dev'")

REAL = Path(__file__).parents[3] / "shared" / "data" / "soccernet" / "fit.zip"
FILE = "results_grounding.json"


def clock(seconds: int) -> str:
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def shot(half: int, ends: int, link: tuple[int, int, str] | None) -> dict[str, Any]:
    row = {"gameTime": f"{half} - {clock(ends)}", "label": "Public", "position": str(1000 * ends)}
    if link is not None:
        row["link"] = {"half": str(link[0]), "time": clock(link[1]), "label": link[2]}  # type: ignore[assignment]
    return row


def written(folder: Path, shots: list[dict[str, Any]], replays: list[dict[str, Any]]) -> tuple[Path, Path]:
    for name, file, content in (
        ("labels", "Labels-cameras.json", {"annotations": [shot(1, 0, None), *shots]}),
        ("said", FILE, {"UrlLocal:": "game", "Replays": replays}),
    ):
        (folder / name / "game").mkdir(parents=True, exist_ok=True)
        (folder / name / "game" / file).write_text(json.dumps(content))
    return folder / "labels", folder / "said"


seconds = st.integers(1, 90)
halves = st.integers(1, 2)
links = st.none() | st.tuples(halves, seconds, st.sampled_from(["Goal", "Foul", "Nothing of ours"]))
# Few values, so that many tie.
scores = st.sampled_from([0.0, 0.25, 0.5, 0.501, 1.0, 1.5, -0.5]) | st.floats(0, 1)
detections = st.lists(
    st.builds(lambda time, score: {"time": time, "score": score}, st.floats(0, 100), scores), max_size=12
)
replays = st.lists(
    st.builds(
        lambda half, end, found: {"half": half, "start": end - 1, "end": end, "detection": found},
        halves,
        seconds,
        detections,
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None, max_examples=60)
@given(
    shots=st.lists(st.builds(shot, halves, seconds, links), max_size=12),
    replays=replays,
    metric=st.sampled_from(["loose", "tight"]),
)
def test_made_up_replays_score_as_officially(
    tmp_path_factory: pytest.TempPathFactory,
    shots: list[dict[str, Any]],
    replays: list[dict[str, Any]],
    metric: str,
) -> None:
    # Each replay has a shot of its own at least, else there is nothing to score.
    ends = replays[0]["end"]
    shots = [*shots, shot(1, 95, None), shot(1, ends, (replays[0]["half"], 30, "Goal"))]
    known, said = written(tmp_path_factory.mktemp("case"), shots, replays)
    theirs = official.grounding(known, said, metric, ["game"], FILE)
    assert evaluate_grounding(known, said, metric).a_AP == pytest.approx(theirs, abs=1e-9)


@pytest.mark.skipif(not REAL.is_file(), reason=f"needs {REAL}")
@pytest.mark.parametrize("metric", ["loose", "tight"])
def test_real_camera_labels_score_as_officially(tmp_path: Path, metric: str) -> None:
    draw = np.random.default_rng(7)
    store, games = Store(REAL), []
    for name in CAMERAS.finds(store)[:4]:
        game, before = CAMERAS.game(store, name), 0.0
        games.append(game.name)
        replays = []
        for row in game.rows:
            if link := row.more.get("link"):
                minutes, second = link["time"].split(":")
                times = 60 * int(minutes) + int(second) + draw.normal(0, 20, 8)
                found = [{"time": float(t), "score": float(draw.random())} for t in times if 0 <= t < 3499]
                own = {"half": int(link["half"]), "start": before / 1000, "end": row.position / 1000}
                replays.append(own | {"detection": found})
            before = row.position
        folder = tmp_path / game.name
        folder.mkdir(parents=True)
        (folder / FILE).write_text(json.dumps({"Replays": replays}))
    listed = tmp_path / "games.txt"
    listed.write_text("\n".join(games))
    ours = evaluate_grounding(REAL, tmp_path, metric, listed)
    assert ours.known > 100 and 0.01 < ours.a_AP < 0.95
    assert ours.a_AP == pytest.approx(official.grounding(REAL, tmp_path, metric, games, FILE), abs=1e-9)


def test_the_command_prints_the_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replay = {"half": 1, "start": 10, "end": 12, "detection": [{"time": 5, "score": 0.9}]}
    known, said = written(tmp_path, [shot(1, 12, (1, 5, "Goal"))], [replay, replay | {"end": 40}])
    assert main(["evaluate", "grounding", "--labels", str(known), "--predictions", str(said), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == pytest.approx({
        "a_AP": 1.0, "metric": "loose", "games": 1, "replays": 2, "known": 1,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"end": 50}, "no replay that ends"),
        ({"detection": [{"time": 3600, "score": 1}]}, "beyond 3500 s"),
        ({"detection": [{"time": 1}]}, "replay 0"),
        ({"detection": [{"time": 1, "score": float("nan")}]}, "no number"),
    ],
)
def test_replays_that_cannot_be_scored_are_named(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    replay = {"half": 1, "start": 10, "end": 12, "detection": []} | change
    known, found = written(tmp_path, [shot(1, 12, (1, 5, "Goal"))], [replay])
    with pytest.raises(InputError, match=said):
        evaluate_grounding(known, found)
