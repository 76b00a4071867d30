"""What follows from how many are right, wrong and missed: precision, recall and F1."""

from collections.abc import Mapping

Counts = tuple[int, int, int]
"""How many predictions are right, how many wrong, and how many labels are missed."""


def rates(right: int, wrong: int, missed: int) -> dict[str, float]:
    """Return counts with the precision and the recall that they make; 0 where there is nothing to divide."""
    found = {"tp": right, "fp": wrong, "fn": missed}
    return found | {"precision": _share(right, wrong), "recall": _share(right, missed)}


def f1(right: int, wrong: int, missed: int) -> float:
    """Return the harmonic mean of precision and recall, 0 where there is nothing."""
    return 2 * right / (2 * right + wrong + missed) if right else 0.0


def means(counts: Mapping[str, Counts]) -> dict[str, float]:
    """Return micro and macro precision, recall and F1; macro is over classes that have clips."""
    own = [each for each in counts.values() if each[0] + each[2]]
    right, wrong, missed = (sum(each[place] for each in counts.values()) for place in range(3))
    per = [(_share(r, w), _share(r, m), f1(r, w, m)) for r, w, m in own]
    macro = [sum(column) / len(per) for column in zip(*per, strict=True)] if per else [0.0] * 3
    micro = _share(right, wrong), _share(right, missed), f1(right, wrong, missed)
    names = "precision", "recall", "f1"
    found = {f"{name}_micro": value for name, value in zip(names, micro, strict=True)}
    return found | {f"{name}_macro": value for name, value in zip(names, macro, strict=True)}


def _share(right: int, others: int) -> float:
    return right / (right + others) if right + others else 0.0
