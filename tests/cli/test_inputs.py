"""Whatever a person gives: a clear error that names file and remedy, or an honest result."""

import os
import shutil
import wave
from dataclasses import replace
from pathlib import Path

import pytest

from goalmouth.benchmarks.interrupted import unclear
from goalmouth.benchmarks.recordings import EVERY, transcode
from goalmouth.benchmarks.robust import goals_of
from goalmouth.cli import main
from inputs import cut_off, noise, remuxed
from run_folder import check, load


def empty(folder: Path, match: Path) -> Path:
    (folder / "empty.mp4").touch()
    return folder / "empty.mp4"


def text(folder: Path, match: Path) -> Path:
    (folder / "notes.mp4").write_text("1-0 after ten minutes\n" * 50)
    return folder / "notes.mp4"


def without_index(folder: Path, match: Path) -> Path:
    # The mp4 muxer puts its index last: a recording that broke off has none.
    return cut_off(remuxed(match, folder / "whole.mp4"), folder / "cut.mp4", 0.6)


def directory(folder: Path, match: Path) -> Path:
    (folder / "match.mp4").mkdir()
    return folder / "match.mp4"


def nothing(folder: Path, match: Path) -> Path:
    return folder / "nowhere.mp4"


def sound_only(folder: Path, match: Path) -> Path:
    with wave.open(str(folder / "radio.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16000))
    return folder / "radio.wav"


@pytest.fixture
def failed(tmp_path, capfd):
    """Run a command that must fail; return what it said in its one line."""

    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        said = [line for line in err.splitlines() if not line.endswith("…")]
        assert (code, out, len(said)) == (1, "", 1), err
        assert said[0].startswith("goalmouth: ")
        return said[0]

    return run


@pytest.mark.parametrize("command", ["spot", "highlights"])
@pytest.mark.parametrize(
    ("make", "problem", "remedy"),
    [
        (empty, "is empty", "Copy or record it again"),
        (text, "cannot be read as a video", "Give a video file"),
        (without_index, "cannot be read as a video", "cut off needs repairing"),
        (directory, "is a folder", "Name the video files in it"),
        (nothing, "there is no such file", "Check the name"),
        (sound_only, "has no picture", "Give a video file"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_line(
    failed, match, tmp_path, command, make, problem, remedy
):
    (tmp_path / "in").mkdir()
    path = make(tmp_path / "in", match / "match.mp4")
    said = failed(command, path, "-o", tmp_path / "out")
    assert str(path) in said and problem in said and remedy in said
    assert not (tmp_path / "out").exists()


def test_a_bad_second_half_is_named_before_the_first_is_watched(failed, match, tmp_path):
    said = failed("spot", match / "match.mp4", tmp_path / "second.mp4", "-o", tmp_path / "out")
    assert "second.mp4" in said
    assert not (tmp_path / "out").exists()


def test_a_file_whose_pictures_are_all_lost_is_an_error(failed, match, tmp_path):
    data = bytearray((match / "match.mp4").read_bytes())
    start, end = (
        data.index(b"mdat") + 4,
        data.index(b"moov") if data.index(b"moov") > data.index(b"mdat") else len(data),
    )
    data[start:end] = bytes(end - start)
    (tmp_path / "blank.mp4").write_bytes(data)
    said = failed("highlights", tmp_path / "blank.mp4", "-o", tmp_path / "out")
    assert "blank.mp4" in said and "no picture that can be decoded" in said
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"run.json"}
    assert load(tmp_path / "out" / "run.json") == {}


@pytest.mark.parametrize("inside", [".", "deeper/still"])
def test_a_file_in_place_of_the_folder(failed, tmp_path, inside):
    (tmp_path / "out").write_text("mine")
    said = failed("highlights", noise(tmp_path / "a.mp4", 0.5), "-o", tmp_path / "out" / inside)
    assert "is not a folder one can write to" in said and "-o" in said
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_folder(failed, tmp_path):
    (tmp_path / "out").mkdir(mode=0o500)
    said = failed("highlights", noise(tmp_path / "a.mp4", 0.5), "-o", tmp_path / "out")
    assert "is not a folder one can write to" in said and "-o" in said


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="needs a place where nobody may write")
def test_a_place_where_nobody_may_write(failed, tmp_path):
    said = failed("highlights", noise(tmp_path / "a.mp4", 0.5), "-o", "/sys/kernel/goalmouth")
    assert "is not a folder one can write to" in said and "-o" in said


@pytest.mark.skipif(os.name != "posix", reason="needs a limit on the size of files")
@pytest.mark.parametrize("name", ["run.json", "voice.wav", "highlights.mp4"])
def test_a_full_disk_is_one_clear_line_and_nothing_half_written(match, film, tmp_path, name):
    if not (film.out / name).exists():
        pytest.skip("no voice is installed here")
    room = 0
    if name != "run.json":
        # What stands is not made again, so that this one is the first there is no room for.
        shutil.copytree(film.out, tmp_path / "out")
        (tmp_path / "out" / name).unlink()
        room = 200_000 if name == "voice.wav" else (film.out / name).stat().st_size - 1000
    assert list(unclear(match / "match.mp4", tmp_path / "out", room)) == []
    assert not (tmp_path / "out" / name).exists()


def test_a_folder_in_place_of_a_result(failed, tmp_path):
    (tmp_path / "out" / "index.html").mkdir(parents=True)
    said = failed("highlights", noise(tmp_path / "a.mp4", 0.5), "-o", tmp_path / "out")
    assert "index.html" in said and "is in the way" in said


@pytest.mark.parametrize("name", ["highlights.mp4", "link.mp4"])
def test_the_film_is_not_made_over_its_own_input(failed, tmp_path, name):
    (tmp_path / "out").mkdir()
    video = noise(tmp_path / "out" / "highlights.mp4", 0.5)
    before = video.read_bytes()
    (tmp_path / "link.mp4").symlink_to(video)
    said = failed(
        "highlights", (tmp_path if name == "link.mp4" else video.parent) / name, "-o", tmp_path / "out"
    )
    assert "would be overwritten" in said and "another folder" in said
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["highlights.mp4"]
    assert video.read_bytes() == before


@pytest.mark.parametrize(
    ("seconds", "loud", "still"),
    [(6, True, False), (3, False, False), (3, True, True), (0.1, False, True)],
    ids=["moving noise", "no sound", "colour bars", "one picture"],
)
def test_no_football_is_an_honest_empty_result(capfd, tmp_path, seconds, loud, still):
    video = noise(tmp_path / "other.mp4", seconds, loud, still)
    assert main(["highlights", str(video), "-o", str(tmp_path / "out")]) == 0
    out, err = capfd.readouterr()
    assert out.strip() == str(tmp_path / "out")
    assert "note: nothing was found that is worth showing" in err
    found = check(tmp_path / "out")
    assert found["clips.json"] == found["facts.json"] == found["lines.json"] == found["scoreboard.json"] == []
    assert not any(row["selected"] for row in found["results_spotting.json"]["predictions"])
    assert ("has no sound" in err) != loud


def test_eight_seconds_are_enough(capfd, match, tmp_path):
    video = remuxed(match / "match.mp4", tmp_path / "short.mp4", 8)
    assert main(["highlights", str(video), "-o", str(tmp_path / "out")]) == 0
    found = check(tmp_path / "out")
    assert found["scoreboard.json"][-1]["time"] > 6
    assert not any(row["label"] == "Goal" for row in found["results_spotting.json"]["predictions"])


def test_a_match_without_sound_still_has_its_goal(capfd, match, tmp_path):
    video = remuxed(match / "match.mp4", tmp_path / "mute.mp4", kinds=("video",))
    assert main(["highlights", str(video), "-o", str(tmp_path / "out"), "--length", "9"]) == 0
    assert "note: the video has no sound" in capfd.readouterr().err
    found = check(tmp_path / "out")
    assert [row["moment"]["kind"] for row in found["clips.json"]] == ["Goal"]


@pytest.mark.parametrize("container", ["mkv", "ts"])
def test_a_recording_that_broke_off_is_read_up_to_there(capfd, match, tmp_path, container):
    whole = remuxed(match / "match.mp4", tmp_path / f"whole.{container}")
    video = cut_off(whole, tmp_path / f"cut.{container}", 0.5)
    assert main(["spot", str(video), "-o", str(tmp_path / "out")]) == 0
    err = capfd.readouterr().err
    shots = load(tmp_path / "out" / "shots.json")
    assert 8 < shots[-1]["end"] < 25
    if container == "mkv":
        # Only here does the header tell how long it should have been.
        assert "cut.mkv is damaged" in err and "of its 30 s" in err


FEW = {"mkv HEVC", "avi MPEG-2", "webm VP9", "uneven", "from 1000 s", "turned"}
"""The benchmark ``robust`` has them all."""


@pytest.mark.parametrize("how", [how for how in EVERY if how.name in FEW], ids=lambda how: how.name)
def test_every_recording_of_a_match_has_the_same_goal(match, tmp_path, how):
    how = replace(how, first=15.0, until=22.0)
    video = transcode(match / "match.mp4", tmp_path / how.file, how)
    ((time, team),) = goals_of([video], tmp_path)
    assert team == "home"
    assert time == pytest.approx(16.6 - how.first, abs=0.5)
