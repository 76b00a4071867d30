"""Average precision within a few pictures, against a plain telling of its rules."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalmouth.cli import main
from goalmouth.errors import InputError
from goalmouth.evaluation.frames import Event, mean_precision
from goalmouth.pipeline.frames import evaluate_frames

videos, classes, frames = st.sampled_from("ab"), st.sampled_from(["PASS", "SHOT"]), st.integers(0, 12)
labels = st.lists(st.builds(Event, videos, frames, classes), min_size=1, max_size=12)
spots = st.lists(
    st.builds(Event, videos, frames, classes, st.integers(0, 4).map(lambda n: n / 4)), max_size=20
)


def told_plainly(truth: list[Event], said: list[Event], name: str, within: int) -> float:
    """Walk down the predictions as the rules say, one by one."""
    own = [event for event in truth if event.label == name]
    taken: set[tuple[str, int]] = set()
    precisions = []
    for count, spot in enumerate(sorted((s for s in said if s.label == name), key=lambda s: -s.score), 1):
        nearest = None
        for event in own:
            if event.video != spot.video or (event.video, event.frame) in taken:
                continue
            if nearest is None or abs(spot.frame - nearest) > abs(spot.frame - event.frame):
                nearest = event.frame
        if nearest is not None and abs(spot.frame - nearest) <= within:
            taken.add((spot.video, nearest))
            precisions.append(len(taken) / count)
    return sum(max(precisions[i:]) for i in range(len(precisions))) / len(own)


@given(truth=labels, said=spots, within=st.integers(0, 4))
def test_the_area_is_that_of_the_rules(truth: list[Event], said: list[Event], within: int) -> None:
    found = mean_precision(truth, said, [within])[within]
    assert sorted(found) == sorted({event.label for event in truth})
    for name, value in found.items():
        assert value == pytest.approx(told_plainly(truth, said, name, within), abs=1e-12)


def written(folder: Path, said: list[dict[str, object]]) -> tuple[Path, Path]:
    own = [{"frame": 10, "label": "PASS"}, {"frame": 50, "label": "PASS"}, {"frame": 30, "label": "SHOT"}]
    video = {"video": "game/1", "num_frames": 100, "num_events": 3, "fps": 25 / 12}
    (folder / "val.json").write_text(json.dumps([video | {"events": own}]))
    content = json.dumps([{"video": "game/1", "events": said, "fps": 25 / 12}])
    (folder / "pred.recall.json.gz").write_bytes(gzip.compress(content.encode()))
    return folder / "val.json", folder / "pred.recall.json.gz"


def test_the_command_prints_a_table_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = [
        {"frame": 11, "label": "PASS", "score": 0.9},
        {"frame": 70, "label": "PASS", "score": 0.8},
        {"frame": 50, "label": "PASS", "score": 0.7},
        {"frame": 33, "label": "SHOT", "score": 0.6},
    ]
    known, found = map(str, written(tmp_path, said))
    assert main(["evaluate", "frames", "--labels", known, "--predictions", found, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["AP"]["1"] == pytest.approx({"PASS": (1 + 2 / 3) / 2, "SHOT": 0.0})
    assert told["mAP"]["4"] == pytest.approx((5 / 6 + 1) / 2)
    assert main(["evaluate", "frames", "--labels", known, "--predictions", found, "--tolerance", "1"]) == 0
    assert "mean  0.4167" in capsys.readouterr().out


def test_predictions_of_other_videos_are_refused(tmp_path: Path) -> None:
    known, _ = written(tmp_path, [])
    (tmp_path / "other.json").write_text(json.dumps([{"video": "game/2", "events": [], "fps": 25}]))
    with pytest.raises(InputError, match="such as 'game/1'"):
        evaluate_frames(known, tmp_path / "other.json")
