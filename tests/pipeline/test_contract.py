import itertools
import json
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from goalmouth.pipeline.chain import Options, Result, highlights, spot
from goalmouth.simulate.broadcast import simulate
from goalmouth.speech import REMEDY, VOICES
from run_folder import check, load


def goals(folder: Path) -> list[dict]:
    return [event for event in load(folder / "match.json")["events"] if event["label"] == "Goal"]


def test_a_film_leaves_every_file_of_the_contract(film: Result, match: Path) -> None:
    found = check(film.out)
    assert [stage for stage in found["run.json"] if stage != "voice"] == [
        "watch",
        "spot",
        "lines",
        "film",
        "page",
    ]
    assert found["run.json"]["watch"]["frames"] == 360
    chosen = [
        p for p in found["results_spotting.json"]["predictions"] if p["selected"] and p["label"] == "Goal"
    ]
    (truth,) = goals(match)
    (goal,) = chosen
    assert goal["time"] == pytest.approx(truth["time"], abs=5)
    assert goal["team"] == truth["team"]
    assert goal["half"] == "1"
    assert int(goal["position"]) == pytest.approx(goal["time"] * 1000, abs=1)
    assert found["results_spotting.json"]["UrlLocal"] == "match.mp4"
    assert {fact["name"] for fact in found["facts.json"][0]["facts"]} >= {
        "action",
        "team",
        "home_score",
        "minute",
    }


def test_low_candidates_are_kept_beside_the_selected(film: Result) -> None:
    rows = load(film.out / "results_spotting.json")["predictions"]
    assert not all(row["selected"] for row in rows)
    assert [row["time"] for row in rows] == sorted(row["time"] for row in rows)


def test_the_bar_is_read_at_least_once_a_second_while_it_shows(film: Result, match: Path) -> None:
    times = [row["time"] for row in load(film.out / "scoreboard.json")]
    truth = load(match / "scoreboard.json")
    for row in truth:
        assert min(abs(time - row["time"]) for time in times) <= 1.0


def test_shots_cover_the_video(film: Result) -> None:
    shots = load(film.out / "shots.json")
    assert shots[0]["start"] == 0
    assert shots[-1]["end"] == pytest.approx(30.0, abs=0.1)
    assert all(a["end"] == b["start"] for a, b in itertools.pairwise(shots))


def test_lines_come_soon_after_their_moment_begins(film: Result) -> None:
    clips, lines = load(film.out / "clips.json"), load(film.out / "lines.json")
    for number, clip in enumerate(clips):
        first = min((line["start"] for line in lines if line["moment"] == number), default=clip["film_start"])
        assert first - clip["film_start"] <= 1.0


def test_the_page_needs_nothing_from_elsewhere(film: Result) -> None:
    page = (film.out / "index.html").read_text(encoding="utf-8")
    assert 'src="highlights.mp4"' in page
    assert "<link rel=stylesheet" not in page and "src=http" not in page.replace('"', "")


def test_halves_that_are_files_share_one_axis_of_time(tmp_path: Path) -> None:
    made = simulate(
        tmp_path,
        4,
        duration=40,
        width=480,
        height=270,
        frame_rate=Fraction(12),
        layout="clock_first",
        parts=2,
    )
    result = highlights([made / "1.mp4", made / "2.mp4"], tmp_path / "out")
    found = check(result.out)
    border = load(made / "match.json")["files"][1]["start"]
    rows = found["results_spotting.json"]["predictions"]
    for row in rows:
        half = 2 if row["time"] >= border else 1
        inside = row["time"] - border * (half - 1)
        assert row["half"] == str(half)
        assert int(row["position"]) / 1000 == pytest.approx(inside, abs=0.05)
        minute, second = divmod(int(int(row["position"]) / 1000), 60)
        assert row["gameTime"] == f"{half} - {minute:02d}:{second:02d}"
    assert "2" in {row["half"] for row in rows}
    assert max(row["time"] for row in found["scoreboard.json"]) > border
    assert found["shots.json"][-1]["end"] == pytest.approx(40, abs=0.2)
    selected = sorted(row["time"] for row in rows if row["selected"] and row["label"] == "Goal")
    truth = sorted(event["time"] for event in goals(made))
    assert len(selected) == len(truth)
    assert all(abs(a - b) < 5 for a, b in zip(selected, truth, strict=True))
    assert not any(
        clip["start"] < border - 0.1 and clip["end"] > border + 0.1 for clip in found["clips.json"]
    )


def test_spot_stops_before_the_film(match: Path, tmp_path: Path) -> None:
    options = Options(spotters=("sound",), thresholds={"Highlight": 1.0})
    result = spot(str(match / "match.mp4"), tmp_path / "out", options)
    names = {path.name for path in result.out.iterdir()}
    spotted = {"results_spotting.json", "halves.json", "replays.json"}
    assert names == {*spotted, "run.json", "shots.json", "sound.json"}
    assert {s.label for s in result.spots} == {"Highlight"}
    assert not any(s.selected for s in result.spots)
    assert "nothing was found that is worth showing" in result.notes


class Mute:
    """A voice that is never here."""

    @classmethod
    def missing(cls) -> str:
        return "apt-get install larynx"


def test_without_any_voice_the_film_has_subtitles_and_says_so(
    film: Result, match: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "larynx", sys.modules[__name__])
    monkeypatch.setattr(VOICES, "rows", {"mute": "larynx:Mute"})
    out = tmp_path / "out"
    out.mkdir()
    # What was seen need not be seen again: the evidence of the other run serves here too.
    stages = {name: stage for name, stage in load(film.out / "run.json").items() if name in ("watch", "spot")}
    for name in ("shots.json", "scoreboard.json", "banners.json", "sound.json", "results_spotting.json"):
        (out / name).write_bytes((film.out / name).read_bytes())
    (out / "run.json").write_text(json.dumps(stages))
    result = highlights(match / "match.mp4", out)
    found = check(out)
    assert found["lines.json"]
    assert not (out / "voice.wav").exists()
    assert any("subtitles only" in note and REMEDY in note for note in result.notes)
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "subtitles, no voice" in page and "subtitles only" in page
