import pytest
from matches import MATCH, event

from goalmouth.errors import NotUnderstood
from goalmouth.query.asking import ask
from goalmouth.query.match import Match
from goalmouth.query.sentences import lines


def times(question, match=MATCH):
    return [(e.half, e.time) for e in ask(question, match).answer.events]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Give me all the highlights of free-kicks.", [(1, 630), (1, 2730)]),
        ("DIRECT FREE KICKS", [(1, 630)]),
        ("corners for City", [(1, 1500)]),
        ("the home team's corners", [(2, 300), (2, 2710)]),
        ("Ann Archer's goals", [(1, 640)]),
        ("goals by Baker", [(2, 2262)]),
        ("the last corner", [(2, 2710)]),
        ("second corner", [(2, 300)]),
        ("corners after the 80th minute", [(2, 2710)]),
        ("corners in added time", [(2, 2710)]),
        ("free kicks at 45+1", [(1, 2730)]),
        ("fouls in the 11th minute", [(1, 600)]),
        ("corners between 20:00 and 50:01", [(1, 1500), (2, 300)]),
        ("corners in the second half between 04:00 and 06:00", [(2, 300)]),
        ("the foul before the penalty", [(2, 2200)]),
        ("corners within 30 seconds of a shot", [(1, 1500)]),
        ("the kick-off after the first goal", [(1, 690)]),
        ("what happened right after the second goal?", [(2, 2300)]),
        ("fouls and penalties in the second half", [(2, 2200), (2, 2260)]),
        ("the first corner of each half", [(1, 1500), (2, 300)]),
        ("fouls by United in the minute before their first goal", []),
        ("fouls by City within a minute before its first goal", []),
        ("corners by United after their first goal", [(2, 300), (2, 2710)]),
        ("the first goal of each team", [(1, 640), (2, 2262)]),
        ("les corners de Balmoral", [(1, 1500)]),
        ("LES DEUX DERNIERS CORNERS", [(2, 300), (2, 2710)]),
        ("la faute juste avant le penalty", [(2, 2200)]),
        ("corners avant la 30e minute", [(1, 1500)]),
        ("qui a marqué ?", [(1, 640), (2, 2262)]),
        ("hors-jeu ou corners en première mi-temps", [(1, 1500)]),
    ],
)
def test_a_question_finds_exactly_what_it_asks(question, found):
    assert times(question) == found


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how many corners?", "3 corners: 2 for Ardmore United, 1 for Balmoral City."),
        ("combien de corners ?", "3 corners: 2 pour Ardmore United, 1 pour Balmoral City."),
        ("how many goals and corners", "5 in all: 2 goals, 3 corners."),
        ("direct free-kick", "A direct free-kick occurs at (first half, 10:22, 10:37)"),
        ("indirect free-kicks", "An indirect free-kick occurs at (first half, 45:22, 45:37)"),
        ("first kick-off", "A kick-off occurs at (first half, 00:00, 00:07)"),
        ("le penalty", "Un penalty a lieu à (deuxième mi-temps, 37:32, 37:47)"),
        ("who scored first", "A goal by Ann Archer, Ardmore United occurs at (first half, 10:32, 10:47)"),
        ("did United score in the first half?", "Yes."),
        ("offsides", "There is nothing here for: all the offsides."),
        ("was there a foul by City before 05:00?", "No: there is nothing here for: all the fouls"),
        ("carton rouge", "Je n'ai rien trouvé : tous les cartons rouges."),
    ],
)  # fmt: skip
def test_an_answer_says_so(question, said):
    assert lines(ask(question, MATCH).answer, MATCH)[0].startswith(said)


def test_a_single_video_is_told_without_halves():
    match = Match("one", (event("Direct free-kick", 1, 2176.5),))
    (line,) = lines(ask("Give me all the highlights of free-kicks.", match).answer, match)
    assert line == "A free-kick occurs at (36:09, 36:24)"
    assert times("free-kicks between 36:00 and 37:00", match) == [(1, 2176.5)]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("offsides for Arsenal", ["arsenal"]),
        ("goals without corners", ["without", "corners"][:1]),
        ("own goals", ["own"]),
        ("goals that were not penalties", ["not"]),
        ("cards for Carla", ["carla"]),
        ("who had the most shots?", ["most"]),
        ("buts refusés", ["refuses"]),
        ("corners sans but", ["sans"]),
    ],
)
def test_what_is_not_understood_is_said(question, words):
    with pytest.raises(NotUnderstood) as error:
        ask(question, MATCH)
    assert list(error.value.words) == words


@pytest.mark.parametrize(
    "question",
    [
        "what was the score",
        "was the first goal for United?",
        "did both teams score?",
        "did United take the first corner?",
        "fouls against United",
        "cartons contre United",
        "two goals",
        "corner goal",
        "goals from corners",
        "corners after their own goal",
        "but sur coup franc",
        "penalty scored by City",
        "corners after a foul",
        "goals for United and corners",
        "the first corner and foul",
        "corners for United and City for the away team",
        "how many minutes of added time?",
        "the first goal of both teams",
        "",
        "?!",
        "the",
        "and goals",
        "goals and",
    ],
)
def test_what_could_mean_several_things_or_none_is_not_guessed(question):
    with pytest.raises(NotUnderstood):
        ask(question, MATCH)


def test_a_name_that_both_teams_have_is_said():
    match = Match("two", MATCH.events, {"home": ("Ardmore United",), "away": ("Balmoral United",)})
    with pytest.raises(NotUnderstood, match="both teams"):
        ask("corners for United", match)
    assert times("corners for Balmoral United", match) == [(1, 1500)]


def test_a_slip_of_one_letter_is_mended_and_said():
    asked = ask("penaltys and cornerss", MATCH)
    assert [note for note in asked.notes if "cornerss" in note]
    assert len(asked.answer.events) == 4
    with pytest.raises(NotUnderstood, match="fuol"):
        ask("fuol", MATCH)


def test_what_the_match_cannot_tell_is_said():
    bare = Match("bare", (event("Corner", None, 5.0), event("Goal", None, 9.0)))
    with pytest.raises(NotUnderstood, match="half"):
        ask("corners in the second half", bare)
    with pytest.raises(NotUnderstood, match="teams"):
        ask("corners for the home team", bare)
    with pytest.raises(NotUnderstood, match="no team"):
        ask("balls out of play for United", MATCH)


def test_second_yellows_are_never_passed_over_in_silence():
    match = Match("cards", (event("Yellow card", 1, 5.0), event("Yellow->red card", 1, 9.0)), halves=True)
    asked = ask("yellow cards", match)
    assert [e.time for e in asked.answer.events] == [5.0]
    assert any("second yellow" in note for note in asked.notes)
    assert times("cards", match) == [(1, 5.0), (1, 9.0)]


def test_of_each_of_several_others_the_nearest_is_found_and_that_is_said():
    asked = ask("the foul before the goal", MATCH)
    assert [e.time for e in asked.answer.events] == [600.0, 2200.0]
    assert any("2 goals" in note for note in asked.notes)
