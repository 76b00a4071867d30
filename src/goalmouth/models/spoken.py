"""What happened, and when, from what was said: words by their parts, then seconds, then a trunk over time."""

from copy import deepcopy

import torch
from torch import Tensor, nn
from torch.nn import functional

from goalmouth.models.rows import Dense

SPREAD = 0.3
"""Of the numbers of words of a random network, about zero."""


class Spoken(Dense):
    """Words in, logits of every class in every second out.

    buckets : how many parts of words can be told apart; narrow : numbers of a word; wide : of a second;
    tracks : languages side by side; known : numbers known of a second besides; lost : how much of a word is
    left out where it learns. See ``goalmouth.spotting.words``, and ``Dense`` for the others.
    """

    def __init__(
        self, classes: int, buckets: int, narrow: int, wide: int, tracks: int, known: int, length: int,
        trunk: str = "dilated", drop: float = 0.2, lost: float = 0.1,
    ) -> None:  # fmt: skip
        super().__init__(tracks * wide + known, classes, wide, length, trunk, drop, displaced=False)
        self.tracks, self.wide = tracks, wide
        self.parts = nn.Embedding(buckets, narrow)
        nn.init.normal_(self.parts.weight, std=SPREAD)
        # A word says another thing beside others: "free kick", "yellow card".
        self.phrase = nn.Conv1d(narrow, wide, 3, padding=1)
        self.lose = nn.Dropout(lost)

    @torch.no_grad()
    def begin(self, parts: Tensor, kept: float = 0.3) -> None:
        """Begin with numbers of parts, (buckets, narrow), and with so much of those that it has."""
        self.parts.weight.mul_(kept).add_(parts)

    def forward(  # type: ignore[override]
        self,
        parts: Tensor,
        of: Tensor,
        share: Tensor,
        words: Tensor,
        rows: Tensor,
        kept: Tensor,
        known: Tensor,
    ) -> Tensor:
        """Return logits, (batch, classes, seconds).

        parts, of : (parts,), which they are, and of which different word; share : (different words,), what a
        part counts; words, rows, kept : (words,), all that was said, clip by clip and in it track by track:
        which word, its second counted through all clips and tracks, and how much it counts, 0 for what
        stands between two tracks; known : (batch, seconds, known).
        """
        batch, seconds, _ = known.shape
        each = _sums(self.parts(parts), of, share[:, None]) * share[:, None]
        phrases = functional.gelu(self.phrase(self.lose(each)[words].T[None])[0].T) * kept[:, None]
        said = _sums(phrases, rows, known.new_zeros(batch * self.tracks * seconds, 1))
        of_tracks = said.view(batch, self.tracks, seconds, self.wide).unbind(1)
        logits, _ = super().forward(torch.cat([*of_tracks, known], 2))
        return logits


class Coarse(nn.Module):
    """An embedding in a quarter of its bytes: whole numbers, and a scale for each column."""

    values: Tensor
    scale: Tensor

    def __init__(self, exact: nn.Embedding) -> None:
        super().__init__()
        weight = exact.weight.detach()
        scale = weight.abs().amax(0).clamp(min=1e-8) / 127
        self.register_buffer("values", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, places: Tensor) -> Tensor:
        """Return rows of it, (n, columns)."""
        return self.values[places].float() * self.scale


def coarse(net: Spoken) -> Spoken:
    """Return a network like one that was trained, in a third of its bytes."""
    small = deepcopy(net)
    small.parts = Coarse(net.parts)
    with torch.no_grad():
        for weight in small.parameters():
            # What a half holds exactly is written as one; see ``goalmouth.training.export``.
            weight.copy_(weight.half().float())
    return small


class Sure(nn.Module):
    """What several networks say on average of one half.

    area : what the seconds around one event were taught to tell in all.
    """

    def __init__(self, nets: list[Spoken], area: float) -> None:
        super().__init__()
        self.nets, self.area = nn.ModuleList(nets), area

    def forward(self, *said: Tensor) -> Tensor:
        """Return how many events are to be expected, (classes, seconds). said : see ``Spoken``."""
        likely: Tensor = torch.stack([torch.sigmoid(net(*said)[0]) for net in self.nets]).mean(0)
        return likely / self.area


def _sums(values: Tensor, places: Tensor, like: Tensor) -> Tensor:
    """Return sums of values, (n, columns), that have the same place, and as many as ``like`` has rows."""
    empty = like[:, :1] * values.new_zeros(1, values.shape[1])
    return empty.scatter_add(0, places[:, None].expand_as(values), values)
