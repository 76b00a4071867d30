"""A program, not a module to import: text in, WAV out, through eSpeak NG's GPL-3 library.

``python espeak_process.py VOICE WORDS_PER_MINUTE < text > sound.wav``
"""

import ctypes
import os
import sys
import wave
from pathlib import Path

# Constants of speak_lib.h.
SYNCHRONOUS, RATE, UTF8, OK = 2, 1, 1, 0


def synthesise(text: str, voice: str, words_per_minute: int) -> tuple[bytes, int]:
    """Return 16-bit mono samples and their rate in Hz; raise ``OSError`` when the library refuses."""
    import espeakng_loader

    data = Path(espeakng_loader.get_data_path())
    # The library keeps its data's path in 160 bytes: a relative one always fits.
    os.chdir(data.parent)
    library = ctypes.cdll.LoadLibrary(str(espeakng_loader.get_library_path()))
    sample_rate = library.espeak_Initialize(SYNCHRONOUS, 0, b".", 0)
    if sample_rate <= 0:
        raise OSError(f"eSpeak NG found no data in {data}")
    # Its breath is noise, seeded by the clock unless told: the same text is to sound the same every time.
    library.espeak_ng_SetRandSeed(ctypes.c_long(1))
    parts: list[bytes] = []

    def collect(samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            parts.append(ctypes.string_at(samples, 2 * count))
        return 0

    # Kept by name: the library calls it for as long as it speaks.
    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(collect)
    library.espeak_SetSynthCallback(callback)
    if library.espeak_SetVoiceByName(voice.encode()) != OK:
        raise OSError(f"eSpeak NG has no voice {voice!r}")
    library.espeak_SetParameter(RATE, words_per_minute, 0)
    encoded = text.encode() + b"\0"
    size = ctypes.c_size_t(len(encoded))
    if library.espeak_Synth(encoded, size, 0, 0, 0, UTF8, None, None) != OK:
        raise OSError("eSpeak NG could not say the text")
    library.espeak_Synchronize()
    return b"".join(parts), sample_rate


def main() -> int:
    """Read the text from standard input, write a WAV file to standard output."""
    try:
        text = sys.stdin.buffer.read().decode()
        samples, sample_rate = synthesise(text, sys.argv[1], int(sys.argv[2]))
    except (OSError, ImportError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    with wave.open(sys.stdout.buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(sample_rate)
        # Declared before writing: a pipe cannot be wound back to correct the header.
        sound.setnframes(len(samples) // 2)
        sound.writeframesraw(samples)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
