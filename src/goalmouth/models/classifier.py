"""Clips of small pictures told apart by what happens in them: a backbone, the mean, and a linear layer.

The first of two stages, as in Zhou et al., "Feature combination meets attention: Baidu soccer embeddings and
transformer based temporal detection" (2021), section 2.2: what a backbone tells that has learnt this are the
features of a second network, which looks farther in time.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from goalmouth.models.looking import Looking


class Classifier(Looking):
    """Clips in, logits of classes out, of which the first is that nothing happens.

    classes : with that one; length : pictures of a clip; drop : how much of a row is left out in training.
    """

    def __init__(
        self, backbone: str, classes: int, size: tuple[int, int], length: int, gate: str = "tsm",
        shown: str = "colour", drop: float = 0.2,
    ) -> None:  # fmt: skip
        super().__init__(backbone, size, gate, shown)
        self.length = length
        # Whatever the scale of what a backbone says: of published ones it can be a few thousandths.
        self.norm = nn.LayerNorm(self.columns, eps=1e-8)
        self.drop, self.head = nn.Dropout(drop), nn.Linear(self.columns, classes)

    @property
    def around(self) -> int:
        """See ``Looking``: half a clip."""
        return self.length // 2

    def seen(self, pictures: Tensor) -> Tensor:
        """See ``Looking``; all rows are of one scale."""
        rows: Tensor = self.norm(super().seen(pictures))
        return rows

    def forward(self, pictures: Tensor) -> Tensor:
        """Return logits, (clips, classes), of (clips, time, 3, height, width), RGB, 0…255."""
        logits: Tensor = self.head(self.drop(self.seen(pictures).mean(1)))
        return logits

    def says(self, rows: Tensor) -> Tensor:
        """Return how likely each class but none is in the clip around each row, and no displacement.

        That is (clips, 2, classes - 1, time); beyond either end a clip has fewer rows.
        """
        logits = self.head(rows).transpose(1, 2)
        # Of the mean row the layer says the mean of what it says of each.
        padded = functional.avg_pool1d(logits, self.length, 1, self.length // 2, count_include_pad=False)
        around = padded if self.length % 2 else padded[..., :-1]
        likely = around.softmax(1)[:, 1:]
        return torch.stack((likely, likely * 0), 1)
