"""Checkpoints of others brought in: read without running what is in them, and written as ONNX files."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from goalmouth.datasets.classes import class_list
from goalmouth.errors import InputError, MissingEngine
from goalmouth.models.published import FAMILIES
from goalmouth.models.published.stacked import Sliding
from goalmouth.training.end_to_end import shipped
from goalmouth.training.export import Shipped, export

INSIDE = ("state_dict", "model_state_dict", "nn_state_dict", "model", "weights")
"""Where the weights are in files that hold more, as Lightning, argus and others write them."""

PREFIXES = ("module.", "_orig_mod.", "model.")
"""What those put before every name who train on several devices, compile, or train with Lightning."""

WINDOW = 15.0
"""Seconds that NetVLAD and NetVLAD++ look at, where nobody says otherwise; as in the development kit."""

FEATURES, VIDEO = 2.0, 25.0
"""Rows a second of SoccerNet's features, and pictures a second of its videos."""

STEP = 2
"""Of every so many pictures of a video one is looked at by those that see pictures, as for ball actions."""

SMALL, LARGE = (224, 398), (720, 1280)
"""Height and width of the pictures that E2E-Spot and T-DEED were published for, and that spotter."""

SAVE = "Save its state dict alone (torch.save(model.state_dict(), FILE)) where it was trained, and give that"
FITS = "Give the family that it is of with --family, and a file of the whole network"


class _Nothing:
    """What becomes of that in a checkpoint which is neither a weight nor a plain value."""

    def __init__(self, *_: object) -> None:
        pass

    def __setstate__(self, _: object) -> None:
        pass


STANDING_IN = [
    type(name, (_Nothing,), {"__module__": module})
    for module, name in (
        ("argparse", "Namespace"),
        ("numpy", "dtype"),
        ("numpy.core.multiarray", "scalar"),
        ("numpy._core.multiarray", "scalar"),
    )
]
"""Harmless things that checkpoints often hold. These stand in for them, since even NumPy's own could be made
to point anywhere in memory; any others are refused."""


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """Return the weights that a file holds, by name, without what those put around them who wrote it.

    A file that ends in ``.safetensors`` is such a one, any other is one of PyTorch's. Code in it is never
    run. Raises ``InputError``.
    """
    if not path.is_file():
        raise InputError(path, "is no file", "Check the name")
    if not path.stat().st_size:
        raise InputError(path, "is empty", "Fetch it again")
    found = _safe(path) if path.suffix == ".safetensors" else _pickled(path)
    for _ in INSIDE:
        inner = (found[name] for name in INSIDE if isinstance(found, Mapping) and name in found)
        found = next((each for each in inner if isinstance(each, Mapping)), found)
    if not isinstance(found, Mapping) or not any(map(_weight, found.values())):
        raise InputError(path, "holds no weights by name", SAVE)
    if others := [str(name) for name, each in found.items() if not _weight(each)]:
        raise InputError(path, f"holds what is no weight among its weights: {', '.join(others[:5])}", SAVE)
    if broken := [str(name) for name, each in found.items() if not torch.isfinite(each).all()]:
        raise InputError(path, f"holds weights that are no numbers: {', '.join(broken[:5])}", "Give another")
    own = {str(name): each for name, each in found.items()}
    while prefix := next((each for each in PREFIXES if all(name.startswith(each) for name in own)), None):
        own = {name[len(prefix) :]: each for name, each in own.items()}
    return own


def _weight(each: object) -> bool:
    """Return whether it is a tensor whose numbers are there."""
    if not isinstance(each, Tensor):
        return False
    return each.layout == torch.strided and not each.is_quantized and each.device.type == "cpu"


def _safe(path: Path) -> Any:
    try:
        from safetensors import SafetensorError
        from safetensors.torch import load_file
    except ImportError as error:
        raise MissingEngine("library", "safetensors", "pip install 'goalmouth[train]'") from error
    try:
        return load_file(path)
    except (OSError, ValueError, SafetensorError) as error:
        raise InputError(path, f"is no whole file of safetensors ({error})", "Fetch it again") from error


def _pickled(path: Path) -> Any:
    try:
        with torch.serialization.safe_globals(STANDING_IN):
            return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a file that is damaged or none of these can end in any error at all
        if refused := re.search(r"GLOBAL ([\w.]+)", str(error)):
            problem = f"would run {refused[1]} when it is read, which is refused"
            raise InputError(path, problem, SAVE) from error
        reason = (str(error).splitlines() or [""])[0]
        problem = f"is no whole checkpoint of PyTorch ({type(error).__name__}: {reason[:200]})"
        raise InputError(path, problem, "Fetch it again, or give the file that was trained") from error


def take(path: Path, family: str) -> nn.Module:
    """Return the network of a checkpoint, ready to be asked.

    family : of ``FAMILIES``. Raises ``UnknownName``, and ``InputError`` where the weights are of another
    network or of a part of one.
    """
    kind, weights = FAMILIES.load(family), read_checkpoint(path)
    try:
        net: nn.Module = kind.of(weights).eval()
    except (LookupError, ValueError, RuntimeError, TypeError, ArithmeticError) as error:
        reason = f"lacks {error}" if isinstance(error, KeyError) else " ".join(str(error).split())
        raise InputError(path, f"holds no weights of {family} ({reason[:300]})", FITS) from error
    return net


@dataclass(frozen=True)
class Asked:
    """What a person says of a checkpoint.

    classes : in the order in which the network tells them; rate : rows or pictures a second; size : height
    and width of pictures; length : rows or pictures that it looks at; what is not said is as was published.
    """

    path: Path
    family: str
    classes: Sequence[str]
    rate: float | None = None
    size: tuple[int, int] | None = None
    length: int | None = None

    def told(self, rate: float, count: int, **others: object) -> dict[str, str]:
        """Return what the file says of itself; raise ``InputError`` unless so many classes are told."""
        if count != len(self.classes):
            problem = f"tells {count} classes, and {len(self.classes)} are named"
            raise InputError(self.path, problem, "Name with --classes those that it learnt, in their order")
        own = {"classes": json.dumps(list(self.classes)), "rate": f"{rate:g}", "family": self.family}
        return own | {name: str(value) for name, value in others.items()} | {"checkpoint": self.path.name}

    def fixed(self, length: int) -> int:
        """Return a network's own length; raise ``InputError`` where another was asked for."""
        if self.length not in (None, length):
            raise InputError(self.path, f"looks at {length} rows at once, always", "Leave --length out")
        return length

    def no_size(self) -> None:
        """Raise ``InputError`` where a size of pictures was given for what sees none."""
        if self.size:
            raise InputError(self.path, f"{self.family} sees rows and no pictures", "Leave --size out")


def bring(path: Path, family: str, out: Path, classes: str, rate: float | None = None,
          size: tuple[int, int] | None = None, length: int | None = None) -> float:  # fmt: skip
    """Write a checkpoint's network as an ONNX file; return by how much the file differs from it.

    classes : of ``class_list``; for the others see ``Asked``. Raises ``InputError``, and ``EngineError``
    where the file differs too much.
    """
    asked = Asked(path, family, class_list(classes).names, rate, size, length)
    net = take(path, family)
    return export(EXPORTS[family](net, asked), out)


class Windows(nn.Module):
    """NetVLAD or NetVLAD++ asked of every row: of the window around it, beyond either end the nearest row."""

    def __init__(self, net: nn.Module, window: int) -> None:
        super().__init__()
        self.net, self.window = net, window

    def forward(self, rows: Tensor) -> Tensor:
        """Return scores, 0…1, and displacements, none, (2, classes, time), of rows, (time, columns)."""
        around = self.window // 2, self.window - self.window // 2 - 1
        padded = functional.pad(rows.T[None], around, mode="replicate").transpose(1, 2)
        # The first class is none.
        return _placed(self.net(padded, self.window)[0, :, 1:].T)


class Detected(nn.Module):
    """CALF's detections of a chunk where they are.

    As in its own code, ``timestamps2long`` of the development kit, each counts for its likeliest class alone;
    but of two in one place the surer stays, where there it is the later, and where there is none it is 0.
    """

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, rows: Tensor) -> Tensor:
        """See ``Windows``; rows : (chunk, columns)."""
        found, count = self.net(rows[None])[1][0], rows.shape[0]
        sure, place = found[:, 0], torch.floor(found[:, 1] * (count - 1))
        here = (place[:, None] == torch.arange(count)).float()
        kinds = functional.one_hot(found[:, 2:].argmax(1), found.shape[1] - 2).float()
        return _placed((sure[:, None, None] * kinds[:, :, None] * here[:, None]).amax(0))


def _placed(scores: Tensor) -> Tensor:
    # Zeros made anew would be written with the example's shape.
    return torch.stack((scores, 0 * scores))


def _windows(net: Any, asked: Asked) -> Shipped:
    asked.no_size()
    rate = asked.rate or FEATURES
    window = asked.length or round(WINDOW * rate)
    if window < 2:
        raise InputError(asked.path, f"cannot look at {window} row", "Give a greater --length or --rate")
    columns = next(net.enter.parameters(), net.pools.own[0].belong).shape[1]
    told = asked.told(rate, len(net.fc.bias) - 1, reach=window // 2, columns=columns)
    axes = {"rows": {0: "time"}, "told": {2: "time"}}
    return Shipped(Windows(net, window), {"rows": torch.randn(2 * window, columns)}, ("told",), axes, told)


def _detected(net: Any, asked: Asked) -> Shipped:
    asked.no_size()
    (chunk,), columns = net.batch_seg.weight.shape, net.conv_1.kernel_size[1]
    # Half of the longest convolution, as there.
    reach = net.conv_p_4.kernel_size[0] // 2
    if 2 * reach >= chunk:
        raise InputError(asked.path, f"sees {reach} rows around each of only {chunk}", "Give another")
    told = asked.told(
        asked.rate or FEATURES, net.classes, reach=reach, fixed=asked.fixed(chunk), columns=columns
    )
    return Shipped(Detected(net), {"rows": torch.randn(chunk, columns)}, ("told",), {}, told)


def _stacked(net: Any, asked: Asked) -> Shipped:
    if net.stack != 3 or net.stacks % 2 == 0:
        problem = f"sees {net.stacks} stacks of {net.stack} pictures, not an odd number of threes"
        raise InputError(asked.path, problem, "Use it from Python: goalmouth.training.importing.take")
    asked.fixed(net.stack * net.stacks)
    return _watching(Sliding(net, asked.size or LARGE), asked, asked.rate or VIDEO / STEP)


def _pictured(net: Any, asked: Asked) -> Shipped:
    net.size = asked.size or SMALL
    if asked.family == "t-deed":
        asked.fixed(net.fixed)
    net.fixed = asked.length or net.fixed
    if net.fixed < 4:
        raise InputError(asked.path, f"cannot look at {net.fixed} pictures", "Give a greater --length")
    return _watching(net, asked, asked.rate or VIDEO / STEP, none=1)


def _watching(net: Any, asked: Asked, rate: float, none: int = 0) -> Shipped:
    """Return a network that sees a video's pictures; none : how many of what it tells are no class."""
    count = (net.fc.out_features if none else net.columns) - none
    # The whole picture is looked at, as there.
    return shipped(net, asked.classes, asked.told(rate, count, larger=1.0), rate)


EXPORTS: Mapping[str, Callable[[Any, Asked], Shipped]] = {
    "netvlad": _windows,
    "netvlad++": _windows,
    "calf": _detected,
    "e2e-spot": _pictured,
    "t-deed": _pictured,
    "ball-2d3d": _stacked,
}
"""How each family goes into a file."""
