"""The network that hears: windows of a mel picture in, how surely each kind of sound is heard out."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from goalmouth import runtime
from goalmouth.scene.sound.mel import MelSpec
from goalmouth.types import Floats

WEIGHTS = runtime.SHIPPED / "hearing.onnx"

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
    """Return the network of a file that ``goalmouth.training.hearing`` wrote. Raises ``InputError``."""
    session, told = runtime.load_network(path, "hears", "classes", "stride", "mel")
    classes = tuple(json.loads(told["classes"]))
    return Network(session, classes, int(told["stride"]), MelSpec(**json.loads(told["mel"])))
