"""What banners told, against what they print: changes, cards, scorers, ends of halves, names."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from goalmouth.benchmarks.common import Bar, Row, load, share

TOLD = ("Substitution", "Yellow card", "Red card")
KINDS = (*TOLD, "Goal", "Half-time", "Full-time", "Added time")
NAMES = ("player", "player_in", "player_out")
REACH = 5.0
"""Seconds between a spot and what it tells."""
LEAST, LEAST_SMALL, SMALL = 0.95, 0.90, 300
"""What must be found, and exact; the same of pictures of fewer than so many lines."""
NOTHING: dict[str, Any] = dict.fromkeys(
    ("told", "told_found", "told_ours", "printed", "printed_right", "sides", "sides_right", "others",
     "others_found", "others_ours"), 0,
)  # fmt: skip


def compare(match: Path, watched: Path) -> tuple[Row, list[tuple[str, str]]]:
    """Return what one broadcast's banners came to, and the wrong cases."""
    truth = load(match / "match.json")
    shown = [row for row in truth["banners"] if row["kind"] in KINDS]
    ours = load(watched / "banners.json")
    spots = load(watched / "results_spotting.json")["predictions"]
    row, wrong = dict(NOTHING), []
    told = [(event["time"], event["label"]) for event in _announced(truth["events"], shown)]
    found = [(s["time"], s["label"]) for s in spots if s["selected"] and s["label"] in TOLD]
    right = _matched(told, found)
    row |= {"told": len(told), "told_found": len(right), "told_ours": len(found)}
    wrong += [
        ("change or card", f"missed {label} at {time:.2f} s")
        for time, label in told
        if (time, label) not in right
    ]
    wrong += [
        ("change or card", f"invented {label} at {time:.2f} s")
        for time, label in found
        if not any(label == one and abs(time - at) <= REACH for at, one in told)
    ]
    for banner in shown:
        own = next((b for b in ours if b["kind"] == banner["kind"] and _meet(b, banner)), None)
        for name in (name for name in NAMES if banner[name]):
            read = own[name] if own else None
            row["printed"] += 1
            row["printed_right"] += read == banner[name]
            if read != banner[name]:
                wrong.append(
                    ("name", f"at {banner['start']:.2f} s {name} read {read!r}, was {banner[name]!r}")
                )
        team = banner["team"] and truth["teams"][banner["team"]]
        if team and any(_prints(banner["text"], team[how]) for how in ("full", "short")):
            row["sides"] += 1
            row["sides_right"] += own is not None and own["side"] == banner["team"]
        if own and own["side"] not in (None, banner["team"]):
            wrong.append(("team", f"at {banner['start']:.2f} s read {own['team']!r}, was {banner['team']}"))
    others = [b for b in shown if b["kind"] not in TOLD]
    mine = [b for b in ours if b["kind"] not in TOLD]
    pairs = [(b, o) for b in others for o in mine if b["kind"] == o["kind"] and _meet(b, o)]
    seen, known = {b["start"] for b, _ in pairs}, {o["start"] for _, o in pairs}
    # A banner lost from sight for a moment may have been told twice.
    row |= {"others": len(others), "others_found": min(len(seen), len(known)), "others_ours": len(mine)}
    wrong += [
        ("banner", f"missed {b['kind']} at {b['start']:.2f} s") for b in others if b["start"] not in seen
    ]
    wrong += [
        ("banner", f"invented {o['kind']} {o['text']!r} at {o['start']:.2f} s")
        for o in mine
        if o["start"] not in known
    ]
    return row, wrong


def bars_of(total: Row, lines: int) -> list[Bar]:
    """Return the bars of all broadcasts together."""
    least = LEAST_SMALL if lines < SMALL else LEAST
    f1 = share(2 * total["told_found"], total["told"] + total["told_ours"])
    others = share(2 * total["others_found"], total["others"] + total["others_ours"])
    return [
        Bar("substitutions and cards that banners tell, F1", f1, least=least),
        Bar("printed names exact", share(total["printed_right"], total["printed"]), least=least),
        Bar("printed teams right", share(total["sides_right"], total["sides"]), least=least),
        Bar("scorers, ends of halves and added time, F1", others, least=least),
    ]


def _announced(events: Sequence[Row], shown: Sequence[Row]) -> list[Row]:
    """Return the changes and cards of which a banner told; what none told cannot be known from one."""
    return [
        event
        for event in events
        if event["label"] in TOLD
        and any(b["kind"] == event["label"] and 0 <= b["start"] - event["time"] < REACH for b in shown)
    ]


def _matched(
    told: Sequence[tuple[float, str]], found: Sequence[tuple[float, str]]
) -> list[tuple[float, str]]:
    waiting, right = list(found), []
    for time, label in told:
        near = [f for f in waiting if f[1] == label and abs(f[0] - time) <= REACH]
        if near:
            waiting.remove(min(near, key=lambda f: abs(f[0] - time)))
            right.append((time, label))
    return right


def _meet(one: Row, other: Row) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def _prints(text: str, team: str) -> bool:
    return f" {team.upper()} " in f" {text} "
