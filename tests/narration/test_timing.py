from itertools import pairwise

from hypothesis import example, given, settings

from goalmouth.benchmarks.plans import Film, Humming, films, planned
from goalmouth.narration.timing import GAP, MARGIN, RATES, Span, plan
from goalmouth.speech.narrator import Narrator
from goalmouth.types import Draft

CLOSE = 1e-6


def speaking(pace):
    return lambda text, rate: 0.3 + len(text) / pace / rate


LONG = "goal goal goal goal one nil one nil one nil one nil Ravensholm equalise equalise oh"
JUST_FITS = Film((Span(4.0, 4.0, 8.0),), ((Draft("call", (LONG,), ("action",)),),), Humming(25.0, 0.5))


@settings(max_examples=150, deadline=None)
@given(films())
@example(JUST_FITS)
def test_no_plan_breaks_a_rule_as_planned_or_as_heard(film):
    lines, wrong = planned(film)
    assert wrong == []
    assert [line.start for line in lines] == sorted(line.start for line in lines)
    for one, other in pairwise(lines):
        assert other.start - one.end >= GAP - CLOSE or one.moment != other.moment
    duration = Narrator(film.voice).duration
    for i, (span, drafts) in enumerate(zip(film.spans, film.drafts, strict=True)):
        own = [line for line in lines if line.moment == i]
        assert all(line.end <= span.end - MARGIN + CLOSE for line in own)
        assert {line.role for line in own} <= {draft.role for draft in drafts}
        calls = [text for draft in drafts if draft.role == "call" for text in draft.wordings]
        if any(duration(text, RATES[-1]) < span.end - MARGIN - span.start - CLOSE for text in calls):
            assert "call" in {line.role for line in own}


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
