"""Spotters that ask a language model what commentators tell, against a server that answers as it likes."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalmouth import servers
from goalmouth.errors import EngineError
from goalmouth.labels import SOCCERNET_V2
from goalmouth.servers import ServerError
from goalmouth.spotting import load_spotter
from goalmouth.spotting.answers import events
from goalmouth.spotting.asking import ROUNDS, Asking
from goalmouth.spotting.prompts import EXAMPLES, LENGTH, asked, chunks
from goalmouth.types import Evidence, Segment, Spot, Transcript, Video
from loopback import Loopback, Reply, answering, refusing, saying

SAID = Transcript(
    (
        Segment(3.0, 7.0, "Der Ball ist drin!"),
        Segment(3.0, 7.0, "The ball is in!", True),
        Segment(58.0, 62.0, "And they kick off again."),
        Segment(130.0, 133.0, "Raised flag, he was off."),
    )
)
GOAL = '{"events": [{"time": 2.5, "label": "Goal", "confidence": 0.9}]}'
NONE = '{"events": []}'


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "PAUSE", 0.01)


def evidence(seconds: float = 160.0, transcript: Transcript | None = SAID) -> Evidence:
    return Evidence((Video(Path("a.mp4"), seconds, Fraction(25), 64, 36),), transcript=transcript)


def spotter(server: Loopback, name: str = "llm") -> Asking:
    made = load_spotter(f"{name}={server.url}#small")
    assert isinstance(made, Asking)
    return made


def test_each_chunk_in_which_somebody_speaks_is_asked_about_once() -> None:
    with answering([saying(GOAL), saying(f"```json\n{GOAL}\n```"), saying(NONE)]) as server:
        own = spotter(server)
        assert own.needs == {"transcript"}
        found = own.spot(evidence())
    # Chunks begin at 0, 45, 90 and 135 s; in the last one nobody speaks.
    assert [(s.time, s.label, s.score, s.source) for s in found] == [
        (2.5, "Goal", 0.9, "llm"),
        (47.5, "Goal", 0.9, "llm"),
    ]
    first, second, third = server.questions()
    assert "3.0 to 7.0 s: Der Ball ist drin!" in first and "(translated): The ball is in!" in first
    assert "58.0 to 60.0 s: And they kick off again." in first and "13.0 to 17.0 s: And they" in second
    assert "40.0 to 43.0 s: Raised flag" in third
    assert all(label in first for label in SOCCERNET_V2)
    assert {body["model"] for _, _, body in server.asked} == {"small"}
    assert own.notes == []


def test_files_are_cut_into_chunks_of_their_own() -> None:
    own = list(chunks([(0.0, 100.0), (100.0, 130.0)], SAID))
    assert [(chunk.start, chunk.end) for chunk in own] == [(0, 60), (45, 100), (100, 130)]
    assert [len(chunk.said) for chunk in own] == [3, 1, 0]


@given(st.lists(st.floats(0.1, 300), min_size=1, max_size=3))
def test_chunks_reach_over_the_whole_match_and_no_further(lengths: list[float]) -> None:
    edges = [sum(lengths[:n]) for n in range(len(lengths) + 1)]
    for start, end in pairwise(edges):
        own = list(chunks([(start, end)], None))
        assert own[0].start == start and own[-1].end == end
        assert all(0 < chunk.length <= LENGTH + 1e-9 for chunk in own)
        assert all(before.end > after.start for before, after in pairwise(own))


def test_few_shots_are_answers_as_they_are_wanted() -> None:
    with answering([saying(NONE)]) as server:
        spotter(server, "llm-few-shot").spot(evidence(50.0))
    turns = server.asked[0][2]["messages"]
    assert [turn["role"] for turn in turns] == ["user", "assistant"] * len(EXAMPLES) + ["user"]
    assert turns[0]["content"].startswith("You label") and "Der Ball" in turns[-1]["content"]
    for (chunk, told), turn in zip(EXAMPLES, turns[1::2], strict=True):
        said = events(turn["content"], chunk.length, SOCCERNET_V2)
        assert [(event.start, event.label) for event in said] == [(e.start, e.label) for e in told]
        assert list(events(asked_answer(chunk, told), chunk.length, SOCCERNET_V2, last=True)) == said


def asked_answer(chunk: Any, told: Any) -> str:
    """Return how the answer of an example reads where the model is to think aloud."""
    number = next(n for n, (own, _) in enumerate(EXAMPLES) if own is chunk)
    turns = asked(chunk, thinking=True, few=True)
    text: str = turns[2 * number + 1]["content"]
    assert not text.startswith("{")
    return text


def test_a_model_that_reasons_has_its_last_word_taken_and_no_schema_in_its_way() -> None:
    thought = f'<think>{GOAL}</think>He may mean {{"events": []}} or not.\n{GOAL}'
    with answering([saying(thought)]) as server:
        found = spotter(server, "llm-reasoning").spot(evidence(50.0))
    assert [s.source for s in found] == ["llm-reasoning"]
    assert "think aloud" in server.questions()[0]
    assert "response_format" not in server.asked[0][2]
    with answering([saying(NONE)]) as server:
        spotter(server).spot(evidence(50.0))
    assert "think aloud" not in server.questions()[0]
    assert server.asked[0][2]["response_format"]["json_schema"]["strict"]


BAD = {
    "past the end": '{"events": [{"time": 70, "label": "Goal", "confidence": 0.9}]}',
    "past the video": '{"events": [{"time": 50.5, "label": "Goal", "confidence": 0.9}]}',
    "unknown class": '{"events": [{"time": 7, "label": "Rabona", "confidence": 0.9}]}',
    "half": GOAL[:-4],
    "words": "I saw a goal at 2.5 s.",
    "twice": GOAL + GOAL,
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_nonsense_is_asked_about_again_and_the_reason_told(bad: str) -> None:
    with answering([saying(bad), saying(GOAL)]) as server:
        own = spotter(server)
        found = own.spot(evidence(50.0))
    assert [(s.time, s.label) for s in found] == [(2.5, "Goal")]
    turns = server.asked[1][2]["messages"]
    assert turns[-2] == {"role": "assistant", "content": bad}
    assert "cannot be used" in turns[-1]["content"]
    (note,) = own.notes
    assert "0:00 to 0:50" in note and note.rpartition("for ")[2] in turns[-1]["content"]


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_nonsense_that_stays_is_an_error_that_names_the_chunk(bad: str) -> None:
    told = r"'llm': what small says about 0:45 to 1:35 .* 3 times: .*Run again"
    with answering([saying(GOAL), saying(bad)]) as server, pytest.raises(EngineError, match=told):
        spotter(server).spot(evidence(95.0))
    assert len(server.asked) == 1 + ROUNDS


def test_an_answer_that_breaks_off_is_asked_for_again() -> None:
    with answering([saying(GOAL[:20], "length"), saying(GOAL)]) as server:
        assert len(spotter(server).spot(evidence(50.0))) == 1
    assert server.questions()[0] == server.questions()[1]
    with answering([saying(GOAL, "length")]) as server, pytest.raises(EngineError, match="broke off"):
        spotter(server).spot(evidence(50.0))


@pytest.mark.parametrize(
    "reply", [refusing(429), refusing(500), Reply(b""), Reply(b"<html>"), Reply(saying(GOAL).body, cut=40)]
)
def test_a_server_that_fails_for_a_while_costs_nothing(reply: Reply) -> None:
    with answering([reply, reply, saying(GOAL)]) as server:
        assert len(spotter(server).spot(evidence(50.0))) == 1
    with answering([reply]) as server, pytest.raises(ServerError, match="asked 4 times"):
        spotter(server).spot(evidence(50.0))


def test_who_was_stopped_goes_on_with_the_answers_there_are(tmp_path: Path) -> None:
    kept, steps = tmp_path / "llm.answers", list[str]()

    def run(server: Loopback) -> list[float]:
        own = spotter(server)
        own.kept, own.progress = kept, lambda step, done, total: steps.append(f"{step} {done} of {total}")
        return [found.time for found in own.spot(evidence())]

    with answering([saying(GOAL), *[saying("what?")] * ROUNDS, saying(NONE)]) as server:
        with pytest.raises(EngineError):
            run(server)
        # The next line was cut off as it was written.
        with kept.open("a") as file:
            file.write('\n["abc')
        assert run(server) == [2.5]
        assert len(server.asked) == 1 + ROUNDS + 2
        assert run(server) == [2.5]
        assert len(server.asked) == 1 + ROUNDS + 2
        # What is kept is read as strictly as what is said.
        kept.write_text(kept.read_text().replace("2.5", "250"))
        assert run(server) == []
        assert len(server.asked) == 1 + ROUNDS + 3
    assert steps[-3:] == ["llm 0 of 3", "llm 1 of 3", "llm 2 of 3"]


def test_without_a_transcript_or_a_server_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering([saying(GOAL)]) as server:
        with pytest.raises(EngineError, match="no transcript"):
            spotter(server).spot(evidence(transcript=None))
        assert spotter(server).spot(evidence(transcript=Transcript(()))) == []
    assert server.asked == []
    for name in (servers.SERVER, servers.MODEL, servers.KEY, servers.TIMEOUT):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(EngineError, match="GOALMOUTH_SERVER"):
        load_spotter("llm")
    with pytest.raises(EngineError, match="address is none"):
        load_spotter("llm=weights.onnx")


answer = st.sampled_from([*BAD.values(), GOAL, NONE]) | st.text(max_size=80)


@given(st.lists(answer, min_size=1, max_size=6))
def test_whatever_a_server_says_no_spot_is_invented(said: list[str]) -> None:
    with answering([saying(text or " ") for text in said]) as server:
        own = spotter(server)
        object.__setattr__(own.server, "tries", 1)
        try:
            found: list[Spot] = own.spot(evidence(50.0))
        except EngineError:
            return
    assert {(s.time, s.label, s.score) for s in found} <= {(2.5, "Goal", 0.9)}
    assert bool(found) == (said[min(len(server.asked), len(said)) - 1] == GOAL)
