"""The grammar of score bars, on rows of characters and on drawn crops."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

from goalmouth.scene.scoreboard.bar import Bar
from goalmouth.scene.scoreboard.clock import parse_clock
from goalmouth.scene.scoreboard.layout import (
    inline,
    layouts_in,
    named,
    read_layout,
    split_numbers,
    stacked,
    unnamed,
)
from goalmouth.scene.scoreboard.rows import Row
from goalmouth.scene.text import Box, Character, shared_reader
from goalmouth.types import Image


def row(text: str, y: float = 0.0, pitch: float = 10.0) -> Row:
    characters = tuple(Character(c, 5 + pitch * i, 0.99) for i, c in enumerate(text))
    return Row(Box(0, y, pitch * len(text), y + 20), characters)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05:10 AAA 0 2 BBB", ("AAA", (0, 2), "BBB")),
        ("AAA 0-2 BBB 05:10", ("AAA", (0, 2), "BBB")),
        ("TOT O-2 LIV", ("TOT", (0, 2), "LIV")),
        ("FOR 00 MNU", ("FOR", (0, 0), "MNU")),
        ("AAA 10 0 BBB", ("AAA", (10, 0), "BBB")),
        ("+2 91:43 RMA 2 2 BAR", ("RMA", (2, 2), "BAR")),
        ("65:32 RMA 0 0 BAY (2-2)", ("RMA", (0, 0), "BAY")),
        ("MC 0-1 MU 1st HALF", ("MC", (0, 1), "MU")),
        ("AAA 1 0 BBB 2T 04:52", ("AAA", (1, 0), "BBB")),
        ("日本 0-0 タジキスタン", ("日本", (0, 0), "タジキスタン")),
        ("REAL MADRID 1 - 0 SEVILLA FC", ("REAL MADRID", (1, 0), "SEVILLA FC")),
        ("ΦΑΡ 0 | 0 ΟΡΙ", ("ΦΑΡ", (0, 0), "ΟΡΙ")),
    ],
)
def test_names_and_scores_in_one_row(text: str, expected: tuple[str, tuple[int, int], str]) -> None:
    layout = inline(row(text))
    assert layout is not None
    assert (layout.home.text, layout.scores, layout.away.text) == expected


@pytest.mark.parametrize("text", ["CALL 0800 245 NOW", "20:45 MATCH NIGHT", "MERIDIAN", "1 2", "05:10"])
def test_what_is_no_score_bar(text: str) -> None:
    assert inline(row(text)) is None


def test_a_score_behind_each_name() -> None:
    layout = named(row("12:37 FRQ 1 RBA 0"))
    assert layout is not None
    assert (layout.home.text, layout.scores, layout.away.text) == ("FRQ", (1, 0), "RBA")


def test_teams_in_rows() -> None:
    layout = stacked(row("BAR 3"), row("BET 0", y=24.0))
    assert layout is not None
    assert (layout.home.text, layout.scores, layout.away.text) == ("BAR", (3, 0), "BET")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05:10", (310.0, None)),
        ("4:52", (292.0, None)),
        ("45:00 +2", (2700.0, None)),
        ("+2 91:43", (5503.0, None)),
        ("291:43", (5503.0, None)),
        ("104:09", (6249.0, None)),
        ("9 mins", (540.0, None)),
        ("1st HALF", (None, 1)),
        ("2T 04:52", (292.0, 2)),
        ("後半", (None, 2)),
        ("HELLO", (None, None)),
    ],
)
def test_what_clocks_say(text: str, expected: tuple[float | None, int | None]) -> None:
    assert parse_clock(text) == expected


@pytest.mark.parametrize("own", ["1T 00:11", "1st HALF"])
def test_a_time_on_a_board_below_is_not_the_bars_clock(own: str) -> None:
    found, *_ = layouts_in([row("SKYLARK 20:45 MATCH NIGHT", y=22.0), row(f"BRY 0 0 OAK {own}")])
    assert found.clock is not None
    assert found.clock.text in own


def test_a_clock_in_the_row_below_the_teams() -> None:
    found, *_ = layouts_in([row("BRY 0 0 OAK"), row("   00:11", y=22.0)])
    assert found.clock is not None
    assert found.clock.seconds == 11


def drawn(*texts: tuple[int, str]) -> Image:
    """Draw a bar: (x, text) each."""
    picture = Picture.new("RGB", (520, 44), (20, 24, 60))
    draw = ImageDraw.Draw(picture)
    for x, text in texts:
        draw.text((x, 8), text, fill="white", font=ImageFont.load_default(26))
    return np.asarray(picture)


def test_a_tight_crop_of_a_bar_is_read() -> None:
    image = drawn((14, "61:07"), (120, "KEL"), (205, "2"), (245, "1"), (290, "MTF"))[:, :420]
    layout = read_layout(image, shared_reader())
    assert layout is not None
    assert (layout.home.text, layout.scores, layout.away.text) == ("KEL", (2, 1), "MTF")
    assert layout.clock is not None
    assert layout.clock.seconds == 3667.0


def test_a_score_beyond_the_rule_is_read_where_the_first_reading_missed_it() -> None:
    image = drawn((14, "KEL"), (105, "0"), (136, "|"), (158, "0"), (220, "LAG"))
    layout = read_layout(image, shared_reader())
    assert layout is not None
    zone = layout.zones[0]
    short = replace(layout, zones=(replace(zone, x1=146.0),), scores=(0, 1))
    own = Bar.locate(short, [image] * 3, shared_reader())
    assert own.layout.zones[0].x1 > 165.0
    assert own.read(0.0, image, shared_reader()).scores == (0, 0)


@pytest.mark.parametrize(("third", "expected"), [(60.0, ["0", "0"]), (54.0, ["0", "0"]), (74.0, ["01", "0"])])
def test_a_rule_between_two_scores_is_no_digit(third: float, expected: list[str]) -> None:
    places = zip("010", (20.0, 40.0, third), strict=True)
    own = Row(Box(0, 0, 80, 40), tuple(Character(c, x, 0.99) for c, x in places))
    assert split_numbers(own, 0, 3) == expected


@pytest.mark.parametrize(("rule", "expected"), [(52.0, ["0", "0"]), (60.0, ["0", "10"])])
def test_a_blank_before_the_rule_does_not_join_it_to_a_score(rule: float, expected: list[str]) -> None:
    places = zip("0 IO", (20.0, 36.0, rule, 84.0), strict=True)
    own = Row(Box(0, 0, 100, 40), tuple(Character(c, x, 0.99) for c, x in places))
    assert split_numbers(own, 0, 4) == expected


def test_the_half_beside_the_clock_is_read_anew() -> None:
    names = (14, "KEL"), (105, "2"), (145, "1"), (190, "MTF")
    first = drawn(*names, (290, "1T"), (370, "45:38"))
    layout = read_layout(first, shared_reader())
    assert layout is not None
    own = Bar.locate(layout, [first] * 3, shared_reader())
    seen = [own.read(0.0, first, shared_reader())]
    seen += [own.read(9.0, drawn(*names, (290, "2T"), (370, "00:01")), shared_reader())]
    assert [(s.clock, s.period) for s in seen] == [(2738.0, 1), (1.0, 2)]


def test_two_digits_closer_than_letters_are_a_scorers_number_and_no_score() -> None:
    spread = row("COSTA VERDE 29 MAREK")
    assert inline(spread) is not None
    last = spread.text.index("9")
    tight = [replace(c, x=c.x - 3) if i == last else c for i, c in enumerate(spread.characters)]
    assert inline(replace(spread, characters=tuple(tight))) is None


@pytest.mark.parametrize(
    ("text", "away"), [("CBE 0 1 3AP", "ЗAP"), ("CBE 0 1 3 AP", "AP"), ("CBE 0 1 3AL", "AL")]
)
def test_a_3_before_letters_that_cyrillic_has_is_one_of_them(text: str, away: str) -> None:
    layout = inline(row(text))
    assert layout is not None and layout.scores == (0, 1)
    assert (layout.home.text, layout.away.text) == ("CBE", away)


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        ("     0 2      05:10", (0, 2)),
        # Cyrillic letters that look like a digit and Latin letters, beside a name that is not read.
        ("3AP   0 2      05:10", (0, 2)),
        ("3     0 2      05:10", (0, 2)),
        ("3AP   0 2 BO   05:10", None),
        ("     0 2      ", None),
        ("3 0 05:10", None),
    ],
)
def test_scores_between_names_that_are_not_read(text: str, scores: tuple[int, int] | None) -> None:
    layout = unnamed(row(text))
    assert (layout and (layout.home.text, layout.scores, layout.away.text)) == (scores and ("", scores, ""))
