"""Dissolves, wipes and replays, as they are painted."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from goalmouth.datasets.soccernet import read_cameras
from goalmouth.labels import SOCCERNET_CAMERAS
from goalmouth.simulate.broadcast import simulate
from goalmouth.simulate.motion import Motion
from goalmouth.simulate.overlays import PALETTES
from goalmouth.simulate.play import Planner
from goalmouth.simulate.wipes import MOTIONS, Wipe
from goalmouth.types import Image

SIZE = 320, 180


def plain(*colour: int) -> Image:
    return np.full((SIZE[1], SIZE[0], 4), (*colour, 255), np.uint8)


@pytest.mark.parametrize("seed", range(25))
def test_a_wipe_hides_the_change_and_leaves_no_trace(seed: int) -> None:
    old, new = plain(30, 120, 40), plain(150, 150, 160)

    def share(part: float, colour: Image) -> float:
        frame = np.zeros_like(old)
        wipe.draw(frame, old.copy(), new.copy(), part)
        return float((frame == colour).all(-1).mean())

    wipe = Wipe(np.random.default_rng(seed), *SIZE, PALETTES[seed % len(PALETTES)], "SC")
    assert share(0.0, old) > 0.9
    assert share(0.999, new) > 0.9
    middle = share(0.49, old), share(0.51, new)
    if wipe.motion == "sweep":
        assert share(0.3, new) < share(0.7, new)
        assert sum(middle) < 0.75
    else:
        assert max(middle) < 0.02


def test_every_design_is_drawn_by_some_seed() -> None:
    drawn = [Wipe(np.random.default_rng(s), *SIZE, PALETTES[0], "SC") for s in range(60)]
    assert {wipe.motion for wipe in drawn} == set(MOTIONS)
    assert len({(w.motion, w.shape, w.way, w.upright) for w in drawn}) > 25


def test_a_wipe_may_be_drawn_over_either_of_its_pictures() -> None:
    for seed in range(20):
        wipe = Wipe(np.random.default_rng(seed), *SIZE, PALETTES[1], "NL")
        for part in (0.2, 0.6, 0.9):
            apart = np.zeros_like(plain(0, 0, 0))
            wipe.draw(apart, plain(9, 9, 9), plain(200, 200, 200), part)
            old, new = plain(9, 9, 9), plain(200, 200, 200)
            within = old if part < 0.5 or wipe.split else new
            wipe.draw(within, old, new, part)
            np.testing.assert_array_equal(within, apart)


def test_slow_motion_runs_between_the_pictures_of_the_play() -> None:
    planner = Planner(np.random.default_rng(3), 1)
    planner.keep(6.0)
    plan = planner.close(6.0)
    motion = Motion(plan, 1, Fraction(10), np.random.default_rng(4))
    late = motion.at(4.0)
    one, half, other = motion.at(2.0), motion.at(2.05), motion.at(2.1)
    np.testing.assert_allclose(half.players, (one.players + other.players) / 2)
    assert np.abs(other.players - one.players).max() > 0.05
    assert motion.at(4.0) is late
    assert motion.at(6.9).players.shape == (23, 2)
    assert motion.at(99.0) is motion.at(98.0)


@pytest.fixture(scope="module")
def broadcast(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """Return a broadcast with a replay between wipes, and its truth."""
    folder = tmp_path_factory.mktemp("again")
    simulate(
        folder,
        22,
        duration=55.0,
        width=SIZE[0],
        height=SIZE[1],
        frame_rate=Fraction(10),
        layout="clock_first",
    )
    truth = json.loads((folder / "match.json").read_text())
    assert truth["replays"]
    return folder, truth


def test_the_truth_of_cameras_is_that_of_the_shots(broadcast: tuple[Path, Any]) -> None:
    folder, truth = broadcast
    shots = read_cameras(folder / "Labels-cameras.json")
    assert [s.end for s in shots] == pytest.approx([s["end"] for s in truth["shots"]], abs=0.002)
    assert [s.replay == "replay" for s in shots] == [s["replay"] for s in truth["shots"]]
    assert {s.label for s in shots} <= set(SOCCERNET_CAMERAS)
    goals = [e["time"] for e in truth["events"] if e["label"] == "Goal"]
    for shot in (s for s in shots if s.link is not None and s.link.label == "Goal"):
        assert min(abs(shot.link.time - goal) for goal in goals if shot.link) < 0.002
    assert all((s.link is not None) == (s.replay == "replay") for s in shots)


def test_the_clock_runs_on_while_a_replay_is_shown(broadcast: tuple[Path, Any]) -> None:
    folder, truth = broadcast
    readings = json.loads((folder / "scoreboard.json").read_text())
    for shown in truth["replays"]:
        during = [r for r in readings if shown["start"] < r["time"] < shown["end"]]
        passed = during[-1]["time"] - during[0]["time"]
        assert passed > 2
        assert during[-1]["clock"] - during[0]["clock"] == pytest.approx(passed, abs=1.01)


def test_changes_are_seen_where_the_truth_says(broadcast: tuple[Path, Any]) -> None:
    folder, truth = broadcast
    pictures = []
    with av.open(str(folder / "match.mp4")) as film:
        for frame in film.decode(video=0):
            image = frame.to_ndarray(format="rgb24")
            pictures.append(cv2.resize(image, (64, 36), interpolation=cv2.INTER_AREA).astype(float))

    def far(one: float, other: float) -> float:
        a, b = (pictures[round(time * 10)] for time in (one, other))
        return float(np.abs(a - b).mean())

    kinds = set()
    for shot in truth["shots"][:-1]:
        before, after = shot["change_start"] - 0.1, shot["change_end"] + 0.1
        kinds.add(shot["change"])
        if shot["change"] == "abrupt":
            assert far(before, after) > 8
        elif shot["change"] == "logo":
            assert min(far(before, shot["end"]), far(shot["end"], after)) > 15
        elif far(before, after) > 15:
            assert max(far(before, shot["end"]), far(shot["end"], after)) < 0.85 * far(before, after)
    assert {"smooth", "logo"} <= kinds
