"""Lines of other writers: true ones from templates and a moment's facts, false ones from swapped facts.

None of these wordings is in the booth's phrase book.
"""

from dataclasses import dataclass, replace

from goalmouth.types import Fact, Moment, MomentFacts, Spot


@dataclass(frozen=True)
class Truth:
    """One moment of one match, as a person would note it down."""

    home: str
    away: str
    side: str | None
    before: tuple[int, int]
    minute: int
    action: str = "Goal"

    @property
    def after(self):
        home, away = self.before
        if self.action != "Goal":
            return self.before
        return (home + 1, away) if self.side == "home" else (home, away + 1)

    @property
    def team(self):
        return self.home if self.side == "home" else self.away

    @property
    def other(self):
        return self.away if self.side == "home" else self.home

    @property
    def half(self):
        return 1 if self.minute <= 45 else 2

    @property
    def facts(self):
        spot = Spot(10.0, self.action, 0.9, "scoreboard", self.side)
        values = {"action": self.action, "home": self.home, "away": self.away, "minute": self.minute}
        values |= {
            "half": self.half,
            "home_score_before": self.before[0],
            "away_score_before": self.before[1],
        }
        values |= {"home_score": self.after[0], "away_score": self.after[1]}
        values |= {"side": self.side, "team": self.team} if self.side else {}
        facts = tuple(Fact(name, value, 0.9, "scoreboard") for name, value in values.items())
        return MomentFacts(Moment((spot,), self.action, 10.0), facts)

    def fill(self, template):
        first, second = self.after
        own, others = self.after if self.side == "home" else self.after[::-1]
        return template.format(
            team=self.team,
            other=self.other,
            home=self.home,
            away=self.away,
            score=f"{first}-{second}",
            own=own,
            others=others,
            minute=self.minute,
            elapsed=self.minute - 1,
            th=ordinal(self.minute),
            words=words(self.minute),
            half="first" if self.half == 1 else "second",
            spoken=f"{NIL[first]} {NIL[second]}" if first != second else f"{NIL[first]} all",
        )


NIL = ("nil", "one", "two", "three", "four", "five", "six")
ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)


def words(number):
    tens = {2: "twent", 3: "thirt", 4: "fort", 5: "fift", 6: "sixt", 7: "sevent", 8: "eight", 9: "ninet"}
    if number < 20:
        return ORDINALS.split()[number]
    if number % 10 == 0:
        return tens[number // 10] + "ieth"
    return f"{tens[number // 10]}y-{ORDINALS.split()[number % 10]}"


def ordinal(number):
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number not in (11, 12, 13) else "th"
    return f"{number}{ending}"


GOALS = (
    Truth("INT", "NAP", "home", (0, 0), 23),
    Truth("FRQ", "RBA", "away", (1, 0), 12),
    Truth("Tottenham", "Chelsea", "away", (2, 2), 67),
    Truth("REAL MADRID", "SEVILLA", "home", (1, 0), 41),
    Truth("LIV", "AVL", "home", (1, 3), 78),
    Truth("Nottingham Forest", "Man Utd", "away", (0, 1), 55),
)
"""Goals of six matches: opener, equaliser, lead, two up, one back, two up away."""

OTHERS = (
    Truth("INT", "NAP", "away", (1, 0), 31, "Corner"),
    Truth("Tottenham", "Chelsea", "home", (2, 2), 70, "Yellow card"),
    Truth("FRQ", "RBA", "home", (1, 1), 8, "Offside"),
    Truth("LIV", "AVL", "away", (1, 3), 62, "Shots off target"),
    Truth("INT", "NAP", "home", (1, 0), 38, "Penalty"),
    Truth("INT", "NAP", "home", (1, 0), 51, "Substitution"),
    Truth("INT", "NAP", "home", (1, 0), 57, "Direct free-kick"),
    Truth("INT", "NAP", "away", (1, 0), 58, "Red card"),
    Truth("INT", "NAP", "away", (1, 0), 59, "Throw-in"),
    Truth("INT", "NAP", "away", (1, 0), 64, "Shots on target"),
    Truth("INT", "NAP", "away", (1, 0), 66, "Foul"),
    Truth("INT", "NAP", "home", (1, 0), 71, "Clearance"),
)

GOAL_LINES = (
    "{team} score, and it is {score} in the {th} minute.",
    "Goal for {team}!",
    "GOAL! {team} strike in minute {minute}.",
    "{th} minute: {team} find the back of the net.",
    "It's {home} {score} {away}.",
    "The {words} minute, and the ball is in the net for {team}.",
    "{team} have scored, {spoken}.",
    "After {elapsed} minutes, {team} get the goal.",
    "{minute}' Goal {team}, now it stands at {score}.",
    "What a moment for {team}, who net in the {half} half.",
    "It is {team} who score, and {other} are beaten.",
    "{team} celebrate a goal against {other}!",
    "And {other} concede in the {th} minute.",
    "Oh, it is in! {team} make it {score}!",
)
TRUE_OF_ONE = (
    (0, "One nil to INT!"),
    (0, "INT take the lead against NAP."),
    (0, "INT open the scoring after 22 minutes."),
    (0, "Deadlock broken, the first goal of the game goes to INT!"),
    (0, "INT lead 1-0."),
    (0, "NAP are behind, it is one-nil to INT."),
    (1, "RBA equalise, and it is all square at 1-1!"),
    (1, "The equaliser comes from RBA, one apiece."),
    (1, "Level! The visitors draw level in the 12th minute."),
    (1, "FRQ led 1-0, and now RBA are back on level terms."),
    (2, "Chelsea go in front, 3-2 to Chelsea."),
    (2, "Chelsea are 3-2 up in the second half."),
    (2, "A third goal for Chelsea, and Tottenham trail."),
    (2, "The visitors take the lead in the sixty-seventh minute."),
    (3, "Real Madrid double their lead, it is 2-0."),
    (3, "Sevilla are two goals down, as Real Madrid score again."),
    (3, "Real Madrid lead by two goals."),
    (4, "LIV pull one back, but AVL still lead 3-2."),
    (4, "LIV 2, AVL 3."),
    (4, "LIV reduce the deficit with 78 minutes played."),
    (5, "Man Utd extend their lead over Nottingham Forest."),
    (5, "Two nil to Man Utd, in the 55th minute."),
    (5, "Forest concede again, Man Utd have a second."),
)
TRUE_OF_OTHERS = (
    (0, "Corner to NAP."),
    (0, "NAP win a corner in the 31st minute."),
    (0, "NAP, behind 1-0, have a corner."),
    (0, "It is a corner kick for the visitors."),
    (0, "INT lead, but here is a corner for NAP."),
    (1, "Tottenham are shown a yellow card."),
    (1, "A booking for Tottenham in minute 70."),
    (1, "Into the book goes a player of Tottenham, two all."),
    (1, "Yellow card, Tottenham."),
    (2, "The flag is up against FRQ."),
    (2, "FRQ are offside."),
    (2, "Offside, FRQ, after eight minutes."),
    (3, "AVL shoot wide."),
    (3, "The shot from AVL is off target."),
    (3, "AVL miss the target, still 1-3."),
    (4, "Penalty to INT!"),
    (4, "INT have a spot-kick in the 38th minute."),
    (4, "It's a penalty for the hosts."),
    (5, "INT make a substitution."),
    (5, "A change for INT early in the second half."),
    (6, "Free-kick to INT."),
    (6, "INT take the free kick."),
    (6, "A direct free-kick for INT, who lead 1-0."),
    (7, "Red card for NAP!"),
    (7, "NAP have a player sent off in the 58th minute."),
    (7, "Sent off! NAP are down to ten men."),
    (8, "NAP take a throw-in."),
    (9, "NAP shoot, and the INT keeper saves."),
    (9, "A save from INT, NAP are denied."),
    (10, "A foul by NAP."),
    (10, "NAP foul, and the referee blows."),
    (11, "INT clear the ball."),
    (11, "The ball is cleared by INT."),
)


def true_lines():
    lines = [(truth, truth.fill(line)) for truth in GOALS for line in GOAL_LINES]
    lines += [(GOALS[i], line) for i, line in TRUE_OF_ONE]
    return lines + [(OTHERS[i], line) for i, line in TRUE_OF_OTHERS]


def false_lines():
    """Return what is wrong, the facts, and the line."""
    lines = []
    for truth in GOALS:
        flipped = replace(truth, side="away" if truth.side == "home" else "home")
        lines += [
            ("team", truth, flipped.fill(line))
            for line in GOAL_LINES
            if "{team}" in line or "{other}" in line
        ]
        for other in GOALS:
            # The same match and action, another match's score or minute.
            if other.after not in (truth.after, truth.before):
                scored = replace(truth, before=other.before, side=other.side)
                told = [line for line in GOAL_LINES if "{score}" in line or "{spoken}" in line]
                same_team = scored if scored.team == truth.team else None
                lines += [("score", truth, same_team.fill(line)) for line in told if same_team]
            if other.minute != truth.minute:
                timed = replace(truth, minute=other.minute)
                told = [
                    line
                    for line in GOAL_LINES
                    if any(n in line for n in ("{minute}", "{th}", "{words}", "{elapsed}"))
                ]
                lines += [("minute", truth, timed.fill(line)) for line in told]
            if {other.home, other.away}.isdisjoint({truth.home, truth.away}):
                named = replace(truth, home=other.home, away=other.away)
                lines += [("name", truth, named.fill(line)) for line in GOAL_LINES if "{team}" in line]
    for truth in OTHERS:
        lines += [
            ("action", truth, replace(truth, before=truth.before).fill(line))
            for line in GOAL_LINES
            if any(w in line for w in ("oal", " score,", "have scored", "net", "strike", "concede"))
        ]
        for i, line in TRUE_OF_OTHERS:
            if OTHERS[i].action != truth.action:
                lines.append(("action", truth, line.replace(OTHERS[i].team, truth.team)))
    for i, line in TRUE_OF_OTHERS:
        lines += [("action", goal, line.replace(OTHERS[i].team, goal.team)) for goal in GOALS]
    scorers = (
        "Rashford scores for {team}!",
        "Goal! Lukaku with the finish for {team}.",
        "Osimhen nets in the {th} minute.",
        "{team} score through Saka, {score}.",
        "And Kane has it, {score}.",
        "Number 9 scores for {team}.",
    )
    lines += [("player", truth, truth.fill(line)) for truth in GOALS for line in scorers]
    return lines


FALSE_OF_ONE = (
    (0, "NAP lead 1-0."),
    (0, "One nil to NAP!"),
    (0, "INT equalise."),
    (0, "NAP take the lead."),
    (0, "INT double their lead."),
    (0, "INT pull one back."),
    (0, "INT win it!"),
    (0, "INT lead by two goals."),
    (0, "INT are 2-0 up."),
    (0, "Goal! NAP!"),
    (0, "NAP have the ball, and they score."),
    (0, "NAP, in the 23rd minute, score!"),
    (0, "Goal in the second half."),
    (0, "A header, and INT score."),
    (0, "An own goal gives INT the lead."),
    (0, "INT score in added time."),
    (0, "No goal for INT!"),
    (0, "INT score from the penalty spot."),
    (0, "INT trail 1-0."),
    (0, "A second goal for INT."),
    (0, "The hat-trick for INT!"),
    (0, "INT concede."),
    (0, "A late goal for INT."),
    (0, "INT score with ten minutes to go."),
    (0, "INT 0, NAP 1."),
    (0, "Inter score!"),
    (0, "Goal for NAP against INT."),
    (0, "The visitors score."),
    (0, "It finishes 1-0 and INT have won."),
    (0, "INT score from 30 yards."),
    (0, "NAP 1-0 INT."),
    (0, "Who scored? NAP!"),
    (0, "VAR has ruled it out."),
    (0, "Goal for INT in the thirty-second minute."),
    (0, "Goal for INT at 45+2."),
    (0, "GOAL! FRQ!"),
    (0, "It is three two to INT."),
    (1, "RBA take the lead."),
    (1, "FRQ equalise."),
    (1, "RBA lead."),
    (1, "RBA open the scoring."),
    (1, "2-1 to RBA."),
    (2, "Tottenham lead 3-2."),
    (2, "Chelsea equalise."),
    (2, "3-2 to Tottenham."),
    (2, "Chelsea are behind."),
    (2, "It is 3-2."),
    (3, "Sevilla double their lead."),
    (3, "Real Madrid lead by one goal after this, 3-0."),
    (4, "LIV equalise."),
    (4, "LIV take the lead."),
    (4, "AVL pull one back."),
    (4, "LIV lead 3-2."),
    (5, "Forest extend their lead."),
    (5, "Two nil to Forest."),
    (5, "Man City score."),
)
