"""No claim without a fact: every line is checked, whoever wrote it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from goalmouth.claims import Claims, ScoreClaim, Stated, extract
from goalmouth.narration.standing import Standing
from goalmouth.types import Draft, MomentFacts

GOAL_ONLY = frozenset({"equaliser", "opener", "takes_lead", "doubles_lead", "extends_lead", "pulls_back"})
"""What only a goal does."""


ROLES: Mapping[str, str] = {"player": "", "player_in": "in", "player_out": "out"}
"""Facts that name a player, and his part where players change."""
NO_NAMES = frozenset({"action", "side"})


def check(text: str, facts: MomentFacts, language: str = "en") -> list[str]:
    """Return each claim of ``text`` that no fact of the moment bears; empty: the line may be said."""
    named = [fact for fact in facts.facts if fact.name not in NO_NAMES and isinstance(fact.value, str)]
    claims = extract(
        text,
        [str(fact.value) for fact in named if fact.name not in ROLES],
        [str(fact.value) for fact in named if fact.name in ROLES],
        language,
    )
    judge = _Judge(facts)
    return [
        *(f"the name {name!r} is in no fact" for name in claims.unknown_names),
        *(f"no fact says what {number} counts" for number in claims.numbers),
        *judge.times(claims),
        *(f"no fact bears {_said(one)}" for one in claims.actions if not judge.bears_action(one)),
        *(f"no fact bears {_said(one)}" for one in claims.relations if not judge.bears_relation(one)),
        *(f"no fact bears the score {_score(one)}" for one in claims.scores if not judge.bears_score(one)),
    ]


class Gate:
    """Takes from drafts every wording that claims more than the facts bear."""

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self.refused: list[tuple[str, list[str]]] = []
        """Each wording that was taken out, and why."""

    def filter(self, drafts: Sequence[Draft], facts: MomentFacts) -> list[Draft]:
        """Return the drafts with the wordings that pass; a draft with none left is dropped."""
        kept: list[Draft] = []
        for draft in drafts:
            reasons = {text: check(text, facts, self.language) for text in draft.wordings}
            self.refused += [(text, why) for text, why in reasons.items() if why]
            wordings = tuple(text for text, why in reasons.items() if not why)
            kept += [replace(draft, wordings=wordings)] if wordings else []
        return kept


def _said(one: Stated) -> str:
    whose = f" {'against' if one.against else 'of'} {one.team}" if one.team else ""
    return f"{' or '.join(one.what)!r}{whose}"


def _score(one: ScoreClaim) -> str:
    return f"{one.first}-{one.second}" + (f" for {one.team}" if one.team else "")


class _Judge:
    """Holds one moment's facts against claims."""

    def __init__(self, facts: MomentFacts) -> None:
        self.facts = facts
        self.standing = Standing.of(facts)
        self.actions = {str(fact.value) for fact in facts.facts if fact.name == "action"}
        self.roles = {str(fact.value): fact.name for fact in facts.facts if fact.name in ROLES}

    def side(self, team: str) -> str | None:
        """Return the side a name belongs to."""
        sides = [side for side in ("home", "away") if team == side or self.facts.value(side) == team]
        if self.standing.side and team in (self.facts.value("team"), self.facts.value("player")):
            sides.append(self.standing.side)
        return sides[0] if len(set(sides)) == 1 else None

    def times(self, claims: Claims) -> list[str]:
        """Return what is wrong with the times that are given."""
        minute, half = self.facts.value("minute"), self.facts.value("half")
        halves = {half} | (
            {1} if "Half-time" in self.actions else {2} if "Full-time" in self.actions else set()
        )
        wrong = [
            f"no fact bears minute {'/'.join(map(str, sorted(claim)[:4])) or 'given'}"
            for claim in claims.minutes
            if minute not in claim
        ]
        wrong += [f"no fact bears half {claim}" for claim in claims.halves if claim not in halves]
        for name, counted in (("added", claims.added), ("since_goal", claims.since)):
            wrong += [
                f"no fact bears {said} minutes of it" for said in counted if self.facts.value(name) != said
            ]
        # What is shown beside the clock will be played, whether or not it is yet.
        shown = self.facts.value("added") is not None
        added = shown or (isinstance(minute, int) and (minute > 90 or (half == 1 and minute > 45)))
        return wrong + ["no fact bears added time"] * (claims.added_time and not added)

    def bears_action(self, claim: Stated) -> bool:
        """Whether the moment's action is the one claimed, and of the side that is named."""
        if self.actions.isdisjoint(claim.what):
            return False
        if claim.team is None:
            return True
        if claim.team in self.roles:
            return self._did(claim)
        side = self.side(claim.team)
        return (
            side is not None
            and self.standing.side is not None
            and (side == self.standing.side) != claim.against
        )

    def _did(self, claim: Stated) -> bool:
        """Whether the player named has the part in the action that he is given."""
        role = self.roles[str(claim.team)]
        if "Substitution" in self.actions:
            return role != "player" and claim.part in ("", ROLES[role])
        return role == "player" and not claim.against and not claim.part

    def bears_score(self, claim: ScoreClaim) -> bool:
        """Whether it stands, or stood, so."""
        score = claim.first, claim.second
        if claim.team is None:
            return score in self.standing.states
        side = self.side(claim.team)
        return side is not None and (score if side == "home" else score[::-1]) in self.standing.states

    def bears_relation(self, claim: Stated) -> bool:
        """Whether the scores before and after make it so."""
        name, _, number = claim.what[0].partition(":")
        side = self.side(claim.team) if claim.team is not None else None
        if claim.team is not None and side is None:
            return False
        if claim.team in self.roles and self.roles[str(claim.team)] != "player":
            return False
        if name == "again":
            return self._again(claim.team)
        if name in GOAL_ONLY or name in ("goal", "total"):
            if claim.team in self.roles and name in ("goal", "total"):
                return False
            return side in (None, self.standing.side) and self._goal_does(name, number)
        margins = self.standing.margins(side or "home")
        if name == "level":
            return 0 in margins
        if name == "comeback":
            return side in (None, self.standing.side) and bool(self.facts.value("was_behind"))
        behind = self.facts.value("was_behind")
        if side == self.standing.side and isinstance(behind, int) and behind > 0:
            # What earlier moments of the film showed.
            margins = [*margins, -behind]
        if name == "margin":
            return int(number) in (margins if side else [abs(margin) for margin in margins])
        if name == "draw":
            return "Full-time" in self.actions and margins[-1:] == [0]
        if name in ("wins", "winner", "loses"):
            won = [margin if name != "loses" else -margin for margin in margins[-1:]]
            return "Full-time" in self.actions and any(margin > 0 if side else margin for margin in won)
        if name in ("leads", "behind"):
            signed = margins if name == "leads" else [-margin for margin in margins]
            return any(margin > 0 if side else margin for margin in signed)
        return False

    def _again(self, team: str | None) -> bool:
        """Whether it is not the first goal of the side, or of the player, that is named."""
        after = self.standing.after
        if not self.standing.goal or after is None:
            return False
        if team in self.roles:
            before = self.facts.value("player_goals_before")
            return isinstance(before, int) and before > 0
        own = after[0] if self.standing.side == "home" else after[1]
        return self.standing.side is not None and own > 1

    def _goal_does(self, name: str, number: str) -> bool:
        step, after = self.standing.step, self.standing.after
        if step is None or after is None:
            return False
        old, new = step
        own = after[0] if self.standing.side == "home" else after[1]
        return {
            "opener": self.standing.before == (0, 0),
            "equaliser": new == 0,
            "takes_lead": old == 0,
            "doubles_lead": old == 1,
            "extends_lead": old >= 1,
            "pulls_back": new < 0,
            "goal": number.isdigit() and int(number) in (own, sum(after)),
            "total": number.isdigit() and int(number) == sum(after),
        }[name]
