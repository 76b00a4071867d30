"""Banners found, read and understood: on pictures of every design, in small broadcasts, and where none is."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Drawing
from PIL import ImageDraw, ImageFont

from goalmouth.media.decode import decode
from goalmouth.media.encode import Writer
from goalmouth.media.video import Frame, open_videos
from goalmouth.scene.banners.cells import Cell, _pieces, read_cells
from goalmouth.scene.banners.finder import Finder, Region
from goalmouth.scene.banners.parse import parse
from goalmouth.scene.banners.reader import OVER, BannerReader, Sight, _cut, _Known, _print, _Shown
from goalmouth.scene.banners.settle import cut_off, settled, steady
from goalmouth.scene.banners.words import distance, meaning, plain, split_off, stands_for
from goalmouth.scene.scoreboard.rows import Row
from goalmouth.scene.text import Box, Character, shared_reader
from goalmouth.simulate.banners import ARRANGEMENTS, KINDS, WORDS
from goalmouth.simulate.figures import paste, sprite
from goalmouth.simulate.layouts import LAYOUTS
from goalmouth.simulate.overlays import Overlays
from goalmouth.simulate.record import Banner as Drawn
from goalmouth.simulate.story import tell
from goalmouth.simulate.teams import draw_teams
from goalmouth.types import Banner, Image

DATA = Path(__file__).parents[3] / "shared" / "data" / "television"
FONT = Path(__file__).parents[2] / "src/goalmouth/film/fonts/BarlowCondensed-Medium.ttf"
TEAMS = ("VAL", "KEL")


def cell(text: str, x: float, y: float, beside: str = "", own: str = "", card: bool = False) -> Cell:
    """Return a cell of print 20 high at a place."""
    fill = (20, 20, 30)
    return Cell(text, Box(x, y, x + 11 * len(text), y + 20), 0.99, fill, own, beside, card)  # type: ignore[arg-type]


def read(*cells: Cell, teams: tuple[str, str] = TEAMS) -> Banner | None:
    return parse(cells, 10.0, 14.0, teams)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12 Tézenac 23 Muñizo", ["12 Tézenac", "23 Muñizo"]),
        ("OAK SUB 10 Rowan ↓ 13 Bardet", ["OAK SUB 10 Rowan", "↓", "13 Bardet"]),
        ("EAS ↑ 26 ELWIN ↓", ["EAS", "↑ 26 ELWIN", "↓"]),
        ("GOAL 23 Muñizo 1'", ["GOAL 23 Muñizo 1'"]),
        ("MTF 2 - 0 KEL", ["MTF 2 - 0 KEL"]),
        ("45 +2 MIN", ["45 +2 MIN"]),
    ],
)
def test_two_numbered_players_in_one_row_are_two_cells(text: str, parts: list[str]) -> None:
    row = Row(Box(0, 0, 10 * len(text), 30), tuple(Character(c, 10.0 * i, 1.0) for i, c in enumerate(text)))
    assert [row.text[a:b].strip() for a, b in _pieces(row)] == parts


def test_every_word_that_simulated_banners_print_is_known() -> None:
    for words in WORDS.values():
        for kind, word in zip((*KINDS, "in", "out"), words, strict=True):
            said = meaning(word)
            # Italian tells of a red card as French does: both say that somebody was sent off.
            assert said == kind, word


def test_no_phrase_means_two_things() -> None:
    import tomllib
    from importlib.resources import files

    text = files("goalmouth.scene.banners").joinpath("words.toml").read_text(encoding="utf-8")
    meanings: dict[str, set[str]] = {}
    for words in tomllib.loads(text).values():
        for said, phrases in words.items():
            for phrase in phrases:
                meanings.setdefault(plain(phrase), set()).add(said)
    assert {phrase: said for phrase, said in meanings.items() if len(said) > 1} == {}


@given(st.text("abcdefgh", max_size=9), st.text("abcdefgh", max_size=9), st.text("abcdefgh", max_size=9))
def test_distance_is_one(a: str, b: str, c: str) -> None:
    assert (distance(a, b) == 0) == (a == b)
    assert distance(a, b) == distance(b, a)
    assert distance(a, c) <= distance(a, b) + distance(b, c)


def test_a_code_stands_for_its_team_and_for_no_other() -> None:
    for short, full in (
        ("MTF", "Montferrand"),
        ("ORB", "SANKT ORBEN"),
        ("CVE", "Costa Verde"),
        ("kel", "KELVARA"),
    ):
        assert stands_for(short, full)
        assert stands_for(full, short)
    assert not stands_for("VAL", "KELVARA")
    assert not stands_for("OAK", "Kelvara")
    # As long as each other, and neither is short for the other.
    assert not stands_for("VAL", "CVE")
    told = read(cell("RED CARD CVE", 0, 0), cell("9 OKAFER", 0, 30), teams=("VAL", ""))
    assert told is not None and (told.player, told.side) == ("OKAFER", None)


def test_a_word_beside_a_team_is_split_off() -> None:
    assert split_off("Sostituzione NORTHGATE") == ("Substitution", "NORTHGATE")
    assert split_off("VAL YELLOW CARD") == ("Yellow card", "VAL")
    assert split_off("REMPLACEMEMT") == ("Substitution", "")
    assert split_off("Johnson") is None


def test_who_comes_on_and_who_goes_off() -> None:
    told = read(
        cell("SUBSTITUTION VAL", 10, 0), cell("28 Łaskow", 40, 30, "green"), cell("20 Toma", 40, 60, "red")
    )  # fmt: skip
    assert told is not None
    assert (told.kind, told.player_in, told.player_out, told.team, told.side) == (
        "Substitution", "Łaskow", "Toma", "VAL", "home",
    )  # fmt: skip
    under = read(
        cell("CAMBIO", 10, 0), cell("ENTRA", 10, 30), cell("SALE", 200, 30),
        cell("K. ADAIR", 10, 55), cell("VASCO", 200, 55),
    )  # fmt: skip
    assert under is not None
    assert (under.player_in, under.player_out) == ("K. ADAIR", "VASCO")


def test_a_number_behind_a_name_is_the_minute_where_a_clock_beside_it_is_in_that_minute() -> None:
    bar = cell("45:24", 0, 0), cell("DUN", 80, 0), cell("1", 130, 0)
    told = read(*bar, cell("Varga 46", 0, 30))
    assert told is not None and (told.kind, told.player, told.minutes) == ("Goal", "Varga", 46)
    assert read(*bar, cell("Varga 14", 0, 30)) is None


def test_a_team_is_no_player_even_where_nobody_else_is_named() -> None:
    names = "TRESANTO", "RAVENSHOLM"
    told = read(cell("GOAL", 0, 0), cell("TRESANTO", 0, 30), teams=names)
    assert told is None or (told.player, told.side) == ("", "home")
    told = read(cell("GOAL", 0, 0), cell("TRESANTO", 0, 30), cell("Marek 7", 0, 60), teams=names)
    assert told is not None and (told.player, told.side) == ("Marek", "home")


def test_two_names_without_a_direction_are_not_put_in_one() -> None:
    told = read(cell("SUBSTITUTION", 10, 0), cell("ADAIR", 40, 30), cell("VASCO", 40, 60))
    assert told is not None
    assert (told.player_in, told.player_out) == ("", "")


def test_a_player_is_told_from_his_team_by_what_stands_beside_him() -> None:
    told = read(
        cell("BOOKED", 10, 0), cell("KELVARA", 160, 0), cell("7 VALENTE", 20, 30, "yellow", card=True)
    )
    assert told is not None
    assert (told.kind, told.player, told.team, told.side) == ("Yellow card", "VALENTE", "KELVARA", "away")


def test_marks_alone_tell_and_two_colours_of_shirts_do_not() -> None:
    card = read(cell("9 ROWAN", 40, 0, "red", card=True))
    assert card is not None
    assert (card.kind, card.player) == ("Red card", "ROWAN")
    assert read(cell("9 ROWAN", 40, 0, "red")) is None
    assert read(cell("ROWAN", 40, 0), cell("QUINT", 40, 30)) is None
    lost = read(cell("19 ROWAN", 40, 0), cell("2 QUINT", 40, 30, "green"))
    assert lost is not None
    assert (lost.kind, lost.player_in, lost.player_out) == ("Substitution", "QUINT", "ROWAN")
    assert read(cell("1 ROWAN", 40, 0), cell("2 QUINT", 40, 30, "green"), cell("3 ADAIR", 40, 60)) is None


def test_a_bar_with_a_red_and_a_green_team_is_no_substitution() -> None:
    row = [cell("00:03", 10, 10), cell("KEL", 80, 10, own="red"), cell("0-0", 130, 10)]
    assert read(*row, cell("VAL", 180, 10, own="green")) is None
    assert parse([*row, cell("VAL", 180, 10, own="green")], 10.0, 14.0) is None
    assert read(cell("45:04", 10, 10), cell("KEL", 10, 40, "red", card=True), cell("VAL 1", 10, 70)) is None
    players = [cell("7 Perrin", 10, 50, own="green"), cell("9 Calder", 10, 80, own="red")]
    told = read(*row, cell("VAL", 180, 10, own="green"), *players)
    assert told is not None and (told.player_in, told.player_out) == ("Perrin", "Calder")


def test_a_scorer_of_the_first_minutes_is_no_name_with_its_score() -> None:
    told = read(cell("GOL", 10, 10), cell("KELVARA", 60, 10), cell("FALK 1'", 160, 10))
    assert told is not None
    assert (told.player, told.minutes, told.team, told.side) == ("FALK", 1, "KELVARA", "away")


def test_scorers_are_read_with_their_minute_and_own_goals_are_nobodys() -> None:
    goal = read(cell("GOL", 0, 0), cell("11 MENDORO 45+2'", 0, 30))
    assert goal is not None
    assert (goal.kind, goal.player, goal.minutes) == ("Goal", "MENDORO", 47)
    assert read(cell("OWN GOAL", 0, 0), cell("MENDORO 45'", 0, 30)) is None
    # A red team's own colour, or its crest, is no arrow.
    red = read(cell("VAL", 0, 0, own="red"), cell("11 MENDORO 10'", 40, 0, "red"))
    assert red is not None
    assert (red.kind, red.player, red.minutes) == ("Goal", "MENDORO", 10)
    assert read(cell("11 MENDORO 10'", 40, 0, "yellow")) is None
    assert read(cell("11 MENDORO 10'", 40, 0, "red", card=True)) is None


def test_what_small_print_is_taken_for_is_mended() -> None:
    told = read(cell("Toma II'", 0, 30))
    assert told is not None
    assert (told.kind, told.player, told.minutes) == ("Goal", "Toma", 11)
    told = read(cell("+ 17 HARKES", 0, 0), cell("19 RONNVIK", 0, 30, own="red"))
    assert told is not None
    assert (told.kind, told.player_in, told.player_out) == ("Substitution", "HARKES", "RONNVIK")
    told = read(cell("Garrick", 40, 0, "green"), cell("Alder", 40, 30, "red", card=True))
    assert told is not None
    assert (told.kind, told.player_in, told.player_out) == ("Substitution", "Garrick", "Alder")
    told = read(cell("YELLOW CARD", 0, 0), cell("åKerBy", 0, 30))
    assert told is not None
    assert told.player == "ÅKERBY"
    assert read(cell("YELLOW CARD", 0, 0), cell("McNeil", 0, 30)).player == "McNeil"  # type: ignore[union-attr]
    label = cell("COFF", 0, 30, own="red")
    told = read(cell("CHANGE", 0, 0), label, cell("16 VARGA", 60, 30), cell("21 HALDEN", 60, 80))
    assert told is not None
    assert (told.player_in, told.player_out) == ("HALDEN", "VARGA")
    assert read(cell("COFF", 0, 30), cell("16 VARGA", 60, 30), cell("21 HALDEN", 60, 80)) is None


def test_boards_and_added_time() -> None:
    board = read(
        cell("HALF-TIME", 0, 0), cell("VALMORA", 0, 30), cell("2 - 1", 120, 30), cell("KELVARA", 220, 30)
    )
    assert board is not None
    assert (board.kind, board.score) == ("Half-time", (2, 1))
    added = read(cell("+4", 0, 0))
    assert added is not None
    assert (added.kind, added.minutes) == ("Added time", 4)
    assert read(cell("+4 RECUPERO", 0, 0)) == replace(added, text="+4 RECUPERO", confidence=0.99)
    # A bar prints its own added time beside its clock.
    assert read(cell("VAL", 0, 0), cell("1 - 0", 50, 0), cell("KEL", 110, 0), cell("+4", 180, 0)) is None


@pytest.mark.parametrize(
    "texts",
    [
        ("SUPERCOPA", "VALMORA", "0-0", "KELVARA"),
        ("JOHN MARTIN", "Commentator"),
        ("ESTADIO NACIONAL", "Attendance 41 212"),
        ("4-3-3", "1 ADAIR", "2 VASCO", "3 QUINT", "4 ROWAN"),
        ("GOAL TV",),
        ("BET 3-2", "FIZZ COLA 0.0"),
    ],
)
def test_lower_thirds_line_ups_and_boards_by_the_pitch_tell_nothing(texts: Sequence[str]) -> None:
    assert read(*(cell(text, 10, 30.0 * i) for i, text in enumerate(texts))) is None


def test_what_stays_for_minutes_is_the_bar() -> None:
    reader = BannerReader()
    marks = cell("7 Perrin", 10, 50, own="green"), cell("9 Calder", 10, 80, own="red")
    reader.sights = [
        Sight(10.0, 14.0, marks),
        Sight(20.0, 80.0, (cell("RED CARD", 10, 10), cell("Weller", 90, 10))),
    ]
    assert [banner.kind for banner in reader.banners([])] == ["Substitution"]


def test_a_banner_that_is_read_twice_while_it_is_there_is_told_once() -> None:
    first = cell("22 YARROW", 10, 50, own="green"), cell("9 DARROW", 10, 80, own="red")
    second = cell("9 DARROW", 10, 50, own="green"), cell("22 YARROW", 10, 80, own="red")
    reader = BannerReader()
    reader.sights = [Sight(75.0, 78.8, first), Sight(76.3, 80.8, second), Sight(95.0, 98.0, second)]
    told = reader.banners([])
    assert [(banner.start, banner.player_in) for banner in told] == [(75.0, "YARROW"), (95.0, "DARROW")]


def test_a_banner_of_which_a_part_is_read_too_is_told_once_and_whole() -> None:
    word, player = cell("RED CARD", 10, 10), cell("Garrick", 120, 10)
    for first, second in (((word,), (word, player)), ((word, player), (word,))):
        reader = BannerReader()
        reader.sights = [Sight(75.0, 78.8, first), Sight(76.3, 80.8, second)]
        assert [banner.player for banner in reader.banners([])] == ["Garrick"]


@pytest.mark.parametrize(("since", "followed"), [(1.0, True), (58.0, False)])
def test_a_banner_that_hangs_over_the_edge_of_the_bar_is_read(since: float, followed: bool) -> None:
    wide = np.ascontiguousarray(field(5)[:, :640])
    frame = Frame(av.VideoFrame.from_ndarray(wide, "rgb24").reformat(format="yuv420p"), 66.0)
    bar, banner, reader = Box(0.0, 0.06, 0.36, 0.11), Box(0.05, 0.08, 0.2, 0.17), BannerReader()
    reader._size, reader._shown = (640, 360), [_Shown(bar, since, 66.0, [], ())]
    reader._take(frame, Region(banner, 4))
    assert (banner in [shown.box for shown in reader._shown]) == followed


@pytest.mark.parametrize(
    ("printed", "player"),
    [
        ("RøNNVIK", "RØNNVIK"), ("McLEAN", "McLEAN"), ("KerroW", "Kerrow"), ("McCoy", "McCoy"),
        ("UIrich", "Ulrich"), ("McIntyre", "McIntyre"), ("DA SILVA", "DA SILVA"),
    ],
)  # fmt: skip
def test_letters_that_look_alike_in_both_cases_are_as_their_word_is(printed: str, player: str) -> None:
    told = read(cell("GOAL", 0, 0), cell(f"25 {printed} 1'", 0, 30))
    assert told is not None and told.player == player


@pytest.mark.parametrize(
    ("shade", "behind", "card"),
    [((249, 212, 20), False, True), ((246, 188, 19), False, False), ((249, 212, 20), True, False)],
)
def test_a_yellow_card_on_a_yellow_field_is_seen(
    shade: tuple[int, int, int], behind: bool, card: bool
) -> None:
    field_, picture = (246, 188, 19), Drawing.new("RGB", (360, 100), (40, 110, 50))
    draw = ImageDraw.Draw(picture)
    # A shirt behind the banner goes on beyond it.
    draw.rectangle((20, 0 if behind else 10, 339, 89), fill=field_)
    draw.rectangle((32, 52, 51, 79), fill=shade, outline=(174, 139, 16) if card else shade)
    draw.rectangle((66, 46, 339, 89), fill=(7, 40, 91))
    font = ImageFont.truetype(str(FONT), 36)
    draw.text((82, 44), "5 ADAIR", fill="white", font=font)
    (name,) = [each for each in read_cells(np.asarray(picture), shared_reader()) if "ADAIR" in each.text]
    assert (name.beside, name.card) == (("yellow", True) if card else ("", False))


def test_boards_beside_something_yellow_show_nobody_a_card() -> None:
    boards = [cell(text, 80 * i, 30) for i, text in enumerate(("AVO TYRES", "KOBALT", "NORDIC"))]
    doubtful = replace(cell("SINCE1908", 400, 30, "yellow", card=True), score=0.7)
    assert read(doubtful) is not None
    assert read(doubtful, *boards) is None


def test_what_heads_a_score_is_shown_no_card() -> None:
    teams = cell("KELVARA", 0, 30), cell("0-0", 100, 30), cell("RAVENSHOLM", 160, 30)
    assert read(cell("PREMIER SERIES", 50, 0, "red", card=True), *teams) is None
    assert read(cell("5 VALENTE", 50, 60, "red", card=True), *teams) is not None


def test_colours_without_a_word_tell_of_no_change_whose_players_are_in_doubt() -> None:
    boards = [cell("4 Steel", 10, 10, "green"), cell("44 Volta", 200, 10, "red"), cell("Fizz", 400, 10)]
    assert read(*boards[:2]) is not None
    more = [replace(boards[0], box=Box(600 + x, 10, 690 + x, 30)) for x in (0, 200)]
    assert read(*boards, *more) is None


@pytest.mark.parametrize(
    ("x", "y", "told"), [(200, 10, True), (10, 45, True), (600, 10, False), (200, 130, False)]
)
def test_two_players_in_colours_are_a_change_where_they_stand_together(
    x: float, y: float, told: bool
) -> None:
    found = read(cell("9 Perrin", 10, 10, "green"), cell("7 Calder", x, y, "red"))
    assert (found is not None) == told


def test_a_misread_name_stays_unknown() -> None:
    told = read(cell("RED CARD", 0, 0), replace(cell("9 S0BERG", 0, 30, "red", card=True), score=0.9))
    assert told is not None
    assert told.player == ""


def overlays_of(seed: int, lines: int, arrangement: str) -> Overlays:
    rng = np.random.default_rng(seed)
    latin = [row for row in LAYOUTS.values() if row.script == "latin"]
    layout = latin[seed % len(latin)]
    story = tell(rng, 60.0, draw_teams(rng, layout.script), layout)
    made = Overlays(rng, story, layout, round(lines * 8 / 9) * 2, lines)
    made.banners.style = replace(made.banners.style, arrangement=arrangement, worded=True)
    return made


def crop_of(overlays: Overlays, banner: Drawn, lines: int) -> Image:
    """Return a banner over grass as it would be read."""
    picture = overlays.banners.picture(banner)
    high, wide = picture.shape[:2]
    frame = np.zeros((high + 16, wide + 60, 4), np.uint8)
    frame[:] = (48, 118, 42, 255)
    paste(frame, sprite(np.ascontiguousarray(picture)), 30, 8)
    scale = 720 / lines
    return np.asarray(
        cv2.resize(frame[..., :3], None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8
    )


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_every_design_is_read(arrangement: str) -> None:
    overlays = overlays_of(7 + ARRANGEMENTS.index(arrangement), 360, arrangement)
    team = overlays.story.teams[0]
    names = [overlays.banners.name(name) for name in ("Calder", "Weller")]
    for drawn in (
        Drawn(0, 4, "Substitution", 0, None, "Calder", "Weller", (17, 8)),
        Drawn(0, 4, "Yellow card", 0, "Calder", numbers=(17,)),
    ):
        cells = read_cells(crop_of(overlays, drawn, 360), shared_reader())
        told = parse(cells, 0.0, 4.0, (team.short, overlays.story.teams[1].short))
        assert told is not None, (arrangement, cells)
        assert told.kind == drawn.kind
        found = [told.player_in, told.player_out] if drawn.kind == "Substitution" else [told.player, names[1]]
        assert found == names, (arrangement, cells)


def field(seed: int) -> Image:
    """Something to pan over: grass with lines and boards in it."""
    random = np.random.default_rng(seed)
    wide = np.full((360, 2400, 3), (48, 118, 42), np.uint8)
    for _ in range(160):
        x, y = int(random.integers(0, 2380)), int(random.integers(0, 350))
        cv2.rectangle(
            wide, (x, y), (x + int(random.integers(4, 40)), y + 8), random.integers(0, 255, 3).tolist(), -1
        )
    return wide


def film(path: Path, overlays: Overlays | None, shown: Drawn | None, moving: bool = True) -> Path:
    """Pan over a field for 9 s; from 3 s to 6.6 s a banner lies over it."""
    wide = field(5)
    with Writer(path, width=640, height=360, frame_rate=Fraction(10), sample_rate=None) as writer:
        for i in range(90):
            x = 12 * i if moving else 0
            frame = np.dstack([wide[:, x : x + 640], np.full((360, 640), 255, np.uint8)])
            frame = np.ascontiguousarray(frame)
            if overlays and shown and 30 <= i < 66:
                picture = overlays.banners.picture(shown)
                place = overlays._banner_place(shown, picture.shape, 20.0)
                paste(frame, sprite(np.ascontiguousarray(picture)), *place)
            writer.picture(np.ascontiguousarray(frame[..., :3]))
    return path


def banners_in(path: Path) -> tuple[list[Banner], BannerReader]:
    reader = BannerReader()
    decode(open_videos([path]), [reader])
    reader.finish()
    return reader.banners([]), reader


def test_a_banner_is_found_while_the_picture_moves_and_read_once(tmp_path: Path) -> None:
    overlays = overlays_of(3, 360, "stack")
    shown = Drawn(0, 4, "Substitution", 0, None, "Calder", "Weller", (17, 8))
    (told,), reader = banners_in(film(tmp_path / "match.mp4", overlays, shown))
    assert told.kind == "Substitution"
    assert [told.player_in, told.player_out] == [overlays.banners.name(n) for n in ("Calder", "Weller")]
    assert abs(told.start - 3.0) < 0.8
    assert abs(told.end - 6.6) < 0.8
    assert len([sight for sight in reader.sights if sight.cells]) == 1


def test_a_banner_that_was_read_is_kept_when_it_seems_to_grow() -> None:
    wide = np.ascontiguousarray(field(5)[:, :640])
    frame = Frame(av.VideoFrame.from_ndarray(wide, "rgb24").reformat(format="yuv420p"), 12.0)
    box, grown, reader = Box(0.1, 0.8, 0.5, 0.85), Box(0.1, 0.785, 0.5, 0.86), BannerReader()
    shape = _print(_cut(frame, grown, OVER))
    shown = _Shown(box, 10.0, 12.0, [], (cell("GOAL", 10, 10), cell("Perrin 1'", 10, 40)), shape)
    reader._shown, reader._known = [shown], [_Known(box, shape, True, 12.0)]
    reader._take(frame, Region(grown, 4))
    assert reader._shown == [shown]


def test_a_banner_that_is_being_covered_up_keeps_the_names_it_had() -> None:
    wide = np.ascontiguousarray(field(5)[:, :640])
    frame = Frame(av.VideoFrame.from_ndarray(wide, "rgb24").reformat(format="yuv420p"), 12.0)
    box, grown, reader = Box(0.1, 0.8, 0.5, 0.85), Box(0.1, 0.77, 0.6, 0.86), BannerReader()
    full = cell("RED CARD", 10, 10), cell("Garrick", 120, 10)
    reader._size, reader._shown = (640, 360), [_Shown(box, 10.0, 12.0, [], full)]
    reader._take(frame, Region(grown, 4))
    (shown,) = reader._shown
    assert (shown.box, shown.cells, shown.before) == (grown, None, full)
    # Half of it is gone, and of what is left nothing is print.
    reader._end(shown)
    assert [sight.cells for sight in reader.sights] == [full]


@pytest.mark.parametrize(("shade", "sure"), [((128, 128, 128), False), ((40, 90, 40), True)])
def test_a_name_that_ends_where_the_picture_is_loose_is_in_doubt(
    shade: tuple[int, int, int], sure: bool
) -> None:
    crop = np.full((60, 400, 3), 250, np.uint8)
    crop[:, 190:] = shade
    print_ = Cell("Ga", Box(160, 15, 202, 45), 0.99, (250, 250, 250))
    assert cut_off(print_, crop) != sure
    assert not cut_off(replace(print_, fill=(126, 130, 128)), crop)
    assert not cut_off(replace(print_, text="Ga 1"), crop)


@pytest.mark.parametrize("moving", [True, False])
def test_where_nothing_is_laid_over_nothing_is_told(tmp_path: Path, moving: bool) -> None:
    told, _ = banners_in(film(tmp_path / "match.mp4", None, None, moving))
    assert told == []


def test_what_has_long_stood_still_is_not_new() -> None:
    finder, wide = Finder(), field(2)[..., 0]
    mark = np.random.default_rng(1).integers(0, 2, (30, 120)).astype(np.uint8) * 255
    found = []
    for i in range(20):
        picture = wide[:, 14 * i : 14 * i + 640].copy()
        if i >= 4:
            picture[300:330, 80:200] = mark
        found.append([r for r in finder.look(picture) if r.box.y0 > 0.7 and r.box.x1 < 0.5])
    assert not any(found[:6])
    assert any(found[6:9])
    assert not any(found[14:])


def test_print_stays_and_play_goes_grey_in_the_settled_picture() -> None:
    still = np.full((20, 60, 3), 200, np.uint8)
    crops = []
    for level in (0, 90, 180, 250):
        crop = still.copy()
        crop[:, 40:] = level
        crops.append(crop)
    middle = settled(crops)
    assert (middle[:, :38] == 200).all()
    assert (middle[:, 42:58] == 128).all()


def test_a_picture_in_which_a_banner_is_taken_away_does_not_count() -> None:
    there = np.full((20, 60, 3), 200, np.uint8)
    going = there.copy()
    going[:, 40:] = 30
    inner = slice(2, 18), slice(5, 55)
    assert len(steady([there, there, going], inner)) == 2
    # Play that shines through is there in every picture.
    assert len(steady([going, there, going], inner)) == 3
    assert len(steady([there, there, there], inner)) == 3
    assert len(steady([there, going], inner)) == 2
    beyond = there.copy()
    beyond[:, 56:] = 30
    assert len(steady([there, there, beyond], inner)) == 3
    # Behind it may be as dark as itself; then its print alone goes.
    there = np.full((20, 60, 3), 40, np.uint8)
    there[5:15, 10:50:5] = 220
    going = there.copy()
    going[:, 42:] = 60
    assert len(steady([there, there, going], inner)) == 2


@pytest.mark.skipif(not DATA.exists(), reason="no ../shared/data/television beside the project")
def test_nothing_is_invented_on_real_television() -> None:
    for clip in sorted((DATA / "clips").glob("*.mp4"))[:2]:
        assert banners_in(clip)[0] == [], clip.name
