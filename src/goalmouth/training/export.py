"""Trained networks written as ONNX files that say of themselves what they were made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from goalmouth.errors import EngineError, MissingEngine
from goalmouth.files import replacing
from goalmouth.registry import Registry
from goalmouth.runtime import load_network
from goalmouth.training.loop import held
from goalmouth.training.told import say

NETWORKS = Registry(
    "network", {"ball": "goalmouth.training.ball:again", "actions": "goalmouth.training.actions:again"}
)
"""Those whose training can be written at any time: from what was kept, as it goes into a file."""

APART = 1e-4
"""By how much a written network may differ from what was trained, of what it says."""


@dataclass(frozen=True)
class Shipped:
    """A network as it goes into a file.

    example : what it may get; ends : the names of what goes in and comes out; axes : of these, those of any
    length; told : what the file says of itself.
    """

    model: nn.Module
    example: Tensor
    ends: tuple[str, str]
    axes: Mapping[str, Mapping[int, str]]
    told: Mapping[str, str]


def export(network: Shipped, out: Path) -> float:
    """Write a network, and return by how much the file differs from it; raise ``EngineError`` if too much."""
    try:
        import onnx
    except ImportError as error:
        raise MissingEngine("library", "onnx", "Install it with: pip install 'goalmouth[train]'") from error
    source, target = network.ends
    with replacing(out) as path:
        torch.onnx.export(
            network.model.eval(), (network.example,), str(path), dynamo=False, opset_version=17,
            input_names=[source], output_names=[target], dynamic_axes=network.axes,
        )  # fmt: skip
        file = onnx.load(str(path))
        onnx.helper.set_model_props(file, dict(network.told))
        onnx.save(file, str(path))
        apart: float = _apart(network, path)
        if not apart <= APART:
            raise EngineError(f"{out}: the file differs by {apart:.2g} from the network, by {APART} at most")
    say(f"{out}: {out.stat().st_size / 1e6:.2f} MB, apart from the network by {apart:.1e} at most")
    return apart


def export_kept(kept: Path, out: Path) -> float:
    """Write the network of a training that was kept, whole or not; see ``export``."""
    found = held(kept)
    network: Shipped = NETWORKS.load(found["made"]["network"])(found)
    return export(network, out)


@torch.no_grad()
def _apart(network: Shipped, path: Path) -> float:
    """Return the largest difference, on the example and on one that is longer wherever it may be."""
    source, target = network.ends
    session, _ = load_network(path, "was just written")
    times = [2 if axis in network.axes[source] else 1 for axis in range(network.example.ndim)]
    worst = 0.0
    for example in (network.example, network.example.repeat(times)):
        wanted = network.model(example)
        found = torch.from_numpy(session.run([target], {source: example.numpy()})[0])
        worst = max(worst, float((found - wanted).abs().max()))
    return worst
