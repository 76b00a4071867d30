"""What a step of training may do besides: average weights, look around, mix what is shown, spare memory."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.utils.checkpoint import checkpoint

from goalmouth.errors import EngineError

State = Mapping[str, Tensor]
"""Weights and buffers by name, as of ``state_dict``."""


def copied(model: nn.Module) -> dict[str, Tensor]:
    """Return a model's state that does not change any more when the model does."""
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


class Average:
    """An exponential moving average of a model's state: weights, and statistics of what passed.

    decay : the part of it that stays when a step's weights come in. It begins with the model's own.
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay, self.state = decay, copied(model)

    @torch.no_grad()
    def add(self, model: nn.Module) -> None:
        """Take in the model's weights as they are."""
        for name, value in model.state_dict().items():
            if value.is_floating_point():
                self.state[name].lerp_(value, 1 - self.decay)
            else:
                self.state[name].copy_(value)


@contextmanager
def showing(model: nn.Module, state: State) -> Iterator[None]:
    """Let a model have another state for the passing."""
    own = copied(model)
    model.load_state_dict(state)
    try:
        yield
    finally:
        model.load_state_dict(own)


@contextmanager
def sharper(model: nn.Module, rho: float) -> Iterator[None]:
    """Let a model have, for the passing, the weights nearby with which its loss is about the highest.

    They are ``rho`` away along the gradients that it has: eq. 2 of Foret et al., "Sharpness-aware
    minimization for efficiently improving generalization" (ICLR 2021). The weights come back to the very bit.
    """
    weights = [weight for weight in model.parameters() if weight.grad is not None]
    before = [weight.detach().clone() for weight in weights]
    with torch.no_grad():
        steep = torch.stack([weight.grad.norm() for weight in weights]).norm()
        for weight in weights:
            weight.add_(weight.grad * (rho / (steep + 1e-12)))
    try:
        # What passes a second time is counted once in batch statistics.
        with still(model):
            yield
    finally:
        with torch.no_grad():
            for weight, own in zip(weights, before, strict=True):
                weight.copy_(own)


def mixed(batch: Any, alpha: float) -> Any:
    """Return a batch each of whose examples is mixed with another, and what they are to tell alike.

    batch : a tuple of tensors (batch, …). How much of each is drawn once for all, from Beta(alpha, alpha), by
    torch's generator: Zhang et al., "mixup: Beyond empirical risk minimization" (ICLR 2018), eq. 1. Raises
    ``EngineError`` for what cannot be mixed.
    """
    if not isinstance(batch, tuple) or not all(each.is_floating_point() for each in batch):
        raise EngineError(
            "training: mixup needs what is shown and its targets as tensors of real numbers, "
            "which this network does not have. Remove mixup from [train]"
        )
    part = float(torch.distributions.Beta(alpha, alpha).sample())
    order = torch.randperm(len(batch[0]))
    return tuple(part * each + (1 - part) * each[order.to(each.device)] for each in batch)


@contextmanager
def sparing(model: nn.Module) -> Iterator[None]:
    """Compute parts of a model again for their gradients instead of remembering what passed them.

    The parts are those that its ``checkpointed()`` returns. Raises ``EngineError`` where it has none.
    """
    if not hasattr(model, "checkpointed"):
        raise EngineError(
            "training: this network names no parts that could be computed again. "
            "Remove checkpointing from [train]"
        )
    parts: list[nn.Module] = list(model.checkpointed())
    for part in parts:
        # Of the whole: what a part computes may stand elsewhere, as gates before it do.
        again = partial(_contexts, model)
        part.forward = partial(checkpoint, part.forward, use_reentrant=False, context_fn=again)
    try:
        yield
    finally:
        for part in parts:
            # The class's own shows again; a copy of the model must not have one bound to another's.
            del part.forward


def _contexts(model: nn.Module) -> tuple[Any, Any]:
    return nullcontext(), still(model)


@contextmanager
def still(model: nn.Module) -> Iterator[None]:
    """Leave the running statistics of batch norms as they are for the passing."""
    norms = [each for each in model.modules() if isinstance(each, _BatchNorm) and each.track_running_stats]
    before = [(norm.momentum, norm.num_batches_tracked.clone()) for norm in norms]
    for norm in norms:
        # Not by their not being tracked: what is computed again must remember as many tensors.
        norm.momentum = 0.0
    try:
        yield
    finally:
        for norm, (momentum, passed) in zip(norms, before, strict=True):
            norm.momentum = momentum
            norm.num_batches_tracked.copy_(passed)
