import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from goalmouth.benchmarks.films import over_the_rest
from goalmouth.benchmarks.interrupted import command
from goalmouth.benchmarks.interrupted import contents as lasting
from goalmouth.errors import InputError
from goalmouth.film.source import sound
from goalmouth.media.video import open_videos
from goalmouth.pipeline.chain import Options, Result, highlights
from inputs import noise
from run_folder import check, load


def contents(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture
def out(film: Result, tmp_path: Path) -> Path:
    return Path(shutil.copytree(film.out, tmp_path / "out"))


def test_a_second_run_does_nothing_again(match: Path, out: Path) -> None:
    before = contents(out)
    steps = []
    result = highlights(match / "match.mp4", out, hook=lambda step, done, total: steps.append(step))
    assert steps == []
    assert contents(out) == before
    assert result.film == out / "highlights.mp4"


def test_another_length_redoes_only_what_follows(match: Path, out: Path) -> None:
    before = load(out / "run.json")
    highlights(match / "match.mp4", out, Options(length=10.0))
    after = load(out / "run.json")
    assert (after["watch"], after["spot"]) == (before["watch"], before["spot"])
    assert after["film"]["key"] != before["film"]["key"]
    assert check(out)["clips.json"][-1]["film_end"] <= 10.0


def test_another_original_sound_changes_the_films_sound_alone(match: Path, out: Path) -> None:
    before, files = load(out / "run.json"), lasting(out)
    highlights(match / "match.mp4", out, Options(original_sound="mute"))
    after = load(out / "run.json")
    assert all(after[stage] == before[stage] for stage in ("watch", "spot", "lines"))
    assert after["film"]["key"] != before["film"]["key"]
    changed = {name for name, content in lasting(out).items() if content != files[name]}
    assert changed == {"highlights.mp4"} | changed & {"index.html", "report.md"}


def test_where_the_broadcasts_own_voice_speaks_the_film_has_the_stadium_alone(match: Path, out: Path) -> None:
    if not (out / "voice.wav").exists():
        pytest.skip("no voice is installed here")

    def own_sound_over_the_rest() -> float:
        """Return how much of the broadcast's own sound there is where the film is silent for longest."""
        quiet = []
        for clip in load(out / "clips.json"):
            start, end = clip["film_start"], clip["film_end"]
            spoken = [
                (each["start"], each["end"])
                for each in load(out / "lines.json")
                if start <= each["start"] < end
            ]
            edges = [start, *(time for each in spoken for time in each), end]
            quiet += [(b - a, a, clip["start"] - start) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        long, begin, late = max(quiet)
        film, video = open_videos([out / "highlights.mp4"]), open_videos([match / "match.mp4"])
        count = round(long * 48000)
        ours, theirs = sound(film, begin, count, 48000), sound(video, begin + late, count, 48000)
        return over_the_rest(ours[:, 0], theirs[:, 0], 48000)

    assert own_sound_over_the_rest() > 10
    told = load(out / "sound.json")
    (out / "sound.json").write_text(json.dumps(told | {"speech": [1.0] * len(told["times"])}))
    (out / "highlights.mp4").unlink()
    highlights(match / "match.mp4", out)
    assert own_sound_over_the_rest() < 4
    check(out)


@pytest.mark.parametrize("name", ["lines.json", "voice.wav"])
def test_a_result_that_was_taken_away_is_made_again(match: Path, out: Path, name: str) -> None:
    before = lasting(out)
    if name not in before:
        pytest.skip("no voice is installed here")
    watched = load(out / "run.json")["watch"]
    (out / name).unlink()
    highlights(match / "match.mp4", out)
    assert lasting(out) == before
    assert load(out / "run.json")["watch"] == watched


def test_a_person_may_choose_the_spots(match: Path, out: Path) -> None:
    spots = load(out / "results_spotting.json")
    for row in spots["predictions"]:
        row["selected"] = row["label"] == "Kick-off"
    (out / "results_spotting.json").write_text(json.dumps(spots))
    (out / "clips.json").unlink()
    highlights(match / "match.mp4", out)
    assert [clip["moment"]["kind"] for clip in check(out)["clips.json"]] == ["Kick-off"]


@pytest.mark.parametrize("rubbish", ["", "[]", '{"watch": 3}', '{"watch": {"key": "x"}}'])
def test_a_run_file_that_tells_nothing_is_no_obstacle(out: Path, rubbish: str, tmp_path: Path) -> None:
    video = noise(tmp_path / "bars.mp4", 1, still=True)
    (out / "run.json").write_text(rubbish)
    highlights(video, out)
    check(out)


def test_evidence_that_was_damaged_since_is_named(match: Path, out: Path) -> None:
    (out / "shots.json").write_text("[{")
    with pytest.raises(InputError, match=r"shots\.json.*Delete it and run again"):
        highlights(match / "match.mp4", out)


def test_another_input_leaves_nothing_of_the_first(out: Path, tmp_path: Path) -> None:
    (out / ".highlights-a1b2c3d4.mp4").write_bytes(b"what a killed run had begun")
    highlights(noise(tmp_path / "bars.mp4", 2, still=True), out)
    found = check(out)
    assert found["clips.json"] == found["facts.json"] == found["lines.json"] == []


@pytest.mark.parametrize("name", ["run.json", "shots.json", "highlights.mp4"])
def test_what_a_killed_run_had_begun_is_swept_away(match: Path, out: Path, name: str) -> None:
    before, path = contents(out), out / name
    (out / f".{path.stem}-a1b2c3d4{path.suffix}").write_bytes(b"")
    highlights(match / "match.mp4", out)
    assert contents(out) == before


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("when", ["scoreboard.json", "voice.wav"])
def test_a_killed_run_goes_on_to_the_same_end(film: Result, match: Path, tmp_path: Path, when: str) -> None:
    if not (film.out / when).exists():
        pytest.skip("no voice is installed here")
    out = tmp_path / "out"
    child = subprocess.Popen(
        command(match / "match.mp4", out), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    while not (out / when).exists() and child.poll() is None:
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    assert not (out / "highlights.mp4").exists()
    for path in out.glob("[!.]*.json"):
        json.loads(path.read_text())
    highlights(match / "match.mp4", out)
    assert lasting(out) == lasting(film.out)
