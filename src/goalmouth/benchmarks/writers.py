"""What other writers say of a match: templates that the built-in commentator does not have."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Writer:
    """Templates of one language. lines : of each action; states, when, half : of any moment."""

    lines: Mapping[str, tuple[str, ...]]
    states: tuple[str, ...]
    when: tuple[str, ...]
    half: tuple[str, ...]
    scorers: tuple[str, ...]
    changes: tuple[str, ...]
    halves: Mapping[int, str]


ENGLISH = Writer(
    lines={
        "Goal": (
            "Goal for {team}!",
            "{team} have scored.",
            "{team} find the net against {other}.",
            "{other} concede.",
            "{team} score, and it is {score}.",
            "{team} score in the {nth} minute.",
            "It is in the net! {team} make it {score} in minute {minute}.",
            "A goal for {team} in the {half} half.",
        ),
        "Kick-off": ("{team} kick off.",),
        "Corner": ("Corner to {team}.", "{team} have a corner in the {nth} minute."),
        "Yellow card": ("{team} are shown a yellow card.", "A booking for {team}."),
        "Red card": ("Red card for {team}!", "{team} have a player sent off."),
        "Offside": ("{team} are offside.", "Offside, {team}, in the {nth} minute."),
        "Shots off target": ("{team} shoot wide.", "The shot from {team} is off target."),
        "Shots on target": ("{team} shoot, and the keeper saves.",),
        "Penalty": ("Penalty to {team}!", "{team} have a spot-kick."),
        "Foul": ("A foul by {team}.",),
        "Substitution": ("{team} make a substitution.",),
        "Direct free-kick": ("Free-kick to {team}.",),
        "Indirect free-kick": ("Free-kick to {team}.",),
        "Throw-in": ("{team} take a throw-in.",),
        "Clearance": ("{team} clear the ball.",),
    },
    states=("It stands at {score}.", "{home} {score} {away}."),
    when=("We are in the {nth} minute.", "Minute {minute}, and the match goes on."),
    half=("This is the {half} half.",),
    scorers=("{player} scores for {team}!", "Goal! {player} with the finish.", "{player} makes it {score}."),
    changes=("{player_in} replaces {player_out}.", "Off comes {player_out}, with {player_in} brought on."),
    halves={1: "first", 2: "second"},
)
FRENCH = Writer(
    lines={
        "Goal": (
            "Le but est pour {team} !",
            "{team} vient de marquer.",
            "{team} fait trembler les filets contre {other}.",
            "{other} encaisse un but.",
            "{team} inscrit un but, cela fait {score}.",
            "{team} marque à la {nth} minute.",
            "{team} a marqué à la minute {minute}, et le score est de {score}.",
            "Un but de {team} en {half} période.",
        ),
        "Kick-off": ("Le coup d'envoi est donné par {team}.",),
        "Corner": ("Corner en faveur de {team}.", "{team} a un corner à la {nth} minute."),
        "Yellow card": ("{team} écope d'un carton jaune.", "Un avertissement pour {team}."),
        "Red card": ("{team} se retrouve à dix.", "Expulsion d'un joueur de {team}."),
        "Offside": ("{team} est hors-jeu.", "Position de hors-jeu pour {team} à la {nth} minute."),
        "Shots off target": ("{team} tire à côté.", "La tentative de {team} passe au-dessus."),
        "Shots on target": ("{team} frappe, et le gardien repousse.",),
        "Penalty": ("L'arbitre accorde un penalty à {team}.",),
        "Foul": ("{team} fait une faute.",),
        "Substitution": ("{team} effectue un changement.",),
        "Direct free-kick": ("Coup franc en faveur de {team}.",),
        "Indirect free-kick": ("Coup franc en faveur de {team}.",),
        "Throw-in": ("La touche est pour {team}.",),
        "Clearance": ("{team} dégage le ballon.",),
    },
    states=("Le score est de {score}.", "Nous en sommes à {home} {score} {away}."),
    when=("On joue la {nth} minute.", "Minute {minute}, le match continue."),
    half=("C'est la {half} période.",),
    scorers=(
        "{player} a marqué pour {team} !",
        "But ! {player} à la finition.",
        "{player} porte le score à {score}.",
    ),
    changes=("{player_in} prend la place de {player_out}.", "{player_out} laisse sa place à {player_in}."),
    halves={1: "première", 2: "seconde"},
)
WRITERS = {"en": ENGLISH, "fr": FRENCH}
