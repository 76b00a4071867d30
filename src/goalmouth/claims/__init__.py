"""What a sentence asserts (who, what, when, score), for narration to check and evaluation to count."""

from goalmouth.claims.extract import Claims, ScoreClaim, Stated, extract

__all__ = ["Claims", "ScoreClaim", "Stated", "extract"]
