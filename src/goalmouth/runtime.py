"""The engines under every exported network, loaded where one is first needed.

ONNX Runtime runs them all. Large ones run on OpenVINO where it is installed (the extra ``openvino``), several
times as fast.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from goalmouth.errors import InputError

SHIPPED = Path(__file__).parent / "weights"
"""Where the networks are that are shipped."""


class Session(Protocol):
    """A network that can be run."""

    def run(self, outputs: Sequence[str] | None, inputs: Mapping[str, Any]) -> list[Any]:
        """Return arrays by the names of outputs (``None``: all, in order), for arrays by those of inputs."""
        ...


def onnxruntime() -> ModuleType:
    """Return the engine, which is loaded here and nowhere else."""
    # It would otherwise tell its makers that it was used, and leave a file of it among the temporary ones.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime as engine

    found: ModuleType = engine
    return found


def load_network(
    path: Path,
    does: str,
    *keys: str,
    threads: int = 1,
    fast: bool = False,
    exact: bool = False,
    only: Sequence[str] = (),
) -> tuple[Session, Mapping[str, str]]:
    """Return the session of one of our networks, and all that its file says of itself.

    does : what such a network does, for the error; keys : what it must say; threads : to run it with,
    0 for one a core; fast : on OpenVINO where it is installed, which rounds to bfloat16 on processors that
    calculate so, unless exact; only : the outputs that will be asked for, by default all: others may not be
    calculated then. Raises ``InputError``.
    """
    try:
        if fast and find_spec("openvino"):
            session, told = openvino_session(path, threads, exact, only)
        else:
            session, told = onnx_session(path, threads)
        if lacking := [key for key in keys if key not in told]:
            raise KeyError(*lacking)
        return session, told
    except Exception as error:  # neither engine has a base class of its own errors that it promises
        raise InputError(path, f"is no network that {does} ({error})", "Install Goalmouth again") from error


def onnx_session(path: Path, threads: int) -> tuple[Session, Mapping[str, str]]:
    """Return a network's session on ONNX Runtime, and what its file says of itself."""
    engine = onnxruntime()
    options = engine.SessionOptions()
    # Most are small: threads of their own would cost more than they bring, beside the decoder's.
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    session = engine.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return session, session.get_modelmeta().custom_metadata_map


def openvino_session(
    path: Path, threads: int, exact: bool = False, only: Sequence[str] = ()
) -> tuple[Session, Mapping[str, str]]:
    """Return a network's session on OpenVINO, and what its file says of itself.

    exact : in float32, where it would rather round to bfloat16; only : see ``load_network``.
    """
    import openvino

    core = openvino.Core()
    model = core.read_model(path)
    told = model.get_rt_info(["framework"]).value if model.has_rt_info(["framework"]) else {}
    own = {name: str(value) for name, value in told.items()}
    if only:
        model = openvino.Model([model.output(name) for name in only], model.get_parameters())
    wanted: dict[str, Any] = {"INFERENCE_NUM_THREADS": threads} if threads else {}
    wanted |= {"INFERENCE_PRECISION_HINT": "f32"} if exact else {}
    return _OpenVino(core.compile_model(model, "CPU", wanted)), own


class Behind:
    """Does one thing after another in a thread of its own, while its caller goes on to prepare the next."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._last: Future[None] | None = None

    def do(self, work: Callable[[], None]) -> None:
        """Do it when what came before is done; raise what that raised."""
        self.wait()
        self._last = self._pool.submit(work)

    def wait(self) -> None:
        """Return when all is done; raise what it raised."""
        last, self._last = self._last, None
        if last is not None:
            last.result()


class _OpenVino:
    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled

    def run(self, outputs: Sequence[str] | None, inputs: Mapping[str, Any]) -> list[Any]:
        found = self._compiled(dict(inputs), share_inputs=True)
        return [found[output] for output in (outputs or self._compiled.outputs)]
