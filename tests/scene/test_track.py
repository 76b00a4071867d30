"""The state machine against misread digits."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.scene.scoreboard.bar import Sighting
from goalmouth.scene.scoreboard.track import readings


def bar(home: str = "INT", away: str = "NAP") -> Any:
    return SimpleNamespace(homes=Counter({home: 300}), aways=Counter({away: 300}), colours=[])


def sighting(
    time: float, scores: tuple[int, int] | None, clock: float | None, own: Any, fresh: bool = True
) -> Sighting:
    text = "" if clock is None else f"{int(clock) // 60:02d}:{int(clock) % 60:02d}"
    return Sighting(time, own, scores, clock, text, None, fresh and scores is not None, clock is not None)


@settings(deadline=None, max_examples=60)
@given(
    goals=st.lists(st.tuples(st.integers(8, 112), st.booleans()), max_size=4, unique_by=lambda g: g[0] // 8),
    rate=st.sampled_from([1.0, 2.0, 18.0]),
    start=st.integers(0, 2400),
    misread=st.sets(st.integers(0, 239), max_size=24),
    seed=st.integers(0, 99),
)
def test_scattered_misreadings_change_nothing(
    goals: list[tuple[int, bool]], rate: float, start: int, misread: set[int], seed: int
) -> None:
    own, seen, truth = bar(), [], []
    for i in range(240):
        time = i / 2
        score = (
            sum(at <= time and home for at, home in goals),
            sum(at <= time and not home for at, home in goals),
        )
        clock = float(int(start + rate * time))
        truth.append((score, clock))
        # A lone misreading: its neighbours are right, as with a player who runs behind the bar.
        wrong = i in misread and not {i - 1, i - 2} & misread and all(abs(time - at) > 3 for at, _ in goals)
        read = ((score[0] + 8, score[1]), clock + 600 + 7 * seed) if wrong else (score, clock)
        seen.append(sighting(time, *read, own))
    found = readings(seen)
    assert [(r.home_score, r.away_score) for r in found] == [score for score, _ in truth]
    for reading, (_, clock) in zip(found, truth, strict=True):
        assert reading.clock is None or abs(reading.clock - clock) <= max(1.0, 0.6 * rate)
    assert sum(r.clock is None for r in found) <= 4


@pytest.mark.parametrize("rate", [1, 20])
def test_a_first_digit_that_is_lost_for_seconds_is_found_again(rate: int) -> None:
    own = bar()
    truth = [13 * 60 + 40 + rate * i // 2 for i in range(60)]
    lost = [clock - 600 if 20 <= i < 30 else clock for i, clock in enumerate(truth)]
    assert [r.clock for r in readings([sighting(i / 2, (0, 0), c, own) for i, c in enumerate(lost)])] == truth
    # A programme that was cut from early play has the early clock: no other print has its tens.
    early = [200 + i // 2 if i < 30 else 4000 + i // 2 for i in range(60)]
    found = readings([sighting(i / 2, (0, 0), float(c), own) for i, c in enumerate(early)])
    assert [r.clock for r in found] == early


def test_a_score_seen_once_is_not_believed() -> None:
    own = bar()
    seen = [sighting(i / 2, (1, 0) if i == 20 else (0, 0), float(i // 2), own) for i in range(60)]
    assert {(r.home_score, r.away_score) for r in readings(seen)} == {(0, 0)}


def test_a_lower_third_is_not_a_score_bar() -> None:
    own = bar("REAL MADRID", "SEVILLA FC")
    assert readings([sighting(i / 2, (0, 0), None, own) for i in range(10)]) == []


def test_a_lower_third_that_comes_again_is_still_none_beside_the_bar() -> None:
    third, own = bar("REAL MADRID", "SEVILLA FC"), bar("RMA", "SEV")
    coming = [sighting(start + i / 2, (0, 0), None, third) for start in (1, 60, 120) for i in range(10)]
    staying = [sighting(10 + i / 2, (0, 0), None, own) for i in range(80)]
    assert {r.home for r in readings(sorted([*coming, *staying], key=lambda s: s.time))} == {"RMA"}


def test_one_misread_digit_does_not_move_where_the_second_turns() -> None:
    own = bar()
    seen = []
    for i in range(60):
        time = i / 2 + 0.02
        # Fresh now and then, as where the clock keeps time; the last digit of one is misread.
        fresh, wrong = i < 8 or i % 10 == 0, i == 40
        clock = float(int(time) + wrong) if fresh else None
        seen.append(
            Sighting(time, own, (0, 0), clock, f"00:{clock:02.0f}", None, True, True)
            if clock is not None
            else Sighting(time, own, (0, 0), None, "", None, True, False, runs_on=True)
        )
    wrong_ones = [r.time for r in readings(seen) if r.clock != float(int(r.time))]
    assert wrong_ones == [20.02]


def test_a_clock_of_whole_minutes_leaps_over_half_time_and_loses_no_reading() -> None:
    own = bar()
    seen = [sighting(i / 2, (0, 0), 60.0 if i < 60 else 2760.0, own) for i in range(140)]
    # Few are read afresh right after the leap.
    seen = [s for i, s in enumerate(seen) if i < 60 or i in (72, 78) or i > 80]
    assert [r.clock for r in readings(seen)] == [s.clock for s in seen]


def test_a_bar_without_a_clock_is_believed_when_it_stays() -> None:
    own = bar("LIV", "AST")
    found = readings([sighting(i / 2, (0, 0), None, own) for i in range(40)])
    assert len(found) == 40
    assert found[0].clock is None


def test_a_name_that_is_read_differently_each_time_is_left_out() -> None:
    own = SimpleNamespace(
        homes=Counter({"FOO": 100, "POO": 100, "FOQ": 100}), aways=Counter({"NAP": 300}), colours=[]
    )
    found = readings([sighting(i / 2, (0, 0), float(i // 2), own) for i in range(40)])
    assert {(r.home, r.away) for r in found} == {("", "NAP")}


def test_look_alike_letters_follow_the_script_of_the_others() -> None:
    own = bar("ΦAP", "OPI")
    found = readings([sighting(i / 2, (0, 0), float(i // 2), own) for i in range(40)])
    assert (found[0].home, found[0].away) == ("ΦΑΡ", "ΟΡΙ")


def test_a_c_is_no_sign_of_latin_beside_cyrillic_and_two_scripts_in_one_name_are_none() -> None:
    for own, names in (
        (bar("CBE", "ЗAP"), ("СВЕ", "ЗАР")),
        (bar("VAL", "ЗAP"), ("", "")),
        (bar("ЗAP", "BOJ"), ("", "")),
    ):
        found = readings([sighting(i / 2, (0, 0), float(i // 2), own) for i in range(40)])
        assert (found[0].home, found[0].away) == names


def test_one_name_in_look_alike_letters_beside_one_unread_is_left_out() -> None:
    for name, told in (("OPI", ""), ("BOJ", ""), ("LIV", "LIV"), ("Tromso", "Tromso")):
        own = bar(name)
        own.aways = Counter()
        assert {r.home for r in readings([sighting(i, (0, 0), float(i), own) for i in range(9)])} == {told}


def test_a_code_of_two_look_alike_letters_is_not_whole() -> None:
    for own, names in ((bar("CBE", "BO"), ("", "")), (bar("LIV", "BO"), ("LIV", "BO"))):
        found = readings([sighting(i / 2, (0, 0), float(i // 2), own) for i in range(40)])
        assert (found[0].home, found[0].away) == names


def test_a_time_on_a_board_is_no_clock_of_a_bar_that_has_none() -> None:
    own = bar()
    seen = [sighting(i / 2, (0, 0), 1245.0 if i == 55 else None, own) for i in range(190)]
    assert {r.clock for r in readings(seen)} == {None}
    seen = [sighting(i / 2, (0, 0), 60.0 + i // 2 if i > 150 else None, own) for i in range(190)]
    assert sum(r.clock is not None for r in readings(seen)) > 30
    # It may be seen for as long as the bar is; a clock that stands at 45:00 waits for the second half.
    for clock, told in ((1245.0, {None}), (2700.0, {2700.0})):
        seen = [sighting(i / 2, (0, 0), clock, own) for i in range(60)]
        assert {r.clock for r in readings(seen)} == told
