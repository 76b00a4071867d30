"""What the benchmarks count: a right thing as right, and every kind of wrong thing as wrong."""

import json
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalmouth.benchmarks import banners, matches, shots, simulated, television
from goalmouth.benchmarks.__main__ import BENCHMARKS, main
from goalmouth.benchmarks.common import Bar, Report, few
from goalmouth.evaluation.timing import pairs
from goalmouth.simulate.layouts import LAYOUTS

times = st.lists(st.integers(0, 60).map(float), max_size=5)


@given(times, times, st.integers(0, 12))
def test_as_many_times_are_matched_as_can_be(truth, found, reach):
    matched = pairs(truth, found, reach)
    short, long = sorted((truth, found), key=len)
    most = max(
        sum(abs(a - b) <= reach for a, b in zip(short, order, strict=False)) for order in permutations(long)
    )
    assert len(matched) == most
    assert all(abs(a - b) <= reach for a, b in matched)
    for mine, all_of in ((0, truth), (1, found)):
        left = list(all_of)
        for pair in matched:
            left.remove(pair[mine])


def row(time, home=0, away=0, clock=None, names=("INT", "NAP"), text="12:00"):
    clock = 600.0 + int(time) if clock is None else clock
    return {"time": time, "home": names[0], "away": names[1], "home_score": home, "away_score": away,
            "clock": clock, "text": text}  # fmt: skip


TRUTH = [row(i / 5, home=i >= 50) for i in range(101)]
"""A bar from 0 to 20 s, five rows a second; INT score at 10 s."""


def test_right_readings_are_right():
    read = simulated.judge(TRUTH, [row(i / 2 + 0.02, home=i >= 20) for i in range(40)])
    assert (read.readings, read.names, read.scores, read.clocks) == (40, 40, 40, 40)
    assert read.covered == read.seconds == 21
    assert read.wrong == []


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (row(5.0, home=1), "score"),
        (row(5.0, away=1), "score"),
        (row(5.0, clock=606.0), "clock"),
        (row(5.0) | {"clock": None}, "clock"),
        (row(5.0, names=("NAP", "INT")), "names"),
        (row(25.0), "no bar"),
    ],
)
def test_a_wrong_reading_is_counted(wrong, kind):
    read = simulated.judge(TRUTH, [row(1.0), wrong])
    assert [case[0] for case in read.wrong] == [kind]
    assert read.readings == 2
    assert min(read.names, read.scores, read.clocks) == 1


def test_a_fading_bar_is_not_judged_and_silence_is_not_coverage():
    read = simulated.judge(TRUTH, [row(3.0), row(20.4, home=7)])
    assert (read.readings, read.scores, read.wrong) == (1, 1, [])
    # A reading covers the seconds whose middle is within one second of it: two readings, four of 21.
    assert (read.covered, read.seconds) == (4, 21)


def test_a_reading_in_the_wrong_half_is_counted_and_one_in_none_is_not():
    truth = [one | {"period": 1 if one["time"] < 10 else 2} for one in TRUTH]
    found = [row(at, home=at >= 10) for at in (5.0, 9.5, 15.0)]
    halves = [{"period": 2, "start": 4.0, "end": 10.0}]
    read = simulated.judge(truth, found, halves=halves)
    assert (read.halved, read.halves, [case[0] for case in read.wrong]) == (2, 1, ["half"])


def test_an_empty_name_is_silence_only_where_it_may_be():
    for found, silent, right in (("", True, 1), ("", False, 0), ("CBE", True, 0)):
        read = simulated.judge(TRUTH, [row(5.0, names=(found, "NAP"))], silent)
        assert read.names == right


def test_goals_are_found_missed_and_invented(tmp_path):
    match, watched = tmp_path / "match", tmp_path / "run"
    match.mkdir()
    watched.mkdir()
    events = [{"time": t, "label": label} for t, label in ((10.0, "Goal"), (40.0, "Goal"), (90.0, "Corner"))]
    starts = [{"start": s} for s in (0.0, 20.0, 30.0)]
    spots = [(14.0, "Goal", True), (16.0, "Goal", True), (41.0, "Goal", False), (90.0, "Highlight", True)]
    predictions = [{"time": t, "label": label, "selected": s} for t, label, s in spots]
    for path, value in (
        (match / "match.json", {"events": events, "shots": starts, "banners": [], "teams": {}}),
        (match / "scoreboard.json", TRUTH),
        (watched / "scoreboard.json", []),
        (watched / "shots.json", [{"start": s} for s in (0.0, 20.1, 50.0)]),
        (watched / "halves.json", []),
        (watched / "replays.json", []),
        (watched / "banners.json", []),
        (watched / "results_spotting.json", {"predictions": predictions}),
    ):
        path.write_text(json.dumps(value))
    found, wrong = simulated.compare(match, watched, 1, "dash")
    assert (found["goals"], found["found"], found["invented"]) == (2, 1, 1)
    assert shots.f1(found, "changes") == 0.5
    assert sorted(wrong) == [
        ("bar", "never read"), ("change", "invented at 50.00 s"), ("change", "missed at 30.00 to 30.00 s"),
        ("goal", "invented at 16.00 s"), ("goal", "missed at 40.00 s"),
    ]  # fmt: skip


def test_a_dissolve_counts_within_its_span_and_a_replay_by_what_it_covers():
    changes = [(10.0, 10.0), (20.0, 21.0), (40.0, 41.0)]
    truth = [{"start": 0.0, "change_start": a, "change_end": b} for a, b in changes] + [{"start": 41.0}]
    again = [{"start": 20.5, "end": 40.5, "label": "Goal", "time": 12.0}]

    def judged(times, start, end, shows):
        ours = [{"start": 0.0}, *({"start": time} for time in times)]
        replays = [{"start": start, "end": end, "label": None, "shows": shows}]
        return shots.compare(truth, again, ours, replays)

    row, wrong = judged((10.2, 20.1, 41.2), 20.5, 31.0, 14.0)
    assert wrong == []
    assert (row["changes_right"], row["replays_right"], row["linked"]) == (3, 1, 1)
    row, wrong = judged((10.3, 19.7, 20.8), 20.5, 30.0, 14.0)
    assert (row["changes_right"], row["replays_right"]) == (1, 0)
    assert shots.f1(row, "replays") == 0
    for shows in (None, 18.0):
        row, wrong = judged((10.0, 20.5, 40.5), 20.5, 40.5, shows)
        assert (row["replays_right"], row["linked"]) == (1, 0)
        assert [kind for kind, _ in wrong] == ["link"]


def test_neighbouring_seeds_go_round_all_layouts():
    drawn = [simulated.layout_of(seed) for seed in range(101, 101 + len(LAYOUTS))]
    assert len(set(drawn[:10])) == 10
    assert set(drawn) == {simulated.layout_of(seed) for seed in range(500)}


def test_a_match_is_judged_by_its_frames():
    scores, clocks = np.zeros((100, 2), np.int8), np.arange(100) * 1.44
    scores[50:, 1] = 1
    right = row(2.0, clock=36.0), row(4.0, away=1, clock=73.5)
    assert matches.judge(right, scores, clocks, 12.5) == (2, 2, [])
    wrong = row(2.0, away=1, clock=36.0), row(4.1, away=1, clock=80.0), row(6.0, away=1) | {"clock": None}
    right_scores, right_clocks, cases = matches.judge(wrong, scores, clocks, 12.5)
    assert (right_scores, right_clocks) == (2, 1)
    assert [case[0] for case in cases] == ["score", "clock", "clock"]


BAR = {"home": "日本", "away": "NAP", "home_score": 0, "away_score": 0, "clock_start": "10:00",
       "visible": [4.0, 14.0]}  # fmt: skip


def seen(time, **more):
    return row(time, **({"clock": 600.0 + time - 4.0, "names": ("日 本", "nap")} | more))


def test_a_clip_read_throughout_is_right():
    figures, wrong = television.judge([seen(4.0 + i / 2) for i in range(21)], BAR, silent=False)
    assert (figures["seconds"], figures["right_seconds"]) == (9, 9)
    assert (figures["readings"], figures["right"], figures["stray"]) == (17, 17, 0)
    assert wrong == []


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (seen(9.0, away=1), "score"),
        (seen(9.0, clock=606.5), "clock"),
        (seen(9.0, names=("NAP", "日本")), "teams"),
        (seen(1.0), "no bar"),
    ],
)
def test_a_clip_that_may_be_silent_may_not_be_wrong(wrong, kind):
    figures, cases = television.judge([wrong], BAR, silent=True)
    assert figures["readings"] - figures["right"] + figures["stray"] == 1
    assert [case[0] for case in cases] == [kind]
    quiet = seen(9.0, names=("", "NAP")) | {"clock": None}
    assert television.judge([quiet], BAR, silent=True)[1] == []
    assert television.judge([quiet], BAR, silent=False)[1] != []
    assert television.judge([], BAR, silent=False)[0]["right_seconds"] == 0


def test_a_report_fails_on_a_missed_or_unmeasured_bar(capsys):
    met = Bar("share", 0.99, least=0.99)
    assert Report("x", [{"a": 1}], [met]).show(as_json=False) == 0
    for missed in (Bar("share", 0.98, least=0.99), Bar("count", 1, most=0), Bar("unmeasured", None, most=9)):
        assert Report("x", [{"a": 1}], [met, missed]).show(as_json=True) == 1
    assert Report("x").show(as_json=False) == 1
    assert '"met": false' in capsys.readouterr().out


def test_many_wrong_cases_are_summed_up():
    assert few([("score", str(i)) for i in range(9)]) == ["score: 0", "score: 1", "score: 2",
                                                          "score: and 6 more"]  # fmt: skip


def test_every_benchmark_of_the_table_explains_itself(capsys):
    for name in BENCHMARKS:
        with pytest.raises(SystemExit) as end:
            main([name, "--help"])
        assert end.value.code == 0
    assert main(["nothing"]) == 2
    assert "simulated" in capsys.readouterr().err


def test_banners_are_found_named_and_sided(tmp_path):
    shown = [
        {"start": 11.0, "end": 15.0, "kind": "Substitution", "team": "home", "player": None, "player_in": "A",
         "player_out": "B", "text": "IN A OUT B NGT"},
        {"start": 31.0, "end": 35.0, "kind": "Yellow card", "team": "away", "player": "C", "player_in": None,
         "player_out": None, "text": "C"},
        {"start": 51.0, "end": 55.0, "kind": "Added time", "team": None, "player": None, "player_in": None,
         "player_out": None, "text": "+3"},
    ]  # fmt: skip
    names = {"home": {"full": "Northgate", "short": "NGT"}, "away": {"full": "Valmora", "short": "VAL"}}
    events = [
        {"time": t, "label": k}
        for t, k in ((10.0, "Substitution"), (30.0, "Yellow card"), (70.0, "Red card"))
    ]
    blank = {"side": None, "team": "", "player": "", "player_in": "", "player_out": "", "text": ""}
    ours = [
        {
            **blank,
            "start": 11.2,
            "end": 14.0,
            "kind": "Substitution",
            "side": "home",
            "player_in": "A",
            "player_out": "X",
        },
        {**blank, "start": 80.0, "end": 84.0, "kind": "Half-time"},
    ]
    spots = [(10.2, "Substitution"), (90.0, "Yellow card")]
    predictions = [{"time": t, "label": label, "selected": True} for t, label in spots]
    for name, value in (
        ("match.json", {"events": events, "banners": shown, "teams": names}),
        ("banners.json", ours),
        ("results_spotting.json", {"predictions": predictions}),
    ):
        (tmp_path / name).write_text(json.dumps(value))
    found, wrong = banners.compare(tmp_path, tmp_path)
    # No banner told of the red card: nobody can be blamed for it.
    assert (found["told"], found["told_found"], found["told_ours"]) == (2, 1, 2)
    assert (found["printed"], found["printed_right"]) == (3, 1)
    assert (found["sides"], found["sides_right"]) == (1, 1)
    assert (found["others"], found["others_found"], found["others_ours"]) == (1, 0, 1)
    assert sorted({kind for kind, _ in wrong}) == ["banner", "change or card", "name"]
    missed = banners.bars_of(found, 720)
    assert [bar.met for bar in missed] == [False, False, True, False]


def test_changes_of_shot_are_taken_from_the_notes_on_a_clip():
    named = television.changes_named
    assert named("one continuous wide shot, no cut") == []
    assert named("50 fps. hard cuts at frames 475 (9.50 s), 825 (16.50 s); a goal at about 12-13 s") == [
        (9.5, 9.5), (16.5, 16.5),
    ]  # fmt: skip
    assert named("0.0-4.4 s lower third; dissolve frames 124-133 (4.14-4.43 s) to a later shot") == [
        (4.14, 4.43)
    ]
