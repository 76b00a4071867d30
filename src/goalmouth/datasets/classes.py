"""Class lists by name or from a file, so that other sports and vocabularies need no code."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from goalmouth.errors import InputError
from goalmouth.labels import SOCCERNET_BALL, SOCCERNET_V2


@dataclass(frozen=True, slots=True)
class ClassList:
    """Classes in order. file : that holds labels of them; rate : cells a second of the official metric."""

    names: Sequence[str]
    file: str = ""
    rate: int = 2


CLASSES: Final = {
    "v2": ClassList(SOCCERNET_V2, "Labels-v2.json"),
    "ball": ClassList(SOCCERNET_BALL, "Labels-ball.json", 25),
}


def class_list(name: str) -> ClassList:
    """Return a row of ``CLASSES``, or that of a file with a class a line or a JSON list of them.

    Raises ``InputError`` where there are none or one is there twice.
    """
    if name in CLASSES:
        return CLASSES[name]
    path = Path(name)
    if not path.exists():
        raise InputError(path, f"is neither a file nor one of {', '.join(CLASSES)}", "Name a class list")
    text = text_of(path)
    try:
        found = json.loads(text) if text.lstrip().startswith(("[", "{")) else text.splitlines()
    except ValueError as error:
        raise InputError(path, f"is not JSON ({error})", "Write a class a line") from error
    names = [str(name).strip() for name in found if str(name).strip()]
    if not names or len(set(names)) < len(names):
        raise InputError(path, "names no class, or one twice", "Write a class a line")
    return ClassList(tuple(names))


def text_of(path: Path) -> str:
    """Return what a small file says; raise ``InputError``."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(path, f"cannot be read ({error})", "Check the name") from error
