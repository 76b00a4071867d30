"""What ``goalmouth doctor`` looks at: the parts that every run needs, and each row of each table."""

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from goalmouth.registry import Registry


@dataclass(frozen=True, slots=True)
class Engine:
    """A part or an engine; ``remedy`` says what to do where it is not ready, else ``None``."""

    name: str
    remedy: str | None = None
    version: str = ""


def examine() -> dict[str, list[Engine]]:
    """Return what is here, by family."""
    from goalmouth.narration import COMMENTATORS
    from goalmouth.scene.transcription import TRANSCRIBERS
    from goalmouth.speech import available
    from goalmouth.spotting import SPOTTERS

    return {
        "part": [Engine("python", version=platform.python_version()), _pyav(), _ocr()],
        "runtime": [Engine("onnxruntime", version=version("onnxruntime")), _openvino()],
        "spotter": [_row(SPOTTERS, name) for name in SPOTTERS.names()],
        "transcriber": [_row(TRANSCRIBERS, name) for name in TRANSCRIBERS.names()],
        "commentator": [_row(COMMENTATORS, name) for name in COMMENTATORS.names()],
        "voice": [Engine(name, remedy) for name, remedy in available().items()],
    }


def _row(family: Registry, name: str) -> Engine:
    try:
        engine = family.load(name)
    except ImportError as error:
        return Engine(name, f"It cannot be imported ({error}); mend or remove the package that brings it")
    return Engine(name, engine.missing() if hasattr(engine, "missing") else None)


def _pyav() -> Engine:
    """Return PyAV: decoding works wherever it imports, films need two encoders as well."""
    try:
        import av

        for codec in ("libx264", "aac"):
            av.codec.Codec(codec, "w")
    except (ImportError, ValueError) as error:
        return Engine("PyAV", f"{error}. Install its wheel with: pip install --force-reinstall av")
    return Engine("PyAV", version=version("av"))


def _openvino() -> Engine:
    try:
        return Engine("openvino", version=version("openvino"))
    except PackageNotFoundError:
        return Engine("openvino", "Install it with: pip install 'goalmouth[openvino]'")


def _ocr() -> Engine:
    """Return the score bar's reader, ready when its networks load."""
    try:
        from goalmouth.scene.text import shared_reader

        shared_reader()
    except Exception as error:  # whatever its libraries raise, the remedy is the same
        return Engine("OCR", f"{error}. Install it with: pip install --force-reinstall 'rapidocr<3.11'")
    return Engine("OCR", version=f"rapidocr {version('rapidocr')}")
