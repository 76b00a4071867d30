"""Questions about a match: words become a ``Query``, a ``Query`` becomes moments of the match."""

from goalmouth.registry import Registry

TRANSLATORS = Registry(
    "translator",
    {
        "grammar": "goalmouth.query.grammar:Grammar",
        "llm": "goalmouth.query.llm:Model",
    },
)
"""Who makes queries of words: a class with ``readings``. None of them sees a label of the match."""
