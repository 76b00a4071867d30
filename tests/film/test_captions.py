import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.film.captions import FADE, Caption, captions
from goalmouth.film.framing import ASPECTS
from goalmouth.film.lettering import drawable, ellipsis, font
from goalmouth.film.painter import Painter
from goalmouth.film.plates import READABLE, contrast, draw, ink_on, parsed, safe_area
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


def test_first_who_plays_then_the_score_before_the_goal_then_the_one_after_it():
    opening, before, after, closing = plates(FULL)
    assert (opening.place, opening.home, opening.away, opening.score) == ("opening", "INT", "NAP", "")
    assert (before.title, before.home, before.score, before.minute) == ("", "INT", "0–0", "23'")
    assert (after.title, after.who, after.score, after.minute) == ("GOAL", "INT", "1–0", "23'")
    assert (closing.place, closing.title, closing.score, closing.minute) == ("closing", "", "1–0", "23'")
    assert opening.start < 10.5 and opening.end == before.start
    assert before.end == after.start == 22.0 and after.end == closing.start and closing.end == 32.0
    assert not before.fade_out and not after.fade_in and closing.fade_in and closing.fade_out


def test_the_titles_take_nothing_from_what_happened():
    found = plates(FULL, end=115.0, time=101.2)
    assert [plate.place for plate in found] == ["plate", "plate", "closing"]
    assert found[1].end - found[1].start > 3
    assert [plate.place for plate in plates(FULL, time=117.5)] == ["opening", "plate", "plate"]


def test_only_the_film_has_an_opening_and_a_closing_plate_not_each_clip():
    moment = Moment((), "Goal", 112.0)
    facts = MomentFacts(moment, tuple(Fact(name, value, 1.0, "x") for name, value in FULL.items()))
    clip = Clip(100.0, 122.0, moment)
    places = [plate.place for plate in captions([clip] * 3, [(0, 22), (22, 44), (44, 66)], [facts] * 3)]
    assert places == ["opening", *["plate"] * 6, "closing"]


def test_the_plate_speaks_the_language_of_the_film():
    moment = Moment((), "Goal", 112.0)
    facts = MomentFacts(moment, (Fact("team", "INT", 1.0, "x"),))
    (plate,) = captions([Clip(100.0, 122.0, moment)], [(10.0, 32.0)], [facts], "fr")
    assert (plate.title, plate.who) == ("BUT", "INT")


def test_what_is_not_known_is_left_out():
    (only,) = plates({}, kind="Highlight")
    assert (only.title, only.score, only.minute, only.colours) == ("HIGHLIGHT", "", "", None)
    before, after = plates({"minute": 7})
    assert (before.score, before.minute, after.title, after.score) == ("", "7'", "GOAL", "")
    assert plates(FULL | {"home_colour": "#102030"})[1].colours is None


def test_a_goal_at_the_very_beginning_has_no_plate_before():
    assert [plate.title for plate in plates(FULL, time=100.0)] == ["GOAL", ""]


def test_names_no_font_can_write_are_left_out_and_never_become_boxes():
    unknown = "\U0001f9ff\U000e0041"
    assert not drawable(unknown)
    _, after, _ = plates(FULL | {"home": unknown, "team": unknown})
    assert (after.title, after.who, after.home, after.away, after.score) == ("GOAL", "", "", "", "1–0")
    blank, _, _ = draw(Caption(0, 1, unknown, home=unknown, away="NAP", score="1–0", minute="3'"), 640, 360)
    plain, _, _ = draw(Caption(0, 1, "", score="1–0", minute="3'"), 640, 360)
    assert np.array_equal(blank, plain)


@pytest.mark.parametrize("text", ["GOAL · INT", "Łódź–Beşiktaş", "Čeferin Ødegård 90+4'", "Đại Việt"])
def test_latin_names_are_written_in_our_own_letters(text):
    assert drawable(text) and font("bold", 20, text).getname()[0] == "Barlow Condensed"


TEXT = st.one_of(
    st.text(st.characters(codec="latin-1", categories=("L", "N", "Zs", "P")), max_size=40),
    st.sampled_from(["W" * 40, "Borussia Mönchengladbach", "Wolverhampton Wanderers", "Ďáblice Žďár", "A"]),
)


@settings(deadline=None, max_examples=60)
@given(
    st.integers(120, 1080).map(lambda n: n * 2),
    st.sampled_from(sorted(ASPECTS)),
    st.tuples(TEXT, TEXT, TEXT, TEXT, TEXT),
    st.sampled_from(["plate", "opening", "closing"]),
    st.booleans(),
)
def test_any_text_stays_in_the_safe_area_of_any_film(lines, aspect, texts, place, coloured):
    width, height = (round(side / 2) * 2 for side in (lines * ASPECTS[aspect], lines))
    if aspect == "9:16":
        width, height = lines, round(lines * 8 / 9) * 2
    title, who, home, away, competition = texts
    colours = ("#102030", "#f0e0d0") if coloured else None
    texts = title, who, home, away, "10–11", "90+12'", competition
    caption = Caption(0, 1, *texts, "Goal", colours, "home", place)
    image, left, top = draw(caption, width, height)
    area, (h, w) = safe_area(width, height), image.shape[:2]
    assert h % 2 == w % 2 == left % 2 == top % 2 == 0
    assert left >= area.left - 0.01 and left + w <= area.right + 0.01
    assert top >= max(area.top, height / 2) - 2 and top + h <= area.bottom + 0.01
    assert image[..., 3].any()


def test_an_upright_film_keeps_clear_of_what_telephones_lay_over_it():
    area = safe_area(720, 1280)
    assert area.bottom <= 0.85 * 1280 and area.right <= 0.88 * 720
    assert safe_area(1280, 720).bottom == pytest.approx(0.95 * 720)


def test_a_long_name_is_cut_short_with_dots_and_keeps_its_accents():
    assert ellipsis("Łódź") == "Łód…" and ellipsis("Łód…") == "Łó…"
    assert ellipsis("Real M") == "Real…" and ellipsis("Xe\u0301") == "X…"


@settings(deadline=None, max_examples=200)
@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_letters_can_be_read_on_any_teams_colour(fill):
    assert contrast(ink_on(fill), fill) >= READABLE


def test_a_goal_is_told_in_the_colour_of_the_team_that_scored_and_a_card_in_its_own():
    colours = {"home_colour": "#1d3f94", "away_colour": "#e03a2f", "side": "away", "team": "NAP"}
    for kind, wanted in (("Goal", "#e03a2f"), ("Yellow card", "#f4d020")):
        caption = next(plate for plate in plates(FULL | colours, kind=kind) if plate.title)
        assert caption.colours == ("#1d3f94", "#e03a2f")
        image, _, _ = draw(caption, 1280, 720)
        assert np.abs(image[6:-6, 1, :3].astype(int) - parsed(wanted)).max() < 12
        chips = [(np.abs(image[..., :3].astype(int) - parsed(c)).max(-1) < 12).sum() for c in caption.colours]
        assert min(chips) > 60


@pytest.mark.parametrize(("width", "height"), [(426, 240), (640, 360), (406, 720), (1920, 1080), (320, 182)])
def test_only_the_plates_rectangle_is_touched(width, height):
    caption = Caption(0, 10, "GOAL", "INT", "INT", "NAP", "1–0", "23'", kind="Goal")
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
