"""Words as numbers: in any script, the same however they are put together, each in its second."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from goalmouth.spotting.words import BUCKETS, Words, known, parts_of, track_of, tracks_of, words_of
from goalmouth.types import Segment


def test_words_are_small_and_without_accents_in_any_script() -> None:
    assert words_of("¡Saque de ESQUINA, córner 45'!") == ["saque", "de", "esquina", "corner", "45", "!"]
    assert words_of("Гол! Freistoß") == ["гол", "!", "freistoß"]
    assert words_of("…") == []


def test_what_is_spelt_alike_shares_parts() -> None:
    alike = set(parts_of("corner")) & set(parts_of("corners"))
    assert len(alike) > 4 * len(set(parts_of("corner")) & set(parts_of("offside")))


@given(st.text(max_size=20))
def test_every_word_has_parts_below_the_buckets(word: str) -> None:
    parts = parts_of(word)
    assert parts and all(0 <= part < BUCKETS for part in parts)


def test_words_are_said_evenly_over_their_segment() -> None:
    track = track_of([Segment(10.0, 12.0, "one two three four"), Segment(20.0, 20.0, "five six")], 10.0)
    assert track.times.tolist() == [0.0, 0.5, 1.0, 1.5, 10.0, 10.0] and track.starts.tolist() == [0.0, 10.0]


def test_english_is_known_where_nobody_translated() -> None:
    english = [Segment(1.0, 4.0, "and that is a corner for the home side, with the ball on the left")]
    spanish = [Segment(1.0, 4.0, "y es saque de esquina para el equipo local, con el balón a la izquierda")]
    for said, wanted in ((english, len(words_of(english[0].text))), (spanish, 0)):
        own, other = tracks_of(said)
        assert len(own.words) == len(words_of(said[0].text)) and len(other.words) == wanted
    both = tracks_of([*spanish, Segment(1.0, 4.0, "it is a corner", translated=True)])
    assert [track.words[-1] for track in both] == ["izquierda", "corner"]


def test_different_words_are_numbered_once_with_all_their_parts() -> None:
    words = Words()
    assert words.of(np.array(["b", "a", "b"])).tolist() == [1, 0, 1]
    assert words.of(np.array(["c", "a"])).tolist() == [2, 0]
    parts, of = words.parts()
    assert [tuple(parts[of == number]) for number in range(3)] == [parts_of(word) for word in "abc"]


def test_seconds_know_their_words_and_where_they_are() -> None:
    tracks = tracks_of([Segment(5.2, 6.0, "one two"), Segment(7.0, 8.0, "three")])
    found = known(tracks, 2, 4, 5)
    assert found[:, 5].tolist() == np.float32([0, 0.3 + 0.3, 0, 0.3, 0]).tolist()
    assert found[:, 7].tolist() == [0, 1, 0, 1, 0] and found[:, 6].tolist() == [0] * 5
    assert set(found[:, 4]) == {1} and set(found[:, 9]) == {1} and set(found[:, 10]) == {0}
    later = known(tracks, 1, 2700, 5)
    assert (later[:, 0] < found[:, 0]).all() and (later[:, 3] > 0.3).all() and not later[:, 5:9].any()
