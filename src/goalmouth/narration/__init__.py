"""What is said: facts, the built-in commentator, the gate, and when each line is said."""

from goalmouth.registry import Registry

COMMENTATORS = Registry("commentator", {"booth": "goalmouth.narration.booth:Booth"})
