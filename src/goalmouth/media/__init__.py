"""Video and audio files in and out, through PyAV. Presentation times, never frame counts."""
