import json
from fractions import Fraction

import av
import numpy as np
import pytest
from scipy import signal

from goalmouth.benchmarks import bare, films, gate
from goalmouth.benchmarks.common import same_name
from goalmouth.benchmarks.events import Event, Match, told
from goalmouth.media.encode import Writer
from goalmouth.types import Fact, Moment, MomentFacts, Spot

RATE = 48000
CLIPS = [
    {"start": 1.0, "film_start": 0.0, "film_end": 6.0},
    {"start": 9.0, "film_start": 6.0, "film_end": 12.0},
]


def line(start, end, moment=0, text="They score."):
    return {"start": start, "end": end, "text": text, "moment": moment}


GOOD = [line(0.3, 2.0), line(2.2, 4.0), line(6.5, 9.0, 1)]


def voice_of(lines, duration=12.0):
    """Return a tone for every line, which fades at its ends."""
    voice = np.zeros(round(duration * RATE), np.float32)
    for one in lines:
        low, high = round(one["start"] * RATE), round(one["end"] * RATE)
        time = np.arange(high - low) / RATE
        fade = np.clip(np.minimum(time, time[::-1]) / 0.05, 0, 1)
        voice[low:high] = 0.2 * fade * np.sin(2 * np.pi * 200 * time)
    return voice


def test_good_lines_are_good():
    assert films.timing(GOOD, CLIPS) == []
    assert films.voiced(GOOD, voice_of(GOOD), RATE) == []


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ([line(0.3, 2.5), line(2.2, 4.0), line(6.5, 9.0, 1)], "overlap"),
        ([line(0.3, 2.0), line(6.5, 12.1, 1)], "cut"),
        ([line(0.3, 6.2), line(6.5, 9.0, 1)], "cut"),
        ([line(1.1, 2.0), line(6.5, 9.0, 1)], "late"),
        ([line(0.3, 2.0)], "mute"),
    ],
)
def test_each_fault_of_timing_is_found(lines, kind):
    assert [case[0] for case in films.timing(lines, CLIPS)] == [kind]


def test_each_fault_of_the_voice_is_found():
    voice = voice_of(GOOD)
    beside = voice.copy()
    beside[5 * RATE : 5 * RATE + 500] = 0.1
    assert [case[0] for case in films.voiced(GOOD, beside, RATE)] == ["outside"]
    torn = voice.copy()
    torn[round(8.9 * RATE) : 9 * RATE] = 0.2
    assert [case[0] for case in films.voiced(GOOD, torn, RATE)] == ["cut"]
    absent = voice.copy()
    absent[: 2 * RATE] = 0
    assert [case[0] for case in films.voiced(GOOD, absent, RATE)] == ["unheard"]


def test_words_count_in_their_order():
    assert films.words("Goal! It is 2-1.") == ["goal", "it", "is", "two", "one"]
    assert films.common(list("abcd"), list("axcyd")) == 3
    assert films.common(list("abc"), list("cba")) == 1
    assert films.common([], list("a")) == films.common(list("a"), []) == 0


@pytest.mark.parametrize("under", [6.0, 20.0])
def test_how_far_a_voice_stands_over_the_rest_is_measured_whatever_became_of_its_phases(under):
    rng = np.random.default_rng(3)
    voice, rest = rng.standard_normal((2, 10 * RATE)).astype(np.float32)
    filtered = signal.sosfilt(signal.butter(4, 15000, fs=RATE, output="sos"), voice)
    film = 0.3 * (filtered + rest * 10 ** (-under / 20))
    assert films.over_the_rest(film, voice, RATE) == pytest.approx(under, abs=1)
    assert films.over_the_rest(rest, voice, RATE) < -15


def film_row(**changed):
    return {"language": "en", "moments": 1, "overlap": 0, "cut": 0, "late": 0, "unheard": 0, "refused": 0,
            "lufs": -16.0, "peak": -2.0, "heard": 0.8, "in film": 0.7} | changed  # fmt: skip


def test_words_must_be_heard_in_the_film_as_in_its_voice_alone():
    def missed(**changed):
        return [bar.name for bar in films.bars_of([film_row(), film_row(**changed)]) if not bar.met]

    assert missed() == []
    assert missed(**{"in film": 0.39}) == ["of these heard in the film itself, worst film"]
    assert missed(**{"language": "fr", "heard": None, "in film": None}) == []


def tone(path, level, seconds=4.0):
    time = np.arange(round(seconds * RATE)) / RATE
    wave = (level * np.sin(2 * np.pi * 997 * time)).astype(np.float32)
    with Writer(path, width=64, height=48, frame_rate=Fraction(25)) as writer:
        for number in range(round(seconds * 25)):
            writer.picture(np.full((48, 64, 3), number % 200, np.uint8))
        writer.sound(np.stack([wave, wave], axis=1))


def test_the_meter_knows_a_tone(tmp_path):
    # BS.1770: 997 Hz at full scale in one channel is -3.01 LUFS, in both 0.0.
    tone(tmp_path / "a.mp4", 0.1)
    loud, peak = films.loudness(tmp_path / "a.mp4")
    assert loud == pytest.approx(-20.0, abs=0.3)
    assert peak == pytest.approx(-20.0, abs=0.3)


def test_a_file_repeats_packet_by_packet(tmp_path):
    tone(tmp_path / "a.mp4", 0.1, 2.0)
    bare.repeat(tmp_path / "a.mp4", tmp_path / "b.mp4", 3)
    assert bare.decode(tmp_path / "b.mp4") == 3 * bare.decode(tmp_path / "a.mp4") == 150
    with av.open(str(tmp_path / "b.mp4")) as longer:
        times = [frame.time for frame in longer.decode(video=0)]
        assert np.allclose(np.diff(times), 0.04, atol=1e-3)
    with av.open(str(tmp_path / "b.mp4")) as longer:
        heard = [frame.time for frame in longer.decode(audio=0)]
        assert np.diff(heard).min() > 0
        assert heard[-1] == pytest.approx(6.0, abs=0.1)


def test_the_bare_film_has_the_clips_own_pictures(tmp_path):
    tone(tmp_path / "a.mp4", 0.1)
    clips = [{"start": 1.0, "film_start": 0.0, "film_end": 1.0}, {"start": 2.96, "film_start": 1.0,
                                                                   "film_end": 2.0}]  # fmt: skip
    (tmp_path / "clips.json").write_text(json.dumps(clips))
    bare.keep_sound(tmp_path / "a.mp4", tmp_path / "s.npy")
    assert bare.encode(tmp_path / "a.mp4", tmp_path, tmp_path / "f.mp4", tmp_path / "s.npy") == 50
    with av.open(str(tmp_path / "f.mp4")) as film:
        shades = [round(float(frame.to_ndarray(format="rgb24").mean())) for frame in film.decode(video=0)]
    assert np.allclose(shades, [*range(25, 50), *range(74, 99)], atol=3)


EVENT = Event("m", 10.0, "Goal", "home", "INT", "NAP", (0, 0), (1, 0), 23, 1, "Osimhen")
OTHERS = [event for seed in (1, 2, 3, 4, 5) for event in told(seed).events]


def known(**changed):
    values = {"action": "Goal", "home": "INT", "away": "NAP", "side": "home", "team": "INT", "minute": 23,
              "half": 1, "home_score_before": 0, "away_score_before": 0, "home_score": 1,
              "away_score": 0} | changed  # fmt: skip
    facts = tuple(Fact(name, value, 0.9, "x") for name, value in values.items() if value is not None)
    return MomentFacts(Moment((Spot(10.0, "Goal", 0.9, "x"),), "Goal", 10.0), facts)


def match():
    return Match((EVENT,), lambda time: 22 * 60 + time, ("INT", "NAP"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_gate_holds_on_a_film_whose_facts_are_true(language):
    row, wrong = gate.examine(match(), [known()], OTHERS, language)
    assert wrong == []
    assert row["false"] == row["refused"] >= gate.LEAST
    assert row["true"] == row["passed"] >= 10
    assert min(row[kind] for kind in ("team", "score", "minute", "half", "action", "scorer")) > 0


def test_false_facts_show_as_true_lines_refused():
    for changed in ({"minute": 24}, {"team": "NAP", "side": "away"}, {"home_score": 2}):
        _, wrong = gate.examine(match(), [known(**changed)], OTHERS)
        assert any(kind == "true line refused" for kind, _ in wrong), changed


def test_what_no_fact_says_is_not_asked_for():
    row, wrong = gate.examine(match(), [known(minute=None, half=None)], OTHERS)
    assert wrong == []
    assert 0 < row["true"] < 10


def test_a_told_match_has_scorers_and_scores_that_add_up():
    goals = [event for event in OTHERS if event.label == "Goal"]
    assert goals and all(event.player for event in goals)
    assert all(sum(event.score) == sum(event.before) + 1 for event in goals)
    assert not any(same_name(event.home, event.away) for event in OTHERS)
