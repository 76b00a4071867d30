"""The network that hears: windows of a mel picture in, how surely each kind of sound is heard out."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from goalmouth.errors import InputError
from goalmouth.runtime import onnxruntime
from goalmouth.scene.sound.mel import MelSpec
from goalmouth.types import Floats

WEIGHTS = Path(__file__).parents[2] / "weights" / "hearing.onnx"

ALIGNED = 32
"""Frames by which the network halves time; a picture has a multiple of them."""


@dataclass(frozen=True)
class Network:
    """A network and what its file says about it. stride : frames between two values."""

    session: Any
    classes: tuple[str, ...]
    stride: int
    mel: MelSpec

    def hear(self, picture: Floats) -> Floats:
        """Return (frames / stride, classes), 0…1, of a picture (frames, bands) of any length."""
        short = -len(picture) % ALIGNED
        if short:
            picture = np.concatenate([picture, np.repeat(picture[-1:], short, axis=0)])
        heard: Floats = self.session.run(None, {"picture": np.ascontiguousarray(picture)})[0]
        return heard


def load_network(path: Path = WEIGHTS) -> Network:
    """Return the network of a file that ``goalmouth.training.hearing`` wrote."""
    engine = onnxruntime()
    options = engine.SessionOptions()
    # It is small: threads of its own would cost more than they bring, beside the decoder's.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = engine.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        told = session.get_modelmeta().custom_metadata_map
        classes, stride = tuple(json.loads(told["classes"])), int(told["stride"])
        return Network(session, classes, stride, MelSpec(**json.loads(told["mel"])))
    except Exception as error:  # onnxruntime has no base class of its own errors that it promises
        raise InputError(path, f"is no network that hears ({error})", "Install Goalmouth again") from error
