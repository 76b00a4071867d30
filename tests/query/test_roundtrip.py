import json

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from matches import MATCH, queries

from goalmouth.errors import EngineError, NotUnderstood
from goalmouth.query.answers import answer
from goalmouth.query.asking import ask
from goalmouth.query.grammar import LONGEST, Grammar
from goalmouth.query.lexicon import lexicon, words_of
from goalmouth.query.model import Query
from goalmouth.query.render import in_words

GRAMMAR = Grammar(MATCH)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(queries())
def test_the_words_of_a_query_mean_that_query_and_no_other(query):
    said = in_words(query)
    assume(len(words_of(said)) <= LONGEST)
    assert GRAMMAR.readings(said).queries == (query,), said


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(queries())
def test_a_query_is_the_same_after_json(query):
    assert Query.from_json(json.loads(json.dumps(query.to_json()))) == query


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(queries())
def test_every_query_is_answered_by_events_of_the_match_in_order_or_cannot_be(query):
    try:
        found = answer(query, MATCH).events
    except NotUnderstood as error:
        assert error.problem
        return
    assert list(found) == [event for event in MATCH.events if event in found]
    kinds = [kind for part in query.parts for kind in part.kinds]
    if all(part.kinds for part in query.parts):
        assert {event.kind for event in found} <= set(kinds)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_answered_or_said_not_to_be_understood(text):
    try:
        assert ask(text, MATCH).understood
    except NotUnderstood as error:
        assert error.problem


WORDS = sorted(
    lexicon("en").words | lexicon("fr").words | {"Ardmore", "Balmoral", "12", "36:00", "80th", ","}
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join))
def test_any_words_that_are_known_are_answered_or_said_not_to_be_understood(text):
    try:
        assert ask(text, MATCH).understood
    except NotUnderstood as error:
        assert error.problem


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(queries(), st.text(alphabet="bdfgkpvxz", min_size=7, max_size=12), st.integers(0, 9))
def test_a_word_that_nobody_knows_is_never_passed_over(query, word, place):
    said = in_words(query).split(" ")
    assume(len(words_of(" ".join(said))) < LONGEST)
    said.insert(place % (len(said) + 1), word)
    with pytest.raises(NotUnderstood, match=word):
        ask(" ".join(said), MATCH)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "parts",
                    "kinds",
                    "team",
                    "when",
                    "half",
                    "since",
                    "pick",
                    "ask",
                    "relations",
                    "of",
                    "side",
                    "x",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_json_that_is_no_query_is_refused(value):
    try:
        query = Query.from_json(value)
    except EngineError as error:
        assert "not a query" in str(error)
        return
    assert Query.from_json(query.to_json()) == query
