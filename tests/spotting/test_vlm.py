"""The spotter that shows pictures of a video to a model on a server, from the file to the result."""

import base64
import json
from pathlib import Path
from zipfile import ZipFile

import cv2
import numpy as np
import pytest

from goalmouth import servers
from goalmouth.cli import main
from goalmouth.errors import EngineError, InputError
from goalmouth.labels import SOCCERNET_V2
from goalmouth.pipeline.chain import Options, spot
from goalmouth.scene.stills import RATE
from goalmouth.spotting import ON_REQUEST, SERVED, SPOTTERS, load_spotter
from goalmouth.spotting.answers import events, written
from goalmouth.spotting.prompts import Chunk, around, asked
from goalmouth.types import Evidence, Segment, Still
from inputs import noise
from loopback import Loopback, answering, refusing, saying

KEY = "sk-very-secret-0123456789"
CORNER = '{"events": [{"start": 4.0, "end": 11.0, "label": "Corner", "confidence": 0.8}]}'


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "PAUSE", 0.01)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    return noise(tmp_path / "match.mp4", 21, loud=False, still=True)


def chosen(server: Loopback) -> Options:
    return Options(spotters=(f"vlm={server.url}#small",))


def test_a_model_is_shown_pictures_with_their_times_and_its_intervals_are_spots(video: Path) -> None:
    out = video.parent / "out"
    with answering([saying("```json\n" + CORNER.replace("11.0", "110"), "stop"), saying(CORNER)]) as server:
        result = spot(video, out, chosen(server))
        again = spot(video, out, chosen(server))
    assert [(s.time, s.label, s.score, s.source, s.selected) for s in result.spots] == [
        (7.5, "Corner", 0.8, "vlm", True)
    ]
    assert any("vlm: an answer about 0:00 to 0:21 was not used" in note for note in result.notes)
    # What was done is not done again, and what was said is said again.
    assert len(server.asked) == 2 and again == result
    parts = server.asked[0][2]["messages"][0]["content"]
    shown = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    times = [part["text"] for part in parts if part["type"] == "text" and part["text"].startswith("At ")]
    assert times == [f"At {number / RATE:.1f} s:" for number in range(5)]
    for url in shown:
        data = np.frombuffer(base64.b64decode(url.removeprefix("data:image/jpeg;base64,")), np.uint8)
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR)
        assert picture is not None and picture.shape == (180, 320, 3)
        # Bars of colour, not grey, and red where they are red.
        truth = still_of(video)
        assert np.abs(picture[90, 20::40, ::-1].astype(int) - truth[90, 20::40]).max() < 30


def still_of(video: Path) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
    import av

    with av.open(str(video)) as file:
        return next(file.decode(video=0)).to_ndarray(format="rgb24").astype(int)


def test_another_model_is_asked_anew_and_damage_is_told(video: Path) -> None:
    out = video.parent / "out"
    with answering([saying('{"events": []}')]) as server:
        assert spot(video, out, chosen(server)).spots == ()
        spot(video, out, Options(spotters=(f"vlm={server.url}#large",)))
        assert [body["model"] for _, _, body in server.asked] == ["small", "large"]
        with ZipFile(out / "stills.zip") as file:
            assert file.namelist()[1] == "0000005000.jpg"
        (out / "stills.zip").write_bytes(b"PK")
        with pytest.raises(InputError, match=r"stills\.zip: is not as Goalmouth wrote it"):
            spot(video, out, chosen(server))


def test_a_run_that_failed_leaves_no_result_and_goes_on(video: Path) -> None:
    out = video.parent / "out"
    with answering([saying("Hm.")] * 3 + [saying(CORNER)]) as server:
        with pytest.raises(EngineError, match="0:00 to 0:21"):
            spot(video, out, chosen(server))
        assert not (out / "results_spotting.json").exists()
        watched = json.loads((out / "run.json").read_text())["watch"]
        assert len(spot(video, out, chosen(server)).spots) == 1
        assert json.loads((out / "run.json").read_text())["watch"] == watched


def test_without_pictures_it_says_so() -> None:
    with answering([saying(CORNER)]) as server, pytest.raises(EngineError, match="looks at pictures"):
        load_spotter(f"vlm={server.url}#small").spot(Evidence(()))


def test_what_is_said_goes_with_what_is_seen() -> None:
    chunk = Chunk(60.0, 120.0, (Segment(70.0, 72.0, "A corner."),), (Still(65.0, b"jpeg"),))
    (turn,) = asked(chunk, spans=True)
    texts = [part.get("text", "") for part in turn["content"]]
    assert any("10.0 to 12.0 s: A corner." in text for text in texts)
    assert "At 5.0 s:" in texts and turn["content"][-1]["type"] == "image_url"


@pytest.mark.parametrize("time", [0.0, 2.0, 30.0, 59.5, 60.0])
def test_an_interval_to_learn_from_has_its_moment_in_the_middle(time: float) -> None:
    text = written([around("Corner", time, 60.0)], True)
    (event,) = events(text, 60.0, SOCCERNET_V2, spans=True)
    assert event.middle == pytest.approx(time)
    assert event.end - event.start <= 15.0


def test_nobody_is_contacted_who_was_not_asked_for(video: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering([saying(CORNER)]) as server:
        monkeypatch.setenv(servers.SERVER, server.url)
        monkeypatch.setenv(servers.MODEL, "small")
        # As the doctor asks.
        assert all(SPOTTERS.load(name).missing() is None for name in SERVED)
        assert SERVED <= ON_REQUEST
        spot(video, video.parent / "usual", Options(spotters=("sound",)))
        assert server.asked == []
        assert not (video.parent / "usual" / "stills.zip").exists()
        spot(video, video.parent / "asked", Options(spotters=("vlm",)))
        assert len(server.asked) == 1


def test_a_server_that_fails_is_told_in_one_line(video: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with answering([refusing(401, f"wrong key {KEY}")]) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv(servers.KEY, KEY)
        asked = ["spot", str(video), "--spotter", f"vlm={server.url}#small", "-o", str(video.parent / "out")]
        assert main(asked) == 1
    said = capsys.readouterr()
    (line,) = [line for line in said.err.splitlines() if line.startswith("goalmouth: ")]
    assert "401, wrong key ***" in line and "Set GOALMOUTH_KEY" in line
    assert KEY not in said.err + said.out
    assert not any(KEY.encode() in path.read_bytes() for path in (video.parent / "out").iterdir())
