"""What models say is taken at its word or not at all: nothing is mended, nothing made up."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goalmouth.labels import SOCCERNET_V2
from goalmouth.spotting.answers import Event, Nonsense, events, schema, written

GOAL = {"time": 12.5, "label": "Goal", "confidence": 0.9}
SPAN = {"start": 10, "end": 25.5, "label": "Corner", "confidence": 1}
ANSWER = json.dumps({"events": [GOAL]})


def read(text: str, **how: bool) -> list[Event]:
    return events(text, 60.0, SOCCERNET_V2, **how)


@pytest.mark.parametrize(
    "text",
    [
        ANSWER,
        f"\n {ANSWER}\n",
        f"```json\n{ANSWER}\n```",
        f"Here you are [12:30], as [you] asked:\n```\n{ANSWER}\n```\nI hope [1] this helps!",
        json.dumps([GOAL]),
        json.dumps({"reason": "a roar", "events": [{**GOAL, "team": "home"}]}, indent=2),
    ],
)
def test_one_json_value_is_found_wherever_it_stands(text: str) -> None:
    assert read(text) == [Event(12.5, 12.5, "Goal", 0.9)]


@pytest.mark.parametrize("text", ['{"events": []}', "[]", "Nothing happens.\n```json\n[]\n```"])
def test_nothing_happened_is_an_answer(text: str) -> None:
    assert read(text) == []


def test_intervals_are_read() -> None:
    assert read(json.dumps({"events": [SPAN]}), spans=True) == [Event(10.0, 25.5, "Corner", 1.0)]


def changed(key: str, value: str) -> str:
    """Return the answer with other JSON as one of the event's values."""
    return ANSWER.replace(json.dumps(GOAL[key]), value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no JSON object"),
        ("There was a goal at 12.5 s, I am sure.", "no JSON object"),
        (ANSWER[:-1], "not whole"),
        (ANSWER[:-2], "not whole"),
        (ANSWER[:40], "not whole"),
        (json.dumps([GOAL, GOAL])[:-20], "not whole"),
        (json.dumps([GOAL, GOAL])[:-1], "not whole"),
        ("{'events': []}", "not whole"),
        ("[" * 5000, "not whole"),
        ('{"a":' * 5000, "not whole"),
        (f"{ANSWER}\n{ANSWER}", "2 JSON values"),
        (json.dumps(GOAL), "no JSON object"),
        (json.dumps({"answer": [GOAL]}), "no JSON object"),
        (json.dumps({"events": GOAL}), "not a list"),
        (json.dumps({"events": [["Goal", 12.5]]}), "event 1 is no JSON object"),
        ('{"events": [], "events": []}', "twice"),
        (ANSWER.replace('"time"', '"label": "Foul", "time"'), "twice"),
        (changed("label", '"goal"'), "no class"),
        (changed("label", '"Dribble"'), "no class"),
        (changed("label", '["Goal"]'), "no class"),
        (changed("label", "null"), "no class"),
        (changed("time", "60.01"), "not from 0 to 60"),
        (changed("time", "-1"), "not from 0 to 60"),
        (changed("time", "1e999"), "not from 0 to 60"),
        (changed("time", "9" * 4000), "not from 0 to 60"),
        (changed("time", "9" * 5000), "not whole"),
        (changed("time", "NaN"), "no number"),
        (changed("time", "Infinity"), "no number"),
        (changed("time", '"12.5"'), 'no number as "time"'),
        (changed("time", "true"), 'no number as "time"'),
        (changed("confidence", "1.01"), "not from 0 to 1"),
        (changed("confidence", "-0.1"), "not from 0 to 1"),
        (changed("confidence", "90"), "not from 0 to 1"),
        (changed("confidence", "null"), "no number"),
        (json.dumps({"events": [GOAL, {"time": 3, "label": "Foul"}]}), "event 2 has no number as"),
        (json.dumps({"events": [SPAN]}), 'no number as "time"'),
        (ANSWER + " " * (1 << 16), "longer"),
    ],
)
def test_what_cannot_be_meant_as_it_stands_is_told(text: str, why: str) -> None:
    with pytest.raises(Nonsense, match=why):
        read(text)


@pytest.mark.parametrize(
    ("other", "why"),
    [({"end": 9}, "ends before it starts"), ({"end": 61}, "not from 0"), ({"start": None}, "no number")],
)
def test_intervals_that_cannot_be_are_told(other: dict[str, object], why: str) -> None:
    with pytest.raises(Nonsense, match=why):
        read(json.dumps({"events": [SPAN | other]}), spans=True)


def test_of_a_model_that_thinks_aloud_the_last_word_counts() -> None:
    thought = f"Perhaps {json.dumps({'events': [GOAL, GOAL]})}? No.\n{ANSWER}"
    assert len(read(thought, last=True)) == 1
    with pytest.raises(Nonsense, match="not whole"):
        read(f"{ANSWER} or rather {ANSWER[:-9]}", last=True)


numbers = st.integers(-5, 70) | st.floats(-5, 70) | st.just(float("nan")) | st.just(10**400)
labels = st.sampled_from([*SOCCERNET_V2, "goal", "Dribble", ""])
said = st.fixed_dictionaries(
    {},
    optional={
        "time": numbers,
        "start": numbers,
        "end": numbers,
        "label": labels,
        "confidence": numbers | st.floats(0, 1),
    },
)
values = st.recursive(
    st.lists(said) | said | st.fixed_dictionaries({"events": st.lists(said, max_size=4)}) | numbers,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["events", "x"]), inner),
)
pieces = (
    st.text('{}[]",:0123456789.eE- \n`abcé\\') | values.map(json.dumps) | st.text() | st.just("```json\n")
)


def literal(text: str) -> list[dict[str, object]]:
    """Return every object in every JSON value that begins anywhere in a text."""
    found: list[dict[str, object]] = []

    def note(own: dict[str, object]) -> dict[str, object]:
        found.append(own)
        return own

    for at, sign in enumerate(text):
        if sign in "{[":
            try:
                json.JSONDecoder(object_hook=note).raw_decode(text, at)
            except ValueError:
                continue
    return found


@given(st.lists(pieces, max_size=5).map("".join), st.integers(0, 200), st.booleans(), st.booleans())
@example(ANSWER, 0, False, False)
@example(json.dumps({"events": [SPAN]}), 0, True, True)
def test_whatever_is_said_no_event_is_made_up(text: str, cut: int, spans: bool, last: bool) -> None:
    text = text[: len(text) - cut] if cut < 20 else text
    try:
        found = read(text, spans=spans, last=last)
    except Nonsense:
        return
    told = literal(text)
    for event in found:
        assert event.label in SOCCERNET_V2
        assert 0 <= event.start <= event.end <= 60 and 0 <= event.score <= 1
        names = ("start", "end") if spans else ("time", "time")
        assert any(
            (own.get("label"), own.get("confidence")) == (event.label, event.score)
            and [own.get(name) for name in names] == [event.start, event.end]
            for own in told
        )


times = st.floats(0, 60).map(lambda time: round(time, 2))
happened = st.builds(lambda t, label: Event(t, t, label, 1.0), times, st.sampled_from(SOCCERNET_V2))


@given(st.lists(happened, max_size=6))
def test_what_is_written_to_learn_from_is_read_as_it_was(found: list[Event]) -> None:
    wanted = sorted(found, key=lambda own: (own.start, own.label))
    assert read(written(found)) == wanted
    assert [(e.middle, e.label) for e in read(written(found, True), spans=True)] == [
        (e.start, e.label) for e in wanted
    ]


def test_the_schema_asks_for_what_is_read() -> None:
    for spans, row in ((False, GOAL), (True, SPAN)):
        own = schema(SOCCERNET_V2, spans)["properties"]["events"]["items"]
        assert set(own["required"]) == set(own["properties"]) == set(row)
        assert own["properties"]["label"]["enum"] == list(SOCCERNET_V2)
