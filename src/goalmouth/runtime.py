"""The engine under every exported network (ONNX Runtime), loaded where one is first needed."""

import os
from types import ModuleType


def onnxruntime() -> ModuleType:
    """Return the engine, which is loaded here and nowhere else."""
    # It would otherwise tell its makers that it was used, and leave a file of it among the temporary ones.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime as engine

    found: ModuleType = engine
    return found
