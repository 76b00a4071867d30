import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.film.captions import FADE, SAFE, Caption, Painter, captions, draw
from goalmouth.film.lettering import drawable, font
from goalmouth.types import Clip, Fact, Moment, MomentFacts, printed_minute

FULL = {
    "home": "INT",
    "away": "NAP",
    "team": "INT",
    "minute": 23,
    "home_score_before": 0,
    "away_score_before": 0,
    "home_score": 1,
    "away_score": 0,
}


def plates(known, kind="Goal", start=100.0, end=122.0, time=112.0):
    moment = Moment((), kind, time)
    facts = MomentFacts(moment, tuple(Fact(name, value, 1.0, "x") for name, value in known.items()))
    return captions([Clip(start, end, moment)], [(10.0, 10.0 + end - start)], [facts])


def grass(width, height):
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 60, (height, width, 3), dtype=np.uint8)
    noise[..., 1] += 80
    return av.VideoFrame.from_ndarray(noise, "rgb24").reformat(format="yuv420p")


def test_the_score_is_the_old_one_before_the_goal_and_the_new_one_after():
    before, after = plates(FULL)
    assert (before.title, before.score, before.minute) == ("", "INT 0–0 NAP", "23'")
    assert (after.title, after.score, after.minute) == ("GOAL · INT", "INT 1–0 NAP", "23'")
    assert before.end == after.start == 22.0 and after.end == 32.0
    assert before.fade_in and not before.fade_out and not after.fade_in and after.fade_out


def test_what_is_not_known_is_left_out():
    (only,) = plates({}, kind="Highlight")
    assert (only.title, only.score, only.minute) == ("HIGHLIGHT", "", "")
    before, after = plates({"minute": 7})
    assert (before.score, before.minute, after.title, after.score) == ("", "7'", "GOAL", "")


def test_a_goal_at_the_very_beginning_has_no_plate_before():
    assert [plate.title for plate in plates(FULL, time=100.0)] == ["GOAL · INT"]


def test_names_no_font_can_write_are_left_out_and_never_become_boxes():
    unknown = "\U0001f9ff\U000e0041"
    assert not drawable(unknown)
    _, after = plates(FULL | {"home": unknown, "team": unknown})
    assert (after.title, after.score) == ("GOAL", "1–0")
    blank, _, _ = draw(Caption(0, 1, unknown, "1–0", "3'"), 640, 360)
    plain, _, _ = draw(Caption(0, 1, "", "1–0", "3'"), 640, 360)
    assert np.array_equal(blank, plain)


@pytest.mark.parametrize("text", ["GOAL · INT", "Łódź–Beşiktaş", "Čeferin Ødegård 90+4'", "Đại Việt"])
def test_latin_names_are_written_in_our_own_letters(text):
    assert drawable(text) and font("bold", 20, text).getname()[0] == "Barlow Condensed"


@settings(deadline=None, max_examples=40)
@given(
    st.integers(60, 960).map(lambda n: n * 2),
    st.integers(120, 1080).map(lambda n: n * 2),
    st.sampled_from(["INT 1–0 NAP", "Borussia Mönchengladbach 10–11 Wolverhampton Wanderers", "1–0", ""]),
)
def test_a_plate_stays_in_the_safe_area_of_any_picture(width, height, score):
    image, left, top = draw(Caption(0, 1, "GOAL · INT", score, "23'"), width, height)
    h, w = image.shape[:2]
    assert h % 2 == w % 2 == left % 2 == top % 2 == 0
    assert left >= width * SAFE - 2 and left + w <= width * (1 - SAFE) + 4
    assert top >= height / 2 and top + h <= height * (1 - SAFE) + 3


@pytest.mark.parametrize(("width", "height"), [(426, 240), (640, 360), (406, 720), (1920, 1080), (320, 182)])
def test_only_the_plates_rectangle_is_touched(width, height):
    caption = Caption(0, 10, "GOAL · INT", "INT 1–0 NAP", "23'", "Goal")
    picture = grass(width, height)
    before = [bytes(plane) for plane in picture.planes]
    painted = Painter([caption], width, height).paint(picture, 5.0)
    assert [bytes(plane) for plane in picture.planes] == before
    image, left, top = draw(caption, width, height)
    h, w = image.shape[:2]
    old, new = (frame.to_ndarray(format="gray").astype(int) for frame in (picture, painted))
    outside = np.ones(old.shape, bool)
    outside[top : top + h, left : left + w] = False
    assert not (old - new)[outside].any()
    assert np.abs(old - new)[top : top + h, left : left + w].mean() > 20
    colours = painted.to_ndarray(format="rgb24")[top + 2 : top + h // 3, left + 2 : left + 8].reshape(-1, 3)
    assert np.abs(np.median(colours, axis=0) - (240, 196, 25)).max() < 16


def test_a_plate_fades_in_and_out():
    caption = Caption(1.0, 5.0, "GOAL")
    painter = Painter([caption], 320, 180)
    picture = grass(320, 180)
    plain = picture.to_ndarray(format="gray").astype(int)

    def strength(time):
        return float(
            np.abs(painter.paint(picture, time).to_ndarray(format="gray").astype(int) - plain).mean()
        )

    assert painter.paint(picture, 0.5) is picture
    rising = [strength(1 + FADE * share) for share in (0.25, 0.5, 1.0)]
    assert rising == sorted(rising) and rising[0] < rising[-1] / 2
    assert strength(3.0) == rising[-1] > strength(5.0 - FADE / 3) > 0
    assert painter.paint(picture, 5.0) is picture


@pytest.mark.parametrize(
    ("minute", "half", "printed"),
    [(23, 1, "23'"), (46, 1, "45+1'"), (46, 2, "46'"), (93, 2, "90+3'"), (46, None, "46'"), (None, 1, "")],
)
def test_a_minute_of_added_time_is_printed_as_on_a_scoresheet(minute, half, printed):
    assert printed_minute(minute, half) == printed
