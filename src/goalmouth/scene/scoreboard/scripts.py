"""Capitals of other scripts that look like Latin ones, and what tells them apart."""

import string
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    """own, latin : capitals that look alike, in the same order; only : those that no Latin one looks like."""

    own: str
    latin: str
    only: str

    def has(self, name: str) -> bool:
        """Say whether a name has a letter of this script alone."""
        return not set(name).isdisjoint(self.only)

    def may_be(self, name: str) -> bool:
        """Say whether every letter of a name has its like here."""
        return set(name) <= set(self.latin)

    def lacks(self, name: str) -> frozenset[str]:
        """Return a name's Latin letters that have no like here."""
        return frozenset(name) & LATIN - set(self.latin)

    def of(self, name: str) -> str:
        """Return a name with its Latin letters in this script."""
        return name.translate(str.maketrans(self.latin, self.own))


GREEK = Script("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", "ΓΔΘΛΞΠΣΦΨΩ")
CYRILLIC = Script("АВСЕНКМОРТХУ", "ABCEHKMOPTXY", "БГДЖЗИЙЛПФЦЧШЩЪЫЬЭЮЯ")
SCRIPTS = (GREEK, CYRILLIC)

ZE = "\u0417"
"""The Cyrillic capital that looks like a 3."""

LATIN = frozenset(string.ascii_letters)
