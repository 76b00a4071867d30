"""The teams' colours, on bars drawn by the simulator: right, or not told."""

import cv2
import numpy as np
import pytest

from goalmouth.scene.scoreboard.colours import sample, team_colours
from goalmouth.scene.scoreboard.layout import Layout, Name
from goalmouth.scene.text import Box
from goalmouth.simulate.bar import Look, Painter
from goalmouth.simulate.layouts import LAYOUTS

HOME, AWAY, DARK = (190, 30, 45), (20, 70, 180), (18, 22, 40)
LOOK = {
    "dark": DARK, "light": (244, 245, 248), "accent": (246, 190, 20),
    "home": HOME, "home2": (250, 250, 250), "away": AWAY, "away2": (240, 200, 40),
}  # fmt: skip
TEXTS = {
    "home": "INT", "away": "NAP", "home_score": "0", "away_score": "2", "clock": "23:10",
    "added": "", "period": "1T", "aggregate": "(1-1)", "competition": "CUP",
}  # fmt: skip
UNIT = 24


def crops(layout, colours=LOOK, texts=TEXTS, count=5, behind=None):
    """Yield pictures of a bar on changing ground, as a decoder would give them, and the names' boxes."""
    bar = Painter(LAYOUTS[layout].part, Look(UNIT, "bold", colours)).draw(texts)
    blank = Painter(LAYOUTS[layout].part, Look(UNIT, "bold", colours)).draw(
        {**texts, "home": ".", "away": "."}
    )
    for seed in range(count):
        rng = np.random.default_rng(seed)
        noise = rng.integers(20, 200, (8, 40, 3), dtype=np.uint8)
        ground = cv2.resize(noise, (bar.shape[1] + 60, bar.shape[0] + 30), interpolation=cv2.INTER_LINEAR)
        if behind is not None:
            ground[:] = behind
        ground[15:-15, 30:-30] = ground[15:-15, 30:-30] * (1 - bar[..., 3:] / 255) + bar[..., :3]
        even = ground[: len(ground) // 2 * 2, : ground.shape[1] // 2 * 2]
        coded = cv2.cvtColor(np.ascontiguousarray(even), cv2.COLOR_RGB2YUV_I420)
        yield np.asarray(cv2.cvtColor(coded, cv2.COLOR_YUV2RGB_I420), np.uint8), _boxes(bar, blank)


def _boxes(bar, blank):
    """Return where the two names stand: what differs when they are not printed."""
    differs = np.abs(bar[..., :3].astype(int) - blank[..., :3]).max(-1) > 40
    columns = np.flatnonzero(differs.any(0))
    gap = int(np.diff(columns).argmax())
    rows = np.flatnonzero(differs.any(1))
    return [
        Box(30 + xs[0] - 2, 15 + rows[0] - 8, 30 + xs[-1] + 3, 15 + rows[-1] + 9)
        for xs in (columns[: gap + 1], columns[gap + 1 :])
    ]


def seen(layout, **options):
    samples = []
    for crop, (home, away) in crops(layout, **options):
        found = Layout(Name("INT", home, 1.0), Name("NAP", away, 1.0), (), (0, 2), None, ())
        samples.append(sample(crop, found))
    return team_colours(samples)


def near(colour, wanted):
    got = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return max(abs(a - b) for a, b in zip(got, wanted, strict=True)) < 20


@pytest.mark.parametrize(
    "layout", ["period", "aggregate", "no_clock", "pills", "dash", "competition", "stopped"]
)
def test_the_colours_come_from_a_names_cell_or_the_chip_beside_it(layout):
    colours = seen(layout)
    assert colours is not None and near(colours[0], HOME) and near(colours[1], AWAY)


@pytest.mark.parametrize("layout", ["clock_first", "plus_first", "short_clock", "minutes", "veil"])
def test_where_the_bar_has_no_team_colours_none_are_claimed(layout):
    assert seen(layout) is None


def test_two_colours_that_hardly_differ_are_no_claim():
    assert seen("period", colours=LOOK | {"away": (196, 36, 52)}) is None


def test_a_black_and_a_white_cell_are_no_claim():
    assert seen("period", colours=LOOK | {"home": (10, 10, 12), "away": (250, 250, 250)}) is None


def test_a_white_team_against_a_red_one_is_told():
    colours = seen("period", colours=LOOK | {"away": (250, 250, 250)})
    assert colours is not None and near(colours[0], HOME) and near(colours[1], (250, 250, 250))


def test_one_picture_is_not_enough():
    assert seen("period", count=1) is None
