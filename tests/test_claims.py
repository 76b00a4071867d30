import pytest

from goalmouth.claims import ScoreClaim, extract
from goalmouth.claims.numbers import cardinal, in_digits, ordinal, plain, printed_ordinal
from goalmouth.labels import SOCCERNET_V2

NAMES = ("INT", "NAP")
SAID = {
    "Penalty": ("It's a penalty.", "They have a spot-kick."),
    "Kick-off": ("They kick off.", "We are under way."),
    "Goal": ("They score!", "It's in the back of the net.", "They find the net.", "A goal."),
    "Substitution": ("A substitution.", "A player comes on.", "He is replaced."),
    "Offside": ("Offside.", "The flag is up."),
    "Shots on target": ("The keeper saves.", "A shot on target."),
    "Shots off target": ("It goes wide.", "He misses the target.", "Over the bar."),
    "Clearance": ("It's cleared.", "A good clearance."),
    "Ball out of play": ("The ball is out of play.", "A goal kick."),
    "Throw-in": ("A throw-in.", "They throw it in."),
    "Foul": ("He is brought down.", "That's a foul."),
    "Indirect free-kick": ("An indirect free-kick.", "A free kick."),
    "Direct free-kick": ("A direct free-kick.", "A free-kick."),
    "Corner": ("It's a corner.", "A corner kick."),
    "Yellow card": ("He is booked.", "A yellow card."),
    "Red card": ("He is sent off.", "A straight red."),
    "Yellow->red card": ("A second yellow card.", "A second booking, he goes."),
}


@pytest.mark.parametrize("label", SOCCERNET_V2)
def test_every_class_is_recognised_in_several_wordings(label):
    for text in SAID[label]:
        assert any(label in claim.what for claim in extract(text).actions), text


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("It is 2-1.", ScoreClaim(2, 1)),
        ("two nil", ScoreClaim(2, 0)),
        ("one all", ScoreClaim(1, 1)),
        ("one apiece", ScoreClaim(1, 1)),
        ("still goalless", ScoreClaim(0, 0)),
        ("3–2", ScoreClaim(3, 2)),
        ("INT 1-2 NAP", ScoreClaim(1, 2, "INT")),
        ("NAP 2, INT 1", ScoreClaim(2, 1, "NAP")),
        ("2-1 to NAP", ScoreClaim(2, 1, "NAP")),
        ("NAP lead 1-2", ScoreClaim(2, 1, "NAP")),
        ("INT trail 2-1", ScoreClaim(1, 2, "INT")),
        ("two goals to one", ScoreClaim(2, 1)),
    ],
)
def test_scores_are_read_and_given_to_whom_they_belong(text, score):
    assert extract(text, NAMES).scores == (score,)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("in the twenty-third minute", {23}),
        ("23'", {23}),
        ("after 22 minutes", {22, 23}),
        ("45+2", {47}),
        ("on the clock 22:15", {23}),
        ("minute 23", {23}),
        ("half an hour played", {30, 31}),
    ],
)
def test_minutes_are_read(text, minutes):
    assert extract(text).minutes == (frozenset(minutes),)


def test_actions_and_relations_are_given_to_a_team():
    claims = extract("NAP concede, INT take the lead, a corner for the visitors", NAMES)
    assert {(claim.what[0], claim.team, claim.against) for claim in claims.actions} == {
        ("Goal", "NAP", True),
        ("Corner", "away", False),
    }
    assert [(claim.what[0], claim.team) for claim in claims.relations] == [("takes_lead", "INT")]


@pytest.mark.parametrize(
    "text", ["GOAL! Rashford!", "And Kane scores.", "Rashford scores.", "Long scores.", "Player 1 scores."]
)
def test_names_that_nobody_knows_are_listed(text):
    assert extract(text, NAMES).unknown_names


@pytest.mark.parametrize(
    "text", ["GOAL!", "What a moment. Listen to the crowd!", "INT score. The visitors wait.", "I see it."]
)
def test_ordinary_words_are_not_names(text):
    assert extract(text, NAMES).unknown_names == ()


def test_accents_and_parts_of_names_are_known():
    claims = extract("Atletico score, and Villa are beaten.", ("Atlético", "ASTON VILLA"))
    assert claims.names == ("Atlético", "ASTON VILLA")
    assert claims.unknown_names == ()


FRENCH = {
    "Penalty": ("C'est un penalty.",),
    "Kick-off": ("Coup d'envoi !", "INT engage."),
    "Goal": ("INT marque !", "Le ballon est au fond des filets.", "Un but."),
    "Substitution": ("Un changement.", "Il est remplacé."),
    "Offside": ("Hors-jeu.", "Le drapeau est levé."),
    "Shots on target": ("Quelle parade !", "Un tir cadré."),
    "Shots off target": ("C'est à côté.", "Tir non cadré.", "Au-dessus !"),
    "Clearance": ("Le ballon est dégagé.",),
    "Ball out of play": ("Le ballon est sorti.", "Six mètres."),
    "Throw-in": ("Une touche pour INT.", "Remise en touche."),
    "Foul": ("Une faute de INT.",),
    "Indirect free-kick": ("Un coup franc indirect.", "Un coup franc."),
    "Direct free-kick": ("Un coup franc direct.", "Un coup franc."),
    "Corner": ("C'est un corner.",),
    "Yellow card": ("Il est averti.", "Un carton jaune."),
    "Red card": ("Il est expulsé.", "Carton rouge !"),
    "Yellow->red card": ("Un deuxième carton jaune.", "Deuxième avertissement."),
}


@pytest.mark.parametrize("label", SOCCERNET_V2)
def test_every_class_is_recognised_in_french(label):
    for text in FRENCH[label]:
        assert any(label in claim.what for claim in extract(text, NAMES, language="fr").actions), text


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("Deux buts à un.", ScoreClaim(2, 1)),
        ("Un à zéro.", ScoreClaim(1, 0)),
        ("Un partout.", ScoreClaim(1, 1)),
        ("Toujours pas de but.", ScoreClaim(0, 0)),
        ("INT 1-2 NAP", ScoreClaim(1, 2, "INT")),
        ("NAP mène 1-2", ScoreClaim(2, 1, "NAP")),
        ("INT est mené 2-1", ScoreClaim(1, 2, "INT")),
        ("2-1 pour NAP", ScoreClaim(2, 1, "NAP")),
    ],
)
def test_scores_are_read_in_french(text, score):
    assert extract(text, NAMES, language="fr").scores == (score,)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("à la vingt-troisième minute", {23}),
        ("à la 23e", {23}),
        ("après 22 minutes", {22, 23}),
        ("45+2", {47}),
        ("Il reste dix minutes.", {80, 81, 35, 36}),
        ("à la 1re minute", {1}),
    ],
)
def test_minutes_are_read_in_french(text, minutes):
    assert extract(text, language="fr").minutes == (frozenset(minutes),)


def test_accents_tell_who_leads_from_who_trails():
    said = {text: extract(text, NAMES, language="fr").relations for text in ("INT mène.", "INT est mené.")}
    assert [found[0].what for found in said.values()] == [("leads",), ("behind",)]


@pytest.mark.parametrize("text", ["Rashford marque !", "BUT ! Rashford !", "Le numéro 9 marque."])
def test_names_that_nobody_knows_are_listed_in_french(text):
    assert extract(text, NAMES, language="fr").unknown_names


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("number", range(1, 131))
def test_numbers_of_every_language_come_back(number, language):
    if cardinal(number, language) not in ("un", "neuf"):
        assert in_digits(plain(cardinal(number, language)), language) == str(number)
    assert in_digits(plain(ordinal(number, language)), language) == f"{number}th"
    assert in_digits(printed_ordinal(number, language), language) == f"{number}th"


@pytest.mark.parametrize("number", [1, 2, 12, 13, 20, 23, 40, 90, 101])
def test_number_words_come_back(number):
    assert in_digits(cardinal(number)) == str(number)
    assert in_digits(ordinal(number)) == f"{number}th"
