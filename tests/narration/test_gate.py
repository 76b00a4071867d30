from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import FALSE_OF_ONE, GOALS, OTHERS, Truth, false_lines, true_lines
from rows import every_wording

from goalmouth.labels import HIGHLIGHT, SOCCERNET_V2
from goalmouth.narration.booth import languages
from goalmouth.narration.gate import Gate, check
from goalmouth.narration.standing import Standing
from goalmouth.types import Draft, Fact, Moment, MomentFacts


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


def known_of(action, source, side, before, minute):
    """Facts of a moment about which everything is known that may be."""
    known = Truth("INT", "NAP", side, before, minute, action).facts
    more = {"added": 4}
    if action == "Substitution":
        more |= {"player_in": "Falk", "player_out": "Toma"}
    elif side is not None:
        more |= {"player": "Falk", "player_goals_before": 1, "since_goal": 3}
    step = Standing.of(known).step
    if step is not None and step[1] >= 0:
        more["was_behind"] = 2
    facts = (replace(fact, source=source) if fact.name == "action" else fact for fact in known.facts)
    return replace(known, facts=(*facts, *(Fact(name, value, 0.9, "banner") for name, value in more.items())))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("action", [*SOCCERNET_V2, HIGHLIGHT, "Half-time", "Full-time"])
def test_every_row_of_the_phrase_book_passes(action, language):
    scores = ((0, 0), (1, 1), (1, 2), *(((2, 0), (0, 3)) if action == "Goal" else ()))
    asked = set()
    for source, side, before in product(("scoreboard", "sound"), ("home", "away", None), scores):
        if action == "Goal" and side is None:
            continue
        for minute in (30, 82) if action == "Goal" else (30,):
            facts = known_of(action, source, side, before, minute)
            for _, _, text in every_wording(facts, language):
                if text not in asked:
                    assert check(text, facts, language) == [], text
                asked.add(text)
    assert len(asked) >= 60


SUB = known_of("Substitution", "banner", "home", (1, 0), 60)
SCORED = known_of("Goal", "banner", "home", (0, 0), 20)
BOOKED = known_of("Yellow card", "banner", "away", (0, 0), 45)


@pytest.mark.parametrize(
    ("facts", "text", "borne"),
    [
        (SUB, "Falk comes on for Toma.", True),
        (SUB, "Toma is replaced by Falk.", True),
        (SUB, "INT bring on Falk.", True),
        (SUB, "Off goes Toma, on comes Falk.", True),
        (SUB, "A change for INT, Falk for Toma.", True),
        (SUB, "Toma comes on for Falk.", False),
        (SUB, "Toma replaces Falk.", False),
        (SUB, "A change for INT, Toma for Falk.", False),
        (SUB, "NAP bring on Falk.", False),
        (SUB, "Falk scores.", False),
        (SUB, "Toma is booked.", False),
        (SCORED, "Falk scores for INT!", True),
        (SCORED, "Goal! It is Falk, and he gives INT the lead.", True),
        (SCORED, "Falk scores for NAP!", False),
        (SCORED, "Falk is booked.", False),
        (SCORED, "Falk comes on.", False),
        (SCORED, "Toma scores!", False),
        (SCORED, "Falk with his hat-trick!", False),
        (BOOKED, "Falk of NAP is booked.", True),
        (BOOKED, "Falk of INT is booked.", False),
        (BOOKED, "A yellow card for Falk.", True),
        (BOOKED, "A red card for Falk.", False),
        (BOOKED, "There will be four minutes of added time.", True),
        (BOOKED, "There will be three minutes of added time.", False),
    ],
)
def test_a_player_is_named_only_in_the_part_that_a_fact_gives_him(facts, text, borne):
    assert (check(text, facts) == []) == borne


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


FRENCH_TRUE = (
    (0, "But pour INT, 1-0 !"),
    (0, "INT ouvre le score à la 23e minute."),
    (0, "NAP encaisse un but."),
    (0, "Un à zéro pour INT."),
    (1, "RBA égalise, un partout !"),
    (1, "Égalisation de RBA après 11 minutes."),
    (2, "Chelsea prend l'avantage en seconde période."),
    (2, "Tottenham est mené."),
    (3, "REAL MADRID double la mise, 2-0."),
    (3, "Deuxième but pour REAL MADRID."),
    (4, "LIV réduit l'écart, mais AVL mène encore 3-2."),
    (5, "Man Utd creuse l'écart face à Nottingham Forest."),
)
FRENCH_FALSE = (
    (0, "But pour NAP !"),
    (0, "NAP ouvre le score."),
    (0, "INT égalise."),
    (0, "INT double la mise."),
    (0, "Un but à la 24e minute."),
    (0, "En seconde période, INT marque."),
    (0, "INT est mené."),
    (0, "NAP mène 1-0."),
    (0, "INT l'emporte."),
    (0, "INT encaisse un but."),
    (0, "Rashford marque !"),
    (0, "Un penalty pour INT."),
    (0, "INT marque sur le fil."),
    (0, "Deux à zéro pour INT."),
    (0, "Quelle remontée de INT !"),
    (1, "RBA prend l'avantage."),
    (2, "Chelsea est mené."),
    (2, "Tottenham passe devant."),
    (3, "Troisième but de REAL MADRID."),
    (4, "LIV égalise."),
    (5, "Carton rouge pour Man Utd."),
)


def test_french_lines_are_judged_as_english_ones():
    assert [text for i, text in FRENCH_TRUE if check(text, GOALS[i].facts, "fr")] == []
    assert [text for i, text in FRENCH_FALSE if not check(text, GOALS[i].facts, "fr")] == []


@pytest.mark.parametrize(
    ("facts", "text", "borne"),
    [
        (SUB, "Falk entre à la place de Toma.", True),
        (SUB, "Toma est remplacé par Falk.", True),
        (SUB, "Falk remplace Toma.", True),
        (SUB, "Toma remplace Falk.", False),
        (SUB, "Falk est remplacé par Toma.", False),
        (SUB, "Toma cède sa place à Falk.", True),
        (SUB, "Falk prend la place de Toma.", True),
        (SUB, "Toma prend la place de Falk.", False),
        (SUB, "Changement pour NAP, Falk entre en jeu.", False),
        (SCORED, "Falk marque pour INT !", True),
        (SCORED, "Falk marque pour NAP !", False),
        (SCORED, "Falk est averti.", False),
        (BOOKED, "Carton jaune pour Falk.", True),
        (BOOKED, "Il y aura 4 minutes de temps additionnel.", True),
        (BOOKED, "Il y aura 5 minutes de temps additionnel.", False),
    ],
)
def test_a_player_is_named_in_french_only_in_his_part(facts, text, borne):
    assert (check(text, facts, "fr") == []) == borne
