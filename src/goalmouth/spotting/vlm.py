"""What is seen and said, as a model that sees pictures, on a server, understands it."""

from goalmouth.errors import EngineError
from goalmouth.spotting.asking import Asking
from goalmouth.spotting.prompts import Chunk
from goalmouth.types import Evidence


class VlmSpotter(Asking):
    """Asks for the intervals of events in pictures of each chunk, with what was said in it, where known."""

    source = "vlm"
    needs = frozenset({"stills"})
    spans = True

    def chunks(self, evidence: Evidence) -> list[Chunk]:
        """Return the chunks of which there are pictures."""
        if evidence.stills is None:
            raise EngineError(f"the spotter {self.source!r} looks at pictures, and none were kept. Run again")
        return [chunk for chunk in super().chunks(evidence) if chunk.stills]
