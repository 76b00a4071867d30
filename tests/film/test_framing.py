"""The film in other shapes: how large it is, what the window shows, how it moves."""

from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from videos import make, number_of, videos

from goalmouth.cli import parser
from goalmouth.errors import UnknownName
from goalmouth.film.clips import place
from goalmouth.film.framing import ASPECTS, Framer, film_size, fitted
from goalmouth.film.path import ACCELERATION, SPEED, Look, calm, plan
from goalmouth.film.render import render
from goalmouth.media.encode import Writer
from goalmouth.types import Clip, Moment, Shot, Video

GRASS, SHIRT = (40, 120, 45), (220, 30, 40)


def flat(width, height, colour=GRASS):
    return np.full((height, width, 3), colour, np.uint8)


def frame(image):
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(image), "rgb24").reformat(format="yuv420p")


@settings(deadline=None, max_examples=60)
@given(st.integers(120, 1080), st.integers(120, 1920), st.sampled_from(sorted(ASPECTS)))
def test_a_film_has_the_shape_asked_for_whatever_the_video(lines, wide, aspect):
    video = Video("none", 1.0, Fraction(25), wide * 2, lines * 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("goalmouth.film.framing.pixel_aspect", lambda _: Fraction(1))
        width, height = film_size(video, aspect)
    assert width % 2 == height % 2 == 0
    assert width / height == pytest.approx(float(ASPECTS[aspect]), rel=0.01)
    if aspect != "9:16":
        assert height == lines * 2


def test_the_command_offers_every_shape_and_no_other():
    for aspect in ASPECTS:
        assert parser().parse_args(["highlights", "a.mp4", "-o", "out", "--aspect", aspect]).aspect == aspect
    assert parser().parse_args(["highlights", "a.mp4", "-o", "out"]).aspect is None
    with pytest.raises(SystemExit):
        parser().parse_args(["highlights", "a.mp4", "-o", "out", "--aspect", "4:3"])


def test_an_unknown_shape_is_refused_by_name(tmp_path):
    (video,) = videos(make(tmp_path / "match.mp4", 3))
    with pytest.raises(UnknownName, match="4:5"):
        film_size(video, "4:5")


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_path_keeps_an_operators_limits_whatever_the_play_does(data):
    count = data.draw(st.integers(2, 120))
    play = np.array(data.draw(st.lists(st.floats(0.2, 0.8), min_size=count, max_size=count)))
    weights = np.array(data.draw(st.lists(st.floats(0.01, 1), min_size=count, max_size=count)))
    path = calm(play, weights, 0.05, 0.1)
    speed = np.diff(path) / 0.1
    assert np.abs(speed).max() <= SPEED + 1e-9
    assert np.abs(np.diff(speed) / 0.1).max(initial=0) <= ACCELERATION + 1e-9
    assert path.min() >= play.min() - 0.05 and path.max() <= play.max() + 0.05


def test_play_that_stirs_within_the_dead_zone_does_not_move_the_window():
    rng = np.random.default_rng(1)
    play = 0.5 + rng.uniform(-0.04, 0.04, 80)
    assert np.ptp(calm(play, np.ones(80), 0.05, 0.1)) < 0.012


def test_the_window_is_there_when_the_play_comes():
    looks = [Look(t / 10, 0.3 if t < 50 else 0.7, 1.0) for t in range(100)]
    path = plan(looks, 0.0, 10.0, [], 0.3)
    assert path.at(1.0) == pytest.approx(0.33, abs=0.04) and path.at(9.0) == pytest.approx(0.67, abs=0.04)
    assert 0.3 < path.at(4.6) < path.at(5.0) < path.at(5.4) < 0.7


def test_the_window_jumps_at_a_cut_and_only_there():
    looks = [Look(t / 10, 0.25 if t < 40 else 0.75, 1.0) for t in range(80)]
    path = plan(looks, 0.0, 8.0, [4.0], 0.3)
    assert path.at(3.99) == pytest.approx(0.25, abs=0.03)
    assert path.at(4.0) == pytest.approx(0.75, abs=0.03)
    inside = np.array([path.at(t) for t in (*np.arange(0, 3.99, 0.04), 3.99)])
    assert np.abs(np.diff(inside)).max() < 0.02


def test_where_nothing_is_seen_the_window_is_in_the_middle_and_never_leaves_the_picture():
    assert plan([], 0.0, 5.0, [2.0], 0.3).at(3.0) == 0.5
    path = plan([Look(t / 10, 1.0, 1.0) for t in range(50)], 0.0, 5.0, [], 0.3)
    assert max(path.at(t / 25) for t in range(125)) <= 0.85


@pytest.mark.parametrize(
    ("width", "height", "aspect"), [(640, 360, "9:16"), (854, 480, "1:1"), (428, 240, "9:16")]
)
def test_the_window_shows_what_stands_in_its_middle_unstretched(tmp_path, width, height, aspect):
    (video,) = videos(make(tmp_path / "match.mp4", 3, size=(width, height)))
    size = film_size(video, aspect)
    framer = Framer([video], size)
    share = framer.share(video)
    centres = [0.3, 0.5 + 1 / width, 0.7]
    for centre in (*centres, share / 2, 1 - share / 2):
        image = flat(width, height)
        ys, xs = np.mgrid[:height, :width]
        image[(xs - centre * width) ** 2 + (ys - height / 2) ** 2 < (height / 8) ** 2] = (240, 240, 240)
        seen = framer._window(frame(image), share, centre)
        assert (seen.width, seen.height) == size
        bright = seen.to_ndarray(format="gray") > 150
        rows, columns = np.flatnonzero(bright.any(1)), np.flatnonzero(bright.any(0))
        assert columns.mean() == pytest.approx(size[0] / 2, abs=2)
        assert np.ptp(columns) == pytest.approx(np.ptp(rows), abs=4)


def test_the_window_moves_in_steps_of_one_pixel_of_the_film(tmp_path):
    (video,) = videos(make(tmp_path / "match.mp4", 3, size=(640, 360)))
    framer = Framer([video], film_size(video, "9:16"))
    image = flat(640, 360)
    image[:, 318:322] = 255
    places = []
    for centre in np.linspace(0.45, 0.5, 40):
        line = framer._window(frame(image), framer.share(video), centre).to_ndarray(format="gray")[100]
        places.append(float((np.arange(len(line)) * np.clip(line.astype(float) - 120, 0, None)).sum()))
        places[-1] /= np.clip(line.astype(float) - 120, 0, None).sum()
    steps = -np.diff(places)
    assert steps.max() < 2.2 and steps.min() > -0.6


def ball_match(path, cut=None, frames=100):
    """Write a pitch on which a ball rolls from left to right, as a second camera sees it after ``cut``."""
    rng = np.random.default_rng(0)
    pitch = flat(640, 360)
    pitch[::24] = (46, 128, 50)
    pitch = np.clip(pitch + rng.integers(-3, 4, pitch.shape), 0, 255).astype(np.uint8)
    with Writer(path, width=640, height=360, frame_rate=Fraction(25), sample_rate=None) as writer:
        for number in range(frames):
            image = pitch.copy()
            share = number / frames
            if cut is not None and number >= cut:
                share = (number - cut) / frames - 0.1
            x = round(640 * (0.2 + 0.6 * share))
            image[198:203, x - 2 : x + 3] = 250
            image[150:170, 300:306] = SHIRT
            writer.picture(image)
    return path


def ball_in(path):
    """Return for each picture where its brightest column is, as a share of its width."""
    with av.open(str(path)) as container:
        lumas = [f.to_ndarray(format="gray") for f in container.decode(video=0)]
    return np.array([luma.max(0).argmax() / luma.shape[1] if luma.max() > 190 else np.nan for luma in lumas])


@pytest.mark.parametrize("aspect", ["9:16", "1:1"])
def test_an_upright_film_keeps_the_ball_in_sight(tmp_path, aspect):
    match = videos(ball_match(tmp_path / "match.mp4"))
    clips = [Clip(0.0, 4.0, Moment((), "Goal", 2.0))]
    made = render(tmp_path / "film.mp4", match, clips, place(clips, Fraction(25)), aspect=aspect)
    assert (made.width, made.height) == {"9:16": (360, 640), "1:1": (360, 360)}[aspect]
    seen = ball_in(tmp_path / "film.mp4")
    assert np.isfinite(seen).mean() > 0.95


def test_after_a_cut_the_window_is_at_once_where_the_play_is(tmp_path):
    match = videos(ball_match(tmp_path / "match.mp4", cut=70))
    clips = [Clip(0.0, 4.0, Moment((), "Goal", 2.0))]
    shots = [Shot(0.0, 2.8), Shot(2.8, 4.0)]
    render(tmp_path / "film.mp4", match, clips, place(clips, Fraction(25)), aspect="9:16", shots=shots)
    assert np.isfinite(ball_in(tmp_path / "film.mp4")[71:]).all()


@pytest.mark.parametrize(("size", "film"), [((96, 160), (284, 160)), ((160, 120), (214, 120))])
def test_a_picture_too_narrow_for_the_film_stands_whole_before_a_dim_blur_of_itself(tmp_path, size, film):
    (video,) = match = videos(make(tmp_path / "match.mp4", 10, size=size))
    assert film_size(video, "16:9") == film
    clips = [Clip(0.0, 0.4, Moment((), "Goal", 0.2))]
    render(tmp_path / "film.mp4", match, clips, place(clips, Fraction(25)), aspect="16:9")
    with av.open(str(tmp_path / "film.mp4")) as container:
        pictures = list(container.decode(video=0))
    assert len(pictures) == 10
    left = (film[0] - size[0]) // 4 * 2
    for number, picture in enumerate(pictures):
        gray = picture.to_ndarray(format="gray")
        middle = av.VideoFrame.from_ndarray(np.ascontiguousarray(gray[:, left : left + size[0]]), "gray")
        assert number_of(middle) == number
        sides = np.concatenate([gray[:, : left - 2], gray[:, left + size[0] + 2 :]], axis=1)
        assert 16 < sides.mean() < 0.75 * gray[:, left : left + size[0]].mean()


def test_a_picture_nearly_of_the_films_shape_fills_it():
    seen = fitted(frame(flat(406, 720)), Fraction(1), 404, 718)
    assert seen.to_ndarray(format="gray")[:, [0, -1]].min() > 60
