"""E2E-Spot and T-DEED as published: clips of pictures in, a class for each of them out.

Hong et al., "Spotting temporally precise, fine-grained events in video" (ECCV 2022), code jhong93/spot;
Xarles et al., "T-DEED" (CVPRW 2024), reference code arturxe2/T-DEED. RegNetY with gates before the first
convolution of its blocks.
"""

import re
from collections.abc import Mapping
from typing import Self

from torch import Tensor, nn

from goalmouth.models.gates import Gated, Shift
from goalmouth.models.regnet import SIZES, RegNetY, widths
from goalmouth.models.trunks.sgp_mixer import Mixer


class Pictured(nn.Module):
    """A RegNetY that sees in time. size : of ``SIZES``; stages : in which it does; how : tsm, gsm or gsf."""

    def __init__(self, size: str, stages: set[int], how: str) -> None:
        super().__init__()
        self.backbone, self.how = RegNetY(size), how
        for number, (wide, _) in enumerate([(32, 0), *widths(size)][:-1], 1):
            stage = getattr(self.backbone, f"s{number}")
            for place, block in enumerate(stage):
                own = widths(size)[number - 1][0] if place else wide
                if number in stages and how == "tsm":
                    # The reference code moves them in place, so that the path beside gets them moved, too.
                    setattr(stage, f"b{place + 1}", Shift(block, own))
                elif number in stages:
                    block.conv1 = Gated(block.conv1, own, fused=how == "gsf")

    def seen(self, pictures: Tensor) -> Tensor:
        """Return (batch, time, wide) of pictures, (batch, time, 3, height, width), RGB, 0…255."""
        for each in self.backbone.modules():
            if isinstance(each, Gated | Shift):
                each.clips = len(pictures)
        return self.backbone(pictures.flatten(0, 1)).mean((2, 3)).unflatten(0, pictures.shape[:2])

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
        own = {}
        for name, each in weights.items():
            ours = re.sub(r"^_features\.", "backbone.", name)
            if self.how == "tsm":
                ours = re.sub(r"(\.s\d\.b\d+)\.", r"\1.net.", ours).replace(".conv1.net.", ".conv1.")
            ours = re.sub(r"\.conv1\.(gsm|gs)\.", ".conv1.", ours)
            ours = ours.replace(".channel_conv1.", ".weighers.0.").replace(".channel_conv2.", ".weighers.1.")
            for theirs, mine in others.items():
                ours = mine + ours[len(theirs) :] if ours.startswith(theirs) else ours
            own[ours] = each
        self.load_state_dict(own)
        return self


class E2ESpot(Pictured):
    """A recurrent layer over it. told : classes, the first of which is none."""

    def __init__(self, size: str, stages: set[int], how: str, wide: int, layers: int, told: int) -> None:
        super().__init__(size, stages, how)
        self.gru = nn.GRU(self.backbone.wide, wide, layers, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * wide, told)

    def forward(self, pictures: Tensor) -> Tensor:
        """Return logits, (batch, time, told), of (batch, time, 3, height, width), RGB, 0…255."""
        told: Tensor = self.fc(self.gru(self.seen(pictures))[0])
        return told

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
        self,
        size: str,
        stages: set[int],
        how: str,
        length: int,
        layers: int,
        kernel: int,
        long: int,
        told: int,
    ) -> None:
        super().__init__(size, stages, how)
        self.trunk = Mixer(self.backbone.wide, length, 0.0, layers, kernel, long)
        self.fc, self.apart = nn.Linear(self.trunk.out, told), nn.Linear(self.trunk.out, 1)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits, (batch, length, told), and displacements, (batch, length); see ``E2ESpot``."""
        x = self.trunk(self.seen(pictures).transpose(1, 2)).transpose(1, 2)
        return self.fc(x), self.apart(x)[..., 0]

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
