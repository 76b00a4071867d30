"""The engine under every exported network (ONNX Runtime), loaded where one is first needed."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from goalmouth.errors import InputError

SHIPPED = Path(__file__).parent / "weights"
"""Where the networks are that are shipped."""


def onnxruntime() -> ModuleType:
    """Return the engine, which is loaded here and nowhere else."""
    # It would otherwise tell its makers that it was used, and leave a file of it among the temporary ones.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime as engine

    found: ModuleType = engine
    return found


def load_network(path: Path, does: str, *keys: str, threads: int = 1) -> tuple[Any, Mapping[str, str]]:
    """Return the session of one of our networks, and what its file says of itself.

    does : what such a network does, for the error; keys : what the file must say; threads : to run it with,
    0 for one a core. Raises ``InputError``.
    """
    engine = onnxruntime()
    options = engine.SessionOptions()
    # Most are small: threads of their own would cost more than they bring, beside the decoder's.
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    try:
        session = engine.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        told = session.get_modelmeta().custom_metadata_map
        return session, {key: told[key] for key in keys}
    except Exception as error:  # onnxruntime has no base class of its own errors that it promises
        raise InputError(path, f"is no network that {does} ({error})", "Install Goalmouth again") from error
