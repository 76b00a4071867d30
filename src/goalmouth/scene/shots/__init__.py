"""Shots: where they begin and end, what they look at, and which of them are replays."""

from goalmouth.scene.shots.reader import ShotReader

__all__ = ["ShotReader"]
