"""What was said as evidence of a run: from files beside the videos, or written down on the way."""

import json
from pathlib import Path

import pytest

from goalmouth.cli import main
from goalmouth.scene.transcription import TRANSCRIBERS
from goalmouth.types import Floats, Segment
from inputs import noise
from loopback import answering, saying

GOAL = '{"events": [{"time": 2.5, "label": "Goal", "confidence": 0.9}]}'


def spotted(out: Path) -> list[tuple[str, float, str]]:
    said = json.loads((out / "results_spotting.json").read_text())["predictions"]
    return [(own["half"], float(own["time"]), own["label"]) for own in said]


def srt(path: Path, text: str = "The ball is in!") -> Path:
    path.write_text(f"1\n00:00:01,000 --> 00:00:02,500\n{text}\n")
    return path


def test_a_model_reads_what_a_file_says_was_said(tmp_path: Path) -> None:
    video, out = noise(tmp_path / "match.mp4", 6.0), tmp_path / "out"
    with answering([saying(GOAL)]) as server:
        given = ["spot", str(video), "-o", str(out), "--spotter", f"llm={server.url}#small"]
        assert main([*given, "--transcript", str(srt(tmp_path / "said.srt"))]) == 0
        assert spotted(out) == [("1", 2.5, "Goal")] and "The ball is in!" in server.questions()[0]
        assert main([*given, "--transcript", str(tmp_path / "said.srt")]) == 0
        assert len(server.asked) == 1
        # Another wording is another question.
        assert main([*given, "--transcript", str(srt(tmp_path / "said.srt", "No goal at all"))]) == 0
        assert len(server.asked) == 2 and "No goal at all" in server.questions()[1]


def test_halves_of_a_folder_lie_in_the_halves_videos(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    videos = [str(noise(tmp_path / f"{half}.mp4", 6.0)) for half in (1, 2)]
    (tmp_path / "said").mkdir()
    srt(tmp_path / "said" / "2.srt")
    with answering([saying(GOAL)]) as server:
        more = ["--spotter", f"llm={server.url}#small", "--transcript", str(tmp_path / "said")]
        assert main(["spot", *videos, "-o", str(tmp_path / "out"), *more]) == 0
        assert spotted(tmp_path / "out") == [("2", 8.5, "Goal")]
        assert main(["spot", videos[0], "-o", str(tmp_path / "one"), *more]) == 1
    assert "said: has a transcript of half 2, and 1 video was given" in capsys.readouterr().err


def test_without_what_was_said_nothing_is_decoded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    video = noise(tmp_path / "match.mp4", 6.0)
    given = ["spot", str(video), "-o", str(tmp_path / "out"), "--spotter", "llm=http://127.0.0.1:9/v1#small"]
    assert main(given) == 1
    assert "match.mp4: cannot be told of by the spotter 'llm" in (told := capsys.readouterr().err)
    assert "--transcript" in told and "--asr" in told
    assert main([*given, "--asr", "shorthand"]) == 1
    assert "unknown transcriber 'shorthand'" in capsys.readouterr().err
    assert main([*given, "--transcript", str(tmp_path / "none.srt")]) == 1
    assert "none.srt" in capsys.readouterr().err
    assert not (tmp_path / "out" / "shots.json").exists()


class Hiss:
    """A recogniser that takes all sound for one word."""

    heard = 0

    @classmethod
    def missing(cls) -> str | None:
        return None

    def transcribe(self, samples: Floats) -> list[Segment]:
        Hiss.heard += 1
        return [Segment(1.0, 2.0, "hiss")]


def test_a_recogniser_that_was_asked_for_writes_it_down_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TRANSCRIBERS.rows, "hiss", f"{__name__}:Hiss")
    video, out = noise(tmp_path / "match.mp4", 6.0), tmp_path / "out"
    with answering([saying(GOAL)]) as server:
        given = ["spot", str(video), "-o", str(out), "--asr", "hiss", "--spotter"]
        assert main([*given, f"llm={server.url}#small"]) == 0
        assert "hiss" in server.questions()[0]
        assert main([*given, f"llm-few-shot={server.url}#small"]) == 0
    assert Hiss.heard == 1
    assert json.loads((out / "transcript.json").read_text()) == [
        {"start": 1.0, "end": 2.0, "text": "hiss", "translated": False}
    ]
