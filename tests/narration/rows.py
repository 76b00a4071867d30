"""Every row of a phrase book that may be said of a moment, filled in."""

from goalmouth.narration.booth import Booth, _Film
from goalmouth.narration.fields import fields
from goalmouth.narration.situations import call_situations, detail_situations, lead_situations, parting


def every_wording(facts, language):
    """Yield ``(role, situation, text)`` for each wording of each row of the moment's situations."""
    booth, film = Booth(language), _Film()
    known = fields(facts, language, booth.book)
    found = {"opening": ["any"], "lead": lead_situations(facts), "call": call_situations(facts)}
    found["detail"] = [name for names, _ in detail_situations(facts) for name in names]
    found["closing"] = parting(facts)[0]
    found["replay"] = ["any"]
    for role, situations in found.items():
        for situation in situations:
            for row in booth.book[role].get(situation, []):
                for told in booth._wordings(row, known, film):
                    yield role, situation, told.wording.text
