"""Several readings of one small banner: which of them counts."""

from goalmouth.scene.banners.agree import agreed
from goalmouth.scene.banners.cells import Cell
from goalmouth.scene.text import Box

MUTE = ()


def goal(name: str, score: float = 0.9) -> tuple[Cell, ...]:
    head = Cell("GOAL", Box(0, 0, 60, 20), 0.99, (0, 0, 0))
    return head, Cell(f"9 {name} 23'", Box(0, 30, 150, 50), score, (0, 0, 0))


def test_a_reading_that_tells_something_is_better_than_one_that_tells_nothing() -> None:
    assert agreed([MUTE, goal("Marek"), MUTE]) == goal("Marek")
    assert agreed([MUTE, MUTE]) == MUTE


def test_two_sizes_outvote_a_third_that_is_surer() -> None:
    assert agreed([goal("Mürek", 0.99), goal("Marek"), goal("Marek")]) == goal("Marek")


def test_a_name_is_better_than_none_and_sure_letters_decide_between_equals() -> None:
    assert agreed([goal("M4rek"), goal("Marek"), goal("M4rek")]) == goal("Marek")
    assert agreed([goal("Murek", 0.8), goal("Marek", 0.9)]) == goal("Marek", 0.9)
