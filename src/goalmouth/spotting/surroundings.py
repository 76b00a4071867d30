"""What stands around each second of a half: what a spotter thought of, before and after, class by class.

Each candidate is seen from every second near it, at its exact lag, through triangles that are narrow close by
and wide far away: linear weights on them are any piecewise linear function of the lag.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from goalmouth.types import Floats, Spot

_AFTER = (1.0, 2.25, 4.0, 6.5, 10.0, 16.0, 25.0, 40.0, 60.0)
KNOTS = np.array([*(-lag for lag in reversed(_AFTER)), 0.0, *_AFTER])
"""Lags in seconds at which the triangles are highest: later events have positive ones."""

REACH = int(KNOTS[-1])
"""Seconds that are looked at before and after."""

FORMS = 2
"""A score is told as it is and as its logit, from where ``LEAST`` is nothing."""

LEAST, UNIT = -9.0, 6.0

PLACES = 8
"""Of how much is told of where in the half a second is, and whether there is a transcript."""

_BEGUN, _LEFT, _USUAL = (2.0, 10.0, 60.0), (5.0, 30.0, 150.0), 2700.0


def forms(scores: NDArray[np.floating]) -> Floats:
    """Return the forms in which scores 0…1 are told, (forms, …)."""
    sure = np.clip(scores, 1e-6, 1 - 1e-6)
    logits = np.log(sure) - np.log1p(-sure)
    return np.stack([scores, np.maximum((logits - LEAST) / UNIT, 0)]).astype(np.float32)


def triangles(lags: NDArray[np.floating]) -> tuple[NDArray[np.int64], NDArray[np.floating]]:
    """Return of lags within ``REACH`` the knot before each, and the share of the knot after it."""
    before = np.clip(np.searchsorted(KNOTS, lags, side="right") - 1, 0, len(KNOTS) - 2)
    return before, (lags - KNOTS[before]) / (KNOTS[before + 1] - KNOTS[before])


def around(spots: Sequence[Spot], classes: Sequence[str], seconds: int) -> Floats:
    """Return what candidates stand around each second, (forms × classes, seconds, knots).

    Spots of other classes are passed over; the order of spots does not matter.
    """
    place = {name: number for number, name in enumerate(classes)}
    rows = sorted((place[s.label], s.time, s.score) for s in spots if s.label in place)
    kinds, times, scores = (
        (np.array(column) for column in zip(*rows, strict=True)) if rows else [np.zeros(0)] * 3
    )
    shape = (len(classes), seconds, len(KNOTS))
    seen = np.ceil(times - REACH).astype(np.int64)[:, None] + np.arange(2 * REACH + 1)
    lags = times[:, None] - seen
    within = (seen >= 0) & (seen < seconds) & (lags >= -REACH)
    before, share = triangles(lags[within])
    cells = ((kinds.astype(np.int64)[:, None] * seconds + seen) * len(KNOTS))[within] + before
    owner = np.nonzero(within)[0]
    found = []
    for own in forms(scores)[:, owner]:
        near = np.bincount(cells, own * (1 - share), minlength=np.prod(shape))
        far = np.bincount(cells + 1, own * share, minlength=np.prod(shape))
        found.append((near + far).reshape(shape))
    return np.concatenate(found).astype(np.float32)


def said_around(said: NDArray[np.floating], seconds: int) -> Floats:
    """Return what a transcript tells around each second, (forms × classes, seconds, knots).

    said : (seconds, classes), how surely something of each class happens then, 0…1; what is beyond its end
    is nothing.
    """
    lags = np.arange(-REACH, REACH + 1, dtype=np.float64)
    before, share = triangles(lags)
    weights = np.zeros((len(lags), len(KNOTS)))
    weights[np.arange(len(lags)), before] += 1 - share
    weights[np.arange(len(lags)), before + 1] += share
    weights /= weights.sum(0)
    own = np.zeros((seconds, said.shape[1]), np.float32)
    own[: len(said)] = said[:seconds]
    padded = np.pad(forms(own), ((0, 0), (REACH, REACH), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, len(lags), axis=1)
    told = windows @ weights.astype(np.float32)
    return np.asarray(told.transpose(0, 2, 1, 3).reshape(-1, seconds, len(KNOTS)), np.float32)


def places(seconds: int, heard: bool) -> Floats:
    """Return where in the half each second is, and whether there is a transcript, (seconds, ``PLACES``)."""
    begun = np.arange(seconds)[:, None]
    left = begun[::-1]
    columns = [np.exp(-begun / each) for each in _BEGUN] + [np.exp(-left / each) for each in _LEFT]
    columns += [begun / _USUAL, np.full((seconds, 1), float(heard))]
    return np.concatenate(columns, axis=1).astype(np.float32)


def surroundings(
    spots: Sequence[Spot], classes: Sequence[str], seconds: int, said: NDArray[np.floating] | None = None
) -> tuple[Floats, Floats]:
    """Return all of it, (2 × forms × classes, seconds, knots) and (seconds, ``PLACES``)."""
    seen = around(spots, classes, seconds)
    heard = np.zeros_like(seen) if said is None else said_around(said, seconds)
    return np.concatenate([seen, heard]), places(seconds, said is not None)
