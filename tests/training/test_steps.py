"""What a step may do besides: each by hand, and all of it stopped and resumed."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.errors import EngineError  # noqa: E402
from goalmouth.training.loop import Plan, fit, held  # noqa: E402
from goalmouth.training.steps import mixed, sparing, still  # noqa: E402

PLAN = Plan(seed=2, epochs=1, steps=3, rate=1e-2)
ALL = replace(PLAN, epochs=5, steps=4, ema=0.8, mixup=0.3, accumulate=2, sam=0.05, amp=True)
STOPS = replace(PLAN, epochs=8, ema=0.5, patience=2)
CHECKS = [0.1, 0.5, 0.3, 0.4, 0.9, 0.9, 0.9, 0.9]


def line(seed: int = 0) -> Any:
    torch.manual_seed(seed)
    return torch.nn.Linear(3, 2)


def batch_of(rng: np.random.Generator, rows: int = 8) -> Any:
    shown = torch.from_numpy(rng.normal(size=(rows, 3)).astype(np.float32))
    return shown, shown[:, :2] * 2


def trained(plan: Plan, kept: Path, die_in: int | None = None, net: Any = None, checks: Any = None) -> Any:
    net = net or torch.nn.Sequential(line(), torch.nn.BatchNorm1d(2), torch.nn.Dropout(0.2))

    def batches(epoch: int) -> Iterator[Any]:
        rng = np.random.default_rng([plan.seed, epoch])
        for step in range(plan.steps):
            if epoch == die_in and step == 1:
                signal.raise_signal(signal.SIGKILL)
            yield batch_of(rng)

    def check() -> float:
        assert not net.training
        return float(checks[held(kept)["epochs"] if kept.exists() else 0])

    def loss_of(batch: Any) -> Any:
        return (net(batch[0]) - batch[1]).square().mean()

    fit(net, batches, loss_of, plan, kept, {}, None, check if checks else None)
    return net


def killed(plan: str, kept: Path, epoch: int, checks: Any = None) -> None:
    code = f"import pathlib, test_steps as t; t.trained(t.{plan}, pathlib.Path({str(kept)!r}), {epoch}"
    code += f", checks={checks})"
    dead = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent, check=False)
    assert dead.returncode == -signal.SIGKILL


def weights(net: Any) -> Any:
    return torch.cat([value.float().flatten() for value in net.state_dict().values()])


def test_the_average_is_what_is_trained_and_equals_one_by_hand(tmp_path: Path) -> None:
    after = []
    for steps in range(3):
        # A net as it is after so many of the steps.
        net, left = line(), steps + 1
        rng = np.random.default_rng([PLAN.seed, 0])
        optimiser = torch.optim.AdamW(net.parameters(), PLAN.rate, weight_decay=PLAN.decay)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, PLAN.rate, 3, pct_start=PLAN.rising)
        for _ in range(left):
            shown, wanted = batch_of(rng)
            optimiser.zero_grad()
            (net(shown) - wanted).square().mean().backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), PLAN.clip)
            optimiser.step()
            schedule.step()
        after.append(weights(net))
    by_hand = weights(line())
    for each in after:
        by_hand = 0.9 * by_hand + 0.1 * each
    net = trained(replace(PLAN, ema=0.9), tmp_path / "a.kept", net=line())
    assert weights(net) == pytest.approx(by_hand, abs=1e-6)
    kept = held(tmp_path / "a.kept")
    assert torch.equal(kept["model"]["weight"], net.weight)
    assert kept["going"]["weight"].flatten() == pytest.approx(after[-1][:6], abs=1e-6)


def test_the_first_sharpness_aware_step_equals_one_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    net, plan = line(), replace(PLAN, steps=2, sam=0.5)
    shown, wanted = batch_of(np.random.default_rng([plan.seed, 0]))

    def slope(weight: Any, bias: Any) -> list[Any]:
        away = 2 * (shown @ weight.T + bias - wanted) / wanted.numel()
        return [away.T @ shown, away.sum(0)]

    with torch.no_grad():
        own = [net.weight, net.bias]
        first = slope(*own)
        norm = torch.sqrt(sum((each**2).sum() for each in first))
        second = slope(*(w + 0.5 * g / norm for w, g in zip(own, first, strict=True)))
    passed: list[Any] = []
    net.register_forward_pre_hook(lambda *_: passed.append(weights(net).clone()))
    went: list[Any] = []
    usual = torch.optim.AdamW.step

    def step(self: Any, *given: Any) -> Any:
        # By what gradients it steps, and from where.
        went.append(([w.grad.clone() for w in self.param_groups[0]["params"]], weights(net).clone()))
        return usual(self, *given)

    monkeypatch.setattr(torch.optim.AdamW, "step", step)
    trained(replace(plan, clip=1e9), tmp_path / "a.kept", net=net)
    slopes, at = went[0]
    for mine, by_hand in zip(slopes, second, strict=True):
        assert mine.flatten() == pytest.approx(by_hand.flatten(), rel=1e-4)
    assert any((a - b).abs().max() > 1e-3 for a, b in zip(second, first, strict=True))
    # It looked around, as far as it was to, and came back to the very bit.
    assert (passed[1] - passed[0]).norm() == pytest.approx(0.5, rel=1e-5)
    assert torch.equal(at, passed[0])


def test_mixing_mixes_targets_like_what_is_shown() -> None:
    torch.manual_seed(4)
    shown = torch.eye(6)
    one, two, three = mixed((shown, shown * 3, shown.sum(1)), 0.4)
    assert torch.equal(two, one * 3)
    assert three == pytest.approx(torch.ones(6))
    part = one.diagonal()
    assert ((one > 0).sum(1) <= 2).all() and ((part > 0) & (part < 1)).any()
    torch.manual_seed(4)
    assert torch.equal(mixed((shown,), 0.4)[0], one)
    assert not torch.equal(mixed((shown,), 0.4)[0], one)
    with pytest.raises(EngineError, match="Remove mixup"):
        mixed((shown, torch.arange(6)), 0.4)


def test_mixing_follows_from_the_seed(tmp_path: Path) -> None:
    plan = replace(PLAN, mixup=0.5)
    one, two = (trained(plan, tmp_path / name, net=line()) for name in ("a", "b"))
    assert torch.equal(weights(one), weights(two))
    assert not torch.equal(weights(one), weights(trained(PLAN, tmp_path / "c", net=line())))


def test_two_batches_accumulated_equal_one_twice_as_large(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    large = [batch_of(rng, 16) for _ in range(3)]
    small = [tuple(each[rows] for each in batch) for batch in large for rows in (slice(8), slice(8, 16))]
    ends = []
    for batches, accumulate in ((large, 1), (small, 2), (small[:5], 2)):
        net = line()
        plan = replace(PLAN, epochs=3, steps=len(batches), accumulate=accumulate)

        def loss_of(batch: Any, net: Any = net) -> Any:
            return (net(batch[0]) - batch[1]).square().mean()

        fit(net, lambda _, own=batches: own, loss_of, plan, tmp_path / f"{len(ends)}", {})
        ends.append(weights(net))
    assert ends[0] == pytest.approx(ends[1], abs=1e-5)
    # What is left over at an epoch's end makes a step as well.
    assert held(tmp_path / "2")["schedule"]["last_epoch"] == 3 * 3


def test_training_stops_where_no_check_is_better_and_ends_with_the_best(tmp_path: Path) -> None:
    kept, whole = tmp_path / "a.kept", tmp_path / "b.kept"
    net = trained(STOPS, kept, checks=CHECKS)
    assert held(kept)["epochs"] == 4
    # The second epoch was the best; all that follows is as if it had never been.
    best = trained(replace(STOPS, patience=7), whole, checks=[0.1, 0.5, *[0.0] * 6])
    assert held(whole)["epochs"] == 8
    assert torch.equal(weights(net), weights(best))
    assert torch.equal(held(kept)["model"]["0.weight"], net[0].weight)
    # One that stopped by itself does not go on.
    before = kept.read_bytes()
    assert torch.equal(weights(trained(STOPS, kept, checks=CHECKS)), weights(net))
    assert kept.read_bytes() == before


def test_patience_needs_something_to_check_with(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="Remove patience"):
        trained(STOPS, tmp_path / "a.kept")


@pytest.mark.parametrize("epoch", [1, 3])
def test_early_stopping_that_was_killed_ends_as_if_it_had_not_been(tmp_path: Path, epoch: int) -> None:
    killed("STOPS", tmp_path / "a.kept", epoch, CHECKS)
    assert held(tmp_path / "a.kept")["epochs"] == epoch
    one, other = (trained(STOPS, tmp_path / name, checks=CHECKS) for name in ("a.kept", "b.kept"))
    assert torch.equal(weights(one), weights(other))
    found = [held(tmp_path / name) for name in ("a.kept", "b.kept")]
    assert found[0]["epochs"] == found[1]["epochs"] == 4
    assert found[0]["checked"] == found[1]["checked"] == {"score": 0.5, "worse": 2}


def test_all_of_it_killed_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    killed("ALL", tmp_path / "a.kept", 3)
    one, other = (trained(ALL, tmp_path / name) for name in ("a.kept", "b.kept"))
    assert torch.equal(weights(one), weights(other))
    found = [held(tmp_path / name) for name in ("a.kept", "b.kept")]
    for name in ("going", "average"):
        for mine, own in zip(found[0][name].values(), found[1][name].values(), strict=True):
            assert torch.equal(mine, own)


def test_what_is_computed_in_bfloat16_learns_with_weights_in_float32(tmp_path: Path) -> None:
    kinds = []
    net = line()
    net.register_forward_hook(lambda _, __, told: kinds.append(told.dtype))
    plan = replace(PLAN, epochs=20, rate=0.1, amp=True, decay=0.0)
    shown, wanted = batch_of(np.random.default_rng(9))
    before = float((net(shown) - wanted).square().mean().detach())
    trained(plan, tmp_path / "a.kept", net=net)
    assert set(kinds[1:]) == {torch.bfloat16}
    assert net.weight.dtype == torch.float32
    assert float((net(shown) - wanted).square().mean().detach()) < 0.05 * before


class Spares(torch.nn.Module):
    """A net of which a part may be computed again."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        layers = torch.nn.Linear(3, 5), torch.nn.BatchNorm1d(5), torch.nn.Dropout(0.3), torch.nn.Tanh()
        self.part, self.last = torch.nn.Sequential(*layers), torch.nn.Linear(5, 2)
        self.passed = 0
        self.part[0].register_forward_hook(self._count)

    def _count(self, *_: Any) -> None:
        self.passed += 1

    def checkpointed(self) -> list[Any]:
        return [self.part]

    def forward(self, shown: Any) -> Any:
        return self.last(self.part(shown))


def test_what_is_computed_again_trains_the_same(tmp_path: Path) -> None:
    spares = trained(replace(PLAN, checkpointing=True), tmp_path / "a", net=Spares())
    usual = trained(PLAN, tmp_path / "b", net=Spares())
    assert spares.passed == 2 * usual.passed == 6
    assert torch.equal(weights(spares), weights(usual))
    # Nothing of it stays.
    assert "forward" not in vars(spares.part)
    with pytest.raises(EngineError, match="Remove checkpointing"), sparing(line()):
        pass


def test_statistics_of_batches_stay_still() -> None:
    norm = torch.nn.BatchNorm1d(3)
    told = norm(torch.randn(8, 3) + 5)
    before = [value.clone() for value in norm.state_dict().values()]
    with still(norm):
        told = norm(torch.randn(8, 3) + 5)
    assert all(map(torch.equal, before, norm.state_dict().values()))
    assert told.mean().abs() < 1e-5


@pytest.mark.parametrize("wrong", [{"ema": 1.0}, {"accumulate": 0}, {"sam": -0.1}, {"mixup": float("nan")}])
def test_a_plan_that_cannot_be_is_told(wrong: dict[str, Any]) -> None:
    with pytest.raises(EngineError, match=next(iter(wrong))):
        replace(PLAN, **wrong)
