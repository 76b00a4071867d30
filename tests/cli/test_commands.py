import json
import shutil

import pytest

from goalmouth import __version__
from goalmouth.cli import main
from goalmouth.film.mix import ORIGINAL
from goalmouth.narration import COMMENTATORS
from goalmouth.simulate.layouts import LAYOUTS
from goalmouth.speech import VOICES
from goalmouth.spotting import SPOTTERS


@pytest.fixture
def out(film, tmp_path):
    """Copy a run folder that is already whole, so that the commands have little to do."""
    return shutil.copytree(film.out, tmp_path / "out")


def test_json_is_the_only_thing_on_stdout(capfd, match, out):
    assert main(["highlights", str(match / "match.mp4"), "-o", str(out), "--length", "12", "--json"]) == 0
    said, progress = capfd.readouterr()
    value = json.loads(said)
    assert value["film"] == str(out / "highlights.mp4")
    assert {spot["label"] for spot in value["spots"]} >= {"Goal"}
    assert value["clips"] and value["lines"]
    assert value["notes"] == []
    assert progress == "film …\n"


def test_without_json_stdout_holds_the_spots_and_the_place(capfd, match, out):
    assert main(["spot", str(match / "match.mp4"), "-o", str(out)]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert any("Goal (home)" in line for line in lines)
    assert lines[-1] == str(out)


def test_a_threshold_selects(capfd, match, out):
    command = ["spot", str(match / "match.mp4"), "-o", str(out), "--json", "--threshold"]
    assert main([*command, "Goal=1", "Kick-off=1", "Highlight=0"]) == 0
    spots = json.loads(capfd.readouterr().out)["spots"]
    assert {spot["label"] for spot in spots if spot["selected"]} == {"Highlight"}
    assert not (out / "highlights.mp4").exists(), "a film of other spots must not stand beside these"


def test_spotters_are_chosen_by_name(capfd, match, tmp_path):
    command = ["spot", str(match / "match.mp4"), "-o", str(tmp_path / "out"), "--json", "--spotter", "sound"]
    assert main(command) == 0
    assert {spot["source"] for spot in json.loads(capfd.readouterr().out)["spots"]} == {"sound"}


@pytest.mark.parametrize(
    ("extra", "choices"),
    [
        (["--spotter", "eyes"], SPOTTERS.names()),
        (["--voice", "radio"], VOICES.names()),
        (["--commentator", "nobody"], COMMENTATORS.names()),
        (["--original-sound", "loud"], ORIGINAL),
        (["--threshold", "Gaol=0.5"], ["Goal", "Highlight", "Yellow->red card"]),
    ],
)
def test_an_unknown_name_lists_the_choices(capfd, match, tmp_path, extra, choices):
    assert main(["highlights", str(match / "match.mp4"), "-o", str(tmp_path / "out"), *extra]) == 1
    said, err = capfd.readouterr()
    assert said == ""
    assert all(choice in err for choice in choices)
    assert repr(extra[1].partition("=")[0]) in err
    assert not (tmp_path / "out").exists()


def test_an_unknown_layout_lists_the_choices(capfd, tmp_path):
    assert main(["simulate", "-o", str(tmp_path / "out"), "--layout", "round"]) == 1
    err = capfd.readouterr().err
    assert all(name in err for name in LAYOUTS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["highlights", "a.mp4", "-o", "out", "--length", "long"],
            "'long' is not a positive number",
        ),
        (["highlights", "a.mp4", "-o", "out", "--length", "-3"], "'-3' is not a positive number"),
        (
            ["highlights", "a.mp4", "-o", "out", "--length", "nan"],
            "'nan' is not a positive number",
        ),
        (["spot", "a.mp4", "-o", "out", "--threshold", "Goal"], "'Goal' is not CLASS=P"),
        (["spot", "a.mp4", "-o", "out", "--threshold", "Goal=2"], "'Goal=2' is not CLASS=P"),
        (["spot", "a.mp4"], "-o/--out"),
        (["simulate", "-o", "out", "--seed", "-1"], "'-1' is not a whole number"),
        (["simulate", "-o", "out", "--duration", "5"], "10 seconds at least"),
        (["simulate", "-o", "out", "--lines", "721"], "'721' is not an even number of lines"),
        (["guess"], "invalid choice: 'guess'"),
    ],
)
def test_a_wrong_option_is_named_and_nothing_is_done(capsys, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_simulate_tells_where(capfd, tmp_path):
    command = ["simulate", "-o", str(tmp_path / "out"), "--duration", "10", "--lines", "180", "--json"]
    assert main(command) == 0
    said, progress = capfd.readouterr()
    assert json.loads(said) == {"out": str(tmp_path / "out")}
    assert progress == "simulate …\n"
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"match.mp4", "match.json", "Labels-cameras.json", "Labels-v2.json", "scoreboard.json"}


def test_the_doctor_lists_every_row_of_every_table(capfd):
    assert main(["doctor"]) == 0
    rows = [line.split()[:2] for line in capfd.readouterr().out.splitlines()]
    for family, registry in (("voice", VOICES), ("spotter", SPOTTERS), ("commentator", COMMENTATORS)):
        assert [name for kind, name in rows if kind == family] == registry.names()
    assert [name for kind, name in rows if kind == "part"] == ["python", "PyAV", "OCR"]


def test_the_doctor_says_how_to_get_what_is_absent(capfd, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["part"] == {"python": None, "PyAV": None, "OCR": None}
    assert "apt-get install flite" in found["voice"]["flite"]
    assert main(["doctor"]) == 0
    assert "not here: " in capfd.readouterr().out


def test_a_row_that_cannot_be_imported_keeps_nobody_else_silent(capfd, monkeypatch):
    monkeypatch.setitem(VOICES.rows, "parrot", "no_such_package.parrot:Parrot")
    monkeypatch.setitem(SPOTTERS.rows, "crystal_ball", "no_such_package.ball:Ball")
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert "no_such_package" in found["voice"]["parrot"]
    assert "no_such_package" in found["spotter"]["crystal_ball"]
    assert main(["highlights", "a.mp4", "-o", "out", "--voice", "parrot"]) == 1
    assert "no_such_package" in capfd.readouterr().err


def test_convert_says_what_was_done_and_what_was_lost(capfd, tmp_path):
    (tmp_path / "mine.csv").write_text("time,label,end\n0:12,Corner,0:14\n")
    assert main(["convert", str(tmp_path / "mine.csv"), str(tmp_path / "spot"), "--to", "e2e-spot"]) == 0
    said = capfd.readouterr()
    assert "csv → e2e-spot: 1 entries of 1 games" in said.out
    assert "lost: end of 1 entries" in said.err and "assumed: 25 pictures a second" in said.err
    assert (tmp_path / "spot" / "all.json").exists()


def test_the_version_is_the_packages(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"goalmouth {__version__}\n"
