"""Files of boxes: there and back without loss, from one to another, and broken ones."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.cli import main
from goalmouth.datasets.boxes import Boxed, Footage, Footages
from goalmouth.datasets.formats import BOXES, FORMATS, convert, format_of, read
from goalmouth.datasets.records import Lost
from goalmouth.datasets.store import Options, Sink, Store
from goalmouth.errors import InputError

DATA = Path(__file__).parents[3] / "shared" / "data"
ROLES = ("player", "goalkeeper", "referee", "ball")


def through(folder: Path, name: str, footages: Footages) -> tuple[Footages, list[str]]:
    """Return what is read after it was written, and what was lost."""
    form, lost = FORMATS.load(name), Lost()
    with Sink.to(folder) as sink:
        form.write(footages, sink, lost, Options())
    assert format_of(Store(folder)) == name
    return form.read(Store(folder)), lost.told()


def bare(game: Footage) -> list[tuple[Any, ...]]:
    """Return what every format holds of a footage's boxes."""
    own = game.scaled(relative=False)
    return sorted(
        (each.frame, *(round(value, 4) for value in each.box), each.track or 0) for each in own.boxes
    )


@st.composite
def footages(draw: st.DrawFn) -> Footages:
    people = {
        track: (draw(st.sampled_from(ROLES)), draw(st.sampled_from(["left", "right"])), str(track))
        for track in range(1, 5)
    }
    boxes = []
    for frame in range(draw(st.integers(1, 4))):
        for track in draw(st.sets(st.sampled_from(sorted(people)))):
            side = st.integers(0, 900).map(lambda value: value / 4)
            box = (draw(side), draw(side), draw(side), draw(side))
            role, team, jersey = people[track]
            boxes.append(Boxed(frame, box, role, track, None, team, jersey))
    return Footages((Footage("SNMOT-060", tuple(boxes), (640, 360), Fraction(25), 4),))


@settings(deadline=None, max_examples=40)
@given(footages=footages())
def test_tracks_go_through_mot_and_gsr_without_loss(
    tmp_path_factory: pytest.TempPathFactory, footages: Footages
) -> None:
    folder = tmp_path_factory.mktemp("case")
    back, lost = through(folder / "mot", "mot", footages)
    assert lost == []
    assert back.games[0] == footages.games[0]
    states, lost = through(folder / "gsr", "gsr", footages)
    assert lost == []
    kept = replace(states.games[0], boxes=tuple(replace(each, more={}) for each in states.games[0].boxes))
    assert replace(kept, more={}) == footages.games[0]
    again, _ = through(folder / "again", "gsr", states)
    assert again == states


@settings(deadline=None, max_examples=40)
@given(footages=footages())
def test_boxes_keep_their_places_from_any_format_into_any_other(
    tmp_path_factory: pytest.TempPathFactory, footages: Footages
) -> None:
    for name in BOXES:
        back, _ = through(tmp_path_factory.mktemp(name) / "out", name, footages)
        # YOLO's files do not say how large the pictures are.
        game = replace(back.games[0], size=(640, 360))
        assert bare(game) == bare(footages.games[0])


@pytest.mark.skipif(not DATA.is_dir(), reason=f"needs {DATA}")
@pytest.mark.parametrize("name", ["players", "pitch"])
def test_real_yolo_files_come_back_as_they_were(name: str, tmp_path: Path) -> None:
    done = convert(DATA / name, tmp_path / "out", "yolo")
    assert done.source == "yolo" and done.rows > 200 and not any("lost" in line for line in done.lost)
    written = sorted((tmp_path / "out" / "labels").glob("*.txt"))
    assert [path.name for path in written] == sorted(
        path.name for path in (DATA / name / "labels").glob("*.txt")
    )
    for path in written:
        ours, theirs = (
            [[float(cell) for cell in line.split()] for line in each.read_text().splitlines()]
            for each in (path, DATA / name / "labels" / path.name)
        )
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            assert one == pytest.approx(other, abs=1e-9)
    assert (tmp_path / "out" / "data.yaml").read_bytes() == (DATA / name / "data.yaml").read_bytes()


@pytest.mark.skipif(not DATA.is_dir(), reason=f"needs {DATA}")
def test_real_boxes_become_pixels(tmp_path: Path) -> None:
    done = convert(DATA / "players", tmp_path / "mot.zip", "mot")
    assert any("pictures as large as the first" in line for line in done.lost)
    sequence = FORMATS.load("mot").read(Store(tmp_path / "mot.zip")).games[0]
    assert sequence.size == (1920, 1080)
    assert all(0 <= each.box[0] <= 1920 and each.box[2] < 400 for each in sequence.boxes)


def test_a_state_as_the_challenge_has_it_is_kept_whole(tmp_path: Path) -> None:
    pitch = {"x_bottom_middle": -12.5, "y_bottom_middle": 3.25}
    content = {
        "info": {"version": "1.3", "name": "SNGS-021", "frame_rate": 25, "seq_length": 2, "id": "021"},
        "images": [
            {"is_labeled": True, "image_id": f"102100000{at}", "file_name": f"00000{at}.jpg", "height": 1080,
             "width": 1920} for at in (1, 2)
        ],
        "annotations": [
            {"id": "7", "image_id": "1021000002", "track_id": 4, "supercategory": "object", "category_id": 1,
             "attributes": {"role": "player", "jersey": "8", "team": "left"}, "bbox_pitch": pitch,
             "bbox_image": {"x": 10, "y": 20, "x_center": 14.5, "y_center": 29, "w": 9, "h": 18}},
            {"id": "8", "image_id": "1021000001", "supercategory": "pitch", "category_id": 5, "lines": {}},
        ],
        "categories": [{"id": 1, "name": "player", "supercategory": "object"}],
    }  # fmt: skip
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "Labels-GameState.json").write_text(json.dumps(content))
    game = FORMATS.load("gsr").read(Store(tmp_path / "in")).games[0]
    assert game.boxes[0].frame == 1 and game.boxes[0].jersey == "8" and game.rate == 25
    convert(tmp_path / "in", tmp_path / "out", "gsr")
    assert json.loads((tmp_path / "out" / "Labels-GameState.json").read_text()) == content
    predictions = {"predictions": [{"image_id": "1021000002", "category_id": 1.0, "track_id": 4,
                                    "confidence": 0.5, "supercategory": "object",
                                    "attributes": {"role": "goalkeeper", "jersey": None, "team": "right"},
                                    "bbox_image": {"x": 1, "y": 2, "w": 3, "h": 4}}]}  # fmt: skip
    path = tmp_path / "predicted.json"
    path.write_text(json.dumps(predictions))
    found = FORMATS.load("gsr").read(Store(path)).games[0].boxes[0]
    assert (found.frame, found.label, found.score, found.team) == (1, "goalkeeper", 0.5, "right")
    assert format_of(Store(path)) == "gsr"


def test_yolo_reads_names_in_every_way_and_keypoints(tmp_path: Path) -> None:
    (tmp_path / "labels").mkdir()
    (tmp_path / "images").mkdir()
    cv2.imwrite(str(tmp_path / "images" / "a.png"), np.zeros((50, 100, 3), np.uint8))
    (tmp_path / "labels" / "a.txt").write_text("1 0.5 0.5 0.2 0.4 0.1 0.2 2 0.3 0.4 0\n")
    for names in (
        "names: [ball, 'the pitch']",
        "names:\n- ball\n- the pitch",
        "names:\n  0: ball\n  1: the pitch",
    ):
        (tmp_path / "data.yaml").write_text(f"nc: 2\n{names}\nkpt_shape: [2, 3]\n")
        game = FORMATS.load("yolo").read(Store(tmp_path)).games[0].scaled(relative=False)
        assert game.boxes[0].label == "the pitch" and game.boxes[0].box == (40, 15, 20, 20)
        assert game.boxes[0].points == ((10, 10, 2), (30, 20, 0))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"gt/gt.txt": "1,1,0,0,nan,5,1\n"}, "line 1"),
        ({"gt/gt.txt": "0,1,0,0,5,5,1\n"}, "before the video"),
        ({"gt/gt.txt": "1,1,0\n"}, "3 columns"),
        ({"gt/gt.txt": "1,1,0,0,5,-5,1\n"}, "negative"),
        ({"gt/gt.txt": "", "seqinfo.ini": "frameRate=25\n"}, r"no readable \[Sequence\]"),
        ({"gt/gt.txt": "", "seqinfo.ini": "[Sequence]\nframeRate=0\n"}, "cannot be read"),
        ({"labels/a.txt": "0 0.5 0.5 0.1\n"}, "4 columns"),
        ({"labels/a.txt": "7 0.5 0.5 0.1 0.1\n", "data.yaml": "names: [ball]\n"}, "class 7"),
        ({"Labels-GameState.json": "{}"}, "no list 'annotations'"),
        ({"Labels-GameState.json": '{"annotations": [{"bbox_image": {}}]}'}, "entry 0"),
    ],
)
def test_what_is_broken_is_named(tmp_path: Path, files: dict[str, str], said: str) -> None:
    for name, content in files.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(content)
    with pytest.raises(InputError, match=said):
        convert(tmp_path / "in", tmp_path / "out", "mot")
    assert not (tmp_path / "out").exists()


def test_boxes_are_no_events_and_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "gt").mkdir()
    (tmp_path / "gt" / "gt.txt").write_text("1,3,0,0,5,5,1,-1,-1,-1\n")
    assert main(["convert", str(tmp_path), str(tmp_path / "x.csv"), "--to", "csv"]) == 1
    said = capsys.readouterr().err
    assert "holds boxes (mot)" in said and "yolo, mot, gsr" in said
    with pytest.raises(InputError, match="holds boxes"):
        read(tmp_path)
    with pytest.raises(InputError, match="how large its pictures are"):
        convert(tmp_path, tmp_path / "out", "yolo")
