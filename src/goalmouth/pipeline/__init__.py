"""The chain from a video file to spots and to a film: the only place that knows its order."""
