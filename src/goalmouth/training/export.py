"""Trained networks written as ONNX files that say of themselves what they were made from."""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from goalmouth.files import replacing


def export(
    model: nn.Module,
    example: Tensor,
    out: Path,
    ends: tuple[str, str],
    axes: Mapping[str, Mapping[int, str]],
    told: Mapping[str, str],
) -> None:
    """Write a network. ends : what goes in and what comes out; axes : of these, those of any length."""
    import onnx

    with replacing(out) as path:
        torch.onnx.export(
            model.eval(), (example,), str(path), dynamo=False, opset_version=17,
            input_names=[ends[0]], output_names=[ends[1]], dynamic_axes=axes,
        )  # fmt: skip
        file = onnx.load(str(path))
        onnx.helper.set_model_props(file, dict(told))
        onnx.save(file, str(path))
