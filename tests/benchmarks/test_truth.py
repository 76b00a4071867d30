from dataclasses import replace

import pytest
from hypothesis import given, settings

from goalmouth.benchmarks.events import Event, Match
from goalmouth.benchmarks.truth import Scene, examine, judge, masked_grams
from goalmouth.narration.booth import Booth
from told import made_films, told_film

LANGUAGES = ("en", "fr")


def wordings(film, language):
    """Yield each moment of a film with each wording that may be said of it."""
    for facts, drafts in zip(film, Booth(language).write(film), strict=True):
        for draft in drafts:
            for text in draft.wordings:
                yield facts.moment.time, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_about_a_told_match_is_false(language):
    claims = 0
    for seed in range(200, 212):
        match, film = told_film(seed)
        for time, text in wordings(film, language):
            count, false = examine(text, Scene(match, time), language)
            assert false == [], text
            claims += count > 0
    assert claims >= 250


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None, max_examples=20)
@given(made=made_films())
def test_no_line_about_any_match_is_false(language, made):
    match, film = made
    for time, text in wordings(film, language):
        assert examine(text, Scene(match, time), language)[1] == [], text


def swapped(match):
    """Return the match as it would be had the other side done everything."""
    sides = {"home": "away", "away": "home", None: None}
    events = tuple(
        replace(e, side=sides[e.side], before=e.before[::-1], score=e.score[::-1]) for e in match.events
    )
    return replace(match, events=events)


def renamed(match):
    """Return the match as it would be between others."""
    return replace(match, teams=("QQA", "QQB"), players=frozenset())


def calmer(match):
    """Return the match as it would be had nothing happened but fouls."""
    return replace(
        match, events=tuple(replace(e, label="Foul", score=(7, 7), before=(7, 7)) for e in match.events)
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("other", "role", "part"),
    [
        (swapped, "call", 0.85),
        (swapped, "detail", 0.8),
        (renamed, "call", 0.65),
        (calmer, "call", 0.75),
        (calmer, "detail", 0.9),
    ],
)
def test_lines_are_caught_when_the_truth_is_another(language, other, role, part):
    """Of the lines that claim anything the checker catches most, once the truth is changed."""
    said = caught = 0
    for seed in range(200, 208):
        match, film = told_film(seed)
        wrong = other(match)
        for facts, drafts in zip(film, Booth(language).write(film), strict=True):
            if facts.moment.kind == "Highlight":
                continue
            for text in [text for draft in drafts if draft.role == role for text in draft.wordings]:
                if other is swapped and not any(team in text for team in match.teams):
                    continue
                said += 1
                caught += bool(examine(text, Scene(wrong, facts.moment.time), language)[1])
    assert said and caught / said >= part


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "INT score, and it is 0-1."),
        ("en", "NAP have scored!"),
        ("en", "A goal in the 24th minute."),
        ("en", "With 10 minutes left, it is 1-0."),
        ("en", "That is the equaliser for INT."),
        ("en", "A second goal for INT."),
        ("en", "Toma scores!"),
        ("en", "A corner."),
        ("en", "ROM are in front."),
        ("en", "In the second half."),
        ("en", "This late!"),
        ("fr", "But pour NAP !"),
        ("fr", "NAP mène."),
        ("fr", "À la 24e minute."),
        ("fr", "C'est l'égalisation !"),
        ("fr", "Toma marque !"),
        ("fr", "Leur deuxième but."),
        ("fr", "Carton rouge !"),
        ("fr", "Il reste 10 minutes à jouer."),
    ],
)
def test_a_false_line_is_called_false(language, text):
    event = Event("", 10.0, "Goal", "home", "INT", "NAP", (0, 0), (1, 0), 23, 1, "Falk")
    match = Match(
        (event,), lambda time: 22 * 60 + 30 + time / 60, ("INT", "NAP"), frozenset({"Falk", "Toma"})
    )
    assert examine(text, Scene(match, 10.0), language)[1]
    for true in ("INT score, 1-0, in the 23rd minute.", "Falk scores for INT!", "INT take the lead."):
        assert examine(true, Scene(match, 10.0), "en")[1] == []


def test_repeated_words_are_counted_with_names_and_numbers_masked():
    match = Match((), lambda time: 0.0, ("INT", "NAP"))
    assert masked_grams(["A goal for INT, 1-0.", "A goal for NAP, 2-0!"], match) == [
        ("a", "goal", "for", "§"),
        ("goal", "for", "§", "§"),
    ]
    lines = [{"text": "Goal for INT!", "moment": 0}]
    row, wrong = judge(lines, [5.0], match, "en")
    assert row["false"] == len(wrong) > 0 and row["repeated"] == 0
