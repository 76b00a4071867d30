"""What is recorded of a training: read with the readers' own code."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from goalmouth.errors import MissingEngine  # noqa: E402
from goalmouth.training import records  # noqa: E402
from goalmouth.training.loop import Plan, fit  # noqa: E402

PLAN = Plan(seed=2, epochs=4, steps=3, rate=1e-2, patience=9)


def trained(kept: Path, die_in: int | None = None, wandb: bool = False, plan: Plan = PLAN) -> list[float]:
    """Return the losses of the epochs; one that dies does so when the epoch is recorded, but not kept."""
    torch.manual_seed(0)
    net, losses = torch.nn.Linear(2, 1), []
    shown = torch.randn(8, 2)

    def loss_of(own: Any) -> Any:
        loss = (net(own) - own.sum(1, keepdim=True)).square().mean()
        losses.append(float(loss.detach()))
        return loss

    keep = fit.__globals__["Course"].keep

    def dying(course: Any, path: Path, told_of: dict[str, Any]) -> None:
        if told_of["epochs"] == die_in:
            signal.raise_signal(signal.SIGKILL)
        keep(course, path, told_of)

    with pytest.MonkeyPatch.context() as patch, records.recording(wandb):
        patch.setattr(fit.__globals__["Course"], "keep", dying)
        fit(net, lambda _: [shown] * plan.steps, loss_of, plan, kept, {}, None, lambda: 0.25)
    return [sum(losses[at : at + plan.steps]) / plan.steps for at in range(0, len(losses), plan.steps)]


def killed(kept: Path, wandb: bool = False) -> None:
    code = f"import pathlib, test_records as t; t.trained(pathlib.Path({str(kept)!r}), 3, {wandb})"
    dead = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent, check=False)
    assert dead.returncode == -signal.SIGKILL


def recorded(kept: Path) -> dict[str, list[tuple[int, float]]]:
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    found = accumulator.EventAccumulator(str(kept.with_suffix(".records"))).Reload()
    names = found.Tags()["scalars"]
    return {name: [(each.step, each.value) for each in found.Scalars(name)] for name in names}


def test_tensorboard_reads_what_was_recorded(tmp_path: Path) -> None:
    losses = trained(tmp_path / "a.kept")
    found = recorded(tmp_path / "a.kept")
    assert set(found) == {"loss", "rate", "waiting", "check"}
    assert [step for step, _ in found["loss"]] == [1, 2, 3, 4]
    assert [value for _, value in found["loss"]] == pytest.approx(losses, rel=1e-5)
    assert {value for _, value in found["check"]} == {0.25}
    assert all(0 <= value <= 1 for _, value in found["waiting"])
    assert found["rate"][0][1] > found["rate"][-1][1] > 0


def test_a_resumed_training_goes_on_in_the_same_records(tmp_path: Path) -> None:
    killed(tmp_path / "a.kept")
    assert [step for step, _ in recorded(tmp_path / "a.kept")["loss"]] == [1, 2, 3]
    trained(tmp_path / "a.kept")
    trained(tmp_path / "b.kept")
    one, other = (recorded(tmp_path / f"{name}.kept") for name in ("a", "b"))
    assert one["loss"] == other["loss"] and len(one["loss"]) == 4
    # One that is done has nothing to record.
    before = list((tmp_path / "a.records").iterdir())
    trained(tmp_path / "a.kept")
    assert list((tmp_path / "a.records").iterdir()) == before
    # One begun anew drops what was recorded.
    (tmp_path / "a.kept").unlink()
    assert len(trained(tmp_path / "a.kept", plan=Plan(seed=2, epochs=2, steps=3, rate=1e-2))) == 2
    assert [step for step, _ in recorded(tmp_path / "a.kept")["loss"]] == [1, 2]


def test_nothing_is_recorded_unless_asked_for(tmp_path: Path) -> None:
    fit(
        net := torch.nn.Linear(2, 1), lambda _: [torch.ones(4, 2)], lambda own: net(own).square().mean(),
        Plan(seed=0, epochs=1, steps=1, rate=1e-2), tmp_path / "a.kept", {},
    )  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["a.kept"]


def test_weights_and_biases_write_a_run_without_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("wandb", reason="records on Weights & Biases need the extra 'wandb'")
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.chdir(tmp_path)
    kept = tmp_path / "a.kept"
    killed(kept, wandb=True)
    name = (tmp_path / "a.records" / records.RUN).read_text()
    trained(kept, wandb=True)
    runs = list((tmp_path / "a.records").glob(f"wandb/offline-run-*/run-{name}.wandb"))
    # What was stopped and what goes on are of one run.
    assert len(runs) == 2
    whole = trained(tmp_path / "b.kept")
    later = max(runs).read_bytes()
    assert all(name in later for name in (b"loss", b"rate", b"waiting", b"check"))
    # Of the two epochs that were left, and of none before.
    assert [str(loss)[:8].encode() in later for loss in whole] == [False, False, True, True]


def test_a_package_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("wandb", "wandb.sdk"):
        monkeypatch.setitem(sys.modules, name, None)
    # As one that it leaves behind.
    (tmp_path / "wandb").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MissingEngine, match=r"goalmouth\[wandb\]"), records.recording(wandb=True):
        pass
