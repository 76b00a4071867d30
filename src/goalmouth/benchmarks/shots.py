"""Shot changes, replays and what they show, against a simulated broadcast's truth."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from goalmouth.benchmarks.common import Bar, Row, share

REACH = 0.25
"""Seconds by which a change may be off: of a cut its time, of a dissolve or wipe its span."""

OVERLAP = 0.5
"""What a replay of ours and the truth's must have in common, of what either of them shows."""

LINK_REACH = 5.0
"""Seconds by which the moment that a replay shows may be off."""

COUNTS = ("changes", "changes_found", "changes_right", "replays", "replays_found", "replays_right", "linked")


def compare(
    truth: Sequence[Row], again: Sequence[Row], shots: Sequence[Row], replays: Sequence[Row]
) -> tuple[Row, list[tuple[str, str]]]:
    """Return how many changes and replays there were, we found, and were right, and the wrong cases.

    truth, again : ``shots`` and ``replays`` of ``match.json``; shots, replays : our files of these names.
    A replay is right when at least half of what it and the truth's cover together is in both.
    """
    wrong = []
    spans: list[tuple[float, float]] = []
    for one, other in pairwise(truth):
        told = "change_start" in one
        spans.append((one["change_start"], one["change_end"]) if told else (other["start"],) * 2)
    left = [shot["start"] for shot in shots[1:]]
    right = 0
    for start, end in spans:
        near = [time for time in left if start - REACH - 1e-9 <= time <= end + REACH + 1e-9]
        if near:
            left.remove(near[0])
            right += 1
        else:
            wrong.append(("change", f"missed at {start:.2f} to {end:.2f} s"))
    wrong += [("change", f"invented at {time:.2f} s") for time in left]
    free = list(replays)
    seen = linked = 0
    for known in again:
        best = max(free, key=lambda row: _overlap(row, known), default=None)
        if best is None or _overlap(best, known) < OVERLAP:
            wrong.append(("replay", f"missed at {known['start']:.2f} s"))
            continue
        free.remove(best)
        seen += 1
        good = best["shows"] is not None and abs(best["shows"] - known["time"]) <= LINK_REACH
        linked += good
        if not good:
            said = f"at {known['start']:.2f} s shows {known['label']} at {known['time']:.2f} s"
            wrong.append(("link", f"{said}, not {best['label']} at {best['shows']}"))
    wrong += [("replay", f"invented at {row['start']:.2f} s") for row in free]
    counts = len(spans), max(0, len(shots) - 1), right, len(again), len(replays), seen, linked
    return dict(zip(COUNTS, counts, strict=True)), wrong


def _overlap(one: Row, other: Row) -> float:
    both = min(one["end"], other["end"]) - max(one["start"], other["start"])
    either = max(one["end"], other["end"]) - min(one["start"], other["start"])
    return max(0.0, both) / either if either > 0 else 0.0


def f1(row: Row, name: str) -> float | None:
    """Return the harmonic mean of recall and precision; ``None`` where there is nothing to find."""
    return share(2 * row[f"{name}_right"], row[name] + row[f"{name}_found"])


def bars_of(total: Row, small: bool = False) -> Iterable[Bar]:
    """Return the bars of all broadcasts together. small : they have so few lines that less is asked."""
    return (
        Bar("shot changes F1", f1(total, "changes"), least=0.9 if small else 0.97),
        Bar("replays F1", f1(total, "replays"), least=0.9),
        Bar("replays that show the right moment", share(total["linked"], total["replays_right"]), least=0.9),
    )
