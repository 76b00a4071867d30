"""Read a sentence about a match and list what it asserts."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from goalmouth.claims.lexicon import NEUTRAL, SCORE, G, Lexicon, P, T, lexicon
from goalmouth.claims.names import marked, unknown
from goalmouth.claims.numbers import in_digits
from goalmouth.claims.times import Minutes, compiled, halves_of, take, times_of


@dataclass(frozen=True, slots=True)
class Stated:
    """An action or a relation, and of whom it is said."""

    what: tuple[str, ...]
    """Labels it may stand for (a ``free-kick`` is direct or indirect); one name for a relation."""
    team: str | None = None
    """A known name, ``home``, ``away``, or ``None`` where the sentence does not say."""
    against: bool = False
    """It is said of the side that suffers it (concedes, saves)."""
    part: str = ""
    """In a substitution: ``in``, ``out``, or ``""`` where the sentence does not say."""


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
    added: tuple[int, ...] = ()
    """Minutes of added time that are said to be played."""
    since: tuple[int, ...] = ()
    """Minutes that are said to have passed since the goal before."""
    halves: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    unknown_names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    """Numbers of which it is not clear what they count."""


def extract(
    text: str, names: Collection[str] = (), players: Collection[str] = (), language: str = "en"
) -> Claims:
    """Return what ``text`` asserts; ``names`` are the teams that are known, ``players`` the players."""
    return _Reader(text, names, players, lexicon(language), language).claims


AHEAD = {"leads", "takes_lead", "doubles_lead", "extends_lead", "wins", "winner"}
BEHIND = {"behind", "loses", "pulls_back"}
OTHER_PART = {"in": "out", "out": "in"}


class _Reader:
    def __init__(
        self, text: str, names: Collection[str], players: Collection[str], words: Lexicon, language: str
    ) -> None:
        self.words = words
        own, self.known = marked(text, tuple(dict.fromkeys(names)), tuple(dict.fromkeys(players)), words)
        unknown_names = unknown(own, words)
        self.actions: list[Stated] = []
        self.relations: list[Stated] = []
        self.scores: list[ScoreClaim] = []
        mentioned = dict.fromkeys(self.known[token] for token in re.findall(T, own))
        told = in_digits(own.lower(), language)
        minutes, counts, told = times_of(told, words)
        added, told = take(words.added, told)
        halves, told = halves_of(told, words)
        told = self._named_scores(told)
        told = self._swaps(told)
        self.subject: str | None = None
        self.bystanders: list[str] = []
        left = [self._clause(clause) for sentence in self._sentences(told) for clause in sentence]
        self._attribute_the_rest()
        numbers = re.findall(r"\b\d+(?:th)?\b", " ".join(left))
        self.claims = Claims(
            tuple(dict.fromkeys(self.actions)),
            tuple(self.relations),
            tuple(self.scores),
            minutes,
            bool(added),
            tuple(counts["added"]),
            tuple(counts["since"]),
            halves,
            tuple(mentioned),
            unknown_names,
            tuple(number for number in numbers if number not in ("1", "1th", "2th")),
        )

    def _goals(self, word: str) -> int:
        known = self.words.goals.get(word)
        return int(word) if known is None else known

    def _named_scores(self, text: str) -> str:
        """Take out ``INT 2, NAP 1`` and ``INT 2-1 NAP``."""
        for pattern, order in self.words.named_scores:
            found, text = take(pattern, text)
            for match in found:
                team, first, second = (match[i] for i in order)
                self.scores.append(ScoreClaim(self._goals(first), self._goals(second), self.known[team]))
        return text

    def _swaps(self, text: str) -> str:
        """Take out ``Falk for Toma``: two players who change places."""
        for pattern in self.words.swaps:
            found, text = take(pattern, text)
            for match in found:
                for token, part in ((match[1], "in"), (match[2], "out")):
                    self.actions.append(Stated(("Substitution",), self.known[token], part=part))
        return text

    def _sentences(self, text: str) -> list[list[str]]:
        """Return sentences as lists of clauses; what is between two names that meet is no subject."""
        for pattern in self.words.no_subjects:
            text = compiled(pattern).sub(" ", text)
        return [compiled(self.words.split).split(sentence) for sentence in re.findall(r"[^.!?]+[.!?]*", text)]

    def _clause(self, clause: str) -> str:
        """List a clause's claims; return what is left of it."""
        clause = f" {re.sub(r'[!?.]', ' !', clause)} "
        agents, subject = self._agents(clause)
        scores, clause = self._scores(clause)
        left = clause
        for pattern in self.words.no_claim:
            left = compiled(pattern).sub(" ", left)
        relations, left = self._relations(left)
        claims, left = self._actions(left, clause)
        verbal = any(self.words.verbs.match(said) for said in [*(s for _, s in relations), *claims.values()])
        carried = self.subject if verbal or compiled(self.words.carried).search(clause) else None
        whose = subject if subject is not None else carried
        for name, _ in relations:
            self.relations.append(Stated((name,), whose))
        for claim, said in claims.items():
            against = bool(self.words.against.match(said))
            marked_agents = agents or ([whose] if whose else [None])
            if "Offside" in claim.what:
                for pattern in self.words.opponents:
                    if blamed := compiled(pattern).search(clause):
                        marked_agents = [self.known[blamed[1]]]
            if NEUTRAL.issuperset(claim.what):
                marked_agents = [None]
            if claim.part or claim.team is not None:
                self.actions.append(replace(claim, team=claim.team or whose))
            else:
                self.actions += [replace(claim, team=agent, against=against) for agent in marked_agents]
                # A player beside a team is said to have done it too.
                for token in re.findall(P, clause):
                    self.actions.append(replace(claim, team=self.known[token]))
        if not claims and not relations and subject is not None and not scores:
            self.bystanders.append(subject)
        self._own_scores(scores, clause, whose, {name for name, _ in relations})
        self.subject = subject or self.subject
        return left

    def _agents(self, clause: str) -> tuple[list[str | None], str | None]:
        """Return those by or for whom an action is said to be, and the clause's first name."""
        for pattern in (*self.words.opponents, *self.words.suffers):
            clause = compiled(pattern).sub(" ", clause)
        mentions = [self.known[token] for token in re.findall(T, clause)]
        explicit = [self.known[token] for token in compiled(self.words.agents).findall(clause)]
        subject = mentions[0] if mentions else None
        return list(explicit or mentions[:1]), subject

    def _scores(self, clause: str) -> tuple[list[tuple[int, int]], str]:
        scores: list[tuple[int, int]] = []
        for pattern, goals in self.words.scores:
            for match in compiled(pattern).finditer(clause):
                said = {"both": match.groups(), "same": match.groups() * 2, "none": ("0", "0")}[goals]
                scores.append((self._goals(said[0]), self._goals(said[1])))
            clause = compiled(pattern).sub(f" {SCORE} ", clause)
        return scores, clause

    def _own_scores(
        self, scores: list[tuple[int, int]], clause: str, whose: str | None, relations: set[str]
    ) -> None:
        """Add a clause's scores: seen from a team where the clause says from which."""
        given = compiled(self.words.seen_from).search(clause)
        for first, second in scores:
            high, low = max(first, second), min(first, second)
            if given:
                self.scores.append(ScoreClaim(high, low, self.known[given[1]]))
            elif whose is not None and relations & AHEAD:
                self.scores.append(ScoreClaim(high, low, whose))
            elif whose is not None and relations & BEHIND:
                self.scores.append(ScoreClaim(low, high, whose))
            else:
                self.scores.append(ScoreClaim(first, second))

    def _relations(self, clause: str) -> tuple[list[tuple[str, str]], str]:
        found: list[tuple[str, str]] = []
        for name, pattern in self.words.counted:
            matches, clause = take(pattern, clause)
            for match in matches:
                counted = next((group for group in match.groups() if group), "")
                number = ("1" if counted in self.words.ones else counted) if name[-1] in ":-" else ""
                # A first goal is the opener, which is looked for below.
                opens = name in ("goal:", "total:") and number == "1"
                found.append(("opener" if opens else name + number, match[0]))
        for name, pattern in self.words.relations:
            matches, clause = take(pattern, clause)
            found += [(name, match[0]) for match in matches]
        return found, clause

    def _actions(self, left: str, clause: str) -> tuple[dict[Stated, str], str]:
        """Return actions and the words that say them; ``clause`` is whole, ``left`` what is still unread."""
        found: dict[Stated, str] = {}
        for labels, pattern, part in self.words.actions:
            if not compiled(pattern).search(left):
                continue
            denied, left = take(self.words.denied.replace("<X>", pattern), left)
            found |= {Stated((f"no {labels[0]}",)): match[0] for match in denied}
            matches, left = take(pattern, left)
            for match in matches:
                if not part:
                    found[Stated(labels)] = match[0]
                    continue
                at = clause.find(match[0])
                before, after = clause[: max(at, 0)], clause[max(at, 0) + len(match[0]) :]
                own = (re.findall(P, match[0]) or re.findall(P, before))[-1:] + re.findall(G, before)[-1:]
                other = compiled(self.words.replaced_by).match(after)
                # "Toma goes, replaced by Falk": who goes is in the clause before.
                left_open = self.subject if other else None
                owners: list[str | None] = [self.known[token] for token in own]
                owners = owners or [left_open]
                found |= {Stated(labels, owner, part=part): match[0] for owner in owners}
                if other:
                    found[Stated(labels, self.known[other[1]], part=OTHER_PART[part])] = match[0]
        return found, left

    def _attribute_the_rest(self) -> None:
        """``Goal! NAP!`` says whose goal it is: a name that does nothing else owns the action."""
        if len(set(self.bystanders)) == 1:
            owner = self.bystanders[0]
            self.actions = [
                replace(one, team=owner) if one.team is None and not NEUTRAL.issuperset(one.what) else one
                for one in self.actions
            ]
