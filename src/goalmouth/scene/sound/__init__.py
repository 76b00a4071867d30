"""What is heard: the crowd's level by rules on the spectrum, speech, cheering and music by a network."""

from goalmouth.scene.sound.reader import SoundReader
from goalmouth.scene.sound.spans import spans

__all__ = ["SoundReader", "spans"]
