"""NetVLAD and NetVLAD++ as in SoccerNet's development kit: rows of features in, a class for each window.

Giancola et al. (CVPRW 2018) and Giancola and Ghanem (CVPRW 2021); reference code
``Task1-ActionSpotting/TemporallyAwarePooling`` of SilvioGiancola/SoccerNetv2-DevKit.
"""

from collections.abc import Mapping
from typing import Self

import torch
from torch import Tensor, nn

from goalmouth.models.trunks.netvlad import Vocabularies

FEATURES = 512
"""Columns of the features that the vocabulary is over; others are first brought to so many."""


class Pooling(nn.Module):
    """Windows of rows told by one vocabulary, or by one for each half of the window.

    columns : of the rows; words : of all vocabularies together; told : classes, the first of which is none.
    """

    halves = 1

    def __init__(self, columns: int, words: int, told: int) -> None:
        super().__init__()
        self.enter = nn.Linear(columns, FEATURES) if columns != FEATURES else nn.Identity()
        self.pools = Vocabularies(FEATURES, words, self.halves)
        self.fc = nn.Linear(words * FEATURES, told)

    def forward(self, rows: Tensor, window: int | None = None) -> Tensor:
        """Return how likely each class is in each window, (batch, time − window + 1, told), 0…1.

        rows : (batch, time, columns); window : rows of one, by default all of them.
        """
        pooled = self.pools(self.enter(rows).transpose(1, 2), window or rows.shape[1])
        return torch.sigmoid(self.fc(pooled.transpose(1, 2)))

    @classmethod
    def of(cls, weights: Mapping[str, Tensor]) -> Self:
        """See ``Published``."""
        names = ["pool_layer"] if cls.halves == 1 else ["pool_layer_before", "pool_layer_after"]
        words = [weights[f"{name}.clusters"].shape[1] for name in names]
        columns = (
            weights["feature_extractor.weight"].shape[1]
            if "feature_extractor.weight" in weights
            else FEATURES
        )
        net = cls(columns, sum(words), len(weights["fc.bias"]))
        own = {
            name.replace("feature_extractor", "enter"): w for name, w in weights.items() if "pool" not in name
        }
        for place, name in enumerate(names):
            own[f"pools.own.{place}.belong"] = weights[f"{name}.clusters"].T
            own[f"pools.own.{place}.centres"] = weights[f"{name}.clusters2"][0].T[..., None]
        # There the words of a column lie beside one another, here the columns of a word.
        parts = weights["fc.weight"].split([count * FEATURES for count in words], 1)
        turned = [
            part.unflatten(1, (FEATURES, count)).transpose(1, 2).flatten(1)
            for part, count in zip(parts, words, strict=True)
        ]
        own["fc.weight"] = torch.cat(turned, 1)
        net.load_state_dict(own)
        return net


class NetVLAD(Pooling):
    """One vocabulary for the whole window."""


class NetVLADPlusPlus(Pooling):
    """One for what comes before, and one for what comes after."""

    halves = 2
