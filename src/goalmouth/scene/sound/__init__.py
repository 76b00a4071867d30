"""What is heard: how the crowd swells by rule, speech, cheering, whistles and music by a network."""

from goalmouth.scene.sound.reader import SoundReader
from goalmouth.scene.sound.spans import spans

__all__ = ["SoundReader", "spans"]
