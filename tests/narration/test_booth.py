import re
from collections import Counter

from lines import GOALS, OTHERS, Truth

from goalmouth.labels import HIGHLIGHT, SOCCERNET_V2
from goalmouth.narration.booth import RESTS_ON, Booth, _fields, phrase_book
from goalmouth.types import Fact, Moment, MomentFacts, Spot

SCORES = ((0, 0), (0, 1), (1, 1), (2, 1), (3, 1))
FILM = [Truth("INT", "NAP", "home" if i else "away", SCORES[i], 5 + 8 * i) for i in range(5)]
FILM += [Truth("INT", "NAP", None, (5, 6), 45 + 3 * i, HIGHLIGHT) for i in range(6)]


def test_the_same_facts_give_the_same_words():
    facts = [truth.facts for truth in FILM]
    assert Booth().write(facts) == Booth().write(facts)


def test_no_two_moments_of_a_film_share_a_full_wording():
    full = Counter(draft.wordings[0] for drafts in Booth().write([t.facts for t in FILM]) for draft in drafts)
    assert max(full.values()) == 1


def test_every_moment_has_a_lead_and_a_call_in_several_lengths():
    for drafts in Booth().write([truth.facts for truth in [*GOALS, *OTHERS]]):
        assert [draft.role for draft in drafts][:2] == ["lead", "call"]
        for draft in drafts[:2]:
            assert len(draft.wordings) >= 2
            assert len(draft.wordings[-1].split()) <= 6
            assert len(draft.wordings[-1]) < len(draft.wordings[0])


def test_every_kind_can_be_called_with_no_other_fact():
    for kind in (*SOCCERNET_V2, HIGHLIGHT, "Half-time", "Full-time"):
        bare = MomentFacts(Moment((Spot(1.0, kind, 0.5, "x"),), kind, 1.0), (Fact("action", kind, 0.5, "x"),))
        (drafts,) = Booth().write([bare])
        assert [draft.role for draft in drafts] == ["lead", "call"], kind
        assert drafts[1].facts == ("action",)


def test_the_detail_says_what_the_score_bears():
    found = [drafts[2].wordings[-1].lower() for drafts in Booth().write([truth.facts for truth in GOALS])]
    expected = [r"first goal|lead", r"equaliser|level", r"lead", r"double|two goals", r"back", r"double|two"]
    assert [bool(re.search(*pair)) for pair in zip(expected, found, strict=True)] == [True] * 6
    (corner,) = Booth().write([OTHERS[0].facts])
    assert [draft.role for draft in corner] == ["lead", "call"]


def test_the_phrase_book_uses_known_fields_only():
    for role in phrase_book("en").values():
        for rows in role.values():
            for row in rows:
                assert all(field in RESTS_ON for wording in row for field in _fields(wording))
                assert len(row) >= 2
