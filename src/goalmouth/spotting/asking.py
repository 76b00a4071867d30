"""What the spotters have in common that ask a server about one chunk of a match after another."""

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from goalmouth.errors import EngineError, OutputError
from goalmouth.files import remedy
from goalmouth.labels import SOCCERNET_V2
from goalmouth.protocols import Hook
from goalmouth.servers import MODEL, Unfinished, named
from goalmouth.spotting.answers import Event, Nonsense, events, schema
from goalmouth.spotting.prompts import Chunk, Messages, asked, chunks
from goalmouth.types import Evidence, Spot

ROUNDS = 3
"""How often a model is asked about a chunk before what it says is given up."""

LIMIT = 4096
"""Tokens of an answer; a model that may think aloud gets as many as it wants."""


class Asking:
    """A spotter that asks a server: see ``goalmouth.servers``. Nothing is asked before ``spot``.

    url : of the server, with ``#model`` or not; without one the environment names it. Raises ``EngineError``.
    """

    source = ""
    needs: frozenset[str] = frozenset()
    spans = thinking = few = False

    def __init__(self, url: str = "") -> None:
        self.server = named(url)
        self.notes: list[str] = []
        """What a person should know of the answers."""
        self.kept: Path | None = None
        """A file in which answers are kept, so that who stops in between is not asked again."""
        self.progress: Hook | None = None

    @classmethod
    def missing(cls) -> str | None:
        """Return how to name a server, or ``None`` where one is named."""
        try:
            named()
        except EngineError as error:
            return f"{error}, or write --spotter {cls.source}=ADDRESS#MODEL"
        return None

    @property
    def identity(self) -> tuple[str, str]:
        """What tells one such spotter from another."""
        return self.server.name, self.server.model

    def spot(self, evidence: Evidence) -> list[Spot]:
        """Return what the model says happened, in all chunks.

        Raises ``EngineError`` where it says nothing that can be used, after ``ROUNDS`` rounds.
        """
        self.notes.clear()
        own, answers = self.chunks(evidence), Answers(self.kept)
        found: list[Spot] = []
        for number, chunk in enumerate(own):
            if self.progress:
                self.progress(self.source, number, len(own))
            for event in self._told(chunk, answers):
                # What is at the very end may be rounded past it.
                time = min(chunk.start + event.middle, chunk.end)
                found.append(Spot(time, event.label, event.score, self.source))
        return found

    def chunks(self, evidence: Evidence) -> list[Chunk]:
        """Return the chunks that are asked about."""
        spans = [(video.start, video.end) for video in evidence.videos]
        return list(chunks(spans, evidence.transcript, evidence.stills or ()))

    def messages(self, chunk: Chunk) -> Messages:
        """Return what is asked about a chunk."""
        return asked(chunk, self.spans, self.thinking, self.few)

    def _told(self, chunk: Chunk, answers: "Answers") -> list[Event]:
        """Return what the model says of a chunk; raise ``EngineError``."""
        question = self.messages(chunk)
        key = answers.key(*self.identity, question)
        if (kept := answers.get(key)) is not None:
            # Whoever changed the file is not believed more than the model.
            with suppress(Nonsense):
                return self._events(kept, chunk)
        messages, problem = question, ""
        # A schema would leave no room to think.
        form = None if self.thinking else schema(SOCCERNET_V2, self.spans)
        for _ in range(ROUNDS):
            text = ""
            try:
                text = self.server.chat(messages, json_schema=form, max_tokens=LIMIT if form else None)
                found = self._events(text, chunk)
                answers.add(key, text)
                return found
            except Unfinished:
                messages, problem = question, "the answer broke off at its greatest length"
            except Nonsense as error:
                problem = str(error)
                wrong = {"role": "assistant", "content": text[: 10 * LIMIT]}
                again = f"This cannot be used: {problem}. Answer once more, in the form that was asked for."
                messages = [*question, wrong, {"role": "user", "content": again}]
            self.notes.append(f"{self.source}: an answer about {chunk.name} was not used, for {problem}")
        raise EngineError(
            f"the spotter {self.source!r}: what {self.server.model} says about {chunk.name} cannot be "
            f"used, asked {ROUNDS} times: {problem}. Run again to go on from there, or name another model "
            f"with {MODEL}"
        )

    def _events(self, text: str, chunk: Chunk) -> list[Event]:
        return events(text, chunk.length, SOCCERNET_V2, spans=self.spans, last=self.thinking)


class Answers:
    """Answers that could be used, by what was asked; in a file, where one is named, a line each."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known: dict[str, str] = {}
        lines = path.read_text("utf-8", "replace").splitlines() if path and path.exists() else []
        for line in lines:
            try:
                key, text = json.loads(line)
                self._known[str(key)] = str(text)
            except (ValueError, TypeError):
                # Who was killed while writing it is asked again.
                continue

    @staticmethod
    def key(*question: Any) -> str:
        """Return a short name for what is asked of whom."""
        return hashlib.sha256(json.dumps(question, sort_keys=True).encode()).hexdigest()

    def get(self, key: str) -> str | None:
        """Return an answer that was kept."""
        return self._known.get(key)

    def add(self, key: str, text: str) -> None:
        """Keep an answer. Raises ``OutputError``."""
        self._known[key] = text
        if self._path is None:
            return
        try:
            with self._path.open("a", encoding="utf-8") as file:
                # On a line of its own, whatever was cut off before it.
                file.write("\n" + json.dumps([key, text]))
        except OSError as error:
            problem = f"cannot be written ({error.strerror or error})"
            raise OutputError(self._path, problem, remedy(error)) from error
