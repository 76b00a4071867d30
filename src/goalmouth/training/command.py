"""What the commands that train have in common: what they tell meanwhile, and how they end."""

import sys
from collections.abc import Callable

from goalmouth.errors import GoalmouthError


def say(text: str) -> None:
    """Tell a person how far it has come; figures alone go to the standard output."""
    print(text, file=sys.stderr, flush=True)


def ended(work: Callable[[], None]) -> int:
    """Do the work and return the exit status, 2 where an error says what to mend."""
    try:
        work()
    except GoalmouthError as error:
        say(f"training: {error}")
        return 2
    return 0
