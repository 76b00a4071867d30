"""What words tell: inside the halves, the same in any order, and of a silent half only what is usual."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.cli import main
from goalmouth.datasets.transcripts import cleaned, together
from goalmouth.labels import SOCCERNET_V2
from goalmouth.spotting.fusion import Fusion
from goalmouth.spotting.rescoring import RescoringFusion
from goalmouth.spotting.transcript import TranscriptSpotter
from goalmouth.types import Evidence, Segment, Spot, Transcript, Video

SAID = (
    "and it is a corner from the left",
    "gol! gol! golazo!",
    "the flag is up, offside",
    "Отличный удар, но мимо ворот",
    "e poi c'è la sostituzione",
    "Eckball für die Gäste",
    "?!",
)
DRAWN = st.lists(
    st.tuples(st.floats(0, 900), st.floats(0, 900), st.sampled_from(SAID) | st.text(max_size=20)), max_size=25
)


@pytest.fixture(scope="module")
def spotter() -> TranscriptSpotter:
    return TranscriptSpotter()


def evidence(*halves: list[Segment], seconds: float = 900.0) -> Evidence:
    videos = tuple(
        Video(Path("match"), seconds, Fraction(1), 0, 0, seconds * place) for place in range(len(halves))
    )
    return Evidence(videos, transcript=together(halves))


@given(DRAWN, st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=25, deadline=None)
def test_any_words_give_moments_inside_and_the_same_in_any_order(
    spotter: TranscriptSpotter, drawn, random, translated
) -> None:
    given_in_order, otherwise = (
        evidence(list(cleaned(own, translated))) for own in (drawn, random.sample(drawn, len(drawn)))
    )
    found = spotter.spot(given_in_order)
    assert found == spotter.spot(otherwise)
    assert all(0 <= s.time <= 900 and 0 < s.score <= 1 and s.label in SOCCERNET_V2 for s in found)


def test_halves_are_told_of_apart(spotter: TranscriptSpotter) -> None:
    first, second = (
        [Segment(400.0, 403.0, "goal! what a goal")],
        [Segment(1300.0, 1303.0, "goal! what a goal")],
    )
    both = spotter.spot(evidence(first, second))
    moved = [s for s in both if s.time >= 900]
    alone = spotter.spot(evidence(first))
    assert [s for s in both if s.time < 900] == alone
    goals = [max((s for s in own if s.label == "Goal"), key=lambda s: s.score) for own in (alone, moved)]
    assert abs(goals[1].time - goals[0].time - 900) < 3


def test_a_goal_that_is_cried_out_is_surer_than_a_pass(spotter: TranscriptSpotter) -> None:
    def surest(text: str) -> float:
        talk = [Segment(20.0 * n, 20.0 * n + 4, "he plays it back to the keeper") for n in range(1, 40)]
        talk[20] = Segment(420.0, 424.0, text)
        told = spotter.spot(evidence(talk))
        return max((s.score for s in told if s.label == "Goal" and abs(s.time - 420) < 25), default=0.0)

    assert surest("goal! what a goal, it is one nil, he scores!") > 3 * surest(
        "he plays it back to the keeper"
    )


def test_of_a_silent_half_only_what_is_usual_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "game" / "whisper_v2", tmp_path / "out"
    folder.mkdir(parents=True)
    said = {str(at): [20.0 * at, 20.0 * at + 4, SAID[at % len(SAID)]] for at in range(100)}
    (folder / "1_asr.json").write_text(json.dumps({"segments": said}))
    (folder / "2_asr.json").write_text(json.dumps({"segments": {}}))
    assert main(["spot", "--transcript", str(tmp_path / "game"), "-o", str(out)]) == 0
    assert "half 2 is known" in capsys.readouterr().err
    rows = json.loads((out / "results_spotting.json").read_text())["predictions"]
    silent = [row for row in rows if row["half"] == "2"]
    often = {"Kick-off", "Ball out of play", "Throw-in", "Foul", "Clearance", "Indirect free-kick"}
    assert {row["label"] for row in silent if row["selected"]} <= often
    assert all(float(row["confidence"]) < 0.5 for row in silent if row["label"] != "Kick-off")
    first = min((row for row in silent if row["label"] == "Kick-off"), key=lambda row: int(row["position"]))
    assert int(first["position"]) < 5000
    assert any(row["selected"] for row in rows if row["half"] == "1")


def test_without_a_video_only_words_can_tell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "1.srt"
    file.write_text("1\n00:00:01,000 --> 00:00:02,500\nA corner!\n")
    given = ["spot", "--transcript", str(file), "-o", str(tmp_path / "out")]
    assert main([*given, "--spotter", "sound"]) == 1
    assert "by the spotter 'sound' from what was said alone" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        main(["spot", "-o", str(tmp_path / "out")])
    assert stopped.value.code == 2 and "--transcript" in capsys.readouterr().err
    assert main(given) == 0 and main(["ask", str(tmp_path / "out"), "how many corners?"]) in (0, 1)


def test_what_was_said_is_folded_in_half_by_half() -> None:
    spots = [Spot(float(at), label, 0.02, "seen") for at in range(10, 1780, 20) for label in SOCCERNET_V2]
    spots += [Spot(1300.0, "Goal", 0.3, "seen"), Spot(1345.0, "Kick-off", 0.6, "seen")]
    goal = [Segment(1302.0, 1308.0, "goal! what a goal! he scores, two nil")]
    talk = [Segment(10.0 + 20 * n, 14.0 + 20 * n, "he plays it back") for n in range(80) if n != 64]
    fuser = RescoringFusion(Fusion(), {"Goal": 0.0})

    def surest(said: list[Segment] | None) -> Spot:
        own = evidence([], [])
        own = own if said is None else Evidence(own.videos, transcript=together([said]))
        found = fuser.fuse(spots, own)
        assert found == sorted(found, key=lambda s: s.time) and all(0 <= s.time <= 1800 for s in found)
        assert all(s.selected for s in found if s.label == "Goal")
        return max((s for s in found if s.label == "Goal"), key=lambda s: s.score)

    alone, heard = surest(None), surest([*talk, *goal])
    assert abs(alone.time - 1300) < 15 and abs(heard.time - 1300) < 15
    assert heard.score > alone.score


def test_nothing_is_told_where_there_is_no_transcript(spotter: TranscriptSpotter) -> None:
    video = evidence([]).videos
    assert spotter.spot(Evidence(video)) == []
    told = spotter.told([], 60)
    assert told.shape == (len(spotter.classes), 60) and np.isfinite(told).all()
    assert Transcript(()).segments == ()
