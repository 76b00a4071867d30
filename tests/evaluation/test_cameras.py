"""Camera shots against the development kit's rules, its boundaries against the official package's code."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.cli import main
from goalmouth.datasets.games import CAMERAS
from goalmouth.datasets.store import Store
from goalmouth.errors import InputError
from goalmouth.labels import SOCCERNET_CAMERAS
from goalmouth.pipeline.cameras import CHANGES, evaluate_cameras

REAL = Path(__file__).parents[3] / "shared" / "data" / "soccernet" / "fit.zip"
FILE = "Labels-cameras.json"


def shot(half: int, ends: float, kind: str, change: str, sure: float = 1.0) -> dict[str, Any]:
    clock = f"{half} - {int(ends) // 60:02d}:{int(ends) % 60:02d}"
    row = {"gameTime": clock, "label": kind, "position": str(int(1000 * ends)), "change_type": change}
    return row | {"confidence": str(sure)}


def written(folder: Path, shots: list[dict[str, Any]]) -> Path:
    (folder / "game").mkdir(parents=True, exist_ok=True)
    (folder / "game" / FILE).write_text(json.dumps({"annotations": shots}))
    return folder


def vectors(shots: list[dict[str, Any]], half: int, size: int, change: str | None) -> tuple[Any, Any]:
    """Return what each half second shows, and the boundaries, written shot by shot as in the kit."""
    kinds, cuts = np.zeros(size, int), np.full(size, -1.0 if change is None else 0.0)
    ends: dict[int, int] = {}
    for each in (each for each in shots if each["gameTime"].startswith(str(half))):
        at = max(2 * int(each["position"]) // 1000 - 1, 0)
        kind = "other" if each["label"] == "I don't know" else each["label"]
        if kind in SOCCERNET_CAMERAS:
            ends[at] = min(ends.get(at, 99), SOCCERNET_CAMERAS.index(kind))
        if each["change_type"] in CHANGES:
            shown = 1.0 if each["change_type"] == change else -1.0
            cuts[at] = float(each["confidence"]) if change is None else shown
    now = 0
    for at in reversed(range(size)):
        now = ends.get(at, now)
        kinds[at] = now
    return kinds, cuts


def kit(truth: list[dict[str, Any]], found: list[dict[str, Any]], change: str) -> tuple[float, list[float]]:
    """Return the mean IoU by the kit's rules, and the official package's AP of its boundaries."""
    spotting = pytest.importorskip("SoccerNet.Evaluation.ActionSpotting", reason="needs the extra 'dev'")
    replays = pytest.importorskip("SoccerNet.Evaluation.ReplayGrounding", reason="needs the extra 'dev'")
    both, either = np.zeros(13), np.zeros(13)
    targets, nearest, thinned = [], [], []
    for half in sorted({int(each["gameTime"][0]) for each in truth}):
        last = [int(each["position"]) for each in [*truth, *found] if each["gameTime"][0] == str(half)]
        size = max(max(2 * at // 1000 - 1, 0) for at in last) + 1
        (labels, edges), (told, cuts) = (
            vectors(rows, half, size, how) for rows, how in ((truth, change), (found, None))
        )
        for kind in range(13):
            both[kind] += np.sum((labels == kind) & (told == kind)) + (half == 2)
            either[kind] += np.sum((labels == kind) | (told == kind)) + (half == 2)
        close = np.full(size, -1.0)
        marks = np.flatnonzero(edges).tolist()
        around = [-marks[0], *marks, 2 * size] if marks else []
        for before, at, after in zip(around, around[1:], around[2:], strict=False):
            close[max(0, (before + at) // 2) : min(size, (at + after) // 2)] = edges[at]
        targets.append(edges[:, None])
        nearest.append(close[:, None])
        thinned.append(replays.NMS(cuts[:, None], 2))
    with np.errstate(all="ignore"):
        curves = spotting.compute_precision_recall_curve(targets, nearest, thinned, 2)
    aps = [spotting.compute_mAP(curves[at], curves[at + 1])[0] for at in (0, 2, 4)]
    part = np.divide(both, either, out=np.full(13, np.nan), where=either > 0)
    return float(np.nanmean(part)), aps


shots = st.lists(
    st.builds(
        shot,
        st.integers(1, 2),
        st.integers(1, 40).map(float),
        st.sampled_from([*SOCCERNET_CAMERAS[:4], "I don't know", "no kind of ours"]),
        st.sampled_from([*CHANGES, "EMPTY"]),
        # Few values, so that many tie.
        st.sampled_from([0.0, 0.25, 0.5, 0.501, 1.0]) | st.floats(0, 1),
    ),
    min_size=1,
    max_size=14,
)


@settings(deadline=None, max_examples=80)
@given(truth=shots, found=shots, change=st.sampled_from(CHANGES))
def test_made_up_shots_score_as_in_the_kit(
    tmp_path_factory: pytest.TempPathFactory,
    truth: list[dict[str, Any]],
    found: list[dict[str, Any]],
    change: str,
) -> None:
    known, said = (written(tmp_path_factory.mktemp("case"), rows) for rows in (truth, found))
    overlap, aps = kit(truth, found, change)
    ours = evaluate_cameras(known, said, change)
    assert ours.mIoU == pytest.approx(overlap, abs=1e-9)
    told = ours.told()
    assert [told["mAP"], told["mAP_visible"], told["mAP_unshown"]] == pytest.approx(aps, abs=1e-9)


@pytest.mark.skipif(not REAL.is_file(), reason=f"needs {REAL}")
def test_real_labels_agree_with_themselves_and_less_with_their_neighbours(tmp_path: Path) -> None:
    same = evaluate_cameras(REAL, REAL, mode="corrected")
    assert same.mIoU == 1.0 and same.scores.every.mean > 0.95
    store = Store(REAL)
    names = CAMERAS.finds(store)[:3]
    for name, other in zip(names, [*names[1:], names[0]], strict=True):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(json.dumps(store.json(other)))
    listed = tmp_path / "games.txt"
    listed.write_text("\n".join(name.rpartition("/")[0] for name in names))
    assert evaluate_cameras(REAL, tmp_path, games=listed).mIoU < 0.5


def test_a_kind_that_nobody_has_seen_scores_one_officially_and_nothing_when_corrected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = [shot(2, 10, "Public", "logo"), shot(2, 20, "Main camera left", "abrupt")]
    known, said = written(tmp_path / "a", whole), written(tmp_path / "b", whole[1:])
    command = ["evaluate", "cameras", "--labels", str(known), "--predictions", str(said), "--json"]
    assert main(command) == 0
    told = json.loads(capsys.readouterr().out)
    # 20 cells of 40, one cell put to both.
    assert told["IoU_per_class"]["Spider camera"] == 1
    assert told["IoU_per_class"]["Main camera left"] == pytest.approx(21 / 41)
    assert main([*command, "--mode", "corrected"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["IoU_per_class"]["Spider camera"] is None
    assert told["mIoU"] == pytest.approx((20 / 40 + 0) / 2)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    known = written(tmp_path / "a", [shot(1, 10, "Public", "logo")])
    with pytest.raises(InputError, match="cannot be read"):
        evaluate_cameras(known, tmp_path / "none")
    with pytest.raises(InputError, match="holds no shot"):
        evaluate_cameras(written(tmp_path / "b", []), known)
