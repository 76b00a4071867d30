"""What a network costs: its size, its sums, and its pace in PyTorch and from its file."""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import torch
from torch.utils.flop_counter import FlopCounterMode

from goalmouth.runtime import onnx_session
from goalmouth.training.export import Shipped

TIMES = 5


@torch.no_grad()
def costs(network: Shipped, file: Path) -> dict[str, float]:
    """Return parameters, GFLOPs a row, and rows a second of both, on one core; its example has the rows.

    Where a network sees pictures itself, there is one for each row. A sum and a product count as two.
    """
    example = dict(network.example)
    rows = len(example["rows"])
    if "pictures" in example:
        example["pictures"] = example["pictures"][torch.arange(rows) % len(example["pictures"])]
    given = list(example.values())
    # What an encoder does in one step of its own is not counted.
    quick = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with FlopCounterMode(display=False) as counter:
            network.model(*given)
    finally:
        torch.backends.mha.set_fastpath_enabled(quick)
    session, _ = onnx_session(file, 1)
    arrays = {name: each.numpy() for name, each in example.items()}
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        plain = _seconds(lambda: network.model(*given))
    finally:
        torch.set_num_threads(threads)
    return {
        "parameters": sum(each.numel() for each in network.model.parameters()),
        "gflops": counter.get_total_flops() / rows / 1e9,
        "rows_s": rows / plain,
        "rows_s_exported": rows / _seconds(lambda: session.run(network.out, arrays)),
    }


def _seconds(run: Callable[[], object]) -> float:
    run()
    spent = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        run()
        spent.append(time.perf_counter() - begin)
    return median(spent)
