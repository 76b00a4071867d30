"""What training tells a person meanwhile, and of its end."""

import sys
from collections.abc import Mapping


def say(text: str) -> None:
    """Tell how far it has come; figures alone go to the standard output."""
    print(text, file=sys.stderr, flush=True)


def figures(name: str, values: Mapping[str, float]) -> None:
    """Print a line of figures."""
    print(f"{name:12} " + "  ".join(f"{key} {value:.3f}" for key, value in values.items()), flush=True)
