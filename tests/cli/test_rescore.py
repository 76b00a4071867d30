"""``goalmouth rescore``: files of predictions in, better ones out."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from goalmouth.cli import main
from goalmouth.labels import SOCCERNET_V2
from goalmouth.pipeline.evaluation import evaluate_spotting
from goalmouth.spotting.rescoring import WEIGHTS

FILE = "results_spotting.json"
REAL = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not WEIGHTS.exists(), reason=f"needs {WEIGHTS}")


def entry(label: str, position: int, confidence: float, half: int = 1, **more) -> dict:
    minute, second = divmod(position // 1000, 60)
    said = {"gameTime": f"{half} - {minute}:{second:02d}", "label": label, "position": str(position)}
    return said | {"half": str(half), "confidence": str(confidence)} | more


def game(folder: Path, rows: list[dict]) -> Path:
    folder.mkdir(parents=True)
    (folder / FILE).write_text(json.dumps({"UrlLocal": "a game", "predictions": rows}))
    return folder


def rows_of(file: Path) -> list[dict]:
    return json.loads(file.read_text())["predictions"]


@pytest.fixture
def candidates() -> list[dict]:
    return [
        entry(label, 1000 * second, 0.02 + 0.9 * ((second + 7 * kind) % 252 == 0), half)
        for kind, label in enumerate(SOCCERNET_V2)
        for half in (1, 2)
        for second in range(3 + kind % 5, 900, 18)
    ]


def test_each_game_is_written_where_it_lies(tmp_path: Path, candidates, capsys) -> None:
    game(tmp_path / "in" / "league" / "one", candidates)
    game(tmp_path / "in" / "league" / "two", candidates[::-1])
    assert main(["rescore", "--predictions", str(tmp_path / "in"), "-o", str(tmp_path / "out")]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("2 games, ") and not err
    one, two = (rows_of(tmp_path / "out" / "league" / name / FILE) for name in ("one", "two"))
    # The order of what came in does not matter.
    assert one == two
    assert {row["half"] for row in one} == {"1", "2"}
    assert {row["label"] for row in one} <= set(SOCCERNET_V2)
    assert all(0 <= int(row["position"]) <= 900_000 and 0 <= float(row["confidence"]) <= 1 for row in one)
    assert any(row["selected"] for row in one) and not all(row["selected"] for row in one)
    assert json.loads((tmp_path / "out" / "league" / "one" / FILE).read_text())["UrlLocal"] == "a game"


def test_classes_that_it_does_not_know_stay_as_they_are(tmp_path: Path, candidates) -> None:
    odd = entry("Streaker", 123_456, 0.75, 2, team="home", remark="odd")
    game(tmp_path / "in", [*candidates, odd])
    assert main(["rescore", "--predictions", str(tmp_path / "in"), "-o", str(tmp_path / "out")]) == 0
    kept = [row for row in rows_of(tmp_path / "out" / FILE) if row["label"] == "Streaker"]
    assert kept == [odd]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"predictions": [{"label": 3}]}', '{"predictions": 1}'])
def test_a_damaged_file_is_named_and_the_others_go_on(tmp_path: Path, candidates, content, capsys) -> None:
    game(tmp_path / "in" / "whole", candidates)
    (game(tmp_path / "in" / "broken", []) / FILE).write_text(content)
    assert main(["rescore", "--predictions", str(tmp_path / "in"), "-o", str(tmp_path / "out")]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("1 games, ") and str(Path("broken") / FILE) in err and len(err.splitlines()) == 1
    assert (tmp_path / "out" / "whole" / FILE).exists() and not (tmp_path / "out" / "broken").exists()


def test_games_without_candidates_are_written_without(tmp_path: Path, candidates, capsys) -> None:
    game(tmp_path / "in" / "none", [])
    game(tmp_path / "in" / "half", [row for row in candidates if row["half"] == "2"])
    arguments = ["rescore", "--predictions", str(tmp_path / "in"), "-o", str(tmp_path / "out.zip"), "--json"]
    assert main(arguments) == 0
    done = {own["game"]: own for own in json.loads(capsys.readouterr().out)}
    assert done["none"]["moments"] == 0 < done["half"]["moments"]
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        found = {name: json.loads(archive.read(name))["predictions"] for name in archive.namelist()}
    assert found[f"none/{FILE}"] == []
    assert {row["half"] for row in found[f"half/{FILE}"]} == {"2"}


def test_a_folder_without_games_is_an_error(tmp_path: Path, capsys) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        assert main(["rescore", "--predictions", str(place), "-o", str(tmp_path / "out")]) == 1
        assert str(place) in capsys.readouterr().err


def test_what_was_said_is_taken_by_game_and_half(tmp_path: Path, candidates, capsys) -> None:
    game(tmp_path / "in" / "one", candidates)
    said = np.full((900, 17), 1e-4)
    said[400:404, SOCCERNET_V2.index("Goal")] = 0.5
    np.savez(tmp_path / "said.npz", **{"one|2": said, "another|1": said})

    def goals(*more: str) -> list[tuple[str, float]]:
        out = tmp_path / f"out{len(more)}"
        assert main(["rescore", "--predictions", str(tmp_path / "in"), "-o", str(out), *more]) == 0
        found = [row for row in rows_of(out / "one" / FILE) if row["label"] == "Goal"]
        return [
            (row["half"], float(row["confidence"])) for row in found if 390e3 < int(row["position"]) < 415e3
        ]

    deaf, heard = dict(goals()), dict(goals("--transcripts", str(tmp_path / "said.npz")))
    assert "1 halves with a transcript" in capsys.readouterr().out
    assert heard["2"] > 2 * deaf["2"] and heard["1"] == deaf["1"]


@pytest.mark.parametrize("shape", [(900, 16), (900,)])
def test_a_file_of_what_was_said_that_cannot_be_is_named(tmp_path: Path, candidates, shape, capsys) -> None:
    game(tmp_path / "in" / "one", candidates)
    np.savez(tmp_path / "said.npz", **{"one|1": np.full(shape, 0.5)})
    (tmp_path / "text.npz").write_text("no array")
    for name in ("said.npz", "text.npz", "none.npz"):
        arguments = ["rescore", "--predictions", str(tmp_path / "in"), "-o", str(tmp_path / "out")]
        assert main([*arguments, "--transcripts", str(tmp_path / name)]) == 1
        assert name in capsys.readouterr().err


def test_a_published_systems_predictions_become_better(tmp_path: Path) -> None:
    predictions, labels = REAL / "netvladpp" / "predictions.zip", REAL / "soccernet" / "fit.zip"
    if not predictions.exists():
        pytest.skip(f"needs {predictions}")
    # The network has seen these games: figures that count are those of recipes/rescore.toml.
    with zipfile.ZipFile(predictions) as archive:
        names = sorted(archive.namelist())[:3]
        for name in names:
            archive.extract(name, tmp_path / "in")
    (tmp_path / "games.txt").write_text("\n".join(name.rpartition("/")[0] for name in names))
    assert main(["rescore", "--predictions", str(tmp_path / "in"), "-o", str(tmp_path / "out")]) == 0
    for metric in ("loose", "tight"):
        before, after = (
            evaluate_spotting(
                labels, tmp_path / which, metric, games=tmp_path / "games.txt"
            ).scores.every.mean
            for which in ("in", "out")
        )
        assert after > before + 0.05
