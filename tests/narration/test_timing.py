from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from goalmouth.narration.timing import GAP, MARGIN, RATES, Span, plan
from goalmouth.types import Draft

CLOSE = 1e-9


def speaking(pace):
    return lambda text, rate: 0.3 + len(text) / pace / rate


texts = st.integers(2, 120).map(lambda n: "x" * n)
wordings = st.lists(texts, min_size=1, max_size=4).map(
    lambda found: tuple(sorted(found, key=len, reverse=True))
)
drafts = st.lists(
    st.builds(Draft, st.sampled_from(["lead", "call", "detail"]), wordings, st.just(("action",))), max_size=3
)


@st.composite
def films(draw):
    spans, start = [], draw(st.floats(0, 5))
    for _ in range(draw(st.integers(1, 5))):
        length = draw(st.floats(0.5, 20))
        spans.append(Span(start, start + draw(st.floats(0, 1)) * length, start + length))
        start += length + draw(st.sampled_from([0.0, 1.5]))
    return spans, [draw(drafts) for _ in spans], speaking(draw(st.floats(8, 25)))


@settings(deadline=None)
@given(films())
def test_no_plan_breaks_a_rule(film):
    spans, own, duration = film
    lines = plan(spans, own, duration)
    for one, other in pairwise(lines):
        assert other.start - one.end >= GAP - CLOSE or one.moment != other.moment
        assert other.start >= one.end
    for line in lines:
        span = spans[line.moment]
        assert span.start <= line.start and line.end <= span.end - MARGIN + CLOSE
        assert 1.0 <= line.rate <= 1.15
        assert abs(line.end - line.start - duration(line.text, line.rate)) < CLOSE
        assert any(line.text in draft.wordings and line.role == draft.role for draft in own[line.moment])
    for i, span in enumerate(spans):
        mine = [line for line in lines if line.moment == i]
        shortest = [duration(draft.wordings[-1], RATES[-1]) for draft in own[i]]
        if shortest and min(shortest) < span.end - MARGIN - span.start - CLOSE:
            assert mine and mine[0].start - span.start <= 1.0
        calls = [duration(draft.wordings[-1], RATES[-1]) for draft in own[i] if draft.role == "call"]
        if calls and min(calls) < span.end - MARGIN - span.start - CLOSE:
            assert any(line.role == "call" for line in mine)


LEAD = Draft("lead", ("l" * 40, "l" * 20), ("minute",))
CALL = Draft("call", ("c" * 60, "c" * 30, "c" * 10), ("action",))
DETAIL = Draft("detail", ("d" * 40, "d" * 15), ("side",))


def test_with_room_everything_is_said_in_full_and_the_call_meets_the_action():
    lead, call, detail = plan([Span(10, 16, 30)], [[LEAD, CALL, DETAIL]], speaking(15))
    assert (lead.start, call.start) == (10.25, 16)
    assert [len(line.text) for line in (lead, call, detail)] == [40, 60, 40]
    assert {line.rate for line in (lead, call, detail)} == {1.0}


def test_less_room_takes_shorter_wordings_then_pace_then_the_detail():
    def told(end):
        lines = plan([Span(0, 4, end)], [[LEAD, CALL, DETAIL]], speaking(15))
        return (
            [line.role for line in lines],
            sum(len(line.text) for line in lines),
            {line.rate for line in lines},
        )

    assert told(14)[1:] == (140, {1.0})
    roles, letters, rates = told(8.5)
    assert roles == ["lead", "call", "detail"] and letters < 140 and rates == {1.0}
    assert max(told(6.35)[2]) > 1.0
    assert told(5.5)[0] == ["lead", "call"]


def test_a_call_without_room_after_the_action_comes_no_earlier_than_it_must():
    lines = plan([Span(0, 9.5, 10)], [[LEAD, CALL]], speaking(15))
    call = lines[-1]
    assert call.role == "call" and abs(call.end - 9.95) < 1e-9


def test_a_moment_too_short_for_any_wording_is_silent():
    assert plan([Span(0, 0.2, 0.5)], [[CALL]], speaking(15)) == []
