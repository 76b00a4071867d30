"""Classification of whole clips: accuracy, and precision, recall and F1 over all clips and over classes.

Of one class a clip: over all clips (micro), precision, recall and F1 are the accuracy, unless clips are left
without an answer, which count as missed and not as wrong.
"""

from collections.abc import Mapping

from goalmouth.evaluation.intervals import f1


def classified(truth: Mapping[str, str], said: Mapping[str, str]) -> dict[str, tuple[int, int, int]]:
    """Return class → how many clips are rightly of it, wrongly of it, and missed. Both by clip."""
    names = sorted({*truth.values(), *said.values()})
    right = {
        name: sum(said.get(clip) == name for clip, own in truth.items() if own == name) for name in names
    }
    wrong = {name: sum(own == name for own in said.values()) - right[name] for name in names}
    missed = {name: sum(own == name for own in truth.values()) - right[name] for name in names}
    return {name: (right[name], wrong[name], missed[name]) for name in names}


def means(counts: Mapping[str, tuple[int, int, int]]) -> dict[str, float]:
    """Return micro and macro precision, recall and F1; macro is over classes that have clips."""
    own = [each for each in counts.values() if each[0] + each[2]]
    right, wrong, missed = (sum(each[place] for each in counts.values()) for place in range(3))
    per = [(_part(r, w), _part(r, m), f1(r, w, m)) for r, w, m in own]
    macro = [sum(column) / len(per) for column in zip(*per, strict=True)] if per else [0.0] * 3
    micro = _part(right, wrong), _part(right, missed), f1(right, wrong, missed)
    names = "precision", "recall", "f1"
    found = {f"{name}_micro": value for name, value in zip(names, micro, strict=True)}
    return found | {f"{name}_macro": value for name, value in zip(names, macro, strict=True)}


def _part(right: int, others: int) -> float:
    return right / (right + others) if right + others else 0.0
