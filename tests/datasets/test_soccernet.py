import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goalmouth.datasets.soccernet import (
    CameraShot,
    game_time,
    half_of,
    read_cameras,
    read_labels,
    read_predictions,
    write_cameras,
    write_labels,
    write_predictions,
)
from goalmouth.errors import InputError
from goalmouth.labels import SOCCERNET_CAMERAS, SOCCERNET_V2
from goalmouth.types import Annotation, Spot, Video

SIDES = st.sampled_from((None, "home", "away"))
LABELS = st.sampled_from(SOCCERNET_V2)
TIMES = st.integers(0, 5_999_999).map(lambda ms: ms / 1000)
QUIET = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def halves(*lengths: float) -> tuple[Video, ...]:
    videos, start = [], 0.0
    for number, length in enumerate(lengths, 1):
        videos.append(Video(Path(f"{number}.mp4"), length, Fraction(25), 1280, 720, start))
        start += length
    return tuple(videos)


@QUIET
@given(
    st.lists(st.builds(Annotation, TIMES, LABELS, SIDES, st.booleans()), max_size=12), st.sampled_from((1, 2))
)
def test_labels_come_back_as_they_were_written(
    tmp_path: Path, annotations: list[Annotation], files: int
) -> None:
    videos = halves(*[6000 / files] * files)
    write_labels(tmp_path / "Labels-v2.json", annotations, videos)
    back = read_labels(tmp_path / "Labels-v2.json", [v.start for v in videos])
    wanted = sorted(annotations, key=lambda a: a.time)
    assert [(a.label, a.team, a.visible) for a in back] == [(a.label, a.team, a.visible) for a in wanted]
    assert [a.time for a in back] == pytest.approx([a.time for a in wanted], abs=0.00051)


@QUIET
@given(
    st.lists(
        st.builds(Spot, TIMES, LABELS, st.floats(0, 1), st.just("scoreboard"), SIDES, st.booleans()),
        max_size=12,
    ),
    st.sampled_from((1, 2)),
)
def test_predictions_come_back_as_they_were_written(tmp_path: Path, spots: list[Spot], files: int) -> None:
    videos = halves(*[6000 / files] * files)
    path = tmp_path / "results_spotting.json"
    write_predictions(path, spots, videos, "some/match")
    assert read_predictions(path, [v.start for v in videos]) == sorted(spots, key=lambda s: s.time)


SHOTS = st.builds(
    CameraShot,
    TIMES,
    st.sampled_from(SOCCERNET_CAMERAS),
    st.sampled_from(("abrupt", "logo", "smooth")),
    st.sampled_from(("real-time", "replay", "other")),
    st.none() | st.builds(Annotation, TIMES, LABELS, SIDES, st.booleans()),
)


@QUIET
@given(st.lists(SHOTS, max_size=12), st.sampled_from((1, 2)))
def test_cameras_come_back_as_they_were_written(tmp_path: Path, shots: list[CameraShot], files: int) -> None:
    videos = halves(*[6000 / files] * files)
    path = tmp_path / "Labels-cameras.json"
    write_cameras(path, shots, videos)
    back, wanted = read_cameras(path, [v.start for v in videos]), sorted(shots, key=lambda s: s.end)
    assert [s.end for s in back] == pytest.approx([s.end for s in wanted], abs=0.00051)
    for got, want in zip(back, wanted, strict=True):
        assert (got.label, got.change, got.replay) == (want.label, want.change, want.replay)
        assert (got.link is None) == (want.link is None)
        if got.link and want.link:
            assert got.link.time == pytest.approx(want.link.time, abs=0.00051)
            assert (got.link.label, got.link.team, got.link.visible) == (
                want.link.label, want.link.team, want.link.visible,
            )  # fmt: skip


def test_cameras_are_written_in_soccernets_words(tmp_path: Path) -> None:
    path = tmp_path / "Labels-cameras.json"
    link = Annotation(2731.5, "Goal", "away")
    shots = [
        CameraShot(2700.0, "Main camera center"),
        CameraShot(2760.25, "Main behind the goal", "logo", "replay", link),
    ]
    write_cameras(path, shots, halves(2700.0, 2700.0))
    first, second = json.loads(path.read_text())["annotations"]
    # A shot that ends with its file is of that file.
    assert (first["gameTime"], first["position"]) == ("1 - 45:00", "2700000")
    assert (first["change_type"], first["replay"]) == ("abrupt", "real-time")
    assert "link" not in first
    assert (second["gameTime"], second["position"]) == ("2 - 01:00", "60250")
    assert second["link"] == {
        "label": "Goal", "half": "2", "time": "00:31", "team": "away", "position": "31500",
        "visibility": "visible",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"change_type": "slow"}, "change 'slow'"),
        ({"replay": "again"}, "replay 'again'"),
        ({"link": {"label": "Goal", "half": "3", "position": "1"}}, "link"),
        ({"link": {"label": "Goal"}}, "link"),
    ],
)
def test_bad_cameras_are_refused_with_a_reason(
    tmp_path: Path, change: dict[str, object], problem: str
) -> None:
    path = tmp_path / "Labels-cameras.json"
    row = {"gameTime": "1 - 00:01", "label": "Public", "position": "1000", "change_type": "abrupt"}
    path.write_text(json.dumps({"annotations": [row | change]}))
    with pytest.raises(InputError, match=problem):
        read_cameras(path)


def test_times_are_written_by_half_where_halves_are_files(tmp_path: Path) -> None:
    path = tmp_path / "results_spotting.json"
    spots = [Spot(31.5, "Goal", 0.9, "sound", "home", True), Spot(2731.25, "Foul", 0.1, "sound")]
    write_predictions(path, spots, halves(2700.0, 2700.0), "a/b")
    content = json.loads(path.read_text())
    assert content["UrlLocal"] == "a/b"
    first, second = content["predictions"]
    assert (first["gameTime"], first["position"], first["half"]) == ("1 - 00:31", "31500", "1")
    assert (second["gameTime"], second["position"], second["half"]) == ("2 - 00:31", "31250", "2")
    assert (second["time"], second["selected"], first["selected"]) == (2731.25, False, True)


def test_a_single_file_is_half_one_however_long() -> None:
    assert half_of(5000.0, halves(5400.0)) == (1, 5000.0)
    assert game_time(1, 5000.0) == "1 - 83:20"


def test_predictions_of_others_need_no_time(tmp_path: Path) -> None:
    path = tmp_path / "results_spotting.json"
    row = {
        "gameTime": "2 - 0:31",
        "label": "Goal",
        "position": "31500",
        "half": "2",
        "confidence": "0.006",
    }
    path.write_text(json.dumps({"UrlLocal": "x", "predictions": [row]}))
    assert read_predictions(path, (0.0, 2700.0)) == [Spot(2731.5, "Goal", 0.006, "")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("not json", "not JSON"),
        ("[]", "no list 'annotations'"),
        ('{"annotations": {}}', "no list"),
        ('{"annotations": [{"label": "Goal", "half": "1"}]}', "entry 0"),
        (
            '{"annotations": [{"label": "Goal", "gameTime": "1 - 00:01", "position": "soon"}]}',
            "entry 0",
        ),
        (
            '{"annotations": [{"label": "Goal", "gameTime": "2 - 00:01", "position": "1000"}]}',
            "of half 2",
        ),
        ('{"annotations": ["Goal"]}', "entry 0"),
    ],
)
def test_bad_labels_are_refused_with_a_reason(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "Labels-v2.json"
    path.write_text(content)
    with pytest.raises(InputError, match=problem) as caught:
        read_labels(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_labels(tmp_path / "none.json")


def test_a_confidence_that_is_no_number_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "results_spotting.json"
    row = {"gameTime": "1 - 0:31", "label": "Goal", "position": "31500", "confidence": "high"}
    path.write_text(json.dumps({"predictions": [row]}))
    with pytest.raises(InputError, match="no number"):
        read_predictions(path)
