"""Letters of print, by what the reader wavers between."""

from dataclasses import replace

import pytest

from goalmouth.scene.banners.letters import joined, lettered, mixed, restored
from goalmouth.scene.text import Character, text_of


def word(text: str, place: int, score: float, *rivals: tuple[str, float]) -> list[Character]:
    letters = [Character(letter, 10.0 * i, 0.99) for i, letter in enumerate(text)]
    letters[place] = Character(text[place], 10.0 * place, score, rivals)
    return letters


def test_an_e_that_may_be_an_o_and_has_a_trace_of_a_bar_is_one_with_a_bar() -> None:
    assert text_of(restored(word("Jervik", 1, 0.62, ("o", 0.27), ("ø", 0.07)))) == "Jørvik"
    assert text_of(restored(word("Jervik", 1, 0.95, ("o", 0.27), ("ø", 0.07)))) == "Jervik"
    assert text_of(restored(word("Jervik", 1, 0.62, ("o", 0.35)))) == "Jervik"
    assert text_of(restored(word("Jervik", 1, 0.62, ("ø", 0.07)))) == "Jervik"


def test_a_name_begins_with_a_capital_where_it_may() -> None:
    assert text_of(restored(word("taskow", 0, 0.6, ("Ł", 0.35)))) == "Łaskow"
    assert text_of(restored(word("taskow", 0, 0.6, ("l", 0.35)))) == "taskow"
    assert text_of(restored(word("mins", 0, 0.9, ("M", 0.05)))) == "mins"
    # Inside a word, and before capitals, nothing is said.
    assert text_of(restored(word("Castow", 2, 0.6, ("Ł", 0.35)))) == "Castow"
    assert text_of(restored(word("tASKOW", 0, 0.6, ("Ł", 0.35)))) == "tASKOW"


def test_a_letter_that_may_well_have_a_mark_has_one() -> None:
    assert text_of(restored(word("Akerby", 0, 0.57, ("Å", 0.34), ("Á", 0.05), ("Ä", 0.02)))) == "Åkerby"
    assert text_of(restored(word("RONNVIK", 1, 0.71, ("Ø", 0.22), ("0", 0.06)))) == "RØNNVIK"
    both = restored(word("JORVIK", 1, 0.36, ("ø", 0.33), ("Ø", 0.28)))
    assert text_of(both).upper() == "JØRVIK" and both[1].score == pytest.approx(0.61)
    small = restored(word("RøNNVIK", 1, 0.32, ("Ø", 0.31), ("O", 0.1)))
    assert small[1].score == pytest.approx(0.63)
    assert text_of(restored(word("Lorca", 3, 0.84, ("ç", 0.16)))) == "Lorca"
    assert text_of(restored(word("Lorca", 3, 0.7, ("e", 0.3)))) == "Lorca"


def test_a_digit_in_a_word_is_the_letter_that_stands_there_read_in_letters_alone() -> None:
    row = [*word("18 ", 0, 0.99), *(replace(c, x=c.x + 30) for c in word("J0RVIK 1'", 1, 0.46, ("O", 0.27)))]
    again = [*word("l  ", 0, 0.3), *(replace(c, x=c.x + 30) for c in word("JøRVIK I'", 1, 0.6, ("Ø", 0.32)))]
    assert mixed(row) and text_of(lettered(row, again)) == "18 JØRVIK 1'"
    # Where that wavers, too, the digit stays, and the name is left out later.
    unsure = [replace(c, score=0.4) if c.text == "ø" else c for c in again]
    assert text_of(lettered(row, unsure)) == "18 J0RVIK 1'"
    assert not mixed(word("18 JORVIK 1'", 0, 0.99))


def letters(
    text: str, *doubtful: tuple[int, float], left: float = 10.0, step: float = 10.0
) -> list[Character]:
    scores = dict(doubtful)
    return [Character(c, left + step * i, scores.get(i, 0.98)) for i, c in enumerate(text)]


def test_each_letter_is_the_surer_readers() -> None:
    one, small = letters("Pascõe 9'", (4, 0.52)), letters("Pascoe 9’", (4, 0.95), (8, 0.5))
    assert text_of(joined(one, small)) == "Pascoe 9'"
    assert text_of(joined(letters("DURÃO"), letters("DURÄO", (3, 0.42)))) == "DURÃO"
    # It knows marks better than the other, and a barred letter best.
    assert text_of(joined(letters("Simarek", (0, 0.8)), letters("Šimarek", (0, 0.7)))) == "Šimarek"
    assert text_of(joined(letters("Jarvik"), letters("Jørvik", (1, 0.7)))) == "Jørvik"
    assert text_of(joined(letters("Jarvik"), letters("Jørvik", (1, 0.5)))) == "Jarvik"


def test_symbols_and_figures_stay_the_first_readers() -> None:
    one, small = letters("★ 19 Marek"), letters("9 18 Maraa")
    assert text_of(joined(one, small))[:5] == "★ 19 "
    assert text_of(joined(one, [])) == "★ 19 Marek"
    assert joined([], small) == ()


def test_a_word_of_another_length_must_be_surer_and_no_stump() -> None:
    doubtful = letters("Covin", *((i, 0.6) for i in range(5)))
    assert text_of(joined(doubtful, letters("Corvin", step=8.0))) == "Corvin"
    assert text_of(joined(letters("Covin"), letters("Corvin", step=8.0))) == "Covin"
    assert text_of(joined(letters("GSCS", (0, 0.5), (3, 0.4)), letters("Sc", left=20.0))) == "GSCS"


def test_words_are_joined_each_with_its_own() -> None:
    one = letters("Vale Odera", *((i, 0.5) for i in range(10)))
    assert text_of(joined(one, letters("Våle Ødera", (1, 0.9), left=8.0))) == "Våle Ødera"
