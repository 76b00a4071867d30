"""The loop that trains: stopped and resumed, and told of what is wrong."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.errors import EngineError, InputError  # noqa: E402
from goalmouth.training.loop import Course, Plan, fit  # noqa: E402

PLAN = Plan(seed=3, epochs=5, steps=4, rate=1e-2)


def trained(
    kept: Path, die_in: int | None = None, plan: Plan = PLAN, target: float = 1.0
) -> "torch.nn.Module":
    torch.manual_seed(plan.seed)
    parts = torch.nn.Linear(6, 16), torch.nn.BatchNorm1d(16), torch.nn.Dropout(0.3), torch.nn.Linear(16, 1)
    net = torch.nn.Sequential(*parts)

    def batches(epoch: int) -> "Iterator[torch.Tensor]":
        rng = np.random.default_rng([plan.seed, epoch])
        for step in range(plan.steps):
            if epoch == die_in and step == 2:
                signal.raise_signal(signal.SIGKILL)
            yield torch.from_numpy(rng.normal(size=(8, 6)).astype(np.float32))

    fit(
        net,
        batches,
        lambda x: ((net(x)[:, 0] - target * x.sum(1)) ** 2).mean(),
        plan,
        kept,
        {"network": "none"},
    )
    return net


def test_training_that_was_killed_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    code = "import sys, pathlib; from test_loop import trained; trained(pathlib.Path(sys.argv[1]), 3)"
    dead = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.kept")], cwd=Path(__file__).parent, check=False
    )
    assert dead.returncode == -signal.SIGKILL
    assert [path.name for path in tmp_path.iterdir()] == ["a.kept"]
    resumed, whole = trained(tmp_path / "a.kept"), trained(tmp_path / "b.kept")
    for one, other in zip(resumed.state_dict().values(), whole.state_dict().values(), strict=True):
        assert torch.equal(one, other)


def test_what_began_with_weights_of_others_changes_as_much_less_as_the_plan_says(tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Linear(4, 1))
    before = [layer.weight.detach().clone() for layer in net]
    plan = Plan(seed=0, epochs=1, steps=8, rate=1e-3, decay=0.0, begun=0.1)
    fit(net, lambda _: [torch.ones(8, 4)] * 8, lambda x: net(x).mean(), plan, tmp_path / "kept", {}, net[0])
    # Where all steps go one way, one of Adam's is as long as its rate, in each weight.
    older, newer = (
        float((layer.weight.detach() - old).abs().max()) for layer, old in zip(net, before, strict=True)
    )
    assert newer > 1e-3
    assert older == pytest.approx(0.1 * newer, rel=0.02)


def test_a_loss_that_is_no_number_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no number"):
        trained(tmp_path / "kept", target=float("nan"))


def test_what_was_kept_by_other_training_is_not_gone_on_with(tmp_path: Path) -> None:
    trained(tmp_path / "kept")
    with pytest.raises(InputError, match="another plan"):
        trained(tmp_path / "kept", plan=Plan(seed=3, epochs=6, steps=4, rate=1e-2))
    (tmp_path / "kept").write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError, match="Remove it"):
        trained(tmp_path / "kept")


def test_what_was_kept_before_plans_said_more_is_gone_on_with(tmp_path: Path) -> None:
    before = tmp_path / "a.kept"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Course, "over", lambda _, done: done == 2)
        trained(before)
    found = torch.load(before, weights_only=True)
    assert found["epochs"] == 2
    old = ("seed", "epochs", "steps", "rate", "decay", "rising", "clip", "begun")
    found["plan"] = {name: found["plan"][name] for name in old}
    torch.save(found, before)
    one, other = trained(before), trained(tmp_path / "b.kept")
    assert all(map(torch.equal, one.state_dict().values(), other.state_dict().values()))


def test_the_wait_for_batches_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now = iter(range(10**6))
    plan = Plan(seed=3, epochs=1, steps=4, rate=1e-2)
    with pytest.MonkeyPatch.context() as patch:
        # Each look at the clock takes a second: one for each batch, and as much for what is done with it.
        patch.setattr("goalmouth.training.loop.time", SimpleNamespace(monotonic=lambda: next(now)))
        trained(tmp_path / "a.kept", plan=plan)
    assert "9 s, 44% of it waiting for batches" in capsys.readouterr().err
