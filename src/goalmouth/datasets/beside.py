"""Files read by a second process too, while this one loads its libraries and reads its own share."""

import contextlib
import os
import pickle
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from typing import Generic, Self, TypeVar

from goalmouth.datasets.store import Store

T = TypeVar("T")


class Beside(Generic[T]):
    """Reads files from the first on in a copy of this process, and from the last on in this one.

    The copy is made where the system can and nothing runs in this process that could not be copied: no
    other thread, and not numpy, which has its own. What the copy cannot do is done here, so that what
    comes of it, errors too, is the same without it. As a context: the copy ends with it.
    """

    def __init__(self, store: Store, names: Sequence[str], read: Callable[[Store, str], T]) -> None:
        self.store, self.names, self.read = store, names, read
        self._child: int | None = None
        self._done = 0
        if hasattr(os, "fork") and threading.active_count() == 1 and "numpy" not in sys.modules:
            # Where there is no room for a copy, one process has to do.
            with contextlib.suppress(OSError):
                self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def all(self) -> list[T]:
        """Return what is in each file; raises what ``read`` does."""
        mine: list[T] = []
        while len(mine) + self._told() < len(self.names):
            mine.append(self.read(self.store, self.names[-1 - len(mine)]))
        return self._end()[: len(self.names) - len(mine)] + mine[::-1]

    def _begin(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (it is closed in ``_end``)
        self._signs, signs = os.pipe()
        self._child = os.fork()
        if self._child:
            os.close(signs)
            os.set_blocking(self._signs, False)
            return
        with contextlib.suppress(BaseException):
            # A file that is open in both would be at one place in both.
            store = Store(self.store.path)
            for name in self.names:
                pickle.dump(self.read(store, name), self._file)
                self._file.flush()
                os.write(signs, b".")
        os._exit(0)

    def _told(self) -> int:
        """Return how many files the copy is done with."""
        if self._child:
            with contextlib.suppress(BlockingIOError):
                self._done += len(os.read(self._signs, len(self.names)))
        return self._done

    def _end(self) -> list[T]:
        """Stop the copy, and return what it did."""
        if not self._child:
            return []
        done = self._told()
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        self._child = None
        os.close(self._signs)
        with self._file as file:
            file.seek(0)
            return [pickle.load(file) for _ in range(done)]
