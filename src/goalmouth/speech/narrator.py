"""A voice with a memory: says each text once, trimmed and levelled, and knows how long it takes."""

import numpy as np

from goalmouth.errors import EngineError
from goalmouth.protocols import Voice
from goalmouth.speech.spoken import spoken
from goalmouth.speech.stretch import stretch, stretched_length
from goalmouth.types import Speech

LEVEL = 0.1
"""Root mean square of the speech's voiced parts (−20 dBFS)."""
PEAK = 0.89
"""No sample above −1 dBFS."""
FLOOR = 0.01
"""Silence is what stays below this part of the loudest 10 ms (−40 dB)."""
MARGIN = 0.02
"""Seconds kept before the first and after the last sound, so that soft consonants stay whole."""


def trimmed(speech: Speech) -> Speech:
    """Return the speech without the silence at its ends."""
    window = max(1, speech.sample_rate // 100)
    count = -(-len(speech.samples) // window)
    padded = np.pad(speech.samples, (0, count * window - len(speech.samples)))
    energy = np.sqrt(np.mean(padded.reshape(count, window) ** 2, axis=1)) if count else np.zeros(0)
    loud = np.flatnonzero(energy > FLOOR * energy.max(initial=0.0))
    if not len(loud):
        return Speech(np.zeros(0, np.float32), speech.sample_rate)
    margin = round(MARGIN * speech.sample_rate)
    start = max(0, int(loud[0]) * window - margin)
    return Speech(speech.samples[start : (int(loud[-1]) + 1) * window + margin], speech.sample_rate)


def levelled(speech: Speech) -> Speech:
    """Return the speech with its voiced parts at ``LEVEL``, and no sample above ``PEAK``."""
    heard = speech.samples[np.abs(speech.samples) > FLOOR]
    power = float(np.sqrt(np.mean(heard**2))) if len(heard) else 0.0
    if not power:
        return speech
    gain = min(LEVEL / power, PEAK / float(np.abs(speech.samples).max()))
    return Speech((speech.samples * gain).astype(np.float32), speech.sample_rate)


class Narrator:
    """Says lines with one voice; every text is synthesised once, however often it is asked for."""

    def __init__(self, voice: Voice, language: str = "en") -> None:
        self.voice, self.language = voice, language
        self._said: dict[str, Speech] = {}

    def duration(self, text: str, rate: float = 1.0) -> float:
        """Return the seconds that ``say`` takes, to the sample."""
        speech = self._natural(text)
        return stretched_length(len(speech.samples), rate) / speech.sample_rate

    def say(self, text: str, rate: float = 1.0) -> Speech:
        """Return the spoken text, ``rate`` times as fast as the voice's natural pace."""
        return stretch(self._natural(text), rate)

    def _natural(self, text: str) -> Speech:
        if text not in self._said:
            speech = levelled(trimmed(self.voice.speak(spoken(text, self.language))))
            if not len(speech.samples):
                raise EngineError(f"the voice made no sound of {text!r}; try another with --voice")
            self._said[text] = speech
        return self._said[text]
