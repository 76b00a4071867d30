"""Drawn rows of small print, and what they say."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth import film
from goalmouth.scene.small_print import ALIGNED, LINES, as_input
from goalmouth.training.rows import ALPHABET, LONGEST, Drawer, say

FACES = sorted((Path(str(film.__file__)).parent / "fonts").glob("*.ttf"))


@given(st.integers(0, 2**32 - 1))
def test_what_is_said_can_be_read(seed: int) -> None:
    text = say(np.random.default_rng(seed))
    assert text.strip() == text
    assert text
    # One symbol is drawn twice as often as it should be where it stands twice in the list.
    assert len(set(ALPHABET)) == len(ALPHABET)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_row_is_of_the_networks_height_and_shows_its_print(seed: int) -> None:
    row, text = Drawer(FACES)(np.random.default_rng(seed))
    assert row.shape[0] == LINES
    assert row.dtype == np.uint8
    assert 0 < len(text) <= LONGEST
    assert set(text) <= set(ALPHABET)
    # Whatever the encoder did, print is told from its field.
    assert np.ptp(row) > 30


def test_a_row_follows_from_its_seed() -> None:
    one, other = (Drawer(FACES)(np.random.default_rng(5)) for _ in range(2))
    assert one[1] == other[1]
    assert np.array_equal(one[0], other[0])


@pytest.mark.parametrize("wide", [1, 8, 61])
def test_a_row_is_levelled_and_padded(wide: int) -> None:
    row = np.random.default_rng(wide).integers(60, 200, (LINES, wide)).astype(np.uint8)
    x = as_input(row)
    assert x.shape[1] % ALIGNED == 0
    assert x[:, :wide].mean() == pytest.approx(0, abs=1e-4)
    assert x[:, :wide].std() == pytest.approx(1, abs=1e-3)
    assert not x[:, wide:].any()
    assert as_input(row, 128).shape == (LINES, 128)
    # What has no print stays still.
    assert np.abs(as_input(np.full((LINES, 8), 90, np.uint8))).max() == 0
