"""Fifty more questions, written after the grammar had learnt from the sixty."""

from goalmouth.benchmarks.asked.raw import (
    AWAY,
    CLEARANCE,
    CORNER,
    DIRECT,
    FOUL,
    GOAL,
    HOME,
    INDIRECT,
    OFF,
    OFFSIDE,
    ON,
    PENALTY,
    RED,
    SECOND,
    SUB,
    THROW,
    YELLOW,
    Asked,
    near,
    until,
)

LATER_ENGLISH = [
    Asked("watford", "Can you pull every Watford corner for me?", lambda g: g.of(CORNER, team=AWAY)),
    Asked("watford", "penalty kicks awarded to Chelsea", lambda g: g.of(PENALTY, team=HOME)),
    Asked("watford", "what minute was the second Chelsea goal", lambda g: g.of(GOAL, team=HOME)[1:2]),
    Asked("lazio", "foul count for Inter in the first half", lambda g: len(g.of(FOUL, team=AWAY, half=1))),
    Asked(
        "lazio",
        "I'd like Lazio's attempts on goal after 30 minutes",
        lambda g: g.of(ON, OFF, team=HOME, half=1, lo=30) + g.of(ON, OFF, team=HOME, half=2),
    ),
    Asked("lazio", "were any red cards shown before half time?", lambda g: bool(g.of(RED, half=1))),
    Asked("sassuolo", "goals between the 10th and 35th minutes", lambda g: g.of(GOAL, half=1, lo=10, hi=35)),
    Asked("sassuolo", "how many substitutions did each side make", lambda g: len(g.of(SUB))),
    Asked("cska", "show all CSKA cards", lambda g: g.of(YELLOW, RED, SECOND, team=AWAY)),
    Asked("cska", "The last throw-in of the first half, please", lambda g: g.of(THROW, half=1)[-1:]),
    Asked("derby", "every shot on target by Manchester United", lambda g: g.of(ON, team=AWAY)),
    Asked(
        "derby",
        "United free kicks in the final 15 minutes of the first half",
        lambda g: g.of(DIRECT, INDIRECT, team=AWAY, half=1, lo=30),
    ),
    Asked("bournemouth", "list the goals in order", lambda g: g.of(GOAL)),
    Asked(
        "bournemouth",
        "shots by Liverpool in the minute after their first goal",
        lambda g: near(g.of(ON, OFF, team=AWAY), g.of(GOAL, team=AWAY)[:1], 0.001, 60),
    ),
    Asked("bayern", "how many goals were scored in the second half?", lambda g: len(g.of(GOAL, half=2))),
    Asked("bayern", "offsides given against Dortmund", lambda g: g.of(OFFSIDE, team=AWAY)),
    Asked("roma", "Which team committed the last foul?", lambda g: g.of(FOUL)[-1:]),
    Asked("roma", "cards and goals after 75'", lambda g: g.of(YELLOW, RED, SECOND, GOAL, half=2, lo=30)),
    Asked(
        "valencia", "corner kicks from minute 20 to minute 40", lambda g: g.of(CORNER, half=1, lo=20, hi=40)
    ),
    Asked("barcelona", "show me the action in the 95th minute", lambda g: g.of(half=2, lo=49, hi=50)),
    Asked("barcelona", "the three goals after the 85th minute", lambda g: g.of(GOAL, half=2, lo=40)),
    Asked(
        "southampton",
        "the clearance before the last goal",
        lambda g: until(g.of(CLEARANCE), g.of(GOAL)[-1])[-1:],
    ),
    Asked(
        "westbrom", "direct and indirect free-kicks for Chelsea", lambda g: g.of(DIRECT, INDIRECT, team=AWAY)
    ),
    Asked(
        "westbrom",
        "corners in the first 30 minutes or in the last 5 minutes",
        lambda g: g.of(CORNER, half=1, hi=30) + g.of(CORNER, half=2, lo=40),
    ),
    Asked("westbrom", "When was West Brom's penalty?", lambda g: g.of(PENALTY, team=HOME)),
]

LATER_FRENCH = [
    Asked("watford", "Sors-moi les corners de Watford s'il te plaît", lambda g: g.of(CORNER, team=AWAY)),
    Asked("watford", "penaltys accordés à Chelsea", lambda g: g.of(PENALTY, team=HOME)),
    Asked("watford", "à quelle minute le deuxième but de Chelsea ?", lambda g: g.of(GOAL, team=HOME)[1:2]),
    Asked(
        "lazio",
        "le nombre de fautes de l'Inter en première mi-temps",
        lambda g: len(g.of(FOUL, team=AWAY, half=1)),
    ),
    Asked(
        "lazio",
        "je voudrais les tentatives de la Lazio après la demi-heure",
        lambda g: g.of(ON, OFF, team=HOME, half=1, lo=30) + g.of(ON, OFF, team=HOME, half=2),
    ),
    Asked("lazio", "y a-t-il eu des cartons rouges avant la mi-temps ?", lambda g: bool(g.of(RED, half=1))),
    Asked("sassuolo", "buts entre la 10e et la 35e", lambda g: g.of(GOAL, half=1, lo=10, hi=35)),
    Asked("sassuolo", "combien de changements chaque équipe a-t-elle effectués ?", lambda g: len(g.of(SUB))),
    Asked("cska", "montre tous les cartons du CSKA", lambda g: g.of(YELLOW, RED, SECOND, team=AWAY)),
    Asked("cska", "la dernière touche de la première mi-temps", lambda g: g.of(THROW, half=1)[-1:]),
    Asked("derby", "chaque tir cadré de Manchester United", lambda g: g.of(ON, team=AWAY)),
    Asked(
        "derby",
        "coups francs de United dans le dernier quart d'heure de la première mi-temps",
        lambda g: g.of(DIRECT, INDIRECT, team=AWAY, half=1, lo=30),
    ),
    Asked("bournemouth", "les buts dans l'ordre", lambda g: g.of(GOAL)),
    Asked(
        "bournemouth",
        "tirs de Liverpool dans la minute qui suit son premier but",
        lambda g: near(g.of(ON, OFF, team=AWAY), g.of(GOAL, team=AWAY)[:1], 0.001, 60),
    ),
    Asked(
        "bayern", "combien de buts ont été marqués en seconde période ?", lambda g: len(g.of(GOAL, half=2))
    ),
    Asked("bayern", "hors-jeu sifflés contre Dortmund", lambda g: g.of(OFFSIDE, team=AWAY)),
    Asked("roma", "Quelle équipe a commis la dernière faute ?", lambda g: g.of(FOUL)[-1:]),
    Asked("roma", "cartons et buts après la 75'", lambda g: g.of(YELLOW, RED, SECOND, GOAL, half=2, lo=30)),
    Asked("valencia", "corners de la 20e à la 40e minute", lambda g: g.of(CORNER, half=1, lo=20, hi=40)),
    Asked("barcelona", "montre-moi ce qui se passe à la 95e minute", lambda g: g.of(half=2, lo=49, hi=50)),
    Asked("barcelona", "les trois buts après la 85e minute", lambda g: g.of(GOAL, half=2, lo=40)),
    Asked(
        "southampton",
        "le dégagement avant le dernier but",
        lambda g: until(g.of(CLEARANCE), g.of(GOAL)[-1])[-1:],
    ),
    Asked(
        "westbrom",
        "coups francs directs et indirects pour Chelsea",
        lambda g: g.of(DIRECT, INDIRECT, team=AWAY),
    ),
    Asked("westbrom", "les corners des 30 premières minutes", lambda g: g.of(CORNER, half=1, hi=30)),
    Asked("westbrom", "Quand West Brom a-t-il eu un penalty ?", lambda g: g.of(PENALTY, team=HOME)),
]
