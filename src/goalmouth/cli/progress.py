"""Progress on stderr: a line that is rewritten on a terminal, one line a stage elsewhere."""

import sys
import time
from types import TracebackType


class Progress:
    """A ``Hook``; as a context manager it ends its line."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._step = ""
        self._shown = 0.0

    def __call__(self, step: str, done: float, total: float) -> None:
        """Show how far a step is."""
        now = time.monotonic()
        if step == self._step and (not self._terminal or now - self._shown < 0.2):
            return
        if not self._terminal:
            print(f"{step} …", file=sys.stderr, flush=True)
        else:
            start = "\n" if self._step and step != self._step else "\r"
            part = 100 * min(done / total, 1.0) if total else 100.0
            print(f"{start}{step:12} {part:5.1f} %", end="", file=sys.stderr, flush=True)
        self._step, self._shown = step, now

    def __enter__(self) -> "Progress":
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the line."""
        if self._terminal and self._step:
            print(file=sys.stderr)
