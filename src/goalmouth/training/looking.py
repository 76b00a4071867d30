"""A published backbone as a file of a network that sees pictures, so that features can be taken with it."""

from pathlib import Path

from goalmouth.errors import InputError
from goalmouth.files import digest, make_folder
from goalmouth.models.backbones import BACKBONES
from goalmouth.models.looking import Looking
from goalmouth.pipeline.run import fingerprint
from goalmouth.runtime import load_network
from goalmouth.training.end_to_end import load_backbone, shipped
from goalmouth.training.export import export


def looking(name: str, weights: Path, out: Path, size: tuple[int, int], rate: float) -> Path:
    """Write a backbone with published weights as ``out/NAME.onnx``, unless it is there; return that file.

    size : height and width of pictures, of which the whole is looked at; rate : how many a second.
    Raises ``UnknownName``, and ``InputError`` for weights of another backbone.
    """
    BACKBONES.load(name)
    if not weights.is_file():
        raise InputError(weights, "is no file", "Check the name given with --from")
    own = fingerprint(name, size, rate, digest(weights))
    file = make_folder(out) / f"{name}.onnx"
    if _stands(file, own):
        return file
    net = load_backbone(Looking(name, size), weights)
    # The whole picture is looked at, and nothing is told of it.
    told = {"backbone": name, "weights": own, "larger": "1.0"}
    export(shipped(net, ["nothing"], told, rate), file)
    return file


def _stands(file: Path, weights: str) -> bool:
    try:
        return load_network(file, "sees pictures")[1].get("weights") == weights
    except InputError:
        return False
