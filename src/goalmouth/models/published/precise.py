"""E2E-Spot and T-DEED as published: clips of pictures in, a class for each of them out.

Hong et al., "Spotting temporally precise, fine-grained events in video" (ECCV 2022), code jhong93/spot;
Xarles et al., "T-DEED" (CVPRW 2024), reference code arturxe2/T-DEED. RegNetY with gates before the first
convolution of its blocks.
"""

import re
from collections.abc import Mapping
from typing import Self

import torch
from torch import Tensor, nn

from goalmouth.models.regnet import SIZES, RegNetY, widths
from goalmouth.models.seeing import Point, Seeing, in_clips
from goalmouth.models.trunks.sgp_mixer import Mixer


class Pictured(nn.Module):
    """A RegNetY that sees in time.

    regnet : of ``SIZES``; stages : in which it does; how : tsm, gsm or gsf. The reference code moves pictures
    in place for tsm, so that the path beside a branch gets them moved, too.
    """

    every = 1
    stride = 1

    def __init__(self, regnet: str, stages: set[int], how: str, length: int) -> None:
        super().__init__()
        blocks = [number for number, (_, count) in enumerate(widths(regnet), 1) for _ in range(count)]
        only = {place for place, number in enumerate(blocks) if number in stages}
        self.how, self.fixed = how, length
        self.seeing = Seeing(RegNetY(regnet), how, only, whole=how == "tsm")
        self.columns = self.seeing.backbone.wide
        self.size = 224, 224

    @property
    def around(self) -> int:
        """Pictures of a clip before and after those of which its answer counts: clips overlap by half."""
        return self.fixed // 4

    def points(self) -> list[Point]:
        """Return where one looks beyond a picture; see ``goalmouth.models.seeing.Watching``."""
        return self.seeing.points()

    def seen(self, pictures: Tensor) -> Tensor:
        """Return (batch, time, wide) of pictures, (batch, time, 3, height, width), RGB, 0…255."""
        in_clips(self, len(pictures))
        rows: Tensor = self.seeing(pictures).mean((2, 3))
        return rows.unflatten(0, pictures.shape[:2])

    @staticmethod
    def made_of(weights: Mapping[str, Tensor]) -> tuple[str, set[int], str]:
        """Return what it takes to make the network that such weights are of."""
        wide = len(weights["_features.s1.b1.conv3.bn.weight"])
        size = next((size for size in SIZES if widths(size)[0][0] == wide), None)
        if size is None:
            raise ValueError(f"a first stage of {wide} channels is no RegNetY that is known")
        stages = {int(s) for name in weights for s in re.findall(r"_features\.s(\d)\..*\.conv1\.net\.", name)}
        parts = {name.rpartition(".")[0].rpartition(".")[2] for name in weights}
        return size, stages, "gsf" if "channel_conv1" in parts else "gsm" if "conv3D" in parts else "tsm"

    def take(self, weights: Mapping[str, Tensor], others: Mapping[str, str]) -> Self:
        """Take weights, others than the backbone's by the names that they begin with there and here."""
        known = {"_features.": "seeing.backbone.", **others}
        # Gates stand in the blocks there, and in one list here.
        gated = r"_features\.(s\d\.b\d+)\.conv1\.(?:gsm|gs)\."
        blocks = dict.fromkeys(found[1] for name in weights if (found := re.match(gated, name)))
        places = {block: str(place) for place, block in enumerate(sorted(blocks))}
        own = {}
        for name, each in weights.items():
            ours = re.sub(gated, lambda found: f"seeing.gates.{places[found[1]]}.", name)
            ours = ours.replace(".conv1.net.", ".conv1.")
            ours = ours.replace(".channel_conv1.", ".weighers.0.").replace(".channel_conv2.", ".weighers.1.")
            theirs = next((first for first in known if ours.startswith(first)), "")
            own[known.get(theirs, "") + ours[len(theirs) :]] = each
        self.load_state_dict(own)
        return self


class E2ESpot(Pictured):
    """A recurrent layer over it. told : classes, the first of which is none."""

    def __init__(
        self, regnet: str, stages: set[int], how: str, wide: int, layers: int, told: int, length: int = 100
    ) -> None:
        super().__init__(regnet, stages, how, length)
        self.gru = nn.GRU(self.columns, wide, layers, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * wide, told)

    def forward(self, pictures: Tensor) -> Tensor:
        """Return logits, (batch, time, told), of (batch, time, 3, height, width), RGB, 0…255."""
        return self.told(self.seen(pictures))

    def told(self, rows: Tensor) -> Tensor:
        """Return logits, (batch, time, told), of what is seen, (batch, time, columns)."""
        told: Tensor = self.fc(self.gru(rows)[0])
        return told

    def says(self, rows: Tensor) -> Tensor:
        """See ``goalmouth.models.seeing.Watching``; nothing is displaced."""
        likely = _likely(self.told(rows))
        return torch.stack((likely, likely * 0), 1)

    @classmethod
    def of(cls, weights: Mapping[str, Tensor]) -> Self:
        """See ``Published``."""
        wide = weights["_pred_fine._gru.weight_hh_l0"].shape[1]
        layers = sum(re.fullmatch(r"_pred_fine\._gru\.weight_hh_l\d", name) is not None for name in weights)
        net = cls(*cls.made_of(weights), wide, layers, len(weights["_pred_fine._fc_out._fc_out.bias"]))
        return net.take(weights, {"_pred_fine._gru.": "gru.", "_pred_fine._fc_out._fc_out.": "fc."})


class TDEED(Pictured):
    """Down and up again over it, and by how many pictures each is displaced."""

    def __init__(
        self, regnet: str, stages: set[int], how: str, length: int, layers: int, kernel: int, long: int,
        told: int,
    ) -> None:  # fmt: skip
        super().__init__(regnet, stages, how, length)
        self.trunk = Mixer(self.columns, length, 0.0, layers, kernel, long)
        self.fc, self.apart = nn.Linear(self.trunk.out, told), nn.Linear(self.trunk.out, 1)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits, (batch, length, told), and displacements, (batch, length); see ``E2ESpot``."""
        return self.told(self.seen(pictures))

    def told(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Return the same of what is seen, (batch, length, columns)."""
        x = self.trunk(rows.transpose(1, 2)).transpose(1, 2)
        return self.fc(x), self.apart(x)[..., 0]

    def says(self, rows: Tensor) -> Tensor:
        """See ``goalmouth.models.seeing.Watching``; all classes of a picture are displaced alike."""
        logits, apart = self.told(rows)
        likely = _likely(logits)
        return torch.stack((likely, likely * 0 + apart[:, None]), 1)

    @classmethod
    def of(cls, weights: Mapping[str, Tensor]) -> Self:
        """See ``Published``."""
        layers = len({name.split(".")[2] for name in weights if name.startswith("_temp_fine._sgpMixer.")})
        kernel, long = (weights[f"_temp_fine._sgp.0.{name}.weight"].shape[2] for name in ("psi", "convkw"))
        own = len(weights["temp_enc"]), layers, kernel, long, len(weights["_pred_fine._fc_out.bias"])
        net = cls(*cls.made_of(weights), *own)
        names = {"temp_enc": "trunk.places", "_temp_fine._sgp.": "trunk.layers."}
        names |= {"_temp_fine._sgpMixer.": "trunk.mixers.", "_pred_fine._fc_out.": "fc."}
        return net.take(weights, names | {"_pred_displ._fc_out.": "apart."})


def _likely(logits: Tensor) -> Tensor:
    """Return how likely each class but none is, (batch, classes, time), of (batch, time, told)."""
    return torch.softmax(logits, -1)[..., 1:].transpose(1, 2)
