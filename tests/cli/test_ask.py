import json
from pathlib import Path

import pytest

from goalmouth.benchmarks.__main__ import main as measure
from goalmouth.cli import main
from goalmouth.media.video import probe

REAL = Path(__file__).parents[3] / "shared" / "data" / "soccernet"


def test_a_run_answers_with_the_clip_that_shows_it(film, capfd):
    assert main(["ask", str(film.out), "when was the first goal?"]) == 0
    said, told = capfd.readouterr()
    (clip,) = [clip for clip in film.clips if clip.moment.kind == "Goal"][:1]
    times = ", ".join(f"{int(t) // 60:02d}:{int(t) % 60:02d}" for t in (clip.start, clip.end))
    assert said == f"A goal occurs at ({times})\n"
    assert told == "understood: the first goal\n"


def test_json_holds_the_query_and_the_intervals(film, capfd):
    assert main(["ask", str(film.out), "--json", "combien de buts ?"]) == 0
    value = json.loads(capfd.readouterr().out)
    assert value["query"] == {"parts": [{"kinds": ["Goal"]}], "ask": "count", "language": "fr"}
    assert value["count"] == len(value["events"]) == sum(s.selected and s.label == "Goal" for s in film.spots)
    assert all(e["start"] <= e["time"] <= e["end"] and e["team"] in ("home", "away") for e in value["events"])


def test_nothing_found_is_a_kind_sentence_and_exit_code_1(film, capfd):
    assert main(["ask", str(film.out), "red cards"]) == 1
    assert capfd.readouterr().out == "There is nothing here for: all the red cards.\n"


def test_a_question_that_is_not_understood_has_an_exit_code_of_its_own(film, capfd):
    assert main(["ask", str(film.out), "--json", "somersaults by the referee"]) == 3
    said, told = capfd.readouterr()
    assert json.loads(said)["not_understood"] == ["somersaults"]
    assert "somersaults" in told and "You can ask" in told


def test_the_intervals_are_cut(film, tmp_path, capfd):
    assert main(["ask", str(film.out), "the first goal", "--clip", str(tmp_path / "cut")]) == 0
    (path,) = (tmp_path / "cut").iterdir()
    assert str(path) == capfd.readouterr().out.splitlines()[-1]
    (clip,) = [clip for clip in film.clips if clip.moment.kind == "Goal"][:1]
    assert probe(path).duration == pytest.approx(clip.end - clip.start, abs=0.2)
    assert probe(path).has_sound


def test_labels_alone_need_a_video_to_cut(match, tmp_path, capfd):
    labels = str(match / "Labels-v2.json")
    assert main(["ask", labels, "goals", "--clip", str(tmp_path / "cut")]) == 1
    assert "--video" in capfd.readouterr().err
    video = str(match / "match.mp4")
    assert main(["ask", labels, "goals", "--clip", str(tmp_path / "cut"), "--video", video]) == 0
    assert list((tmp_path / "cut").glob("*.mp4"))


@pytest.mark.parametrize("options", [["nothing.json", "goals"], [".", "goals", "--translator", "oracle"]])
def test_what_cannot_be_done_is_said(options, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Labels-v2.json").write_text('{"annotations": []}')
    assert main(["ask", *options]) == 1
    assert capfd.readouterr().err.startswith("goalmouth: ")


@pytest.mark.skipif(not REAL.exists(), reason="no ../shared/data/soccernet beside the project")
def test_two_hundred_questions_over_real_labels(capfd):
    assert measure(["questions", "--json", "--data", str(REAL)]) == 0
    found = json.loads(capfd.readouterr().out)
    assert [bar["met"] for bar in found["bars"]] == [True, True]
