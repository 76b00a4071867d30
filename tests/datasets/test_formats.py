"""The field's files, each into itself and into the others."""

import csv
import gzip
import io
import json
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.datasets.formats import FORMATS, convert, format_of
from goalmouth.datasets.records import Dataset, Game, Lost, Row, frame_of, rate_of, time_of
from goalmouth.datasets.store import Options, Sink, Store
from goalmouth.errors import InputError, OutputError, UnknownName
from goalmouth.labels import SOCCERNET_V2

SOCCERNET = Path(__file__).parents[3] / "shared" / "data" / "soccernet"
real = pytest.mark.skipif(not SOCCERNET.is_dir(), reason=f"needs {SOCCERNET}")
GAME = "league/2020-2021/2020-09-12 - 18-30 One 1 - 0 Other"
ANNOTATIONS = [
    {"gameTime": "1 - 00:00", "label": "Kick-off", "position": "0", "team": "home", "visibility": "visible"},
    {
        "gameTime": "1 - 12:34",
        "label": "Goal",
        "position": "754321",
        "team": "away",
        "visibility": "not shown",
    },
    {
        "gameTime": "2 - 45:59",
        "label": "Foul",
        "position": "2759999",
        "team": "not applicable",
        "visibility": "visible",
    },
]
UNSURE = '{"predictions": [{"label": "Goal", "half": "1", "position": "1", "confidence": NaN}]}'
LABELS = {"UrlLocal": GAME, "UrlYoutube": "", "annotations": ANNOTATIONS, "gameScore": "1 - 0"}


def written(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def copied(dataset: Dataset, to: str, folder: Path) -> tuple[Dataset, Lost]:
    """Write a dataset and read it back."""
    form, lost = FORMATS.load(to), Lost()
    with Sink.to(folder) as sink:
        form.write(dataset, sink, lost, Options())
    return form.read(Store(folder)), lost


@pytest.mark.parametrize("to", ["csv", "osl-v1", "osl-v2", "predictions"])
def test_labels_survive_the_way_through_another_format(tmp_path: Path, to: str) -> None:
    written(tmp_path, f"in/{GAME}/Labels-v2.json", LABELS)
    convert(tmp_path / "in", tmp_path / "there", to)
    convert(tmp_path / "there", tmp_path / "back", "labels-v2")
    (back,) = (tmp_path / "back").rglob("Labels-v2.json")
    assert back.parent.relative_to(tmp_path / "back").as_posix() == GAME
    rows = json.loads(back.read_text())["annotations"]
    keys = list(ANNOTATIONS[0])
    assert [{key: row[key] for key in keys} for row in rows] == ANNOTATIONS


def test_times_on_pictures_are_moved_by_less_than_one_and_that_is_said(tmp_path: Path) -> None:
    source = written(tmp_path, "Labels-v2.json", LABELS)
    done = convert(source, tmp_path / "e2e", "e2e-spot")
    assert {line.partition(",")[0] for line in done.lost} == {
        "lost: times",
        "lost: what is said of whole games (UrlLocal",
        "assumed: 25 pictures a second (tell them by --fps)",
        "assumed: that each video ends with its last event (num_frames)",
    }
    first, second = json.loads((tmp_path / "e2e" / "all.json").read_text())
    assert (first["video"], second["video"]) == ("1", "2")
    assert first["events"][1] == {"frame": 18858, "label": "Goal", "comment": "away; not shown"}
    assert (tmp_path / "e2e" / "class.txt").read_text().splitlines() == list(SOCCERNET_V2)
    convert(tmp_path / "e2e", tmp_path / "Labels-v2.json", "labels-v2")
    rows = json.loads((tmp_path / "Labels-v2.json").read_text())["annotations"]
    for row, own in zip(rows, ANNOTATIONS, strict=True):
        assert 0 <= int(own["position"]) - float(row["position"]) < 40
        assert {**row, "position": 0, "gameTime": 0} == {**own, "position": 0, "gameTime": 0}


def test_the_true_rate_of_two_pictures_a_second_is_kept(tmp_path: Path) -> None:
    events = [{"frame": frame, "label": "PASS", "comment": "a touch"} for frame in (0, 1, 2083, 5399)]
    video = {"video": "one/clip", "num_frames": 5400, "num_events": 4, "events": events}
    video |= {"fps": 2.0833333333333335, "width": 398, "height": 224}
    written(tmp_path, "in/train.json", [video])
    (tmp_path / "in" / "class.txt").write_text("PASS\nSHOT\n")
    dataset = FORMATS.load("e2e-spot").read(Store(tmp_path / "in"))
    assert dataset.games[0].rates == {1: Fraction(25, 12)} and dataset.classes == ("PASS", "SHOT")
    assert dataset.games[0].rows[2].position == pytest.approx(2083 * 480)
    convert(tmp_path / "in", tmp_path / "osl.json", "osl-v2")
    convert(tmp_path / "osl.json", tmp_path / "back", "e2e-spot")
    (back,) = json.loads((tmp_path / "back" / "all.json").read_text())
    assert {key: back[key] for key in video} == video
    assert (tmp_path / "back" / "class.txt").read_text() == "PASS\nSHOT\n"


def test_a_measured_rate_stays_what_it_is() -> None:
    assert float(rate_of(29.970133428574215)) == 29.970133428574215
    assert rate_of(2.0833333333333335) == Fraction(25, 12)


def test_pictures_of_no_known_rate_keep_their_numbers(tmp_path: Path) -> None:
    video = {"video": "dive", "num_frames": 90, "num_events": 1, "events": [{"frame": 41, "label": "Entry"}]}
    source = written(tmp_path, "test.json", [video | {"fps": -1}])
    done = convert(source, tmp_path / "out", "e2e-spot")
    assert done.lost == ("assumed: 25 pictures a second (tell them by --fps)",)
    assert json.loads((tmp_path / "out" / "test.json").read_text()) == [video | {"fps": -1}]


@pytest.mark.parametrize(
    ("said", "rate"),
    [(25, "25"), (2.0833, "25/12"), (29.97, "30000/1001"), (59.94, "60000/1001"), (12.5, "25/2")],
)
def test_rates_are_told_exactly(said: float, rate: str) -> None:
    assert rate_of(said) == Fraction(rate) == rate_of(rate)


@given(frame=st.integers(0, 10**6), rate=st.sampled_from(["2", "25/12", "12.5", "25", "30000/1001", "50"]))
def test_a_picture_keeps_its_number(frame: int, rate: str) -> None:
    assert frame_of(time_of(frame, Fraction(rate)), Fraction(rate)) == frame


texts = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)
names = texts.filter(lambda text: text == text.strip())
rows = st.builds(
    Row,
    position=st.integers(0, 5_400_000).map(float),
    label=names.filter(bool),
    half=st.sampled_from([1, 2]),
    team=st.sampled_from([None, "home", "away", "left"]),
    shown=st.sampled_from([None, True, False]),
    score=st.none() | st.floats(0, 1),
)
datasets = st.lists(rows, min_size=1, max_size=6).map(lambda own: Dataset((Game("a/b", tuple(own)),)))


@pytest.mark.parametrize("to", ["labels-v2", "labels-ball", "predictions", "csv", "osl-v1", "osl-v2"])
@settings(max_examples=30, deadline=None)
@given(dataset=datasets)
def test_whatever_a_row_says_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, to: str, dataset: Dataset
) -> None:
    back, lost = copied(dataset, to, tmp_path_factory.mktemp("there"))
    assert not lost.told()
    own = sorted(dataset.games[0].rows, key=lambda row: row.half)
    found = sorted(back.games[0].rows, key=lambda row: row.half)
    for one, other in zip(own, found, strict=True):
        assert (one.position, one.label, one.half, one.team) == (
            other.position, other.label, other.half, other.team,
        )  # fmt: skip
        assert one.shown in (other.shown, None) and one.score in (other.score, None)


def rounded(value: object) -> object:
    """Return JSON without the noise of binary fractions."""
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return round(value, 6) if isinstance(value, float) else value


def _same(name: str, folder: Path, zip_name: str) -> int:
    """Read every file of a kind and hold what is written of it against what lies there."""
    store, form = Store(SOCCERNET / zip_name), FORMATS.load(name)
    with Sink.to(folder) as sink:
        lost = Lost()
        form.write(form.read(store), sink, lost, Options())
    assert not lost.told()
    files = form.finds(store)
    assert sorted(sink.names) == files
    for file in files:
        assert rounded(json.loads((folder / file).read_text())) == rounded(store.json(file)), file
    return len(files)


@real
@pytest.mark.parametrize(
    ("name", "count"), [("labels-v2", 46), ("cameras", 46), ("captions", 43), ("echoes", 1)]
)
def test_real_files_are_written_as_they_were_read(tmp_path: Path, name: str, count: int) -> None:
    assert _same(name, tmp_path, "fit.zip") >= count


@real
def test_real_predictions_are_written_as_they_were_read(tmp_path: Path) -> None:
    assert _same("predictions", tmp_path, "../netvladpp/predictions.zip") == 46


@real
@pytest.mark.parametrize("to", ["csv", "osl-v1", "osl-v2"])
@pytest.mark.parametrize("name", ["labels-v2", "cameras", "captions"])
def test_real_files_survive_the_way_through_another_format(tmp_path: Path, name: str, to: str) -> None:
    form = FORMATS.load(name)
    dataset = form.read(Store(SOCCERNET / "fit.zip"))
    back, _ = copied(dataset, to, tmp_path / "there")
    again, _ = copied(back, name, tmp_path / "back")
    for one, other in zip(dataset.games, sorted(again.games, key=lambda game: game.name), strict=True):
        assert one.name == other.name
        key = lambda row: row.half  # noqa: E731
        assert sorted(one.rows, key=key) == sorted(other.rows, key=key)


def test_a_zip_is_read_and_written(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w", zipfile.ZIP_LZMA) as file:
        file.writestr(f"{GAME}/Labels-v2.json", json.dumps(LABELS))
    done = convert(tmp_path / "in.zip", tmp_path / "out.zip", "labels-ball")
    assert (done.source, done.games, done.rows) == ("labels-v2", 1, 3)
    with zipfile.ZipFile(tmp_path / "out.zip") as file:
        assert json.loads(file.read(f"{GAME}/Labels-ball.json")) == LABELS


def test_a_persons_table_becomes_labels(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("time;label;who\n1:23,5;Goal;Ada\n65:00;Foul;\n", encoding="utf-8-sig")
    convert(tmp_path / "mine.csv", tmp_path / "Labels-v2.json", "labels-v2")
    goal, foul = json.loads((tmp_path / "Labels-v2.json").read_text())["annotations"]
    assert (goal["gameTime"], goal["position"], goal["who"]) == ("1 - 01:23", "83500", "Ada")
    assert (foul["gameTime"], foul["position"]) == ("1 - 65:00", "3900000")


def test_a_table_without_a_head_is_time_and_label(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("12.5,Corner\n")
    convert(tmp_path / "mine.csv", tmp_path / "there.csv", "csv")
    assert list(csv.reader(io.StringIO((tmp_path / "there.csv").read_text()))) == [
        ["time", "label"],
        ["12.5", "Corner"],
    ]


def test_predictions_of_e2e_spot_keep_their_scores(tmp_path: Path) -> None:
    events = [{"label": "SHOT", "frame": 50, "score": 0.25}]
    content = [{"video": "game", "events": events, "fps": 25.0}]
    (tmp_path / "pred.recall.json.gz").write_bytes(gzip.compress(json.dumps(content).encode()))
    done = convert(tmp_path / "pred.recall.json.gz", tmp_path / "out", "predictions")
    assert done.source == "e2e-spot"
    (row,) = json.loads((tmp_path / "out" / "game" / "results_spotting.json").read_text())["predictions"]
    assert (row["position"], row["half"], row["confidence"]) == ("2000", "1", "0.25")


def test_what_a_target_cannot_hold_is_said(tmp_path: Path) -> None:
    shots = [
        {
            "gameTime": "1 - 00:10",
            "label": "Public",
            "position": "10000",
            "change_type": "logo",
            "replay": "replay",
        }
    ]
    source = written(tmp_path, "Labels-cameras.json", {"annotations": shots})
    done = convert(source, tmp_path / "there", "echoes")
    assert {line for line in done.lost} == {
        "lost: change_type of 1 entries", "lost: label of 1 entries", "lost: replay of 1 entries",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"label": None}, "label"),
        ({"gameTime": "3 - 00:10"}, "half 3"),
        ({"gameTime": "first half"}, "gameTime"),
        ({"position": "-5"}, "negative"),
        ({"position": "soon"}, "soon"),
        ({"position": None, "gameTime": None}, "position"),
    ],
)
def test_a_broken_entry_is_named(tmp_path: Path, change: dict[str, str | None], said: str) -> None:
    row = {key: value for key, value in {**ANNOTATIONS[0], **change}.items() if value is not None}
    source = written(tmp_path, "Labels-v2.json", {"annotations": [ANNOTATIONS[1], row]})
    with pytest.raises(InputError, match=rf"Labels-v2\.json: entry 1 .*{said}"):
        convert(source, tmp_path / "out", "csv")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("results_spotting.json", UNSURE, "confidence nan"),
        ("Labels-v2.json", '{"annotations": ', "is not JSON"),
        ("Labels-v2.json", '{"events": []}', "has no list 'annotations'"),
        ("Labels-v2.json", '{"annotations": ["Goal"]}', "entry 0"),
        ("in.zip", "no zip", "neither a folder nor a zip"),
        ("in.json", '{"a": 1}', "no events in a format that is known"),
        ("1_asr.json", '{"segments": {"0": [1.0, "Hello"]}}', "entry 0"),
        ("in.csv", "time,label\nlater,Goal\n", "line 2"),
        ("in.csv", "when,label\n1,Goal\n", "no 'time'"),
        ("in.csv", 'time,label\n1,"' + "x" * 200_000 + '"\n', "is no table"),
        ("train.json", '[{"video": "a", "events": [{"frame": 1, "label": "PASS"}], "fps": "slow"}]', "rate"),
        ("train.json", '[{"video": "a", "events": [{"frame": -1, "label": "PASS"}], "fps": 25}]', "negative"),
        ("osl.json", '{"videos": [{"annotations": []}]}', "video 0"),
        ("in.recall.json.gz", "[]", "cannot be unpacked"),
    ],
)  # fmt: skip
def test_a_broken_file_is_named(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=f"{name}.*{said}"):
        convert(tmp_path / name, tmp_path / "out", "osl-v2")
    assert not (tmp_path / "out").exists()


def test_files_of_two_kinds_are_not_guessed_at(tmp_path: Path) -> None:
    for name in ("Labels-v2.json", "Labels-cameras.json"):
        written(tmp_path, f"in/{name}", {"annotations": []})
    with pytest.raises(InputError, match="labels-v2 and cameras"):
        format_of(Store(tmp_path / "in"))
    assert convert(tmp_path / "in", tmp_path / "out", "csv", given="cameras").source == "cameras"
    with pytest.raises(UnknownName, match="choose from"):
        convert(tmp_path / "in", tmp_path / "out", "xml")


def test_more_files_than_one_do_not_go_into_one(tmp_path: Path) -> None:
    for game in "ab":
        written(tmp_path, f"in/{game}/Labels-v2.json", LABELS)
    with pytest.raises(OutputError, match="more than one"):
        convert(tmp_path / "in", tmp_path / "out.json", "labels-v2")


def test_no_file_is_written_outside(tmp_path: Path) -> None:
    written(tmp_path, "train.json", [{"video": "../../evil", "events": [], "fps": 25}])
    with pytest.raises(OutputError, match="outside"):
        convert(tmp_path / "train.json", tmp_path / "a" / "b", "labels-v2")
    assert not list(tmp_path.rglob("Labels*"))
