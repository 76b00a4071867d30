import re
from collections import Counter

import pytest
from hypothesis import given, settings
from lines import GOALS, OTHERS, Truth

from goalmouth.benchmarks.events import Event
from goalmouth.labels import HIGHLIGHT
from goalmouth.narration.booth import Booth, grams, languages, phrase_book
from goalmouth.narration.fields import RESTS_ON, WAYS
from goalmouth.narration.gate import check
from goalmouth.narration.memory import remember
from goalmouth.types import Fact, Moment, MomentFacts, Spot
from told import ACTIONS, facts_of_event, made_films, told_film

SCORES = ((0, 0), (0, 1), (1, 1), (2, 1), (3, 1))
FILM = [Truth("INT", "NAP", "home" if i else "away", SCORES[i], 5 + 8 * i) for i in range(5)]
FILM += [Truth("INT", "NAP", None, (5, 6), 45 + 3 * i, HIGHLIGHT) for i in range(6)]
NAMES = r"\b(?:INT|NAP|Falk|Toma|Orsini)\b|\b\d+-\d+\b|\b\d+(?:st|nd|rd|th|re|e)?\b"


def masked_grams(text):
    """Four-grams, written anew: names, scores and minutes are one word, hyphens part words."""
    words = re.findall(r"[^\W\d_]+|@", re.sub(NAMES, "@", text).lower())
    return [tuple(words[i : i + 4]) for i in range(len(words) - 3)]


def test_the_same_facts_give_the_same_words():
    facts = [truth.facts for truth in FILM]
    assert Booth().write(facts) == Booth().write(facts)


@pytest.mark.parametrize("language", languages())
@settings(deadline=None, max_examples=20)
@given(made=made_films())
def test_no_film_repeats_four_words_whichever_wordings_are_taken(language, made):
    """Of each draft any one wording may be said, so no two drafts may share a four-gram."""
    _, film = made
    seen = Counter()
    for facts, drafts in zip(film, Booth(language).write(film), strict=True):
        assert any(draft.role == "call" for draft in drafts)
        assert any(draft.role in ("opening", "lead") for draft in drafts)
        for draft in drafts:
            for text in draft.wordings:
                assert check(text, facts, language) == [], text
                assert max(Counter(masked_grams(text)).values(), default=1) == 1
            seen.update({gram for text in draft.wordings for gram in masked_grams(text)})
    assert [gram for gram, count in seen.items() if count > 1] == []


@pytest.mark.parametrize("language", languages())
def test_a_long_film_of_one_kind_of_moment_never_falls_silent(language):
    for kind in ACTIONS:
        events = [
            Event("", 9.0 * i, kind, "home", "INT", "NAP", (1, 1), (1, 1), 3 * i + 1, 1) for i in range(15)
        ]
        for drafts in Booth(language).write([facts_of_event(event) for event in events]):
            assert [draft.role for draft in drafts if draft.role in ("opening", "lead", "call")] != []
            assert any(draft.role == "call" for draft in drafts), kind


@pytest.mark.parametrize("language", languages())
def test_told_matches_are_told_without_a_refusal(language):
    for seed in range(100, 110):
        _, film = told_film(seed)
        for facts, drafts in zip(film, Booth(language).write(film), strict=True):
            for draft in drafts:
                assert [(text, why) for text in draft.wordings if (why := check(text, facts, language))] == []


def test_a_film_opens_with_a_welcome_and_closes_with_the_score():
    film = Booth().write([truth.facts for truth in FILM])
    roles = [[draft.role for draft in drafts] for drafts in film]
    assert roles[0][0] == "opening" and roles[-1][-1] == "closing"
    assert sum(role in ("opening", "closing") for own in roles for role in own) == 2
    assert "5-6" in film[-1][-1].wordings[0]


def test_a_film_that_ends_before_the_score_does_claims_no_score_at_its_end():
    last = FILM[-1].facts
    more = (Fact("last_home_score", 7, 0.9, "scoreboard"), Fact("last_away_score", 6, 0.9, "scoreboard"))
    (drafts,) = Booth().write([MomentFacts(last.moment, last.facts + more)])
    assert not any(re.search(r"\d-\d", text) for text in drafts[-1].wordings)


def goal(side, before, minute, time, player=None):
    score = (before[0] + (side == "home"), before[1] + (side == "away"))
    half = 1 if minute <= 45 else 2
    return facts_of_event(Event("", time, "Goal", side, "INT", "NAP", before, score, minute, half, player))


def test_memory_counts_by_the_score_and_not_by_the_clips():
    """The film shows two of INT's goals, and the second of them is their third."""
    film = remember([goal("home", (0, 0), 10, 10.0), goal("home", (2, 0), 60, 90.0)])
    assert film[1].value("since_goal") is None
    again = remember([goal("home", (0, 0), 10, 10.0, "Falk"), goal("home", (2, 0), 60, 90.0, "Falk")])
    assert again[1].value("player_goals_before") == 1
    said = " ".join(text for drafts in Booth().write(film)[1:] for d in drafts for text in d.wordings)
    assert "third" in said and "second" not in said


def test_memory_knows_a_comeback_and_how_soon_it_came():
    film = remember(
        [goal("away", (0, 1), 50, 10.0), goal("home", (0, 2), 61, 50.0), goal("home", (1, 2), 64, 90.0)]
    )
    assert (film[2].value("since_goal"), film[2].value("was_behind")) == (3, 2)
    assert check("INT were two goals down.", film[2]) == []
    assert check("The equaliser comes 3 minutes after the last goal.", film[2]) == []
    assert check("The equaliser comes 5 minutes after the last goal.", film[2])
    assert check("INT were two goals down.", film[1]) == []
    assert check("NAP were two goals down.", film[2])


def test_excitement_follows_what_the_goal_means():
    hot = goal("home", (1, 2), 88, 10.0)
    calm = goal("home", (4, 0), 88, 10.0)
    opener = goal("home", (0, 0), 8, 10.0)
    book = phrase_book("en")["call"]

    def heat(one):
        (drafts,) = Booth().write([one])
        call = next(draft for draft in drafts if draft.role == "call")
        return sum("!" in text for text in call.wordings), call.wordings[0]

    assert heat(hot)[0] == 3 and heat(calm)[0] < heat(opener)[0] + 1
    assert any(grams(row[0]) & grams(heat(hot)[1]) for row in book["Goal.late"])


def test_every_moment_has_a_lead_and_a_call_in_several_lengths():
    for drafts in Booth().write([truth.facts for truth in [*GOALS, *OTHERS]]):
        assert [draft.role for draft in drafts][:2] in (["opening", "call"], ["lead", "call"])
        assert len(drafts[1].wordings) >= 2
        for draft in drafts:
            assert len(draft.wordings[-1].split()) <= 6
            assert list(draft.wordings) == sorted(draft.wordings, key=len, reverse=True)


def test_every_kind_can_be_called_with_no_other_fact():
    for kind in (*ACTIONS, "Half-time", "Full-time"):
        bare = MomentFacts(Moment((Spot(1.0, kind, 0.5, "x"),), kind, 1.0), (Fact("action", kind, 0.5, "x"),))
        (drafts,) = Booth().write([bare])
        assert [draft.role for draft in drafts] == ["opening", "call", "closing"], kind
        assert drafts[1].facts == ("action",)


def test_the_detail_says_what_the_score_bears():
    expected = (
        r"first|lead|deadlock|breakthrough|blood|front",
        r"equaliser|level|square",
        r"lead|front|advantage",
    )
    expected += (r"double|two|daylight", r"back|behind|deficit|hope", r"double|two|daylight")
    for pattern, truth in zip(expected, GOALS, strict=True):
        (drafts,) = Booth().write([truth.facts])
        detail = next(draft for draft in drafts if draft.role == "detail")
        assert all(re.search(pattern, text.lower()) for text in detail.wordings), detail
    (corner,) = Booth().write([OTHERS[0].facts])
    assert "detail" not in [draft.role for draft in corner]


@pytest.mark.parametrize("language", languages())
def test_the_phrase_book_uses_known_fields_only_and_can_be_said_briefly(language):
    book = phrase_book(language)
    assert {role: set(rows) for role, rows in book.items()} == {
        role: set(rows) for role, rows in phrase_book("en").items()
    }
    for role, situations in ((r, s) for r, s in book.items() if r not in ("spelling", "report")):
        for name, rows in situations.items():
            for row in rows if role != "when" else [rows]:
                used = {field for wording in row for field in re.findall(r"{(\w+)}", wording)}
                assert used <= RESTS_ON.keys() | WAYS.keys(), (role, name)
                assert len(row) >= 2
            if role != "when":
                plain = [re.sub(r"{\w+}", "@", wording) for row in rows for wording in row]
                assert any(not grams(wording) for wording in plain), (role, name)
