"""Weather, light, an unsteady camera and a narrow channel, as options and as the seed draws them."""

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from goalmouth.errors import UnknownName
from goalmouth.simulate.broadcast import simulate
from goalmouth.simulate.camera import Operator, draw_posts
from goalmouth.simulate.conditions import WEATHERS, Conditions, Sky, draw_conditions

SIZE = 320, 180


def test_most_seeds_draw_kind_weather_and_every_kind_is_drawn() -> None:
    drawn = [draw_conditions(np.random.default_rng([seed, 2])) for seed in range(300)]
    skies = Counter(each.weather for each in drawn)
    assert set(skies) == set(WEATHERS)
    assert skies["clear"] > 180
    assert 60 < Counter(each.light for each in drawn)["night"] < 150
    assert {each.crf for each in drawn} == {23}


def test_what_is_told_is_not_drawn() -> None:
    for seed in range(20):
        given = draw_conditions(np.random.default_rng(seed), "fog", "night", 0.7, 40)
        assert given == Conditions("fog", "night", 0.7, 40)
    with pytest.raises(UnknownName, match="snow"):
        draw_conditions(np.random.default_rng(1), "hail")
    with pytest.raises(UnknownName, match="night"):
        draw_conditions(np.random.default_rng(1), light="dusk")


@pytest.mark.parametrize("weather", WEATHERS)
def test_weather_changes_the_picture_and_moves(weather: str) -> None:
    sky = Sky(np.random.default_rng(3), weather, *SIZE)  # type: ignore[arg-type]

    def seen(time: float) -> np.ndarray:
        frame = np.full((SIZE[1], SIZE[0], 4), 90, np.uint8)
        sky.draw(frame, time)
        return frame[..., :3].astype(int)

    plain = np.full((SIZE[1], SIZE[0], 3), 90)
    assert np.array_equal(seen(1.0), plain) == (weather == "clear")
    assert np.array_equal(seen(1.0), seen(1.1)) == (weather in ("clear", "fog"))
    if weather in ("rain", "snow"):
        assert (seen(1.0) - seen(1.0).min() > 15).mean() > 0.005


def test_an_unsteady_camera_jolts_and_a_still_one_does_not() -> None:
    def path(unrest: float) -> np.ndarray:
        rng = np.random.default_rng(2)
        operator = Operator(rng, draw_posts(rng)["main"], 1280, 720, unrest=unrest)
        cameras = [operator.follow(np.array([5.0, 2.0, 0.0]), k / 25, 0.04) for k in range(75)]
        return np.array([camera.project(np.array([[5.0, 2.0, 0.0]]))[0][0] for camera in cameras])

    steps = [np.abs(np.diff(path(unrest)[25:], axis=0)).max() for unrest in (0.0, 0.3, 1.0)]
    assert steps[0] < 0.6
    assert 1.0 < steps[1] < steps[2] < 20


def test_a_stormy_night_on_a_narrow_channel_is_written_down(tmp_path: Path) -> None:
    made = {}
    for name, told in (("kind", {"crf": 20}), ("harsh", {"crf": 40, "light": "night"})):
        out = simulate(tmp_path / name, 9, duration=10.0, width=SIZE[0], height=SIZE[1],
                       frame_rate=Fraction(10), layout="dash", weather="clear", shake=0.0,
                       **({"light": "day"} | told))  # type: ignore[arg-type]  # fmt: skip
        truth = json.loads((out / "match.json").read_text())
        with av.open(str(out / "match.mp4")) as film:
            frame = next(film.decode(video=0)).to_ndarray(format="gray")
        made[name] = truth, (out / "match.mp4").stat().st_size, float(frame[:25].mean())
    (kind, large, bright), (harsh, small, dark) = made["kind"], made["harsh"]
    assert harsh["conditions"] == {"weather": "clear", "light": "night", "shake": 0.0, "crf": 40}
    assert kind["events"] == harsh["events"]
    assert kind["shots"] == harsh["shots"]
    assert small < 0.5 * large
    assert dark < 0.8 * bright
