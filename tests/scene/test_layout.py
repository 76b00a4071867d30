"""The grammar of score bars, on rows of characters and on drawn crops."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from goalmouth.scene.scoreboard.clock import parse_clock
from goalmouth.scene.scoreboard.layout import inline, layouts_in, named, read_layout, stacked, unnamed
from goalmouth.scene.scoreboard.rows import Row
from goalmouth.scene.text import Box, Character, shared_reader


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


def test_a_tight_crop_of_a_bar_is_read() -> None:
    image = Image.new("RGB", (420, 44), (20, 24, 60))
    draw = ImageDraw.Draw(image)
    draw.text((14, 8), "61:07", fill="white", font=ImageFont.load_default(26))
    draw.text((120, 8), "KEL", fill="white", font=ImageFont.load_default(26))
    draw.text((205, 8), "2", fill="white", font=ImageFont.load_default(26))
    draw.text((245, 8), "1", fill="white", font=ImageFont.load_default(26))
    draw.text((290, 8), "MTF", fill="white", font=ImageFont.load_default(26))
    layout = read_layout(np.asarray(image), shared_reader())
    assert layout is not None
    assert (layout.home.text, layout.scores, layout.away.text) == ("KEL", (2, 1), "MTF")
    assert layout.clock is not None
    assert layout.clock.seconds == 3667.0


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
