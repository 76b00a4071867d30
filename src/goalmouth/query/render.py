"""A query in words: as it is understood, and so that the grammar makes the same query of them."""

from typing import Final

from goalmouth.query.kinds import GROUPS, Side, ordered
from goalmouth.query.lexicon import nouns_of
from goalmouth.query.match import Match
from goalmouth.query.model import Part, Pick, Query, Relation, When

FEMININE: Final = frozenset(
    ("Ball out of play", "Throw-in", "Foul", "PASS", "DRIVE", "HEADER", "HIGH PASS", "sending-off")
)
HALVES: Final = {"en": ("first half", "second half"), "fr": ("première mi-temps", "deuxième mi-temps")}
CLOCKS: Final = {
    "en": {"match": "on the match clock", "half": "on the clock of the half", "video": "in the video"},
    "fr": {"match": "au chrono du match", "half": "au chrono de la mi-temps", "video": "dans la vidéo"},
}
SIDES: Final = {
    "en": {"home": "the home team", "away": "the away team"},
    "fr": {"home": "l'équipe à domicile", "away": "l'équipe à l'extérieur"},
}


def group_of(kinds: tuple[str, ...]) -> str | None:
    """Return the name of kinds: of one, or of a group; ``None`` where they have none together."""
    if len(kinds) < 2:
        return kinds[0] if kinds else ""
    return next((name for name, own in GROUPS.items() if ordered(own) == kinds), None)


def noun(kind: str, language: str, plural: bool = False) -> str:
    """Return what a kind or a group is called."""
    called = nouns_of(language).get(kind, (kind, f"{kind}s"))
    return called[plural]


def side_name(side: Side, match: Match | None, language: str) -> str:
    """Return a team's name, or which it is."""
    return (match.team(side) if match else None) or SIDES[language][side]


def time_of(seconds: float) -> str:
    """Return ``36:09``."""
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"


def in_words(query: Query, match: Match | None = None) -> str:
    """Return a query in words. match : whose names of teams to use; without one, home and away."""
    parts = [_part(part, query.language, match) for part in query.parts]
    if len(parts) > 1 and any(
        part.team or part.player or part.when or part.relations for part in query.parts
    ):
        parts = [f"({part})" for part in parts]
    text = (" and " if query.language == "en" else " et ").join(parts)
    asks = {
        "en": {"list": "", "count": "how many: ", "whether": "whether there is: ", "who": "who: "},
        "fr": {"list": "", "count": "combien : ", "whether": "s'il y a : ", "who": "qui : "},
    }
    return asks[query.language][query.ask] + text


def nouns(kinds: tuple[str, ...], language: str, plural: bool) -> str:
    """Return kinds in words, in parentheses where they are several without a name."""
    named = group_of(kinds)
    if named is not None:
        return noun(named, language, plural)
    joint = " or " if language == "en" else " ou "
    return f"({joint.join(noun(kind, language, plural) for kind in kinds)})"


def _part(part: Part, language: str, match: Match | None, definite: bool = False) -> str:
    english = language == "en"
    plural = part.pick is None or part.pick.count > 1
    near = any(relation.nearest for relation in part.relations)
    plural = plural and not near
    words = [_picked(part, part.pick, language, plural)] if part.pick else []
    if near:
        words = ["the nearest" if english else _the(part, False)]
    elif not part.pick:
        words = ["all the" if english else "toutes les" if _feminine(part.kinds) else "tous les"]
    words.append(nouns(part.kinds, language, plural))
    if part.player:
        words.append(f"{'by' if english else 'de'} {part.player}")
    if part.team:
        name = side_name(part.team, match, language)
        words.append(f"{'for' if english else 'pour'} {name}")
    words += [_when(part.when, language)] if part.when else []
    words += [_relation(relation, language, match) for relation in part.relations]
    return " ".join(words)


def _feminine(kinds: tuple[str, ...]) -> bool:
    named = group_of(kinds)
    return (named if named is not None else kinds[0]) in FEMININE


def _the(part: Part, plural: bool) -> str:
    return "les" if plural else "la" if _feminine(part.kinds) else "le"


def _picked(part: Part, pick: Pick, language: str, plural: bool) -> str:
    if language == "en":
        if pick.skip:
            nth = f"{pick.skip + 1}{_ending(pick.skip + 1)}"
            return f"the {nth}" if pick.end == "first" else f"the {nth} to last"
        return f"the {pick.end} {pick.count}" if plural else f"the {pick.end}"
    ends = {"first": ("premier", "première"), "last": ("dernier", "dernière")}
    word = ends[pick.end][_feminine(part.kinds)]
    if pick.skip:
        nth = f"{pick.skip + 1}e"
        return f"{_the(part, False)} {nth}" + (" en partant de la fin" if pick.end == "last" else "")
    return f"les {pick.count} {word}s" if plural else f"{_the(part, False)} {word}"


def _ending(number: int) -> str:
    """Return the ``nd`` of ``2nd``."""
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _when(when: When, language: str) -> str:
    english = language == "en"
    words = []
    if when.half:
        words.append(f"{'in the' if english else 'en'} {HALVES[language][when.half - 1]}")
    since, until = (None if t is None else time_of(t) for t in (when.since, when.until))
    if since and until:
        words.append(f"between {since} and {until}" if english else f"entre {since} et {until}")
    elif since:
        words.append(f"from {since}" if english else f"à partir de {since}")
    elif until:
        words.append(f"before {until}" if english else f"avant {until}")
    if since or until:
        words.append(CLOCKS[language][when.clock])
    return " ".join(words)


def _relation(relation: Relation, language: str, match: Match | None) -> str:
    english = language == "en"
    of = f"({_part(relation.of, language, match)})"
    sides = {
        "en": {"before": "before", "after": "after", "around": "of"},
        "fr": {"before": "avant", "after": "après", "around": "de"},
    }
    side = sides[language][relation.side]
    if relation.within is None:
        return f"juste {side} {of}" if relation.nearest and not english else f"{side} {of}"
    within = "within" if english else "à moins de"
    unit = "seconds" if english else "secondes"
    return f"{within} {relation.within:g} {unit} {side} {of}"
