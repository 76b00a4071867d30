"""Transcripts of every kind: what is read, what is cleaned away, and what is refused."""

import json
import math
import random
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goalmouth.datasets.store import Store
from goalmouth.datasets.transcripts import cleaned, later, read_game, read_transcript, together
from goalmouth.errors import InputError

SAID = [[1.0, 2.5, "And we are under way"], [4.0, 6.0, "Corner, taken short"]]

FILES = {
    "1_asr.json": json.dumps({"segments": {str(at): own for at, own in enumerate(SAID)}}),
    "1.json": json.dumps({"segments": [{"start": a, "end": b, "text": text} for a, b, text in SAID]}),
    "list.json": json.dumps([{"start": a, "end": b, "text": text} for a, b, text in SAID]),
    "cpp.json": json.dumps(
        {
            "transcription": [
                {"offsets": {"from": 1000 * a, "to": 1000 * b}, "text": f" {text}"} for a, b, text in SAID
            ]
        }
    ),
    "1.srt": "\ufeff1\n00:00:01,000 --> 00:00:02,500\n<i>And we are</i>\nunder way\n\n"
    "2\n00:00:04,000 --> 00:00:06,000\nCorner, taken short\n",
    "1.vtt": "WEBVTT\n\n00:01.000 --> 00:02.500 align:start\nAnd <c>we are</c> under way\n\n"
    "NOTE nothing\n\ncue\n00:04.000 --> 00:06.000\nCorner, taken short",
    "1.csv": "half,time,end,text\n1,0:01,2.5,And we are under way\n"
    '1,0:04,0:06,"Corner, taken short"\n2,9,,Later\n',
    "live.csv": "gameTime,description\n1 - 00:01,And we are under way\n"
    '1 - 00:04,"Corner, taken short"\n2 - 00:09,Later',
}


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_file_says_the_same(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FILES[name], "utf-8")
    found = read_transcript(tmp_path / name)
    assert [(own.start, own.text) for own in found] == [(a, text) for a, _, text in SAID]
    assert found[0].end == (2.5 if name != "live.csv" else 4.0) and found[1].end <= 6.4
    assert not any(own.translated for own in found)


def test_a_table_may_hold_both_halves(tmp_path: Path) -> None:
    for name in ("1.csv", "live.csv"):
        (tmp_path / name).write_text(FILES[name], "utf-8")
        assert [own.text for own in read_transcript(tmp_path / name, 2)] == ["Later"]


def test_what_a_recogniser_puts_wrong_is_cleaned_away() -> None:
    said = [
        (30.0, 31.0, "Throw-in"),
        (9.0, 12.0, "He shoots"),
        (12.0, 13.0, "He  shoots "),
        (10.0, 40.0, "wide"),
        (-3.0, 1.0, "before it began"),
        (math.nan, 1.0, "never"),
        (1e9, 1e9 + 2, "in thirty years"),
        (20.0, 20.5, "  "),
        (31.5, 31.0, "by the left back"),
        (50.0, math.inf, "and so it goes on"),
    ]
    found = cleaned(said)
    assert [own.text for own in found] == [
        "He shoots", "wide", "Throw-in", "by the left back", "and so it goes on"
    ]  # fmt: skip
    assert [own.end for own in found][:2] == [10.0, 11.2]
    assert found[3].end == found[3].start and found[4].end == pytest.approx(53.6)


def test_a_phrase_that_comes_back_later_is_kept() -> None:
    texts = ["goal", "goal", "what a strike", "goal"]
    found = cleaned([(float(at), at + 0.5, text) for at, text in enumerate(texts)])
    assert [own.text for own in found] == ["goal", "what a strike"]
    texts = ["goal", "what a strike", "from thirty yards", "goal"]
    assert len(cleaned([(float(at), at + 0.5, text) for at, text in enumerate(texts)])) == 4


TIMES = st.one_of(st.floats(), st.floats(0, 3000))


@given(st.lists(st.tuples(TIMES, TIMES, st.text(max_size=30)), max_size=30), st.randoms())
def test_order_does_not_matter_and_nothing_overlaps(
    said: list[tuple[float, float, str]], shuffled: random.Random
) -> None:
    other = list(said)
    shuffled.shuffle(other)
    found = cleaned(said)
    assert cleaned(other) == found
    assert all(0 <= own.start <= own.end < math.inf and own.text for own in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_a_folder_gives_every_language_of_each_half(tmp_path: Path) -> None:
    for place, text in (("whisper_v2", "Saque de esquina"), ("whisper_v2_en", "Corner kick")):
        (tmp_path / place).mkdir()
        for half in (1, 2):
            content = {"segments": {"0": [half, half + 1, text]} if half == 1 else {}}
            (tmp_path / place / f"{half}_asr.json").write_text(json.dumps(content))
    found = read_game(Store(tmp_path))
    assert [(own.text, own.translated) for own in found[1].segments] == [
        ("Saque de esquina", False),
        ("Corner kick", True),
    ]
    assert found[2].segments == ()
    with zipfile.ZipFile(tmp_path / "games.zip", "w") as games:
        for file in sorted(tmp_path.glob("*/*.json")):
            games.write(file, f"league/one/{file.relative_to(tmp_path).as_posix()}")
    assert read_game(Store(tmp_path / "games.zip"), "league/one") == found
    # Plain files go before those of a data set, and a translation may stand beside them.
    (tmp_path / "1.srt").write_text("1\n00:00:03,000 --> 00:00:04,000\nEckball\n")
    (tmp_path / "1_en.vtt").write_text("WEBVTT\n\n00:03.000 --> 00:04.000\nCorner\n")
    assert [own.text for own in read_game(Store(tmp_path))[1].segments] == ["Eckball", "Corner"]


def test_halves_run_on() -> None:
    first, second = (together([cleaned([(1.0, 2.0, text)])]) for text in ("one", "two"))
    both = together([first.segments, later(second, 45.0).segments])
    assert [(own.start, own.text) for own in both.segments] == [(1.0, "one"), (46.0, "two")]


BAD = {
    "1_asr.json": ["", "{", "[]x", '{"annotations": []}', '{"segments": {"0": [1]}}',
                   '{"segments": [{"text": 1}]}', '{"segments": {"0": ["a", 2, "b"]}}', "7", "[" * 100000],
    "1.srt": ["no times at all", "1\n00:00 -> 00:02\ntext"],
    "1.csv": ["half,text\n1,nothing", "time,text\nsoon,what", "gameTime,text\n1 - x,what"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "content"), [(name, own) for name in BAD for own in BAD[name]])
def test_what_is_no_transcript_is_refused_by_name(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=name):
        read_transcript(tmp_path / name)


def test_a_folder_without_one_says_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"1_asr\.json"):
        read_game(Store(tmp_path))
    (tmp_path / "2.srt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"2\.srt: is not text"):
        read_game(Store(tmp_path))


@example(b"\r\x00")
@example(b"time,text\n0:01," + b"x" * 200_000)
@given(st.binary(max_size=200))
def test_damage_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    for name in ("1_asr.json", "1.srt", "1.vtt", "1.csv"):
        (folder / name).write_bytes(content)
        try:
            found = read_transcript(folder / name)
        except InputError:
            continue
        assert all(0 <= own.start <= own.end < math.inf for own in found)
