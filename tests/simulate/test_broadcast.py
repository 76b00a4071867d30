import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from goalmouth.datasets.soccernet import read_labels
from goalmouth.errors import OutputError, UnknownName
from goalmouth.simulate.broadcast import simulate
from goalmouth.simulate.camera import Camera
from goalmouth.simulate.layouts import LAYOUTS, show_clock
from goalmouth.simulate.overlays import Overlays
from goalmouth.simulate.sound import RATE, Sound
from goalmouth.simulate.story import tell
from goalmouth.simulate.teams import draw_teams

SMALL = {"duration": 20.0, "width": 320, "height": 180}


def load(path: Path) -> Any:
    return json.loads(path.read_text())


@pytest.fixture(scope="module")
def broadcast(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulate(tmp_path_factory.mktemp("sim") / "one", 11, layout="clock_first", **SMALL)


def test_the_truth_agrees_with_itself(broadcast: Path) -> None:
    match, readings = load(broadcast / "match.json"), load(broadcast / "scoreboard.json")
    labels = read_labels(broadcast / "Labels-v2.json")
    goals = [a for a in labels if a.label == "Goal"]
    assert len(goals) == sum(match["score"]) >= 1
    assert [readings[-1]["home_score"], readings[-1]["away_score"]] == match["score"]
    clocks = [r["clock"] for r in readings]
    totals = [r["home_score"] + r["away_score"] for r in readings]
    assert clocks == sorted(clocks)
    assert totals == sorted(totals)
    assert all(any(span["start"] <= r["time"] < span["end"] for span in match["bar"]) for r in readings)
    assert {(r["home"], r["away"]) for r in readings} == {
        tuple(match["teams"][side]["short"] for side in ("home", "away"))
    }


def test_the_film_has_the_right_length_and_sound(broadcast: Path) -> None:
    with av.open(str(broadcast / "match.mp4")) as film:
        pictures = sum(1 for _ in film.decode(video=0))
        assert (film.streams.video[0].width, film.streams.video[0].height) == (320, 180)
    with av.open(str(broadcast / "match.mp4")) as film:
        samples = sum(frame.samples for frame in film.decode(audio=0))
        assert film.streams.audio[0].codec_context.channels == 2
    assert pictures == 500
    assert samples / 48000 == pytest.approx(20.0, abs=0.1)


def test_the_same_seed_gives_the_same_broadcast(broadcast: Path, tmp_path: Path) -> None:
    again = simulate(tmp_path / "again", 11, layout="clock_first", **SMALL)
    for name in ("match.mp4", "match.json", "scoreboard.json", "Labels-v2.json"):
        assert (again / name).read_bytes() == (broadcast / name).read_bytes(), name


def test_two_parts_are_two_files_with_labels_by_half(tmp_path: Path) -> None:
    steps: list[float] = []
    out = simulate(
        tmp_path / "two",
        5,
        duration=64.0,
        width=160,
        height=90,
        frame_rate=Fraction(10),
        parts=2,
        progress=lambda step, done, total: steps.append(done / total),
    )
    files = load(out / "match.json")["files"]
    for number, span in enumerate(files, 1):
        with av.open(str(out / f"{number}.mp4")) as film:
            pictures = sum(1 for _ in film.decode(video=0))
        assert pictures == round((span["end"] - span["start"]) * 10)
    rows = load(out / "Labels-v2.json")["annotations"]
    assert {row["gameTime"][0] for row in rows} == {"1", "2"}
    events = load(out / "match.json")["events"]
    times = [a.time for a in read_labels(out / "Labels-v2.json", [f["start"] for f in files])]
    assert times == pytest.approx([e["time"] for e in events], abs=0.002)
    assert steps == sorted(steps)
    assert steps[-1] == 1.0


def loudness(samples: np.ndarray[Any, Any]) -> float:
    return float(10 * np.log10(np.mean(np.square(samples)) + 1e-12))


def test_the_crowd_roars_within_a_second_of_a_goal() -> None:
    sound = Sound(np.random.default_rng(0), 40, [(15.0, 1.0), (30.0, 0.4)], [(5.0, 2)], [])

    def level(start: float, end: float) -> float:
        return loudness(sound.block(int(start * RATE), int((end - start) * RATE)))

    calm = level(10, 14)
    assert level(16.0, 20) > calm + 8
    assert level(14.2, 14.8) < calm + 4
    assert calm + 2 < level(30.6, 31.4) < level(16.0, 20)


def test_a_whistle_sounds_between_2500_and_4000_hertz() -> None:
    loud = Sound(np.random.default_rng(1), 10, [], [(3.0, 1)], []).block(0, 8 * RATE)[:, 0]

    def share(start: float) -> float:
        power = np.abs(np.fft.rfft(loud[int(start * RATE) : int((start + 0.5) * RATE)])) ** 2
        hertz = np.fft.rfftfreq(RATE // 2, 1 / RATE)
        return float(power[(hertz > 2500) & (hertz < 4000)].sum() / power.sum())

    assert share(3.1) > 0.8
    assert share(6.0) < 0.2


def test_blocks_of_sound_join_without_a_seam() -> None:
    def made() -> Sound:
        return Sound(np.random.default_rng(2), 6, [(2.0, 1.0)], [(1.9, 1)], [1.0])

    whole = made().block(0, 4 * RATE)
    sound = made()
    parts = np.concatenate([sound.block(k * RATE // 2, RATE // 2) for k in range(8)])
    np.testing.assert_allclose(whole, parts, atol=1e-6)
    assert np.abs(whole).max() < 1


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("size", [(1280, 720), (398, 224)])
def test_every_bar_lies_within_the_frame(name: str, size: tuple[int, int]) -> None:
    for seed in range(3):
        rng = np.random.default_rng(seed)
        layout = LAYOUTS[name]
        story = tell(rng, 60, draw_teams(rng, layout.script), layout)
        overlays = Overlays(rng, story, layout, *size)
        for half, clock, score in ((1, 552.0, (0, 0)), (2, 5590.0, (3, 2)), (1, 2800.0, (1, 4))):
            bar = overlays.painter.draw(overlays.texts(show_clock(layout.clock, half, clock, 5), score))
            x, y = overlays.place(bar.shape)
            assert x >= 0
            assert y >= 0
            assert x + bar.shape[1] <= size[0]
            assert y + bar.shape[0] <= size[1]
            assert bar.shape[0] < 0.2 * size[1]
            assert bar[..., 3].max() > 120


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_bar_changes_where_the_score_changes_and_nowhere_else(name: str) -> None:
    rng = np.random.default_rng(4)
    layout = LAYOUTS[name]
    overlays = Overlays(rng, tell(rng, 60, draw_teams(rng, layout.script), layout), layout, 1280, 720)
    shown = show_clock(layout.clock, 1, 552.0, 0)
    one, same, other = (overlays.painter.draw(overlays.texts(shown, s)) for s in ((0, 0), (0, 0), (0, 1)))
    assert np.array_equal(one, same)
    changed = (np.abs(one.astype(int) - other).max(-1) > 40).any(0)
    assert changed.any()
    if name != "aggregate":
        assert np.ptp(np.flatnonzero(changed)) < 2.5 * overlays.look.size


def test_the_camera_maps_planes_as_it_maps_points() -> None:
    camera = Camera.aimed(np.array([0, -70.0, 18]), np.array([20.0, 3, 0]), 2000, 1280, 720)
    pixels, depth = camera.project(np.array([[20.0, 3, 0], [30, 10, 0]]))
    assert pixels[0] == pytest.approx((640, 360))
    assert depth[1] > depth[0]
    sheet = camera.plane(np.zeros(3), np.array([1.0, 0, 0]), np.array([0, 1.0, 0]))
    mapped = cv2.perspectiveTransform(np.array([[[30.0, 10.0]]]), sheet)[0, 0]
    assert mapped == pytest.approx(pixels[1])


def test_an_unknown_layout_names_the_choices(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="clock_first"):
        simulate(tmp_path, 1, layout="sideways")


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        simulate(tmp_path / "file" / "out", 1, **SMALL)
