"""Goalmouth watches a football match, tells you what happened and when, and commentates the highlights."""

__version__ = "0.1.0"
