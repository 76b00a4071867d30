"""Several processes that train one network: as one would, and all ended where one fails."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.errors import EngineError, InputError  # noqa: E402
from goalmouth.training.loop import Plan, fit, held  # noqa: E402
from goalmouth.training.parallel import crew, in_processes  # noqa: E402

PLAN = Plan(seed=2, epochs=2, steps=4, rate=1e-2)
ALL = replace(PLAN, ema=0.7, mixup=0.4, accumulate=2, sam=0.05)


def trained(kept: Path, plan: Plan, wrong: str = "") -> str:
    """Train with every norm that does not look at the batch; what is kept says how."""
    torch.manual_seed(0)
    net = torch.nn.Sequential(
        torch.nn.Conv1d(4, 8, 3, padding=1), torch.nn.GroupNorm(2, 8), torch.nn.ReLU(),
        torch.nn.BatchNorm1d(8).eval(), torch.nn.Flatten(), torch.nn.LayerNorm(40), torch.nn.Linear(40, 2),
    )  # fmt: skip
    net[3].train = lambda _=True: net[3]
    rank = crew().rank

    def batches(epoch: int) -> Iterator[Any]:
        rng = np.random.default_rng([plan.seed, epoch])
        for step in range(plan.steps):
            if rank and (epoch, step) == (1, 2):
                if wrong == "dies":
                    os.kill(os.getpid(), signal.SIGKILL)
                if wrong == "says":
                    raise InputError("labels.csv", "is wrong", "Right it")
                if wrong == "breaks":
                    raise KeyError("nowhere")
            shown = torch.from_numpy(rng.normal(size=(7 if wrong == "odd" else 8, 4, 5)).astype(np.float32))
            yield shown, shown.sum(1)[:, :2]

    fit(net, batches, lambda own: (net(own[0]) - own[1]).square().mean(), plan, kept, {})
    (kept.parent / f"after-{rank}").write_text("")
    return f"rank {rank}"


@pytest.mark.parametrize("plan", [PLAN, ALL])
def test_two_processes_end_like_one_with_the_same_batches(tmp_path: Path, plan: Plan) -> None:
    assert in_processes(2, trained, tmp_path / "two.kept", plan) == "rank 0"
    # What comes after training is the first one's alone.
    assert {path.name for path in tmp_path.iterdir()} == {"two.kept", "after-0"}
    trained(tmp_path / "one.kept", plan)
    one, two = (held(tmp_path / f"{name}.kept") for name in ("one", "two"))
    worst = max(float((one["model"][name] - two["model"][name]).abs().max()) for name in one["model"])
    print(f"two processes differ from one by {worst:.1e}")
    assert worst <= 1e-5
    # It did learn.
    torch.manual_seed(0)
    begin = torch.nn.Conv1d(4, 8, 3, padding=1).weight
    assert (one["model"]["0.weight"] - begin).abs().max() > 1e-3


@pytest.mark.parametrize(
    ("wrong", "kind", "said"),
    [
        ("dies", EngineError, r"process 2 of 2 died \(SIGKILL\)"),
        ("says", InputError, r"labels\.csv: is wrong\. Right it"),
        ("breaks", EngineError, "process 2 of 2 failed(.|\n)*KeyError: 'nowhere'"),
        ("odd", EngineError, "equal parts of a batch of 7"),
    ],
)
def test_what_goes_wrong_in_one_process_ends_all(
    tmp_path: Path, wrong: str, kind: type[Exception], said: str
) -> None:
    kept = tmp_path / "two.kept"
    with pytest.raises(kind, match=said):
        in_processes(2, trained, kept, PLAN, wrong)
    assert not (tmp_path / "after-0").exists()
    if wrong == "dies":
        # The same command goes on, to what would have been.
        assert held(kept)["epochs"] == 1
        in_processes(2, trained, kept, PLAN)
        in_processes(2, trained, tmp_path / "whole.kept", PLAN)
        two, whole = (held(tmp_path / f"{name}.kept")["model"] for name in ("two", "whole"))
        assert all(torch.equal(two[name], whole[name]) for name in whole)


def alone(folder: Path) -> int:
    (folder / f"{crew().rank}").write_text("")
    return 7


def test_a_network_that_is_trained_otherwise_is_trained_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert in_processes(2, alone, tmp_path) == 7
    assert [path.name for path in tmp_path.iterdir()] == ["0"]
    assert "did not need the others" in capsys.readouterr().err


def waiting(folder: Path) -> None:
    (folder / f"{os.getpid()}").write_text("")
    time.sleep(600)


def test_processes_end_with_the_one_that_began_them(tmp_path: Path) -> None:
    code = "import pathlib, test_parallel as t; from goalmouth.training.parallel import in_processes; "
    code += f"in_processes(2, t.waiting, pathlib.Path({str(tmp_path)!r}))"
    begun = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parent)
    until = time.monotonic() + 120
    while not (there := list(tmp_path.iterdir())) and time.monotonic() < until:
        time.sleep(0.1)
    os.kill(int(there[0].name), 0)
    begun.kill()
    begun.wait()
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < until:
            os.kill(int(there[0].name), 0)
            time.sleep(0.1)
