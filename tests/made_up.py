"""Made-up weights and inputs of networks, the same wherever they are made."""

import zlib

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")


def weights(shapes: dict[str, list[int]], gain: float | None = None) -> "dict[str, torch.Tensor]":
    """Return made-up weights that follow from their names: as large as those of a network that is one.

    gain : for a deep network, in which what a picture shows would be lost on the way: how much larger they
    are, and no two rows of them alike.
    """
    found = {}
    for name, shape in shapes.items():
        count = int(np.prod(shape))
        steps = np.arange(count) ** 2 % 9973 if gain else np.arange(count)
        values = np.sin(0.7 * steps + zlib.crc32(name.encode()) % 1000)
        if name.endswith("running_var"):
            values = 1 + 0.3 * values
        elif len(shape) <= 1 or name.endswith(("ln.weight", "ln1.weight", "ln2.weight")):
            values = name.endswith("weight") + 0.1 * values
        else:
            values = values * np.sqrt((gain or 2) / max(1, count // shape[0]))
        whole = name.endswith("num_batches_tracked")
        found[name] = torch.tensor(0) if whole else torch.from_numpy(values.reshape(shape).astype(np.float32))
    return found


def given(shape: list[int]) -> "torch.Tensor":
    """Return rows that are waves, or pictures of them, 0…255."""
    wave = torch.sin(0.37 * torch.arange(int(np.prod(shape))).float()).view(shape)
    return (127.5 + 127.5 * wave).round() if len(shape) >= 4 else wave
