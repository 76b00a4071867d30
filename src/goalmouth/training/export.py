"""Trained networks written as ONNX files that say of themselves what they were made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from goalmouth.errors import EngineError, MissingEngine
from goalmouth.files import replacing
from goalmouth.registry import Registry
from goalmouth.runtime import onnx_session, openvino_session
from goalmouth.training.loop import held
from goalmouth.training.told import say

KEPT = Registry(
    "kept_network",
    {
        "ball": "goalmouth.training.ball:again",
        "actions": "goalmouth.training.actions:again",
        "end_to_end": "goalmouth.training.end_to_end:again",
        "clips": "goalmouth.training.classify:again",
        "features": "goalmouth.training.features:again",
    },
)
"""Those whose training can be written at any time: from what was kept, as it goes into a file."""

APART, ROUNDED = 1e-4, 1e-2
"""By how much a written network may differ from what was trained; and one engine from the other where it
rounds to bfloat16, of the largest value."""


MANY = 1024
"""Weights from which on it is worth while to write them in few bytes."""


@dataclass(frozen=True)
class Shipped:
    """A network as it goes into a file.

    example : what it may get, by name; out : the names of what it returns; axes : of all these, those of any
    length; told : what the file says of itself; fast : whether it is run on OpenVINO where that is installed.
    """

    model: nn.Module
    example: Mapping[str, Tensor]
    out: tuple[str, ...]
    axes: Mapping[str, Mapping[int, str]]
    told: Mapping[str, str]
    fast: bool = False


def export(network: Shipped, out: Path) -> float:
    """Write a network, and return by how much the file differs from it; raise ``EngineError`` if too much."""
    try:
        import onnx
    except ImportError as error:
        raise MissingEngine("library", "onnx", "Install it with: pip install 'goalmouth[train]'") from error
    with replacing(out) as path:
        torch.onnx.export(
            network.model.eval(), tuple(network.example.values()), str(path), dynamo=False, opset_version=17,
            input_names=list(network.example), output_names=list(network.out), dynamic_axes=network.axes,
        )  # fmt: skip
        file = _halved(onnx.load(str(path)))
        onnx.helper.set_model_props(file, dict(network.told))
        onnx.save(file, str(path))
        apart: float = _apart(network, path)
        if not apart <= APART:
            raise EngineError(f"{out}: the file differs by {apart:.2g} from the network, by {APART} at most")
        rounded = _rounded(network, path) if network.fast and find_spec("openvino") else 0.0
    say(f"{out}: {out.stat().st_size / 1e6:.2f} MB, apart from the network by {apart:.1e} at most")
    if rounded:
        doubt = "" if rounded <= ROUNDED else f"; above {ROUNDED}, as of a network that is not sure yet"
        say(f"OpenVINO, which may round to bfloat16, differs by {rounded:.1e} of the largest value{doubt}")
    return apart


def export_kept(kept: Path, out: Path) -> float:
    """Write the network of a training that was kept, whole or not; see ``export``."""
    found = held(kept)
    network: Shipped = KEPT.load(found["made"]["network"])(found)
    return export(network, out)


def _halved(file: Any) -> Any:
    """Return a file in which those weights are halves of which a half holds every value exactly.

    Engines make them whole again when they load it.
    """
    from onnx import TensorProto, helper, numpy_helper

    made = []
    for each in file.graph.initializer:
        values = numpy_helper.to_array(each)
        if each.data_type != TensorProto.FLOAT or values.size < MANY:
            continue
        with np.errstate(over="ignore"):
            halves = values.astype(np.float16)
        if (halves == values).all():
            name = each.name
            each.CopyFrom(numpy_helper.from_array(halves, f"{name}.half"))
            made.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    for node in reversed(made):
        file.graph.node.insert(0, node)
    return file


@torch.no_grad()
def _apart(network: Shipped, path: Path) -> float:
    """Return the largest difference, on the example and on one that is longer wherever it may be.

    Of an output with values above one, as a part of the largest.
    """
    session, _ = onnx_session(path, 1)
    longer = {name: each.repeat(_times(network, name)) for name, each in network.example.items()}
    worst = 0.0
    for given in (network.example, longer):
        wanted = network.model(*given.values())
        found = session.run(network.out, {name: each.numpy() for name, each in given.items()})
        pairs = zip(found, wanted if isinstance(wanted, tuple) else (wanted,), strict=True)
        for one, other in pairs:
            scale = max(1.0, float(other.abs().max()))
            worst = max(worst, float((torch.from_numpy(one) - other).abs().max()) / scale)
    return worst


def _times(network: Shipped, name: str) -> list[int]:
    axes = network.axes.get(name, {})
    return [2 if axis in axes else 1 for axis in range(network.example[name].ndim)]


def _rounded(network: Shipped, path: Path) -> float:
    """Return the largest difference between the engines, as a part of the largest value."""
    sessions = [load(path, 1)[0] for load in (onnx_session, openvino_session)]
    given = {name: each.numpy() for name, each in network.example.items()}
    told = zip(*(session.run(network.out, given) for session in sessions), strict=True)
    return max(float(np.abs(one - two).max() / np.abs(one).max()) for one, two in told)
