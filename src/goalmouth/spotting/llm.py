"""What the commentators tell, as a language model on a server understands it."""

from goalmouth.errors import EngineError
from goalmouth.spotting.asking import Asking
from goalmouth.spotting.prompts import Chunk
from goalmouth.types import Evidence


class LlmSpotter(Asking):
    """Asks for the events in each chunk of what was said, without an example."""

    source = "llm"
    needs = frozenset({"transcript"})

    def chunks(self, evidence: Evidence) -> list[Chunk]:
        """Return the chunks in which somebody speaks."""
        if evidence.transcript is None:
            raise EngineError(
                f"the spotter {self.source!r} reads what was said, and there is no transcript. Give one"
            )
        return [chunk for chunk in super().chunks(evidence) if chunk.said]


class FewShotSpotter(LlmSpotter):
    """The same, after a few examples."""

    source = "llm-few-shot"
    few = True


class ReasoningSpotter(LlmSpotter):
    """The same, thinking aloud before it answers."""

    source = "llm-reasoning"
    thinking = True
