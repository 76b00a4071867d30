import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from goalmouth.film.subtitles import ROWS, WIDTH, cues, webvtt
from goalmouth.types import Line

WORDS = st.lists(st.text("abcdefgh–éß", min_size=1, max_size=12), min_size=1, max_size=40).map(" ".join)


def test_a_short_line_is_one_cue_at_its_own_times():
    assert cues([Line(1.5, 3.0, "Goal for Ödeby!", 0, "call")]) == [(1.5, 3.0, "Goal for Ödeby!")]


def test_a_longer_line_breaks_into_two_even_rows():
    (cue,) = cues([Line(0, 4, "And it is two for the visitors now, ten minutes from time.", 0, "call")])
    rows = cue.text.split("\n")
    assert len(rows) == 2 and abs(len(rows[0]) - len(rows[1])) < 12


def test_a_line_too_long_for_two_rows_becomes_two_pages_that_can_be_read():
    text = "We are playing in the 1st minute, and there are still no goals between RAV and PAL."
    first, second = cues([Line(0, 6, text, 0, "lead")])
    assert min(first.end - first.start, second.end - second.start) > 2


@given(WORDS, st.floats(0, 100), st.floats(0.5, 20))
def test_no_row_is_too_long_and_no_word_is_lost(text, start, duration):
    found = cues([Line(start, start + duration, text, 0, "call")])
    assert " ".join(" ".join(cue.text.split("\n")) for cue in found).split() == text.split()
    assert all(len(cue.text.split("\n")) <= ROWS for cue in found)
    assert all(len(row) <= WIDTH for cue in found for row in cue.text.split("\n"))
    assert found[0].start == start and abs(found[-1].end - start - duration) < 1e-6
    assert all(a.end == b.start for a, b in itertools.pairwise(found))


def test_webvtt_is_well_formed():
    text = webvtt([Line(3661.0015, 3662, "Bold & <new>", 0, "call"), Line(0, 1, "First", 0, "opening")])
    assert text.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nFirst\n\n")
    assert "01:01:01.00" in text and "Bold &amp; &lt;new&gt;" in text
    assert len(re.findall(r"^\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}$", text, re.M)) == 2


def test_without_lines_there_is_a_file_without_cues():
    assert webvtt([]) == "WEBVTT\n"
