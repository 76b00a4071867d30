from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import FALSE_OF_ONE, GOALS, OTHERS, Truth, false_lines, true_lines

from goalmouth.labels import HIGHLIGHT, SOCCERNET_V2
from goalmouth.narration.booth import Booth
from goalmouth.narration.gate import Gate, check
from goalmouth.types import Draft, Moment, MomentFacts


def test_true_lines_of_other_writers_pass():
    lines = true_lines()
    refused = [(line, why) for truth, line in lines if (why := check(line, truth.facts))]
    assert len(lines) >= 100
    assert refused == []


@pytest.mark.parametrize("wrong", ["team", "score", "minute", "name", "action", "player"])
def test_false_lines_are_refused(wrong):
    lines = [(truth, line) for kind, truth, line in false_lines() if kind == wrong]
    assert len(lines) >= 30
    assert [line for truth, line in lines if not check(line, truth.facts)] == []


def test_false_lines_by_hand_are_refused():
    assert [line for i, line in FALSE_OF_ONE if not check(line, GOALS[i].facts)] == []


def test_a_refusal_says_which_claim_no_fact_bears():
    (why,) = check("Goal for NAP!", GOALS[0].facts)
    assert "Goal" in why and "NAP" in why
    assert check("Rashford scores!", GOALS[0].facts) == ["the name 'Rashford' is in no fact"]


def test_without_facts_only_lines_without_claims_pass():
    nothing = MomentFacts(Moment((), "Highlight", 5.0))
    assert check("Listen to the crowd! Something big has happened here.", nothing) == []
    for line in ("A goal!", "It is 1-0.", "The 5th minute.", "In the first half.", "They lead.", "Inter!"):
        assert check(line, nothing), line


sides = st.sampled_from(["home", "away"])
truths = st.builds(
    Truth,
    st.sampled_from(["INT", "FRQ", "Arsenal", "RED STAR"]),
    st.sampled_from(["NAP", "RBA", "Chelsea", "BENFICA"]),
    sides,
    st.tuples(st.integers(0, 5), st.integers(0, 5)),
    st.integers(1, 90),
    st.sampled_from(["Goal", *(other.action for other in OTHERS), "Highlight", "Kick-off", "Full-time"]),
)


@pytest.mark.parametrize("action", [*SOCCERNET_V2, HIGHLIGHT, "Half-time", "Full-time"])
@pytest.mark.parametrize("source", ["scoreboard", "sound"])
@pytest.mark.parametrize("side", ["home", "away", None])
def test_every_row_of_the_phrase_book_passes(action, source, side):
    """A long film of one kind of moment goes through every row there is for it."""
    for before in ((0, 0), (1, 1), (2, 0), (0, 3), (1, 2)):
        truth = Truth("INT", "NAP", side, before, 30, action)
        if action == "Goal" and side is None:
            continue
        known = truth.facts
        facts = tuple(replace(f, source=source) if f.name == "action" else f for f in known.facts)
        film = [replace(known, facts=facts)] * 14
        for drafts in Booth().write(film):
            for draft in drafts:
                for text in draft.wordings:
                    assert check(text, film[0]) == [], text


@settings(deadline=None, max_examples=50)
@given(st.lists(truths, min_size=1, max_size=4))
def test_everything_the_booth_writes_passes(film):
    facts = [truth.facts for truth in film]
    for one, drafts in zip(facts, Booth().write(facts), strict=True):
        for draft in drafts:
            for text in draft.wordings:
                assert check(text, one) == []


@settings(deadline=None, max_examples=50)
@given(truths, st.tuples(st.integers(0, 9), st.integers(0, 9)))
def test_a_bare_score_passes_only_before_or_after(truth, score):
    said = check(f"It is {score[0]}-{score[1]}.", truth.facts) == []
    assert said == (score in (truth.before, truth.after))


@settings(deadline=None, max_examples=50)
@given(truths, st.integers(1, 99))
def test_a_minute_passes_only_where_it_is_the_fact(truth, minute):
    assert (check(f"We are in minute {minute}.", truth.facts) == []) == (minute == truth.minute)
    passes = check(f"There are {minute} minutes played.", truth.facts) == []
    assert passes == (minute in (truth.minute, truth.minute - 1))


@settings(deadline=None, max_examples=50)
@given(truths, sides)
def test_the_lead_belongs_to_the_side_that_has_it(truth, side):
    name = truth.home if side == "home" else truth.away
    sign = 1 if side == "home" else -1
    leads = any(sign * (home - away) > 0 for home, away in (truth.before, truth.after))
    assert (check(f"{name} lead.", truth.facts) == []) == leads


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=80))
def test_any_text_is_judged_without_an_error(text):
    assert isinstance(check(text, GOALS[0].facts), list)


def test_the_gate_takes_out_wordings_and_drops_empty_drafts():
    gate = Gate()
    drafts = [
        Draft("call", ("Goal for NAP!", "A goal!"), ("action",)),
        Draft("detail", ("INT equalise.",), ("team",)),
    ]
    kept = gate.filter(drafts, GOALS[0].facts)
    assert [draft.wordings for draft in kept] == [("A goal!",)]
    assert [text for text, _ in gate.refused] == ["Goal for NAP!", "INT equalise."]
