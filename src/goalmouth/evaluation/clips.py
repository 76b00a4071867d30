"""Classification of whole clips: accuracy, and precision, recall and F1 over all clips and over classes.

Of one class a clip: over all clips (micro), precision, recall and F1 are the accuracy, unless clips are left
without an answer, which count as missed and not as wrong.
"""

from collections.abc import Mapping

from goalmouth.evaluation.counts import Counts


def classified(truth: Mapping[str, str], said: Mapping[str, str]) -> dict[str, Counts]:
    """Return class → how many clips are rightly of it, wrongly of it, and missed. Both by clip."""
    names = sorted({*truth.values(), *said.values()})
    right = {
        name: sum(said.get(clip) == name for clip, own in truth.items() if own == name) for name in names
    }
    wrong = {name: sum(own == name for own in said.values()) - right[name] for name in names}
    missed = {name: sum(own == name for own in truth.values()) - right[name] for name in names}
    return {name: (right[name], wrong[name], missed[name]) for name in names}
