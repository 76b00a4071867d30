"""Read a sentence about a match and list what it asserts."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from goalmouth.claims.lexicon import FIRST_NAME, NEUTRAL, T, lexicon
from goalmouth.claims.names import marked, unknown
from goalmouth.claims.numbers import in_digits
from goalmouth.claims.times import ADDED, Minutes, halves_of, minutes_of, take

SCORE = "§"
"""Stands in a clause where its score was."""


@dataclass(frozen=True, slots=True)
class Stated:
    """An action or a relation, and of whom it is said."""

    what: tuple[str, ...]
    """Labels it may stand for (a ``free-kick`` is direct or indirect); one name for a relation."""
    team: str | None = None
    """A known name, ``home``, ``away``, or ``None`` where the sentence does not say."""
    against: bool = False
    """It is said of the side that suffers it (concedes, saves)."""


@dataclass(frozen=True, slots=True)
class ScoreClaim:
    """A score. Without ``team``: home first; with it: that team's goals first."""

    first: int
    second: int
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """Everything a text asserts. Empty where it asserts nothing that can be checked."""

    actions: tuple[Stated, ...] = ()
    relations: tuple[Stated, ...] = ()
    """``leads``, ``equaliser``, ``margin:2`` (leads by two), ``goal:3`` (a third goal), …."""
    scores: tuple[ScoreClaim, ...] = ()
    minutes: tuple[Minutes, ...] = ()
    """For each time given, the minutes it may mean."""
    added_time: bool = False
    halves: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    unknown_names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    """Numbers of which it is not clear what they count."""


def extract(text: str, names: Collection[str] = ()) -> Claims:
    """Return what ``text`` asserts; ``names`` are the teams and players that are known."""
    return _Reader(text, names).claims


NUMBER = r"(\d{1,2}|nil|zero)"
SCORES = (
    (rf"\b{NUMBER}(?: goals?)?[- ]?(?:all|apiece|each|goals each)\b", lambda m: (m[1], m[1])),
    (rf"(?<![\d-])\b{NUMBER} ?[-:] ?{NUMBER}\b(?![-\d:])", lambda m: (m[1], m[2])),
    (rf"\b{NUMBER}(?: goals?)? to {NUMBER}\b(?! (?:go|play))", lambda m: (m[1], m[2])),
    (rf"(?<![-\d])\b{NUMBER} {NUMBER}\b(?![-\d])", lambda m: (m[1], m[2])),
    (r"\b(?:goal-?less|score-?less|(?:still )?no goals?\b(?! for)|without a goal)", lambda m: ("0", "0")),
)
AHEAD = {"leads", "takes_lead", "doubles_lead", "extends_lead", "wins", "winner"}
BEHIND = {"behind", "loses", "pulls_back"}


def _goals(word: str) -> int:
    return 0 if word in ("nil", "zero") else int(word)


class _Reader:
    def __init__(self, text: str, names: Collection[str]) -> None:
        own, self.known = marked(text, tuple(dict.fromkeys(names)))
        unknown_names = unknown(own)
        self.actions: list[Stated] = []
        self.relations: list[Stated] = []
        self.scores: list[ScoreClaim] = []
        mentioned = dict.fromkeys(self._name(token) for token in re.findall(T, own))
        told = in_digits(own.lower())
        minutes, told = minutes_of(told)
        added, told = take(ADDED, told)
        halves, told = halves_of(told)
        told = self._named_scores(told)
        self.subject: str | None = None
        self.bystanders: list[str] = []
        left = [self._clause(clause) for sentence in self._sentences(told) for clause in sentence]
        self._attribute_the_rest()
        numbers = re.findall(r"\b\d+(?:th)?\b", " ".join(left))
        self.claims = Claims(
            tuple(self.actions),
            tuple(self.relations),
            tuple(self.scores),
            minutes,
            bool(added),
            halves,
            tuple(mentioned),
            unknown_names,
            tuple(number for number in numbers if number not in ("1", "1th", "2th")),
        )

    def _name(self, token: str) -> str:
        return self.known[ord(token) - FIRST_NAME]

    def _named_scores(self, text: str) -> str:
        """Take out ``INT 2, NAP 1`` and ``INT 2-1 NAP``."""
        gap = r"(?:,|:)? (?:and |- )?"
        for pattern, order in (
            (rf"({T})(?: have)?{gap}{NUMBER}{gap}({T}){gap}{NUMBER}\b(?!-)", (1, 2, 4)),
            (rf"({T}) {NUMBER} ?[-: ] ?{NUMBER} ({T})", (1, 2, 3)),
        ):
            found, text = take(pattern, text)
            for match in found:
                team, first, second = (match[i] for i in order)
                self.scores.append(ScoreClaim(_goals(first), _goals(second), self._name(team)))
        return text

    def _sentences(self, text: str) -> list[list[str]]:
        """Return sentences as lists of clauses; what is between two names that meet is no subject."""
        text = re.sub(rf"between {T} and {T}", " ", text)
        text = re.sub(
            rf"(?<!for )(?<!by )(?<!to ){T} (?:v|vs|versus|and|meet|play|face|against)\.? {T}", " ", text
        )
        split = r"[,;:–—]| - |\b(?:and|but|while|as|after|when|so|because|with|whilst|which)\b"
        return [re.split(split, sentence) for sentence in re.findall(r"[^.!?]+[.!?]*", text)]

    def _clause(self, clause: str) -> str:
        """List a clause's claims; return what is left of it."""
        clause = f" {re.sub(r'[!?.]', ' !', clause)} "
        agents, subject = self._agents(clause)
        scores, clause = self._scores(clause)
        left = clause
        for pattern in lexicon().no_claim:
            left = re.sub(pattern, " ", left)
        relations, left = self._relations(left)
        claims, left = self._actions(left)
        verbal = any(lexicon().verbs.match(said) for _, said in [*relations, *claims])
        carried = self.subject if verbal or re.search(r"\b(?:they|their|them|who)\b", clause) else None
        whose = subject if subject is not None else carried
        for name, _ in relations:
            self.relations.append(Stated((name,), whose))
        for labels, said in claims:
            against = bool(lexicon().against.match(said))
            marked_agents = agents or ([whose] if whose else [None])
            if "Offside" in labels and (blamed := re.search(rf"against (?:the )?({T})", clause)):
                marked_agents = [self._name(blamed[1])]
            if NEUTRAL.issuperset(labels):
                marked_agents = [None]
            self.actions += [Stated(labels, agent, against) for agent in marked_agents]
        if not claims and not relations and subject is not None and not scores:
            self.bystanders.append(subject)
        self._own_scores(scores, clause, whose, {name for name, _ in relations})
        self.subject = subject or self.subject
        return left

    def _agents(self, clause: str) -> tuple[list[str | None], str | None]:
        """Return those by or for whom an action is said to be, and the clause's first name."""
        for pattern in (rf"against (?:the )?{T}", *lexicon().suffers):
            clause = re.sub(pattern, " ", clause)
        mentions = [self._name(token) for token in re.findall(T, clause)]
        explicit = [self._name(token) for token in re.findall(rf"\b(?:for|by|to|of) (?:the )?({T})", clause)]
        subject = mentions[0] if mentions else None
        return list(explicit or mentions[:1]), subject

    def _scores(self, clause: str) -> tuple[list[tuple[int, int]], str]:
        scores: list[tuple[int, int]] = []
        for pattern, read in SCORES:
            found = list(re.finditer(pattern, clause))
            scores += [(_goals(a), _goals(b)) for a, b in map(read, found)]
            clause = re.sub(pattern, f" {SCORE} ", clause)
        return scores, clause

    def _own_scores(
        self, scores: list[tuple[int, int]], clause: str, whose: str | None, relations: set[str]
    ) -> None:
        """Add a clause's scores: seen from a team where the clause says from which."""
        given = re.search(
            rf"{SCORE} *(?:up |now |here |lead )*(?:to|for|in favou?r of) (?:the )?({T})", clause
        )
        for first, second in scores:
            high, low = max(first, second), min(first, second)
            if given:
                self.scores.append(ScoreClaim(high, low, self._name(given[1])))
            elif whose is not None and relations & AHEAD:
                self.scores.append(ScoreClaim(high, low, whose))
            elif whose is not None and relations & BEHIND:
                self.scores.append(ScoreClaim(low, high, whose))
            else:
                self.scores.append(ScoreClaim(first, second))

    def _relations(self, clause: str) -> tuple[list[tuple[str, str]], str]:
        found: list[tuple[str, str]] = []
        for pattern, name in (
            (rf"{SCORE} +(?:up|ahead|in front|to the good)\b", "leads"),
            (rf"{SCORE} +(?:down|behind)\b", "behind"),
            (r"\b(?:by )?(a|\d+) goals? (?:clear|in front|ahead|up|to the good|between)", "margin:"),
            (r"\b(?:by )?(a|\d+) goals? (?:down|behind|adrift)", "margin:-"),
            (r"(?<=down) by (a|\d+)(?: goals?)?\b|(?<=behind) by (a|\d+)(?: goals?)?\b", "margin:-"),
            (r"\bby (a|\d+)(?: goals?)?\b", "margin:"),
            (r"\bby the odd goal\b", "margin:1"),
            (r"\b(\d+) up\b", "margin:"),
            (r"\b(\d+) down\b", "margin:-"),
            (r"\b(\d+)th goal\b(?! of the)", "goal:"),
            (rf"(?:\ba|their|{T}'s?) (\d+)th\b(?! (?:half|yellow|book|card|change|sub|corner))", "goal:"),
        ):
            matches, clause = take(pattern, clause)
            for match in matches:
                counted = next((group for group in match.groups() if group), "")
                number = counted.replace("a", "1") if name.endswith((":", ":-")) else ""
                # A first goal is the opener, which is looked for below.
                if name == "goal:" and number == "1":
                    name, number = "opener", ""
                found.append((name + number, match[0]))
        for name, pattern in lexicon().relations:
            matches, clause = take(pattern, clause)
            found += [(name, match[0]) for match in matches]
        return found, clause

    def _actions(self, clause: str) -> tuple[list[tuple[tuple[str, ...], str]], str]:
        found: list[tuple[tuple[str, ...], str]] = []
        for labels, pattern in lexicon().actions:
            denied, clause = take(rf"\b(?:no|not an?|never an?|without an?) (?:{pattern})", clause)
            found += [((f"no {labels[0]}",), match[0]) for match in denied]
            matches, clause = take(pattern, clause)
            found += [(labels, match[0]) for match in matches]
        return found, clause

    def _attribute_the_rest(self) -> None:
        """``Goal! NAP!`` says whose goal it is: a name that does nothing else owns the action."""
        if len(set(self.bystanders)) == 1:
            owner = self.bystanders[0]
            self.actions = [
                Stated(one.what, owner, one.against)
                if one.team is None and not NEUTRAL.issuperset(one.what)
                else one
                for one in self.actions
            ]
