"""Sixty more questions, thirty in each language, written when the grammar stood."""

from goalmouth.benchmarks.asked.raw import (
    AWAY,
    CLEARANCE,
    CORNER,
    DIRECT,
    FOUL,
    GOAL,
    HOME,
    INDIRECT,
    KICK_OFF,
    OFF,
    OFFSIDE,
    ON,
    OUT,
    PENALTY,
    RED,
    SECOND,
    SUB,
    THROW,
    YELLOW,
    Asked,
    last_before,
    near,
    next_after,
    since,
    until,
)

FRESH_ENGLISH = [
    Asked("bournemouth", "Run me through the Liverpool goals", lambda g: g.of(GOAL, team=AWAY)),
    Asked(
        "bournemouth", "at which minute did Bournemouth equalise or score?", lambda g: g.of(GOAL, team=HOME)
    ),
    Asked("watford", "when do we see a penalty being taken", lambda g: g.of(PENALTY)),
    Asked("watford", "any offsides after the hour mark?", lambda g: bool(g.of(OFFSIDE, half=2, lo=15))),
    Asked("lazio", "who got sent off?", lambda g: g.of(RED, SECOND)),
    Asked("lazio", "Lazio fouls, last 20 minutes", lambda g: g.of(FOUL, team=HOME, half=2, lo=25)),
    Asked("sassuolo", "clip every Milan booking", lambda g: g.of(YELLOW, team=AWAY)),
    Asked("sassuolo", "shots from Sassuolo that were on target", lambda g: g.of(ON, team=HOME)),
    Asked(
        "cska",
        "how many bookings did CSKA Moscow pick up before half-time?",
        lambda g: len(g.of(YELLOW, team=AWAY, half=1)),
    ),
    Asked(
        "cska",
        "the first City free kick after minute 60",
        lambda g: g.of(DIRECT, INDIRECT, team=HOME, half=2, lo=15)[:1],
    ),
    Asked("derby", "goal kicks and corners", lambda g: g.of(CORNER)),
    Asked(
        "derby",
        "how often did the ball go out of play in the first ten minutes?",
        lambda g: len(g.of(OUT, half=1, hi=10)),
    ),
    Asked("bayern", "second half restarts from the centre spot", lambda g: g.of(KICK_OFF, half=2)),
    Asked("bayern", "Bayern's third and fourth goals", lambda g: g.of(GOAL, team=HOME)[2:4]),
    Asked(
        "roma",
        "what came right before Lazio's first goal?",
        lambda g: until(g.rows, g.of(GOAL, team=AWAY)[0])[-1:],
    ),
    Asked(
        "roma",
        "substitutions made by either side between the 60th and the 75th minute",
        lambda g: g.of(SUB, half=2, lo=15, hi=30),
    ),
    Asked(
        "valencia", "Valencia shots (on target only) after the break", lambda g: g.of(ON, team=HOME, half=2)
    ),
    Asked("valencia", "all red and yellow cards", lambda g: g.of(YELLOW, RED)),
    Asked(
        "westbrom",
        "were there more than two goals in the second half?",
        lambda g: len(g.of(GOAL, half=2)) > 2,
    ),
    Asked(
        "westbrom",
        "the corner that came just before Chelsea's second goal",
        lambda g: until(g.of(CORNER), g.of(GOAL, team=AWAY)[1])[-1:],
    ),
    Asked("barcelona", "everything from 87:00 onwards", lambda g: g.of(half=2, lo=42)),
    Asked(
        "barcelona",
        "fouls within 10 seconds before a yellow card",
        lambda g: near(g.of(FOUL), g.of(YELLOW), -10, -0.001),
    ),
    Asked(
        "southampton",
        "Man Utd throw-ins, 1st half, first quarter of an hour",
        lambda g: g.of(THROW, team=AWAY, half=1, hi=15),
    ),
    Asked(
        "southampton",
        "how many shots did Southampton have, on and off target?",
        lambda g: len(g.of(ON, OFF, team=HOME)),
    ),
    Asked(
        "derby", "free-kick to Manchester City in their own half", lambda g: g.of(DIRECT, INDIRECT, team=HOME)
    ),
    Asked("bournemouth", "next corner after the penalty", lambda g: next_after(g.of(CORNER), g.of(PENALTY))),
    Asked(
        "watford", "did Watford miss a shot in the second half?", lambda g: bool(g.of(OFF, team=AWAY, half=2))
    ),
    Asked("lazio", "give me the two most recent offsides", lambda g: g.of(OFFSIDE)[-2:]),
    Asked(
        "roma", "Clearances by the hosts after going 45 minutes", lambda g: g.of(CLEARANCE, team=HOME, half=2)
    ),
    Asked(
        "cska",
        "goals or penalties in the first twenty minutes of either half",
        lambda g: g.of(GOAL, PENALTY, hi=20),
    ),
]

FRESH_FRENCH = [
    Asked("bournemouth", "Fais-moi défiler les buts de Liverpool", lambda g: g.of(GOAL, team=AWAY)),
    Asked(
        "bournemouth",
        "à quelle minute Bournemouth a-t-il ouvert le score ?",
        lambda g: g.of(GOAL, team=HOME)[:1],
    ),
    Asked("watford", "quand voit-on un penalty ?", lambda g: g.of(PENALTY)),
    Asked("watford", "un hors-jeu après l'heure de jeu ?", lambda g: bool(g.of(OFFSIDE, half=2, lo=15))),
    Asked("lazio", "qui a été expulsé ?", lambda g: g.of(RED, SECOND)),
    Asked(
        "lazio", "fautes de la Lazio, 20 dernières minutes", lambda g: g.of(FOUL, team=HOME, half=2, lo=25)
    ),
    Asked("sassuolo", "tous les cartons jaunes pris par Milan", lambda g: g.of(YELLOW, team=AWAY)),
    Asked("sassuolo", "les tirs de Sassuolo qui étaient cadrés", lambda g: g.of(ON, team=HOME)),
    Asked(
        "cska",
        "combien d'avertissements pour le CSKA Moscou avant la mi-temps ?",
        lambda g: len(g.of(YELLOW, team=AWAY, half=1)),
    ),
    Asked(
        "cska",
        "le premier coup franc de City après la 60e",
        lambda g: g.of(DIRECT, INDIRECT, team=HOME, half=2, lo=15)[:1],
    ),
    Asked("derby", "les corners frappés par les Mancuniens de City", lambda g: g.of(CORNER, team=HOME)),
    Asked(
        "derby",
        "combien de fois le ballon est-il sorti dans les dix premières minutes ?",
        lambda g: len(g.of(OUT, half=1, hi=10)),
    ),
    Asked("bayern", "les engagements en seconde période", lambda g: g.of(KICK_OFF, half=2)),
    Asked("bayern", "les troisième et quatrième buts du Bayern", lambda g: g.of(GOAL, team=HOME)[2:4]),
    Asked(
        "roma",
        "qu'y a-t-il juste avant le premier but de la Lazio ?",
        lambda g: until(g.rows, g.of(GOAL, team=AWAY)[0])[-1:],
    ),
    Asked(
        "roma",
        "les changements des deux équipes entre la 60e et la 75e minute",
        lambda g: g.of(SUB, half=2, lo=15, hi=30),
    ),
    Asked("valencia", "frappes cadrées de Valence après la pause", lambda g: g.of(ON, team=HOME, half=2)),
    Asked("valencia", "tous les cartons rouges et jaunes", lambda g: g.of(YELLOW, RED)),
    Asked(
        "westbrom",
        "y a-t-il eu plus de deux buts en seconde période ?",
        lambda g: len(g.of(GOAL, half=2)) > 2,
    ),
    Asked(
        "westbrom",
        "le corner qui précède le deuxième but de Chelsea",
        lambda g: until(g.of(CORNER), g.of(GOAL, team=AWAY)[1])[-1:],
    ),
    Asked("barcelona", "tout ce qui se passe à partir de 87:00", lambda g: g.of(half=2, lo=42)),
    Asked(
        "barcelona",
        "fautes dans les 10 secondes avant un carton jaune",
        lambda g: near(g.of(FOUL), g.of(YELLOW), -10, -0.001),
    ),
    Asked(
        "southampton",
        "les touches de Man United dans le premier quart d'heure",
        lambda g: g.of(THROW, team=AWAY, half=1, hi=15),
    ),
    Asked(
        "southampton",
        "combien de tirs pour Southampton, cadrés ou non ?",
        lambda g: len(g.of(ON, OFF, team=HOME)),
    ),
    Asked(
        "derby",
        "le dernier coup franc sifflé en faveur de City",
        lambda g: g.of(DIRECT, INDIRECT, team=HOME)[-1:],
    ),
    Asked(
        "bournemouth",
        "le premier corner après le penalty",
        lambda g: since(g.of(CORNER), g.of(PENALTY)[0])[:1],
    ),
    Asked(
        "watford", "Watford a raté un tir en seconde mi-temps ?", lambda g: bool(g.of(OFF, team=AWAY, half=2))
    ),
    Asked(
        "lazio",
        "la faute qui a précédé le premier carton rouge",
        lambda g: last_before(g.of(FOUL), g.of(RED)[:1]),
    ),
    Asked(
        "roma",
        "Dégagements des locaux au cours de la deuxième mi-temps",
        lambda g: g.of(CLEARANCE, team=HOME, half=2),
    ),
    Asked(
        "cska",
        "buts et penaltys dans les vingt premières minutes de chaque mi-temps",
        lambda g: g.of(GOAL, PENALTY, hi=20),
    ),
]
