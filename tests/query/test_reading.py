import json
import zipfile

import pytest

from goalmouth.errors import InputError, UnknownName
from goalmouth.query.asking import ask
from goalmouth.query.reading import open_match

GAME = "2020-01-02 - 20-00 Ardmore United 1 - 0 Balmoral City"


def row(half, position, label, team="home"):
    clock = f"{half} - {position // 60000:02d}:{position // 1000 % 60:02d}"
    return {
        "gameTime": clock,
        "label": label,
        "position": str(position),
        "team": team,
        "visibility": "visible",
    }


ROWS = [row(1, 60_000, "Corner"), row(2, 61_000, "Goal"), row(2, 90_500, "Corner", "away")]


def game(folder, rows=ROWS):
    folder.mkdir(parents=True)
    (folder / "Labels-v2.json").write_text(json.dumps({"UrlLocal": "", "annotations": rows}))
    return folder


def found(path, question, **options):
    match = open_match(path, **options)
    return [(e.file, e.time, e.start, e.end) for e in ask(question, match).answer.events]


def test_a_game_of_soccernet_names_teams_by_its_folder(tmp_path):
    folder = game(tmp_path / GAME)
    for path in (folder, folder / "Labels-v2.json"):
        assert found(path, "corners for Balmoral") == [(2, 90.5, 83.0, 98.0)]


def test_the_line_up_names_players_who_are_then_known_but_not_whose_events_are(tmp_path):
    folder = game(tmp_path / GAME)
    lineup = {"home": {"players": [{"long_name": "Ann Archer"}]}, "away": {"players": [{"name": "Baker B."}]}}
    (folder / "Labels-captioning.json").write_text(json.dumps({"lineup": lineup, "annotations": []}))
    match = open_match(folder)
    assert match.players == {"Ann Archer": "home", "Baker B.": "away"}
    with pytest.raises(Exception, match="Ann Archer"):
        ask("goals by Archer", match)


def test_of_many_games_one_is_chosen(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in (GAME, "2020-01-03 - 20-00 Carrick 0 - 0 Dunmore"):
            archive.writestr(f"league/{name}/Labels-v2.json", json.dumps({"annotations": ROWS}))
    with pytest.raises(InputError, match=r"2 games.*--game"):
        open_match(path)
    with pytest.raises(UnknownName, match="Carrick"):
        open_match(path, "nobody")
    assert len(found(path, "Carrick corners", game="carrick")) == 1


def test_predictions_count_when_they_are_selected_or_sure(tmp_path):
    path = tmp_path / "results_spotting.json"
    rows = [
        {"gameTime": "1 - 00:10", "label": "Goal", "position": "10000", "half": "1", "confidence": c}
        for c in (0.2, "0.9")
    ]
    path.write_text(json.dumps({"predictions": rows}))
    match = open_match(path)
    assert [e.score for e in match.events] == [0.9]
    assert "1 of 2" in match.notes[0]
    assert len(open_match(path, threshold=0.1).events) == 2
    rows[0]["selected"], rows[1]["selected"] = True, False
    path.write_text(json.dumps({"predictions": rows}))
    assert [e.score for e in open_match(path).events] == [0.2]


@pytest.mark.parametrize("name", ["events.csv", "Labels-ball.json"])
def test_other_formats_are_read(tmp_path, name):
    path = tmp_path / name
    if name.endswith("csv"):
        path.write_text("time,label\n36:16.5,Direct free-kick\n40:00,Somersault\n")
        assert found(path, "free-kicks") == [(1, 2176.5, 2169.0, 2184.0)]
        assert found(path, "how many somersaults")[0][1] == 2400.0
        return
    rows = [row(1, 1000, "THROW IN", "left"), row(1, 3_000_000, "HIGH PASS", "right")]
    path.write_text(json.dumps({"halftime": "1 - 46:04", "annotations": rows}))
    assert found(path, "throw-ins for the home team in the first half")[0][1] == 1.0
    assert found(path, "high passes in the second half")[0][1] == 3000.0


def test_a_run_folder_has_clips_halves_teams_and_players(tmp_path):
    def spot(time, label, selected=True, **more):
        at = {"gameTime": "1 - 00:00", "position": str(round(time * 1000)), "half": "1"}
        return (
            at | {"label": label, "confidence": 0.9, "time": time, "selected": selected, "source": "x"} | more
        )

    def write(name, value):
        (tmp_path / name).write_text(json.dumps(value))

    spots = [spot(100.0, "Goal", team="away"), spot(3000.0, "Yellow card"), spot(3100.0, "Goal", False)]
    write("results_spotting.json", {"UrlLocal": "match.mp4", "predictions": spots})
    write("run.json", {"watch": {"durations": [6000.0], "videos": ["/films/match.mp4"]}})
    halves = [(1, 40.0, 2800.0, 0.0, 2760.0), (2, 2900.0, 5800.0, 2700.0, 5600.0)]
    names = ("period", "start", "end", "clock_start", "clock_end")
    write("halves.json", [dict(zip(names, half, strict=True)) for half in halves])
    write("clips.json", [{"start": 90.0, "end": 112.0, "moment": {"kind": "Goal", "time": 100.0}}])
    facts = [{"name": "player", "value": "BAKER"}]
    write("facts.json", [{"moment": {"kind": "Goal", "time": 100.0}, "facts": facts}])
    write("scoreboard.json", [{"time": 50.0, "home": "ARD", "away": "BAL"}])
    write("banners.json", [])
    assert found(tmp_path, "goals for BAL") == [(1, 100.0, 90.0, 112.0)]
    assert found(tmp_path, "goals by Baker in the 1st half") == [(1, 100.0, 90.0, 112.0)]
    assert found(tmp_path, "yellow cards after minute 46") == [(1, 3000.0, 2992.5, 3007.5)]
    assert found(tmp_path, "yellow cards between 49:00 and 51:00") == [(1, 3000.0, 2992.5, 3007.5)]
    assert [str(path) for path in open_match(tmp_path).videos] == ["/films/match.mp4"]
    write("clips.json", [{"start": "soon"}])
    with pytest.raises(InputError, match="not as Goalmouth wrote it"):
        open_match(tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"annotations": [{"label": 3}]}', '{"annotations": {}}'])
def test_a_damaged_file_is_named(tmp_path, content):
    path = tmp_path / "Labels-v2.json"
    path.write_text(content)
    with pytest.raises(InputError, match="Labels-v2"):
        open_match(path)
